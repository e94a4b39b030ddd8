"""Milestone trend analysis: how forecast dates of milestones moved from snapshot to snapshot, and where that leads."""

from linkspan.engines.trend.analysis import milestone_trends
from linkspan.engines.trend.messages import month_sentence, reason_text, sentence
from linkspan.engines.trend.model import MilestoneTrend, Month, Snapshot, TrendLimits, TrendReport

__all__ = [
    "MilestoneTrend",
    "Month",
    "Snapshot",
    "TrendLimits",
    "TrendReport",
    "milestone_trends",
    "month_sentence",
    "reason_text",
    "sentence",
]
