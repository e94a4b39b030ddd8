"""What rights need beside roles and grants: the installation's rules, tokens, sessions, second factors."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class AccessRules(ScopedModel):
    """One row at most: whether duties are separated, and which roles need a second factor.

    second_factor_roles: codes of the roles whose holders must have one.
    """

    AREA = "access"
    IS_SHARED_DOWNWARD = True
    ONLY = 1

    is_separated = models.BooleanField(_("separation of duties"), default=False)
    second_factor_roles = models.JSONField(_("roles that need a second factor"), default=list)

    class Meta:
        verbose_name = _("rules of access")
        constraints: ClassVar = [models.CheckConstraint(name="access_rules_once", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return "rules of access"


class ApiToken(ScopedModel):
    """A key with which a program acts for a person: never more than the person may, nor than the token's limits.

    key_hash: SHA-256 of the whole token, which is shown once and kept nowhere. verbs: None for all the person holds.
    """

    AREA = "access"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    is_read_only = models.BooleanField(_("read only"), default=True)
    verbs = models.JSONField(_("rights"), null=True, blank=True)
    limit_path = models.CharField(_("place"), max_length=120, default="/")
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")

    def __str__(self) -> str:
        return self.name


class TokenUse(models.Model):
    """When and from where a token was used last; written past the history, at most every five minutes."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, primary_key=True, related_name="use")
    at = models.DateTimeField()
    address = models.CharField(max_length=45)

    class Meta:
        verbose_name = "token use"

    def __str__(self) -> str:
        return f"{self.token_id} {self.at:%Y-%m-%d}"


class LoginSession(models.Model):
    """A session as its person sees it: where it began, when it was used. key_hash: SHA-256 of the session's key.

    Written at log-in and, at most every five minutes, when the session is used; the session itself is Django's.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=200)
    address = models.CharField(max_length=45)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "session"

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%Y-%m-%d}"


class SecondFactor(models.Model):
    """The secret of a person's authenticator, encrypted; confirmed_at is set with the first right code.

    last_step: the newest time step whose code was taken; that step and those before it are never taken again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret = models.CharField(max_length=255)
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "second factor"

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """One code for the day on which the authenticator is lost: its hash, and when it was used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "recovery code"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.user_id)
