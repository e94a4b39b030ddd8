"""The words of P6 in XER columns and our numbers for them, for reader and writer alike."""

from __future__ import annotations

#: task_type -> Kind of the network engine. Resource-dependent tasks are tasks on their resources' calendars.
TASK_KINDS = {
    "TT_Task": 0,
    "TT_Rsrc": 0,
    "TT_FinMile": 1,
    "TT_LOE": 3,
    "TT_Hammock": 4,
    "TT_Mile": 5,
    "TT_WBS": 6,
}
KIND_WORDS = {0: "TT_Task", 1: "TT_FinMile", 3: "TT_LOE", 4: "TT_LOE", 5: "TT_Mile", 6: "TT_WBS"}

#: cstr_type -> Constraint of the network engine ("on or before" and "on or after" are "no later", "no earlier than").
CONSTRAINTS = {
    "": 0,
    "CS_ALAP": 1,
    "CS_MSOA": 4,
    "CS_MSOB": 5,
    "CS_MEOA": 6,
    "CS_MEOB": 7,
    "CS_MSO": 8,
    "CS_MEO": 9,
    "CS_MANDSTART": 10,
    "CS_MANDFIN": 11,
}
#: Microsoft Project's "must start on" and "must finish on" hold against logic, as P6's mandatory dates do.
CONSTRAINT_WORDS = {number: word for word, number in CONSTRAINTS.items()} | {2: "CS_MANDSTART", 3: "CS_MANDFIN"}

LINK_TYPES = {"PR_FS": 0, "PR_SS": 1, "PR_FF": 2, "PR_SF": 3}
LINK_WORDS = {number: word for word, number in LINK_TYPES.items()}

#: sched_calendar_on_relationship_lag -> LagCalendar of the network engine.
LAG_CALENDARS = {"rcal_Successor": 0, "rcal_Predecessor": 1, "rcal_ProjDefault": 2, "rcal_24Hour": 3}
LAG_CALENDAR_WORDS = {number: word for word, number in LAG_CALENDARS.items()}

FLOAT_BASES = {"FT_FF": "finish", "FT_SF": "start", "FT_Min": "smallest"}
FLOAT_BASIS_WORDS = {basis: word for word, basis in FLOAT_BASES.items()}

CRITICAL_PATHS = {"CT_TotFloat": "float", "CT_DrivPath": "longest"}
CRITICAL_PATH_WORDS = {basis: word for word, basis in CRITICAL_PATHS.items()}

PERCENT_TYPES = {"CP_Drtn": "duration", "CP_Phys": "physical", "CP_Units": "units"}
PERCENT_TYPE_WORDS = {kind: word for word, kind in PERCENT_TYPES.items()}

#: rsrc_type -> 0 material, 1 work, 2 cost; equipment (nonlabour) works by its calendar as people do.
RESOURCE_TYPES = {"RT_Labor": 1, "RT_Equip": 1, "RT_Mat": 0}
RESOURCE_WORDS = {1: "RT_Labor", 0: "RT_Mat", 2: "RT_Mat"}

#: P6's priorities to the scale of Microsoft Project, 0 to 1000.
PRIORITIES = {"PT_Top": 900, "PT_High": 700, "PT_Normal": 500, "PT_Low": 300, "PT_Lowest": 100}


def priority_word(priority: int) -> str:
    """The nearest of P6's five priorities."""
    return min(PRIORITIES, key=lambda word: abs(PRIORITIES[word] - priority))
