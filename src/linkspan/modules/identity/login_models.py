"""What log-in itself must remember: failed attempts, and that the first administrator was made.

Neither is business data: these rows are written outside actions, by `identity.throttle` and `identity.first_run` alone.
"""

from typing import ClassVar

from django.db import models


class LoginThrottle(models.Model):
    """Recent failed attempts of one bucket: an account, an address or a known device.

    key: kind and keyed hash, never the name that was typed. stamps: seconds since 1970 (float) of the attempts inside
    the window, oldest first; an attempt under way counts as failed until it has succeeded.
    """

    key = models.CharField(max_length=80, primary_key=True)
    stamps = models.JSONField(default=list)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "login throttle"

    def __str__(self) -> str:
        return self.key


class FirstRun(models.Model):
    """One row at most, written with the first administrator: its key makes a second first run impossible."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    completed_at = models.DateTimeField()

    class Meta:
        verbose_name = "first run"
        constraints: ClassVar = [models.CheckConstraint(name="first_run_once", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return self.completed_at.isoformat()
