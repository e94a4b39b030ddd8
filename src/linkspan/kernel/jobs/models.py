"""The table of jobs: what was asked for, how far it is, who works on it, and how it ended."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class Job(ScopedModel):
    """One piece of work outside a request. Its transport (who wakes a worker) knows only the key of this row.

    `attempts` counts the runs begun and is the fencing token too: a worker whose number is no longer the row's has
    lost the job and may write nothing. `label` is a message id with parameters, so that each reader sees it in its
    own language; `message` and `error` are finished sentences in the language of the user who asked.
    """

    AREA = "job"

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    FINISHED: ClassVar[frozenset[Any]] = frozenset({State.DONE, State.FAILED, State.CANCELLED})

    kind = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    label_params = models.JSONField(default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs")
    request_id = models.CharField(max_length=40, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True)

    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0.0)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=500, blank=True)
    error_code = models.CharField(max_length=60, blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    is_cancel_requested = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    run_after = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        indexes = [
            models.Index(fields=["state", "lease_until"], name="job_state_lease"),
            models.Index(fields=["user", "-id"], name="job_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "idempotency_key"], condition=~models.Q(idempotency_key=""), name="job_key_once"
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=~models.Q(idempotency_key="") & models.Q(user__isnull=True),
                name="job_system_key_once",
            ),
            models.CheckConstraint(condition=models.Q(progress__gte=0, progress__lte=1), name="job_progress_ratio"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk} {self.state}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to this job."""
        return self.state in self.FINISHED

    def label_text(self) -> str:
        """What the job does, in the reader's language."""
        return gettext(self.label) % self.label_params if self.label_params else gettext(self.label)

    def as_dict(self) -> dict[str, Any]:
        """The job as the API gives it: id, name, label, state, progress 0..1, message, result, error."""
        return {
            "id": self.pk,
            "name": self.kind,
            "label": self.label_text(),
            "state": self.state,
            "progress": self.progress,
            "message": self.message,
            "result": self.result,
            "error": self.error or None,
        }
