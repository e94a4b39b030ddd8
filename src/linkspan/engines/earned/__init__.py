"""Earned value management and Earned Schedule: planned, earned and actual value by period, and every figure on them."""

from linkspan.engines.earned.figures import earned_value
from linkspan.engines.earned.messages import error_text, formula, reason_text, sentence, title
from linkspan.engines.earned.model import (
    NO_TIME,
    EarnedError,
    Figure,
    Limits,
    Method,
    MilestoneWeight,
    Packages,
    Phasing,
)
from linkspan.engines.earned.periods import period_boundaries, period_name
from linkspan.engines.earned.report import EarnedReport, earned_report
from linkspan.engines.earned.schedule import earned_schedule, earned_time, schedule_adherence
from linkspan.engines.earned.values import ValueCurves

__all__ = [
    "NO_TIME",
    "EarnedError",
    "EarnedReport",
    "Figure",
    "Limits",
    "Method",
    "MilestoneWeight",
    "Packages",
    "Phasing",
    "ValueCurves",
    "earned_report",
    "earned_schedule",
    "earned_time",
    "earned_value",
    "error_text",
    "formula",
    "period_boundaries",
    "period_name",
    "reason_text",
    "schedule_adherence",
    "sentence",
    "title",
]
