"""The organisation's own roles beside the built-in ones."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.access.verbs import is_known
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.customise.models import OWN_PREFIX
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.models import Organisation
from linkspan.modules.identity.roles import BUILT_IN

BUILT_IN_CODES = frozenset(role.code for role in BUILT_IN)
_CODE = re.compile(r"[a-z][a-z0-9_-]{1,39}")
_LONGEST_NAME = 60


@action("access.manage", phrase=gettext_noop("Created the role %(role)s"), undo=Inverse(), is_locking=False)
def create_role(actor: Actor, place: Organisation, *, code: str, values: dict[str, Any]) -> Role:
    """A role of the organisation's own. values: as for `edit_role`, `name_zh` and `verbs` at least."""
    if not _CODE.fullmatch(code):
        raise DomainError("code", _("A code has small letters, digits, “_” or “-” and begins with a letter."), "code")
    if Role.base_rows.filter(code=code).exists():
        raise DomainError("code", _("There is a role “%(code)s” already.") % {"code": code}, "code", status=409)
    role = write.create(
        Role(code=code, scope_path=place.scope_path, **_checked({"name_zh": "", "verbs": [], **values}))
    )
    write.describe(role=_named(role))
    return role


@action("access.manage", phrase=gettext_noop("Changed the role %(role)s"), undo=Inverse())
def edit_role(actor: Actor, role: Role, *, values: dict[str, Any]) -> Role:
    """Change name_zh, name_en, verbs (a list) or own_party_only; holders have it at their next request.

    Of a built-in role nothing but the rights over the company's own entities.
    """
    if set(values) != {"verbs"} or any(not verb.startswith(OWN_PREFIX) for verb in {*values["verbs"]} ^ {*role.verbs}):
        _refuse_built_in(role)
    write.update(role, **_checked(values, name_en=role.name_en))
    write.describe(role=_named(role))
    return role


@action("access.manage", phrase=gettext_noop("Deleted the role %(role)s"), undo=Inverse())
def delete_role(actor: Actor, role: Role) -> None:
    """Remove a role that nobody holds."""
    _refuse_built_in(role)
    count = Grant.base_rows.filter(role=role).count()
    if count:
        raise DomainError(
            "role_used", _("This role is given %(count)s times. Take it back first.") % {"count": count}, status=409
        )
    write.delete_many([role])
    write.describe(role=_named(role))


def _refuse_built_in(role: Role) -> None:
    if role.code in BUILT_IN_CODES:
        raise DomainError("built_in", _("This role belongs to the program. Copy it and change the copy."), status=409)


def _checked(values: dict[str, Any], name_en: str = "") -> dict[str, Any]:
    """The columns to write; DomainError at the first that is not usable."""
    columns = dict(values)
    if "name_zh" in columns:
        columns["name_zh"] = _name(columns["name_zh"], "name_zh")
        columns["name_en"] = columns.get("name_en") or name_en or columns["name_zh"]
    if "name_en" in columns:
        columns["name_en"] = _name(columns["name_en"], "name_en")
    if "verbs" in columns:
        unknown = next((verb for verb in columns["verbs"] if not is_known(verb)), None)
        if unknown is not None:
            raise DomainError("verbs", _("There is no right “%(verb)s”.") % {"verb": unknown[:60]}, "verbs")
        columns["verbs"] = sorted(set(columns["verbs"]))
    return columns


def _name(text: str, field: str) -> str:
    clean = " ".join(text.split())
    if not 0 < len(clean) <= _LONGEST_NAME:
        raise DomainError(
            "name", _("Give the role a name of at most %(count)s characters.") % {"count": _LONGEST_NAME}, field
        )
    return clean


def _named(role: Role) -> dict[str, str]:
    return {"zh": role.name_zh, "en": role.name_en}
