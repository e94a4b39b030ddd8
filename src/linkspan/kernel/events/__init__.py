"""Events after commit: one outbox table, written by actions (`write.emit`) or here, read by the live streams."""

from linkspan.kernel.events.outbox import announce, prune, read_after

__all__ = ["announce", "prune", "read_after"]
