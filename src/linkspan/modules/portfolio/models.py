"""Programmes and projects."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel
from linkspan.kernel.entities.columns import ListField


class Programme(ScopedModel):
    """Projects steered together (项目群)."""

    AREA = "project"

    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="programmes")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("programme")
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="programme_code_once")]

    def __str__(self) -> str:
        return self.name


class Project(ScopedModel):
    """One integration project: one contract, one go-live date.

    Instants are whole UTC minutes since 1970. `revision` counts the changes of its plan.
    """

    AREA = "project"
    PARTY_PATH = "members__party"
    # Who holds a part of the plan sees the head of the project that it belongs to.
    IS_SHARED_DOWNWARD = True

    class Stage(models.TextChoices):
        INITIATION = "initiation", _("initiation")
        DESIGN = "design", _("design and requirements")
        DELIVERY = "delivery", _("delivery")
        JOINT_DEBUG = "joint_debug", _("joint debugging")
        TRIAL = "trial", _("trial run")
        WARRANTY = "warranty", _("warranty")
        CLOSED = "closed", _("closed")

    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="projects")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices, default=Stage.INITIATION)
    customer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    calendar = models.ForeignKey("schedule.WorkCalendar", on_delete=models.PROTECT, null=True, related_name="projects")
    start = models.BigIntegerField(_("start"), help_text=_("UTC minutes"))
    data_date = models.BigIntegerField(_("data date"), null=True, blank=True)
    must_finish = models.BigIntegerField(_("must finish by"), null=True, blank=True)
    minutes_per_day = models.PositiveSmallIntegerField(_("minutes per day"), default=480)
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    # Names of modules; a list of what is off, so that a module that comes later is on.
    modules_off = ListField(_("modules switched off"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("project")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProjectTemplate(ScopedModel):
    """A project to begin others from: a plan, records, views and settings, with dates relative to the start.

    content: see `content`. parts: how much of each part there is, so that a list needs not read the content.
    """

    AREA = "template"
    IS_SHARED_DOWNWARD = True

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    source = models.CharField(_("saved from"), max_length=40, blank=True)
    content = models.JSONField(default=dict)
    parts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("project template")

    def __str__(self) -> str:
        return self.name


class Membership(ScopedModel):
    """A person or party that takes part in a project, with its function there."""

    AREA = "project"
    PARTY_PATH = "party"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    function = models.CharField(_("function"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("member")
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "party", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.party_id} {self.user_id}"
