"""The second factor of a person: an authenticator's codes, and recovery codes for the day on which it is lost."""

import base64
import hashlib
import hmac
import io
import secrets
import unicodedata

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import NoUndo, action, write
from linkspan.kernel.errors import DomainError
from linkspan.modules.identity import throttle, totp
from linkspan.modules.identity.holdings import grants_of
from linkspan.modules.identity.models import AccessRules, RecoveryCode, SecondFactor, User
from linkspan.modules.identity.services import OWN, own_actor, refuse_stronger

RECOVERY_CODES = 10
_ISSUER = "Linkspan"
# No 0, 1, I, L, O: they are read from paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_RECOVERY_LENGTH = 10  # 49 bits, and the throttle in front


def begin(user: User) -> tuple[str, str]:
    """A fresh, unconfirmed secret in place of an earlier unconfirmed one; answers the secret and the address of the QR.

    Nothing changes for the person before `confirm`. Raises DomainError where a second factor is in force already.
    """
    if user.second_factor_at:
        raise DomainError(
            "second_factor_there",
            _("You have a second factor already. Remove it first, then set up another."),
            status=409,
        )
    secret = totp.new_secret()
    SecondFactor.objects.update_or_create(
        user=user, defaults={"secret": encrypted(secret), "last_step": 0, "confirmed_at": None}
    )
    return secret, totp.provisioning_uri(secret, user.username, _ISSUER)


def pending_secret(user: User) -> tuple[str, str]:
    """The unconfirmed secret as it is, a fresh one where there is none: a page shown again shows the same code."""
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=True).first()
    if factor is None:
        return begin(user)
    secret = _secret(factor)
    return secret, totp.provisioning_uri(secret, user.username, _ISSUER)


def qr_svg(text: str) -> str:
    """A QR code as an SVG of one path, made here: nothing is fetched."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue().decode("utf-8").split("?>", 1)[-1].strip()


def confirm(request: HttpRequest, user: User, code: str) -> list[str]:
    """Put the second factor in force with the first right code; answers the recovery codes, shown this once."""
    if user.second_factor_at or not throttle.attempt(request, f"user:{user.pk}", lambda: _take_totp(user, code)):
        raise _wrong_code()
    row = User.objects.get(pk=user.pk)
    codes: list[str] = enable(own_actor(row, request_id=getattr(request, "request_id", "")), row).result
    return codes


def check_code(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether it is the authenticator's present code or an unused recovery code; each is good once. TooManyAttempts."""
    return bool(throttle.attempt(request, f"user:{user.pk}", lambda: _take(user, typed)))


def require_code(request: HttpRequest, user: User, typed: str) -> None:
    """DomainError where the code is wrong; nothing is asked of who has no second factor."""
    if user.second_factor_at and not check_code(request, user, typed):
        raise _wrong_code()


def _wrong_code() -> DomainError:
    return DomainError("code", _("This code is wrong or was used before. Wait for the next one, then type it."), "code")


def _take(user: User, typed: str) -> bool:
    plain = _plain(typed).replace("-", "").upper()
    return _take_totp(user, plain) if plain.isdigit() and len(plain) == totp.DIGITS else _take_recovery(user, plain)


def _plain(typed: str) -> str:
    """What was typed without spaces; full-width digits of a Chinese keyboard are digits too."""
    return "".join(unicodedata.normalize("NFKC", typed[:60]).split())


def _take_totp(user: User, code: str) -> bool:
    """Check a code and use it up, under a lock: of two at the same moment one is right."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            return False
        plain = _plain(code)
        step = totp.matching_step(_secret(factor), plain, clock.now().timestamp(), after=factor.last_step)
        if step is None:
            return False
        factor.last_step = step
        factor.save(update_fields=["last_step"])
    return True


def _take_recovery(user: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, code_hash=_digest(user, code), used_at__isnull=True)
    return unused.update(used_at=clock.now()) == 1


def _digest(user: User, code: str) -> str:
    key = f"linkspan.recovery:{user.pk}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes can still be used."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


@action(
    OWN,
    phrase=gettext_noop("Set up a second factor"),
    undo=NoUndo(_("A second factor is removed by its owner, with a code.")),
)
def enable(actor: Actor, user: User) -> list[str]:
    """The secret was proven: it counts from now on. Answers fresh recovery codes."""
    moment = clock.now()
    SecondFactor.objects.filter(user=user).update(confirmed_at=moment)
    write.update(user, second_factor_at=moment)
    write.describe()
    return _new_codes(user)


@action(
    OWN,
    phrase=gettext_noop("Made new recovery codes"),
    undo=NoUndo(_("The old codes are not kept. Make new ones instead.")),
)
def renew_codes(actor: Actor, user: User) -> list[str]:
    """Ten new recovery codes; the old ones are void."""
    write.emit("user.recovery_codes", user.scope_path, user_id=user.pk)
    return _new_codes(user)


@action(
    OWN,
    phrase=gettext_noop("Removed the own second factor"),
    undo=NoUndo(_("The secret is not kept. Set up a second factor anew.")),
)
def disable(actor: Actor, user: User) -> None:
    if needs_second_factor(user):
        raise DomainError(
            "second_factor_needed", _("One of your roles needs a second factor. It can be replaced, not removed.")
        )
    _forget(user)


@action(
    "access.manage",
    phrase=gettext_noop("Reset the second factor of %(names)s: %(reason)s"),
    undo=NoUndo(_("The secret is not kept. The person sets up a second factor anew.")),
)
def reset_second_factor(actor: Actor, user: User, *, reason: str) -> None:
    """Take the second factor of somebody who lost it away; their sessions end. reason: kept in the history."""
    text = " ".join(reason.split())
    if not text:
        raise DomainError("reason", _("Say why: the history keeps it."), "reason")
    if user.pk == actor.user_id:
        raise DomainError("own_account", _("Your own second factor is removed on your own page, with a code."))
    if not actor.may("access.administer", user.scope_path):
        refuse_stronger(actor, user)
    _forget(user)
    write.update(user, session_epoch=user.session_epoch + 1)
    write.describe(names=user.display_name, reason=text[:200])
    write.emit("access.changed", user.scope_path, user_id=user.pk)


def _forget(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    write.update(user, second_factor_at=None)


def _new_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(_ALPHABET) for _n in range(_RECOVERY_LENGTH)) for _code in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=_digest(user, code)) for code in codes])
    half = _RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def needs_second_factor(user: User) -> bool:
    """Whether a role that the person holds now demands a second factor."""
    demanding = AccessRules.base_rows.values_list("second_factor_roles", flat=True).first()
    return bool(demanding) and grants_of(user).filter(role__code__in=demanding).exists()


def _crypt() -> MultiFernet:
    """Encryption at rest with keys from SECRET_KEY; after its rotation the former ones still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"linkspan.second-factor:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypted(secret: str) -> str:
    """A secret as it is kept."""
    return _crypt().encrypt(secret.encode()).decode()


def _secret(factor: SecondFactor) -> str:
    return _crypt().decrypt(factor.secret.encode()).decode()
