"""Who acts: a principal, what it holds, and the context in which every query and write runs."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from linkspan.kernel.errors import NoActor

ROOT = "/"


@dataclass(frozen=True)
class HeldGrant:
    """A role held at a scope path. own_party_only: rows of the holder's own party alone (vendors)."""

    path: str
    verbs: frozenset[str]
    own_party_only: bool = False
    expires_at: dt.datetime | None = None

    def covers(self, verb: str, path: str) -> bool:
        return verb in self.verbs and path.startswith(self.path)


@dataclass(frozen=True)
class Actor:
    """A principal with its grants. is_system: the program itself (migrations, reaper, demo loader), may do all."""

    user_id: int | None
    name: str
    party_id: int | None = None
    grants: tuple[HeldGrant, ...] = ()
    is_system: bool = False
    request_id: str = ""
    language: str = "zh-hans"
    extra: dict[str, object] = field(default_factory=dict, compare=False, hash=False)

    def may(self, verb: str, path: str) -> bool:
        """Whether every row under the path is open for the verb."""
        return self.is_system or any(g.covers(verb, path) and not g.own_party_only for g in self.grants)

    def prefixes(self, verb: str) -> tuple[str, ...]:
        """Scope paths under which all rows are open for the verb, shortest first, none inside another."""
        if self.is_system:
            return (ROOT,)
        return _outermost(g.path for g in self.grants if verb in g.verbs and not g.own_party_only)

    def own_party_prefixes(self, verb: str) -> tuple[str, ...]:
        """Scope paths under which the rows of the actor's own party are open for the verb."""
        return _outermost(g.path for g in self.grants if verb in g.verbs and g.own_party_only and self.party_id)

    def verbs_at(self, path: str) -> frozenset[str]:
        """All verbs the actor holds on whole rows at a path."""
        held: set[str] = set()
        for grant in self.grants:
            if path.startswith(grant.path) and not grant.own_party_only:
                held |= grant.verbs
        return frozenset(held)


def _outermost(paths: Iterator[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths), key=len):
        if not any(path.startswith(outer) for outer in kept):
            kept.append(path)
    return tuple(kept)


SYSTEM = Actor(user_id=None, name="Linkspan", is_system=True)
NOBODY = Actor(user_id=None, name="")

_current: ContextVar[Actor | None] = ContextVar("linkspan_actor", default=None)
_elevated: ContextVar[bool] = ContextVar("linkspan_elevated", default=False)


def current_actor() -> Actor:
    """The acting principal; NoActor outside any."""
    actor = _current.get()
    if actor is None:
        raise NoActor("A query or write ran outside an actor. Wrap it in `acting_as(actor)`.")
    return actor


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Run the block as the actor."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


@contextmanager
def elevated() -> Iterator[None]:
    """Open unfiltered reads for the block: the action runner, jobs and kernel code only, after a permission check."""
    token = _elevated.set(True)
    try:
        yield
    finally:
        _elevated.reset(token)


def is_elevated() -> bool:
    """Whether unfiltered reads are open: inside an action, a job, or the system itself."""
    actor = _current.get()
    return _elevated.get() or (actor is not None and actor.is_system)
