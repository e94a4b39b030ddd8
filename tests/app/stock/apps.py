from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "tests.app.stock"
    label = "stock"
