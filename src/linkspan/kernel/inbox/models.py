"""The lines of people's inboxes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class InboxItem(models.Model):
    """One line in one person's inbox: who did what with which record.

    Written in the transaction of what it tells of, and not part of its history: an undo must not fail because somebody
    has read the line. The words of a comment are read from the comment, so withdrawn words are withdrawn here too.
    Whether the person may still see the record is asked whenever the line is read.
    """

    class Kind(models.TextChoices):
        MENTIONED = "mentioned", _("mentioned")
        WATCHED = "watched", _("watched record changed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    url = models.CharField(max_length=200)
    comment_id = models.BigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inbox line")
        indexes: ClassVar = [models.Index(fields=["user", "done_at", "-at"], name="inbox_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name_en}"
