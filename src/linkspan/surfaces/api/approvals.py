"""Approvals: of records, what waits for whom, the verbs, routes, deputies."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from linkspan.kernel.approvals import lines, panel, reading, requests, route_reading
from linkspan.surfaces.api.records import key_of, version_asked

router = Router(tags=["approvals"])


class Asked(Schema):
    """Which approvals. show: waiting, mine, decided or all."""

    show: str = "waiting"
    project: str = ""
    entity: str = ""
    state: str = ""
    offset: int = 0
    limit: int = 50


class Start(Schema):
    """What is asked. to: the state into which the step leads, empty for none; choices: people by `stage.group`."""

    to: str = ""
    note: str = ""
    choices: dict[str, Any] = {}


class Act(Schema):
    """What a verb may carry; each verb reads its own part."""

    comment: str = ""
    stage: int | None = None
    person: int | None = None
    seat: int | None = None
    when: str = ""
    note: str = ""
    choices: dict[str, Any] = {}


class NewRoute(Schema):
    """A route to be. project: empty for the organisation."""

    project: str = ""
    entity: str
    to: str = ""
    name: str
    name_en: str = ""
    order: int = 100
    active: bool = True
    definition: dict[str, Any]
    note: str = ""


class ChangedRoute(Schema):
    """New values of a route; another definition makes another version."""

    name: str | None = None
    name_en: str | None = None
    order: int | None = None
    active: bool | None = None
    definition: dict[str, Any] | None = None
    note: str = ""


class CheckRoute(Schema):
    """A definition as it is being drawn."""

    project: str = ""
    entity: str
    to: str = ""
    definition: dict[str, Any]


class SimulateRoute(Schema):
    """A definition and the record to try it with."""

    entity: str
    record_id: int
    to: str = ""
    definition: dict[str, Any]


class NewDelegation(Schema):
    """A deputy. starts_at, ends_at: ISO moments; entity: empty for every kind of record."""

    to: int
    starts_at: str
    ends_at: str
    entity: str = ""
    note: str = ""


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


# --- approvals of a record ------------------------------------------------------------------------------------------


@router.get("/records/{entity}/{record_id}/approvals")
def read_record_approvals(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """The open approval of a record, the past ones, what may be started, and whether the record is frozen."""
    return panel.read_record_approvals(_actor(request), entity, record_id)


@router.get("/records/{entity}/{record_id}/approvals/preview")
def preview_approval(request: HttpRequest, entity: str, record_id: int, to: str = "") -> dict[str, Any]:
    """Who would sign in which order."""
    return panel.preview_step(_actor(request), entity, record_id, to)


@router.post("/records/{entity}/{record_id}/approvals", response={201: Any})
def start_approval(request: HttpRequest, entity: str, record_id: int, payload: Start) -> Any:
    """Ask for an approval."""
    version, key = version_asked(request), key_of(request)
    body = payload.dict()
    return 201, requests.start(_actor(request), entity, record_id, body, version=version, idempotency_key=key)


# --- approvals ------------------------------------------------------------------------------------------------------


@router.get("/approvals")
def read_approvals(request: HttpRequest, asked: Query[Asked]) -> Any:
    """What waits for the caller, what the caller asked or signed, or all that the caller may see."""
    page = (asked.offset, asked.limit)
    more = {"project": asked.project, "entity": asked.entity, "state": asked.state}
    return lines.read_lines(_actor(request), asked.show, page=page, **more)


@router.get("/approvals/{approval_id}")
def read_approval(request: HttpRequest, approval_id: int) -> dict[str, Any]:
    """One approval with its stages, its history and what the caller may do."""
    return {"approval": reading.read_approval(_actor(request), approval_id)}


@router.get("/approvals/{approval_id}/sheet")
def read_sheet(request: HttpRequest, approval_id: int) -> dict[str, Any]:
    """What a printed approval sheet shows."""
    return panel.read_sheet(_actor(request), approval_id)


@router.post("/approvals/{approval_id}/{verb}")
def act_on_approval(request: HttpRequest, approval_id: int, verb: str, payload: Act) -> Any:
    """approve, return, reject, hand-over, add-signer, withdraw, remind, resubmit or apply."""
    version, key = version_asked(request), key_of(request)
    body = payload.dict(exclude_unset=True)
    return requests.act(_actor(request), approval_id, verb, body, version=version, idempotency_key=key)


# --- routes: words before keys, since the first address that fits answers -------------------------------------------


@router.get("/approval-routes")
def read_routes(request: HttpRequest, project: str = "", entity: str = "") -> dict[str, Any]:
    """The routes of a project, or of the organisation, with those above it."""
    return route_reading.read_routes(_actor(request), project, entity)


@router.get("/approval-routes/vocabulary")
def read_vocabulary(request: HttpRequest, project: str = "", entity: str = "") -> dict[str, Any]:
    """What an editor of routes chooses from."""
    return route_reading.read_vocabulary(_actor(request), project, entity)


@router.post("/approval-routes/check")
def check_route(request: HttpRequest, payload: CheckRoute) -> Any:
    """What is wrong with a definition; nothing is written."""
    return requests.check_route(_actor(request), payload.dict())


@router.post("/approval-routes/simulate")
def simulate_route(request: HttpRequest, payload: SimulateRoute) -> Any:
    """Who would sign a record by a definition; nothing is written."""
    return requests.simulate_route(_actor(request), payload.dict())


@router.get("/approval-routes/{route_id}")
def read_route(request: HttpRequest, route_id: int) -> dict[str, Any]:
    """One route with its versions."""
    return route_reading.read_route(_actor(request), route_id)


@router.get("/approval-routes/{route_id}/versions/{number}")
def read_version(request: HttpRequest, route_id: int, number: int) -> dict[str, Any]:
    """What a route said in one version."""
    return route_reading.read_version(_actor(request), route_id, number)


@router.post("/approval-routes", response={201: Any})
def create_route(request: HttpRequest, payload: NewRoute) -> Any:
    """Draw a route."""
    return 201, requests.create_route(_actor(request), payload.dict(), idempotency_key=key_of(request))


@router.put("/approval-routes/{route_id}")
def change_route(request: HttpRequest, route_id: int, payload: ChangedRoute) -> Any:
    """Change a route."""
    version, body = version_asked(request), payload.dict(exclude_unset=True)
    return requests.change_route(_actor(request), route_id, body, version=version, idempotency_key=key_of(request))


@router.delete("/approval-routes/{route_id}")
def delete_route(request: HttpRequest, route_id: int) -> Any:
    """Delete a route that was never used."""
    return requests.delete_route(_actor(request), route_id, version=version_asked(request))


# --- deputies -------------------------------------------------------------------------------------------------------


@router.get("/delegations")
def read_delegations(request: HttpRequest) -> dict[str, Any]:
    """Deputies of the caller, and whose deputy the caller is."""
    return requests.read_delegations(_actor(request))


@router.post("/delegations", response={201: Any})
def delegate(request: HttpRequest, payload: NewDelegation) -> Any:
    """Name a deputy for oneself."""
    return 201, requests.delegate(_actor(request), payload.dict(), idempotency_key=key_of(request))


@router.post("/delegations/{delegation_id}/end")
def end_delegation(request: HttpRequest, delegation_id: int) -> Any:
    """End a delegation of one's own."""
    return requests.end_delegation(_actor(request), delegation_id, version=version_asked(request))
