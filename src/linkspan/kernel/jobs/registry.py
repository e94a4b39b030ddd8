"""Which kinds of jobs there are. Modules register theirs in `jobs.py`, which the worker imports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

DEFAULT_ATTEMPTS = 3


@dataclass(frozen=True)
class JobKind:
    """A registered kind: its name, the function that does it, how often it may be begun."""

    name: str
    body: Callable[..., Any]
    max_attempts: int


KINDS: dict[str, JobKind] = {}


def job(name: str, *, max_attempts: int = DEFAULT_ATTEMPTS) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register `def verb_noun_job(context, **args)`; what it returns (JSON) stands in the job's result."""

    def register(body: Callable[..., Any]) -> Callable[..., Any]:
        known = KINDS.get(name)
        if known is not None and known.body.__qualname__ != body.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        KINDS[name] = JobKind(name, body, max_attempts)
        return body

    return register


def find_kind(name: str) -> JobKind | None:
    """The kind of that name; modules whose `jobs.py` nobody has imported yet are looked through first."""
    if name not in KINDS:
        autodiscover_modules("jobs")
    return KINDS.get(name)
