"""Risk drivers of the demo: how much longer work takes if a risk of the register strikes, and two drivers of their own.

Inputs only: ranges as an estimator would give them in a workshop; the dates come from the simulation.
"""

from collections.abc import Mapping

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.entities.references import TARGETS
from linkspan.modules.analysis.api import Driver, save_drivers
from linkspan.modules.portfolio.api import Project

#: Code of the risk, and the factors on the durations of the tasks that it is linked to: lowest, likeliest, highest.
OF_RISKS = (
    ("R01", 1.0, 1.2, 1.6),
    ("R02", 1.0, 1.4, 2.5),
    ("R03", 1.0, 1.15, 1.5),
    ("R10", 1.0, 1.4, 2.0),
    ("R12", 1.0, 2.0, 4.0),
)
#: Name, English name, probability, factors, WBS codes of the tasks.
OF_THEIR_OWN = (
    ("联调人手被其他项目占用", "Joint debugging team is shared with other projects", 0.4, (1.0, 1.1, 1.3),
     ("8.5", "8.6", "8.7", "8.12", "8.13")),
    ("第三方窗口期缩短", "Shorter windows of third parties", 0.3, (1.0, 1.2, 1.5), ("7.11", "8.15", "8.17")),
)  # fmt: skip


def load_drivers(project: Project, ids: Mapping[str, int]) -> None:
    """Set the drivers of the project. ids: task ids by WBS code."""
    risks = {risk.code: risk for risk in TARGETS["risk"].model._base_manager.filter(project=project)}
    drivers = [
        Driver(None, "", "", None, low, mode, high, (), risk_id=risks[code].pk) for code, low, mode, high in OF_RISKS
    ]
    drivers += [
        Driver(None, name, name_en, chance, *factors, tuple(ids[code] for code in codes))
        for name, name_en, chance, factors, codes in OF_THEIR_OWN
    ]
    save_drivers(SYSTEM, project, drivers=drivers)
