"""The plan: calendars, tasks, links, assignments, baselines, and the computed dates beside them.

Instants are whole UTC minutes since 1970 (BIGINT), durations and lags whole minutes; see docs/decisions/0003.
"""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class WorkCalendar(ScopedModel):
    """Working time: a week pattern with exceptions.

    week: seven lists of [start, end] minutes of the day, Monday first. Without project it serves the organisation.
    """

    AREA = "calendar"
    IS_SHARED_DOWNWARD = True

    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        "portfolio.Project", on_delete=models.CASCADE, null=True, blank=True, related_name="calendars"
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    week = models.JSONField(_("working week"))
    source_uid = models.IntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar")

    def __str__(self) -> str:
        return self.name


class CalendarException(ScopedModel):
    """Days with other working time than the week says: rest days (no intervals) and make-up workdays."""

    AREA = "calendar"
    IS_SHARED_DOWNWARD = True

    class Source(models.TextChoices):
        OFFICIAL = "official", _("official notice")
        MANUAL = "manual", _("entered by hand")
        IMPORTED = "imported", _("imported")

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="exceptions")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    intervals = models.JSONField(_("working time"), default=list)
    name = models.CharField(_("name"), max_length=80, blank=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    class Meta:
        verbose_name = _("calendar exception")
        ordering: ClassVar = ["first", "id"]

    def __str__(self) -> str:
        return f"{self.first}-{self.last} {self.name}"


class Task(ScopedModel):
    """One row of the work breakdown: a task or milestone; a row with children is a summary."""

    AREA = "schedule"
    PARTY_PATH = "owner__party"

    class Kind(models.IntegerChoices):
        TASK = 0, _("task")
        MILESTONE = 1, _("milestone")
        LEVEL_OF_EFFORT = 3, _("level of effort")
        HAMMOCK = 4, _("hammock")

    class Constraint(models.IntegerChoices):
        ASAP = 0, _("as soon as possible")
        ALAP = 1, _("as late as possible")
        MSO = 2, _("must start on")
        MFO = 3, _("must finish on")
        SNET = 4, _("start no earlier than")
        SNLT = 5, _("start no later than")
        FNET = 6, _("finish no earlier than")
        FNLT = 7, _("finish no later than")
        START_ON = 8, _("start on")
        FINISH_ON = 9, _("finish on")
        MANDATORY_START = 10, _("mandatory start")
        MANDATORY_FINISH = 11, _("mandatory finish")

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="tasks")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("summary task")
    )
    position = models.BigIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=400)
    name_en = models.CharField(_("English name"), max_length=400, blank=True)
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices, default=Kind.TASK)
    duration = models.BigIntegerField(_("duration"), default=0, validators=[MinValueValidator(0)])
    is_elapsed = models.BooleanField(_("elapsed duration"), default=False)
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("calendar")
    )
    constraint = models.PositiveSmallIntegerField(_("constraint"), choices=Constraint.choices, default=Constraint.ASAP)
    constraint_date = models.BigIntegerField(_("constraint date"), null=True, blank=True)
    deadline = models.BigIntegerField(_("deadline"), null=True, blank=True)
    actual_start = models.BigIntegerField(_("actual start"), null=True, blank=True)
    actual_finish = models.BigIntegerField(_("actual finish"), null=True, blank=True)
    progress = models.FloatField(_("progress"), default=0, validators=[MinValueValidator(0), MaxValueValidator(1)])
    remaining = models.BigIntegerField(_("remaining duration"), null=True, blank=True)
    optimistic = models.BigIntegerField(_("optimistic duration"), null=True, blank=True)
    pessimistic = models.BigIntegerField(_("pessimistic duration"), null=True, blank=True)
    manual_start = models.BigIntegerField(_("manual start"), null=True, blank=True)
    manual_finish = models.BigIntegerField(_("manual finish"), null=True, blank=True)
    levelling_delay = models.BigIntegerField(_("levelling delay"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    ignores_resource_calendars = models.BooleanField(_("ignores resource calendars"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("owner"),
    )
    notes = models.TextField(_("notes"), blank=True)
    source_uid = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("task")
        constraints: ClassVar = [
            models.CheckConstraint(name="task_progress_range", condition=models.Q(progress__gte=0, progress__lte=1)),
            models.CheckConstraint(name="task_duration_positive", condition=models.Q(duration__gte=0)),
            models.UniqueConstraint(fields=["project", "source_uid"], name="task_source_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["project", "parent", "position"], name="task_outline")]

    def __str__(self) -> str:
        return self.name


class Link(ScopedModel):
    """A dependency between two tasks of a project."""

    AREA = "schedule"

    class Type(models.IntegerChoices):
        FS = 0, _("finish to start")
        SS = 1, _("start to start")
        FF = 2, _("finish to finish")
        SF = 3, _("start to finish")

    class LagKind(models.IntegerChoices):
        WORKING = 0, _("working time")
        ELAPSED = 1, _("elapsed time")
        PERCENT = 2, _("percent of the predecessor")
        ELAPSED_PERCENT = 3, _("elapsed percent of the predecessor")

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="links")
    predecessor = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="successor_links")
    successor = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="predecessor_links")
    type = models.PositiveSmallIntegerField(_("type"), choices=Type.choices, default=Type.FS)
    lag = models.BigIntegerField(_("lag"), default=0)
    lag_kind = models.PositiveSmallIntegerField(_("kind of lag"), choices=LagKind.choices, default=LagKind.WORKING)
    revision = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("link")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor", "type"], name="link_once"),
            models.CheckConstraint(name="link_not_itself", condition=~models.Q(predecessor=models.F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id}-{self.successor_id}"


class Resource(ScopedModel):
    """Who or what works on tasks of a project; may be a person of the installation."""

    AREA = "schedule"
    PARTY_PATH = "user__party"

    class Kind(models.IntegerChoices):
        MATERIAL = 0, _("material")
        WORK = 1, _("work")
        COST = 2, _("cost")

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="resources")
    name = models.CharField(_("name"), max_length=200)
    kind = models.PositiveSmallIntegerField(_("kind"), choices=Kind.choices, default=Kind.WORK)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="resources"
    )
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    max_units = models.FloatField(_("maximum units"), default=1)
    source_uid = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("resource")

    def __str__(self) -> str:
        return self.name


class Assignment(ScopedModel):
    """A resource's share in a task."""

    AREA = "schedule"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="assignments")
    units = models.FloatField(_("units"), default=1)
    work = models.BigIntegerField(_("work"), default=0)
    source_uid = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("assignment")
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "resource"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.resource_id}"


class Baseline(ScopedModel):
    """A snapshot of the plan to compare with."""

    AREA = "schedule"

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="baselines")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    is_current = models.BooleanField(_("current"), default=False)

    class Meta:
        verbose_name = _("baseline")
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "number"], name="baseline_number_once")]

    def __str__(self) -> str:
        return self.name


class BaselineTask(ScopedModel):
    """Start, finish and duration of one task in a baseline."""

    AREA = "schedule"
    PARTY_PATH = "task__owner__party"

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="baselines")
    start = models.BigIntegerField()
    finish = models.BigIntegerField()
    duration = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["baseline", "task"], name="baseline_task_once")]

    def __str__(self) -> str:
        return f"{self.baseline_id} {self.task_id}"


class TaskDates(models.Model):
    """What the engine computed of a task; never edited, never history. Instants in UTC minutes."""

    IS_COMPUTED = True

    task = models.OneToOneField(Task, on_delete=models.CASCADE, primary_key=True, related_name="dates")
    project_id = models.BigIntegerField(db_index=True)
    revision = models.PositiveBigIntegerField()
    wbs = models.CharField(max_length=80)
    outline = models.PositiveIntegerField()
    is_summary = models.BooleanField()
    duration = models.BigIntegerField()
    start = models.BigIntegerField()
    finish = models.BigIntegerField()
    early_start = models.BigIntegerField()
    early_finish = models.BigIntegerField()
    late_start = models.BigIntegerField()
    late_finish = models.BigIntegerField()
    total_float = models.BigIntegerField()
    free_float = models.BigIntegerField()
    is_critical = models.BooleanField()
    progress = models.FloatField()
    driving_link = models.BigIntegerField(null=True)
    driving_reason = models.PositiveSmallIntegerField()

    base_rows = models.Manager()

    def __str__(self) -> str:
        return f"{self.task_id} {self.wbs}"


class PlanTombstone(models.Model):
    """A task or link that left the plan at a revision, so that open pages can drop it."""

    IS_COMPUTED = True

    project_id = models.BigIntegerField()
    revision = models.PositiveBigIntegerField()
    is_link = models.BooleanField()
    object_id = models.BigIntegerField()

    base_rows = models.Manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project_id", "revision"], name="tombstone_since")]

    def __str__(self) -> str:
        return f"{self.project_id} r{self.revision}"


class ProjectDates(models.Model):
    """What the engine computed of a project as a whole."""

    IS_COMPUTED = True

    project = models.OneToOneField(
        "portfolio.Project", on_delete=models.CASCADE, primary_key=True, related_name="dates"
    )
    revision = models.PositiveBigIntegerField()
    structure_revision = models.PositiveBigIntegerField(default=0)
    # The last change of what is no row: settings, calendars, baselines. A page older than it reads the whole plan.
    full_revision = models.PositiveBigIntegerField(default=0)
    start = models.BigIntegerField(null=True)
    finish = models.BigIntegerField(null=True)
    progress = models.FloatField(default=0)
    tasks = models.PositiveIntegerField(default=0)
    critical = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)

    base_rows = models.Manager()

    def __str__(self) -> str:
        return f"{self.project_id} r{self.revision}"
