"""Organisation, departments, parties, people and groups."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import AllRows, ScopedModel
from linkspan.kernel.entities.columns import PhoneField, RatingField
from linkspan.kernel.entities.custom import Extensible
from linkspan.modules.identity.access_models import (
    AccessRules,
    ApiToken,
    LoginSession,
    RecoveryCode,
    SecondFactor,
    TokenUse,
)
from linkspan.modules.identity.login_models import FirstRun, LoginThrottle

__all__ = [
    "AccessRules", "ApiToken", "Department", "FirstRun", "Group", "LoginSession", "LoginThrottle", "Organisation",
    "Party", "RecoveryCode", "SecondFactor", "TokenUse", "User", "UserManager",
]  # fmt: skip


class Organisation(ScopedModel):
    """The company or authority that runs this installation; the root of a scope path."""

    AREA = "identity"
    IS_SHARED_DOWNWARD = True  # who works in one of its projects may know where it works

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("organisation")

    def __str__(self) -> str:
        return self.name


class Party(Extensible, ScopedModel):
    """A firm or authority that takes part: customer, integrator, vendor, supervisor, regulator."""

    AREA = "party"
    PARTY_PATH = "pk"

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        INTEGRATOR = "integrator", _("integrator")
        VENDOR = "vendor", _("vendor")
        SUPERVISOR = "supervisor", _("supervisor")
        REGULATOR = "regulator", _("regulator")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parties")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    contact = models.CharField(_("contact person"), max_length=60, blank=True)
    contact_phone = PhoneField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    remark = models.TextField(_("internal remark"), blank=True, help_text=_("Seen by one's own people, by no vendor."))
    assessment = RatingField(
        _("assessment"), null=True, blank=True, help_text=_("How well one works with them: 1 badly, 5 very well.")
    )

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="party_code_once")]

    def __str__(self) -> str:
        return self.name


class Department(ScopedModel):
    """A department of a party, in a tree."""

    AREA = "identity"
    PARTY_PATH = "party"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("department")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Look-ups that log-in needs; creation goes through actions."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who can log in. Not filtered by scope in itself: pages list people through `identity.queries`."""

    AREA = "identity"
    PARTY_PATH = "party"

    username = models.CharField(_("user name"), max_length=60, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=60, blank=True)
    title_en = models.CharField(_("English title"), max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="people")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    language = models.CharField(_("language"), max_length=10, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Part of every session's hash: raising it ends all sessions of the person (deactivation, "log out everywhere").
    session_epoch = models.PositiveIntegerField(default=1, editable=False)
    # A password that somebody else chose: the person sets an own one before anything else.
    must_change_password = models.BooleanField(default=False, editable=False)
    second_factor_at = models.DateTimeField(_("second factor since"), null=True, blank=True, editable=False)
    scope_path = models.CharField(max_length=120, db_index=True, default="/", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()
    rows: ClassVar[AllRows["User"]] = AllRows()

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Keyed hash of password and epoch; a session made under another one is over at its next request."""
        key_salt = "linkspan.identity.session"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def display_name(self) -> str:
        return self.name or self.username

    def name_in(self, language: str) -> str:
        """The name as a reader of the language sees it."""
        return self.name_en if language.startswith("en") and self.name_en else self.display_name


class Group(ScopedModel):
    """Named people who hold roles together."""

    AREA = "identity"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="groups")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    members = models.ManyToManyField(User, related_name="user_groups", blank=True)

    class Meta:
        verbose_name = _("group")
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="group_code_once")]

    def __str__(self) -> str:
        return self.name
