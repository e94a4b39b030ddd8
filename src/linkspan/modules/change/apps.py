from django.apps import AppConfig


class ChangeConfig(AppConfig):
    name = "linkspan.modules.change"
    label = "change"
