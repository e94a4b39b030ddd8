"""Roles and grants."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class Role(ScopedModel):
    """A named set of verbs. own_party_only: holders see only rows of their own party."""

    AREA = "access"
    IS_SHARED_DOWNWARD = True

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    verbs = models.JSONField(_("rights"), default=list)
    own_party_only = models.BooleanField(_("own party only"), default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Grant(ScopedModel):
    """A role given to one principal (user, group or party) at a scope path. Grants only add."""

    AREA = "access"

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )
    group = models.ForeignKey("identity.Group", on_delete=models.CASCADE, null=True, blank=True, related_name="grants")
    party = models.ForeignKey("identity.Party", on_delete=models.CASCADE, null=True, blank=True, related_name="grants")
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_one_principal",
                condition=(
                    models.Q(user__isnull=False, group__isnull=True, party__isnull=True)
                    | models.Q(user__isnull=True, group__isnull=False, party__isnull=True)
                    | models.Q(user__isnull=True, group__isnull=True, party__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role_id} at {self.scope_path}"
