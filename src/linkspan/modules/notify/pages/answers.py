"""What the pages of messages have in common."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linkspan.kernel.actions import Outcome
from linkspan.kernel.actions.undo import render_phrase
from linkspan.kernel.errors import DomainError

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def expected_version(request: HttpRequest) -> int:
    """The version that the caller saw, from If-Match; 428 where the header is missing."""
    found = _ETAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise DomainError("if_match", _("Send the version that you saw in the header If-Match."), status=428)
    return int(found.group(1))


def written(outcome: Outcome, *, undoable: bool = False, **more: Any) -> dict[str, Any]:
    """What a page gets back after a write."""
    return {
        "log_id": outcome.log_id,
        "undoable": undoable and outcome.log_id is not None,
        "label": render_phrase(outcome.phrase, outcome.params),
        **more,
    }
