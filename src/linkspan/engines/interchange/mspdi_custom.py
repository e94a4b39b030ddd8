"""Three-point durations as custom fields of Microsoft Project: three duration fields, known by their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from linkspan.engines.interchange.model import ScheduleFile, TaskEntry
from linkspan.engines.interchange.mspdi_rest import kept, markup
from linkspan.engines.interchange.mspdi_values import duration
from linkspan.engines.interchange.safe_xml import children
from linkspan.engines.interchange.values import OutOfRange, parse_duration

#: Words in the name of a custom field that tell which of the three durations it holds.
_WORDS = {
    "optimistic": ("optimistic", "乐观"),
    "most_likely": ("most likely", "mostlikely", "最可能"),
    "pessimistic": ("pessimistic", "悲观"),
}
_NAMES = {
    "optimistic": "Optimistic duration",
    "most_likely": "Most likely duration",
    "pessimistic": "Pessimistic duration",
}
#: Field numbers of Duration1 to Duration10 in the extended attributes of tasks.
DURATION_FIELDS = (188743783, 188743784, 188743785, *range(188743955, 188743962))


def role_of(alias: str) -> str | None:
    """`optimistic`, `most_likely` or `pessimistic`, None for any other field name."""
    low = alias.strip().lower()
    return next((role for role, words in _WORDS.items() if any(word in low for word in words)), None)


def roles_in(definitions: Any) -> dict[str, str]:
    """Field id to role, from the `ExtendedAttributes` list of a project; the first of two for a role counts."""
    found: dict[str, str] = {}
    for definition in definitions:
        parts = children(definition)
        alias, number = parts.get("Alias"), parts.get("FieldID")
        role = role_of(alias.text or "") if alias is not None else None
        field_id = (number.text or "").strip() if number is not None else ""
        if role and role not in found.values() and field_id in map(str, DURATION_FIELDS):
            found[field_id] = role
    return found


def read_custom(task: TaskEntry, element: Any, roles: dict[str, str]) -> bool:
    """Take one `ExtendedAttribute` of a task; true where it was one of the three durations."""
    parts = children(element)
    number, value = parts.get("FieldID"), parts.get("Value")
    role = roles.get((number.text or "").strip()) if number is not None else None
    if role is None or value is None or not value.text:
        return False
    try:
        setattr(task, role, parse_duration(value.text))
    except (OutOfRange, ValueError, OverflowError):
        return False
    return True


@dataclass(slots=True)
class CustomFields:
    """Which fields carry the three durations when a file is written, beside those it had."""

    field_of: dict[str, str] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, file: ScheduleFile) -> CustomFields:
        """The fields of the file's own definitions, free duration fields for what they lack."""
        found = cls(kept=[item for group in kept(file.rest, "ExtendedAttributes", 0) for item in group])
        roles = roles_in(found.kept)
        found.field_of = {role: number for number, role in roles.items()}
        used = {(children(item)["FieldID"].text or "").strip() for item in found.kept if "FieldID" in children(item)}
        free = [str(number) for number in reversed(DURATION_FIELDS) if str(number) not in used]
        for role in _WORDS:
            if role not in found.field_of and free and any(getattr(task, role) is not None for task in file.tasks):
                found.field_of[role] = free.pop()
                found.own.add(role)
        return found

    def definitions(self) -> list[str]:
        """The items of `ExtendedAttributes`."""
        own = [
            f"<ExtendedAttribute><FieldID>{self.field_of[role]}</FieldID>"
            f"<FieldName>Duration{DURATION_FIELDS.index(int(self.field_of[role])) + 1}</FieldName>"
            f"<Alias>{_NAMES[role]}</Alias></ExtendedAttribute>"
            for role in _WORDS
            if role in self.own
        ]
        return [*(markup(item) for item in self.kept), *own]

    def values(self, task: TaskEntry) -> list[str]:
        """The `ExtendedAttribute` elements of one task."""
        return [
            f"<ExtendedAttribute><FieldID>{number}</FieldID><Value>{duration(getattr(task, role))}</Value>"
            "<DurationFormat>7</DurationFormat></ExtendedAttribute>"
            for role, number in self.field_of.items()
            if getattr(task, role) is not None
        ]
