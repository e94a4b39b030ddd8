"""Problems, loops and refusals of a network as sentences, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linkspan.engines.calendar import from_minutes
from linkspan.engines.network.result import Cycle, NetworkError, Problem
from linkspan.engines.network.terms import Constraint

Names = Sequence[str] | Callable[[int], str]

_CONSTRAINTS = {
    Constraint.MSO: ("必须开始于", "must start on"),
    Constraint.MFO: ("必须完成于", "must finish on"),
    Constraint.SNET: ("不得早于…开始", "start no earlier than"),
    Constraint.SNLT: ("不得晚于…开始", "start no later than"),
    Constraint.FNET: ("不得早于…完成", "finish no earlier than"),
    Constraint.FNLT: ("不得晚于…完成", "finish no later than"),
    Constraint.START_ON: ("开始于", "start on"),
    Constraint.FINISH_ON: ("完成于", "finish on"),
    Constraint.MANDATORY_START: ("强制开始于", "mandatory start"),
    Constraint.MANDATORY_FINISH: ("强制完成于", "mandatory finish"),
}

_PROBLEMS = {
    "dangling_link": (
        "第 {link} 条依赖指向不存在的任务，计算时未采用；请删除或重新连接。",
        "Link {link} leads to a task that does not exist and was left out; delete it or connect it again.",
    ),
    "summary_finish_link": (
        "“{second}”是汇总任务，不能作为完成–完成或开始–完成依赖的后续；依赖未采用，请改连到其子任务。",
        "“{second}” is a summary task and cannot follow by its finish; the link was left out, link a subtask instead.",
    ),
    "constraint_conflict": (
        "“{first}”的约束（{constraint} {date}）与前置任务冲突；请放宽日期或压缩前置任务。",
        "The constraint of “{first}” ({constraint} {date}) conflicts with its predecessors; relax it or shorten them.",
    ),
    "constraint_without_date": (
        "“{first}”的约束没有日期，未采用；请补上日期。",
        "The constraint of “{first}” has no date and was left out; give it one.",
    ),
    "deadline_missed": (
        "“{first}”将超过期限 {deadline}；请查看它的驱动路径。",
        "“{first}” will miss its deadline {deadline}; look at what drives it.",
    ),
    "before_project_start": (
        "“{first}”因提前量排在项目开始之前；请减小提前量或提前项目开始日期。",
        "A lead puts “{first}” before the project start; reduce the lead or start the project earlier.",
    ),
    "beyond_calendar": (
        "“{first}”的日期超出 1900–2200 年，或其日历已没有后续工作时间；请检查工期与日历。",
        "“{first}” leaves 1900–2200, or its calendar has no working time left; check duration and calendar.",
    ),
    "must_finish_missed": (
        "项目将晚于要求的完成日期 {must_finish}；总时差为负的任务需要压缩。",
        "The project will finish after its must-finish date {must_finish}; shorten tasks with negative float.",
    ),
}

_ERRORS = {
    "date_out_of_range": (
        "第 {row} 行的日期超出 1900–2200 年，请改正。",
        "Row {row} has a date outside 1900–2200; correct it.",
    ),
    "duration_out_of_range": (
        "第 {row} 行的工期为负或超过一百年，请改正。",
        "Row {row} has a duration below zero or over a hundred years; correct it.",
    ),
    "lag_out_of_range": (
        "第 {row} 条依赖的滞后量超过一百年，请改正。",
        "Link {row} has a lag of over a hundred years; correct it.",
    ),
    "stale_result": (
        "计划之后又有改动，请按最新的计算结果再查询。",
        "The plan has been edited since; ask the newest result.",
    ),
}
_OTHER_ERROR = (
    "计划数据有误（{code}，第 {row} 行），请检查后重试。",
    "The plan data are wrong ({code}, row {row}); check them and try again.",
)
#: Longer loops are cut in the middle of the sentence.
_LOOP_NAMES = 8


def _pick(pair: tuple[str, str], lang: str) -> str:
    return pair[0] if lang.startswith("zh") else pair[1]


def _name(names: Names, row: int) -> str:
    return names(row) if callable(names) else names[row]


def _moment(minutes: int) -> str:
    return from_minutes(minutes).strftime("%Y-%m-%d %H:%M")


def problem_text(problem: Problem, lang: str, names: Names) -> str:
    """One sentence about `problem`; `names` gives the name of a row."""
    values = {
        key: _moment(value) for key, value in problem.params.items() if key in ("date", "deadline", "must_finish")
    }
    if "constraint" in problem.params:
        values["constraint"] = _pick(_CONSTRAINTS[Constraint(problem.params["constraint"])], lang)
    for key, row in zip(("first", "second"), problem.tasks, strict=False):
        values[key] = _name(names, row)
    if problem.links:
        values["link"] = str(problem.links[0] + 1)
    return _pick(_PROBLEMS[problem.code], lang).format(**values)


def cycle_text(cycle: Cycle, lang: str, names: Names) -> str:
    """One sentence that names the members of a loop in order."""
    shown = [f"“{_name(names, row)}”" for row in cycle.tasks[:_LOOP_NAMES]]
    if len(cycle.tasks) > _LOOP_NAMES:
        shown.append("…")
    shown.append(shown[0])
    loop = " → ".join(shown)
    if not cycle.links:
        return _pick(
            (f"大纲层级成环：{loop}；请更正上级任务。", f"The outline runs in a circle: {loop}; correct the parents."),
            lang,
        )
    return _pick(
        (f"依赖成环：{loop}；请删除其中一条依赖。", f"Links run in a circle: {loop}; delete one of them."), lang
    )


def error_text(error: NetworkError, lang: str) -> str:
    """One sentence about data that cannot be scheduled."""
    row = int(error.params.get("task", error.params.get("link", -1))) + 1
    return _pick(_ERRORS.get(error.code, _OTHER_ERROR), lang).format(code=error.code, row=row)
