"""How long a session lives: 8 hours without use, 14 days in any case, by wall time."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from linkspan.kernel import clock
from linkspan.modules.identity import login_log

IDLE_SECONDS = 8 * 3600
ABSOLUTE_SECONDS = 14 * 24 * 3600
# The stamp is written at most this often: a GET must not be a write.
STAMP_SECONDS = 300
_BEGAN, _SEEN = "began", "seen"


def begin_session(session: SessionBase) -> None:
    """Start both clocks; called at log-in, whatever way it came about."""
    session[_BEGAN] = session[_SEEN] = int(clock.now().timestamp())


def enforce_session_limits(session: SessionBase) -> bool:
    """Empty a session that is past a limit; else note, at most every five minutes, that it was used (True where so)."""
    if SESSION_KEY not in session:
        return False
    moment = int(clock.now().timestamp())
    began, seen = session.get(_BEGAN), session.get(_SEEN)
    if not isinstance(began, int) or not isinstance(seen, int):
        session.flush()  # made by something else than our log-in: its age is unknown
    elif moment - began >= ABSOLUTE_SECONDS or moment - seen >= IDLE_SECONDS:
        session.flush()
    elif moment - seen >= STAMP_SECONDS:
        session[_SEEN] = moment
        return True
    return False


def on_logged_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`."""
    begin_session(request.session)
    login_log.note_login(request, user)


def on_logged_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_out`."""
    login_log.note_logout(request, user)
