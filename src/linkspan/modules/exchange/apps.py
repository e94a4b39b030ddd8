from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "linkspan.modules.exchange"
    label = "exchange"
