"""Masks in the history of the configuration: what was set when, and how it differs between two days."""

from typing import Any

from django.utils.translation import gettext_lazy

from linkspan.kernel.customise.history import Kind, register_configuration
from linkspan.kernel.entities.specs import on_page
from linkspan.kernel.errors import NotFound
from linkspan.kernel.numbering.models import Mask
from linkspan.kernel.numbering.numbered import find_numbered


def _title(columns: dict[str, Any]) -> str:
    """What the mask is for."""
    entity = str(columns.get("entity", ""))
    try:
        return on_page(find_numbered(entity).label)
    except NotFound:
        return entity


register_configuration(Mask, Kind("mask", gettext_lazy("mask of codes"), _title))
