from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "linkspan.modules.schedule"
    label = "schedule"

    def ready(self) -> None:
        # Paths are put right before the plan is computed: reactions run in the order in which they are registered.
        from linkspan.modules.schedule import scopes  # noqa: F401, I001
        from linkspan.modules.schedule import due, recompute, plan_part  # noqa: F401
