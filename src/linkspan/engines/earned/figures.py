"""Cost figures of earned value from planned, earned and actual value.

Formulae: PMI, Practice Standard for Earned Value Management; ANSI/EIA-748. A figure that is undefined (nothing planned,
nothing earned, nothing spent, nothing left) has no value and a reason; there is never an exception or an infinity.
"""

from __future__ import annotations

import math

from linkspan.engines.earned.model import Figure, Limits, Unit, Verdict

#: Budgets are sums of floats: what is below this share of the whole is none.
TOLERANCE = 1e-9


def known(value: float | None) -> float | None:
    """A finite number, or None."""
    return None if value is None or not math.isfinite(value) else float(value)


def divide(upper: float | None, lower: float | None) -> float | None:
    """A quotient that is a finite number, or None."""
    if upper is None or lower is None or lower == 0:
        return None
    quotient = upper / lower
    return quotient if math.isfinite(quotient) else None


def _minus(left: float | None, right: float | None) -> float | None:
    return None if left is None or right is None else known(left - right)


def index_verdict(value: float | None, limits: Limits, *, to_complete: bool = False) -> Verdict:
    """Verdict on an efficiency index, or on a to-complete index, which is good when low."""
    if value is None:
        return "unknown"
    if to_complete:
        return "good" if value <= 1.0 else "bad" if value * limits.bad > 1.0 else "watch"
    return "good" if value >= limits.good else "bad" if value < limits.bad else "watch"


def variance_verdict(value: float | None) -> Verdict:
    """Verdict on a variance: good from zero."""
    if value is None:
        return "unknown"
    return "good" if value >= 0 else "bad"


class Money:
    """The four inputs, cleaned, and what is missing about them."""

    def __init__(self, bac: float | None, pv: float | None, ev: float | None, ac: float | None) -> None:
        self.bac, self.pv, self.ev, self.ac = known(bac), known(pv), known(ev), known(ac)

    def missing(self, *names: str) -> str:
        """The reason why a figure of these inputs cannot be computed, or nothing."""
        for name in names:
            if getattr(self, name) is None:
                return f"no_{name}"
        return ""

    @property
    def left(self) -> float | None:
        """Budget of the work that is not earned yet; rounding is no work."""
        rest = _minus(self.bac, self.ev)
        if rest is not None and self.bac is not None and abs(rest) <= TOLERANCE * max(1.0, abs(self.bac)):
            return 0.0
        return rest


def figure(
    name: str,
    value: float | None,
    unit: Unit,
    *,
    inputs: tuple[tuple[str, float | None], ...] = (),
    verdict: Verdict = "none",
    reason: str = "",
) -> Figure:
    """A figure whose reason stands exactly when its value is missing."""
    value = known(value)
    if value is None:
        return Figure(name, None, unit, inputs, "unknown", reason or "out_of_range")
    return Figure(name, value, unit, inputs, verdict)


def earned_value(
    bac: float | None,
    pv: float | None,
    ev: float | None,
    ac: float | None = None,
    *,
    limits: Limits | None = None,
) -> tuple[Figure, ...]:
    """Variances, indices, three estimates at completion and the to-complete indices at one status date.

    All four inputs are cumulative and in one unit; None (or NaN) = unknown. `ac` None leaves the cost figures without
    value. ETC, VAC and TCPI to EAC rest on EAC = BAC / CPI.
    """
    money, chosen = Money(bac, pv, ev, ac), limits or Limits()
    return (*_basics(money), *_performance(money, chosen), *_estimates(money, chosen), *_shares(money))


def _basics(m: Money) -> list[Figure]:
    pairs = (("bac", m.bac), ("pv", m.pv), ("ev", m.ev), ("ac", m.ac))
    return [figure(name, value, "budget", reason=f"no_{name}") for name, value in pairs]


def _performance(m: Money, limits: Limits) -> list[Figure]:
    cv, sv = _minus(m.ev, m.ac), _minus(m.ev, m.pv)
    spent = m.ac is not None and m.ac > 0
    planned = m.pv is not None and m.pv > 0
    cpi = divide(m.ev, m.ac) if spent else None
    spi = divide(m.ev, m.pv) if planned else None
    cost, time = (("EV", m.ev), ("AC", m.ac)), (("EV", m.ev), ("PV", m.pv))
    no_cost = m.missing("ev", "ac")
    no_plan = m.missing("ev", "pv")
    return [
        figure("cv", cv, "budget", inputs=cost, verdict=variance_verdict(cv), reason=no_cost),
        figure("sv", sv, "budget", inputs=time, verdict=variance_verdict(sv), reason=no_plan),
        figure(
            "cpi",
            cpi,
            "ratio",
            inputs=cost,
            verdict=index_verdict(cpi, limits),
            reason=no_cost or ("" if spent else "nothing_spent"),
        ),
        figure(
            "spi",
            spi,
            "ratio",
            inputs=time,
            verdict=index_verdict(spi, limits),
            reason=no_plan or ("" if planned else "nothing_planned"),
        ),
    ]


def _estimates(m: Money, limits: Limits) -> list[Figure]:
    spent = m.ac is not None and m.ac > 0
    cpi = divide(m.ev, m.ac) if spent else None
    spi = divide(m.ev, m.pv) if m.pv is not None and m.pv > 0 else None
    gap = m.missing("bac", "ev", "ac")
    why_cpi = gap or ("" if spent else "nothing_spent") or ("" if cpi else "nothing_earned")
    eac = divide(m.bac, cpi) if not why_cpi and cpi is not None and cpi > 0 else None
    eac_plan = None if gap or m.ac is None or m.left is None else m.ac + m.left
    why_both = why_cpi or m.missing("pv") or ("" if spi else "nothing_planned")
    product = cpi * spi if cpi is not None and spi is not None else None
    rest = divide(m.left, product) if not why_both and product is not None and product > 0 else None
    eac_both = None if rest is None or m.ac is None else m.ac + rest
    base: tuple[tuple[str, float | None], ...] = (("BAC", m.bac), ("EV", m.ev), ("AC", m.ac))
    etc, vac = _minus(eac, m.ac), _minus(m.bac, eac)
    ends: tuple[tuple[str, float | None], ...] = (("EAC", eac), ("AC", m.ac))
    return [
        figure("eac", eac, "budget", inputs=(("BAC", m.bac), ("CPI", cpi)), reason=why_cpi),
        figure("eac_plan", eac_plan, "budget", inputs=base, reason=gap),
        figure("eac_both", eac_both, "budget", inputs=(*base, ("CPI", cpi), ("SPI", spi)), reason=why_both),
        figure("etc", etc, "budget", inputs=ends, reason=why_cpi),
        figure(
            "vac",
            vac,
            "budget",
            inputs=(("BAC", m.bac), ("EAC", eac)),
            verdict=variance_verdict(vac),
            reason=why_cpi,
        ),
        _to_complete("tcpi_bac", m, ("BAC", m.bac), limits, gap),
        _to_complete("tcpi_eac", m, ("EAC", eac), limits, why_cpi),
    ]


def _to_complete(name: str, m: Money, target: tuple[str, float | None], limits: Limits, gap: str) -> Figure:
    """Efficiency that the remaining work needs to end at `target`."""
    money_left = _minus(target[1], m.ac)
    reason, value = gap, None
    if not reason and m.left is not None and m.left <= 0:
        reason = "complete"
    elif not reason and money_left is not None and money_left <= 0:
        reason = "budget_spent"
    elif not reason:
        value = divide(m.left, money_left)
    inputs: tuple[tuple[str, float | None], ...] = (("BAC", m.bac), ("EV", m.ev), ("AC", m.ac))
    if target[0] != "BAC":
        inputs = (*inputs, target)
    verdict = index_verdict(value, limits, to_complete=True)
    return figure(name, value, "ratio", inputs=inputs, verdict=verdict, reason=reason)


def _shares(m: Money) -> list[Figure]:
    budgeted = m.bac is not None and m.bac > 0
    found = []
    for name, symbol, part in (("complete", "EV", m.ev), ("planned", "PV", m.pv), ("spent", "AC", m.ac)):
        share = divide(part, m.bac) if budgeted else None
        reason = m.missing("bac", symbol.lower()) or ("" if budgeted else "no_budget")
        inputs = ((symbol, part), ("BAC", m.bac))
        found.append(
            figure(f"percent_{name}", None if share is None else share * 100.0, "percent", inputs=inputs, reason=reason)
        )
    return found
