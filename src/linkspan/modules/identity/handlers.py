"""What follows from written roles, grants, groups and people, inside the action that wrote them, undo included."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import ROOT, Actor, current_actor
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions import Change, Work, after_writes, write
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.actions.work import current_work
from linkspan.kernel.customise.loading import own_entities_of
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.access import has_administrator
from linkspan.modules.identity.duties import check_duties, rules
from linkspan.modules.identity.models import AccessRules, Group, User

Membership = Group.members.through


@after_writes(
    "access", "kernel.Grant", "kernel.Role", "identity.User", "identity.Group_members", "identity.AccessRules"
)
def follow_access(work: Work) -> None:
    """Refuse what gives more than the writer holds or leaves nobody in charge; tell whoever is affected."""
    changes = work.by_model()
    grants, members = changes.get(Grant, []), changes.get(Membership, [])
    people = [
        change
        for change in changes.get(User, [])
        if change.kind == ChangeRow.CREATED or {"is_active", "party_id", "party"} & set(change.before or {})
    ]
    roles = changes.get(Role, [])
    _refuse_stronger_grants(grants)
    _refuse_stronger_members(members)
    _refuse_stronger_party(people)
    for change in roles:
        _refuse_stronger_role(change)
    if (grants or members or people or roles or changes.get(AccessRules)) and not current_actor().is_system:
        check_duties()
    if _takes_administration(grants, people, members, roles) and not has_administrator():
        raise DomainError(
            "last_administrator",
            _("This would leave nobody who administers. Name another administrator first."),
            status=409,
        )
    for user in _affected(grants, people, members, roles):
        write.emit("access.changed", user.scope_path, user_id=user.pk)


def _takes_administration(
    grants: Iterable[Change], people: Iterable[Change], members: Iterable[Change], roles: Iterable[Change]
) -> bool:
    if any(change.kind != ChangeRow.CREATED and change.instance.scope_path == ROOT for change in grants):
        return True
    weakened = [c.instance for c in roles if "access.manage" in _verbs(c.before) - _verbs(c.after)]
    if weakened and Grant.base_rows.filter(role__in=weakened, scope_path=ROOT).exists():
        return True
    if any(change.kind == ChangeRow.DELETED for change in members):
        return Grant.base_rows.filter(group__isnull=False, scope_path=ROOT).exists()
    known = [change.instance for change in people if change.kind == ChangeRow.UPDATED]
    return any(actor_for(user).may("access.manage", ROOT) for user in known)


def _verbs(state: dict[str, Any] | None) -> set[str]:
    return set((state or {}).get("verbs") or ())


def _refuse_stronger_grants(grants: Iterable[Change]) -> None:
    for change in grants:
        grant = change.instance
        until = grant.expires_at if change.kind != ChangeRow.DELETED else dt.datetime.min.replace(tzinfo=dt.UTC)
        _check_giving(grant, principals_of(grant), until)


def _refuse_stronger_members(members: Iterable[Change]) -> None:
    """Who joins a group holds what the group holds: joining is giving, leaving is taking."""
    for change in members:
        for grant in Grant.base_rows.filter(group=change.instance.group_id).select_related("role"):
            _check_giving(grant, {change.instance.user_id}, grant.expires_at)


def _refuse_stronger_party(people: Iterable[Change]) -> None:
    """Who comes to a party holds what the party holds."""
    actor = current_actor()
    for change in people:
        person = change.instance
        if actor.may("system.manage", person.scope_path) and person.pk != actor.user_id:
            continue  # who is of which firm is what a system administrator decides
        if change.kind == ChangeRow.CREATED or {"party", "party_id"} & set(change.before or {}):
            for grant in Grant.base_rows.filter(party__isnull=False, party=person.party_id).select_related("role"):
                _check_giving(grant, {person.pk}, grant.expires_at)


def _check_giving(grant: Grant, receivers: set[int], until: dt.datetime | None) -> None:
    """DomainError where the present actor gives (or takes) more than it holds, or is its own security administrator."""
    actor = current_actor()
    if actor.is_system:
        return
    administers = actor.may("access.administer", grant.scope_path)
    if actor.user_id in receivers and administers and rules().is_separated:
        raise DomainError(
            "own_rights",
            _("Duties are separated: another security administrator decides about your own rights."),
            status=403,
        )
    if administers and actor.user_id not in receivers:
        return
    if not all(_holds(actor, verb, grant.scope_path, until) for verb in grant.role.verbs):
        raise _stronger(grant.role)


def _holds(actor: Actor, verb: str, path: str, until: dt.datetime | None) -> bool:
    """Whether the actor itself holds the verb at the path, for as long as it gives it."""
    return any(
        grant.covers(verb, path)
        and not grant.own_party_only
        and (grant.expires_at is None or (until is not None and until <= grant.expires_at))
        for grant in actor.grants
    )


def _refuse_stronger_role(change: Change) -> None:
    """Nobody edits a role beyond what they hold; a security administrator edits any but those of their own."""
    actor, role = current_actor(), change.instance
    before, after = _verbs(change.before), _verbs(change.after)
    touched = before | after if change.kind != ChangeRow.UPDATED else before ^ after
    if change.kind == ChangeRow.UPDATED and not (change.before or {}).keys() & {"verbs", "own_party_only"}:
        touched = set()
    # Rights over an entity that this very action makes or takes away were nobody's before.
    fresh = tuple(f"{name}." for name in own_entities_of(current_work()))
    touched = {verb for verb in touched if not verb.startswith(fresh)} if fresh else touched
    if actor.is_system or all(actor.may(verb, role.scope_path) for verb in touched):
        return
    if not actor.may("access.administer", role.scope_path) or actor.user_id in _holders_of(role):
        raise _stronger(role)


def _stronger(role: Role) -> DomainError:
    is_english = (get_language() or "").startswith("en")
    return DomainError(
        "stronger",
        _("The role “%(role)s” holds rights that you do not have here. Ask an administrator.")
        % {"role": role.name_en if is_english else role.name_zh},
        status=403,
    )


def principals_of(grant: Grant) -> set[int]:
    """Keys of the people who hold a grant."""
    if grant.user_id:
        return {grant.user_id}
    people = (
        User.objects.filter(user_groups=grant.group_id) if grant.group_id else User.objects.filter(party=grant.party_id)
    )
    return set(people.values_list("pk", flat=True))


def _holders_of(role: Role) -> set[int]:
    return set().union(*(principals_of(grant) for grant in Grant.base_rows.filter(role=role.pk)))


def _affected(
    grants: Iterable[Change], people: Iterable[Change], members: Iterable[Change], roles: Iterable[Change]
) -> list[User]:
    keys: set[int] = {c.instance.pk for c in people if c.kind == ChangeRow.UPDATED} | {
        change.instance.user_id for change in members
    }
    for change in grants:
        keys |= principals_of(change.instance)
    for change in roles:
        if change.kind == ChangeRow.UPDATED:
            keys |= _holders_of(change.instance)
    found: list[Any] = list(User.objects.filter(pk__in=keys).order_by("pk"))
    return found
