"""The only place that reads a clock.

`now` is wall time: leases, log-in, tokens, audit. `business_today` is the date that plans and detectors use; a
setting can freeze it.
"""

import datetime as dt
import time
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> dt.datetime:
    """Wall time, aware, UTC."""
    return dt.datetime.now(dt.UTC)


def monotonic() -> float:
    """Seconds of a clock that never goes back."""
    return time.monotonic()


def business_today() -> dt.date:
    """Today's date in the installation's business zone, or the frozen one."""
    if settings.BUSINESS_TODAY:
        return dt.date.fromisoformat(settings.BUSINESS_TODAY)
    return dt.datetime.now(ZoneInfo(settings.BUSINESS_TIME_ZONE)).date()


def is_frozen() -> bool:
    """Whether the business date is a setting and not the calendar's."""
    return bool(settings.BUSINESS_TODAY)
