"""Who may do what, written by hand: the oracle of the permission matrix. It imports nothing from the program.

One row a route, or a route with one kind of request. A cell says how the server must answer the role:

    +  done        F  seen, but not allowed (403)        N  not found (404)        L  log in first (401)

The roles stand in the order of ROLES. All are people of one organisation: `nobody` holds nothing, `outsider` manages
another project of it (BETA), the others hold their role at the project asked about (ALPHA), `admin` holds everything.
"""

ROLES = ("anonymous", "nobody", "outsider", "vendor", "viewer", "engineer", "manager", "admin")

# Shapes that come again and again.
EVERYBODY = "L + + + + + + +"
READ = "L N N + + + + +"
PLAN = "L N N F F F + +"  # what needs a planner
ORGANISATION = "L F F F F F F +"  # what needs a right over the whole organisation

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
    ("POST", "/api/calendars", ""): ORGANISATION,
    ("POST", "/api/calendars", "of a project"): PLAN,
    ("POST", "/api/projects/{code}/import/preview", ""): PLAN,
    # A preview of the manager's: nobody else can apply it, not even an administrator.
    ("POST", "/api/projects/{code}/import/apply", ""): "L N N N N N + N",
    ("POST", "/api/import/preview", ""): ORGANISATION,
    ("POST", "/api/import/apply", ""): "L N N N N N N +",
    ("GET", "/api/my-work", ""): EVERYBODY,
    ("POST", "/api/my-work/progress", "on the vendor's row"): "L N N + F + + +",
    ("POST", "/api/my-work/progress", "on another's row"): "L N N N F + + +",
    ("GET", "/api/search", ""): EVERYBODY,
    # A job of the manager's: watched by all of the project, stopped by its owner or who rules there.
    ("GET", "/api/jobs/{job_id}", ""): "L N N N + + + +",
    ("POST", "/api/jobs/{job_id}/cancel", ""): "L N N N F F + +",
}

# The same requests for rows of project BETA, by people of ALPHA: nothing there exists for them.
FOREIGN_ROLES = ("vendor", "viewer", "engineer", "manager")
# Routes without anything that could belong to another project.
NOBODYS = {
    "/api/session",
    "/api/session/preferences",
    "/api/projects",
    "/api/my-work",
    "/api/search",
    "/api/import/preview",
    "/api/import/apply",
}
STATUS = {"F": 403, "N": 404, "L": 401}


def cell(row: tuple[str, str, str], role: str) -> str:
    """What the table says of a role."""
    cells = TABLE[row].split()
    assert len(cells) == len(ROLES), row
    return cells[ROLES.index(role)]
