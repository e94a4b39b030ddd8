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
}
