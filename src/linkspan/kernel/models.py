"""All tables of the kernel, so that Django finds them."""

from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions.models import ActionLog, ChangeRow, IdempotencyKey, OutboxEvent
from linkspan.kernel.jobs.models import Job

__all__ = ["ActionLog", "ChangeRow", "Grant", "IdempotencyKey", "Job", "OutboxEvent", "Role"]
