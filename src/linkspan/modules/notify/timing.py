"""When a message may go: digests, times of day, quiet hours; all in the receiver's zone, none of it reads a clock."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

Digest = Literal["now", "hourly", "daily"]
DIGESTS: tuple[Digest, ...] = ("now", "hourly", "daily")
FIRST_PAUSE = 60.0  # seconds before the second attempt
LONGEST_PAUSE = 6 * 3600.0
MOST_ATTEMPTS = 8  # with the pauses above about two hours


@dataclass(frozen=True)
class Hours:
    """A person's times: zone, when the daily digest comes, and the quiet hours (None where there are none)."""

    zone: ZoneInfo
    daily_at: dt.time
    quiet: tuple[dt.time, dt.time] | None = None
    urgent_through: bool = False


def due_at(moment: dt.datetime, digest: Digest, hours: Hours, *, is_urgent: bool) -> dt.datetime:
    """The moment (UTC) from which something that happened at `moment` may be sent."""
    if is_urgent and hours.urgent_through:
        return moment
    return after_quiet(_of_digest(moment, digest, hours), hours)


def _of_digest(moment: dt.datetime, digest: Digest, hours: Hours) -> dt.datetime:
    if digest == "hourly":
        # By the hour of the wall: zones may be half an hour off.
        local = moment.astimezone(hours.zone)
        past = dt.timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return moment - past + dt.timedelta(hours=1)
    if digest == "daily":
        return _next(moment, hours.daily_at, hours.zone)
    return moment


def after_quiet(moment: dt.datetime, hours: Hours) -> dt.datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    if hours.quiet is None:
        return moment
    begins, ends = hours.quiet
    at = moment.astimezone(hours.zone).time().replace(tzinfo=None)
    is_quiet = begins <= at < ends if begins < ends else at >= begins or at < ends
    return _next(moment, ends, hours.zone) if is_quiet else moment


def _next(moment: dt.datetime, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The first moment after `moment` at which the wall clock shows `at`."""
    day = moment.astimezone(zone).date()
    for later in range(3):
        # A time that summer time skips becomes the moment an hour later; of one that comes twice, the first.
        wall = dt.datetime.combine(day + dt.timedelta(days=later), at, zone)
        found = wall.astimezone(dt.UTC)
        if found > moment:
            return found
    raise AssertionError("a day has every time of day within two days")


def pause(attempts: int, *, asked: int = 0) -> float:
    """Seconds before the next attempt after so many: doubled each time, spread so that many do not come at once.

    asked: what the receiver asked to wait; never less than that.
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempts - 1))
    return max(float(asked), longest * random.uniform(0.75, 1.25))


def read_time(text: str) -> dt.time | None:
    """HH:MM, or None where it is no time of day."""
    try:
        found = dt.time.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == 5 else None
