"""What other modules may call: keep a plan as it is, or as it was; set risk drivers."""

from linkspan.modules.analysis.drivers import Driver
from linkspan.modules.analysis.services import save_drivers
from linkspan.modules.analysis.snapshots import keep_import, keep_replayed

__all__ = ["Driver", "keep_import", "keep_replayed", "save_drivers"]
