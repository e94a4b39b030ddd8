"""All checks of a plan at once."""

from __future__ import annotations

from linkspan.engines.health.base import Ground
from linkspan.engines.health.dcma import structure_checks
from linkspan.engines.health.gao import gao_checks
from linkspan.engines.health.model import Check, HealthFacts, Thresholds
from linkspan.engines.health.path_test import run_path_test
from linkspan.engines.health.progress import progress_checks
from linkspan.engines.network import Network, Result


def check_health(
    network: Network, result: Result, facts: HealthFacts, thresholds: Thresholds | None = None
) -> tuple[Check, ...]:
    """The DCMA 14 and the GAO ten, in this order, for a computed plan.

    The critical-path test computes the plan a second time. Raises ValueError where an array of `facts` has another
    length than the plan; data that are missing make a check "unknown", never an error.
    """
    for name in ("names", "baseline_start", "baseline_finish", "has_resource", "has_cost"):
        given = getattr(facts, name)
        if given is not None and len(given) != network.n_tasks:
            raise ValueError(f"{name} has {len(given)} rows, the plan has {network.n_tasks}")
    ground = Ground(network, result, facts, thresholds or Thresholds())
    test = run_path_test(ground)
    return (*structure_checks(ground), *progress_checks(ground, test), *gao_checks(ground, test))
