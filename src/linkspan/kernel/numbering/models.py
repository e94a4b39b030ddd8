"""Masks of codes, and how far each of their counters has come."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.access.rows import ScopedModel


class Mask(ScopedModel):
    """How new codes of one kind of row look below a place. The nearest place above a row decides.

    is_shared: one counter for all projects below the place; else each project counts for itself.
    """

    AREA = "project"
    IS_SHARED_DOWNWARD = True

    class Reset(models.TextChoices):
        NEVER = "never", pgettext_lazy("counter", "never")
        YEARLY = "yearly", pgettext_lazy("counter", "each year")
        MONTHLY = "monthly", pgettext_lazy("counter", "each month")
        PREFIX = "prefix", pgettext_lazy("counter", "for each beginning of the code")

    entity = models.CharField(max_length=40)
    pattern = models.CharField(_("mask"), max_length=80)
    reset = models.CharField(_("counts anew"), max_length=8, choices=Reset.choices, default=Reset.NEVER)
    is_shared = models.BooleanField(_("one counter for all projects"), default=False)

    class Meta:
        verbose_name = _("mask of codes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "scope_path"], name="mask_once")]

    def __str__(self) -> str:
        return f"{self.entity} {self.pattern}"


class Series(models.Model):
    """The last number that a mask gave in a place. key: the mask with its year or month, or the rest of the code."""

    entity = models.CharField(max_length=40)
    scope_path = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "scope_path", "key"], name="mask_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.key} {self.last}"
