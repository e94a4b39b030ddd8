"""What a person must do before anything else: set an own password, set up a second factor."""

from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linkspan.modules.identity.second_factor import needs_second_factor

_FLAG = "needs_second_factor"


@dataclass(frozen=True)
class Step:
    """A duty: its code for programs, a sentence, and the page on which it is done."""

    code: str
    sentence: Promise
    url: str


PASSWORD = Step("password_change", _("Set an own password first."), "/accounts/password/change/")
SECOND_FACTOR = Step("second_factor_needed", _("Set up your second factor first."), "/accounts/second-factor/setup/")


def pending_step(user: Any, session: SessionBase | None, *, is_fresh: bool = False) -> Step | None:
    """The next duty of a person, or None.

    session: None for an API token, whose person is asked each time. A page load (is_fresh) asks the database whether a
    role demands a second factor; the calls that follow read its answer in the session.
    """
    if user.must_change_password:
        return PASSWORD
    if user.second_factor_at:
        return None
    if session is None:
        return SECOND_FACTOR if needs_second_factor(user) else None
    if is_fresh:
        is_needed = needs_second_factor(user)
        if is_needed != session.get(_FLAG, False):
            session[_FLAG] = is_needed
    return SECOND_FACTOR if session.get(_FLAG) else None


def note_at_login(session: SessionBase, user: Any) -> None:
    """A session begins: what the API refuses until it is done."""
    session[_FLAG] = needs_second_factor(user) and not user.second_factor_at
