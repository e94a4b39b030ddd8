"""Records of every entity: list, groups, detail, writes, actions."""

import hashlib
import re
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from ninja import Body, Query, Router, Schema

from linkspan.kernel.entities import cards, meta, requests
from linkspan.kernel.entities.reading import Query as Asked
from linkspan.kernel.errors import DomainError

router = Router(tags=["records"])
_TAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


class ListQuery(Schema):
    """What a list is asked for."""

    project: str = ""
    f: list[str] = []
    q: str = ""
    sort: str = ""
    group: str = ""
    sub: str = ""
    offset: int = 0
    limit: int = 100
    fields: str = ""

    def asked(self) -> Asked:
        """The same for the kernel."""
        return Asked(
            tuple(self.f), self.q[:200], self.sort, self.group, self.sub, self.offset, self.limit,
            tuple(part.strip() for part in self.fields.split(",") if part.strip()),
        )  # fmt: skip


class NewRecord(Schema):
    """A record to be."""

    project: str = ""
    values: dict[str, Any]
    links: list[dict[str, Any]] = []


class Values(Schema):
    """New values of fields, by name."""

    values: dict[str, Any]


class Inputs(Schema):
    """What the form of an action holds."""

    inputs: dict[str, Any] = {}


class RestoreRequest(Schema):
    """Before which change of the history."""

    log_id: int


class UndoRequest(Schema):
    """Which action to take back."""

    log_id: int


def version_asked(request: HttpRequest) -> int:
    """The version that the caller read, from If-Match; 428 where it is missing."""
    match = _TAG.fullmatch(request.headers.get("If-Match", "").strip())
    if match is None:
        raise DomainError(
            "precondition",
            _("Say which version you have read (header If-Match). Load the record again."),
            "If-Match",
            status=428,
        )
    return int(match[1])


def key_of(request: HttpRequest) -> str | None:
    """The caller's idempotency key."""
    return request.headers.get("Idempotency-Key")


def tagged(request: HttpRequest, body: Any) -> HttpResponse:
    """JSON with an ETag of its bytes; 304 where the caller has them."""
    data = orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)
    tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(data, content_type="application/json", headers={"ETag": tag})


@router.get("/meta")
def read_meta(request: HttpRequest, project: str = "") -> Any:
    """Every entity and field, in the user's language and within the user's rights.

    project: code; without what it has switched off.
    """
    return tagged(request, meta.read_meta(request.actor, project))  # type: ignore[attr-defined]


@router.get("/records/{entity}")
def read_records(request: HttpRequest, entity: str, asked: Query[ListQuery]) -> Any:
    """A page of records, filtered, ordered and grouped."""
    answer = requests.read_list(request.actor, entity, asked.project, asked.asked())  # type: ignore[attr-defined]
    return HttpResponse(
        orjson.dumps(answer, default=str, option=orjson.OPT_NON_STR_KEYS), content_type="application/json"
    )


@router.get("/records/{entity}/groups")
def read_groups(request: HttpRequest, entity: str, asked: Query[ListQuery], measure: str = "") -> dict[str, Any]:
    """Groups of a list with their measures, and the totals."""
    measures = tuple(part.strip() for part in measure.split(",") if part.strip())
    return requests.read_list_groups(request.actor, entity, asked.project, asked.asked(), measures)  # type: ignore[attr-defined]


@router.post("/records/{entity}", response={201: Any})
def create_record(request: HttpRequest, entity: str, payload: NewRecord) -> Any:
    """A new record."""
    actor = request.actor  # type: ignore[attr-defined]
    answer = requests.create_record(
        actor, entity, payload.project, payload.values, payload.links, idempotency_key=key_of(request)
    )
    return 201, answer


@router.post("/records/{entity}/bulk")
def write_many(request: HttpRequest, entity: str, payload: Annotated[dict[str, Any], Body(...)]) -> dict[str, Any]:
    """Set fields of many records, delete them, or run an action on them: all or none, one undo."""
    return requests.write_many(request.actor, entity, payload, idempotency_key=key_of(request))  # type: ignore[attr-defined]


@router.get("/records/{entity}/options/{field}")
def read_options(request: HttpRequest, entity: str, field: str, project: str = "", q: str = "") -> dict[str, Any]:
    """What a field may point at."""
    return {"items": requests.read_options(request.actor, entity, field, project, q)}  # type: ignore[attr-defined]


@router.get("/records/{entity}/pick")
def pick(request: HttpRequest, entity: str, project: str = "", q: str = "") -> dict[str, Any]:
    """Records to link to."""
    return {"items": requests.pick(request.actor, entity, project, q)}  # type: ignore[attr-defined]


@router.get("/people")
def pick_people(request: HttpRequest, q: str = "", project: str = "") -> dict[str, Any]:
    """People to mention."""
    return {"items": requests.pick(request.actor, "person", project, q)}  # type: ignore[attr-defined]


@router.get("/records/{entity}/{record_id}")
def read_record(request: HttpRequest, entity: str, record_id: int) -> Any:
    """One record with links, rights and possible steps."""
    answer = requests.read_one(request.actor, entity, record_id)  # type: ignore[attr-defined]
    response = HttpResponse(
        orjson.dumps(answer, default=str, option=orjson.OPT_NON_STR_KEYS), content_type="application/json"
    )
    response["ETag"] = f'"{answer["row"]["version"]}"'
    return response


@router.get("/records/{entity}/{record_id}/card")
def read_card(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """What a hover card says."""
    return cards.card(request.actor, entity, record_id)  # type: ignore[attr-defined]


@router.get("/records/{entity}/{record_id}/open")
def open_record(request: HttpRequest, entity: str, record_id: int) -> Any:
    """To the record's page: where mentions in comments lead."""
    return HttpResponseRedirect(cards.card(request.actor, entity, record_id)["url"])  # type: ignore[attr-defined]


@router.patch("/records/{entity}/{record_id}")
def edit_record(request: HttpRequest, entity: str, record_id: int, payload: Values) -> dict[str, Any]:
    """New values of a record."""
    actor = request.actor  # type: ignore[attr-defined]
    version = version_asked(request)
    return requests.edit_record(actor, entity, record_id, payload.values, version, idempotency_key=key_of(request))


@router.delete("/records/{entity}/{record_id}")
def delete_record(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    """Delete a record; its undo brings it back."""
    actor = request.actor  # type: ignore[attr-defined]
    return requests.delete_record(actor, entity, record_id, version_asked(request), idempotency_key=key_of(request))


@router.post("/records/{entity}/{record_id}/restore")
def restore_record(request: HttpRequest, entity: str, record_id: int, payload: RestoreRequest) -> dict[str, Any]:
    """The fields as they were before a change."""
    actor = request.actor  # type: ignore[attr-defined]
    return requests.restore_record(actor, entity, record_id, payload.log_id, version_asked(request))


@router.post("/records/{entity}/{record_id}/actions/{name}")
def run_action(request: HttpRequest, entity: str, record_id: int, name: str, payload: Inputs) -> dict[str, Any]:
    """An action that the entity offers."""
    actor = request.actor  # type: ignore[attr-defined]
    version = version_asked(request)
    return requests.run_action(
        actor, entity, record_id, name, inputs=payload.inputs, version=version, idempotency_key=key_of(request)
    )


@router.post("/undo")
def undo(request: HttpRequest, payload: UndoRequest) -> dict[str, Any]:
    """Take an action back."""
    return requests.undo(request.actor, payload.log_id, is_redo=False)  # type: ignore[attr-defined]


@router.post("/redo")
def redo(request: HttpRequest, payload: UndoRequest) -> dict[str, Any]:
    """Take an undo back."""
    return requests.undo(request.actor, payload.log_id, is_redo=True)  # type: ignore[attr-defined]
