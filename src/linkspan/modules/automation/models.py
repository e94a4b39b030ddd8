"""Rules, what they did, and where the worker stands."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.access.rows import ScopedModel

RUNS_IN_AN_HOUR = 2000


class Rule(ScopedModel):
    """When something happens to a record, if a condition holds, then actions: with the rights of who saved it last.

    trigger, actions: as `definition` cleans them. on_since: what happened before is none of its business.
    """

    AREA = "automation"

    entity = models.CharField(_("kind of records"), max_length=40)
    label_zh = models.CharField(_("Chinese name"), max_length=60)
    label_en = models.CharField(_("English name"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    is_on = models.BooleanField(pgettext_lazy("rule", "on"), default=False)
    on_since = models.DateTimeField(null=True, editable=False)
    trigger = models.JSONField(_("trigger"), default=dict)
    condition = models.TextField(_("condition"), blank=True)
    actions = models.JSONField(pgettext_lazy("rule", "actions"), default=list)
    per_hour = models.PositiveIntegerField(_("most runs in an hour"), default=RUNS_IN_AN_HOUR)

    class Meta:
        verbose_name = _("rule")
        indexes: ClassVar = [models.Index(fields=["entity", "is_on"], name="rule_entity")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(per_hour__gte=1, per_hour__lte=100_000), name="rule_per_hour")
        ]

    def __str__(self) -> str:
        return self.label_en or self.label_zh


class Run(models.Model):
    """One rule at one record for one cause. It is written with what the rule did, in one transaction, so it is there
    once, and only if all of it was done. No key ties it to the rule: it outlives it.

    key: the cause; an event, a date, a time of day. steps: what was done, a phrase of history each, with its log.
    """

    class State(models.TextChoices):
        DONE = "done", pgettext_lazy("rule", "done")
        FAILED = "failed", pgettext_lazy("rule", "failed")
        STOPPED = "stopped", pgettext_lazy("rule", "stopped")
        SKIPPED = "skipped", pgettext_lazy("rule", "condition not met")

    rule_id = models.BigIntegerField()
    scope_path = models.CharField(max_length=120)
    label_zh = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60, blank=True)
    owner_name = models.CharField(max_length=120)
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State.choices)
    cause = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_index=True)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule_id", "entity", "record_id", "key"], name="run_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["scope_path", "-id"], name="run_place"),
            models.Index(fields=["rule_id", "-at"], name="run_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.entity}:{self.record_id} {self.state}"


class Said(models.Model):
    """What a rule says in a line of somebody's inbox, as that person may read it."""

    item = models.OneToOneField("kernel.InboxItem", on_delete=models.CASCADE, related_name="+")
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)

    def __str__(self) -> str:
        return (self.text_en or self.text_zh)[:60]


class HandledEvent(models.Model):
    """An event of the outbox that the rules are through with."""

    event_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.event_id)


class Lane(models.Model):
    """The one lane in which rules run, so that what happens to a record is answered in its order."""

    ONLY = 1

    holder = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.holder or "free"
