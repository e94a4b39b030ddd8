"""Rules in the history of the configuration: what was set when, and how it differs between two days."""

from typing import Any

from django.utils.translation import gettext_lazy

from linkspan.kernel.customise.history import Kind, register_configuration
from linkspan.kernel.entities.specs import in_english
from linkspan.modules.automation.models import Rule


def _title(columns: dict[str, Any]) -> str:
    zh, en = columns.get("label_zh", ""), columns.get("label_en", "")
    return str((en or zh) if in_english() else (zh or en))


register_configuration(Rule, Kind("rule", gettext_lazy("rule"), _title))
