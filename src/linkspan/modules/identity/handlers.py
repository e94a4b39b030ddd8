"""What follows from written grants and people, inside the action that wrote them, undo included."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import ROOT, current_actor
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.access.models import Grant
from linkspan.kernel.actions import Change, Work, after_writes, write
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.access import has_administrator
from linkspan.modules.identity.models import Group, User


@after_writes("access", "kernel.Grant", "identity.User")
def follow_access(work: Work) -> None:
    """Refuse what gives more than the writer holds or leaves nobody in charge; tell whoever is affected."""
    changes = work.by_model()
    grants = changes.get(Grant, [])
    people = [change for change in changes.get(User, []) if "is_active" in (change.before or {})]
    _refuse_more_than_held(grants)
    if _takes_administration(grants, people) and not has_administrator():
        raise DomainError(
            "last_administrator",
            _("This would leave nobody who administers. Name another administrator first."),
            status=409,
        )
    for user in _affected(grants, people):
        write.emit("access.changed", user.scope_path, user_id=user.pk)


def _takes_administration(grants: Iterable[Change], people: Iterable[Change]) -> bool:
    changed = any(change.kind != ChangeRow.CREATED and change.instance.scope_path == ROOT for change in grants)
    return changed or any(actor_for(change.instance).may("access.manage", ROOT) for change in people)


def _refuse_more_than_held(grants: Iterable[Change]) -> None:
    actor = current_actor()
    for change in grants:
        grant = change.instance
        missing = [verb for verb in grant.role.verbs if not actor.may(verb, grant.scope_path)]
        if missing:
            raise DomainError(
                "stronger",
                _("The role “%(role)s” holds rights that you do not have here. Ask an administrator.")
                % {"role": grant.role.name_en},
                status=403,
            )


def _affected(grants: Iterable[Change], people: Iterable[Change]) -> list[User]:
    found: dict[int, User] = {change.instance.pk: change.instance for change in people}
    for change in grants:
        grant = change.instance
        if grant.user_id:
            members: Iterable[User] = [grant.user]
        elif grant.group_id:
            members = Group._base_manager.get(pk=grant.group_id).members.all()
        else:
            members = User._base_manager.filter(party=grant.party_id)
        found.update({member.pk: member for member in members})
    return list(found.values())
