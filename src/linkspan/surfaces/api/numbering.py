"""Masks of codes: those in force in a project, setting them, and the check while one types."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from linkspan.kernel.entities.registry import find_project
from linkspan.kernel.entities.requests import told
from linkspan.kernel.numbering import overview, services
from linkspan.surfaces.api.records import key_of

router = Router(tags=["numbering"])


class MaskBody(Schema):
    """A mask. place: scope path of the project or of what stands above it; empty for the project."""

    pattern: str
    reset: Literal["never", "yearly", "monthly", "prefix"] = "never"
    shared: bool = False
    place: str = ""


@router.get("/projects/{code}/numbering")
def read_masks(request: HttpRequest, code: str) -> dict[str, Any]:
    """The masks in force in a project and where each was set."""
    actor = request.actor  # type: ignore[attr-defined]
    return overview.masks_of(actor, find_project(actor, code))


@router.put("/projects/{code}/numbering/{entity}")
def set_mask(request: HttpRequest, code: str, entity: str, payload: MaskBody) -> dict[str, Any]:
    """Set the mask of one kind of row."""
    actor = request.actor  # type: ignore[attr-defined]
    place = services.place_for(actor, find_project(actor, code), payload.place)
    outcome = services.set_mask(
        actor,
        place,
        entity=entity,
        pattern=payload.pattern,
        reset=payload.reset,
        is_shared=payload.shared,
        idempotency_key=key_of(request),
    )
    return told(outcome)


@router.delete("/projects/{code}/numbering/{entity}")
def clear_mask(request: HttpRequest, code: str, entity: str, place: str = "") -> dict[str, Any]:
    """Take a place's own mask away."""
    actor = request.actor  # type: ignore[attr-defined]
    where = services.place_for(actor, find_project(actor, code), place)
    return told(services.clear_mask(actor, where, entity=entity))


@router.post("/projects/{code}/numbering/{entity}/check")
def check_mask(request: HttpRequest, code: str, entity: str, payload: MaskBody) -> dict[str, Any]:
    """What is wrong with a mask, or the code that it would give next; nothing is written."""
    actor = request.actor  # type: ignore[attr-defined]
    project = find_project(actor, code)
    return overview.check_pattern(
        actor,
        project,
        entity,
        pattern=payload.pattern,
        reset=payload.reset,
        is_shared=payload.shared,
        place=payload.place,
    )
