"""People and groups as administrators keep them."""

import re
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.models import Department, Group, Organisation, Party, User
from linkspan.modules.identity.services import OWN, refuse_stronger

Membership = Group.members.through
_TEXTS = {"name": 60, "name_en": 60, "title": 60, "title_en": 60, "email": 254}
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# Four groups of four: 77 bits, read aloud over the telephone without a mistake.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """A password to be told once; the person replaces it at the next log-in."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _letter in range(4)) for _part in range(4))


def checked_details(values: dict[str, Any]) -> dict[str, Any]:
    """Columns of User: texts cleaned, party and department as rows instead of ids. DomainError where one is wrong."""
    columns: dict[str, Any] = {}
    for name, longest in _TEXTS.items():
        if name in values:
            columns[name] = " ".join(str(values[name] or "").split())
            if len(columns[name]) > longest:
                raise DomainError(
                    "too_long", _("This text may have at most %(count)s characters.") % {"count": longest}, name
                )
    if columns.get("name") == "":
        raise DomainError("name", _("Give the person a name."), "name")
    if columns.get("email"):
        try:
            validate_email(columns["email"])
        except ValidationError as error:
            raise DomainError("email", _("This is no e-mail address."), "email") from error
    if "party" in values:
        columns["party"] = _row(Party, values["party"], "party")
    if "department" in values:
        columns["department"] = _row(Department, values["department"], "department")
    department = columns.get("department")
    if department is not None and "party" in columns and columns["party"] != department.party:
        raise DomainError("department", _("This department belongs to another firm."), "department")
    return columns


def _row(model: Any, key: int | None, field: str) -> Any:
    row = None if key is None else model.objects.filter(pk=key).first()
    if key is not None and row is None:
        raise DomainError(field, _("There is no such entry. Choose another."), field)
    return row


@action("identity.manage", phrase=gettext_noop("Changed %(names)s"), undo=Inverse())
def edit_user(actor: Actor, user: User, *, values: dict[str, Any]) -> User:
    """Change the person's entry. values: columns of User as `checked_details` answers them."""
    refuse_stronger(actor, user)
    write.update(user, **values)
    write.describe(names=user.display_name)
    return user


@action(OWN, phrase=gettext_noop("Changed the own entry"), undo=Inverse())
def edit_profile(actor: Actor, user: User, *, values: dict[str, Any]) -> User:
    """What a person may change of the own entry: English name, titles, e-mail address."""
    write.update(user, **{name: values[name] for name in ("name_en", "title", "title_en", "email") if name in values})
    return user


@action("identity.manage", phrase=gettext_noop("Ended all sessions of %(names)s"), undo=Inverse())
def log_out_everywhere(actor: Actor, user: User) -> None:
    """Every session of the person is over at its next request."""
    refuse_stronger(actor, user)
    write.update(user, session_epoch=user.session_epoch + 1)
    write.describe(names=user.display_name)
    write.emit("access.changed", user.scope_path, user_id=user.pk)


@action("access.manage", phrase=gettext_noop("Created the group %(names)s"), undo=Inverse(), is_locking=False)
def create_group(actor: Actor, place: Organisation, *, code: str, name: str, name_en: str = "") -> Group:
    """People who hold roles together."""
    if not _CODE.fullmatch(code):
        raise DomainError("code", _("A code has small letters, digits, “_” or “-” and begins with a letter."), "code")
    if Group.base_rows.filter(organisation=place, code=code).exists():
        raise DomainError("code", _("There is a group “%(code)s” already.") % {"code": code}, "code", status=409)
    columns = checked_details({"name": name, "name_en": name_en})
    group = write.create(Group(organisation=place, scope_path=place.scope_path, code=code, **columns))
    write.describe(names=group.name)
    return group


@action("access.manage", phrase=gettext_noop("Changed the group %(names)s"), undo=Inverse())
def edit_group(actor: Actor, group: Group, *, name: str, name_en: str, members: list[int] | None) -> Group:
    """Rename a group; members: keys of all its people, None leaves them. Who joins holds what the group holds."""
    write.update(group, **checked_details({"name": name, "name_en": name_en}))
    if members is not None:
        present = {row.user_id: row for row in Membership._base_manager.filter(group=group)}
        wanted = set(User.objects.filter(pk__in=members).values_list("pk", flat=True))
        if wanted != set(members):
            raise DomainError("members", _("One of these people does not exist."), "members")
        write.delete_many([row for key, row in present.items() if key not in wanted])
        write.create_many([Membership(group=group, user_id=key) for key in sorted(wanted - present.keys())])
        write.touch(group)
    write.describe(names=group.name)
    return group


@action("access.manage", phrase=gettext_noop("Deleted the group %(names)s"), undo=Inverse())
def delete_group(actor: Actor, group: Group) -> None:
    """Remove a group that holds no role."""
    if group.grants.model.base_rows.filter(group=group).exists():
        raise DomainError("group_used", _("This group holds roles. Take them back first."), status=409)
    write.delete_many(list(Membership._base_manager.filter(group=group)))
    write.delete_many([group])
    write.describe(names=group.name)
