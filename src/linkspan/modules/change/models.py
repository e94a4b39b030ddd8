"""Change requests."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.entities.columns import MoneyField
from linkspan.modules.portfolio.api import ProjectRecord


class ChangeRequest(ProjectRecord):
    """What somebody wants changed, what it would cost, and how it was ruled."""

    AREA = "change"
    PARTY_PATH = "party"

    class Kind(models.TextChoices):
        REQUIREMENT = "requirement", _("requirement")
        INTERFACE = "interface", _("interface")
        SCHEDULE = "schedule", _("schedule")
        COST = "cost", _("cost")
        CONTRACT = "contract", _("contract")
        PEOPLE = "people", _("people")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("normal")
        HIGH = "high", _("high")
        EMERGENCY = "emergency", _("emergency")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANALYSIS = "analysis", _("impact analysis")
        REVIEW = "review", _("review")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        DEFERRED = "deferred", _("deferred")
        IMPLEMENTING = "implementing", _("being implemented")
        VERIFYING = "verifying", _("being verified")
        CLOSED = "closed", pgettext_lazy("record", "closed")

    class Route(models.TextChoices):
        MANAGER = "manager", _("project manager")
        BOARD = "board", _("change control board")
        COMMITTEE = "committee", _("steering committee")

    title = models.CharField(_("change"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.REQUIREMENT)
    reason = models.TextField(_("reason"), blank=True)
    reason_en = models.TextField(_("reason in English"), blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    party = models.ForeignKey(
        "identity.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("raised by")
    )
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("requester"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    raised_on = models.DateField(_("raised"), null=True, blank=True)
    decide_by = models.DateField(_("decide by"), null=True, blank=True)
    impact_days = models.SmallIntegerField(_("impact on the plan"), default=0)
    amount = MoneyField(_("cost"), null=True, blank=True)
    is_unpaid = models.BooleanField(_("without charge"), default=False)
    impact = models.TextField(_("impact analysis"), blank=True)
    impact_en = models.TextField(_("impact analysis in English"), blank=True)
    ruling = models.TextField(_("ruling and its basis"), blank=True)
    ruling_en = models.TextField(_("ruling and its basis in English"), blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.DRAFT)

    class Meta(ProjectRecord.Meta):
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()
