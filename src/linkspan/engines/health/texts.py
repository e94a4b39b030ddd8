"""Titles, formulae, verdicts and offenders of the checks as sentences, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linkspan.engines.calendar import from_minutes
from linkspan.engines.health.messages import (
    CHECKS,
    CONSTRAINTS,
    LINK_TYPES,
    OFFENDERS,
    PATH_REASONS,
    REASONS,
    UNITS,
    Pair,
)
from linkspan.engines.health.model import Check, Offender, Thresholds
from linkspan.engines.network import NO_TIME

Names = Sequence[str] | Callable[[int], str]


def _pick(pair: Pair, lang: str) -> str:
    return pair[0] if lang.startswith("zh") else pair[1]


def _number(value: float, digits: int = 1) -> str:
    """At most `digits` decimals, none where they are zero; the minus is the typographer's."""
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def _amount(value: float, unit: str, lang: str) -> str:
    return _pick(UNITS[unit], lang).format(v=_number(value, 2 if unit == "ratio" else 1))


def title(check_id: str, lang: str) -> str:
    """The name of a check, `zh-CN` or `en`."""
    return _pick(CHECKS[check_id][0], lang)


def formula(check_id: str, lang: str, thresholds: Thresholds | None = None) -> str:
    """How the value of a check is computed."""
    limits = thresholds or Thresholds()
    return _pick(CHECKS[check_id][1], lang).format(
        high_float_days=_number(limits.high_float_days), long_duration_days=_number(limits.long_duration_days)
    )


def threshold_text(check: Check, lang: str) -> str:
    """The limit with its direction, such as «≤ 5 %»."""
    return f"{'≤' if check.at_most else '≥'} {_amount(check.threshold, check.unit, lang)}"


def sentence(check: Check, lang: str) -> str:
    """What was found, with numbers and the limit, or why nothing can be said."""
    if check.value is None:
        return _pick(REASONS[check.reason], lang)
    values = {name: _number(value) for name, value in check.inputs.items()}
    values |= {"value": _amount(check.value, check.unit, lang), "limit": threshold_text(check, lang)}
    values |= {"n": str(len(check.offenders)), "all": str(check.base_count)}
    return _pick(CHECKS[check.id][2], lang).format(**values)


def offender_text(offender: Offender, lang: str, names: Names) -> str:
    """One sentence about one finding; `names` gives the name of a row."""

    def name(row: float) -> str:
        return names(int(row)) if callable(names) else names[int(row)]

    values = {}
    for key, value in offender.params.items():
        if key in ("pred", "other"):
            values[key] = name(value)
        elif key in ("date", "baseline", "finish", "first", "last"):
            values[key] = "—" if value == NO_TIME else from_minutes(int(value)).strftime("%Y-%m-%d %H:%M")
        elif key == "constraint":
            values[key] = _pick(CONSTRAINTS[int(value)], lang)
        elif key == "type":
            values[key] = _pick(LINK_TYPES[int(value)], lang)
        elif key == "reason":
            values[key] = _pick(PATH_REASONS[int(value)], lang)
        else:
            values[key] = _number(value)
    return _pick(OFFENDERS[offender.code], lang).format(name=name(offender.row), **values)
