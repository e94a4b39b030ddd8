"""Earned Schedule: how far the plan was when it had earned what is earned now.

Sources: W. Lipke, "Schedule is Different", The Measurable News, March 2003 (ES, SV(t), SPI(t)); K. Henderson, "Further
Developments in Earned Schedule", 2004 (IEAC(t)); W. Lipke, "Earned Schedule", 2009 (TSPI, schedule adherence p).
Time is counted in periods from the start of the plan. A figure that is undefined has a reason instead of a value.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from linkspan.engines.earned.figures import TOLERANCE, divide, figure, index_verdict, known, variance_verdict
from linkspan.engines.earned.model import Figure, Float, Limits

Inputs = tuple[tuple[str, float | None], ...]


def plan_curve(pv: ArrayLike, times: ArrayLike | None = None) -> tuple[Float, Float]:
    """Times and cumulative planned value up to the first point that reaches the whole budget.

    `times` in periods, ascending, default 0, 1, 2 ...; `pv` at those times. Falling values (rounding) are levelled.
    """
    curve = np.maximum.accumulate(np.asarray(pv, dtype=np.float64))
    axis = np.arange(len(curve), dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
    if len(curve) == 0 or len(axis) != len(curve) or not np.isfinite(curve).all() or (np.diff(axis) <= 0).any():
        raise ValueError("a plan curve needs ascending times and as many finite planned values")
    whole = curve[-1] * (1 - TOLERANCE)
    end = int(np.argmax(curve >= whole)) + 1
    return axis[:end], curve[:end]


def earned_time(pv: ArrayLike, ev: float, times: ArrayLike | None = None) -> float:
    """ES in periods: N + (EV - PV_N) / (PV_N+1 - PV_N) with N the last period whose PV_N does not exceed EV.

    An EV of the whole budget (or more) gives the planned duration.
    """
    axis, curve = plan_curve(pv, times)
    if ev >= curve[-1] * (1 - TOLERANCE):
        return float(axis[-1])
    n = int(np.searchsorted(curve, ev * (1 + TOLERANCE), side="right")) - 1
    if n < 0:
        return float(axis[0])
    part = (ev - curve[n]) / (curve[n + 1] - curve[n])
    return float(axis[n] + max(0.0, part) * (axis[n + 1] - axis[n]))


def schedule_adherence(planned_at_es: ArrayLike, earned: ArrayLike) -> float | None:
    """The p-factor: sum of min(PV_j(ES), EV_j) over sum of PV_j(ES); None where nothing is planned by ES.

    Arrays of one length: planned value of every task at the time ES, and its earned value now.
    """
    plan, done = np.asarray(planned_at_es, dtype=np.float64), np.asarray(earned, dtype=np.float64)
    total = float(plan.sum())
    return divide(float(np.minimum(plan, done).sum()), total) if total > TOLERANCE else None


def earned_schedule(
    pv: Sequence[float] | Float,
    ev: float | None,
    at: float | None,
    *,
    times: Sequence[float] | Float | None = None,
    performance_factor: float = 1.0,
    estimated_duration: float | None = None,
    p_factor: float | None = None,
    limits: Limits | None = None,
) -> tuple[Figure, ...]:
    """ES, SV(t), SPI(t), both forms of IEAC(t) and TSPI at the status date `at`.

    `pv`: cumulative planned value at `times` (periods from the start, default 0, 1, 2 ...), the first point 0.
    `performance_factor`: PF(t) of IEAC(t) = AT + (PD - ES) / PF; 1 = the rest as planned. `estimated_duration`: a
    duration to measure TSPI against besides the planned one. `p_factor` from `schedule_adherence`.
    """
    axis, curve = plan_curve(pv, times)
    chosen = limits or Limits()
    planned = float(axis[-1]) if curve[-1] > 0 else None
    gap = "no_budget" if planned is None else "no_ev" if known(ev) is None else "no_at" if known(at) is None else ""
    es = earned_time(curve, float(ev), axis) if not gap and ev is not None else None
    clock = known(at)
    found = [
        figure("es", es, "periods", inputs=(("EV", known(ev)),), reason=gap),
        figure("at", clock, "periods", reason="no_at"),
        figure("pd", planned, "periods", reason="no_budget"),
        *_variances(es, clock, gap, chosen),
        *_estimates(es, clock, planned, gap, performance_factor),
        _to_complete("tspi", es, clock, planned=planned, target=planned, gap=gap, limits=chosen),
    ]
    if estimated_duration is not None:
        target = known(estimated_duration)
        found.append(_to_complete("tspi_ed", es, clock, planned=planned, target=target, gap=gap, limits=chosen))
    verdict = index_verdict(p_factor, chosen)
    found.append(figure("p_factor", p_factor, "ratio", inputs=(("ES", es),), verdict=verdict, reason="no_rows"))
    return tuple(found)


def _variances(es: float | None, at: float | None, gap: str, limits: Limits) -> list[Figure]:
    inputs: Inputs = (("ES", es), ("AT", at))
    variance = None if es is None or at is None else es - at
    running = at is not None and at > 0
    index = divide(es, at) if running else None
    reason = gap or ("" if running else "not_begun")
    return [
        figure("sv_t", variance, "periods", inputs=inputs, verdict=variance_verdict(variance), reason=gap),
        figure("spi_t", index, "ratio", inputs=inputs, verdict=index_verdict(index, limits), reason=reason),
    ]


def _estimates(es: float | None, at: float | None, planned: float | None, gap: str, factor: float) -> list[Figure]:
    index = divide(es, at) if at is not None and at > 0 else None
    reason = gap or ("not_begun" if index is None else "" if index > 0 else "nothing_earned")
    by_index = None if reason else divide(planned, index)
    by_factor, why = None, gap or ("" if factor > 0 else "bad_factor")
    if not why and es is not None and at is not None and planned is not None:
        rest = divide(planned - es, factor)
        by_factor = None if rest is None else at + rest
    inputs: Inputs = (("AT", at), ("PD", planned), ("ES", es), ("PF", known(factor)))
    return [
        figure("ieac_t", by_index, "periods", inputs=(("PD", planned), ("SPI(t)", index)), reason=reason),
        figure("ieac_t_pf", by_factor, "periods", inputs=inputs, reason=why),
    ]


def _to_complete(
    name: str,
    es: float | None,
    at: float | None,
    *,
    planned: float | None,
    target: float | None,
    gap: str,
    limits: Limits,
) -> Figure:
    """Schedule efficiency that the rest needs to end at `target` periods."""
    value, reason = None, gap
    if not reason and es is not None and at is not None and planned is not None:
        if planned - es <= TOLERANCE * max(1.0, planned):
            reason = "complete"
        elif target is None or target <= at:
            reason = "time_over"
        else:
            value = divide(planned - es, target - at)
    inputs: Inputs = (("PD", planned), ("ES", es), ("AT", at))
    if name == "tspi_ed":
        inputs = (*inputs, ("ED", target))
    verdict = index_verdict(value, limits, to_complete=True)
    return figure(name, value, "ratio", inputs=inputs, verdict=verdict, reason=reason)
