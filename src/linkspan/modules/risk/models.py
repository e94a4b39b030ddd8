"""The risk register."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.entities.columns import ListField, MoneyField, RatingField
from linkspan.modules.portfolio.api import ProjectRecord


class Risk(ProjectRecord):
    """Cause, event, effect; how likely and how bad; who does what about it."""

    AREA = "risk"
    PARTY_PATH = "party"

    class Category(models.TextChoices):
        TECHNICAL = "technical", _("technical")
        THIRD_PARTY = "third_party", _("third party")
        REQUIREMENT = "requirement", _("requirements")
        ORGANISATION = "organisation", _("organisation")
        RESOURCE = "resource", _("resources")
        COMPLIANCE = "compliance", _("compliance")
        COMMERCIAL = "commercial", _("commercial and funds")
        SITE = "site", _("site")

    class Response(models.TextChoices):
        AVOID = "avoid", _("avoid")
        TRANSFER = "transfer", _("transfer")
        MITIGATE = "mitigate", _("mitigate")
        ACCEPT = "accept", pgettext_lazy("risk response", "accept")
        ESCALATE = "escalate", _("escalate")

    class Status(models.TextChoices):
        IDENTIFIED = "identified", _("identified")
        ANALYSED = "analysed", _("analysed")
        RESPONDING = "responding", _("responding")
        MONITORING = "monitoring", _("monitoring")
        OCCURRED = "occurred", _("occurred")
        CLOSED = "closed", pgettext_lazy("record", "closed")

    class Level(models.TextChoices):
        RED = "red", _("red, score from 15")
        AMBER = "amber", _("amber, score 8–14")
        GREEN = "green", _("green, score below 8")

    title = models.CharField(_("risk"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    description = models.TextField(_("cause, event, effect"), blank=True)
    description_en = models.TextField(_("cause, event, effect in English"), blank=True)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices, default=Category.TECHNICAL)
    probability = RatingField(_("probability"), default=3)
    impact = RatingField(_("impact"), default=3, help_text=_("the highest of time, cost, quality and safety"))
    residual_probability = RatingField(_("residual probability"), null=True, blank=True)
    residual_impact = RatingField(_("residual impact"), null=True, blank=True)
    cost_impact = MoneyField(_("loss if it occurs"), null=True, blank=True)
    response = models.CharField(_("response"), max_length=12, choices=Response.choices, blank=True)
    plan = models.TextField(_("response plan"), blank=True)
    plan_en = models.TextField(_("response plan in English"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    party = models.ForeignKey(
        "identity.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    proximity = models.DateField(_("due"), null=True, blank=True, help_text=_("when it can strike"))
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.IDENTIFIED)
    checked_on = models.DateField(_("checked"), null=True, blank=True, editable=False)
    check_note = models.CharField(_("check note"), max_length=200, blank=True, editable=False)
    close_reason = models.CharField(_("reason for closing"), max_length=200, blank=True)
    tags = ListField(_("tags"), blank=True, default=list)

    class Meta(ProjectRecord.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        indexes: ClassVar = [
            # The register's own order: the first page is read off the index, however long the register is.
            models.Index(
                "project", (models.F("probability") * models.F("impact")).desc(), "code", "id", name="risk_own_order"
            ),
            # What lists, boards and counts ask for: they are counted in the index alone.
            models.Index(
                fields=[
                    "project", "status", "category", "probability", "impact", "response", "owner", "proximity",
                ],
                name="risk_filters",
            ),
        ]  # fmt: skip
