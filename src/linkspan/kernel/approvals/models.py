"""Routes with their versions, running approvals with their seats and what happened to them, deputies."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.access.rows import ScopedModel

AREA = "approval"


class ApprovalRoute(ScopedModel):
    """Who signs what at a place: for one entity, and, where `target` names a state, for the step into that state.

    number: of the version that new approvals take.
    """

    AREA = AREA

    entity = models.CharField(_("kind of record"), max_length=40)
    target = models.CharField(_("step"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        base_manager_name = "base_rows"
        verbose_name = _("approval route")
        verbose_name_plural = _("approval routes")
        indexes: ClassVar = [models.Index(fields=["entity", "target"], name="route_entity")]

    def __str__(self) -> str:
        return self.name


class RouteVersion(ScopedModel):
    """What a route said from one moment on. Never changed: a running approval keeps the version it began with."""

    AREA = AREA

    route = models.ForeignKey(ApprovalRoute, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "base_rows"
        constraints: ClassVar = [models.UniqueConstraint(fields=["route", "number"], name="route_version_once")]

    def __str__(self) -> str:
        return f"{self.route_id} v{self.number}"


class Approval(ScopedModel):
    """One run of a route over one record.

    snapshot: the record's columns when it was asked (server side only; readers get the fields they may see).
    applies: which stages and groups the conditions left, as lists of booleans. is_applied: whether the step was taken;
    None where there is none or it is not that far.
    """

    AREA = AREA

    class State(models.TextChoices):
        RUNNING = "running", _("under approval")
        APPROVED = "approved", pgettext_lazy("approval", "approved")
        RETURNED = "returned", _("returned for correction")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REJECTED = "rejected", pgettext_lazy("approval", "rejected")

    route_version = models.ForeignKey(RouteVersion, on_delete=models.PROTECT, related_name="approvals")
    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    note = models.TextField(blank=True)
    snapshot = models.JSONField(default=dict)
    record_version = models.PositiveIntegerField(default=1)
    chosen = models.JSONField(default=dict)
    applies = models.JSONField(default=list)
    round = models.PositiveSmallIntegerField(default=1)
    stage = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    is_applied = models.BooleanField(null=True, blank=True)
    apply_reason = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "base_rows"
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "object_id"],
                condition=Q(state__in=["running", "returned"]),
                name="approval_one_open",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity", "object_id", "-id"], name="approval_record"),
            models.Index(fields=["requester", "state"], name="approval_requester"),
            models.Index(fields=["due_at"], name="approval_due", condition=Q(state="running")),
        ]

    def __str__(self) -> str:
        return f"{self.entity}:{self.object_id} {self.state}"


class ApprovalSeat(ScopedModel):
    """One signature that a stage asks for.

    owner: whose seat it is. person: for whom it waits, or who signed: the owner, or a deputy on the owner's behalf.
    part: a vote counts for the group; before and after are further signatures that a vote (parent) waits for.
    is_current: false once a return made new seats for the stage.
    """

    AREA = AREA

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        OPEN = "open", _("to be signed")
        APPROVED = "approved", pgettext_lazy("approval", "approved")
        RETURNED = "returned", _("returned")
        REJECTED = "rejected", pgettext_lazy("approval", "rejected")
        SKIPPED = "skipped", _("no longer needed")
        HANDED = "handed_over", _("handed over")
        ESCALATED = "escalated", _("escalated")
        PASSED = "passed", _("passed by time-out")
        REPEATED = "repeated", _("signed before")

    class Origin(models.TextChoices):
        ROUTE = "route", _("by the route")
        CHOSEN = "chosen", _("chosen by the requester")
        HANDED = "handed", _("by handing over")
        BEFORE = "before", _("added before")
        AFTER = "after", _("added after")
        ESCALATED = "escalated", _("by escalation")

    class Part(models.TextChoices):
        VOTE = "vote", _("vote")
        BEFORE = "before", _("added before")
        AFTER = "after", _("added after")

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="seats")
    round = models.PositiveSmallIntegerField(default=1)
    stage = models.PositiveSmallIntegerField()
    group = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ROUTE)
    part = models.CharField(max_length=6, choices=Part.choices, default=Part.VOTE)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        base_manager_name = "base_rows"
        verbose_name = _("signature")
        indexes: ClassVar = [models.Index(fields=["person", "state"], name="seat_person")]

    def __str__(self) -> str:
        return f"{self.approval_id}.{self.stage}.{self.group} {self.state}"


class ApprovalEvent(ScopedModel):
    """What happened to an approval: the history that its readers see. other: whom a hand-over or addition names."""

    AREA = AREA

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    stage = models.PositiveSmallIntegerField(default=0)

    class Meta:
        base_manager_name = "base_rows"
        verbose_name = _("event of an approval")

    def __str__(self) -> str:
        return f"{self.approval_id} {self.kind}"


class Delegation(ScopedModel):
    """Who signs in whose place, from when until when; for all records or those of one entity."""

    AREA = AREA

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    entity = models.CharField(max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        base_manager_name = "base_rows"
        verbose_name = _("delegation")
        constraints: ClassVar = [
            models.CheckConstraint(name="delegation_span", condition=Q(starts_at__lt=models.F("ends_at"))),
            models.CheckConstraint(name="delegation_other", condition=~Q(giver=models.F("deputy"))),
        ]
        indexes: ClassVar = [models.Index(fields=["giver", "ends_at"], name="delegation_giver")]

    def __str__(self) -> str:
        return f"{self.giver_id} -> {self.deputy_id}"
