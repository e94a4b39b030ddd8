"""Small P6 XER files for tests, written from rows of names and values."""

from __future__ import annotations

HEAD = ("20.12", "2026-07-06", "Project", "admin", "admin", "db", "Project Management", "CNY")
DAY = "(0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)())"
WEEK = "(0||1()())" + "".join(f"(0||{n}()({DAY}))" for n in range(2, 7)) + "(0||7()())"
STANDARD = f"(0||CalendarData()((0||DaysOfWeek()({WEEK}))(0||VIEW(ShowTotal|Y)())(0||Exceptions()())))"


def table(name: str, *rows: dict[str, object]) -> str:
    """One table; columns are those of all rows in the order they appear in."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [f"%T\t{name}", "\t".join(["%F", *columns])]
    lines += ["\t".join(["%R", *(str(row.get(column, "")) for column in columns)]) for row in rows]
    return "\r\n".join(lines)


def document(*tables: str) -> str:
    """A whole file."""
    return "\r\n".join(["\t".join(["ERMHDR", *HEAD]), *tables, "%E", ""])


def project(**more: object) -> str:
    row = {
        "proj_id": 1,
        "proj_short_name": "JZ1Y",
        "clndr_id": 1,
        "plan_start_date": "2026-07-06 08:00",
        "last_recalc_date": "2026-07-06 08:00",
        "critical_drtn_hr_cnt": 0,
        "critical_path_type": "CT_TotFloat",
    }
    return table("PROJECT", row | more)


def options(**more: object) -> str:
    row = {
        "schedoptions_id": 1,
        "proj_id": 1,
        "sched_retained_logic": "Y",
        "sched_progress_override": "N",
        "sched_float_type": "FT_FF",
        "sched_calendar_on_relationship_lag": "rcal_Successor",
    }
    return table("SCHEDOPTIONS", row | more)


def calendar(data: str = STANDARD, **more: object) -> dict[str, object]:
    return {"clndr_id": 1, "clndr_name": "五天八小时", "proj_id": "", "day_hr_cnt": 8, "clndr_data": data} | more


def wbs(uid: int, parent: object = "", **more: object) -> dict[str, object]:
    row = {"wbs_id": uid, "proj_id": 1, "seq_num": uid, "wbs_short_name": f"W{uid}", "wbs_name": f"阶段 {uid}"}
    return row | {"parent_wbs_id": parent} | more


def activity(uid: int, hours: float = 8, **more: object) -> dict[str, object]:
    row = {
        "task_id": uid,
        "proj_id": 1,
        "wbs_id": 900,
        "clndr_id": 1,
        "task_type": "TT_Task",
        "complete_pct_type": "CP_Drtn",
        "status_code": "TK_NotStart",
        "task_code": f"A{uid}",
        "task_name": f"作业 {uid}",
        "target_drtn_hr_cnt": hours,
        "remain_drtn_hr_cnt": hours,
    }
    return row | more


def relation(uid: int, pred: int, succ: int, kind: str = "FS", lag: float = 0, **more: object) -> dict[str, object]:
    row = {"task_pred_id": uid, "task_id": succ, "pred_task_id": pred, "proj_id": 1, "pred_proj_id": 1}
    return row | {"pred_type": f"PR_{kind}", "lag_hr_cnt": lag} | more


def plan(*activities: dict[str, object], relations: tuple[dict[str, object], ...] = (), **parts: str) -> str:
    """A file with one project, one WBS element 900 and one calendar; `parts` replace or add tables by name."""
    tables = {
        "PROJECT": project(),
        "CALENDAR": table("CALENDAR", calendar()),
        "SCHEDOPTIONS": options(),
        "PROJWBS": table("PROJWBS", wbs(900, proj_node_flag="Y")),
        "TASK": table("TASK", *activities),
    }
    if relations:
        tables["TASKPRED"] = table("TASKPRED", *relations)
    return document(*(tables | parts).values())
