"""What an arrow network cannot say, as sentences in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linkspan.engines.arrow.model import ArrowError, ArrowNetwork, ArrowProblem

_PROBLEMS = {
    "lead_too_long": (
        "第 {link} 条依赖的提前量比后续任务长 {over}，箭线无法表示，未画出；请减小提前量。",
        "The lead of link {link} reaches {over} before the start of its predecessor and was left out; no arrow can "
        "show it, reduce the lead.",
    ),
    "summary_link": (
        "第 {link} 条依赖连着汇总任务且不是完成–开始，未画出；请改连到其子任务。",
        "Link {link} joins a summary task other than finish to start and was left out; link its subtasks instead.",
    ),
    "elapsed_lag": (
        "第 {link} 条依赖的日历时间滞后量按每周工作时间折算为 {minutes} 分钟工作时间。",
        "The elapsed lag of link {link} was turned into {minutes} minutes of working time by the hours of the week.",
    ),
    "several_calendars": (
        "计划用了 {count} 个日历；箭线上的时间按各任务自己的工作时间计，日期请以网络计算结果为准。",
        "The plan has {count} calendars; times on arrows count each task's own working time, dates are those of the "
        "network.",
    ),
}
_ERRORS = {
    "cycle": ("依赖成环：{loop}；请删除其中一条依赖。", "Links run in a circle: {loop}; delete one of them."),
    "bad_duration": (
        "第 {row} 行的工期为负；请改正。",
        "Row {row} has a duration below zero; correct it.",
    ),
    "bad_link": (
        "第 {link} 条依赖指向不存在的任务，或类型未知；请改正。",
        "Link {link} leads to a task that does not exist or has an unknown type; correct it.",
    ),
}
_MINIMAL = (
    "{activities} 项工作，{events} 个节点，{dummies} 条虚箭线，已证明最少。",
    "{activities} activities, {events} events, {dummies} dummies, proved to be the fewest.",
)
_NOT_PROVED = (
    "{activities} 项工作，{events} 个节点，{dummies} 条虚箭线；至少需要 {least} 条，未证明最少。",
    "{activities} activities, {events} events, {dummies} dummies; at least {least} are needed, not proved fewest.",
)


def _pick(pair: tuple[str, str], lang: str) -> str:
    return pair[0] if lang.startswith("zh") else pair[1]


def problem_text(problem: ArrowProblem, lang: str) -> str:
    """One sentence about `problem`; links are counted from 1."""
    return _pick(_PROBLEMS[problem.code], lang).format(link=problem.link + 1, **problem.params)


def error_text(error: ArrowError, lang: str, names: Sequence[str] | Callable[[int], str] | None = None) -> str:
    """One sentence about input that cannot be drawn; `names` gives the name of a row."""

    def name(row: int) -> str:
        if names is None:
            return str(row + 1)
        return f"“{names(row) if callable(names) else names[row]}”"

    rows = error.params.get("rows", ())
    loop = " → ".join([*map(name, rows), *map(name, rows[:1])]) or "…"
    row, link = error.params.get("row", -1) + 1, error.params.get("link", -1) + 1
    return _pick(_ERRORS[error.code], lang).format(loop=loop, row=row, link=link)


def summary_text(network: ArrowNetwork, lang: str) -> str:
    """One sentence with the number of dummies, and whether it is proved to be the fewest."""
    return _pick(_MINIMAL if network.is_minimal else _NOT_PROVED, lang).format(
        activities=network.n_activities,
        events=network.n_events,
        dummies=network.dummies,
        least=network.dummies_at_least,
    )
