"""Reading request bodies: JSON as the standard has it, and nothing that a database cannot keep."""

from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from linkspan.kernel.errors import DomainError

_NUL = "\0"


class StrictParser(Parser):
    """JSON by orjson, which refuses NaN, infinity, lone surrogates and absurd depth; no NUL in any text."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = orjson.loads(request.body)
        if b"\\u0000" in request.body and _has_nul(body):
            raise unreadable("body")
        return body

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        for name, value in found.items():
            if _has_nul(value):
                raise unreadable(name)
        return found


def unreadable(field: str) -> DomainError:
    """The refusal of a text with a NUL character."""
    return DomainError(
        "unreadable", _("The text contains a character that cannot be kept (NUL). Type it anew."), field[:60]
    )


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return _NUL in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
