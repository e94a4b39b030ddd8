"""What other modules may ask of the risk register."""

from linkspan.modules.risk.services import check_risk

__all__ = ["check_risk"]
