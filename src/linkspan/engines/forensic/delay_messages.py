"""Delay attribution in words, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from linkspan.engines.forensic.messages import Pair, moment_text, move_text, pick, span_text

_PARTS: dict[tuple[str, str], Pair] = {
    ("progress", "work"): ("“{name}”的执行使完成日期{move}", "carrying out “{name}” puts the finish {move}"),
    ("progress", "start"): ("“{name}”的开始使完成日期{move}", "the start of “{name}” puts the finish {move}"),
    ("revision", "work"): ("“{name}”的工期调整使完成日期{move}", "the new duration of “{name}” puts the finish {move}"),
    ("revision", "start"): ("“{name}”的开始调整使完成日期{move}", "the new start of “{name}” puts the finish {move}"),
}
_KINDS: dict[str, Pair] = {
    "path": ("驱动路径转到“{name}”使完成日期{move}", "the path turning to “{name}” puts the finish {move}"),
    "wait": ("“{name}”的依赖调整使完成日期{move}", "the revised links of “{name}” put the finish {move}"),
    "added": ("新增的“{name}”使完成日期{move}", "“{name}”, which was added, puts the finish {move}"),
    "removed": ("取消“{name}”使完成日期{move}", "removing “{name}” puts the finish {move}"),
}
_CONCURRENT: Pair = (
    "同期“{name}”也延误：即使没有驱动路径上的延误，完成日期仍会推迟 {span}",
    "“{name}” was late at the same time: without the delay on the driving path the finish would still slip by {span}",
)
_REPORT: Pair = (
    "完成日期从 {before} 到 {after}，{move}：{parties}。",
    "The finish went from {before} to {after}, {move}: {parties}.",
)
_STILL: Pair = ("完成日期没有变化，仍是 {after}。", "The finish has not moved: {after}.")
_NOBODY: Pair = ("未指定责任方", "no party named")


def part_text(name: str, what: tuple[str, str], moved: tuple[int, int], lang: str) -> str:
    """What one task did; `what` = (cause, kind), `moved` = (minutes, minutes of a day)."""
    pair = _PARTS.get(what) or _KINDS[what[1]]
    return pick(pair, lang).format(name=name, move=move_text(*moved, lang))


def concurrent_text(name: str, minutes: int, day_minutes: int, lang: str) -> str:
    """A concurrent delay."""
    return pick(_CONCURRENT, lang).format(name=name, span=span_text(minutes, day_minutes, lang))


def window_label(old: str, new: str, dates: tuple[int, int], lang: str) -> str:
    """What a window is called: its snapshots, or its data dates."""
    if old and new:
        return f"{old} → {new}"
    return f"{moment_text(dates[0])[:10]} → {moment_text(dates[1])[:10]}"


def report_text(ends: tuple[int, int], total: tuple[int, int], parties: Sequence[tuple[str, int]], lang: str) -> str:
    """One sentence about the whole; `total` = (minutes, minutes of a day), `parties` = (party, minutes)."""
    minutes, day = total
    told = [(party or pick(_NOBODY, lang), part) for party, part in parties if part]
    listed = pick(("；", "; "), lang).join(
        f"{party}{_gap(party, lang)}{move_text(part, day, lang)}" for party, part in told
    )
    if not minutes and not told:
        return pick(_STILL, lang).format(after=moment_text(ends[1]))
    values = {"before": moment_text(ends[0]), "after": moment_text(ends[1]), "parties": listed}
    return pick(_REPORT, lang).format(move=move_text(minutes, day, lang), **values)


def _gap(party: str, lang: str) -> str:
    """Latin names stand apart from Chinese words."""
    return "" if lang.startswith("zh") and not party[-1].isascii() else " "
