"""What the action runner writes: the log with its changed rows, the outbox, the idempotency keys."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import AllRows, VisibleRows


class ActionLog(models.Model):
    """One committed action. Rows are only added; `undone_by` is set when a later action undid this one."""

    AREA = "history"
    PARTY_PATH = None

    action = models.CharField(max_length=80)
    scope_path = models.CharField(max_length=120, db_index=True)
    target_model = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField(db_index=True)
    request_id = models.CharField(max_length=40, blank=True)
    phrase = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    undo_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    objects: VisibleRows["ActionLog"] = VisibleRows()
    rows: AllRows["ActionLog"] = AllRows()
    base_rows = models.Manager()

    class Meta:
        base_manager_name = "base_rows"
        indexes = [models.Index(fields=["target_model", "target_id", "-id"], name="log_target")]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class ChangeRow(models.Model):
    """One row that an action created, updated or deleted, with the inputs before and after."""

    CREATED, UPDATED, DELETED = "c", "u", "d"

    log = models.ForeignKey(ActionLog, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    kind = models.CharField(
        max_length=1, choices=[(CREATED, _("created")), (UPDATED, _("updated")), (DELETED, _("deleted"))]
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["model", "object_id", "-id"], name="change_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.model}:{self.object_id}"


class OutboxEvent(models.Model):
    """An event that became true with the action's commit; delivered at least once, in order of id."""

    type = models.CharField(max_length=60)
    scope_path = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.type} #{self.pk}"


class IdempotencyKey(models.Model):
    """The answer of an unsafe request, kept so that a repeated one does nothing twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    log = models.ForeignKey(ActionLog, on_delete=models.CASCADE, null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return self.key
