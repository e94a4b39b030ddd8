"""Saved views of lists."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.entities import requests, views
from linkspan.surfaces.api.records import key_of, version_asked

router = Router(tags=["views"])


class NewView(Schema):
    """A view to be."""

    entity: str
    project: str = ""
    name: str
    name_en: str = ""
    sharing: str = "personal"
    role: str | None = None
    is_default: bool = False
    config: dict[str, Any]


class ChangedView(Schema):
    """New values of a view."""

    name: str | None = None
    sharing: str | None = None
    role: str | None = None
    is_default: bool | None = None
    config: dict[str, Any] | None = None


@router.get("/views")
def read_views(request: HttpRequest, entity: str, project: str = "") -> dict[str, Any]:
    """The views that the caller may choose, each with its count."""
    actor = request.actor  # type: ignore[attr-defined]
    known, place = requests.place_of(actor, entity, project)
    return {"items": views.views_of(actor, known, place if project else None)}


@router.post("/views", response={201: Any})
def create_view(request: HttpRequest, payload: NewView) -> Any:
    """Save a view."""
    actor = request.actor  # type: ignore[attr-defined]
    known, place = requests.place_of(actor, payload.entity, payload.project)
    values = {**payload.dict(exclude={"entity", "project"}), "in_project": bool(payload.project)}
    outcome = views.save_view(actor, place, entity=known.name, values=values, idempotency_key=key_of(request))
    view = None if outcome.is_replay else views.view_json(actor, outcome.result) | {"count": None}
    return 201, {"view": view, **requests.told(outcome)}


@router.patch("/views/{view_id}")
def edit_view(request: HttpRequest, view_id: int, payload: ChangedView) -> dict[str, Any]:
    """Change a view."""
    actor = request.actor  # type: ignore[attr-defined]
    view = views.find_view(actor, view_id)
    outcome = views.edit_view(
        actor, view, values=payload.dict(exclude_unset=True), expected_version=version_asked(request)
    )
    return {"view": views.view_json(actor, outcome.result) | {"count": None}, **requests.told(outcome)}


@router.delete("/views/{view_id}")
def delete_view(request: HttpRequest, view_id: int) -> dict[str, Any]:
    """Delete a view."""
    actor = request.actor  # type: ignore[attr-defined]
    view = views.find_view(actor, view_id)
    return requests.told(views.delete_view(actor, view, expected_version=version_asked(request)))
