from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "linkspan.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from linkspan.kernel.entities import startup
        from linkspan.kernel.search import writing  # noqa: F401

        startup.start()
        autodiscover_modules("search")
