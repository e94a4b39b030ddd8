"""Channels, what people want to be told where, and the queue of messages on their way."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class Channel(ScopedModel):
    """A way out that an administrator has set up: a mail server, a chat robot, a webhook.

    settings: what may be shown. What may not lies sealed in ChannelSecret, outside the history. names_records: whether
    a message says which record it is about; off where others read the channel too. on_since: older events stay unsent.
    """

    AREA = "system"

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail (SMTP)")
        DINGTALK = "dingtalk", _("DingTalk robot")
        WECOM = "wecom", _("WeCom robot")
        FEISHU = "feishu", _("Feishu robot")
        WEBHOOK = "webhook", _("webhook")
        APPRISE = "apprise", _("other service (apprise)")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    settings = models.JSONField(default=dict)
    is_on = models.BooleanField(_("on"), default=False)
    on_since = models.DateTimeField(null=True, editable=False)
    names_records = models.BooleanField(_("names records"), default=False)
    per_minute = models.PositiveSmallIntegerField(_("most messages in a minute"), default=20)

    class Meta:
        verbose_name = _("channel")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="channel_name_once"),
            models.CheckConstraint(condition=models.Q(per_minute__gte=1, per_minute__lte=600), name="channel_rate"),
        ]

    def __str__(self) -> str:
        return self.name


class ChannelSecret(models.Model):
    """Password, token or address of a channel, sealed. Written past the history, which must not keep it."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="secret")
    sealed = models.TextField()

    def __str__(self) -> str:
        return f"secret of channel {self.channel_id}"


class Preferences(ScopedModel):
    """What one person wants to be told where and when.

    ways: {kind: {channel id: whether}}; what is not there is as the kind says. digests: {channel id: now, hourly or
    daily}. Times of day are HH:MM of the person's zone; no zone means the installation's.
    """

    AREA = "notify"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    ways = models.JSONField(default=dict)
    digests = models.JSONField(default=dict)
    daily_at = models.CharField(max_length=5, default="08:30")
    quiet_from = models.CharField(max_length=5, blank=True)
    quiet_to = models.CharField(max_length=5, blank=True)
    urgent_through = models.BooleanField(default=False)
    zone = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("preferences of messages")

    def __str__(self) -> str:
        return f"messages of {self.user_id}"


class HandledEvent(models.Model):
    """An event of the outbox from which lines were made; it is never read a second time."""

    event_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"event {self.event_id}"


class Collected(models.Model):
    """One row: when the outbox was read completely last."""

    ONLY = 1

    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="collected_once")]

    def __str__(self) -> str:
        return f"collected {self.at}"


class Delivery(models.Model):
    """One message to one person through one channel: its attempts, and how it ended.

    number: the same at each attempt, so that a receiver that gets it twice can tell. The error is a code with its
    details; the sentence is made in the reader's language.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        DEAD = "dead", _("given up")
        DROPPED = "dropped", _("not needed")

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    attempted_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=30, blank=True)
    error_params = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="delivery_due"),
            models.Index(fields=["channel", "attempted_at"], name="delivery_rate"),
            models.Index(fields=["user", "channel", "created_at"], name="delivery_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Line(models.Model):
    """One event on its way to one person through one channel; several become one message when their time comes.

    An event makes at most one line for a channel, however often it is read.
    """

    event_id = models.BigIntegerField()
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="lines")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    item_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(db_index=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, related_name="lines")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event_id", "channel"], name="line_once")]
        indexes: ClassVar = [models.Index(fields=["delivery", "due_at"], name="line_due")]

    def __str__(self) -> str:
        return f"line of event {self.event_id}"


class DueTold(models.Model):
    """That a person was told of a date of a record; told again only when the date moves or passes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    day = models.DateField()
    is_overdue = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "entity", "record_id", "day", "is_overdue"], name="due_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.record_id} {self.day}"
