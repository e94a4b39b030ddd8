"""Who listens: the user behind a session cookie, and which events that user may get."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.actions.models import OutboxEvent
from linkspan.modules.identity import api as identity


@dataclass(frozen=True)
class Viewer:
    """A logged-in user as it may see now."""

    user_id: int
    actor: Actor

    def may_get(self, event: OutboxEvent, moment: dt.datetime) -> bool:
        """Whether the event is for this user.

        An event that names a user is that user's alone. Others go to everybody who holds anything on the way from the
        root to the event's scope, or below it: they carry no row's data, and the reader fetches what it may see.
        """
        addressee = event.payload.get("user_id")
        if addressee is not None or event.type.startswith("user.") or event.type == "job.progress":
            return addressee == self.user_id
        return any(
            (grant.expires_at is None or grant.expires_at > moment)
            and (event.scope_path.startswith(grant.path) or grant.path.startswith(event.scope_path))
            for grant in self.actor.grants
        )


def load_viewer(session_key: str) -> Viewer | None:
    """The user of a session; None where the session is over or its user may no longer log in, or
    has a password or a second factor to set first.

    Reading the stream does not count as use of the session: nothing is saved.
    """
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    identity.enforce_session_limits(session)
    user = get_user(SimpleNamespace(session=session, META={}))  # type: ignore[arg-type]
    if not user.is_authenticated or not user.is_active:
        return None
    actor = actor_for(user)
    return Viewer(user.pk, actor) if identity.pending_step(user, actor) is None else None
