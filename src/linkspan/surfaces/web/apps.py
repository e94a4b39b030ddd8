from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "linkspan.surfaces.web"
    label = "web"
