"""Why dates are where they are, what moved them between revisions, and whose delay it was."""

from linkspan.engines.forensic.align import GROUPS
from linkspan.engines.forensic.causes import Cause, ExplainedStep, Explanation, Hold, causes, why
from linkspan.engines.forensic.chain import DATES, DateName, Step, chain
from linkspan.engines.forensic.changes import Change
from linkspan.engines.forensic.compare import Movement, RowShare, Share, compare
from linkspan.engines.forensic.concurrent import Concurrent
from linkspan.engines.forensic.delay import DelayPart, DelayReport, Window, attribute_delay
from linkspan.engines.forensic.model import Dated, ForensicError, PlanInput, solve
from linkspan.engines.forensic.relax import Candidate, relaxed

__all__ = [
    "DATES",
    "GROUPS",
    "Candidate",
    "Cause",
    "Change",
    "Concurrent",
    "DateName",
    "Dated",
    "DelayPart",
    "DelayReport",
    "ExplainedStep",
    "Explanation",
    "ForensicError",
    "Hold",
    "Movement",
    "PlanInput",
    "RowShare",
    "Share",
    "Step",
    "Window",
    "attribute_delay",
    "causes",
    "chain",
    "compare",
    "relaxed",
    "solve",
    "why",
]
