"""One rule at one record: whether it may, whether it holds, and all of its actions or none, in one transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.contrib.auth import get_user_model
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from linkspan.kernel import clock
from linkspan.kernel.access.actor import SYSTEM, Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.entities.discussion import find_row
from linkspan.kernel.entities.registry import Known, find_entity
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.modules.automation import lane
from linkspan.modules.automation.doing import KINDS
from linkspan.modules.automation.doing.scene import Scene, Step
from linkspan.modules.automation.doing.telling import put_line
from linkspan.modules.automation.expressions import UNCHANGED, Change, checked, evaluate, refuse_unreadable
from linkspan.modules.automation.handlers import CHAIN, Chain
from linkspan.modules.automation.models import Rule, Run

log = structlog.get_logger(__name__)
CONFIGURE = "automation.configure"
DEEPEST = 5
HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_State = Run.State


@dataclass(frozen=True)
class Cause:
    """Why a rule looks at a record. key: the same for the same cause; chain: the rules that led here."""

    key: str
    kind: str
    chain: Chain = ()
    change: Change = UNCHANGED
    keeps_misses: bool = False  # a date is asked once, met or not


class Stopped(DomainError):
    """A rule that was kept from running: it led back to itself, too deep, or too often."""


def owner_of(rule: Rule) -> Actor:
    """Who a rule acts as, as that person may act at this moment. DomainError where it may no longer."""
    people: Any = get_user_model()
    user = people._base_manager.filter(pk=rule.owner_id).select_related("party").first()
    if user is None or not user.is_active:
        raise DomainError("owner_gone", _("The owner of the rule may no longer log in. Somebody else must save it."))
    actor = actor_for(user)
    if not actor.may(CONFIGURE, rule.scope_path):
        raise Forbidden(CONFIGURE)
    word = rule.label_en if actor.language.startswith("en") and rule.label_en else rule.label_zh
    return replace(actor, name=f"{actor.name} ({word})"[:120])


def _language_of(rule: Rule) -> str:
    return rule.owner.language or "zh-hans"


def run_rule(rule: Rule, record_id: int, cause: Cause, holder: str) -> str | None:
    """Run the rule at a record for a cause, once; its state, None where it had run or the condition is not met."""
    known = find_entity(rule.entity)
    seen = {"rule_id": rule.pk, "entity": known.name, "record_id": record_id, "key": cause.key}
    if Run.objects.filter(**seen).exists():
        return None
    began = clock.monotonic()
    token = CHAIN.set((*cause.chain, (rule.pk, known.name, record_id)))
    try:
        with override(_language_of(rule)):
            try:
                with transaction.atomic():
                    lane.hold(holder)
                    return _run(rule, known, record_id, cause, lambda: clock.monotonic() - began)
            except DomainError as error:
                _write_refusal(rule, seen, cause, error, took=clock.monotonic() - began, holder=holder)
                return _State.STOPPED if isinstance(error, Stopped) else _State.FAILED
            except (lane.LaneLost, OperationalError, InterfaceError):
                raise
            except Exception as error:
                if isinstance(error, IntegrityError) and Run.objects.filter(**seen).exists():
                    return None  # another worker was first, and did all of it
                log.exception("rule_failed", rule=rule.pk, record=record_id)
                defect = DomainError("internal", _("An error in the program stopped the rule. Tell the administrator."))
                _write_refusal(rule, seen, cause, defect, took=clock.monotonic() - began, holder=holder)
                return _State.FAILED
    finally:
        CHAIN.reset(token)


def _run(rule: Rule, known: Known, record_id: int, cause: Cause, took: Callable[[], float]) -> str | None:
    actor = owner_of(rule)
    with acting_as(actor):
        row = find_row(actor, known, record_id)
        if not holds(actor, rule, known, row, cause.change):
            if cause.keeps_misses:
                _new_run(rule, known.name, record_id, cause, _State.SKIPPED).save()
            return None
        _refuse_loop(rule, known, record_id, cause.chain)
        _refuse_rate(rule)
        run = _new_run(rule, known.name, record_id, cause, _State.DONE)
        run.save(force_insert=True)  # first of all: of two workers one stops here
        run.steps = perform(Scene(rule, actor, known, record_id, cause.change, f"{run.pk}"))
        run.took_ms = round(took() * 1000)
        run.save(update_fields=["steps", "took_ms"])
    return _State.DONE


def holds(actor: Actor, rule: Rule, known: Known, row: Any, change: Change) -> bool:
    """Whether the condition is met; the owner must be able to read all that it names."""
    if not rule.condition:
        return True
    refuse_unreadable(actor, known, checked(known.name, rule.condition, rule.scope_path).names, row.scope_path)
    return evaluate(known, rule.condition, rule.scope_path, row, change) is True


def perform(scene: Scene) -> list[Step]:
    """All actions of the rule, in order. DomainError names the first that was refused."""
    steps = []
    for at, kept in enumerate(scene.rule.actions, start=1):
        try:
            found = KINDS[kept["type"]].perform(scene, kept)
        except DomainError as error:
            error.message = _("Action %(number)s: %(reason)s") % {"number": at, "reason": error.message}
            raise
        steps.append(_plain(found))
    return steps


def _plain(step: Step) -> Step:
    """As JSON holds it."""
    import orjson

    plain: Step = orjson.loads(orjson.dumps(step, default=str))
    return plain


def _new_run(rule: Rule, entity: str, record_id: int, cause: Cause, state: str) -> Run:
    return Run(
        rule_id=rule.pk, scope_path=rule.scope_path, label_zh=rule.label_zh, label_en=rule.label_en,
        owner_name=str(rule.owner.display_name)[:120], entity=entity, record_id=record_id, key=cause.key, state=state,
        cause={"kind": cause.kind, "chain": [list(link) for link in cause.chain]}, at=clock.now(),
    )  # fmt: skip


# --- limits ---------------------------------------------------------------------------------------------------------


def _refuse_loop(rule: Rule, known: Known, record_id: int, chain: Chain) -> None:
    if (rule.pk, known.name, record_id) in chain:
        raise Stopped(
            "loop",
            _("The rule led back to itself at this record, by %(count)s rules. It was stopped.")
            % {"count": len(chain) - chain.index((rule.pk, known.name, record_id))},
        )
    if len(chain) >= DEEPEST:
        raise Stopped(
            "depth", _("More than %(most)s rules set each other off here. It was stopped.") % {"most": DEEPEST}
        )


def _refuse_rate(rule: Rule) -> None:
    recent = Run.objects.filter(rule_id=rule.pk, at__gt=clock.now() - HOUR, state__in=[_State.DONE, _State.FAILED])
    if recent.count() >= rule.per_hour:
        raise Stopped(
            "rate",
            _("The rule has run %(most)s times in an hour. It rests until there is room.") % {"most": rule.per_hour},
        )


# --- what went wrong ------------------------------------------------------------------------------------------------


def _write_refusal(
    rule: Rule, seen: dict[str, Any], cause: Cause, error: DomainError, *, took: float, holder: str
) -> None:
    """The refusal in the log, and a line for the owner, one a day."""
    state = _State.STOPPED if isinstance(error, Stopped) else _State.FAILED
    with transaction.atomic():
        lane.hold(holder)
        if error.code == "rate":
            same = (
                Run.objects.filter(rule_id=rule.pk, error_code="rate", at__gt=clock.now() - HOUR)
                .order_by("-pk")
                .first()
            )
            if same is not None:  # one line for all that the hour had no room for
                same.count += 1
                same.save(update_fields=["count"])
                return
        run = _new_run(rule, seen["entity"], seen["record_id"], cause, state)
        run.error_code, run.error, run.took_ms = error.code[:60], str(error)[:500], round(took * 1000)
        is_told = Run.objects.filter(
            rule_id=rule.pk, state__in=[_State.FAILED, _State.STOPPED], at__gt=clock.now() - _DAY
        ).exists()
        run.save(force_insert=True)
        if not is_told:
            _tell_owner(rule, run)


def _tell_owner(rule: Rule, run: Run) -> None:
    """The first failure of a day goes to the owner, at the record where it happened."""
    known = find_entity(run.entity)
    row = known.model._base_manager.filter(pk=run.record_id).first()
    if row is None or not rule.owner.is_active:
        return
    name = rule.label_zh, rule.label_en or rule.label_zh
    with acting_as(SYSTEM), override("zh-hans"):
        zh = _("Rule “%(rule)s”: %(reason)s") % {"rule": name[0], "reason": run.error}
    with override("en"):
        en = _("Rule “%(rule)s”: %(reason)s") % {"rule": name[1], "reason": run.error}
    put_line(known, row, rule.owner_id, {"text_zh": zh, "text_en": en}, by=SYSTEM)
