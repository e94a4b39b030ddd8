"""Sessions in the database, as Django keeps them; only the look-up of every request has its statement prepared."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import CharField, DateTimeField

from linkspan.kernel import clock
from linkspan.kernel.prepared import Prepared, Slot


def _alive() -> Any:
    now = Slot("now", DateTimeField())
    rows = SessionStore.get_model_class().objects
    return rows.filter(session_key=Slot("key", CharField()), expire_date__gt=now).values_list("session_data")


_ALIVE = Prepared(_alive)


class SessionStore(DatabaseSessions):
    """A session by its key."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key, where it is over."""
        found = _ALIVE.rows(key=self.session_key, now=clock.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
