from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "linkspan.modules.automation"
    label = "automation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linkspan.modules.automation import handlers, history, inbox  # noqa: F401
