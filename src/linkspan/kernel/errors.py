"""The errors that a user can cause: each is one finished sentence with place and remedy."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass
class DomainError(Exception):
    """A refused request.

    code: stable word for programs. message: finished sentence, translated when shown. field: the input at fault.
    status: HTTP status at the API. current: the present state of the row, where a stale write was refused.
    """

    code: str
    message: str | Promise
    field: str | None = None
    status: int = 422
    current: Any = dataclasses.field(default=None, repr=False)

    def __str__(self) -> str:
        return str(self.message)


class Forbidden(DomainError):
    """The actor sees the row but lacks the verb."""

    def __init__(self, verb: str) -> None:
        from linkspan.kernel.access.verbs import verb_name

        super().__init__(
            "forbidden",
            _("You do not have the right “%(verb)s” here. Ask the project manager for it.") % {"verb": verb_name(verb)},
            status=403,
        )


class NotFound(DomainError):
    """No such row, or none that this actor may see."""

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__("not_found", message or _("There is nothing here that you may see."), status=404)


class Stale(DomainError):
    """Somebody else changed the row since it was read. status: 412 where the version stood in If-Match."""

    def __init__(self, message: str | Promise | None = None, current: Any = None, status: int = 409) -> None:
        super().__init__(
            "stale",
            message
            or _("Someone else has changed this in the meantime. Look at the new state, then repeat your edit."),
            status=status,
            current=current,
        )


class NoActor(RuntimeError):
    """A query or write outside any actor: a defect of the program, never a user's fault."""
