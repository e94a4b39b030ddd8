from django.apps import AppConfig


class CommercialConfig(AppConfig):
    name = "linkspan.modules.commercial"
    label = "commercial"
