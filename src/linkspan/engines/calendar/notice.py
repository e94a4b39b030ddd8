"""A State Council notice of holidays (国务院办公厅关于部分节假日安排的通知), pasted as text, as calendar exceptions.

Understood are the phrases of the notices since 2007: «1月1日（周四）至3日（周六）放假调休，共3天», several
make-up days («1月4日（周日）上班»), «与周末连休», «补休», «公休日调至», the turn of the year, two holidays
in one item. What is not understood comes back as a sentence with its line; nothing is guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from linkspan.engines.calendar.china import MAKE_UP_NAME, STANDARD_DAY
from linkspan.engines.calendar.instants import day_of
from linkspan.engines.calendar.notice_dates import DATE, Found, read_dates, resolve
from linkspan.engines.calendar.notice_text import NoticeProblem, Passage, split_items
from linkspan.engines.calendar.spec import CalendarException, Intervals

_ONE = timedelta(days=1)
_SATURDAY = 5
_COUNT = re.compile(r"共(?:计)?(\d{1,2})天")
_CLAUSE = re.compile(r"[,;，；]")
#: Predicates that only explain how a rest period came about.
_MOVED_TO = ("调至", "调到", "调休至")
_EXPLAINING = ("公休", "法定节假日", "法定假日", *_MOVED_TO)


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One item of the notice: the holiday, its rest days and its make-up workdays, both ascending."""

    name: str
    rest: tuple[date, ...]
    work: tuple[date, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read. `year` 0 where none was found; `items` in the order of the text; `problems` in words."""

    year: int
    items: tuple[NoticeItem, ...]
    problems: tuple[NoticeProblem, ...]

    def exceptions(self, make_up_intervals: Intervals = STANDARD_DAY) -> tuple[CalendarException, ...]:
        """One exception for each day, ascending; make-up workdays work `make_up_intervals`."""
        found: dict[date, CalendarException] = {}
        for item in self.items:
            for day in item.rest:
                found[day] = CalendarException(day_of(day), day_of(day), (), item.name)
        for item in self.items:
            for day in item.work:
                found[day] = CalendarException(day_of(day), day_of(day), make_up_intervals, MAKE_UP_NAME)
        return tuple(found[day] for day in sorted(found))


def parse_notice(text: str, *, year: int | None = None) -> Notice:
    """Read the text of a notice; `year` where the text does not name one (or to overrule it).

    Never raises: an unreadable text gives a notice without items and says why.
    """
    passages, found_year = split_items(text)
    chosen = year or found_year
    if not chosen:
        return Notice(0, (), (NoticeProblem("error", "no_year", 1),))
    problems: list[NoticeProblem] = []
    items = [item for passage in passages if (item := _read_item(passage, chosen, problems))]
    if not items:
        problems.append(NoticeProblem("error", "no_items", 1))
    _check_overlaps(items, problems)
    return Notice(chosen, tuple(items), tuple(problems))


class _Reading:
    """The days of one item as they are found."""

    def __init__(self, passage: Passage, year: int, problems: list[NoticeProblem]) -> None:
        self.passage, self.year, self.problems = passage, year, problems
        self.rest: set[date] = set()
        self.work: set[date] = set()

    def say(self, level: str, code: str, offset: int, **params: str) -> None:
        """Note a problem at this place of the passage."""
        self.problems.append(NoticeProblem(level, code, self.passage.line(offset), params))

    def days(self, found: Found, offset: int) -> list[date]:
        """The days of one date or range; what is wrong with it is said."""
        anchor = min(self.rest) if self.rest else None
        days, wrong = resolve(found, self.year, anchor, is_new_year="元旦" in self.passage.name)
        for code, params in wrong:
            self.say("error" if code == "bad_date" else "warning", code, offset, **params)
        return days


def _read_item(passage: Passage, year: int, problems: list[NoticeProblem]) -> NoticeItem | None:
    reading = _Reading(passage, year, problems)
    offset = 0
    for sentence in re.split(r"(?<=。)", passage.text):
        if _ends_the_items(sentence):
            break
        _read_sentence(reading, sentence, offset)
        offset += len(sentence)
    for day in sorted(reading.rest & reading.work):
        reading.say("warning", "rest_and_work", 0, day=str(day))
    rest = tuple(sorted(reading.rest - reading.work))
    if not rest and not reading.work:
        reading.say("warning", "nothing_read", 0, name=passage.name)
        return None
    return NoticeItem(passage.name, rest, tuple(sorted(reading.work)), passage.line(0))


def _ends_the_items(sentence: str) -> bool:
    """General remarks and the signature follow the last item."""
    return sentence.startswith(("节假日期间", "各地区", "国务院办公厅", "请各"))


def _read_sentence(reading: _Reading, sentence: str, offset: int) -> None:
    if sentence.startswith("鼓励") or "带薪年休假" in sentence:
        for match in DATE.finditer(sentence):
            reading.say("info", "encouraged", offset, text=match.group(0))
        return
    matches = list(read_dates(sentence))
    before_rest = set(reading.rest)
    group: list[Found] = []
    for index, found in enumerate(matches):
        group.append(found)
        end = matches[index + 1].start if index + 1 < len(matches) else len(sentence)
        predicate = sentence[found.end : end]
        moved_to = sentence[: group[0].start].endswith(_MOVED_TO)
        if predicate in ("、", "和", "及", "与") or (predicate == "," and not moved_to):
            continue
        _apply(reading, group, predicate, sentence, offset)
        group = []
    if not matches and any(word in sentence for word in ("放假", "上班", "补休")):
        reading.say("warning", "not_understood", offset, text=_short(sentence))
    _check_count(reading, sentence, reading.rest - before_rest, offset)


def _apply(reading: _Reading, group: list[Found], predicate: str, sentence: str, offset: int) -> None:
    """Do what the words after a list of dates say."""
    here = offset + group[0].start
    clause = _CLAUSE.split(predicate.lstrip(","))[0]
    if sentence[: group[0].start].endswith(_MOVED_TO):
        return  # the target of a moved rest day, which the rest period holds already
    if "上班" in clause:
        reading.work.update(day for found in group for day in reading.days(found, here))
    elif "补休" in clause or "放假" in clause:
        fresh = [day for found in group for day in reading.days(found, here)]
        reading.rest.update(fresh)
        if "补休" in clause and "放假" not in clause:
            _join(reading.rest)
        if "连休" in predicate:
            _join_weekends(reading.rest, fresh)
            if fresh and not any(day.weekday() >= _SATURDAY for day in reading.rest):
                reading.say("warning", "no_weekend", here, day=str(fresh[0]))
    elif not any(word in clause for word in _EXPLAINING):
        reading.say("warning", "not_understood", here, text=_short(sentence[group[0].start :]))


def _join(rest: set[date]) -> None:
    """Weekend days between a holiday and the day off in lieu are part of the rest."""
    for day in sorted(rest):
        after, between = day + _ONE, []
        while after.weekday() >= _SATURDAY and after not in rest:
            between.append(after)
            after += _ONE
        if after in rest:
            rest.update(between)


def _join_weekends(rest: set[date], days: Iterable[date]) -> None:
    """«与周末连休»: the weekend that touches a holiday is part of the rest."""
    for seed in days:
        for step in (_ONE, -_ONE):
            day = seed + step
            while day.weekday() >= _SATURDAY or day in rest:
                rest.add(day)
                day += step


def _check_count(reading: _Reading, sentence: str, rest: set[date], offset: int) -> None:
    """«共3天» must be the number of days read from the same sentence."""
    match = _COUNT.search(sentence)
    if match and rest and int(match.group(1)) != len(rest):
        reading.say("warning", "count", offset, said=match.group(1), read=str(len(rest)), name=reading.passage.name)


def _check_overlaps(items: list[NoticeItem], problems: list[NoticeProblem]) -> None:
    """Days that two items claim, and make-up workdays that are workdays anyway."""
    owner: dict[date, str] = {}
    for item in items:
        for day in item.rest:
            if day in owner and owner[day] != item.name:
                params = {"day": str(day), "name": item.name, "other": owner[day]}
                problems.append(NoticeProblem("warning", "two_items", item.line, params))
            owner[day] = item.name
    for item in items:
        for day in item.work:
            if day in owner and day not in item.rest:
                problems.append(NoticeProblem("warning", "rest_and_work", item.line, {"day": str(day)}))
            if day.weekday() < _SATURDAY:
                problems.append(NoticeProblem("warning", "work_on_workday", item.line, {"day": str(day)}))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
