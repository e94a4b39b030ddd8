"""What other modules and the surfaces may call."""

from linkspan.modules.identity.access import grant_role, revoke_grant, seed_roles
from linkspan.modules.identity.addresses import client_address
from linkspan.modules.identity.demo import DemoLogin, demo_logins, write_demo_logins
from linkspan.modules.identity.first_run import create_administrator, issue_setup_code
from linkspan.modules.identity.first_run import is_pending as is_first_run_pending
from linkspan.modules.identity.models import Department, Group, Organisation, Party, User
from linkspan.modules.identity.queries import find_person, people_visible
from linkspan.modules.identity.services import (
    create_department,
    create_organisation,
    create_party,
    create_user,
    deactivate_user,
    reactivate_user,
    set_password,
    set_preferences,
)
from linkspan.modules.identity.sessions import enforce_session_limits

__all__ = [
    "DemoLogin", "Department", "Group", "Organisation", "Party", "User", "client_address", "create_administrator",
    "create_department", "create_organisation", "create_party", "create_user", "deactivate_user", "demo_logins",
    "enforce_session_limits", "find_person", "grant_role", "is_first_run_pending", "issue_setup_code",
    "people_visible", "reactivate_user", "revoke_grant", "seed_roles", "set_password", "set_preferences",
    "write_demo_logins",
]  # fmt: skip
