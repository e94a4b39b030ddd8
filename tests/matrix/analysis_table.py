"""Who may analyse a plan, by hand as the rest of the table."""

READ = "L N N + + + + +"
# Figures of the whole plan: who sees a part only (the vendor) would learn of the rest.
WHOLE = "L N N F + + + +"
OTHERS = "L N N N + + + +"  # about a row that the vendor does not see
RUN = "L N N F F F + +"  # what needs a planner
HOME = "/api/projects/{code}/analysis"

ANALYSIS: dict[tuple[str, str, str], str] = {
    # The vendor's own rows alone.
    ("GET", f"{HOME}/floats", ""): READ,
    ("GET", f"{HOME}/trend", ""): READ,
    ("GET", f"{HOME}/paths", ""): WHOLE,
    ("GET", f"{HOME}/paths", "to another's row"): OTHERS,
    ("GET", f"{HOME}/why", ""): WHOLE,
    ("GET", f"{HOME}/why", "of another's row"): OTHERS,
    ("GET", f"{HOME}/health", ""): WHOLE,
    ("GET", f"{HOME}/earned", ""): WHOLE,
    ("GET", f"{HOME}/earned", "of a baseline"): WHOLE,
    ("GET", f"{HOME}/snapshots", ""): WHOLE,
    ("POST", f"{HOME}/snapshots", ""): RUN,
    ("GET", f"{HOME}/compare", ""): WHOLE,
    ("GET", f"{HOME}/delay", ""): WHOLE,
    ("GET", f"{HOME}/simulation/setup", ""): WHOLE,
    ("PUT", f"{HOME}/simulation/drivers", ""): RUN,
    ("POST", f"{HOME}/simulation", ""): RUN,
    ("GET", f"{HOME}/simulation/latest", ""): WHOLE,
    ("GET", f"{HOME}/simulation/runs", ""): WHOLE,
    ("GET", f"{HOME}/simulation/runs/{{run_id}}", ""): WHOLE,
}
