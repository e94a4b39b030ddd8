"""What analyses keep: plans as they were, simulations that were run, and what drives their risk.

The contents lie in tables of their own, compressed, so that lists never read them and history does not hold them.
"""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.access.rows import ScopedModel


class PlanSnapshot(ScopedModel):
    """A plan at a revision. Written once, never changed.

    finish, data_date: local minutes of the project; status_date: the data date, else the day on which it was kept.
    milestones: finish by task id, local minutes, as computed then.
    """

    AREA = "schedule"

    class Kind(models.TextChoices):
        DAILY = "daily", pgettext_lazy("snapshot", "daily")
        MANUAL = "manual", pgettext_lazy("snapshot", "by hand")
        BASELINE = "baseline", _("baseline")
        IMPORT = "import", pgettext_lazy("snapshot", "import")

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="plan_snapshots")
    revision = models.PositiveBigIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    data_date = models.BigIntegerField(null=True)
    status_date = models.BigIntegerField()
    finish = models.BigIntegerField(null=True)
    tasks = models.PositiveIntegerField(default=0)
    milestones = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("plan snapshot")
        indexes: ClassVar = [models.Index(fields=["project", "made_at"], name="snapshot_time")]

    def __str__(self) -> str:
        return f"{self.project_id} r{self.revision} {self.kind}"


class SnapshotContent(models.Model):
    """The inputs and main results of a snapshot: JSON, compressed; see `snapshots.pack`."""

    IS_COMPUTED = True

    snapshot = models.OneToOneField(PlanSnapshot, on_delete=models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    base_rows = models.Manager()

    def __str__(self) -> str:
        return str(self.snapshot_id)


class SimulationRun(ScopedModel):
    """A simulation that was run: at which revision, by whom, with what; its result lies in `RunContent`."""

    AREA = "schedule"

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="simulations")
    revision = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    iterations = models.PositiveIntegerField(_("iterations"))
    seed = models.BigIntegerField(_("seed"))

    class Meta:
        verbose_name = _("simulation")
        indexes: ClassVar = [models.Index(fields=["project", "-id"], name="simulation_project")]

    def __str__(self) -> str:
        return f"{self.project_id} r{self.revision} #{self.pk}"


class RunContent(models.Model):
    """Question and result of a simulation: JSON, compressed; see `snapshots.pack`."""

    IS_COMPUTED = True

    run = models.OneToOneField(SimulationRun, on_delete=models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    base_rows = models.Manager()

    def __str__(self) -> str:
        return str(self.run_id)


class RiskDriver(ScopedModel):
    """What, if it happens, makes tasks longer: a factor on their durations, drawn once for all of them.

    Of a risk of the register (risk_id), or of its own. probability: null takes the risk's. low, mode, high: multipliers
    of the duration. tasks: ids; of a risk, those linked to it come on top. AACE 57R-09 (risk drivers).
    """

    AREA = "schedule"

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="risk_drivers")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    risk_id = models.BigIntegerField(null=True, blank=True)
    probability = models.FloatField(
        _("probability"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    low = models.FloatField(_("lowest factor"), default=1.0)
    mode = models.FloatField(_("likeliest factor"), default=1.0)
    high = models.FloatField(_("highest factor"), default=1.0)
    is_parallel = models.BooleanField(_("acts beside others"), default=False)
    tasks = models.JSONField(_("tasks"), default=list)

    class Meta:
        verbose_name = _("risk driver")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="driver_probability_range",
                condition=models.Q(probability=None) | models.Q(probability__gte=0, probability__lte=1),
            ),
            models.CheckConstraint(
                name="driver_factors_ordered",
                condition=models.Q(low__gt=0, low__lte=models.F("mode"), mode__lte=models.F("high"), high__lte=100),
            ),
            models.UniqueConstraint(
                fields=["project", "risk_id"], condition=models.Q(risk_id__isnull=False), name="driver_risk_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"risk {self.risk_id}"
