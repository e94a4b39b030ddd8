"""What other modules may call: a demonstration brings rules."""

from linkspan.modules.automation.services import add_rule

__all__ = ["add_rule"]
