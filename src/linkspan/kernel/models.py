"""All tables of the kernel, so that Django finds them."""

from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions.models import ActionLog, ChangeRow, IdempotencyKey, OutboxEvent

__all__ = ["ActionLog", "ChangeRow", "Grant", "IdempotencyKey", "OutboxEvent", "Role"]
