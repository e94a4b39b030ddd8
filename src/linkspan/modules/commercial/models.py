"""Contracts and their payment terms, on both sides of the project."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.entities.columns import ListField, MoneyField, PercentField
from linkspan.modules.portfolio.api import ProjectRecord


class Contract(ProjectRecord):
    """A contract that brings money (with the customer) or costs money (with a vendor)."""

    AREA = "commercial"
    PARTY_PATH = "party"

    class Direction(models.TextChoices):
        INCOME = "income", _("income")
        EXPENSE = "expense", _("expense")

    name = models.CharField(_("contract"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.INCOME)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+", verbose_name=_("party"))
    amount = MoneyField(_("amount with tax"), null=True, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("warranty, months"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta(ProjectRecord.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class PaymentTerm(ProjectRecord):
    """One payment of a contract: how much, what sets it off, when it is expected."""

    AREA = "commercial"
    PARTY_PATH = "contract__party"

    class Trigger(models.TextChoices):
        SIGNING = "signing", _("signing")
        ARRIVAL = "arrival", _("arrival of goods")
        FIRST_ACCEPTANCE = "first_acceptance", _("first acceptance")
        FINAL_ACCEPTANCE = "final_acceptance", _("final acceptance")
        WARRANTY_END = "warranty_end", _("end of warranty")

    class Status(models.TextChoices):
        PENDING = "pending", _("not triggered")
        TRIGGERED = "triggered", _("triggered, to be invoiced")
        INVOICED = "invoiced", _("invoiced")
        PARTLY_PAID = "partly_paid", _("partly paid")
        PAID = "paid", _("paid")
        OVERDUE = "overdue", _("overdue")
        DISPUTED = "disputed", _("disputed")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="terms", verbose_name=_("contract"))
    name = models.CharField(_("payment"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    seq = models.PositiveSmallIntegerField(_("no."), default=1)
    share = PercentField(_("share"), null=True, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    trigger = models.CharField(_("trigger"), max_length=20, choices=Trigger.choices)
    gate = models.ForeignKey(
        "schedule.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gate task")
    )
    days_after = models.SmallIntegerField(_("days after the trigger"), default=0)
    planned_on = models.DateField(_("planned"), null=True, blank=True)
    paid_on = models.DateField(_("received or paid"), null=True, blank=True)
    documents = ListField(_("documents needed"), blank=True, default=list)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.PENDING)

    class Meta(ProjectRecord.Meta):
        verbose_name = _("payment term")
        verbose_name_plural = _("payment terms")

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
