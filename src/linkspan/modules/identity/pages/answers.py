"""What the pages of rights and people share: version headers, days as moments, the answer of a write."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.kernel.actions import Outcome
from linkspan.kernel.actions.undo import render_phrase
from linkspan.kernel.errors import DomainError

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def is_english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def named(row: Any) -> str:
    """A row's name in the reader's language."""
    chinese = getattr(row, "name_zh", "") or getattr(row, "name", "")
    return (row.name_en if is_english() else "") or chinese


def expected_version(request: HttpRequest) -> int:
    """The version that the caller saw, from If-Match; 428 where the header is missing."""
    found = _ETAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise DomainError("if_match", _("Send the version that you saw in the header If-Match."), status=428)
    return int(found.group(1))


def end_of(day: str | None) -> dt.datetime | None:
    """The moment at which a day (ISO date) ends in the installation's zone; None for none."""
    if not day:
        return None
    try:
        last = dt.date.fromisoformat(day)
        return dt.datetime.combine(last, dt.time(), ZoneInfo(settings.BUSINESS_TIME_ZONE)) + dt.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise DomainError("expires", _("Write the day as 2026-07-31."), "expires_on") from error


def last_day(moment: dt.datetime | None) -> str | None:
    """The last day (ISO date) before a moment in the installation's zone."""
    if moment is None:
        return None
    local = moment.astimezone(ZoneInfo(settings.BUSINESS_TIME_ZONE)) - dt.timedelta(microseconds=1)
    return local.date().isoformat()


def written(outcome: Outcome, *, undoable: bool = True, **more: Any) -> dict[str, Any]:
    """What a page gets back after a write."""
    return {
        "log_id": outcome.log_id,
        "undoable": undoable and outcome.log_id is not None,
        "label": render_phrase(outcome.phrase, outcome.params),
        **more,
    }
