"""A comparison of two revisions in words, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linkspan.engines.forensic.chain_messages import constraint_text
from linkspan.engines.forensic.messages import Pair, moment_text, move_text, pick, span_text
from linkspan.engines.network import NO_TIME, LagKind, LinkType

_TITLES: dict[str, Pair] = {
    "logic": ("逻辑关系", "logic"),
    "duration": ("工期", "durations"),
    "progress": ("进度更新", "progress"),
    "calendar": ("日历", "calendars"),
    "constraint": ("约束与固定日期", "constraints"),
    "scope": ("范围", "scope"),
}
_ROWS: dict[str, Pair] = {
    "logic": ("“{name}”的依赖变化使日期{move}", "the links of “{name}” put the date {move}"),
    "duration": ("“{name}”的工期变化使日期{move}", "the duration of “{name}” puts the date {move}"),
    "progress": ("“{name}”的进度使日期{move}", "the progress of “{name}” puts the date {move}"),
    "calendar": ("“{name}”的日历变化使日期{move}", "the calendar of “{name}” puts the date {move}"),
    "constraint": ("“{name}”的约束变化使日期{move}", "the constraint of “{name}” puts the date {move}"),
    "scope": ("“{name}”的增减使日期{move}", "adding or removing “{name}” puts the date {move}"),
}
_FINISH: Pair = ("项目完成日期", "The project's finish")
_OF: Pair = ("“{name}”的日期", "The date of “{name}”")
_MOVED: Pair = (
    "{what}从 {before} 到 {after}，{move}：{parts}。",
    "{what} went from {before} to {after}, {move}: {parts}.",
)
_SAME: Pair = ("{what}没有变化，仍是 {after}。", "{what} has not moved: {after}.")
_BALANCED: Pair = (
    "{what}没有变化，仍是 {after}，但各项变化相互抵消：{parts}。",
    "{what} has not moved: {after}; but changes cancel out: {parts}.",
)
_WORDS: dict[str, Pair] = {
    "duration": ("工期", "duration"),
    "elapsed": ("按连续时间计工期", "elapsed duration"),
    "actual_start": ("实际开始", "actual start"),
    "actual_finish": ("实际完成", "actual finish"),
    "remaining": ("剩余工期", "remaining duration"),
    "percent": ("完成百分比", "percent complete"),
    "suspend": ("暂停日期", "suspend date"),
    "resume": ("恢复日期", "resume date"),
    "expected_finish": ("预计完成", "expected finish"),
    "kind": ("任务类型", "type"),
    "active": ("启用", "active"),
    "project": ("所属项目", "project"),
    "constraint": ("约束", "constraint"),
    "constraint2": ("第二约束", "secondary constraint"),
    "deadline": ("期限", "deadline"),
    "external_early_start": ("外部最早开始", "external early start"),
    "external_late_finish": ("外部最迟完成", "external late finish"),
    "manual_start": ("手工日期", "dates set by hand"),
    "leveling_delay": ("资源平衡延迟", "levelling delay"),
    "parent": ("上级任务", "parent"),
    "calendar": ("日历", "calendar"),
    "link": ("依赖", "link"),
    "row": ("任务", "task"),
    "project_start": ("项目开始", "project start"),
    "start": ("项目开始", "project start"),
    "projects": ("项目数", "number of projects"),
    "data_date": ("数据日期", "data date"),
    "must_finish": ("要求的完成日期", "must-finish date"),
    "default_calendar": ("项目日历", "project calendar"),
    "lag_calendar": ("滞后量的日历", "calendar of lags"),
    "schedule_from_finish": ("从完成日期倒排", "schedule from finish"),
    "remaining_after_data_date": ("剩余工作不早于数据日期", "remaining work after the data date"),
    "progress_mode": ("进度计算方式", "progress rule"),
    "honor_constraints": ("约束优先于逻辑", "constraints before logic"),
    "critical_threshold": ("关键任务的时差上限", "critical float limit"),
    "flavour": ("计算规则", "scheduling rules"),
    "changed": ("（内容有变）", " (changed)"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "none": ("无", "none"),
    "asap": ("越早越好", "as soon as possible"),
}
_INSTANTS = frozenset(
    (
        *("actual_start", "actual_finish", "suspend", "resume", "expected_finish", "deadline", "data_date"),
        *("external_early_start", "external_late_finish", "project_start", "start", "must_finish"),
    )
)
_ADDED: Pair = ("新增{what}：{after}", "{what} added: {after}")
_REMOVED: Pair = ("取消{what}：{before}", "{what} removed: {before}")
_CHANGED: Pair = ("{what}：{before} → {after}", "{what}: {before} → {after}")
_ROW_ADDED: Pair = ("新增任务“{name}”（{after}）", "task “{name}” added ({after})")
_ROW_REMOVED: Pair = ("删除任务“{name}”（{before}）", "task “{name}” removed ({before})")


def title(group: str, lang: str) -> str:
    """What a group is called."""
    return pick(_TITLES[group], lang)


def word(key: str, lang: str) -> str:
    """What a fact is called; its own name where there is no word."""
    return pick(_WORDS.get(key, (key, key)), lang)


def row_text(group: str, name: str, minutes: int, day_minutes: int, lang: str) -> str:
    """What the change of one row does."""
    return pick(_ROWS[group], lang).format(name=name, move=move_text(minutes, day_minutes, lang))


def movement_text(
    name: str,
    ends: tuple[int, int],
    moved: tuple[int, int],
    parts: Sequence[tuple[str, int]],
    lang: str,
) -> str:
    """One sentence about a movement; `moved` = (minutes, minutes of a day), `parts` = (group, minutes)."""
    minutes, day = moved
    what = pick(_OF, lang).format(name=name) if name else pick(_FINISH, lang)
    told = [(group, part) for group, part in parts if part]
    listed = pick(("；", "; "), lang).join(
        f"{title(group, lang)}{_gap(lang)}{move_text(p, day, lang)}" for group, p in told
    )
    values = {"what": what, "before": moment_text(ends[0]), "after": moment_text(ends[1]), "parts": listed}
    if minutes == 0 and ends[0] == ends[1]:
        return pick(_BALANCED if told else _SAME, lang).format(**values)
    if not told:
        return pick(("{what}从 {before} 到 {after}。", "{what} went from {before} to {after}."), lang).format(**values)
    return pick(_MOVED, lang).format(move=move_text(minutes, day, lang), **values)


def _gap(lang: str) -> str:
    return "" if lang.startswith("zh") else " "


def change_text(name: str, what: str, words: tuple[str, str], lang: str) -> str:
    """One change in words, without a full stop."""
    before, after = words
    if what == "row":
        return pick(_ROW_ADDED if after else _ROW_REMOVED, lang).format(name=name, before=before, after=after)
    pair = _CHANGED
    if not before or not after:
        pair = _ADDED if after else _REMOVED
    text = pick(pair, lang).format(what=word(what, lang), before=before, after=after)
    return f"“{name}”{_gap(lang)}{text}" if name else text


def value_words(name: str, value: Any, day_minutes: int, lang: str, second: int = NO_TIME) -> str:
    """The value of a column; `second` is the date that belongs to it. Empty where it says nothing."""
    if name in ("constraint", "constraint2"):
        if int(value) == 0:
            return word("asap", lang)
        return constraint_text(int(value), second, lang).replace(" —", "")
    if name == "manual_start":
        return "" if value == NO_TIME else f"{moment_text(int(value))} – {moment_text(second)}"
    if name in _INSTANTS:
        return "" if value == NO_TIME else moment_text(int(value))
    if name == "percent":
        return f"{float(value):g} %"
    if name == "remaining":
        return "" if int(value) < 0 else span_text(int(value), day_minutes, lang)
    if name == "leveling_delay":
        return span_text(int(value), 1440, lang) if value else ""
    if name in ("active", "elapsed"):
        return word("yes" if value else "no", lang)
    if name == "duration":
        return span_text(int(value), day_minutes, lang)
    return str(int(value))


def option_words(name: str, value: Any, lang: str) -> str:
    """The value of a project's option."""
    if name in _INSTANTS:
        return "" if value == NO_TIME else moment_text(int(value))
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    return str(value)


def link_words(names: tuple[str, str], facts: tuple[int, int, int], day_minutes: int, lang: str) -> str:
    """A link as planners write it: “A” → “B” FS +2 days; `facts` = (type, lag, kind of lag)."""
    kind, lag, lag_kind = facts
    text = f"“{names[0]}” → “{names[1]}” {LinkType(kind).name}"
    if not lag:
        return text
    sign = "+" if lag > 0 else "−"
    if lag_kind >= LagKind.PERCENT:
        return f"{text} {sign}{abs(lag) / 100:g} %"
    elapsed = lag_kind == LagKind.ELAPSED
    return f"{text} {sign}{span_text(lag, 1440 if elapsed else day_minutes, lang)}"
