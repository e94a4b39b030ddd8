"""Schedule files: what they say, reading them safely, computing them."""

from linkspan.engines.interchange.build import FileNetwork, build_network
from linkspan.engines.interchange.compute import compute_file
from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.model import (
    AssignmentEntry,
    BaselineEntry,
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    ResourceEntry,
    ScheduleFile,
    StoredDates,
    TaskEntry,
)
from linkspan.engines.interchange.reading import read_schedule

__all__ = [
    "AssignmentEntry",
    "BaselineEntry",
    "CalendarEntry",
    "FileNetwork",
    "FileRefused",
    "LinkEntry",
    "Note",
    "ProjectHeader",
    "ResourceEntry",
    "ScheduleFile",
    "StoredDates",
    "TaskEntry",
    "build_network",
    "compute_file",
    "read_schedule",
]
