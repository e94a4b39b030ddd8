"""What a route says: stages one after another, groups beside each other, people, conditions, times and rules.

Stored as JSON; read here into frozen dataclasses, each fault with its place, so that the editor shows it where it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST_STAGES, MOST_GROUPS, MOST_WHO = 20, 10, 30
MOST_HOURS = 2000
_TITLE, _CONDITION = 80, 1000
MODES = ("any", "all", "quorum")
TIMEOUTS = ("none", "remind", "escalate", "pass")
# What names people, and the key that says which.
WHO_KEYS: Mapping[str, tuple[str, type]] = {
    "person": ("id", int),
    "role": ("code", str),
    "group": ("id", int),
    "field": ("name", str),
    "party": ("id", int),
    "party_field": ("name", str),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: `stages.0.groups.1.people`, and the position inside a condition where it has one."""

    path: str
    message: str
    position: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For the editor."""
        return {"path": self.path, "message": self.message, "position": self.position}


@dataclass(frozen=True)
class Who:
    """People: one, the holders of a role at the record's place, a group, a field's value, a firm's, or to be chosen."""

    kind: str
    key: Any = None
    many: bool = False
    among: tuple["Who", ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON that it was read from."""
        if self.kind == "chosen":
            return {"kind": "chosen", "many": self.many, "from": [who.as_dict() for who in self.among]}
        return {"kind": self.kind, WHO_KEYS[self.kind][0]: self.key}


@dataclass(frozen=True)
class Group:
    """People who sign beside each other. mode: any one of them, all, or `quorum` of them."""

    title: str
    title_en: str
    mode: str
    quorum: int
    condition: str
    people: tuple[Who, ...]
    may_hand_over: bool
    may_add: bool

    @property
    def choice(self) -> Who | None:
        """What the requester chooses at the start, if anything."""
        return next((who for who in self.people if who.kind == "chosen"), None)

    def as_dict(self) -> dict[str, Any]:
        """As stored."""
        return {
            "title": self.title, "title_en": self.title_en, "mode": self.mode, "quorum": self.quorum,
            "condition": self.condition, "people": [who.as_dict() for who in self.people],
            "may_hand_over": self.may_hand_over, "may_add": self.may_add,
        }  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One step of the signing. hours: working hours until `on_timeout` happens; None for no time-out."""

    title: str
    title_en: str
    condition: str
    hours: float | None
    on_timeout: str
    escalate_to: tuple[Who, ...]
    groups: tuple[Group, ...]

    def as_dict(self) -> dict[str, Any]:
        """As stored."""
        return {
            "title": self.title, "title_en": self.title_en, "condition": self.condition, "hours": self.hours,
            "on_timeout": {"do": self.on_timeout, "people": [who.as_dict() for who in self.escalate_to]},
            "groups": [group.as_dict() for group in self.groups],
        }  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Rules of the whole route. excluded_fields: whoever stands in these person fields of the record may not sign."""

    requester_may_approve: bool = False
    excluded_fields: tuple[str, ...] = ()
    same_person_once: bool = True
    editable_fields: tuple[str, ...] = ()
    comment_on_return: bool = True
    comment_on_reject: bool = True

    def as_dict(self) -> dict[str, Any]:
        """As stored."""
        return {
            "requester_may_approve": self.requester_may_approve, "excluded_fields": list(self.excluded_fields),
            "same_person_once": self.same_person_once, "editable_fields": list(self.editable_fields),
            "comment_on_return": self.comment_on_return, "comment_on_reject": self.comment_on_reject,
        }  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """A whole route."""

    condition: str
    stages: tuple[Stage, ...]
    settings: Settings

    def as_dict(self) -> dict[str, Any]:
        """As stored: every key present, nothing else."""
        stages = [stage.as_dict() for stage in self.stages]
        return {"condition": self.condition, "stages": stages, "settings": self.settings.as_dict()}


def shown(title: str, title_en: str) -> str:
    """A title in the reader's language."""
    return title_en if title_en and (get_language() or "").startswith("en") else title


def title_of(stage: Stage, index: int) -> str:
    """What a stage is called; its number where it has no title."""
    return shown(stage.title, stage.title_en) or _("Stage %(number)s") % {"number": index + 1}


def stored(data: Mapping[str, Any]) -> Definition:
    """A definition that was checked when it was stored."""
    definition, faults = read_definition(data)
    assert definition is not None, faults
    return definition


def read_definition(data: Any) -> tuple[Definition | None, list[Fault]]:
    """A definition from JSON, and everything that is wrong with its form; None where it cannot be read at all."""
    reader = _Reader([])
    found = reader.definition(data)
    return (None if reader.faults else found), reader.faults


@dataclass
class _Reader:
    """Collects faults instead of stopping at the first."""

    faults: list[Fault]

    def fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))

    def definition(self, data: Any) -> Definition | None:
        if not isinstance(data, dict):
            self.fault("", _("A route is described by an object with stages and settings."))
            return None
        self.known(data, {"condition", "stages", "settings"}, "")
        stages = self.items(data, "stages", "stages", MOST_STAGES)
        if not stages:
            self.fault("stages", _("A route needs at least one stage."))
        return Definition(
            self.text(data, "condition", "condition", _CONDITION),
            tuple(self.stage(stage, f"stages.{at}") for at, stage in enumerate(stages)),
            self.settings(data.get("settings") or {}),
        )

    def stage(self, data: Any, path: str) -> Stage:
        data = self.object(data, path)
        self.known(data, {"title", "title_en", "condition", "hours", "on_timeout", "groups"}, path)
        groups = self.items(data, "groups", f"{path}.groups", MOST_GROUPS)
        if not groups:
            self.fault(f"{path}.groups", _("A stage needs at least one group of people."))
        hours = data.get("hours")
        if hours is not None and (
            isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= MOST_HOURS
        ):
            self.fault(f"{path}.hours", _("Give working hours from 1 to %(most)s, or none.") % {"most": MOST_HOURS})
            hours = None
        late = self.object(data.get("on_timeout") or {}, f"{path}.on_timeout")
        what = late.get("do", "none")
        if what not in TIMEOUTS:
            self.fault(f"{path}.on_timeout", _("After the time: nothing, remind, escalate or pass."))
            what = "none"
        people = self.people(late, f"{path}.on_timeout.people", is_chosen_allowed=False)
        if what == "escalate" and not people:
            self.fault(f"{path}.on_timeout.people", _("Name the people to whom this escalates."))
        if what != "none" and hours is None:
            self.fault(f"{path}.hours", _("Say after how many working hours this happens."))
        return Stage(
            self.text(data, "title", f"{path}.title", _TITLE),
            self.text(data, "title_en", f"{path}.title_en", _TITLE),
            self.text(data, "condition", f"{path}.condition", _CONDITION),
            hours,
            what,
            people,
            tuple(self.group(group, f"{path}.groups.{at}") for at, group in enumerate(groups)),
        )

    def group(self, data: Any, path: str) -> Group:
        data = self.object(data, path)
        keys = {"title", "title_en", "mode", "quorum", "condition", "people", "may_hand_over", "may_add"}
        self.known(data, keys, path)
        mode, quorum = data.get("mode", "any"), data.get("quorum")
        if mode not in MODES:
            self.fault(f"{path}.mode", _("Choose any one, all, or a number of them."))
            mode = "any"
        if mode == "quorum" and (type(quorum) is not int or not 1 <= quorum <= 100):
            self.fault(f"{path}.quorum", _("Say how many of them must agree."))
        people = self.people(data, f"{path}.people", is_chosen_allowed=True)
        if not people:
            self.fault(f"{path}.people", _("Name the people who sign here."))
        return Group(
            self.text(data, "title", f"{path}.title", _TITLE),
            self.text(data, "title_en", f"{path}.title_en", _TITLE),
            mode,
            quorum if type(quorum) is int and mode == "quorum" else 1,
            self.text(data, "condition", f"{path}.condition", _CONDITION),
            people,
            self.flag(data, "may_hand_over", f"{path}.may_hand_over", default=True),
            self.flag(data, "may_add", f"{path}.may_add", default=True),
        )

    def people(self, data: Mapping[str, Any], path: str, *, is_chosen_allowed: bool, key: str = "people") -> Any:
        found = tuple(
            who
            for at, one in enumerate(self.items(data, key, path, MOST_WHO))
            if (who := self.who(one, f"{path}.{at}", is_chosen_allowed=is_chosen_allowed)) is not None
        )
        if sum(who.kind == "chosen" for who in found) > 1:
            self.fault(path, _("A group can leave one choice to the requester, not several."))
        return found

    def who(self, data: Any, path: str, *, is_chosen_allowed: bool) -> Who | None:
        data = self.object(data, path)
        kind = data.get("kind")
        if kind == "chosen" and is_chosen_allowed:
            among = self.people(data, f"{path}.from", is_chosen_allowed=False, key="from")
            return Who("chosen", None, self.flag(data, "many", f"{path}.many", default=False), among)
        name, wanted = WHO_KEYS.get(str(kind), ("", str))
        value = data.get(name)
        is_key = isinstance(value, str) or (isinstance(value, int) and 0 < value < 2**63)
        if not name or type(value) is not wanted or not value or not is_key:
            self.fault(path, _("Name a person, role, group, firm or field."))
            return None
        return Who(str(kind), value)

    def settings(self, data: Any) -> Settings:
        data, plain = self.object(data, "settings"), Settings()
        self.known(data, set(plain.as_dict()), "settings")
        flags: dict[str, Any] = {
            name: self.flag(data, name, f"settings.{name}", default=getattr(plain, name))
            for name in ("requester_may_approve", "same_person_once", "comment_on_return", "comment_on_reject")
        }
        return Settings(
            excluded_fields=self.names(data, "excluded_fields"),
            editable_fields=self.names(data, "editable_fields"),
            **flags,
        )

    def names(self, data: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = data.get(name, [])
        if not isinstance(value, list) or len(value) > 100 or not all(isinstance(part, str) for part in value):
            self.fault(f"settings.{name}", _("Name fields of the record."))
            return ()
        return tuple(dict.fromkeys(value))

    def known(self, data: Mapping[str, Any], names: set[str], path: str) -> None:
        for name in sorted(set(map(str, data)) - names):
            self.fault(f"{path}.{name}".lstrip("."), _("“%(name)s” is not known here.") % {"name": name[:40]})

    def object(self, data: Any, path: str) -> Mapping[str, Any]:
        if isinstance(data, dict):
            return data
        self.fault(path, _("An object belongs here."))
        return {}

    def items(self, data: Mapping[str, Any], key: str, path: str, most: int) -> list[Any]:
        found = data.get(key, [])
        if not isinstance(found, list) or len(found) > most:
            self.fault(path, _("A list of at most %(most)s belongs here.") % {"most": most})
            return []
        return found

    def text(self, data: Mapping[str, Any], key: str, path: str, most: int) -> str:
        value = data.get(key, "") or ""
        if not isinstance(value, str) or len(value) > most:
            self.fault(path, _("A text of at most %(most)s characters belongs here.") % {"most": most})
            return ""
        return value.strip()

    def flag(self, data: Mapping[str, Any], key: str, path: str, *, default: bool) -> bool:
        value = data.get(key, default)
        if not isinstance(value, bool):
            self.fault(path, _("Yes or no belongs here."))
            return default
        return value
