"""The audit log, and why somebody can or cannot do something."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.explain import explain_access
from linkspan.kernel.access.places import place_kinds
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.modules.identity import audit
from linkspan.modules.identity.pages.answers import last_day
from linkspan.modules.identity.queries import people_known

router = Router(tags=["audit"])
_MOST = 100


class Wanted(Schema):
    """Filter of the log."""

    user: int | None = None
    kind: str = ""
    first: str = ""
    last: str = ""
    model: str = ""
    object: int | None = None
    q: str = ""


def _filter(wanted: Wanted) -> audit.AuditFilter:
    return audit.AuditFilter(
        user_id=wanted.user,
        kind=wanted.kind,
        first=_day(wanted.first, "first"),
        last=_day(wanted.last, "last"),
        model=wanted.model,
        object_id=wanted.object,
        text=wanted.q.strip()[:80],
    )


def _day(text: str, field: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise DomainError(field, _("Write the day as 2026-07-31."), field) from error


@router.get("/admin/audit")
def read_audit(request: HttpRequest, wanted: Query[Wanted], before: int | None = None) -> dict[str, Any]:
    """A page of the audit log, newest first. before: id of the last line of the page before."""
    rows = audit.audit_rows(request.actor, _filter(wanted))  # type: ignore[attr-defined]
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found: list[ActionLog] = list(rows[: _MOST + 1])
    return {
        "items": [audit.line(log) for log in found[:_MOST]],
        "more": len(found) > _MOST,
        "kinds": list(audit.KINDS),
    }


@router.get("/admin/audit/export.csv")
def export_audit(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """The filtered log as CSV."""
    rows = audit.audit_rows(request.actor, _filter(wanted))  # type: ignore[attr-defined]
    answer = HttpResponse("".join(audit.csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


@router.get("/access/why")
def read_why(request: HttpRequest, entity: str, id: int, verb: str, user: int | None = None) -> dict[str, Any]:
    """Why the caller (or another person) can or cannot do something with a row that the caller sees."""
    actor = request.actor  # type: ignore[attr-defined]
    target = _visible_row(actor, entity, id)
    subject: Any = request.user
    if user is not None and user != actor.user_id:
        subject = people_known(actor).filter(pk=user).first()
        if subject is None:
            raise NotFound()
    answer = explain_access(actor, subject, target, verb if "." in verb else f"{target.AREA}.{verb}")
    return {
        "allowed": answer.allowed,
        "reason": answer.reason,
        "grants": [
            {"role": grant.role, "place": grant.place, "verb": grant.verb, "until": last_day(grant.until)}
            for grant in answer.grants
        ],
    }


def _visible_row(actor: Actor, entity: str, key: int) -> Any:
    """A record, or a place such as a project, if the caller sees it; NotFound otherwise."""
    target = TARGETS.get(entity)
    if target is not None:
        row = target.rows(actor, None).filter(pk=key).first()
    else:
        found = next((kind.find([key]).get(key) for kind in place_kinds() if kind.name == entity), None)
        row = type(found).objects.filter(pk=key).first() if found is not None else None
    if row is None or not hasattr(row, "scope_path"):
        raise NotFound()
    return row
