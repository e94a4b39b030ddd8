"""Whom a route names for a record: resolved, freed of who may not sign, checked for who sees the record."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant
from linkspan.kernel.access.places import paths_to
from linkspan.kernel.approvals.conditions import RecordFacts
from linkspan.kernel.approvals.definition import Definition, Group, Who, shown, title_of
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.errors import DomainError

MOST_PEOPLE = 100
# Of these kinds whoever does not see the record is left out; a person who is named must see it.
_CROWDS = frozenset({"role", "group", "party", "party_field"})


@dataclass
class PlannedGroup:
    """A group with its people in order. chosen: those whom the requester chose; to_choose: the choice is still open."""

    definition: Group
    applies: bool
    people: list[int] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    to_choose: bool = False

    @property
    def needed(self) -> int:
        """How many must agree."""
        return needed_of(self.definition, len(self.people))


@dataclass
class PlannedStage:
    """A stage with its groups."""

    applies: bool
    groups: list[PlannedGroup]


def needed_of(group: Group, count: int) -> int:
    """How many of `count` people must agree in a group."""
    return {"any": 1, "all": count, "quorum": group.quorum}[group.mode]


def people_by_id(keys: Any) -> dict[int, Any]:
    """Rows of people."""
    people: Any = get_user_model()
    return {row.pk: row for row in people._base_manager.filter(pk__in=set(keys))}


def name_of(user: Any) -> str:
    """A person's name in the reader's language."""
    return TARGETS["person"].label(user)[0] if user is not None else "Linkspan"


def sees(user: Any, known: Known, row: Any) -> bool:
    """Whether a person sees the record now."""
    if user is None or not user.is_active:
        return False
    reader = actor_for(user)
    if reader.may(known.verb("view"), row.scope_path):
        return True
    model: Any = known.model
    with acting_as(reader):
        return bool(model.objects.visible(reader, known.verb("view")).filter(pk=row.pk).exists())


@dataclass
class Roster:
    """Works out who signs for one record. requester_id: who asks; choices: people by `stage.group`."""

    known: Known
    row: Any
    definition: Definition
    requester_id: int | None
    choices: dict[str, list[int]] = field(default_factory=dict)
    faults: list[DomainError] = field(default_factory=list)
    _seen: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def excluded(self) -> set[int]:
        """Who may not sign: the requester, and whoever stands in the fields that the route excludes."""
        found = set() if self.definition.settings.requester_may_approve else {self.requester_id or 0}
        for name in self.definition.settings.excluded_fields:
            found |= set(self._field(name))
        return found

    @cached_property
    def facts(self) -> RecordFacts:
        """The record's values."""
        return RecordFacts(self.known, self.row)

    def sees(self, key: int) -> bool:
        """Whether a person sees the record; asked once."""
        if key not in self._seen:
            self._seen[key] = sees(people_by_id([key]).get(key), self.known, self.row)
        return self._seen[key]

    def may_sign(self, key: int) -> bool:
        """Whether a person may sign at all for this record."""
        return key not in self.excluded and self.sees(key)

    def plan(self) -> list[PlannedStage]:
        """Who would sign in which order; what stands in the way is kept in `faults`."""
        found = []
        for at, stage in enumerate(self.definition.stages):
            applies = self.facts.holds(stage.condition)
            groups = [
                self._group(group, f"{at}.{inner}", _where(title_of(stage, at), group), applies=applies)
                for inner, group in enumerate(stage.groups)
            ]
            found.append(PlannedStage(applies and any(group.applies for group in groups), groups))
        return found

    def _group(self, group: Group, key: str, title: str, *, applies: bool) -> PlannedGroup:
        if not applies or not self.facts.holds(group.condition):
            return PlannedGroup(group, applies=False)
        planned, named = PlannedGroup(group, applies=True), list[int]()
        for who in group.people:
            if who.kind == "chosen":
                picked = self._chosen(who, key, title)
                planned.to_choose = not picked
                planned.chosen |= set(picked)
                named += picked
                continue
            keys = self.of(who)
            named += keys if who.kind not in _CROWDS else [one for one in keys if self.sees(one)]
        named = list(dict.fromkeys(named))[:MOST_PEOPLE]
        blind = [one for one in named if one not in self.excluded and not self.sees(one)]
        if blind:
            names = ", ".join(name_of(user) for user in people_by_id(blind).values())
            sentence = _("%(names)s cannot see this record and so cannot sign it (“%(stage)s”). Give them the right.")
            self._refuse("approver_sees_nothing", sentence % {"names": names, "stage": title})
        planned.people = [one for one in named if one not in self.excluded]
        if not planned.to_choose:
            self._check_count(planned, title)
        return planned

    def _check_count(self, planned: PlannedGroup, title: str) -> None:
        if not planned.people:
            sentence = _(
                "Nobody is left who may sign “%(stage)s”: whoever asks, and whoever the route excludes, does not "
                "sign. Change the people of the route."
            )
            self._refuse("nobody_left", sentence % {"stage": title})
        elif planned.needed > len(planned.people):
            sentence = _("“%(stage)s” needs %(needed)s signatures and has only %(count)s people.")
            count = {"needed": planned.needed, "count": len(planned.people)}
            self._refuse("nobody_left", sentence % {"stage": title, **count})

    def _chosen(self, who: Who, key: str, title: str) -> list[int]:
        picked = self.choices.get(key, [])
        among = {one for inner in who.among for one in self.of(inner)}
        if not picked:
            self._refuse("choose", _("Choose who signs “%(stage)s”.") % {"stage": title}, key, status=422)
        elif (len(picked) > 1 and not who.many) or (who.among and not among.issuperset(picked)):
            self._refuse("choose", _("Choose who signs “%(stage)s” from the list.") % {"stage": title}, key, status=422)
        elif self.excluded & set(picked):
            self._refuse(
                "choose",
                _("Who asks, or is excluded by the route, cannot sign “%(stage)s”. Choose somebody else.")
                % {"stage": title},
                key,
                status=422,
            )
        return picked

    def _refuse(self, code: str, sentence: str, field_name: str | None = None, *, status: int = 409) -> None:
        self.faults.append(DomainError(code, sentence, field_name, status=status))

    def of(self, who: Who) -> list[int]:
        """Keys of the active people whom a part of the route names, by user name."""
        if who.kind == "person":
            return [who.key]
        if who.kind == "field":
            return self._field(who.key)
        if who.kind == "role":
            return self._role(who.key)
        people: Any = get_user_model()
        rows = people._base_manager.filter(is_active=True)
        if who.kind == "group":
            rows = rows.filter(user_groups=who.key)
        elif who.kind == "party":
            rows = rows.filter(party=who.key)
        else:
            rows = rows.filter(party__in=self._field(who.key))
        return list(rows.order_by("username").values_list("pk", flat=True)[:MOST_PEOPLE])

    def _field(self, name: str) -> list[int]:
        """The keys that a field of the record holds."""
        value = self.facts.values.get(name)
        return [key for key in (value if isinstance(value, list) else [value]) if isinstance(key, int)]

    def _role(self, code: str) -> list[int]:
        """Who holds the role at the record's place, or else at the nearest place above it."""
        paths = paths_to(self.row.scope_path)
        in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now())
        people: Any = get_user_model()
        for path in reversed(paths):
            grants = Grant.base_rows.filter(in_force, role__code=code, scope_path=path)
            through = Q(grants__in=grants) | Q(user_groups__grants__in=grants) | Q(party__grants__in=grants)
            rows = people._base_manager.filter(through, is_active=True).order_by("username").distinct()
            keys = list(rows.values_list("pk", flat=True)[:MOST_PEOPLE])
            if keys:
                return keys
        return []


def _where(stage: str, group: Group) -> str:
    title = shown(group.title, group.title_en)
    return f"{stage} · {title}" if title else stage
