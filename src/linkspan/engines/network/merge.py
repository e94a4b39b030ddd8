"""Several projects as one network: rows, calendars and links side by side, each project with dates of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from linkspan.engines.calendar import CalendarSet
from linkspan.engines.network.model import DEFAULTS, Network, Options
from linkspan.engines.network.result import NetworkError


@dataclass(frozen=True, slots=True)
class MergedNetwork:
    """One network of several; `rows[p]` and `links[p]` are the slices of project p's rows and links.

    `cross` is the slice of the links between projects.
    """

    network: Network
    rows: tuple[slice, ...]
    links: tuple[slice, ...]
    cross: slice


def merge_networks(
    parts: Sequence[Network],
    cross_links: Sequence[tuple[int, int, int, int, int, int, int]] = (),
    *,
    options: Options | None = None,
) -> MergedNetwork:
    """Put `parts` (at least one) into one network, so that one `compute` schedules them over the links between them.

    `cross_links`: (project, row, successor's project, its row, type, lag, lag kind). `options` (else those of the
    first part) hold for all; starts, data dates, must-finish dates and default calendars stay each project's own.
    External dates of rows that now have the link itself should be cleared by the caller.
    Raises `NetworkError` for a project or row that does not exist.
    """
    if not parts:
        raise NetworkError("no_projects")
    chosen = options or parts[0].options
    projects = tuple(dates for part in parts for dates in part.projects)
    offsets = np.cumsum([0, *(part.n_tasks for part in parts)])
    columns: dict[str, Any] = {name: _joined(parts, offsets, name) for name in DEFAULTS}
    blocks = [_link_block(part, int(offset)) for part, offset in zip(parts, offsets, strict=False)]
    blocks.append(_cross_block(parts, offsets, cross_links))
    sizes = np.cumsum([0, *(block.shape[1] for block in blocks)])
    network = Network.build(
        int(offsets[-1]),
        CalendarSet([calendar for part in parts for calendar in part.calendars.calendars]),
        min(part.project_start for part in parts),
        links=list(np.concatenate(blocks, axis=1)),
        options=replace(chosen, projects=projects, default_calendar=0),
        **columns,
    )
    spans = [slice(int(a), int(b)) for a, b in pairwise(sizes)]
    rows = tuple(slice(int(a), int(b)) for a, b in pairwise(offsets))
    return MergedNetwork(network, rows, tuple(spans[:-1]), spans[-1])


def _joined(parts: Sequence[Network], offsets: Any, name: str) -> ArrayLike:
    """One column of all parts, with numbers of rows, calendars and projects moved."""
    found = []
    calendars, projects = 0, 0
    for part, offset in zip(parts, offsets, strict=False):
        column = getattr(part, name)
        if name == "parent":
            column = np.where(column >= 0, column + offset, column)
        elif name == "calendar":
            column = np.where(column < 0, part.options.default_calendar, column) + calendars
        elif name == "project":
            column = column + projects
        found.append(column)
        calendars += len(part.calendars)
        projects += len(part.projects)
    return np.concatenate(found)


def _link_block(part: Network, offset: int) -> Any:
    links, n = part.links, part.n_tasks
    ends = []
    for column in (links.pred, links.succ):
        # A link that leads nowhere must not reach into another project.
        ends.append(np.where((column >= 0) & (column < n), column + offset, -1))
    return np.stack([*ends, links.type, links.lag, links.lag_kind])


def _cross_block(parts: Sequence[Network], offsets: Any, links: Sequence[tuple[int, ...]]) -> Any:
    rows = []
    for number, (project, row, other, other_row, kind, lag, lag_kind) in enumerate(links):
        for p, r in ((project, row), (other, other_row)):
            if not (0 <= p < len(parts) and 0 <= r < parts[p].n_tasks):
                raise NetworkError("unknown_row", link=number)
        rows.append((offsets[project] + row, offsets[other] + other_row, kind, lag, lag_kind))
    return np.array(rows, dtype=np.int64).reshape(-1, 5).T
