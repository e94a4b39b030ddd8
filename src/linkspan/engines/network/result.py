"""What a computation answers: columns, floats on request, problems and loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from linkspan.engines.network.arrays import Net
    from linkspan.engines.network.model import Network

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


class NetworkError(ValueError):
    """Input that cannot be scheduled; `code` and `params` say why (sentences: `explain.error_text`)."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One loop of logic: rows in order of the loop, and the links that close it."""

    tasks: tuple[int, ...]
    links: tuple[int, ...]


class NetworkCycle(NetworkError):
    """Links that run in a circle; `cycles` names one loop for each strongly connected part."""

    def __init__(self, cycles: Sequence[Cycle]) -> None:
        self.cycles = tuple(cycles)
        super().__init__("cycle", count=len(self.cycles))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a planner should know; sentences come from `explain.problem_text`."""

    code: str
    level: Literal["error", "warning"]
    tasks: tuple[int, ...] = ()
    links: tuple[int, ...] = ()
    params: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """Computed columns, one row a task: instants and floats int64 minutes, floats in the task's own calendar.

    `start` and `finish` are the scheduled dates. With the flavour "p6" the early and late start of a started task are
    those of its remaining work, as P6 stores them. `driving_link` (-1 none) and `driving_reason` say what set the
    dates; `conflict` marks dates that logic breaks. The properties below are computed when first asked for and kept.
    """

    start: Int
    finish: Int
    early_start: Int
    early_finish: Int
    late_start: Int
    late_finish: Int
    total_float: Int
    free_float: Int
    critical: Bool
    driving_link: NDArray[np.int32]
    driving_reason: NDArray[np.int8]
    conflict: Bool
    project_start: int
    project_finish: int
    project_finishes: tuple[int, ...]
    network: Network = field(repr=False)
    _net: Callable[[], Net] = field(repr=False)
    _link_problems: tuple[Problem, ...] = field(repr=False)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Links that could not count, constraints that logic breaks, missed dates, dates beyond the calendar."""
        from linkspan.engines.network.problems import find_problems

        return (*self._link_problems, *find_problems(self))

    @cached_property
    def start_float(self) -> Int:
        """Late start less early start, int64[n] working minutes of the task's calendar; 0 where done (PMBOK)."""
        return self._ends_floats[0]

    @cached_property
    def finish_float(self) -> Int:
        """Late finish less early finish, int64[n]; 0 where done."""
        return self._ends_floats[1]

    @cached_property
    def _ends_floats(self) -> tuple[Int, Int]:
        from linkspan.engines.network.slack import start_and_finish_float

        return start_and_finish_float(self._net(), is_p6=self.network.options.flavour == "p6")

    @cached_property
    def independent_float(self) -> Int:
        """What a task can slip with predecessors at their latest and successors at their earliest, int64[n], >= 0.

        Source: Moder, Phillips and Davis, Project Management with CPM, PERT and Precedence Diagramming (1983), 4.
        """
        from linkspan.engines.network.slack import independent_float

        return independent_float(self._net(), is_p6=self.network.options.flavour == "p6")

    @cached_property
    def _links(self) -> tuple[Int, Bool]:
        from linkspan.engines.network.slack import link_slack

        return link_slack(self._net(), self)

    @cached_property
    def link_slack(self) -> Int:
        """Working minutes (successor's calendar) by which each link could bind later, int64[m]; `NO_TIME`: no count."""
        return self._links[0]

    @cached_property
    def driving(self) -> Bool:
        """Links with no slack that set the date of their successor, bool[m]; several may drive one task."""
        return self._links[1]

    @cached_property
    def longest_path(self) -> Bool:
        """Tasks from which driving links lead to a last early finish of their project, bool[n] (P6's longest path)."""
        from linkspan.engines.network.compute import ordered
        from linkspan.engines.network.slack import longest_path

        net = self._net()
        return longest_path(self, net, ordered(net))
