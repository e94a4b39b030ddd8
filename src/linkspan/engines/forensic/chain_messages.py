"""Steps of a driving chain, causes and remedies in words, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from linkspan.engines.forensic.chain import Step
from linkspan.engines.forensic.messages import Pair, moment_text, pick, span_text
from linkspan.engines.forensic.model import Dated, binds_start, day_minutes, leaves_from_finish, named
from linkspan.engines.network import Constraint, LagKind

Names = Sequence[str] | None

DATE_WORDS: dict[str, Pair] = {
    "start": ("开始", "start"),
    "finish": ("完成", "finish"),
    "early_start": ("资源平衡前的开始", "start before levelling"),
    "late_start": ("最迟开始", "late start"),
    "late_finish": ("最迟完成", "late finish"),
}
_CONSTRAINTS: dict[int, Pair] = {
    Constraint.ALAP: ("越晚越好", "as late as possible"),
    Constraint.MSO: ("必须开始于 {date}", "must start on {date}"),
    Constraint.MFO: ("必须完成于 {date}", "must finish on {date}"),
    Constraint.SNET: ("不得早于 {date} 开始", "start no earlier than {date}"),
    Constraint.SNLT: ("不得晚于 {date} 开始", "start no later than {date}"),
    Constraint.FNET: ("不得早于 {date} 完成", "finish no earlier than {date}"),
    Constraint.FNLT: ("不得晚于 {date} 完成", "finish no later than {date}"),
    Constraint.START_ON: ("开始于 {date}", "start on {date}"),
    Constraint.FINISH_ON: ("完成于 {date}", "finish on {date}"),
    Constraint.MANDATORY_START: ("强制开始于 {date}", "mandatory start on {date}"),
    Constraint.MANDATORY_FINISH: ("强制完成于 {date}", "mandatory finish on {date}"),
}
#: By whether the link leaves the predecessor's finish and whether it holds the successor's start.
_LINKS: dict[tuple[bool, bool], Pair] = {
    (True, True): ("“{row}”在“{pred}”完成后开始{lag}", "“{row}” starts after “{pred}” finishes{lag}"),
    (False, True): ("“{row}”在“{pred}”开始后开始{lag}", "“{row}” starts after “{pred}” starts{lag}"),
    (True, False): ("“{row}”须等“{pred}”完成才能完成{lag}", "“{row}” finishes only after “{pred}” finishes{lag}"),
    (False, False): ("“{row}”须等“{pred}”开始才能完成{lag}", "“{row}” finishes only after “{pred}” starts{lag}"),
}
_LATE_LINKS: dict[tuple[bool, bool], Pair] = {
    (True, True): (
        "“{row}”最迟须在“{succ}”的最迟开始之前完成{lag}",
        "“{row}” must finish before the late start of “{succ}”{lag}",
    ),
    (False, True): (
        "“{row}”最迟须在“{succ}”的最迟开始之前开始{lag}",
        "“{row}” must start before the late start of “{succ}”{lag}",
    ),
    (True, False): (
        "“{row}”最迟须在“{succ}”的最迟完成之前完成{lag}",
        "“{row}” must finish before the late finish of “{succ}”{lag}",
    ),
    (False, False): (
        "“{row}”最迟须在“{succ}”的最迟完成之前开始{lag}",
        "“{row}” must start before the late finish of “{succ}”{lag}",
    ),
}
_REST: Pair = ("“{row}”的剩余工作要等“{pred}”{lag}", "the rest of “{row}” waits for “{pred}”{lag}")
_STEPS: dict[str, Pair] = {
    "summary_link": (
        "“{row}”随汇总任务“{at}”等待“{pred}”{lag}",
        "“{row}” waits with its summary “{at}” for “{pred}”{lag}",
    ),
    "duration": ("“{row}”工期 {span}", "“{row}” takes {span}"),
    "remaining": ("“{row}”还需 {span}", "“{row}” still takes {span}"),
    "constraint": ("“{row}”受约束：“{at}”{constraint}", "“{row}” is held by a constraint: “{at}” {constraint}"),
    "own_constraint": ("“{row}”受约束：{constraint}", "“{row}” is held by a constraint: {constraint}"),
    "data_date": (
        "“{row}”尚未完成的工作不早于数据日期 {data_date}",
        "the open work of “{row}” is not before the data date {data_date}",
    ),
    "project_start": ("“{row}”随项目开始", "“{row}” starts with the project"),
    "actual": ("“{row}”的实际日期", "the actual date of “{row}”"),
    "manual": ("“{row}”的日期由手工设定", "the dates of “{row}” are set by hand"),
    "children": ("“{row}”取自下级任务“{at}”", "“{row}” comes from “{at}” below it"),
    "leveling": ("“{row}”的资源平衡延迟 {span}", "levelling delays “{row}” by {span}"),
    "alap": ("“{row}”越晚越好，排在最迟日期", "“{row}” is as late as possible and stands on its late date"),
    "deadline": ("“{row}”的期限是 {deadline}", "the deadline of “{row}” is {deadline}"),
    "must_finish": (
        "项目必须完成于 {must_finish}，“{row}”不能更晚",
        "the project must finish by {must_finish}; “{row}” can be no later",
    ),
    "project_finish": (
        "“{row}”不能晚于项目完成 {project_finish}",
        "“{row}” can be no later than the project's finish {project_finish}",
    ),
    "expected_finish": ("“{row}”的预计完成是 {expected}", "the expected finish of “{row}” is {expected}"),
    "external": ("“{row}”的日期来自其他项目", "the date of “{row}” comes from another project"),
    "span": ("“{row}”随“{at}”起止", "“{row}” spans “{at}”"),
    "other": ("“{row}”的日期没有记录原因", "no cause is recorded for “{row}”"),
}
_CHAIN: Pair = ("“{row}”的{date}是 {moment}：{steps}。", "The {date} of “{row}” is {moment}: {steps}.")
#: Longer chains are cut in the middle of the sentence; the steps themselves are all there.
_SENTENCE_STEPS = 6


def step_text(dated: Dated, step: Step, lang: str, names: Names) -> str:
    """One step in words, without a full stop."""
    values = _values(dated, step, lang, names)
    if step.link >= 0 and step.cause in ("link", "late_link"):
        kind = int(dated.network.links.type[step.link])
        ends = leaves_from_finish(kind), binds_start(kind)
        if step.cause == "late_link":
            return pick(_LATE_LINKS[ends], lang).format(**values)
        started = step.date == "finish" and dated.is_started(step.row)
        return pick(_REST if started else _LINKS[ends], lang).format(**values)
    cause = step.cause
    if cause == "constraint" and step.at == step.row:
        cause = "own_constraint"
    if cause == "duration" and dated.is_started(step.row):
        cause = "remaining"
    return pick(_STEPS[cause], lang).format(**values)


def chain_text(dated: Dated, steps: Sequence[Step], lang: str, names: Names) -> str:
    """One sentence about the last of `steps`, earliest first."""
    last = steps[-1]
    if last.date in ("late_start", "late_finish"):
        # What leads to the project's finish is another question; the steps tell it all the same.
        begin = max((at for at, step in enumerate(steps) if step.cause == "project_finish"), default=0)
        steps = steps[begin:]
    told = [step for step in steps if step.cause != "children"] or [last]
    texts = [step_text(dated, step, lang, names) for step in told]
    if len(texts) > _SENTENCE_STEPS:
        texts = [*texts[:2], "…", *texts[-(_SENTENCE_STEPS - 2) :]]
    return pick(_CHAIN, lang).format(
        row=named(names, last.row),
        date=pick(DATE_WORDS[last.date], lang),
        moment=moment_text(last.instant),
        steps=pick(("；", "; "), lang).join(texts),
    )


def constraint_text(network_constraint: int, date: int, lang: str) -> str:
    """A constraint with its date."""
    pair = _CONSTRAINTS.get(network_constraint, ("受日期限制 {date}", "is bound to {date}"))
    return pick(pair, lang).format(date=moment_text(date))


def constraints_of(dated: Dated, row: int, lang: str) -> str:
    """The constraints of a row, the secondary one too where there is one."""
    network = dated.network
    first, second = int(network.constraint[row]), int(network.constraint2[row])
    texts = []
    if first or not second:
        texts.append(constraint_text(first, int(network.constraint_date[row]), lang))
    if second:
        texts.append(constraint_text(second, int(network.constraint2_date[row]), lang))
    return pick(("，", ", "), lang).join(texts)


def lag_text(dated: Dated, link: int, lang: str) -> str:
    """The lag of a link as the end of a sentence; empty where there is none."""
    minutes = dated.lag_minutes(link)
    if minutes == 0:
        return ""
    calendar = dated.lag_calendar(link)
    span = span_text(minutes, day_minutes(calendar), lang)
    if int(dated.network.links.lag_kind[link]) in (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT):
        span = pick((f"{span}（连续时间）", f"{span} (elapsed)"), lang)
    if minutes > 0:
        return pick((f"，滞后 {span}", f" with a lag of {span}"), lang)
    return pick((f"，提前 {span}", f" with a lead of {span}"), lang)


def _values(dated: Dated, step: Step, lang: str, names: Names) -> dict[str, str]:
    network, row = dated.network, step.row
    values = {
        "row": named(names, row),
        "at": named(names, step.at if step.at >= 0 else row),
        "data_date": moment_text(network.options.data_date),
        "deadline": moment_text(int(network.deadline[row])),
        "must_finish": moment_text(network.options.must_finish),
        "project_finish": moment_text(dated.result.project_finish),
        "expected": moment_text(int(network.expected_finish[row])),
        "lag": "",
    }
    if step.link >= 0:
        values["pred"] = named(names, int(network.links.pred[step.link]))
        values["succ"] = named(names, int(network.links.succ[step.link]))
        values["lag"] = lag_text(dated, step.link, lang)
    values["constraint"] = constraints_of(dated, step.at if step.at >= 0 else row, lang)
    calendar = dated.calendar(row)
    minutes = work_left(dated, row)
    if step.cause == "leveling":
        minutes = calendar.between(int(dated.result.early_start[row]), int(dated.result.start[row]))
    values["span"] = span_text(minutes, day_minutes(calendar), lang)
    return values


def work_left(dated: Dated, row: int) -> int:
    """What a row still has to do, minutes: all of its duration before it begins."""
    network = dated.network
    duration = int(network.duration[row])
    if not dated.is_started(row):
        return duration
    if dated.is_done(row):
        return 0
    if network.remaining[row] >= 0:
        return min(int(network.remaining[row]), duration)
    return round(duration * (100.0 - min(max(float(network.percent[row]), 0.0), 100.0)) / 100.0)
