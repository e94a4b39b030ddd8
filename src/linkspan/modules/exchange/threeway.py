"""A new file beside our edits and the file that was imported last: what each side changed, what both changed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.calendar import from_minutes
from linkspan.engines.interchange import Change, FileRefused, Merge, ScheduleFile, build_network, merge, resolve
from linkspan.engines.network import NetworkError, compute
from linkspan.kernel.errors import DomainError
from linkspan.kernel.localtime import to_local
from linkspan.modules.exchange import store
from linkspan.modules.exchange.matching import Match, match_file
from linkspan.modules.exchange.models import LastImport
from linkspan.modules.exchange.ours import our_file
from linkspan.modules.exchange.reading import read_file, reader_language
from linkspan.modules.exchange.words import field_label, value_text
from linkspan.modules.portfolio.api import Project

SIDES = ("ours", "theirs")
#: Changes that nobody chooses between: programs write them themselves.
_QUIET = frozenset({"stored", "row_id", "line", "uid", "outline_level", "wbs"})
_MOST_ROWS = 500
#: Rows times computations that a preview pays for telling what each conflict does to the finish.
_MOST_EFFORT = 20_000


@dataclass(frozen=True)
class ThreeWay:
    """base: the last import. finish_now: local minutes, None for an empty plan."""

    project: Project
    base: LastImport
    merged: Merge

    @property
    def conflicts(self) -> dict[str, list[Change]]:
        """Conflicts by the row that they are about."""
        found: dict[str, list[Change]] = {}
        for change in self.merged.conflicts:
            found.setdefault(key_of(change), []).append(change)
        return found


def key_of(change: Change) -> str:
    """The name of the row of a change, as requests and pages use it."""
    return f"{change.table}:{'-'.join(str(part) for part in change.key)}"


def three_way(project: Project, file: ScheduleFile) -> ThreeWay | None:
    """The comparison of a new file; None for a plan that came from no file, or whose file is no longer there."""
    base = LastImport._base_manager.filter(project=project).first()
    if base is None:
        return None
    try:
        before = read_file(store.open_stored(base.stored_name), base.original_name)
    except DomainError:
        return None
    ours = our_file(project, before)
    ours.project = _our_header(project, before)
    return ThreeWay(project, base, merge(before, ours, file))


def has_base(project: Project) -> bool:
    """Whether the plan came from a file, readable or not."""
    return LastImport._base_manager.filter(project=project).exists()


def _our_header(project: Project, base: ScheduleFile) -> Any:
    """The header of the last file with what we changed in the project since its import."""
    header = replace(base.project)
    for name, value in (("start", project.start), ("status_date", project.data_date)):
        written = getattr(base.project, name)
        mine = to_local(value, project.time_zone)
        if written is not None and mine != written:
            setattr(header, name, mine)
    return header


def choices_of(three: ThreeWay, chosen: Mapping[str, str]) -> dict[Any, Any]:
    """Sides by change, from sides by row; DomainError for a row without conflict or a side that there is not."""
    conflicts, found = three.conflicts, {}
    for key, side in chosen.items():
        if key not in conflicts or side not in SIDES:
            raise DomainError(
                "choices", _("“%(key)s” is no conflict of this file. Choose the file again.") % {"key": str(key)[:40]},
                "choices",
            )  # fmt: skip
        found.update({change.name: side for change in conflicts[key]})
    return found


def match_plan(file: ScheduleFile, project: Project, three: ThreeWay | None, chosen: Mapping[str, str]) -> Match:
    """What a file does to a plan: merged with our edits where there is something to merge it with."""
    if three is None:
        return match_file(file, project, project.time_zone)
    sides = (three.merged.ours, three.merged.theirs)
    return match_file(resolved(three, chosen), project, project.time_zone, sides=sides)


def resolved(three: ThreeWay, chosen: Mapping[str, str]) -> ScheduleFile:
    """The plan that follows from the choices; conflicts without one stay ours."""
    return resolve(three.merged, choices_of(three, chosen))


# --- the finish --------------------------------------------------------------------------------------------------


def finish_of(file: ScheduleFile) -> tuple[int, Any] | None:
    """Finish in local minutes and the project's calendar; None where the plan cannot be computed or is empty."""
    try:
        built = build_network(file)
        result = compute(built.network)
    except (FileRefused, NetworkError):
        return None
    return (result.project_finish, built.network.calendars.calendar(0)) if built.uids else None


def _days(three: ThreeWay, first: Any, second: Any) -> float | None:
    """Working days of the project's calendar from one finish to another; one decimal."""
    if first is None or second is None:
        return None
    return round(first[1].between(first[0], second[0]) / max(three.project.minutes_per_day, 1), 1)


def _moment(found: Any) -> str | None:
    return None if found is None else from_minutes(found[0]).isoformat()


def effect_of(three: ThreeWay, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Where the choices leave the finish, against the plan as it is now."""
    now, then = finish_of(three.merged.ours), finish_of(resolved(three, chosen))
    return {"finish": _moment(then), "finish_now": _moment(now), "moved_days": _days(three, now, then)}


# --- for the page ------------------------------------------------------------------------------------------------


def describe(three: ThreeWay) -> dict[str, Any]:
    """The comparison as a person reads it: conflicts with what each side does to the finish, then all other changes."""
    conflicts = three.conflicts
    plain, effects = finish_of(resolved(three, {})), dict[str, float | None]()
    now = finish_of(three.merged.ours)
    effort = max(len(three.merged.theirs.tasks), 1)
    for number, key in enumerate(conflicts, start=1):
        is_told = number * effort <= _MOST_EFFORT
        effects[key] = _days(three, plain, finish_of(resolved(three, {key: "theirs"}))) if is_told else None
    rows = [_row(three, key, changes, "conflict", effects[key]) for key, changes in conflicts.items()]
    others: dict[tuple[str, str], list[Change]] = {}
    for change in three.merged.changes:
        if change.outcome in ("taken", "kept") and change.field not in _QUIET and key_of(change) not in conflicts:
            others.setdefault((key_of(change), change.outcome), []).append(change)
    rows += [_row(three, key, changes, outcome, None) for (key, outcome), changes in others.items()]
    every_theirs = finish_of(resolved(three, dict.fromkeys(conflicts, "theirs")))
    made: Any = three.base.updated_at
    return {
        "base": {"name": three.base.original_name, "at": made.astimezone(dt.UTC).isoformat()},
        "finish_now": _moment(now),
        "finish": _moment(plain),
        "moved_days": _days(three, now, plain),
        "finish_theirs": _moment(every_theirs),
        "theirs_days": _days(three, now, every_theirs),
        "counts": {
            "conflict": len(conflicts),
            "taken": sum(outcome == "taken" for _key, outcome in others),
            "kept": sum(outcome == "kept" for _key, outcome in others),
        },
        "rows": rows[:_MOST_ROWS],
        "rows_left_out": max(0, len(rows) - _MOST_ROWS),
    }


def _row(three: ThreeWay, key: str, changes: Iterable[Change], outcome: str, effect: float | None) -> dict[str, Any]:
    shown = [change for change in changes if change.field not in _QUIET] or list(changes)
    first, zh = shown[0], reader_language() != "en"
    code, name = _called(three, first)
    return {
        "key": key,
        "table": first.table,
        "kind": first.kind,
        "outcome": outcome,
        "code": code,
        "name": name,
        "effect_days": effect,
        "fields": [
            {
                "field": change.field,
                "label": field_label(change, zh=zh),
                "base": value_text(three, change, change.base),
                "ours": value_text(three, change, change.ours),
                "theirs": value_text(three, change, change.theirs),
            }
            for change in shown
        ],
    }


def _called(three: ThreeWay, change: Change) -> tuple[str, str]:
    """Code and name of the row of a change, as whichever file has it calls it."""
    files = (three.merged.theirs, three.merged.ours, three.merged.base)
    if change.table in ("links", "assignments"):
        task = _find(files, "tasks", change.key[0])
        other = _find(files, "tasks" if change.table == "links" else "resources", change.key[1])
        return (getattr(task, "wbs", ""), f"{getattr(task, 'name', '?')} → {getattr(other, 'name', '?')}")
    if change.table == "project":
        return "", three.project.name
    row = _find(files, change.table, change.key[0])
    return (getattr(row, "wbs", "") or "", getattr(row, "name", "") or str(change.key[0]))


def _find(files: Iterable[ScheduleFile], table: str, uid: Any) -> Any:
    return next((row for file in files for row in getattr(file, table) if row.uid == uid), None)
