"""What a trend says, in Chinese and English, with its limits."""

from __future__ import annotations

from linkspan.engines.calendar import from_minutes
from linkspan.engines.trend.model import MilestoneTrend, Month

Pair = tuple[str, str]

_DIRECTIONS: dict[str, Pair] = {
    "slipping": (
        "{n} 次快照中，预计日期平均每周推迟 {pace} 天",
        "Over {n} snapshots the date has slipped by {pace} days a week",
    ),
    "steady": ("{n} 次快照中，预计日期基本稳定", "Over {n} snapshots the date has held"),
    "gaining": (
        "{n} 次快照中，预计日期平均每周提前 {pace} 天",
        "Over {n} snapshots the date has come nearer by {pace} days a week",
    ),
}
_FORECAST: Pair = (
    "；按此趋势将于 {day} 达到（仅为直线外推，离散 {scatter} 天，不考虑剩余工作的逻辑）。",
    "; this trend leads to {day} (a straight line with a scatter of {scatter} days, blind to the logic of the rest).",
)
_REASONS: dict[str, Pair] = {
    "too_few_points": (
        "只有 {n} 次快照，太少，不作趋势预测。",
        "There are only {n} snapshots, too few to speak of a trend.",
    ),
    "too_short": (
        "快照的时间跨度太短，不作趋势预测。",
        "The snapshots lie too close together to speak of a trend.",
    ),
    "runs_away": (
        "；日期推迟得与时间一样快，按此趋势不会达到。",
        "; the date recedes as fast as time passes and would never be reached.",
    ),
    "overdue": (
        "；按此趋势早应达到，趋势线已不能说明问题。",
        "; by this trend it should have been reached already, so the line explains nothing more.",
    ),
    "reached": ("已于 {day} 达到，比基线{lead}。", "Reached {day}, {lead}."),
}
_LEADS: dict[str, Pair] = {
    "late": ("晚 {days} 天", "{days} days after the baseline"),
    "early": ("早 {days} 天", "{days} days before the baseline"),
    "even": ("不早不晚", "as in the baseline"),
}
_MONTH: Pair = (
    "{year} 年 {month} 月：{total} 个里程碑中有 {moved} 个移动，占 {share} %。",
    "{year}-{month:02d}: {moved} of {total} milestones moved, {share} %.",
)
_NO_MONTH: Pair = (
    "{year} 年 {month} 月：没有两次快照可以比较。",
    "{year}-{month:02d}: no two snapshots to compare.",
)


def _pick(pair: Pair, lang: str) -> str:
    return pair[0] if lang.startswith("zh") else pair[1]


def _day(instant: int) -> str:
    return from_minutes(instant).strftime("%Y-%m-%d")


def reason_text(trend: MilestoneTrend, lang: str) -> str:
    """Why there is no forecast; empty where there is one."""
    if not trend.reason:
        return ""
    slip = trend.slip_days or 0.0
    kind = "late" if slip >= 1 else "early" if slip <= -1 else "even"
    lead = _pick(_LEADS[kind], lang).format(days=f"{abs(slip):.0f}")
    day = _day(trend.reached) if trend.reached is not None else ""
    return _pick(_REASONS[trend.reason], lang).format(n=len(trend.points), day=day, lead=lead)


def sentence(trend: MilestoneTrend, lang: str) -> str:
    """The trend of one milestone in a sentence."""
    if trend.slope is None or trend.reason == "reached":
        return reason_text(trend, lang)
    pace = f"{abs(trend.slope) * 7:.1f}"
    head = _pick(_DIRECTIONS[trend.direction], lang).format(n=len(trend.points), pace=pace)
    if trend.forecast is None:
        return head + reason_text(trend, lang)
    tail = _pick(_FORECAST, lang)
    return head + tail.format(day=_day(trend.forecast), scatter=f"{trend.scatter_days or 0.0:.1f}")


def month_sentence(month: Month, lang: str) -> str:
    """The stability of one month in a sentence."""
    if month.share is None:
        return _pick(_NO_MONTH, lang).format(year=month.year, month=month.month)
    values = {"year": month.year, "month": month.month, "total": month.total, "moved": len(month.moved)}
    return _pick(_MONTH, lang).format(**values, share=f"{month.share * 100:.0f}")
