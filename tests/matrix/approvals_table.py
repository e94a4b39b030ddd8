"""Who may do what with approvals, written by hand: part of the oracle of the permission matrix (see `table`).

The manager of the side asked; the engineer has the seat. So approving is the engineer's alone, whatever others hold.
"""

SEEN = "L N N N + + + +"
EVERYBODY = "L + + + + + + +"
SEAT = "L N N N F + F F"
ASKER = "L N N N F F + F"
RULES = "L N N N F F + +"  # who asked, and who draws routes there
DRAWN = "L N N F F F + +"  # routes are drawn by the manager and up; a vendor sees the project but not its routes
_ONE, _RECORD = "/api/approvals/{approval_id}", "/api/records/{entity}/{record_id}/approvals"
_ACT, _ROUTES = f"{_ONE}/{{verb}}", "/api/approval-routes"

APPROVALS: dict[tuple[str, str, str], str] = {
    ("GET", _RECORD, "change"): SEEN,
    ("GET", f"{_RECORD}/preview", "change"): SEEN,
    # The engineer may edit the record, and would be the only one to sign: nobody is left.
    ("POST", _RECORD, "change"): "L N N N F C + +",
    ("GET", "/api/approvals", ""): EVERYBODY,
    ("GET", "/api/approvals", "of a project"): "L N N + + + + +",
    ("GET", _ONE, ""): SEEN,
    ("GET", f"{_ONE}/sheet", ""): SEEN,
    ("POST", _ACT, "approve"): SEAT,
    ("POST", _ACT, "return"): SEAT,
    ("POST", _ACT, "reject"): SEAT,
    ("POST", _ACT, "hand-over"): SEAT,
    ("POST", _ACT, "hand-over of another's seat"): "L N N N F + + +",
    ("POST", _ACT, "add-signer"): SEAT,
    ("POST", _ACT, "withdraw"): ASKER,
    ("POST", _ACT, "resubmit"): ASKER,
    ("POST", _ACT, "remind"): RULES,
    # Not signed yet: there is no step to take.
    ("POST", _ACT, "apply"): "L N N N F F C C",
    # Withdrawn: nobody decides on it any more.
    ("POST", _ACT, "approve what was withdrawn"): "L N N N C C C C",
    ("GET", _ROUTES, ""): "L N + N + + + +",
    ("GET", _ROUTES, "of a project"): "L N N F + + + +",
    ("GET", f"{_ROUTES}/vocabulary", "of a project"): "L N N F + + + +",
    ("GET", f"{_ROUTES}/{{route_id}}", ""): SEEN,
    ("GET", f"{_ROUTES}/{{route_id}}/versions/{{number}}", ""): SEEN,
    ("POST", _ROUTES, ""): "L N F N F F F +",
    ("POST", _ROUTES, "at a project"): DRAWN,
    ("PUT", f"{_ROUTES}/{{route_id}}", ""): RULES,
    ("DELETE", f"{_ROUTES}/{{route_id}}", ""): RULES,
    ("POST", f"{_ROUTES}/check", "of a project"): DRAWN,
    ("POST", f"{_ROUTES}/simulate", "with a change"): RULES,
    ("GET", "/api/delegations", ""): EVERYBODY,
    # The deputy is a person of the project: for others there is no such person.
    ("POST", "/api/delegations", ""): SEEN,
    # A delegation of the manager's.
    ("POST", "/api/delegations/{delegation_id}/end", ""): "L N N N N N + N",
}
