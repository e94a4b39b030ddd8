"""Why dates are where they are, what moved them between revisions, and whose delay it was."""

from linkspan.engines.forensic.causes import Cause, ExplainedStep, Explanation, Hold, causes, why
from linkspan.engines.forensic.chain import DATES, DateName, Step, chain
from linkspan.engines.forensic.model import Dated, ForensicError, PlanInput
from linkspan.engines.forensic.relax import Candidate, relaxed

__all__ = [
    "DATES",
    "Candidate",
    "Cause",
    "DateName",
    "Dated",
    "ExplainedStep",
    "Explanation",
    "ForensicError",
    "Hold",
    "PlanInput",
    "Step",
    "causes",
    "chain",
    "relaxed",
    "why",
]
