"""The dry run as a person reads it: counts, and line by line what is new, changed, or not understood."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linkspan.engines.interchange import FileRefused, build_network
from linkspan.engines.interchange.model import ScheduleFile
from linkspan.engines.network import NetworkCycle, NetworkError, compute
from linkspan.engines.network.explain import cycle_text
from linkspan.modules.exchange.matching import Match, match_file
from linkspan.modules.exchange.reading import read_file, reader_language
from linkspan.modules.exchange.threeway import describe, has_base, match_plan, three_way
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.api import Task

_MOST_LINES = 2000
_SHOWN_FIELDS = 4


def preview_file(path: Path, name: str, project: Project | None) -> dict[str, Any]:
    """Read a stored file and compare it with a project (None: a new one)."""
    file = read_file(path, name)
    zone = project.time_zone if project else settings.BUSINESS_TIME_ZONE
    problems = _logic_problems(file)
    three = three_way(project, file) if project is not None and not problems else None
    match = match_file(file, None, zone) if project is None else match_plan(file, project, three, {})
    is_lost = project is not None and three is None and not problems and has_base(project)
    lines = [*problems, *_warnings(file, is_base_lost=is_lost), *_notes(file), *_changes(match)]
    return {
        "file_name": name,
        "format": file.format,
        "summary": {**match.summary(), **({"tasks_removed": len(match.only_here)} if three is not None else {})},
        "lines": lines[:_MOST_LINES],
        "lines_left_out": max(0, len(lines) - _MOST_LINES),
        "blocked": bool(problems),
        "project_name": file.project.title or file.project.name or "",
        "three_way": describe(three) if three is not None else None,
    }


def _warnings(file: ScheduleFile, *, is_base_lost: bool) -> list[dict[str, Any]]:
    """What the plan cannot keep of the file, and what cannot be compared."""
    found = []
    if is_base_lost:
        found.append(
            _("The file imported last can no longer be read. Values of this file replace what was changed here since.")
        )
    if file.project.rules.flavour == "p6":
        found.append(
            _(
                "The plan is computed by the rules of this program: scheduling options, secondary constraints and "
                "expected finish dates of P6 are not kept, and dates can differ from P6's."
            )
        )
    return [{"level": "warning", "line": None, "uid": None, "text": text} for text in found]


def _logic_problems(file: ScheduleFile) -> list[dict[str, Any]]:
    """What would refuse the plan as a whole: cycles by name, dates that cannot be computed."""
    entry_of = {entry.uid: entry for entry in file.tasks}
    try:
        network = build_network(file)
    except FileRefused as error:
        return [{"level": "error", "line": error.line or None, "uid": None, "text": error.text(reader_language())}]

    def named(row: int) -> str:
        entry = entry_of.get(network.uids[row])
        return f"{entry.wbs} {entry.name}" if entry else str(network.uids[row])

    try:
        compute(network.network)
    except NetworkCycle as error:
        return [
            {
                "level": "error",
                "line": _line(entry_of, network.uids, cycle.tasks),
                "uid": network.uids[cycle.tasks[0]],
                "text": cycle_text(cycle, reader_language(), named),
            }
            for cycle in error.cycles[:20]
        ]
    except NetworkError as error:
        return [
            {
                "level": "error",
                "line": None,
                "uid": None,
                "text": _("The plan in the file cannot be computed (%(code)s). Check its calendars and dates.")
                % {"code": error.code},
            }
        ]
    return []


def _line(entry_of: dict[int, Any], uids: Any, tasks: tuple[int, ...]) -> int | None:
    entry = entry_of.get(uids[tasks[0]])
    return entry.line if entry else None


def _notes(file: ScheduleFile) -> list[dict[str, Any]]:
    language = reader_language()
    order = {"error": 0, "warning": 1, "info": 2}
    notes = sorted(file.notes, key=lambda n: (order.get(n.level, 3), n.line or 0))
    return [{"level": n.level, "line": n.line, "uid": n.uid, "text": n.text(language)} for n in notes]


def _separator() -> str:
    return ", " if reader_language() == "en" else "、"


def _changes(match: Match) -> list[dict[str, Any]]:
    lines = []
    entry_of = {entry.uid: entry for entry in match.file.tasks}
    for uid in match.order:
        entry = entry_of[uid]
        if uid not in match.tasks:
            text = _("New: %(name)s") % {"name": f"{entry.wbs} {entry.name}".strip()}
        elif uid in match.changed:
            labels = [str(Task._meta.get_field(name).verbose_name) for name in match.changed[uid]]
            more = f" +{len(labels) - _SHOWN_FIELDS}" if len(labels) > _SHOWN_FIELDS else ""
            text = _("Changed: %(name)s (%(fields)s)") % {
                "name": f"{entry.wbs} {entry.name}".strip(),
                "fields": _separator().join(labels[:_SHOWN_FIELDS]) + more,
            }
        else:
            continue
        lines.append({"level": "info", "line": entry.line, "uid": uid, "text": text})
    return lines
