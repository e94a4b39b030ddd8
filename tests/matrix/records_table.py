"""Who may do what with records, written by hand: part of the oracle of the permission matrix (see `table`).

Cells in the order of `table.ROLES`: anonymous, nobody, outsider, vendor, viewer, engineer, manager, admin. The viewer
is an executive. «own» rows belong to the vendor's firm, «other» rows to another one or to none.
"""

# The vendor's role knows nothing of risks and changes: they do not exist for it.
SEEN = "L N N N + + + +"
SEEN_BY_OWNER = "L N N + + + + +"
LISTED = "L N N + + + + +"  # a list of the project: of what the reader sees in it, be it empty
WORKERS = "L N N N F + + +"  # engineers and up
STEERING = "L N N N F F + +"  # the manager and up
MAKE = "L N N F F + + +"
MAKE_STEERING = "L N N F F F + +"
OWNER_EDITS = "L N N + F + + +"
OWNER_LOOKS = "L N N F F F + +"
AUTHOR = "L N N N F F + F"  # the manager's own words and files

_VIEW = {
    "risk": SEEN,
    "system own": SEEN_BY_OWNER,
    "system other": SEEN,
    "interface own": SEEN_BY_OWNER,
    "interface other": SEEN,
    "contract own": SEEN_BY_OWNER,
    "contract other": SEEN,
    "payment_term own": SEEN_BY_OWNER,
    "payment_term other": SEEN,
    "change_request": SEEN,
    # Firms that take part in the project; they are rows of the organisation.
    "party own": SEEN_BY_OWNER,
    "party other": SEEN,
    # An entity that the company made itself, with the rights of systems.
    "x_check own": SEEN_BY_OWNER,
    "x_check other": SEEN,
}
_EDIT = {
    "risk": WORKERS,
    "system own": OWNER_EDITS,
    "system other": WORKERS,
    "interface own": OWNER_EDITS,
    "interface other": WORKERS,
    "contract own": OWNER_LOOKS,
    "contract other": STEERING,
    "payment_term own": OWNER_LOOKS,
    "payment_term other": STEERING,
    "change_request": WORKERS,
    "party own": "L N N F F F F +",
    "party other": "L N N N F F F +",
    "x_check own": OWNER_EDITS,
    "x_check other": WORKERS,
}
_DELETE = {kind: OWNER_LOOKS if kind.endswith(" own") else STEERING for kind in _VIEW if not kind.startswith("party")}
_CREATE = {
    "risk": MAKE,
    "system": MAKE,
    "interface": MAKE,
    "contract": MAKE_STEERING,
    "payment_term": MAKE_STEERING,
    "change_request": MAKE,
    "x_check": MAKE,
}
# What the organisation keeps: who takes part in one of its projects knows of the organisation, and adds no firm to it.
FIRMS: dict[tuple[str, str, str], str] = {
    ("GET", "/api/records/{entity}", "party"): "L + + + + + + +",
    ("GET", "/api/records/{entity}/groups", "party"): "L + + + + + + +",
    ("GET", "/api/records/{entity}/pick", "party"): "L + + + + + + +",
    ("GET", "/api/records/{entity}/export", "party"): "L F + + + + + +",
    ("POST", "/api/records/{entity}", "party"): "L N F F F F F +",
}
_ONE = "/api/records/{entity}/{record_id}"

RECORDS: dict[tuple[str, str, str], str] = {
    ("GET", "/api/meta", ""): "L + + + + + + +",
    ("GET", "/api/people", "of a project"): LISTED,
    **{("GET", "/api/records/{entity}", name): LISTED for name in _CREATE},
    **{("GET", "/api/records/{entity}/groups", name): LISTED for name in _CREATE},
    **{("POST", "/api/records/{entity}", name): cells for name, cells in _CREATE.items()},
    **{("GET", _ONE, kind): cells for kind, cells in _VIEW.items()},
    **{("GET", f"{_ONE}/card", kind): cells for kind, cells in _VIEW.items()},
    **{("PATCH", _ONE, kind): cells for kind, cells in _EDIT.items()},
    **{("DELETE", _ONE, kind): cells for kind, cells in _DELETE.items()},
    # A firm in which nobody works and that takes part nowhere.
    ("DELETE", _ONE, "lone party"): "L N N N N N N +",
    ("POST", "/api/records/{entity}/bulk", "lone party, delete"): "L N N N N N N +",
    **{("POST", "/api/records/{entity}/bulk", f"{kind}, set"): cells for kind, cells in _EDIT.items()},
    **{("POST", "/api/records/{entity}/bulk", f"{kind}, delete"): cells for kind, cells in _DELETE.items()},
    ("POST", "/api/records/{entity}/bulk", "risk, action"): WORKERS,
    ("POST", f"{_ONE}/actions/{{name}}", "check a risk"): WORKERS,
    ("POST", f"{_ONE}/actions/{{name}}", "split one's own contract"): OWNER_LOOKS,
    ("POST", f"{_ONE}/actions/{{name}}", "split another's contract"): STEERING,
    ("PATCH", _ONE, "approve a change"): STEERING,
    ("POST", f"{_ONE}/restore", "risk"): WORKERS,
    ("POST", "/api/undo", "of an edit"): WORKERS,
    ("POST", "/api/redo", "of an edit"): WORKERS,
    ("GET", f"{_ONE}/open", "risk"): SEEN,
    ("GET", f"{_ONE}/activity", "risk"): SEEN,
    ("GET", f"{_ONE}/activity", "party own"): SEEN_BY_OWNER,
    ("GET", f"{_ONE}/activity", "party other"): SEEN,
    ("GET", "/api/records/{entity}/options/{field}", "owner of a risk"): LISTED,
    ("GET", "/api/records/{entity}/pick", "risk"): LISTED,
    ("POST", f"{_ONE}/comments", "risk"): SEEN,
    ("POST", f"{_ONE}/comments", "system own"): SEEN_BY_OWNER,
    ("PATCH", "/api/comments/{comment_id}", ""): AUTHOR,
    ("DELETE", "/api/comments/{comment_id}", ""): AUTHOR,
    ("GET", f"{_ONE}/attachments", "risk"): SEEN,
    ("POST", f"{_ONE}/attachments", "risk"): SEEN,
    ("GET", "/api/attachments/{attachment_id}", ""): SEEN,
    ("DELETE", "/api/attachments/{attachment_id}", ""): AUTHOR,
    ("POST", f"{_ONE}/links", "from a risk"): WORKERS,
    ("DELETE", "/api/links/{link_id}", ""): WORKERS,
    ("GET", f"{_ONE}/watch", "risk"): SEEN,
    ("PUT", f"{_ONE}/watch", "risk"): SEEN,
    ("DELETE", f"{_ONE}/watch", "risk"): SEEN,
    ("GET", "/api/inbox", ""): "L + + + + + + +",
    # A line of the manager's inbox.
    ("POST", "/api/inbox/{what}", ""): "L N N N N N + N",
    ("GET", "/api/views", "of a project"): LISTED,
    ("POST", "/api/views", "one's own"): LISTED,
    ("POST", "/api/views", "for everybody"): MAKE_STEERING,
    # Views of the manager's: one kept for oneself, one shared in the project.
    ("PATCH", "/api/views/{view_id}", "personal"): "L N N N N N + N",
    ("PATCH", "/api/views/{view_id}", "shared"): STEERING,
    ("DELETE", "/api/views/{view_id}", "personal"): "L N N N N N + N",
    ("DELETE", "/api/views/{view_id}", "shared"): STEERING,
    ("GET", "/api/records/{entity}/export", "risk"): LISTED,
    ("GET", "/api/records/{entity}/export", "contract"): LISTED,
    ("GET", "/api/records/{entity}/import/template.xlsx", "risk"): MAKE,
    ("POST", "/api/records/{entity}/import/preview", "risk"): MAKE,
    # A preview of the manager's: nobody else can apply it or read its faults.
    ("POST", "/api/records/{entity}/import/apply", "risk"): "L N N N N N + N",
    ("GET", "/api/imports/{token}/errors.xlsx", ""): "L N N N N N + N",
}
