from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "linkspan.modules.identity"
    label = "identity"
