from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "linkspan.kernel.numbering"
    label = "numbering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linkspan.kernel.numbering import history, services  # noqa: F401
