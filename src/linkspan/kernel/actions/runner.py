"""The action runner: the one way in which the database is written.

permission -> transaction -> idempotency -> version -> body -> reactions -> history -> outbox -> commit
"""

import functools
import hashlib
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, acting_as, elevated
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.actions import work as working
from linkspan.kernel.actions.models import ActionLog, ChangeRow, IdempotencyKey, OutboxEvent
from linkspan.kernel.actions.work import Work
from linkspan.kernel.errors import DomainError, Forbidden, NotFound, Stale


@dataclass(frozen=True)
class Inverse:
    """Undo restores the rows as they were, unless somebody changed them since."""


@dataclass(frozen=True)
class Compensation:
    """Undo leaves what was done and adds what takes its effect back, as a reversal does in accounting.

    body(actor, target, log): writes the counter-entry, inside the undo's own action.
    """

    body: Callable[[Actor, Any, ActionLog], None]


Undo = Inverse | Compensation


@dataclass(frozen=True)
class NoUndo:
    """The action cannot be undone, and why."""

    reason: str | Promise


@dataclass(frozen=True)
class Action:
    """A registered verb. phrase: a sentence for history with named parameters."""

    name: str
    verb: str
    phrase: str
    undo: Undo | NoUndo
    body: Callable[..., Any]
    is_locking: bool


@dataclass
class Outcome:
    """What an action answered. log_id is None where nothing was written. effects: what reactions computed."""

    result: Any
    log_id: int | None = None
    effects: dict[str, Any] = field(default_factory=dict)
    is_replay: bool = False
    phrase: str = ""
    params: dict[str, Any] = field(default_factory=dict)


ACTIONS: dict[str, Action] = {}
_REACTIONS: list[tuple[str, frozenset[str], Callable[[Work], Any]]] = []
_FOLLOWERS: list[Callable[[Work], None]] = []


def after_writes(name: str, *model_labels: str) -> Callable[[Callable[[Work], Any]], Callable[[Work], Any]]:
    """Register a reaction that runs once per action, inside its transaction, when rows of these models were written.

    model_labels: `schedule.Task` and the like. What the reaction returns stands in `Outcome.effects[name]`.
    """

    def register(function: Callable[[Work], Any]) -> Callable[[Work], Any]:
        _REACTIONS.append((name, frozenset(model_labels), function))
        return function

    return register


def after_all_writes(function: Callable[[Work], None]) -> Callable[[Work], None]:
    """Register what runs once per action that wrote rows, whichever, after all other reactions."""
    _FOLLOWERS.append(function)
    return function


def action(verb: str, *, phrase: Any, undo: Undo | NoUndo, is_locking: bool = True) -> Callable[..., Any]:
    """Make `def verb_noun(actor, target, *, ...)` an action.

    The wrapper takes three more keywords: `expected_version`, `idempotency_key`, and answers an `Outcome`. A call
    inside another action joins it: its verb is checked, its writes belong to the outer one.
    """

    def decorate(body: Callable[..., Any]) -> Callable[..., Outcome]:
        name = f"{body.__module__.removeprefix('linkspan.modules.').split('.')[0]}.{body.__name__}"
        return make_action(Action(name, verb, phrase, undo, body, is_locking))

    return decorate


def make_action(entry: Action) -> Callable[..., Outcome]:
    """Register an action and answer the function that runs it; `action` does so for services of modules."""
    ACTIONS[entry.name] = entry

    @functools.wraps(entry.body)
    def call(
        actor: Actor,
        target: models.Model,
        *,
        expected_version: int | None = None,
        idempotency_key: str | None = None,
        **inputs: Any,
    ) -> Outcome:
        check(actor, entry.verb, target)
        if working._work.get() is not None:
            return Outcome(entry.body(actor, target, **inputs))
        return _run(entry, actor, target, inputs, _Guards(expected_version, idempotency_key))

    call.action = entry  # type: ignore[attr-defined]
    call.signature = inspect.signature(entry.body)  # type: ignore[attr-defined]
    return call


@dataclass(frozen=True)
class _Guards:
    expected_version: int | None
    idempotency_key: str | None


def check(actor: Actor, verb: str, target: Any) -> None:
    """Whether the actor may do the verb on the target row: NotFound where it may not even see it, else Forbidden."""
    if actor.may(verb, target.scope_path):
        return
    model = type(target)
    visible = model._base_manager.filter(pk=target.pk)
    condition = row_filter(model, actor, verb)
    if target.pk and visible.filter(condition).exists():
        return
    area = getattr(model, "AREA", verb.split(".")[0])
    if actor.may(f"{area}.view", target.scope_path) or (
        target.pk and visible.filter(row_filter(model, actor, f"{area}.view")).exists()
    ):
        raise Forbidden(verb)
    raise NotFound()


def _run(entry: Action, actor: Actor, target: models.Model, inputs: dict[str, Any], guards: _Guards) -> Outcome:
    work = Work()
    with transaction.atomic(durable=False), acting_as(actor), elevated():
        replay = _claim_key(entry, actor, target, inputs, guards.idempotency_key)
        if isinstance(replay, Outcome):
            return replay
        if entry.is_locking and target.pk:
            target = _lock(target)
        if guards.expected_version is not None and getattr(target, "version", None) != guards.expected_version:
            raise Stale(status=412)
        token = working._work.set(work)
        try:
            result = entry.body(actor, target, **inputs)
            _react(work)
            log = write_log(entry, actor, target, work)
        finally:
            working._work.reset(token)
        outcome = Outcome(
            result, log.pk if log else None, work.effects, phrase=work.phrase or str(entry.phrase), params=work.params
        )
        if replay is not None:
            replay.log = log
            replay.answer = orjson.loads(orjson.dumps(result, default=str))
            replay.save(update_fields=["log", "answer"])
    return outcome


def _lock(target: models.Model) -> models.Model:
    """The row as it is now, locked until the commit (SQLite: the transaction itself is the lock)."""
    fresh = type(target)._base_manager.select_for_update(of=("self",)).filter(pk=target.pk).first()
    if fresh is None:
        raise NotFound(_("Someone has deleted this in the meantime."))
    return fresh


def _claim_key(
    entry: Action, actor: Actor, target: models.Model, inputs: dict[str, Any], key: str | None
) -> IdempotencyKey | Outcome | None:
    """Reserve the key for this request, or the answer given to it before."""
    if not key or actor.user_id is None:
        return None
    text = json.dumps([entry.name, target._meta.label, target.pk, inputs], default=repr, sort_keys=True)
    fingerprint = hashlib.sha256(text.encode("ascii")).hexdigest()
    row, is_new = IdempotencyKey.objects.get_or_create(
        user_id=actor.user_id, key=key[:80], defaults={"fingerprint": fingerprint, "created_at": clock.now()}
    )
    if is_new:
        return row
    if row.fingerprint != fingerprint:
        raise DomainError(
            "idempotency", _("This request key was used for another request. Send a new key."), status=422
        )
    log = row.log
    return Outcome(
        row.answer,
        row.log_id,
        is_replay=True,
        phrase=log.phrase if log else str(entry.phrase),
        params=log.params if log else {},
    )


def _react(work: Work) -> None:
    # Records of a company's own entities count as those of their store too.
    models_written = {type(change.instance)._meta for change in work.changes}
    written = {meta.label for meta in models_written} | {meta.concrete_model._meta.label for meta in models_written}
    for name, labels, function in _REACTIONS:
        if labels & written:
            work.effects[name] = function(work)
    for follow in _FOLLOWERS:
        follow(work)


def write_log(
    entry: Action, actor: Actor, target: Any, work: Work, undo_of: ActionLog | None = None
) -> ActionLog | None:
    """History and outbox of the action; None where it wrote nothing."""
    if not work.changes and not work.events:
        return None
    moment = clock.now()
    log = ActionLog(
        action=entry.name,
        scope_path=target.scope_path,
        target_model=target._meta.label,
        target_id=target.pk,
        actor_id=actor.user_id,
        actor_name=actor.name,
        at=moment,
        request_id=actor.request_id,
        phrase=work.phrase or _message_id(entry.phrase),
        params=work.params,
        undo_of=undo_of,
    )
    log.save(force_insert=True)
    ChangeRow.objects.bulk_create(
        [
            ChangeRow(
                log=log,
                model=c.instance._meta.label,
                object_id=c.instance.pk,
                kind=c.kind,
                before=c.before,
                after=c.after,
            )
            for c in work.changes
        ],
        batch_size=500,
    )
    OutboxEvent.objects.bulk_create(
        [
            OutboxEvent(
                type=kind,
                scope_path=path,
                payload={**payload, "log_id": log.pk, "actor": actor.name},
                created_at=moment,
            )
            for kind, path, payload in work.events
        ]
    )
    return log


def _message_id(phrase: Any) -> str:
    """The untranslated text of a lazy message, so that each reader sees it in its own language."""
    if isinstance(phrase, Promise):
        return str(phrase._args[0])
    return str(phrase)
