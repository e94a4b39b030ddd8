"""Floats of every kind and the driving links of a plan as pages read them."""

from typing import Any

import numpy as np

from linkspan.engines.network import NO_TIME
from linkspan.modules.analysis.plans import Plan
from linkspan.modules.analysis.visibility import Reader

_FLOATS = {
    "total": "total_float",
    "start": "start_float",
    "finish": "finish_float",
    "free": "free_float",
    "independent": "independent_float",
}


def floats_json(reader: Reader, plan: Plan) -> dict[str, Any]:
    """Columns of the rows that the reader sees; driving links both of whose ends it sees."""
    rows, result = reader.rows(plan.state), plan.result
    ids = plan.state.ids
    links = plan.state.links
    driving = np.asarray(result.driving, dtype=bool)
    if reader.seen is not None:
        allowed = ids[rows]
        driving = driving & np.isin(links["predecessor_id"], allowed) & np.isin(links["successor_id"], allowed)
    return {
        "ids": ids[rows].tolist(),
        **{name: _listed(getattr(result, column)[rows]) for name, column in _FLOATS.items()},
        "longest": np.asarray(result.longest_path)[rows].astype(np.int64).tolist(),
        "driving_links": links["id"][driving].tolist(),
    }


def _listed(values: np.ndarray) -> list[int | None]:
    return [None if value == NO_TIME else value for value in values.tolist()]
