"""What the company has configured: custom fields, workflows and entities of its own, as one snapshot in time.

The snapshot is read again when its revision in the database is another. Each request and each job asks once, at its
beginning (`refresh`), and keeps what it got: nothing changes under its hands.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from linkspan.kernel.entities.declaration import Tone, Workflow

if TYPE_CHECKING:
    from linkspan.kernel.entities.references import Target
    from linkspan.kernel.entities.registry import Known
    from linkspan.kernel.entities.specs import FieldSpec, Option


@dataclass(frozen=True)
class Flow:
    """A workflow that replaces the declared one at a scope path and below. options: its states in their order."""

    scope_path: str
    project: str | None
    workflow: Workflow
    options: "tuple[Option, ...]"


@dataclass(frozen=True)
class Configured:
    """Everything configured at one revision. fields, flows: by entity, those of the organisation first."""

    revision: int = 0
    fields: "Mapping[str, tuple[FieldSpec, ...]]" = field(default_factory=dict)
    flows: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    entities: "Mapping[str, Known]" = field(default_factory=dict)
    targets: "Mapping[str, Target]" = field(default_factory=dict)

    def fields_of(self, known: "Known") -> "dict[str, FieldSpec]":
        """All fields of an entity, those of its declaration first."""
        found = dict(known.declared)
        flows = self.flows.get(known.name, ())
        if flows:
            name = flows[0].workflow.field
            found[name] = _with_states(found[name], flows)
        return found | {spec.name: spec for spec in self.fields.get(known.name, ())}

    def flow_at(self, entity: str, path: str) -> Flow | None:
        """The configured workflow that holds at a scope path; the one nearest above it."""
        at = [flow for flow in self.flows.get(entity, ()) if path.startswith(flow.scope_path)]
        return max(at, key=lambda flow: len(flow.scope_path)) if at else None


def _with_states(spec: "FieldSpec", flows: tuple[Flow, ...]) -> "FieldSpec":
    """The field of the state with the states of all workflows: which of them a row may take, its own workflow says."""
    import copy

    options = {option.value: option for option in spec.options}
    for flow in flows:
        # The organisation's words win over the declared ones, a project's own only add.
        for option in flow.options:
            if flow.project is None or option.value not in options:
                options[option.value] = option
    output = copy.copy(spec.output)
    output.choices = [(option.value, option.label) for option in options.values()]
    return replace(spec, options=tuple(options.values()), output=output)


#: Tables that hold the records of a company's own entities.
OWN_STORES = ("customise.OwnProjectRecord", "customise.OwnCompanyRecord")

_EMPTY = Configured()
_latest = _EMPTY
_mine: ContextVar[Configured | None] = ContextVar("linkspan_configured", default=None)
_lock = threading.Lock()
_source: tuple[Callable[[], int], Callable[[int], Configured]] | None = None


def provide(revision: Callable[[], int], load: Callable[[int], Configured]) -> None:
    """Say where the configuration comes from; once, at start-up."""
    global _source
    _source = (revision, load)


def configured() -> Configured:
    """The configuration that this request or job works with."""
    return _mine.get() or _latest


def refresh() -> Configured:
    """Look whether the configuration has changed, one statement, and work with the newest from here on."""
    global _latest
    if _source is None:
        return _latest
    revision, load = _source
    wanted = revision()
    if wanted != _latest.revision:
        with _lock:
            if wanted != _latest.revision:
                _latest = load(wanted)
    _mine.set(_latest)
    return _latest


def forget() -> None:
    """Know no configuration until the next `refresh`: between two tests, whose databases are not one."""
    global _latest
    _latest = _EMPTY
    _mine.set(None)


def use(found: Configured) -> None:
    """Work with this configuration until the next `refresh`: inside the action that changes it."""
    _mine.set(found)


def tone_of(name: str | None) -> Tone | None:
    """A tone by its name, if it is one."""
    return name if name in ("red", "amber", "green", "accent", "grey") else None  # type: ignore[return-value]


T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """What is registered in code and what is configured, under one roof."""

    def __init__(self, configured_part: Callable[[], Mapping[str, T]]) -> None:
        self.declared: dict[str, T] = {}
        self._configured = configured_part

    def __getitem__(self, name: str) -> T:
        found = self.declared.get(name)
        return found if found is not None else self._configured()[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.declared
        yield from self._configured()

    def __len__(self) -> int:
        return len(self.declared) + len(self._configured())

    def __contains__(self, name: Any) -> bool:
        return name in self.declared or name in self._configured()
