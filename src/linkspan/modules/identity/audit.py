"""The audit log: what was done, by whom, when; for audit administrators and who sees rights and history of a place."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import describe
from linkspan.kernel.errors import Forbidden

# What a filter by kind of action means; the page offers these words.
KINDS: dict[str, tuple[str, ...]] = {
    "login": (
        "identity.record_login", "identity.record_failure", "identity.record_wrong_code", "identity.record_unknown",
    ),
    "failed": ("identity.record_failure", "identity.record_wrong_code", "identity.record_unknown"),
    "token": ("identity.create_token", "identity.revoke_own_token", "identity.revoke_token", "identity.record_use"),
    "grant": (
        "identity.grant_role", "identity.revoke_grant", "identity.limit_grant", "identity.create_role",
        "identity.edit_role", "identity.delete_role", "identity.create_group", "identity.edit_group",
        "identity.delete_group", "identity.separate_duties", "identity.join_duties", "identity.require_second_factor",
    ),
    "account": (
        "identity.create_user", "identity.edit_user", "identity.deactivate_user", "identity.reactivate_user",
        "identity.set_password", "identity.change_password", "identity.enable", "identity.disable",
        "identity.renew_codes", "identity.reset_second_factor", "identity.log_out_everywhere", "identity.end_sessions",
    ),
}  # fmt: skip
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXPORT_MOST = 50_000


@dataclass(frozen=True)
class AuditFilter:
    """Which lines: of a person, of a kind (`KINDS` or an action's name), between two days, about an object."""

    user_id: int | None = None
    kind: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    model: str = ""
    object_id: int | None = None
    text: str = ""


def audit_rows(actor: Actor, wanted: AuditFilter) -> QuerySet[ActionLog]:
    """The lines that the actor may read, newest first; Forbidden for who reads none anywhere."""
    both = [path for path in actor.prefixes("access.view") if actor.may("history.view", path)]
    if not both and not actor.prefixes("audit.view"):
        raise Forbidden("audit.view")
    allowed = row_filter(ActionLog, actor, "audit.view")
    for path in both:
        allowed |= Q(scope_path__startswith=path)
    rows = ActionLog.base_rows.filter(allowed) if "audit.view" not in actor.verbs_at("/") else ActionLog.base_rows.all()
    if wanted.user_id is not None:
        rows = rows.filter(Q(actor=wanted.user_id) | Q(target_model="identity.User", target_id=wanted.user_id))
    if wanted.kind:
        rows = rows.filter(action__in=KINDS.get(wanted.kind, (wanted.kind,)))
    zone = ZoneInfo(settings.BUSINESS_TIME_ZONE)
    if wanted.first is not None:
        rows = rows.filter(at__gte=dt.datetime.combine(wanted.first, dt.time(), zone))
    if wanted.last is not None:
        rows = rows.filter(at__lt=dt.datetime.combine(wanted.last, dt.time(), zone) + dt.timedelta(days=1))
    if wanted.model:
        rows = rows.filter(target_model=wanted.model)
    if wanted.object_id is not None:
        rows = rows.filter(target_id=wanted.object_id)
    if wanted.text:
        rows = rows.filter(Q(actor_name__icontains=wanted.text) | Q(action__icontains=wanted.text))
    return rows.order_by("-id")


def line(log: ActionLog) -> dict[str, Any]:
    """One line as a reader sees it."""
    return {
        "id": log.pk,
        "at": log.at,
        "who": {"id": log.actor_id, "name": log.actor_name},
        "text": describe(log),
        "action": log.action,
        "object": object_label(log.target_model),
        "object_id": log.target_id,
        "model": log.target_model,
        "request_id": log.request_id,
    }


def object_label(model: str) -> str:
    """What kind of row it was, in the reader's language."""
    try:
        return str(apps.get_model(model)._meta.verbose_name)
    except LookupError:
        return model


def csv_lines(rows: QuerySet[ActionLog]) -> Iterator[str]:
    """The log as CSV with a byte order mark, so that every spreadsheet reads the Chinese; no cell is a formula."""
    zone = ZoneInfo(settings.BUSINESS_TIME_ZONE)
    yield "\ufeff" + _csv([_("time"), _("person"), _("what"), _("object"), "id", _("action"), _("request")])
    for log in rows[:_EXPORT_MOST].iterator():
        moment = log.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        name = object_label(log.target_model)
        yield _csv([moment, log.actor_name, describe(log), name, log.target_id, log.action, log.request_id])


def _csv(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()
