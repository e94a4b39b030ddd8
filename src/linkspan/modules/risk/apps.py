from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "linkspan.modules.risk"
    label = "risk"
