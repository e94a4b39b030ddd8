"""Devices that are bought, delivered and tested."""

from django.conf import settings
from django.db import models

from linkspan.kernel.entities.columns import ListField, MoneyField
from linkspan.modules.portfolio.api import ProjectRecord


class Device(ProjectRecord):
    """A device on its way into a project."""

    AREA = "stock"
    PARTY_PATH = "vendor"

    class Status(models.TextChoices):
        ORDERED = "ordered", "ordered"
        DELIVERED = "delivered", "delivered"
        TESTED = "tested", "tested"
        RETURNED = "returned", "returned"

    class Use(models.TextChoices):
        WARD = "ward", "ward"
        CLINIC = "clinic", "clinic"
        STORE = "store", "store"

    name = models.CharField("device", max_length=80)
    count = models.PositiveIntegerField("count", default=1)
    price = MoneyField("price", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="owner"
    )
    vendor = models.ForeignKey(
        "identity.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vendor"
    )
    system = models.ForeignKey(
        "landscape.System", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="system"
    )
    due = models.DateField("due", null=True, blank=True)
    places = ListField("places", choices=Use.choices, blank=True, default=list)
    interfaces = models.ManyToManyField("landscape.Interface", blank=True, related_name="+", verbose_name="interfaces")
    status = models.CharField("state", max_length=12, choices=Status.choices, default=Status.ORDERED)
    received_on = models.DateField("received", null=True, blank=True, editable=False)
    note = models.CharField("note", max_length=200, blank=True)

    class Meta(ProjectRecord.Meta):
        verbose_name = "device"
        verbose_name_plural = "devices"
