"""What other modules and the surfaces may call."""

from linkspan.modules.identity.access import grant_role, revoke_grant, seed_roles
from linkspan.modules.identity.addresses import client_address
from linkspan.modules.identity.demo import DemoLogin, demo_logins, write_demo_logins
from linkspan.modules.identity.duties import rules as access_rules
from linkspan.modules.identity.first_run import create_administrator, issue_setup_code
from linkspan.modules.identity.first_run import is_pending as is_first_run_pending
from linkspan.modules.identity.login_log import touch_session
from linkspan.modules.identity.models import Department, Group, Organisation, Party, User
from linkspan.modules.identity.pending import pending_step
from linkspan.modules.identity.people import create_group
from linkspan.modules.identity.queries import find_person, people_visible, register_people
from linkspan.modules.identity.role_editing import create_role
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
from linkspan.modules.identity.tokens import check_token, create_token, refuse_token, token_actor
from linkspan.modules.identity.tokens import note_use as note_token_use

__all__ = [
    "DemoLogin", "Department", "Group", "Organisation", "Party", "User", "access_rules", "check_token",
    "client_address", "create_administrator", "create_department", "create_group", "create_organisation",
    "create_party", "create_role", "create_token", "create_user", "deactivate_user", "demo_logins",
    "enforce_session_limits", "find_person", "grant_role", "is_first_run_pending", "issue_setup_code",
    "note_token_use", "pending_step", "people_visible", "reactivate_user", "refuse_token", "register_people",
    "revoke_grant", "seed_roles", "set_password", "set_preferences", "token_actor", "touch_session",
    "write_demo_logins",
]  # fmt: skip
