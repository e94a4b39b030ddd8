"""Taking the text of a State Council holiday notice into a calendar: what it would do, and the verb that does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from linkspan.engines.calendar import date_of
from linkspan.engines.calendar.notice import Notice, parse_notice
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.modules.schedule import models
from linkspan.modules.schedule.working_time import STANDARD_WEEK, compiled, spec_of

OFFICIAL = models.CalendarException.Source.OFFICIAL


@dataclass(frozen=True)
class _Effect:
    """What a notice changes: rows to write, official rows that it replaces, days set by hand that stay."""

    fresh: list[models.CalendarException]
    gone: list[models.CalendarException]
    kept: list[dt.date]


def preview_notice(actor: Actor, calendar: models.WorkCalendar, *, text: str, year: int | None) -> dict[str, Any]:
    """The notice as it was understood, and what taking it would change; writes nothing. Raises Forbidden."""
    if not actor.may("calendar.edit", calendar.scope_path):
        raise Forbidden("calendar.edit")
    notice = parse_notice(text, year=year)
    effect = _effect(calendar, notice)
    lang = get_language() or "zh-hans"
    return {
        "year": notice.year or None,
        "items": [
            {"name": item.name, "rest": list(item.rest), "work": list(item.work), "line": item.line}
            for item in notice.items
        ],
        "problems": [{"level": one.level, "line": one.line, "text": one.text(lang)} for one in notice.problems],
        "added": len(effect.fresh),
        "replaced": len(effect.gone),
        "kept": effect.kept,
    }


@action("calendar.edit", phrase=gettext_noop("Took the holiday notice of %(years)s into %(names)s"), undo=Inverse())
def take_notice(actor: Actor, calendar: models.WorkCalendar, *, text: str, year: int | None = None) -> int:
    """Replace the official days of the notice's year by those of its text; days set by hand stay as they are."""
    notice = parse_notice(text, year=year)
    if not notice.items:
        raise DomainError("notice", notice.problems[-1].text(get_language() or "zh-hans"), "text")
    if not 2000 <= notice.year <= 2100:
        raise DomainError("year", _("Give a year between 2000 and 2100."), "year")
    effect = _effect(calendar, notice)
    if effect.fresh or effect.gone:
        write.delete_many(effect.gone)
        write.create_many(effect.fresh)
        write.touch(calendar)
        rows = models.CalendarException._base_manager.filter(calendar=calendar).order_by("first", "id")
        compiled(spec_of(calendar, list(rows)))
        write.emit("calendar.changed", calendar.scope_path, calendar=calendar.pk)
    write.describe(names=calendar.name, years=notice.year)
    return len(effect.fresh)


def _effect(calendar: models.WorkCalendar, notice: Notice) -> _Effect:
    hours = next((day for day in calendar.week if day), STANDARD_WEEK[0])
    stored = list(models.CalendarException._base_manager.filter(calendar=calendar).order_by("first", "id"))
    official = [row for row in stored if row.source == OFFICIAL]
    by_hand = [row for row in stored if row.source != OFFICIAL]
    wanted: dict[dt.date, models.CalendarException] = {}
    kept: list[dt.date] = []
    for found in notice.exceptions():
        day = date_of(found.first_day)
        if any(row.first <= day <= row.last for row in by_hand):
            kept.append(day)
            continue
        wanted[day] = models.CalendarException(
            calendar=calendar,
            scope_path=calendar.scope_path,
            first=day,
            last=day,
            intervals=hours if found.intervals else [],
            name=found.name[:80],
            source=OFFICIAL,
        )
    if not notice.items:
        return _Effect([], [], kept)
    gone: list[models.CalendarException] = []
    for row in official:
        days = [row.first + dt.timedelta(days=k) for k in range((row.last - row.first).days + 1)]
        # The year itself is the notice's business, and the days it speaks of around it.
        if not (row.first.year == row.last.year == notice.year or all(day in wanted for day in days)):
            continue
        if not row.is_provisional and all(_is_same(row, wanted.get(day)) for day in days):
            for day in days:
                del wanted[day]
        else:
            gone.append(row)
    return _Effect(list(wanted.values()), gone, kept)


def _is_same(stored: models.CalendarException, wanted: models.CalendarException | None) -> bool:
    """Whether a stored day works as the notice says; names of one holiday may differ."""
    if wanted is None:
        return False
    return [list(pair) for pair in stored.intervals] == [list(pair) for pair in wanted.intervals]
