"""All tables of the kernel, so that Django finds them."""

from linkspan.kernel.access.models import Grant, Role
from linkspan.kernel.actions.models import ActionLog, ChangeRow, IdempotencyKey, OutboxEvent
from linkspan.kernel.entities.models import Attachment, Comment, Link, NumberSeries, SavedView, Watch
from linkspan.kernel.inbox.models import InboxItem
from linkspan.kernel.jobs.models import Job
from linkspan.kernel.search.models import SearchDoc

__all__ = [
    "ActionLog",
    "Attachment",
    "ChangeRow",
    "Comment",
    "Grant",
    "IdempotencyKey",
    "InboxItem",
    "Job",
    "Link",
    "NumberSeries",
    "OutboxEvent",
    "Role",
    "SavedView",
    "SearchDoc",
    "Watch",
]
