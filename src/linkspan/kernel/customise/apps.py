from django.apps import AppConfig


class CustomiseConfig(AppConfig):
    name = "linkspan.kernel.customise"
    label = "customise"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linkspan.kernel.customise import computing, history, loading, transfer  # noqa: F401

        loading.connect()
