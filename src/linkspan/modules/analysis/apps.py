from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "linkspan.modules.analysis"
    label = "analysis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from linkspan.modules.analysis import handlers, services  # noqa: F401
