from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "linkspan.kernel.outgoing"
    label = "outgoing"
    default_auto_field = "django.db.models.BigAutoField"
