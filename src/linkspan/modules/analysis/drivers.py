"""Risk drivers of a plan: saved ones, and proposals from risks of the register that are linked to tasks."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.entities.models import Link
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.switching import is_off
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.modules.analysis.models import RiskDriver
from linkspan.modules.analysis.plans import Plan, language
from linkspan.modules.portfolio.api import Project

MOST_DRIVERS, MOST_TASKS, LONGEST_NAME = 200, 2000, 200
LARGEST_FACTOR = 100.0
RISK, TASK = "risk", "task"
# The register's probability is a step of 1 to 5; what a step stands for is the middle of its fifth, as in its exposure.
_STEP, _HALF = 0.2, 0.1
# A range to begin from, by impact 1 to 5: nothing in the literature fixes one, so it counts only once it is saved.
_MODE_BY_IMPACT, _HIGH_BY_IMPACT = 0.05, 0.15
_OVER = frozenset({"closed", "occurred"})


@dataclass(frozen=True)
class Driver:
    """A driver as simulated. tasks: ids in the plan; risk: the row of the register it comes from, if it does."""

    id: int | None
    name: str
    name_en: str
    probability: float | None
    low: float
    mode: float
    high: float
    tasks: tuple[int, ...]
    risk: Any = None
    is_parallel: bool = False
    is_proposed: bool = False
    is_over: bool = False
    risk_id: int | None = None

    @property
    def chance(self) -> float:
        """Its own probability, else the risk's."""
        return chance_of(self.risk) if self.probability is None else self.probability

    @property
    def names(self) -> tuple[str, str]:
        """Its own name, else the risk's, and the English one."""
        if self.name or self.risk is None:
            return self.name, self.name_en
        return self.risk.title, self.risk.title_en


def drivers_of(actor: Actor, project: Project, plan: Plan) -> list[Driver]:
    """Saved drivers in their order, then proposals. A risk that the actor does not see lends no name."""
    with elevated():
        saved = list(RiskDriver.rows.filter(project=project))
    risks = _risks(project)
    linked = _linked_tasks(set(risks) | {d.risk_id for d in saved if d.risk_id})
    visible = _visible(actor, project, risks)
    found = [_saved(row, risks, linked, plan, visible) for row in saved]
    taken = {row.risk_id for row in saved}
    for key, risk in risks.items():
        tasks = _in_plan(linked.get(key, ()), plan)
        if key in taken or key not in visible or not tasks or risk.status in _OVER:
            continue
        mode, high = 1 + _MODE_BY_IMPACT * risk.impact, 1 + _HIGH_BY_IMPACT * risk.impact
        found.append(Driver(
            None, risk.title, risk.title_en, None, 1.0, round(mode, 2), round(high, 2), tasks, risk, is_proposed=True,
            risk_id=key,
        ))  # fmt: skip
    return found


def _risks(project: Project) -> dict[int, Any]:
    if RISK not in TARGETS or is_off(project, RISK):
        return {}
    rows = TARGETS[RISK].model._base_manager.filter(project=project).order_by("code", "pk")
    return {row.pk: row for row in rows[: 10 * MOST_DRIVERS]}


def _visible(actor: Actor, project: Project, risks: dict[int, Any]) -> set[int]:
    if not risks:
        return set()
    rows = TARGETS[RISK].rows(actor, project).filter(pk__in=list(risks))
    return set(rows.values_list("pk", flat=True))


def _linked_tasks(keys: set[int]) -> dict[int, tuple[int, ...]]:
    """Tasks linked to each risk, whichever end the link starts from."""
    found: dict[int, set[int]] = defaultdict(set)
    with elevated():
        out = Link.rows.filter(from_entity=RISK, to_entity=TASK, from_id__in=keys).values_list("from_id", "to_id")
        into = Link.rows.filter(from_entity=TASK, to_entity=RISK, to_id__in=keys).values_list("to_id", "from_id")
        for risk, task in (*out, *into):
            found[risk].add(task)
    return {risk: tuple(sorted(tasks)) for risk, tasks in found.items()}


def _in_plan(tasks: Any, plan: Plan) -> tuple[int, ...]:
    return tuple(sorted({task for task in tasks if task in plan.state.row_of}))


def _saved(
    row: RiskDriver, risks: dict[int, Any], linked: dict[int, tuple[int, ...]], plan: Plan, visible: set[int]
) -> Driver:
    risk = risks.get(row.risk_id) if row.risk_id else None
    tasks = _in_plan({*row.tasks, *(linked.get(row.risk_id, ()) if risk is not None else ())}, plan)
    name, name_en = row.name, row.name_en
    if row.risk_id is not None and row.risk_id not in visible:
        name, name_en = _("A risk of the register"), ""
    elif not name and risk is not None:
        name, name_en = risk.title, risk.title_en
    # A risk that is over or gone drives nothing any more, whatever probability it was given.
    is_over = row.risk_id is not None and (risk is None or risk.status in _OVER)
    return Driver(
        row.pk, name, name_en, chance_of(risk) if row.probability is None else row.probability,
        row.low, row.mode, row.high, tasks, risk if risk is not None and risk.pk in visible else None,
        is_parallel=row.is_parallel, is_over=is_over, risk_id=row.risk_id,
    )  # fmt: skip


def chance_of(risk: Any) -> float:
    """What the register's step of probability stands for, 0 to 1."""
    return 0.0 if risk is None else round(risk.probability * _STEP - _HALF, 2)


def driver_json(driver: Driver) -> dict[str, Any]:
    """A driver as pages read it."""
    risk = driver.risk
    return {
        "id": driver.id,
        "name": shown_name(driver),
        "probability": driver.chance,
        "low": driver.low,
        "mode": driver.mode,
        "high": driver.high,
        "tasks": list(driver.tasks),
        "from_risk": None if risk is None else {"id": risk.pk, "code": risk.code},
        "parallel": driver.is_parallel,
        "is_proposed": driver.is_proposed,
        "is_over": driver.is_over,
    }


def shown_name(driver: Driver) -> str:
    """The driver's name in the reader's language."""
    return (driver.name_en if language() == "en" else "") or driver.name


def read_drivers(actor: Actor, project: Project, given: Any, plan: Plan) -> list[Driver]:
    """Drivers of a request, every value looked at; DomainError names the one at fault, NotFound for a foreign risk."""
    if not isinstance(given, list) or len(given) > MOST_DRIVERS:
        raise DomainError("drivers", _("Send a list of at most %(most)s drivers.") % {"most": MOST_DRIVERS}, "drivers")
    drivers = [_read_driver(one, at, plan) for at, one in enumerate(given)]
    risks = {driver.risk_id for driver in drivers if driver.risk_id is not None}
    if risks - _visible(actor, project, dict.fromkeys(risks)) or (risks and is_off(project, RISK)):
        raise NotFound()
    named = [driver.risk_id for driver in drivers if driver.risk_id is not None]
    if len(named) > len(risks):
        raise DomainError("drivers", _("A risk can have one driver. Put its factors together."), "drivers")
    rows = _risks(project) if risks else {}
    return [
        _with_risk(driver, rows.get(driver.risk_id)) if driver.risk_id is not None else driver for driver in drivers
    ]


def _with_risk(driver: Driver, risk: Any) -> Driver:
    """A driver with the row it comes from; a name and a probability that are the risk's own go on following it."""
    is_same = driver.probability is not None and driver.probability == chance_of(risk)
    is_over = risk is None or risk.status in _OVER
    if risk is not None and driver.name in {risk.title, risk.title_en}:
        driver = replace(driver, name="", name_en="")
    return replace(driver, risk=risk, probability=None if is_same else driver.probability, is_over=is_over)


def own_tasks(drivers: list[Driver]) -> list[Driver]:
    """The drivers without the tasks that their risks' links give them anyhow: a link taken away takes them away."""
    linked = _linked_tasks({driver.risk_id for driver in drivers if driver.risk_id is not None})
    return [
        replace(driver, tasks=tuple(task for task in driver.tasks if task not in linked.get(driver.risk_id or 0, ())))
        for driver in drivers
    ]


def _read_driver(given: Any, at: int, plan: Plan) -> Driver:
    place = f"drivers.{at}"
    if not isinstance(given, dict):
        raise DomainError("drivers", _("Driver %(at)s must be an object.") % {"at": at + 1}, place)
    name, name_en = (_text(given.get(key, ""), at, f"{place}.{key}") for key in ("name", "name_en"))
    low, mode, high = (_number(given.get(key), at, f"{place}.{key}", 0.01, LARGEST_FACTOR) for key in _FACTORS)
    if not low <= mode <= high:
        raise DomainError(
            "drivers", _("Driver %(at)s: give the factors as lowest, likeliest, highest.") % {"at": at + 1}, place
        )
    probability = given.get("probability")
    chance = None if probability is None else _number(probability, at, f"{place}.probability", 0.0, 1.0)
    tasks = _tasks(given.get("tasks", []), at, place, plan)
    risk = given.get("from_risk")
    risk_id = given.get("risk_id", risk.get("id") if isinstance(risk, dict) else None)
    if not name and risk_id is None:
        raise DomainError("drivers", _("Driver %(at)s needs a name.") % {"at": at + 1}, f"{place}.name")
    return Driver(
        _key(given.get("id")), name, name_en, chance, low, mode, high, tasks,
        is_parallel=given.get("parallel") is True, risk_id=_key(risk_id),
    )  # fmt: skip


_FACTORS = ("low", "mode", "high")


def _key(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 < value < 2**63:
        raise NotFound()
    return value


def _text(value: Any, at: int, place: str) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else None
    if text is None or len(text) > LONGEST_NAME or "\x00" in text:
        raise DomainError(
            "drivers",
            _("Driver %(at)s: a name has at most %(most)s characters.") % {"at": at + 1, "most": LONGEST_NAME},
            place,
        )
    return text


def _number(value: Any, at: int, place: str, low: float, high: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise DomainError(
            "drivers",
            _("Driver %(at)s: “%(name)s” must be a number from %(low)s to %(high)s.")
            % {"at": at + 1, "name": _label(place), "low": f"{low:g}", "high": f"{high:g}"},
            place,
        )
    return float(value)


def _label(place: str) -> str:
    return str(RiskDriver._meta.get_field(place.rpartition(".")[2]).verbose_name)


def _tasks(value: Any, at: int, place: str, plan: Plan) -> tuple[int, ...]:
    is_list = isinstance(value, list) and len(value) <= MOST_TASKS and all(type(one) is int for one in value)
    if not is_list or any(one not in plan.state.row_of for one in value):
        raise DomainError(
            "drivers",
            _("Driver %(at)s names a task that is not in this plan. Choose its tasks again.") % {"at": at + 1},
            f"{place}.tasks",
        )
    return tuple(sorted(set(value)))
