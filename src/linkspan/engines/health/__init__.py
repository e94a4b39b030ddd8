"""Health of a schedule: the 14 points of the DCMA and the ten practices of the GAO, with formulae and offenders."""

from linkspan.engines.health.check import check_health
from linkspan.engines.health.model import Check, HealthFacts, Offender, Thresholds
from linkspan.engines.health.texts import formula, offender_text, sentence, threshold_text, title

__all__ = [
    "Check",
    "HealthFacts",
    "Offender",
    "Thresholds",
    "check_health",
    "formula",
    "offender_text",
    "sentence",
    "threshold_text",
    "title",
]
