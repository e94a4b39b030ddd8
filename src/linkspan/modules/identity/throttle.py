"""The lock-out: failed attempts counted in the database, one sliding window for every page that checks a secret.

Per account at most 10 failed attempts in 10 minutes, per address 100. A browser that has logged in to the account
before carries a signed device cookie and has a window of its own, so that strangers who guess cannot keep the owner out
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). An attempt is booked before the secret is looked at
and taken back when it was right, so parallel attempts cannot slip through.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from linkspan.kernel import clock
from linkspan.modules.identity import devices
from linkspan.modules.identity.addresses import address_bucket
from linkspan.modules.identity.login_models import LoginThrottle
from linkspan.modules.identity.refusals import TooManyAttempts

WINDOW_SECONDS = 600
PER_ACCOUNT = 10
PER_ADDRESS = 100  # a whole hospital may stand behind one address

_CLEANING = 0.01  # share of attempts that sweep up old buckets

T = TypeVar("T")


@dataclass(frozen=True)
class Booking:
    """An attempt under way: the buckets it was booked in, and its stamp there."""

    keys: tuple[str, ...]
    stamp: float


def attempt(request: HttpRequest, account: str, verify: Callable[[], T | None]) -> T | None:
    """Answer `verify()`, at most as often as the windows allow.

    account: what is attacked, `user:<id>`, `name:<typed name>` where there is no such user, or `setup`. verify: answers
    a true value where the secret was right. Raises TooManyAttempts without calling it where a window is full.
    """
    if random.random() < _CLEANING:
        forget_old()
    booking = book(buckets(request, account))
    try:
        result = verify()
    except BaseException:
        release(booking)  # nothing was verified
        raise
    if result:
        release(booking)
    return result


def buckets(request: HttpRequest, account: str) -> dict[str, int]:
    """Key and limit of each window that an attempt at the account counts in."""
    device = devices.known_device(request, account)
    if device:
        return {_key("device", f"{account}/{device}"): PER_ACCOUNT}
    return {_key("account", account): PER_ACCOUNT, _key("address", address_bucket(request)): PER_ADDRESS}


def book(limits: dict[str, int]) -> Booking:
    """Count one attempt in every bucket, or raise TooManyAttempts and count it in none."""
    with transaction.atomic():
        rows = _locked(sorted(limits))
        moment = clock.now()
        stamp = moment.timestamp()
        # A stamp a little ahead is another machine's clock; one far ahead is a clock that was set back, and void.
        windows = {row.key: [s for s in row.stamps if abs(stamp - s) < WINDOW_SECONDS] for row in rows}
        full = [window[-limits[key]] for key, window in windows.items() if len(window) >= limits[key]]
        if full:
            raise TooManyAttempts(min(WINDOW_SECONDS, max(1, math.ceil(max(full) + WINDOW_SECONDS - stamp))))
        for row in rows:
            row.stamps = [*windows[row.key], stamp]
            row.updated_at = moment
            row.save(update_fields=["stamps", "updated_at"])
    return Booking(tuple(limits), stamp)


def release(booking: Booking) -> None:
    """Take a booked attempt back: it was right, or never verified."""
    with transaction.atomic():
        for row in _locked(sorted(booking.keys)):
            if booking.stamp in row.stamps:
                row.stamps.remove(booking.stamp)
                row.save(update_fields=["stamps"])


def forget_old() -> int:
    """Delete buckets in which nothing is counted any more; how many there were."""
    limit = clock.now() - timedelta(seconds=2 * WINDOW_SECONDS)
    return LoginThrottle.objects.filter(updated_at__lt=limit).delete()[0]


def _locked(keys: list[str]) -> list[LoginThrottle]:
    """The buckets' rows, made where absent, locked in the order of their keys so that none waits in a circle."""
    moment = clock.now()
    LoginThrottle.objects.bulk_create(
        [LoginThrottle(key=key, stamps=[], updated_at=moment) for key in keys], ignore_conflicts=True
    )
    return list(LoginThrottle.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _key(kind: str, value: str) -> str:
    # Keyed, so that a password typed into the name field by mistake is not kept in clear.
    digest = salted_hmac("linkspan.identity.throttle", value, algorithm="sha256").hexdigest()[:40]
    return f"{kind}:{digest}"
