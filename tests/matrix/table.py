"""Who may do what, written by hand: the oracle of the permission matrix. It imports nothing from the program.

One row a route, or a route with one kind of request. A cell says how the server must answer the role:

    +  done        F  seen, but not allowed (403)        N  not found (404)        L  log in first (401)
    C  what it needs is not there (409)

The roles stand in the order of ROLES. All are people of one organisation: `nobody` holds nothing, `outsider` manages
another project of it (BETA), the others hold their role at the project asked about (ALPHA), `admin` holds everything.
"""

from analysis_table import ANALYSIS
from approvals_table import APPROVALS
from configuration_table import CONFIGURATION
from messages_table import MESSAGES, OF_NO_PROJECT
from records_table import FIRMS, RECORDS
from rules_table import RULES
from setup_table import SETUP

ROLES = ("anonymous", "nobody", "outsider", "vendor", "viewer", "engineer", "manager", "admin")

# Shapes that come again and again.
EVERYBODY = "L + + + + + + +"
READ = "L N N + + + + +"
PLAN = "L N N F F F + +"  # what needs a planner
ORGANISATION = "L F F F F F F +"  # what needs a right over the whole organisation
RIGHTS = "L F + F F F + +"  # what needs a right over rights somewhere
PEOPLE = "L N N N N N N +"  # people and groups are the organisation's

TABLE: dict[tuple[str, str, str], str] = {
    # (method, route, kind of request): cells
    ("GET", "/api/session", ""): EVERYBODY,
    ("PUT", "/api/session/preferences", ""): EVERYBODY,
    ("GET", "/api/projects", ""): EVERYBODY,
    ("POST", "/api/projects", ""): ORGANISATION,
    ("GET", "/api/projects/{code}", ""): READ,
    ("GET", "/api/projects/{code}/plan", ""): READ,
    ("GET", "/api/projects/{code}/plan/changes", ""): READ,
    ("POST", "/api/projects/{code}/plan/commands", "task.create"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.update"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.move"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.indent"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.outdent"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.delete"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.predecessors"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "task.resources"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "link.create"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "link.update"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "link.delete"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "project.set"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "baseline.set"): PLAN,
    ("POST", "/api/projects/{code}/plan/commands", "baseline.choose"): PLAN,
    # A planner's edit: who reads no history does not learn of it.
    ("POST", "/api/projects/{code}/plan/undo", ""): "L N N N F F + +",
    ("POST", "/api/projects/{code}/plan/redo", ""): "L N N N F F + +",
    # A row of the vendor's own; why it stands there, and what was done to it, names rows of others.
    ("GET", "/api/projects/{code}/plan/tasks/{task_id}/history", ""): "L N N F + + + +",
    ("GET", "/api/projects/{code}/plan/tasks/{task_id}/why", ""): "L N N F + + + +",
    ("GET", "/api/projects/{code}/plan/tasks/{task_id}/why", "of another's row"): "L N N N + + + +",
    ("GET", "/api/projects/{code}/plan/tasks/{task_id}/resources", ""): "L N N F + + + +",
    ("GET", "/api/projects/{code}/plan/tasks/{task_id}/resources", "of another's row"): "L N N N + + + +",
    ("GET", "/api/calendars", ""): EVERYBODY,
    ("GET", "/api/calendars", "of a project"): READ,
    # The organisation's calendar: read by whoever holds a role in one of its projects.
    ("GET", "/api/calendars/{calendar_id}", ""): "L N + + + + + +",
    ("PUT", "/api/calendars/{calendar_id}", ""): "L N F F F F F +",
    ("POST", "/api/calendars/{calendar_id}/official/{year}", ""): "L N F F F F F +",
    ("POST", "/api/calendars/{calendar_id}/notice/preview", ""): "L N F F F F F +",
    ("POST", "/api/calendars/{calendar_id}/notice", ""): "L N F F F F F +",
    ("POST", "/api/calendars", ""): ORGANISATION,
    ("POST", "/api/calendars", "of a project"): PLAN,
    ("POST", "/api/projects/{code}/import/preview", ""): PLAN,
    # A preview of the manager's: nobody else can apply it, not even an administrator.
    ("POST", "/api/projects/{code}/import/apply", ""): "L N N N N N + N",
    ("POST", "/api/projects/{code}/import/effect", ""): "L N N N N N + N",
    ("GET", "/api/projects/{code}/plan/export", ""): READ,
    ("POST", "/api/import/preview", ""): ORGANISATION,
    ("POST", "/api/import/apply", ""): "L N N N N N N +",
    ("GET", "/api/my-work", ""): EVERYBODY,
    ("POST", "/api/my-work/progress", "on the vendor's row"): "L N N + F + + +",
    ("POST", "/api/my-work/progress", "on another's row"): "L N N N F + + +",
    ("GET", "/api/search", ""): EVERYBODY,
    ("GET", "/api/openapi.json", ""): EVERYBODY,
    # A job of the manager's: watched by all of the project, stopped by its owner or who rules there.
    ("GET", "/api/jobs/{job_id}", ""): "L N N N + + + +",
    ("POST", "/api/jobs/{job_id}/cancel", ""): "L N N N F F + +",
    ("GET", "/api/admin/roles", ""): RIGHTS,
    ("POST", "/api/admin/roles", ""): "L N F F F F F +",
    # A role of the organisation's own: seen by who sees rights anywhere.
    ("PATCH", "/api/admin/roles/{role_id}", ""): "L N F N N N F +",
    ("DELETE", "/api/admin/roles/{role_id}", ""): "L N F N N N F +",
    # Rules of the installation: the admin of one organisation does not rule it.
    ("PUT", "/api/admin/roles/{role_id}/second-factor", ""): "L N F N N N F F",
    ("GET", "/api/admin/separation", ""): "L F F F F F F F",
    ("PUT", "/api/admin/separation", ""): "L N F N N N F F",
    ("GET", "/api/admin/grants", ""): RIGHTS,
    ("POST", "/api/admin/grants", "at a project"): "L N N N N N + +",
    ("PATCH", "/api/admin/grants/{grant_id}", ""): "L N N N N N + +",
    ("DELETE", "/api/admin/grants/{grant_id}", ""): "L N N N N N + +",
    ("GET", "/api/admin/places", ""): EVERYBODY,
    ("GET", "/api/admin/principals", ""): RIGHTS,
    ("GET", "/api/admin/people", ""): EVERYBODY,
    ("GET", "/api/admin/people/choices", ""): ORGANISATION,
    ("POST", "/api/admin/people", ""): "L N F F F F F +",
    ("PATCH", "/api/admin/people/{user_id}", ""): PEOPLE,
    ("POST", "/api/admin/people/{user_id}/deactivate", ""): PEOPLE,
    ("POST", "/api/admin/people/{user_id}/reactivate", ""): PEOPLE,
    ("POST", "/api/admin/people/{user_id}/password", ""): PEOPLE,
    ("POST", "/api/admin/people/{user_id}/second-factor/reset", ""): PEOPLE,
    ("POST", "/api/admin/people/{user_id}/sessions/end", ""): PEOPLE,
    ("GET", "/api/admin/groups", ""): RIGHTS,
    ("POST", "/api/admin/groups", ""): "L N F F F F F +",
    ("PATCH", "/api/admin/groups/{group_id}", ""): PEOPLE,
    ("DELETE", "/api/admin/groups/{group_id}", ""): PEOPLE,
    ("GET", "/api/admin/tokens", ""): RIGHTS,
    ("DELETE", "/api/admin/tokens/{token_id}", ""): PEOPLE,
    ("GET", "/api/admin/audit", ""): RIGHTS,
    ("GET", "/api/admin/audit/export.csv", ""): RIGHTS,
    ("GET", "/api/access/why", "of a project"): READ,
    ("GET", "/api/me", ""): EVERYBODY,
    ("PATCH", "/api/me", ""): EVERYBODY,
    ("POST", "/api/me/password", ""): EVERYBODY,
    ("GET", "/api/me/sessions", ""): EVERYBODY,
    ("DELETE", "/api/me/sessions", ""): EVERYBODY,
    # A session and a token of the manager's: nobody else's business, not even an administrator's on this page.
    ("DELETE", "/api/me/sessions/{session_id}", ""): "L N N N N N + N",
    ("GET", "/api/me/tokens", ""): EVERYBODY,
    ("POST", "/api/me/tokens", ""): EVERYBODY,
    ("DELETE", "/api/me/tokens/{token_id}", ""): "L N N N N N + N",
    ("POST", "/api/me/second-factor/begin", ""): EVERYBODY,
    ("POST", "/api/me/second-factor/confirm", ""): EVERYBODY,
    # Nobody of this world has a second factor yet.
    ("POST", "/api/me/second-factor/codes", ""): "L C C C C C C C",
    ("POST", "/api/me/second-factor/remove", ""): "L C C C C C C C",
}

TABLE |= RECORDS | FIRMS | SETUP | CONFIGURATION | APPROVALS | MESSAGES | RULES | ANALYSIS

# The same requests for rows of project BETA, by people of ALPHA: nothing there exists for them.
FOREIGN_ROLES = ("vendor", "viewer", "engineer", "manager")
# Routes without anything that could belong to another project.
NOBODYS = {
    "/api/session",
    "/api/session/preferences",
    "/api/projects",
    "/api/my-work",
    "/api/search",
    "/api/openapi.json",
    "/api/meta",
    "/api/inbox",
    "/api/import/preview",
    "/api/import/apply",
    "/api/project-templates",
    "/api/project-templates/import",
    "/api/new-project",
    "/api/admin/roles/{role_id}",
    "/api/admin/roles/{role_id}/second-factor",
}
# Rows that ask about the organisation whatever project is named.
NO_PROJECT = set(FIRMS)
NOBODYS |= OF_NO_PROJECT
STATUS = {"F": 403, "N": 404, "L": 401, "C": 409}


def cell(row: tuple[str, str, str], role: str) -> str:
    """What the table says of a role."""
    cells = TABLE[row].split()
    assert len(cells) == len(ROLES), row
    return cells[ROLES.index(role)]
