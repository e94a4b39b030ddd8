"""Why a task is where it is: the driving chain, back to its cause."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkspan.engines.network import Reason
from linkspan.kernel.errors import NotFound
from linkspan.kernel.localtime import MISSING, local_date
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule.state import PlanState, current_state

_LONGEST_CHAIN = 200
_TYPES = ("FS", "SS", "FF", "SF")


def explain_start(project: Project, task_id: int) -> dict[str, Any]:
    """The chain of what drives a task's dates, earliest first, and one sentence about it."""
    state = current_state(project)
    row = state.row_of.get(task_id)
    if row is None:
        raise NotFound()
    link_row = {int(i): at for at, i in enumerate(state.links["id"])}
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    while row not in seen and len(chain) < _LONGEST_CHAIN:
        seen.add(row)
        driving = int(state.computed["driving_link"][row])
        link = link_row.get(driving) if driving != MISSING else None
        chain.append(_step(state, row, link))
        if link is not None:
            row = state.row_of[int(state.links["predecessor_id"][link])]
            continue
        parent = int(state.outline.parent[row])
        if state.computed["driving_reason"][row] == Reason.PARENT_LINK and parent >= 0:
            row = parent
        elif state.outline.has_children[row]:
            row = _driving_child(state, row)
    chain.reverse()
    return {
        "sentence": _sentence(state, state.row_of[task_id], chain),
        "chain": chain,
        "late_sentence": _late_sentence(state, state.row_of[task_id]),
    }


def _driving_child(state: PlanState, row: int) -> int:
    """The row below a summary that starts it."""
    start = state.computed["start"][row]
    for child in range(row + 1, len(state)):
        if state.outline.parent[child] == row and state.computed["start"][child] == start:
            return child
        if state.outline.parent[child] < row:
            break
    return row


def _step(state: PlanState, row: int, link: int | None) -> dict[str, Any]:
    reason = Reason(int(state.computed["driving_reason"][row]))
    base = int(state.baseline["finish"][row])
    finish = int(state.computed["finish"][row])
    return {
        "task_id": state.outline.order[row],
        "code": state.outline.wbs[row],
        "name": _name(state, row),
        "start": int(state.computed["start"][row]),
        "date": finish,
        "total_float": int(state.computed["total_float"][row]),
        "slip": None if base == MISSING else finish - base,
        "critical": int(state.computed["is_critical"][row]),
        "link_type": None if link is None else _TYPES[int(state.links["type"][link])],
        "lag": None if link is None else int(state.links["lag"][link]),
        "reason": reason.name.lower(),
        "text": _reason_text(state, row, reason, link),
    }


def _name(state: PlanState, row: int) -> str:
    return state.shown_name(row, english=(get_language() or "").startswith("en"))


def _day(minute: int) -> str:
    return local_date(minute).strftime("%Y-%m-%d")


def _reason_text(state: PlanState, row: int, reason: Reason, link: int | None) -> str:
    if link is not None:
        before = state.row_of[int(state.links["predecessor_id"][link])]
        words = {
            0: _("after %(code)s finishes"),
            1: _("after %(code)s starts"),
            2: _("to finish with %(code)s"),
            3: _("to finish when %(code)s starts"),
        }
        return words[int(state.links["type"][link])] % {"code": state.outline.wbs[before]}
    constraint = int(state.numbers["constraint_date"][row])
    texts = {
        Reason.PROJECT_START: _("starts with the project"),
        Reason.ACTUAL: _("has actually started"),
        Reason.DATA_DATE: _("remaining work is not before the data date"),
        Reason.MANUAL: _("dates fixed by hand"),
        Reason.CHILDREN: _("comes from the rows below"),
        Reason.ALAP: _("as late as possible"),
        Reason.LEVELING: _("delayed by levelling"),
        Reason.CALENDAR: _("next working time of the calendar"),
        Reason.PARENT_LINK: _("follows the links of its summary"),
    }
    if reason == Reason.ACTUAL and state.progress[row] < 1 and state.data_date != MISSING:
        left = int(state.numbers["duration"][row]) * (1 - float(state.progress[row])) / state.minutes_per_day
        return _("in progress, %(days)s working days remain after the data date %(day)s") % {
            "days": f"{left:.1f}".removesuffix(".0"),
            "day": _day(state.data_date),
        }
    if reason == Reason.CONSTRAINT and constraint != MISSING:
        return _("held by a constraint at %(day)s") % {"day": _day(constraint)}
    return texts.get(reason, _("no cause recorded"))


def _sentence(state: PlanState, row: int, chain: list[dict[str, Any]]) -> str:
    params = {
        "name": f"{state.outline.wbs[row]} {_name(state, row)}",
        "day": _day(int(state.computed["finish"][row])),
        "first": f"{chain[0]['code']} {chain[0]['name']}",
        "cause": chain[0]["text"],
    }
    if len(chain) == 1:
        return _("“%(name)s” finishes on %(day)s: %(cause)s.") % params
    return _("“%(name)s” finishes on %(day)s. The chain begins at “%(first)s” (%(cause)s).") % params


def _late_sentence(state: PlanState, row: int) -> str:
    days = state.minutes_per_day
    slack = int(state.computed["total_float"][row]) / days
    deadline, finish = int(state.numbers["deadline"][row]), int(state.computed["finish"][row])
    if deadline != MISSING and finish > deadline:
        return _("It is promised for %(day)s and misses it.") % {"day": _day(deadline)}
    if slack <= 0:
        return _("It has no float: every day later moves the end of the project.")
    return _("It can be %(days)s working days later before it moves the end of the project.") % {"days": f"{slack:g}"}
