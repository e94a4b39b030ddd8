from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "linkspan.kernel.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linkspan.kernel.approvals import startup

        startup.start()
