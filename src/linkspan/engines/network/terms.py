"""The words of a schedule network as numbers: kinds of rows, constraints, links, lags, reasons."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

#: Stands for a missing instant everywhere in the engine.
NO_TIME = int(np.iinfo(np.int64).min)


class Kind(IntEnum):
    """What a row is.

    A finish milestone ends its predecessors and may stand at the end of a working period; a start milestone stands
    where work can begin. Level of effort and hammock rows take their dates from what they are linked to and drive
    nothing; a WBS summary activity (P6) covers the open activities beside and below it in the outline.
    """

    TASK = 0
    MILESTONE = 1
    SUMMARY = 2
    LEVEL_OF_EFFORT = 3
    HAMMOCK = 4
    START_MILESTONE = 5
    WBS_SUMMARY = 6


class Constraint(IntEnum):
    """Date constraints: 0 to 7 with the numbers of the MSPDI format, then those of P6.

    `START_ON` is "no earlier" and "no later" at once and never pushes a task before its predecessors;
    `MANDATORY_START` sets early and late dates whatever the logic says, so that predecessors may get negative float.
    """

    ASAP = 0
    ALAP = 1
    MSO = 2
    MFO = 3
    SNET = 4
    SNLT = 5
    FNET = 6
    FNLT = 7
    START_ON = 8
    FINISH_ON = 9
    MANDATORY_START = 10
    MANDATORY_FINISH = 11


class LinkType(IntEnum):
    """Finish-to-start and its three sisters."""

    FS = 0
    SS = 1
    FF = 2
    SF = 3


class LagKind(IntEnum):
    """How a lag is counted; percentages are hundredths of a percent of the predecessor's duration."""

    WORKING = 0
    ELAPSED = 1
    PERCENT = 2
    ELAPSED_PERCENT = 3


class LagCalendar(IntEnum):
    """In whose working time a working lag runs."""

    SUCCESSOR = 0
    PREDECESSOR = 1
    PROJECT = 2
    ALWAYS = 3


class Reason(IntEnum):
    """What set the scheduled start (or the finish) of a task."""

    NONE = 0
    PROJECT_START = 1
    LINK = 2
    CONSTRAINT = 3
    ACTUAL = 4
    DATA_DATE = 5
    MANUAL = 6
    CHILDREN = 7
    ALAP = 8
    LEVELING = 9
    CALENDAR = 10
    PARENT_LINK = 11
    EXPECTED_FINISH = 12
    EXTERNAL = 13
    SPAN = 14
