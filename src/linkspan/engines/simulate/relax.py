"""A plan made ready: lags in percent resolved, and late constraints taken out where that is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from linkspan.engines.network import Constraint, LagKind, Network

#: What becomes of a constraint that holds a date back; the numbers of `Constraint`, those of P6 among them.
_FREED = {
    int(Constraint.SNLT): int(Constraint.ASAP),
    int(Constraint.FNLT): int(Constraint.ASAP),
    int(Constraint.MSO): int(Constraint.SNET),
    int(Constraint.MFO): int(Constraint.FNET),
    8: int(Constraint.SNET),
    9: int(Constraint.FNET),
    10: int(Constraint.SNET),
    11: int(Constraint.FNET),
}


_PERCENT_SCALE = 10_000


def with_fixed_lags(network: Network) -> Network:
    """`network` with every lag in percent as minutes: the share of its predecessor's planned duration."""
    links = network.links
    shares = links.lag_kind >= LagKind.PERCENT
    if not shares.any():
        return network
    inside = (links.pred >= 0) & (links.pred < network.n_tasks)
    base = network.duration[np.where(inside, links.pred, 0)]
    minutes = np.rint(base * (links.lag / _PERCENT_SCALE)).astype(np.int64)
    lag = np.where(shares, minutes, links.lag)
    kind = np.where(shares, links.lag_kind - LagKind.PERCENT, links.lag_kind)
    return replace(network, links=replace(links, lag=lag, lag_kind=kind))


def relaxed(network: Network) -> Network:
    """`network` without "no later than" dates, fixed dates turned into "no earlier than" (GAO, best practice 8)."""
    changed: dict[str, Any] = {}
    for name in ("constraint", "constraint2"):
        column = getattr(network, name, None)
        if column is not None:
            changed[name] = np.array([_FREED.get(value, value) for value in column.tolist()], dtype=np.int64)
    return replace(network, **changed)
