"""Our own JSON of a schedule file: everything that was understood and kept, field by field, with a published schema.

Instants are local ISO date-times without zone, durations whole minutes. Fields with their usual value are left out.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from linkspan.engines.calendar import FIRST_MINUTE, LAST_MINUTE, date_of, iso, to_minutes
from linkspan.engines.interchange import model
from linkspan.engines.interchange.messages import FileRefused
from linkspan.engines.interchange.model import ProjectHeader, ResourceEntry, ScheduleFile, TaskEntry

FORMAT, VERSION = "linkspan-schedule", 1
MAX_BYTES = 200 * 1024 * 1024
MAX_TASKS = 200_000
#: Fields that are local instants; every other whole number is a number, a minute or an id.
INSTANTS = frozenset(
    (
        "start",
        "finish",
        "status_date",
        "must_finish",
        "early_start",
        "early_finish",
        "late_start",
        "late_finish",
        "planned_start",
        "planned_finish",
        "constraint_date",
        "constraint2_date",
        "deadline",
        "actual_start",
        "actual_finish",
        "resume",
        "suspend",
        "manual_start",
        "manual_finish",
        "expected_finish",
        "external_early_start",
        "external_late_finish",
    )
)
_DAYS = frozenset(("first_day", "last_day"))
#: Fields with a few known words.
WORDS = {
    "flavour": ("msp", "p6"),
    "progress": ("retained", "override", "actual"),
    "float_basis": ("smallest", "start", "finish"),
    "critical_by": ("float", "longest"),
    "percent_type": ("duration", "physical", "units"),
}


class _Wrong(ValueError):
    """A value of the wrong kind; its text is where and what."""


@cache
def hints(kind: type) -> dict[str, Any]:
    """The field types of one of the dataclasses."""
    return get_type_hints(kind, vars(model))


@cache
def written_fields(kind: type) -> tuple[Field[Any], ...]:
    """The fields of a dataclass that the JSON has."""
    return tuple(item for item in fields(kind) if item.name != "line" and item.compare)


def default_of(item: Field[Any]) -> Any:
    """The default of a field; `MISSING` where it must be given."""
    return item.default_factory() if item.default_factory is not MISSING else item.default


# -- writing -----------------------------------------------------------------------------------------------------------
def write_json(file: ScheduleFile) -> bytes:
    """The bytes of our JSON, UTF-8; `schedule.schema.json` beside this module describes it."""
    content = {"format": FORMAT, "version": VERSION, "source": file.format}
    content |= {key: value for key, value in _plain(file).items() if key != "format"}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", errors="replace")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        found = {}
        for item in written_fields(type(value)):
            own = getattr(value, item.name)
            if own != default_of(item):
                found[item.name] = _field(item.name, own)
        return found
    if isinstance(value, dict):
        return {str(key): _plain(own) for key, own in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(own) for own in value]
    return value


def _field(name: str, value: Any) -> Any:
    if name in INSTANTS and isinstance(value, int):
        return iso(value)
    if name in _DAYS:
        return date_of(value).isoformat()
    return _plain(value)


# -- reading -----------------------------------------------------------------------------------------------------------
def read_json(data: bytes, *, name: str = "") -> ScheduleFile:
    """Read our JSON. Raises `FileRefused` with the place of what is wrong."""
    if len(data) > MAX_BYTES:
        raise FileRefused("too_large", limit_mb=MAX_BYTES // (1024 * 1024))
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise FileRefused("bad_encoding", data.count(b"\n", 0, error.start) + 1, encoding="UTF-8") from error
    except json.JSONDecodeError as error:
        raise FileRefused("malformed_json", error.lineno, reason=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise FileRefused("malformed_json", 1, reason=str(error)[:80]) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise FileRefused("not_ours")
    if content.get("version") != VERSION:
        raise FileRefused("json_version", version=str(content.get("version"))[:20], known=VERSION)
    body = {key: value for key, value in content.items() if key not in ("format", "version", "source")}
    try:
        file: ScheduleFile = _object(ScheduleFile)({**body, "format": str(content.get("source", "JSON"))}, "")
    except _Wrong as error:
        raise FileRefused("wrong_json", place=str(error)[:120]) from error
    _check(file)
    file.project.name = file.project.name or name
    return file


def _refuse_constant(text: str) -> Any:
    raise ValueError(text)


Reader = Callable[[Any, str], Any]


@cache
def _object(kind: type) -> Reader:
    """What reads a value as `kind`; made once for each dataclass, called for each row."""
    types_of = hints(kind)
    readers = {item.name: _typed(types_of[item.name], item.name) for item in written_fields(kind)}
    required = [item.name for item in written_fields(kind) if default_of(item) is MISSING]

    def read(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise _Wrong(place or "/")
        found = {}
        for key, own in value.items():
            reader = readers.get(key)
            if reader is None:
                raise _Wrong(f"{place}/{key}")
            found[key] = reader(own, f"{place}/{key}")
        for key in required:
            if key not in found:
                raise _Wrong(f"{place}/{key}")
        return kind(**found)

    return read


def _typed(kind: Any, name: str = "") -> Reader:
    """What reads a value of a field `name`."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _typed(next(option for option in get_args(kind) if option is not type(None)), name)
        return lambda value, place: None if value is None else inner(value, place)
    if name in INSTANTS and kind is int:
        return _instant
    if name in _DAYS:
        return _day
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind)
    if origin in (list, tuple):
        return _sequence(kind)
    if origin is dict:
        return _mapping(kind)
    if name in WORDS:
        return lambda value, place: _word(value, place, WORDS[name])
    return lambda value, place: _scalar(kind, value, place)


def _word(value: Any, place: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise _Wrong(place)
    return str(value)


def _sequence(kind: Any) -> Reader:
    arguments = get_args(kind)
    if get_origin(kind) is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis):
        return _pair([_typed(option) for option in arguments])
    reader, make = _typed(arguments[0]), get_origin(kind)

    def read(value: Any, place: str) -> Any:
        if not isinstance(value, list):
            raise _Wrong(place)
        return make([reader(own, f"{place}/{number}") for number, own in enumerate(value)])

    return read


def _pair(readers: list[Reader]) -> Reader:
    def read(value: Any, place: str) -> Any:
        if not isinstance(value, list) or len(value) != len(readers):
            raise _Wrong(place)
        pairs = zip(readers, value, strict=True)
        return tuple(reader(own, f"{place}/{number}") for number, (reader, own) in enumerate(pairs))

    return read


def _mapping(kind: Any) -> Reader:
    key_kind, own_kind = get_args(kind)
    reader = _typed(own_kind)

    def read(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise _Wrong(place)
        found = {}
        for key, own in value.items():
            if key_kind is int and not (key.lstrip("-").isdecimal() and key.isascii() and len(key) < 19):
                raise _Wrong(f"{place}/{key}")
            found[int(key) if key_kind is int else key] = reader(own, f"{place}/{key}")
        return found

    return read


def _scalar(kind: Any, value: Any, place: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _Wrong(place)
    if kind in (int, float) and abs(value) >= 1e18:
        raise _Wrong(place)
    return value


def _instant(value: Any, place: str) -> int:
    try:
        found = to_minutes(datetime.fromisoformat(value))
    except (TypeError, ValueError) as error:
        raise _Wrong(place) from error
    if not FIRST_MINUTE <= found <= LAST_MINUTE:
        raise _Wrong(place)
    return found


def _day(value: Any, place: str) -> int:
    return _instant(value, place) // 1440


def _check(file: ScheduleFile) -> None:
    """What types cannot say: ids that occur once, references that lead somewhere, numbers of known words."""
    if len(file.tasks) > MAX_TASKS:
        raise FileRefused("too_many_tasks", limit=MAX_TASKS)
    tasks = {task.uid for task in file.tasks}
    calendars = {entry.uid for entry in file.calendars}
    resources = {entry.uid for entry in file.resources}
    for rows, found in ((file.tasks, tasks), (file.calendars, calendars), (file.resources, resources)):
        if len(rows) != len(found):
            raise FileRefused("wrong_json", place="uid")
    users: list[TaskEntry | ResourceEntry | ProjectHeader] = [*file.tasks, *file.resources, file.project]
    known = (
        all(link.pred_uid in tasks and link.succ_uid in tasks for link in file.links)
        and all(entry.task_uid in tasks for entry in file.assignments)
        and all(entry.resource_uid is None or entry.resource_uid in resources for entry in file.assignments)
        and all(task.parent_uid is None or task.parent_uid in tasks for task in file.tasks)
        and all(user.calendar_uid is None or user.calendar_uid in calendars for user in users)
        and all(entry.base_uid is None or entry.base_uid in calendars for entry in file.calendars)
    )
    if not known:
        raise FileRefused("wrong_json", place="uid")
    words = (
        all(0 <= link.type <= 3 and 0 <= link.lag_kind <= 3 for link in file.links)
        and all(0 <= task.kind <= 6 for task in file.tasks)
        and all(0 <= number <= 11 for task in file.tasks for number in (task.constraint, task.constraint2))
        and all(len(entry.week) == 7 for entry in file.calendars)
        and all(header.minutes_per_day > 0 for header in (file.project, *file.others))
    )
    if not words:
        raise FileRefused("wrong_json", place="type, lag_kind, kind, constraint, week, minutes_per_day")
