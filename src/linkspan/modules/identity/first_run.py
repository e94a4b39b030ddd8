"""The first administrator: made once, from this machine or with the code that the server printed at its start."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import ROOT, SYSTEM, Actor, acting_as
from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import access, services, throttle
from linkspan.modules.identity.login_models import FirstRun
from linkspan.modules.identity.models import Organisation, User
from linkspan.modules.identity.roles import ADMIN

# No 0, O, 1, I, L: the code is read from one screen and typed at another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 12  # 59 bits, and the throttle in front


def is_pending() -> bool:
    """Whether nobody exists yet who could log in."""
    return not User.objects.exists()


def _file() -> Path:
    return Path(settings.DATA_DIR) / "setup-code"


def issue_setup_code() -> str | None:
    """A fresh one-time code for the server to print at its start; None once somebody exists. Only its hash is kept."""
    if not is_pending():
        _file().unlink(missing_ok=True)
        return None
    code = "".join(secrets.choice(_ALPHABET) for _unused in range(_LENGTH))
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_digest(code))
    return "-".join(code[at : at + 4] for at in range(0, _LENGTH, 4))


def check_setup_code(request: HttpRequest, typed: str) -> None:
    """DomainError where it is not the code; TooManyAttempts as at log-in."""
    if not throttle.attempt(request, "setup", lambda: _is_code(typed)):
        raise DomainError(
            "setup_code",
            _("This is not the setup code. Look for it in what the server printed at its last start."),
            "code",
        )


def _is_code(typed: str) -> bool:
    try:
        kept = _file().read_text(encoding="ascii")
    except FileNotFoundError:
        kept = ""
    plain = "".join(typed.split()).replace("-", "").upper()
    return hmac.compare_digest(_digest(plain).encode(), kept.encode())


def _digest(code: str) -> str:
    return hashlib.sha256(f"linkspan.setup:{code}".encode()).hexdigest()


def complete_first_run(username: str, password: str, *, organisation: str = "", language: str = "") -> User:
    """The very first account.

    DomainError `first_run_over` where somebody exists: of two at the same moment one wins.
    """
    try:
        with acting_as(SYSTEM), transaction.atomic():
            _claim_first_run()
            user = create_administrator(username, password, organisation=organisation, language=language)
    except IntegrityError as error:
        raise _over() from error
    _file().unlink(missing_ok=True)
    return user


def create_administrator(
    username: str, password: str, *, name: str = "", organisation: str = "", language: str = ""
) -> User:
    """An administrator with every right; the built-in roles and an organisation where they are not there yet.

    For the first run and for the command line, whose caller owns the machine; never for a request of somebody else.
    """
    with acting_as(SYSTEM), transaction.atomic():
        access.seed_roles(SYSTEM)
        home = (
            Organisation.rows.order_by("pk").first()
            or services.create_organisation(
                SYSTEM, Organisation(code="main", name=organisation or username, scope_path=ROOT)
            ).result
        )
        administrator = User(username=username, organisation=home, scope_path=ROOT)
        user: User = add_administrator(
            SYSTEM, administrator, password=password, name=name or username, language=language
        ).result
    return user


def _claim_first_run() -> None:
    FirstRun.objects.bulk_create([FirstRun(completed_at=clock.now())])  # a second row is refused by the key
    if not is_pending():
        raise _over()


def _over() -> DomainError:
    return DomainError("first_run_over", _("There is an administrator already. Log in, or ask them."), status=409)


@action(
    "identity.manage",
    phrase=gettext_noop("Created the administrator %(names)s"),
    undo=NoUndo(_("Somebody must be able to administer.")),
)
def add_administrator(actor: Actor, user: User, *, password: str, name: str, language: str) -> User:
    services.insert_user(user, name=name, language=language)
    services.store_password(user, password, is_checked=True)
    role = Role.rows.get(code=ADMIN)
    write.create(Grant(role=role, user=user, scope_path=ROOT))
    write.describe(names=user.display_name)
    return user
