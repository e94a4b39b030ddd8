"""Schedule files: what they say, reading them safely, computing them."""

from linkspan.engines.interchange.build import FileNetwork, build_network
from linkspan.engines.interchange.compute import compute_file, with_computed_dates
from linkspan.engines.interchange.json_form import write_json
from linkspan.engines.interchange.losses import losses
from linkspan.engines.interchange.merge import Change, Merge, merge
from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.model import (
    AssignmentEntry,
    BaselineEntry,
    CalendarEntry,
    LinkEntry,
    ProjectHeader,
    RawTable,
    ResourceEntry,
    Rest,
    ScheduleFile,
    SchedulingRules,
    StoredDates,
    TaskEntry,
)
from linkspan.engines.interchange.mspdi_write import write_mspdi
from linkspan.engines.interchange.reading import read_schedule
from linkspan.engines.interchange.resolve import resolve
from linkspan.engines.interchange.xer_write import write_xer

__all__ = [
    "AssignmentEntry",
    "BaselineEntry",
    "CalendarEntry",
    "Change",
    "FileNetwork",
    "FileRefused",
    "LinkEntry",
    "Merge",
    "Note",
    "ProjectHeader",
    "RawTable",
    "ResourceEntry",
    "Rest",
    "ScheduleFile",
    "SchedulingRules",
    "StoredDates",
    "TaskEntry",
    "build_network",
    "compute_file",
    "losses",
    "merge",
    "read_schedule",
    "resolve",
    "with_computed_dates",
    "write_json",
    "write_mspdi",
    "write_xer",
]
