"""Causes and remedies in words, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from linkspan.engines.forensic.chain import Step
from linkspan.engines.forensic.chain_messages import DATE_WORDS, constraints_of, work_left
from linkspan.engines.forensic.messages import Pair, moment_text, move_text, pick, span_text
from linkspan.engines.forensic.model import Dated, data_date, day_minutes, named
from linkspan.engines.forensic.relax import Candidate

Names = Sequence[str] | None


class Words(NamedTuple):
    """Language and names of rows for sentences."""

    lang: str
    names: Names


_CAUSES: dict[str, Pair] = {
    "link": ("“{succ}”不依赖“{pred}”", "Without the link from “{pred}” to “{succ}”"),
    "summary_link": (
        "汇总任务“{succ}”不依赖“{pred}”",
        "Without the link from “{pred}” to the summary “{succ}”",
    ),
    "lag": ("“{pred}”与“{succ}”之间没有 {lag}", "Without the {lag} between “{pred}” and “{succ}”"),
    "constraint": ("“{row}”没有约束（{constraint}）", "Without the constraint on “{row}” ({constraint})"),
    "duration": ("“{row}”的工作（{work}）不占时间", "If the {work} of “{row}” took no time"),
    "data_date": ("没有数据日期 {data_date} 的限制", "Without the data date {data_date}"),
    "calendar": ("{rows}在日历“{calendar}”的休息日也工作", "If {rows} also worked on the rest days of “{calendar}”"),
    "leveling": ("“{row}”没有资源平衡延迟", "Without the levelling delay of “{row}”"),
    "manual": ("“{row}”不用手工日期", "Without the dates set by hand on “{row}”"),
    "actual": ("“{row}”没有实际日期、按计划重排", "Without the actual dates of “{row}”, planned anew"),
    "resume": ("“{row}”不必等到 {resume} 再继续", "If “{row}” need not wait until {resume} to go on"),
    "expected_finish": (
        "“{row}”没有预计完成 {expected}、按剩余工期计算",
        "Without the expected finish {expected} of “{row}”, by its remaining duration",
    ),
    "external": ("“{row}”没有来自其他项目的日期", "Without the dates that “{row}” has from other projects"),
    "deadline": ("“{row}”没有期限 {deadline}", "Without the deadline {deadline} of “{row}”"),
    "must_finish": ("项目没有要求的完成日期 {must_finish}", "Without the project's must-finish date {must_finish}"),
}
_MOVES: Pair = ("{cause}，{date}{move}", "{cause}, the {date} is {move}")
_STAYS: Pair = ("{cause}，{date}不变：另有路径决定它", "{cause}, the {date} stays: another path holds it")
_HOLD: Pair = ("，即{hold}", ", namely {hold}")
_THEN: Pair = ("，此后由{hold}决定", "; then {hold} holds it")
_HOLDS: dict[str, Pair] = {
    "link": ("“{other}” → “{row}”", "“{other}” → “{row}”"),
    "data_date": ("“{row}”的数据日期", "the data date of “{row}”"),
    "constraint": ("“{at}”的约束", "the constraint of “{at}”"),
    "project_start": ("“{row}”的项目开始", "the project start of “{row}”"),
    "actual": ("“{row}”的实际日期", "the actual date of “{row}”"),
    "manual": ("“{row}”的手工日期", "the date set by hand of “{row}”"),
    "children": ("下级任务“{at}”", "“{at}” below it"),
    "expected_finish": ("“{row}”的预计完成", "the expected finish of “{row}”"),
    "external": ("“{row}”来自其他项目的日期", "the date of “{row}” from another project"),
    "span": ("“{row}”所跨的任务", "what “{row}” spans"),
    "deadline": ("“{row}”的期限", "the deadline of “{row}”"),
    "must_finish": ("要求的完成日期", "the must-finish date"),
    "project_finish": ("项目完成日期", "the project's finish"),
    "leveling": ("“{row}”的资源平衡延迟", "the levelling delay of “{row}”"),
    "alap": ("“{row}”的最迟日期", "the late date of “{row}”"),
    "other": ("“{row}”", "“{row}”"),
}
_REMEDIES: dict[str, Pair] = {
    "link": (
        "核对“{succ}”是否必须等待“{pred}”；可改为搭接（开始–开始）或分段交付。",
        "Check whether “{succ}” must wait for “{pred}”; overlap them (start-to-start) or deliver in parts.",
    ),
    "summary_link": (
        "核对汇总任务“{succ}”的依赖；只让真正需要的子任务等待“{pred}”。",
        "Check the link on the summary “{succ}”; let only the subtasks that need it wait for “{pred}”.",
    ),
    "lag": (
        "核对“{pred}”与“{succ}”之间的间隔是否必要；把等待写成有负责人的任务并缩短它。",
        "Check whether the time between “{pred}” and “{succ}” is needed; make it a task with an owner and shorten it.",
    ),
    "constraint": (
        "核对“{row}”的约束日期是否仍然成立；不再成立就取消，或与对方商定更早的日期。",
        "Check whether the constraint on “{row}” still holds; remove it, or agree on a better date.",
    ),
    "duration": (
        "压缩“{row}”：增加人员、缩小范围或拆成可并行的部分。",
        "Shorten “{row}”: more people, less scope, or parts that run in parallel.",
    ),
    "data_date": (
        "已经开始的工作请填写实际开始和剩余工期；未开始的安排人员尽快开始。",
        "Enter actual starts and remaining durations of work that has begun; get the rest started.",
    ),
    "calendar": (
        "为{rows}安排休息日加班，或改用更满的日历。",
        "Arrange work on rest days for {rows}, or give them a fuller calendar.",
    ),
    "leveling": (
        "为“{row}”增派资源或提高优先级后重新平衡，或清除平衡延迟。",
        "Give “{row}” more resources or a higher priority and level again, or clear the delay.",
    ),
    "manual": (
        "把“{row}”改为自动排程，或更新手工日期。",
        "Let the program schedule “{row}”, or bring its manual dates up to date.",
    ),
    "actual": (
        "核对“{row}”填写的实际日期；属实则只能压缩其后的工作。",
        "Check the actual dates entered for “{row}”; if they are true, only what follows can be shortened.",
    ),
    "resume": (
        "核对“{row}”的恢复日期 {resume}，能提前就提前复工。",
        "Check the resume date {resume} of “{row}” and go on earlier where possible.",
    ),
    "expected_finish": (
        "向负责人重新询问“{row}”的预计完成日期；{expected} 若已不准，就清除它。",
        "Ask again when “{row}” will finish; clear {expected} if it no longer holds.",
    ),
    "external": (
        "与提供前置成果的项目核对“{row}”的外部日期，并商定更好的日期。",
        "Check the external date of “{row}” with the project that delivers to it and agree on a better one.",
    ),
    "deadline": (
        "与提出期限的一方重新商定“{row}”的期限。",
        "Agree on a new deadline for “{row}” with whoever set it.",
    ),
    "must_finish": (
        "与业主商定新的完成日期，或压缩关键路径。",
        "Agree on a new finish date with the owner, or shorten the critical path.",
    ),
}
_SOME_ROWS = 3


def cause_text(dated: Dated, one: Candidate, moved: tuple[str, int, int], words: Words, hold: str) -> str:
    """One sentence: the cause, and what its absence does to the date; `moved` = (date, minutes, day's minutes)."""
    date, minutes, day = moved
    lang = words.lang
    cause = pick(_CAUSES[one.kind], lang).format(**_values(dated, one, words))
    values = {"cause": cause, "date": pick(DATE_WORDS[date], lang), "move": move_text(minutes, day, lang)}
    text = pick(_MOVES if minutes else _STAYS, lang).format(**values)
    if hold:
        text += pick(_THEN if minutes else _HOLD, lang).format(hold=hold)
    return text + pick(("。", "."), lang)


def hold_text(dated: Dated, step: Step, rows: tuple[int, int, int], words: Words) -> str:
    """What holds the date; `rows` = (row, predecessor or successor, row of the cause) in the whole plan."""
    (row, other, at), (lang, names) = rows, words
    values = {"row": named(names, row), "other": named(names, other), "at": named(names, at)}
    if step.cause == "late_link":
        values["row"], values["other"] = values["other"], values["row"]
    return pick(_HOLDS["link" if step.link >= 0 else step.cause], lang).format(**values)


def remedy_text(dated: Dated, one: Candidate, words: Words) -> str:
    """What a planner can do about a cause."""
    return pick(_REMEDIES[one.kind], words.lang).format(**_values(dated, one, words))


def _values(dated: Dated, one: Candidate, words: Words) -> dict[str, str]:
    network, (lang, names) = dated.network, words
    values = {
        "data_date": moment_text(data_date(network)),
        "must_finish": moment_text(network.options.must_finish),
        "rows": _listed(one.rows, lang, names),
    }
    if one.link >= 0:
        links = network.links
        minutes, day = dated.lag_minutes(one.link), day_minutes(dated.lag_calendar(one.link))
        span = span_text(minutes, day, lang)
        values["pred"] = named(names, int(links.pred[one.link]))
        values["succ"] = named(names, int(links.succ[one.link]))
        values["lag"] = pick(
            (f"{span}的{'滞后' if minutes > 0 else '提前'}", f"{'lag' if minutes > 0 else 'lead'} of {span}"), lang
        )
    if one.row >= 0:
        row = one.row
        values["row"] = named(names, row)
        values["work"] = span_text(work_left(dated, row), day_minutes(dated.calendar(row)), lang)
        values["constraint"] = constraints_of(dated, row, lang)
        values["expected"] = moment_text(int(network.expected_finish[row]))
        values["resume"] = moment_text(int(network.resume[row]))
        values["deadline"] = moment_text(int(network.deadline[row]))
    if one.calendar >= 0:
        values["calendar"] = network.calendars.calendar(one.calendar).name
    return values


def _listed(rows: Sequence[int], lang: str, names: Names) -> str:
    shown = [f"“{named(names, row)}”" for row in rows[:_SOME_ROWS]]
    text = pick(("、", ", "), lang).join(shown)
    if len(rows) > _SOME_ROWS:
        text += pick((f"等 {len(rows)} 项任务", f" and {len(rows) - _SOME_ROWS} more tasks"), lang)
    return text
