"""Whose analysis it is: who sees the whole plan reads all of it, who sees a part gets its own rows or a refusal."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.errors import Forbidden, NotFound
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import PlanState, readable_plan, visible_ids

RUN = "analysis.run"


@dataclass(frozen=True)
class Reader:
    """An actor before a project's plan. seen: ids of the tasks that it sees; None for all."""

    actor: Actor
    project: Project
    seen: frozenset[int] | None

    def sees(self, task_id: int) -> bool:
        """Whether the reader sees a task."""
        return self.seen is None or task_id in self.seen

    def rows(self, state: PlanState) -> np.ndarray:
        """Rows that the reader sees, int64, in outline order."""
        order = state.outline.order
        return np.array([row for row, task_id in enumerate(order) if self.sees(task_id)], dtype=np.int64)

    def whole(self) -> "Reader":
        """Itself; Forbidden for who sees a part only: figures of the whole would tell it of the rest."""
        if self.seen is not None:
            raise Forbidden("schedule.view")
        return self

    def task(self, task_id: int) -> int:
        """The id of a task that the reader sees; NotFound otherwise."""
        if not self.sees(task_id):
            raise NotFound()
        return task_id

    def may_run(self) -> bool:
        """Whether the reader may simulate, keep snapshots and set drivers."""
        return self.actor.may(RUN, self.project.scope_path)

    def can(self) -> list[str]:
        """What pages offer."""
        return ["run"] if self.may_run() else []

    def needs_run(self) -> "Reader":
        """Itself, where it may run analyses; Forbidden otherwise."""
        if not self.may_run():
            raise Forbidden(RUN)
        return self.whole()


def reader_for(actor: Actor, code: str) -> Reader:
    """An actor before the plan of a project; NotFound, Forbidden or switched off as the plan itself."""
    project = readable_plan(actor, code)
    return Reader(actor, project, visible_ids(actor, project))


def reader_of(request: Any, code: str) -> Reader:
    """Who asks about the plan of a project."""
    return reader_for(request.actor, code)
