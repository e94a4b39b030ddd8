"""Refusals, dates and working days in words, in Chinese and English."""

from __future__ import annotations

from typing import Any

from linkspan.engines.calendar import from_minutes
from linkspan.engines.network import NO_TIME

Pair = tuple[str, str]

_REFUSALS: dict[str, Pair] = {
    "unknown_task": (
        "{plan}中没有编号为 {uid} 的任务；请核对编号。",
        "There is no task {uid} in {plan}; check the number.",
    ),
    "unknown_row": (
        "计划中没有第 {row} 行；请重新选择任务。",
        "The plan has no row {row}; choose the task again.",
    ),
    "nothing_in_common": (
        "{old}与{new}没有一个共同的任务编号，无法对比；请选择同一计划的两个版本。",
        "{Old} and {new} have not one task id in common and cannot be compared; choose two revisions of one plan.",
    ),
    "cycle": ("{plan}：{zh}", "{Plan}: {en}"),
    "duplicate_uid": (
        "{plan}中任务编号 {uid} 出现两次；请先改正编号。",
        "Task id {uid} occurs twice in {plan}; correct the ids first.",
    ),
    "rows": (
        "{plan}的编号、名称或依赖标识与行数不符；请重新读取计划。",
        "Ids, names or link keys of {plan} do not fit its rows; read the plan again.",
    ),
    "no_windows": (
        "延误分析至少需要两个快照；请先保存快照。",
        "Delay analysis needs at least two snapshots; take snapshots first.",
    ),
    "no_data_date": (
        "{plan}没有数据日期，无法划分分析窗口；请为该快照设定数据日期。",
        "{Plan} has no data date, so it ends no window; give this snapshot a data date.",
    ),
    "data_dates": (
        "{plan}的数据日期早于前一个快照；请按数据日期排列快照。",
        "The data date of {plan} lies before that of the snapshot before; put the snapshots in order of data dates.",
    ),
}
_PLANS: dict[str, Pair] = {"": ("计划", "the plan"), "old": ("旧版", "the old plan"), "new": ("新版", "the new plan")}


def pick(pair: Pair, lang: str) -> str:
    """The Chinese or the English of a pair."""
    return pair[0] if lang.startswith("zh") else pair[1]


def refusal_text(code: str, params: dict[str, Any], lang: str) -> str:
    """The sentence of a `ForensicError`."""
    values = dict(params)
    for key in ("plan", "old", "new"):
        if key in params:
            values[key] = plan_name(params[key], lang)
            values[key.capitalize()] = values[key][:1].upper() + values[key][1:]
    return pick(_REFUSALS[code], lang).format(**values)


def plan_name(label: str, lang: str) -> str:
    """A revision's label in a sentence."""
    return pick(_PLANS[label], lang) if label in _PLANS else f"“{label}”"


def moment_text(minutes: int) -> str:
    """`2026-07-15 17:00`; a dash for no instant."""
    return "—" if minutes == NO_TIME else from_minutes(minutes).strftime("%Y-%m-%d %H:%M")


def span_text(minutes: int, day_minutes: int, lang: str) -> str:
    """A length of working time, its sign left out: whole and part days, hours below a day, minutes below an hour."""
    size = abs(minutes)
    if size >= day_minutes or size == 0:
        return _counted(size / day_minutes, ("天", "day"), lang)
    if size >= 60:
        return _counted(size / 60, ("小时", "hour"), lang)
    return _counted(size, ("分钟", "minute"), lang)


def _counted(number: float, unit: Pair, lang: str) -> str:
    digits = f"{number:.2f}".rstrip("0").rstrip(".")
    if lang.startswith("zh"):
        return f"{digits} {unit[0]}"
    return f"{digits} {unit[1]}" + ("" if digits == "1" else "s")


def move_text(minutes: int, day_minutes: int, lang: str) -> str:
    """A movement with its direction: 提前 3 天, 3 days earlier."""
    if minutes == 0:
        return pick(("不变", "no change"), lang)
    span = span_text(minutes, day_minutes, lang)
    if minutes < 0:
        return pick((f"提前 {span}", f"{span} earlier"), lang)
    return pick((f"推迟 {span}", f"{span} later"), lang)
