"""Hosts of the company's own network that an administrator opened for outgoing connections."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class AllowedHost(ScopedModel):
    """One host, by name or address, on one port or on all (0), that the server may connect to though it is private."""

    AREA = "system"

    host = models.CharField(_("host"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("allowed host")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["host", "port"], name="allowed_host_once"),
            models.CheckConstraint(condition=models.Q(port__lt=65536), name="allowed_host_port"),
        ]

    def __str__(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{name}:{self.port}" if self.port else self.host
