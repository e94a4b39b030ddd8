"""The verbs of identity: organisation, parties, people and their passwords."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor, HeldGrant
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.actions import Inverse, NoUndo, action, write
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.modules.identity.models import Department, Organisation, Party, User

_USER_NAME = re.compile(r"[\w.@+-]{1,60}")
OWN = "identity.own"
# What makes an administrator of one of the three duties; see `identity.duties`.
DUTY_VERBS = frozenset({"system.manage", "access.administer", "audit.view"})
_LANGUAGES = {"zh-CN": "zh-hans", "zh-hans": "zh-hans", "en": "en"}
_PREFERENCES = {"theme": ("light", "dark", "system"), "density": ("compact", "comfortable")}


@action(
    "identity.manage", phrase=gettext_noop("Created organisation %(names)s"), undo=NoUndo(_("Its parts hang on it."))
)
def create_organisation(actor: Actor, organisation: Organisation) -> Organisation:
    """Insert a new `Organisation(code=, name=, name_en=, scope_path="/")`; its own scope path follows from its key."""
    write.create(organisation)
    write.update(organisation, scope_path=f"/o{organisation.pk}/")
    write.describe(names=organisation.name)
    return organisation


@action("identity.manage", phrase=gettext_noop("Added party %(names)s"), undo=Inverse())
def create_party(
    actor: Actor,
    organisation: Organisation,
    *,
    code: str,
    name: str,
    kind: str,
    name_en: str = "",
    details: dict[str, Any] | None = None,
) -> Party:
    """A firm or authority that takes part. kind: one of Party.Kind. details: contact, assessment, remark."""
    party = write.create(
        Party(
            organisation=organisation,
            scope_path=organisation.scope_path,
            code=code,
            name=name,
            name_en=name_en,
            kind=Party.Kind(kind),
            **(details or {}),
        )
    )
    write.describe(names=name)
    return party


@action("identity.manage", phrase=gettext_noop("Added department %(names)s"), undo=Inverse())
def create_department(
    actor: Actor, party: Party, *, name: str, name_en: str = "", parent: Department | None = None
) -> Department:
    """A department of a party."""
    department = write.create(
        Department(party=party, scope_path=party.scope_path, parent=parent, name=name, name_en=name_en)
    )
    write.describe(names=name)
    return department


@action(
    "identity.manage",
    phrase=gettext_noop("Added person %(names)s"),
    undo=NoUndo(_("History keeps the people who acted. Deactivate the person instead.")),
)
def create_user(
    actor: Actor, organisation: Organisation, *, username: str, name: str, password: str | None = None, **details: Any
) -> User:
    """A person of the organisation. password None: cannot log in until one is set.

    details: further columns of User (email, name_en, title, title_en, party, department, language).
    """
    user = insert_user(
        User(username=username, organisation=organisation, scope_path=organisation.scope_path), name=name, **details
    )
    if password is not None:
        store_password(user, password, is_checked=not actor.is_system)
    write.describe(names=user.display_name)
    return user


@action(
    "identity.manage",
    phrase=gettext_noop("Set a new password for %(names)s"),
    undo=NoUndo(_("The old password is not kept. Set another one instead.")),
)
def set_password(actor: Actor, user: User, *, password: str, is_temporary: bool = False) -> None:
    """Give a person a new password; all sessions of the person end. is_temporary: the person must set an own one."""
    refuse_stronger(actor, user)
    store_password(user, password, is_checked=True)
    write.update(user, must_change_password=is_temporary)
    write.describe(names=user.display_name)
    write.emit("access.changed", user.scope_path, user_id=user.pk)


@action(
    OWN,
    phrase=gettext_noop("Changed the own password"),
    undo=NoUndo(_("The old password is not kept. Set another one instead.")),
)
def change_password(actor: Actor, user: User, *, password: str) -> None:
    store_password(user, password, is_checked=True)
    write.update(user, must_change_password=False)
    write.describe()
    write.emit("access.changed", user.scope_path, user_id=user.pk)


def change_own_password(user: User, password: str, *, request_id: str = "") -> None:
    """The person's own change, after the page has checked the present password; `user` carries the new hash."""
    row = User.objects.get(pk=user.pk)  # `request.user` is a proxy, which no action can lock
    change_password(own_actor(row, request_id=request_id), row, password=password)
    user.refresh_from_db(fields=["password", "session_epoch", "must_change_password", "version"])


@action("identity.manage", phrase=gettext_noop("Deactivated %(names)s"), undo=Inverse())
def deactivate_user(actor: Actor, user: User) -> None:
    """The person can no longer log in and every session of the person is over; what the person did stays."""
    if user.pk == actor.user_id:
        raise DomainError("own_account", _("You cannot deactivate yourself. Ask another administrator."))
    refuse_stronger(actor, user)
    write.update(user, is_active=False)
    User._base_manager.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    write.describe(names=user.display_name)


@action("identity.manage", phrase=gettext_noop("Reactivated %(names)s"), undo=Inverse())
def reactivate_user(actor: Actor, user: User) -> None:
    """The person can log in again; old sessions stay over."""
    write.update(user, is_active=True)
    write.describe(names=user.display_name)


@action(OWN, phrase=gettext_noop("Changed the own settings"), undo=Inverse())
def edit_preferences(actor: Actor, user: User, *, language: str | None, choices: dict[str, str]) -> User:
    if language is not None:
        write.update(user, language=language)
    if choices:
        write.update(user, preferences={**user.preferences, **choices})
    return user


def set_preferences(actor: Actor, user: User, *, language: str | None = None, **choices: str | None) -> User:
    """The person's own language (zh-CN, zh-hans or en), theme and density; None leaves a setting as it is."""
    if actor.user_id != user.pk:
        raise Forbidden(OWN)
    given = {name: value for name, value in choices.items() if value is not None}
    for name, value in given.items():
        if value not in _PREFERENCES.get(name, ()):
            raise DomainError(
                "preference", _("“%(value)s” is not a choice of this setting.") % {"value": value[:20]}, name
            )
    code = None if language is None else _LANGUAGES.get(language)
    if language is not None and code is None:
        raise DomainError("preference", _("Linkspan speaks Chinese and English only."), "language")
    row = User.objects.get(pk=user.pk)
    return edit_preferences(own_actor(row, request_id=actor.request_id), row, language=code, choices=given).result


def own_actor(user: User, *, request_id: str = "") -> Actor:
    """The person's actor with the one right that nobody grants: over the own account."""
    own = HeldGrant(user.scope_path, frozenset({OWN}))
    return replace(actor_for(user, request_id=request_id), grants=(own,))


def refuse_stronger(actor: Actor, user: User) -> None:
    """DomainError where the person may do what the actor may not: taking over such an account would be a way up.

    A system administrator manages everybody's account but those of the other administrators.
    """
    runs_all = actor.may("system.manage", user.scope_path)
    for grant in actor_for(user).grants:
        guarded = grant.verbs & DUTY_VERBS if runs_all else grant.verbs
        if not all(actor.may(verb, grant.path) for verb in guarded):
            raise DomainError(
                "stronger",
                _("%(name)s has rights that you do not have. Ask an administrator.") % {"name": user.display_name},
                status=403,
            )


def insert_user(user: User, **columns: Any) -> User:
    """Insert a person without a usable password, so that no hash gets into the history; inside a running action."""
    name = unicodedata.normalize("NFKC", user.username).strip().lower()
    if not _USER_NAME.fullmatch(name):
        raise DomainError("username", _("A user name has 1 to 60 letters, digits or . @ + - _."), "username")
    if User._base_manager.filter(username__iexact=name).exists():
        taken = _("The user name “%(name)s” is taken. Choose another.") % {"name": name}
        raise DomainError("username", taken, "username", status=409)
    user.username = name
    for column, value in columns.items():
        setattr(user, column, value)
    user.set_unusable_password()
    return write.create(user)


def store_password(user: User, password: str, *, is_checked: bool) -> None:
    """Write the hash past the history, inside the running action. is_checked: held to the password validators."""
    if is_checked:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise DomainError("password", " ".join(error.messages), "password") from error
    user.set_password(password)
    user._password = None  # the validators' hook is done; do not keep the clear text on the row
    User._base_manager.filter(pk=user.pk).update(password=user.password)
