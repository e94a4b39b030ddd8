from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "linkspan.modules.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from linkspan.modules.portfolio import places  # noqa: F401
