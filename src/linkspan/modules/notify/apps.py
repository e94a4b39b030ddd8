from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "linkspan.modules.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linkspan.modules.notify import handlers  # noqa: F401
