"""How a project is set up, by hand as the rest of the table: masks of codes, modules, templates."""

READ = "L N N + + + + +"
SET_UP = "L N N F F F + +"  # what needs a right to set the project up

SETUP: dict[tuple[str, str, str], str] = {
    ("GET", "/api/projects/{code}/numbering", ""): READ,
    ("PUT", "/api/projects/{code}/numbering/{entity}", ""): SET_UP,
    # For all projects of the organisation.
    ("PUT", "/api/projects/{code}/numbering/{entity}", "above the project"): "L N N F F F F +",
    ("DELETE", "/api/projects/{code}/numbering/{entity}", ""): SET_UP,
    ("POST", "/api/projects/{code}/numbering/{entity}/check", ""): SET_UP,
    ("GET", "/api/projects/{code}/settings", ""): READ,
    ("PUT", "/api/projects/{code}/modules", ""): SET_UP,
    ("POST", "/api/projects/{code}/template", ""): SET_UP,
    ("GET", "/api/project-templates", ""): "L + + + + + + +",
    ("GET", "/api/new-project", ""): "L + + + + + + +",
    ("POST", "/api/project-templates/import", ""): "L F F F F F F +",
    # A template that is kept at the project: used by who sets projects up.
    ("GET", "/api/project-templates/{template_id}/file", ""): "L N N N N N + +",
    ("DELETE", "/api/project-templates/{template_id}", ""): "L N N N N N + +",
    ("POST", "/api/projects", "from a template"): "L F F F F F F +",
    ("POST", "/api/projects", "as a copy"): "L F F F F F F +",
}
