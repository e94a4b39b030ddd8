"""What the pages of rules read from a request's headers."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linkspan.kernel.errors import DomainError

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def version_asked(request: HttpRequest) -> int:
    """The version that the caller read, from If-Match; 428 where it is missing."""
    found = _ETAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise DomainError(
            "precondition",
            _("Say which version you have read (header If-Match). Load the record again."),
            "If-Match",
            status=428,
        )
    return int(found.group(1))


def idempotency_key(request: HttpRequest) -> str | None:
    """The caller's idempotency key."""
    return request.headers.get("Idempotency-Key")
