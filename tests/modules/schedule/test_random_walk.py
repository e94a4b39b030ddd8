"""Random edits, undos and redos: what is in memory, in the database and on an open page is always the same plan.

After every step: the state kept in memory equals a state read anew; the engine on that state gives what is stored in
TaskDates; a page that applied the answer's delta, and one that lagged behind and asked for the changes, show the plan.
"""

import random

import numpy as np
import pytest

from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.actions.undo import undo_action
from linkspan.kernel.errors import DomainError
from linkspan.modules.portfolio.models import Project
from linkspan.modules.schedule.models import Link, ProjectDates, Task
from linkspan.modules.schedule.pages.plan import plan_answer
from linkspan.modules.schedule.payload import changes_since, plan_payload
from linkspan.modules.schedule.recompute import _results, run_engine
from linkspan.modules.schedule.services import choose_baseline, edit_plan, set_baseline, set_project_dates
from linkspan.modules.schedule.state import CACHE, COMPUTED, load_state
from world import DAY, local, rows_by_id

STEPS = 80
SEEDS = (1, 2, 3)


class Page:
    """An open browser page: the plan as it was read, kept up to date by deltas, as the front end does."""

    def __init__(self, walk):
        self.walk = walk
        self.read()

    def read(self):
        plan = plan_payload(self.walk.actor, self.walk.project())
        self.revision = plan["project"]["revision"]
        self.tasks, self.links = rows_by_id(plan), rows_by_id(plan, "links")
        self.order, self.problems = list(plan["tasks"]["id"]), plan["problems"]

    def take(self, revision, delta):
        if delta is None:
            return
        if delta["full"]:
            self.read()
            return
        for task_id in delta["removed"]:
            self.tasks.pop(task_id, None)
        for link_id in delta["links_removed"]:
            self.links.pop(link_id, None)
        self.tasks |= rows_by_id(delta)
        self.links |= rows_by_id(delta, "links")
        if delta["order"] is not None:
            self.order = delta["order"]
        self.problems, self.revision = delta["problems"], revision

    def check(self):
        fresh = Page.__new__(Page)
        fresh.walk = self.walk
        fresh.read()
        assert self.revision == fresh.revision
        assert self.order == fresh.order
        assert self.tasks == fresh.tasks
        assert self.links == fresh.links
        assert self.problems == fresh.problems


class Walk:
    """The walker: what it may do next, and what must hold afterwards."""

    def __init__(self, world, seed):
        self.random, self.world = random.Random(seed), world
        self.actor = world.actor("manager")
        self.done, self.undone, self.refused, self.kinds = [], [], 0, set()
        self.page, self.laggard = Page(self), Page(self)

    def project(self):
        return Project._base_manager.select_related("programme").get(pk=self.world.a.pk)

    def some(self, count=1):
        ids = list(Task._base_manager.filter(project=self.world.a).values_list("pk", flat=True).order_by("pk"))
        return self.random.sample(ids, min(count, len(ids)))

    # Each answers the commands of one request, or None where there is nothing to do.

    def create(self):
        parent = self.random.choice([None, *self.some(2)])
        return [
            {
                "op": "task.create",
                "temp": "n",
                "name": f"n{self.random.random():.6f}",
                "parent": parent,
                "duration": self.random.randrange(5) * 240,
                "kind": int(self.random.random() < 0.15),
            },
            *(
                [
                    {
                        "op": "link.create",
                        "from": self.some()[0],
                        "to": "n",
                        "type": self.random.randrange(4),
                        "lag": self.random.choice([0, 0, DAY, -DAY]),
                    }
                ]
                if self.random.random() < 0.5
                else []
            ),
        ]

    def update(self):
        instant = local("2026-07-01") + self.random.randrange(60) * 720
        values = self.random.choice(
            [
                {"name": f"u{self.random.random():.6f}"},
                {"duration": self.random.randrange(9) * 240},
                {"start": instant},
                {"start": None},
                {"finish": instant + 2880},
                {"progress": self.random.choice([0, 0.25, 0.5, 1])},
                {"deadline": self.random.choice([None, instant])},
                {"constraint": self.random.randrange(8), "constraint_date": instant},
                {"constraint": 0},
                {"constraint": 1},
                {"kind": self.random.randrange(2)},
                {"owner": self.random.choice([None, self.world.people["engineer"].pk])},
                {"calendar": self.random.choice([None, self.world.calendar.pk])},
                {"notes": "n"},
                {"actual_start": instant},
            ]
        )
        return [
            {"op": "task.update", "id": task_id, "set": values} for task_id in self.some(self.random.choice([1, 1, 3]))
        ]

    def move(self):
        parent = self.random.choice([None, *self.some(1)])
        return [
            {
                "op": "task.move",
                "ids": self.some(self.random.choice([1, 2])),
                "parent": parent,
                **self.random.choice([{}, {"after": None}]),
            }
        ]

    def indent(self):
        return [{"op": "task.indent", "ids": self.some(self.random.choice([1, 2]))}]

    def outdent(self):
        return [{"op": "task.outdent", "ids": self.some(self.random.choice([1, 2]))}]

    def delete(self):
        return [{"op": "task.delete", "ids": self.some(1)}] if len(self.some(99)) > 6 else None

    def link(self):
        pair = self.some(2)
        return (
            [
                {
                    "op": "link.create",
                    "from": pair[0],
                    "to": pair[1],
                    "type": self.random.randrange(4),
                    "lag": self.random.choice([0, 240, -240, 5000]),
                    "lag_kind": self.random.randrange(4),
                }
            ]
            if len(pair) == 2
            else None
        )

    def edit_link(self):
        links = list(Link._base_manager.filter(project=self.world.a).values_list("pk", flat=True).order_by("pk"))
        if not links:
            return None
        chosen = self.random.choice(links)
        return [
            self.random.choice(
                [
                    {"op": "link.delete", "ids": [chosen]},
                    {"op": "link.update", "id": chosen, "set": {"type": self.random.randrange(4), "lag": DAY}},
                ]
            )
        ]

    def predecessors(self):
        text = ", ".join(
            f"#{self.random.randrange(1, 8)}{self.random.choice(['', 'SS+1d', 'FF', 'FS+50%'])}" for _ in range(2)
        )
        return [{"op": "task.predecessors", "id": self.some()[0], "text": text}]

    def several(self):
        return [c for part in (self.update(), self.create(), self.indent()) for c in part]

    MOVES = (
        create,
        update,
        update,
        update,
        move,
        indent,
        outdent,
        delete,
        link,
        link,
        edit_link,
        predecessors,
        several,
    )

    def step(self):
        draw = self.random.random()
        if draw < 0.12 and self.done:
            return "undo", lambda: undo_action(self.actor, self.done.pop())
        if draw < 0.22 and self.undone:
            return "redo", lambda: undo_action(self.actor, self.undone.pop())
        if draw < 0.26:
            return "baseline", lambda: set_baseline(self.actor, self.project(), name="b")
        if draw < 0.28:
            numbers = list(
                self.world.a.baselines.model._base_manager.filter(project=self.world.a).values_list("pk", flat=True)
            )
            if numbers:
                return "choose", lambda: choose_baseline(
                    self.actor, self.project(), baseline_id=self.random.choice(numbers)
                )
        if draw < 0.31:
            day = local("2026-07-01") + self.random.randrange(14) * 1440
            return "project", lambda: set_project_dates(self.actor, self.project(), values={"data_date": day})
        move = self.random.choice(self.MOVES)
        commands = move(self)
        return (
            (move.__name__, lambda: edit_plan(self.actor, self.project(), commands=commands))
            if commands
            else ("rest", lambda: None)
        )

    def go(self):
        if self.random.random() < 0.1:
            CACHE.clear()  # as in a process that has not seen this plan yet
        name, act = self.step()
        before = self.project().revision
        try:
            outcome = act()
        except DomainError:
            self.refused += 1
            assert self.project().revision == before
            return
        self.kinds.add(name)
        if outcome is None:
            return
        if outcome.log_id is None:
            assert self.project().revision == before
            return
        assert self.project().revision == before + 1
        (self.undone if name == "undo" else self.done).append(outcome.log_id)
        answer = plan_answer(self.actor, self.project(), outcome)
        self.page.take(answer["revision"], answer["delta"])

    def check(self):
        project = self.project()
        kept, read = CACHE.get(project.pk, project.revision), load_state(project)
        if kept is not None:
            assert_same_state(kept, read)
        result = run_engine(read)
        computed, progress = _results(read, result)
        for column in COMPUTED:
            assert computed[column].tolist() == read.computed[column].tolist(), column
        assert np.allclose(progress, read.computed_progress)
        assert read.computed_wbs == read.outline.wbs
        head = ProjectDates.base_rows.get(pk=project.pk)
        assert head.tasks == int((~read.outline.has_children).sum())
        self.page.check()


def assert_same_state(kept, read):
    """Every input and result of the state in memory as it is stored."""
    for name in (
        "project_id",
        "revision",
        "zone",
        "start",
        "data_date",
        "must_finish",
        "minutes_per_day",
        "project_calendar",
        "row_of",
        "names",
        "names_en",
        "calendars",
        "resource_calendars",
        "computed_wbs",
    ):
        assert getattr(kept, name) == getattr(read, name), name
    assert kept.outline.order == read.outline.order
    assert kept.outline.wbs == read.outline.wbs
    assert kept.outline.parent.tolist() == read.outline.parent.tolist()
    assert kept.outline.has_children.tolist() == read.outline.has_children.tolist()
    for name in ("progress", "position", "computed_progress"):
        assert np.allclose(getattr(kept, name), getattr(read, name)), name
    for name in ("numbers", "links", "computed", "baseline"):
        one, other = getattr(kept, name), getattr(read, name)
        assert one.keys() == other.keys(), name
        for column in one:
            assert one[column].tolist() == other[column].tolist(), f"{name}.{column}"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_walk_keeps_memory_database_and_pages_equal(lasting_world, seed):
    with acting_as(lasting_world.actor("manager")):
        walk = Walk(lasting_world, seed)
        for number in range(STEPS):
            walk.go()
            walk.check()
            if number % 7 == 0:
                answer = changes_since(walk.actor, walk.project(), walk.laggard.revision)
                walk.laggard.take(answer["revision"], answer["delta"])
                walk.laggard.check()
    assert walk.refused < STEPS / 2
    assert {"undo", "redo", "create", "update", "delete", "move", "link"} <= walk.kinds
