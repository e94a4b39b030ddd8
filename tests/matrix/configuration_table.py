"""Who may bend the system to the company, by hand as the rest of the table: fields, workflows, entities."""

SET_UP = "L N N F F F + +"  # what needs the right to configure the project
OWN_ROW = "L N N N N N + +"  # a part of the project's configuration
WHOLE = "L F F F F F F +"  # what needs the right to configure the organisation
WHOLE_ROW = "L N N N N N N +"
HOME = "/api/configuration"

CONFIGURATION: dict[tuple[str, str, str], str] = {
    ("GET", f"{HOME}/fields", "of a project"): SET_UP,
    ("GET", f"{HOME}/fields", ""): WHOLE,
    ("POST", f"{HOME}/fields", "of a project"): SET_UP,
    ("POST", f"{HOME}/fields", ""): WHOLE,
    ("POST", f"{HOME}/fields/order", ""): SET_UP,
    ("PATCH", f"{HOME}/fields/{{field_id}}", ""): OWN_ROW,
    ("POST", f"{HOME}/fields/{{field_id}}/retire", ""): OWN_ROW,
    ("POST", f"{HOME}/fields/{{field_id}}/revive", ""): OWN_ROW,
    ("DELETE", f"{HOME}/fields/{{field_id}}", ""): OWN_ROW,
    ("GET", f"{HOME}/functions", ""): "L + + + + + + +",
    ("POST", f"{HOME}/check", ""): SET_UP,
    ("GET", f"{HOME}/workflows", ""): SET_UP,
    ("PUT", f"{HOME}/workflows", "of a project"): SET_UP,
    ("PUT", f"{HOME}/workflows", ""): WHOLE,
    ("DELETE", f"{HOME}/workflows/{{workflow_id}}", ""): OWN_ROW,
    ("GET", f"{HOME}/entities", ""): WHOLE,
    ("POST", f"{HOME}/entities", ""): WHOLE,
    ("GET", f"{HOME}/entities/{{entity_id}}/file", ""): WHOLE_ROW,
    ("POST", f"{HOME}/entities/file", ""): WHOLE,
    ("PATCH", f"{HOME}/entities/{{entity_id}}", ""): WHOLE_ROW,
    ("POST", f"{HOME}/entities/{{entity_id}}/retire", ""): WHOLE_ROW,
    ("POST", f"{HOME}/entities/{{entity_id}}/revive", ""): WHOLE_ROW,
    ("DELETE", f"{HOME}/entities/{{entity_id}}", ""): WHOLE_ROW,
    ("GET", f"{HOME}/changes", ""): SET_UP,
    ("GET", f"{HOME}/compare", ""): SET_UP,
}
