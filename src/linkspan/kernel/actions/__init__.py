"""Actions: the only way in which rows are written.

from linkspan.kernel.actions import Inverse, action, write

@action("risk.edit", phrase=_("Closed risk %(code)s"), undo=Inverse())
def close_risk(actor, risk, *, reason): ...
    write.update(risk, status="closed", close_reason=reason)
"""

from linkspan.kernel.actions import work as write
from linkspan.kernel.actions.runner import (
    ACTIONS,
    Action,
    Compensation,
    Inverse,
    NoUndo,
    Outcome,
    action,
    after_all_writes,
    after_writes,
    check,
    make_action,
)
from linkspan.kernel.actions.work import Change, Work

__all__ = [
    "ACTIONS",
    "Action",
    "Change",
    "Compensation",
    "Inverse",
    "NoUndo",
    "Outcome",
    "Work",
    "action",
    "after_all_writes",
    "after_writes",
    "check",
    "make_action",
    "write",
]
