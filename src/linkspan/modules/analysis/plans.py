"""Plans computed for analysis, of the present or of a snapshot; kept in memory by project and revision."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.engines.network import Network, NetworkCycle, NetworkError, Result, compute
from linkspan.engines.network.explain import cycle_text, error_text
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.localtime import MISSING
from linkspan.modules.analysis.models import PlanSnapshot, SnapshotContent
from linkspan.modules.analysis.packing import unpack
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import PlanState, plan_network, plan_state, thaw_plan

#: Beyond it an analysis would hold a server too long; a plan of this size is far beyond any programme of the field.
MOST_TASKS = 100_000
_KEPT_PLANS, _KEPT_ANSWERS = 12, 64
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan with its network and what the engine computed of it. parties: party id by owner id."""

    key: Hashable
    state: PlanState
    network: Network
    result: Result
    parties: dict[int, int | None]

    def __len__(self) -> int:
        return len(self.state)

    def row(self, task_id: int) -> int:
        """Row of a task; NotFound where it is not in the plan."""
        if task_id not in self.state.row_of:
            raise NotFound()
        return self.state.row_of[task_id]

    def name(self, row: int) -> str:
        """The row's name in the reader's language."""
        return self.state.shown_name(row, english=language() == "en")

    def task(self, row: int) -> dict[str, Any]:
        """How answers name a row: `{id, code, name}`."""
        return {"id": self.state.outline.order[row], "code": self.state.outline.wbs[row], "name": self.name(row)}

    def named(self, row: int) -> dict[str, Any]:
        """The same with the key `task_id`."""
        return {"task_id": self.state.outline.order[row], "code": self.state.outline.wbs[row], "name": self.name(row)}

    def labels(self) -> tuple[str, ...]:
        """What sentences call the rows: code and name."""
        return tuple(f"{code} {self.name(row)}" for row, code in enumerate(self.state.outline.wbs))

    def link_id(self, link: int) -> int | None:
        """Id of a link by its number in the network."""
        return int(self.state.links["id"][link]) if link >= 0 else None

    @property
    def leaves(self) -> np.ndarray:
        """bool[n]: rows without rows below them."""
        return ~self.state.outline.has_children

    @property
    def data_date(self) -> int | None:
        """The data date, local minutes; None where the plan has none."""
        return None if self.state.data_date == MISSING else int(self.state.data_date)

    @property
    def finish(self) -> int:
        """When the project finishes, local minutes."""
        return int(self.result.project_finish)


def language() -> str:
    """The language tag that the engines speak: `zh-CN` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh-CN"


def plan_input(plan: Plan, label: str) -> Any:
    """The plan as the forensic engine takes it: rows known by their task's id. label: how sentences call it."""
    from linkspan.engines.forensic import PlanInput

    return PlanInput(plan.network, tuple(plan.state.outline.order), names=plan.labels(), label=label)


class _Memory:
    """The values last asked for; of a key in use, one thread computes (the lock is held shortly only)."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._lock = most, OrderedDict[Hashable, Any](), Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_PLANS, _ANSWERS = _Memory(_KEPT_PLANS), _Memory(_KEPT_ANSWERS)


def forget() -> None:
    """Know no plan and no answer: between two tests, whose databases are not one."""
    _PLANS.clear()
    _ANSWERS.clear()


def remembered(plan: Plan, name: str, make: Callable[[], T], *more: Hashable) -> T:
    """An answer about a plan, computed once as long as it is kept; it depends on nothing but the plan and `more`."""
    return _ANSWERS.get((plan.key, name, *more), make)


def current_plan(project: Project) -> Plan:
    """The plan as it stands; DomainError where there is nothing to analyse or it is too large."""
    state = plan_state(project)
    key = ("now", project.pk, state.revision)
    return _PLANS.get(key, lambda: computed_plan(key, state, {}))


def snapshot_plan(snapshot: PlanSnapshot) -> Plan:
    """The plan that a snapshot kept, computed again from its inputs."""
    key = ("snapshot", snapshot.pk, snapshot.made_at)
    return _PLANS.get(key, lambda: _thawed(key, snapshot))


def _thawed(key: Hashable, snapshot: PlanSnapshot) -> Plan:
    frozen = unpack(SnapshotContent.base_rows.get(pk=snapshot.pk).data)["plan"]
    parties = {int(owner): party for owner, party in frozen["parties"].items()}
    return computed_plan(key, thaw_plan(snapshot.project_id, frozen), parties)


def computed_plan(key: Hashable, state: PlanState, parties: dict[int, int | None]) -> Plan:
    """A plan from its inputs."""
    if not len(state):
        raise DomainError("empty_plan", _("The plan has no task yet. Add tasks, then look here again."), status=409)
    if len(state) > MOST_TASKS:
        raise DomainError(
            "too_many_tasks", _("Plans of more than %(most)s tasks are not analysed.") % {"most": MOST_TASKS}
        )
    network = plan_network(state)
    try:
        return Plan(key, state, network, compute(network), parties)
    except NetworkCycle as error:
        names = [f"{code} {name}" for code, name in zip(state.outline.wbs, state.names, strict=True)]
        raise DomainError("cycle", cycle_text(error.cycles[0], language(), names), status=409) from error
    except NetworkError as error:
        raise DomainError("network", error_text(error, language()), status=409) from error
