from django.apps import AppConfig


class LandscapeConfig(AppConfig):
    name = "linkspan.modules.landscape"
    label = "landscape"
