"""What is asked of a simulation, every value looked at, and the rows whose dates it may answer for."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import MISSING
from linkspan.modules.analysis.drivers import Driver
from linkspan.modules.analysis.plans import Plan
from linkspan.modules.schedule.api import Task

#: Fewer say nothing about P95; more change no decision, the quantile's error falls with the root only.
FEWEST, MOST = 100, 100_000
MOST_TARGETS, MOST_CHOICES, MOST_DEFAULTS = 20, 300, 8
#: Tasks times iterations: up to the first within the request (some tenths of a second), up to the second as a job.
IN_REQUEST, LARGEST = 20_000_000, 2_000_000_000
WIDEST = 500.0  # per cent
_MILESTONE = 1
LABELS = {
    "iterations": gettext_lazy("iterations"),
    "seed": gettext_lazy("seed"),
    "spread_low": gettext_lazy("spread below"),
    "spread_high": gettext_lazy("spread above"),
    "correlation": gettext_lazy("correlation"),
}
DEFAULTS = {"iterations": 10_000, "seed": 1, "spread_low": 10.0, "spread_high": 25.0, "correlation": 0.3}


@dataclass(frozen=True)
class Question:
    """A simulation to run. targets: rows of the plan. spread: per cent below and above durations without estimates."""

    targets: tuple[int, ...]
    iterations: int
    seed: int
    spread_low: float
    spread_high: float
    correlation: float
    drivers: tuple[Driver, ...]


@dataclass(frozen=True)
class Estimates:
    """Optimistic and pessimistic durations by task id, minutes; tasks without both are absent."""

    three: dict[int, tuple[int, int]]


def load_estimates(project_id: int) -> Estimates:
    """The three-point estimates of a project's tasks."""
    rows = Task._base_manager.filter(
        project_id=project_id, optimistic__isnull=False, pessimistic__isnull=False
    ).values_list("pk", "optimistic", "pessimistic")
    return Estimates({pk: (low, high) for pk, low, high in rows})


def open_rows(plan: Plan) -> np.ndarray:
    """bool[n]: leaves that count and are not finished; only these are uncertain."""
    numbers = plan.state.numbers
    return plan.leaves & (numbers["is_active"] == 1) & (numbers["actual_finish"] == MISSING) & (plan.state.progress < 1)


def target_choices(plan: Plan) -> list[dict[str, Any]]:
    """Open milestones, open rows with a deadline, and the row that finishes last; the asked-for ones by default."""
    numbers, finish, still = plan.state.numbers, plan.result.finish, open_rows(plan)
    if not still.any():
        return []
    promised = still & (numbers["deadline"] != MISSING)
    last = int(np.argmax(np.where(still, finish, np.iinfo(np.int64).min)))
    chosen = np.flatnonzero((still & (numbers["kind"] == _MILESTONE)) | promised).tolist()[:MOST_CHOICES]
    rows = chosen if last in chosen else [*chosen, last]
    usual = {*np.flatnonzero(promised).tolist()[: MOST_DEFAULTS - 1], last}
    return [{**plan.task(row), "finish": int(finish[row]), "is_default": row in usual} for row in rows]


def default_targets(plan: Plan) -> tuple[int, ...]:
    """Rows of the targets that are asked for where none is named."""
    return tuple(plan.row(one["id"]) for one in target_choices(plan) if one["is_default"])


def read_question(asked: dict[str, Any], plan: Plan, drivers: list[Driver]) -> Question:
    """The request, checked; DomainError names the value at fault. drivers: the ones that count."""
    iterations = _whole(asked["iterations"], "iterations", FEWEST, MOST)
    if len(plan) * iterations > LARGEST:
        raise DomainError(
            "iterations",
            _("%(tasks)s tasks can be simulated %(most)s times at most.")
            % {"tasks": len(plan), "most": LARGEST // len(plan)},
            "iterations",
        )
    return Question(
        targets=_targets(asked["targets"], plan),
        iterations=iterations,
        seed=_whole(asked["seed"], "seed", 0, 2**31 - 1),
        spread_low=_number(asked["spread_low"], "spread_low", 0, 99),
        spread_high=_number(asked["spread_high"], "spread_high", 0, WIDEST),
        correlation=_number(asked["correlation"], "correlation", 0, 0.95),
        drivers=tuple(one for one in drivers if one.tasks and one.chance > 0 and not one.is_over),
    )


def _targets(given: list[int] | None, plan: Plan) -> tuple[int, ...]:
    if given is None:
        rows = default_targets(plan)
    else:
        if len(given) > MOST_TARGETS:
            raise DomainError("targets", _("Choose at most %(most)s milestones.") % {"most": MOST_TARGETS}, "targets")
        rows = tuple(dict.fromkeys(plan.row(task_id) for task_id in given))
    if not rows:
        raise DomainError("targets", _("Nothing is open in this plan, so there is nothing to simulate."), "targets")
    if plan.state.outline.has_children[list(rows)].any():
        raise DomainError("targets", _("Choose tasks or milestones, no summary rows."), "targets")
    return rows


def _whole(value: Any, name: str, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise DomainError(
            name, _("“%(name)s” must be a whole number from %(low)s to %(high)s.")
            % {"name": LABELS[name], "low": low, "high": high}, name,
        )  # fmt: skip
    return value


def _number(value: Any, name: str, low: float, high: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise DomainError(
            name, _("“%(name)s” must be a number from %(low)s to %(high)s.")
            % {"name": LABELS[name], "low": f"{low:g}", "high": f"{high:g}"}, name,
        )  # fmt: skip
    return float(value)
