from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "linkspan.modules.portfolio"
    label = "portfolio"
