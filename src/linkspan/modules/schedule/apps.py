from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "linkspan.modules.schedule"
    label = "schedule"
