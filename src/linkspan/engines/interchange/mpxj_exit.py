"""Why the MPXJ process ended, for both sides of it."""

from __future__ import annotations

from enum import IntEnum

DEFAULT_MEMORY_MB = 1024


class Exit(IntEnum):
    """Why the process ended."""

    DONE = 0
    NO_MODULE = 11
    NO_JAVA = 12
    OLD_JAVA = 13
    NO_CHARSETS = 14
    UNKNOWN = 15
    BROKEN = 16
    MEMORY = 17
