"""Who may set up rules that run by themselves, by hand as the rest of the table."""

SET_UP = "L N N F F F + +"  # what needs the right at the project
OWN_ROW = "L N N N N N + +"  # a rule of the project
WHOLE = "L F F F F F F +"  # what needs the right over the whole organisation
HOME = "/api/automation"

RULES: dict[tuple[str, str, str], str] = {
    ("GET", f"{HOME}/rules", "of a project"): SET_UP,
    ("GET", f"{HOME}/rules", ""): WHOLE,
    ("POST", f"{HOME}/rules", "of a project"): SET_UP,
    ("POST", f"{HOME}/rules", ""): WHOLE,
    ("PATCH", f"{HOME}/rules/{{rule_id}}", ""): OWN_ROW,
    ("POST", f"{HOME}/rules/{{rule_id}}/stop", ""): OWN_ROW,
    ("DELETE", f"{HOME}/rules/{{rule_id}}", ""): OWN_ROW,
    ("POST", f"{HOME}/check", ""): SET_UP,
    ("POST", f"{HOME}/try", "of a project"): SET_UP,
    ("POST", f"{HOME}/try", ""): WHOLE,
    ("GET", f"{HOME}/runs", "of a project"): SET_UP,
    ("GET", f"{HOME}/runs", ""): WHOLE,
}
