"""Which tables and columns of a XER file are read; all else is kept as it stands."""

from __future__ import annotations


def _columns(names: str) -> frozenset[str]:
    return frozenset(names.split())


#: Tables that are read, and the columns of each that `ScheduleFile` says again; all else is kept as it stands.
#: So are values of which ours says less (kinds of resources, numbers of calendars outside the file, the sequence).
KNOWN: dict[str, frozenset[str]] = {
    "PROJECT": _columns(
        "proj_id proj_short_name clndr_id critical_drtn_hr_cnt last_recalc_date plan_start_date plan_end_date "
        "scd_end_date critical_path_type"
    ),
    "SCHEDOPTIONS": _columns(
        "proj_id sched_outer_depend_type sched_open_critical_flag sched_lag_early_start_flag "
        "sched_retained_logic sched_float_type sched_calendar_on_relationship_lag sched_use_expect_end_flag "
        "sched_progress_override sched_use_project_end_date_for_float"
    ),
    "CALENDAR": _columns("clndr_id clndr_name base_clndr_id proj_id day_hr_cnt"),
    "PROJWBS": _columns("wbs_id proj_id wbs_short_name wbs_name"),
    "TASK": _columns(
        "task_id proj_id wbs_id clndr_id phys_complete_pct complete_pct_type task_type status_code task_code "
        "task_name rsrc_id total_float_hr_cnt free_float_hr_cnt remain_drtn_hr_cnt target_drtn_hr_cnt "
        "cstr_date cstr_type cstr_date2 cstr_type2 act_start_date act_end_date late_start_date late_end_date "
        "expect_end_date early_start_date early_end_date target_start_date "
        "target_end_date suspend_date resume_date priority_type external_early_start_date "
        "external_late_end_date"
    ),
    "TASKPRED": _columns("task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt"),
    "RSRC": _columns("rsrc_id rsrc_name email_addr rsrc_seq_num"),
    "TASKRSRC": _columns(
        "taskrsrc_id task_id rsrc_id target_qty remain_qty act_reg_qty target_qty_per_hr "
        "target_lag_drtn_hr_cnt target_start_date target_end_date"
    ),
}
#: The column with the number of a row.
KEYS = {
    "PROJECT": "proj_id",
    "SCHEDOPTIONS": "proj_id",
    "CALENDAR": "clndr_id",
    "PROJWBS": "wbs_id",
    "TASK": "task_id",
    "TASKPRED": "task_pred_id",
    "RSRC": "rsrc_id",
    "TASKRSRC": "taskrsrc_id",
}
#: What a column that is not there means: a file of P6 gets a column it did not have only for other values.
USUAL = {
    "priority_type": "PT_Normal",
    "phys_complete_pct": "0",
    "complete_pct_type": "CP_Drtn",
    "task_type": "TT_Task",
    "status_code": "TK_NotStart",
    "target_drtn_hr_cnt": "0",
    "pred_type": "PR_FS",
    "lag_hr_cnt": "0",
    "rsrc_type": "RT_Labor",
    "rsrc_seq_num": "0",
    "target_qty": "0",
    "remain_qty": "0",
    "act_reg_qty": "0",
    "target_qty_per_hr": "1",
    "target_lag_drtn_hr_cnt": "0",
    "critical_drtn_hr_cnt": "0",
    "critical_path_type": "CT_TotFloat",
    "sched_outer_depend_type": "SD_Both",
    "sched_open_critical_flag": "N",
    "sched_lag_early_start_flag": "Y",
    "sched_retained_logic": "Y",
    "sched_progress_override": "N",
    "sched_float_type": "FT_Min",
    "sched_calendar_on_relationship_lag": "rcal_Predecessor",
    "sched_use_expect_end_flag": "Y",
    "sched_use_project_end_date_for_float": "Y",
}
