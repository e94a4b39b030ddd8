"""The plan page: its columns, its edits, undo and redo."""

import hashlib
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from ninja import Router, Schema

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions import Outcome
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import render_phrase, undo_action
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.modules.portfolio.api import Project
from linkspan.modules.schedule import services
from linkspan.modules.schedule.assignments import resources_text
from linkspan.modules.schedule.changes import task_history
from linkspan.modules.schedule.explain import explain_start
from linkspan.modules.schedule.payload import changes_since, delta_payload, plan_payload, visible_ids
from linkspan.modules.schedule.readers import readable_plan
from linkspan.modules.schedule.scopes import subtree_root
from linkspan.modules.schedule.state import current_state

router = Router(tags=["plan"])
# Commands that are actions of their own, so that they carry their own right.
_OWN_ACTIONS = {"project.set", "baseline.set", "baseline.choose"}


class Commands(Schema):
    """Edits of a plan: all or none."""

    base: int | None = None
    commands: list[dict[str, Any]]


class UndoRequest(Schema):
    """Which action to take back."""

    log_id: int


def _rights(actor: Actor) -> str:
    """A short name of what the actor holds, the same in every process."""
    held = sorted((grant.path, sorted(grant.verbs), grant.own_party_only) for grant in actor.grants)
    return hashlib.sha256(orjson.dumps([held, actor.party_id])).hexdigest()[:12]


@router.get("/projects/{code}/plan")
def read_plan(request: HttpRequest, code: str) -> HttpResponse:
    """The whole plan in columns. ETag: revision, language, user; unchanged plans answer 304."""
    actor = request.actor  # type: ignore[attr-defined]
    project = readable_plan(actor, code)
    parts = (project.pk, project.revision, project.version, get_language(), actor.user_id, _rights(actor))
    tag = f'"{"-".join(map(str, parts))}-{clock.business_today()}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        body = orjson.dumps(plan_payload(actor, project), default=str, option=orjson.OPT_SERIALIZE_NUMPY)
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    return response


@router.post("/projects/{code}/plan/commands")
def run_commands(request: HttpRequest, code: str, payload: Commands) -> dict[str, Any]:
    """Edit the plan."""
    actor = request.actor  # type: ignore[attr-defined]
    project = readable_plan(actor, code)
    key = request.headers.get("Idempotency-Key")
    kinds = {str(c.get("op")) for c in payload.commands}
    if kinds & _OWN_ACTIONS:
        if len(payload.commands) != 1:
            raise DomainError("commands", _t("This change must be sent alone."), "commands")
        outcome = _own_action(actor, project, payload.commands[0], key)
    else:
        root = subtree_root(actor, project)
        edit = services.edit_plan if root is None else services.edit_subtree
        outcome = edit(actor, root or project, commands=payload.commands, idempotency_key=key)
    return plan_answer(actor, project, outcome)


def _own_action(actor: Actor, project: Project, command: dict[str, Any], key: str | None) -> Outcome:
    if command["op"] == "project.set":
        values = command.get("set")
        if not isinstance(values, dict) or not values:
            raise DomainError("empty", _t("There is nothing to change in this request."), "set")
        return services.set_project_dates(actor, project, values=values, idempotency_key=key)
    if command["op"] == "baseline.set":
        return services.set_baseline(actor, project, name=str(command.get("name") or ""), idempotency_key=key)
    baseline = command.get("id")
    if not isinstance(baseline, int):
        raise DomainError("baseline", _t("Choose a baseline."), "id")
    return services.choose_baseline(actor, project, baseline_id=baseline, idempotency_key=key)


def plan_answer(actor: Actor, project: Project, outcome: Outcome) -> dict[str, Any]:
    """What a page gets back after a change of the plan."""
    delta = outcome.effects.get("plan", {}).get(project.pk)
    if delta is None:
        fresh = Project.objects.visible(actor, "project.view").filter(pk=project.pk).distinct().first() or project
        return {
            "revision": fresh.revision,
            "log_id": outcome.log_id,
            "undoable": outcome.log_id is not None,
            "label": sentence(outcome),
            "ids": outcome.result if isinstance(outcome.result, dict) else {},
            "delta": {"full": True} if outcome.is_replay else None,
        }
    return {
        "revision": delta.state.revision,
        "log_id": outcome.log_id,
        "undoable": True,
        "label": sentence(outcome),
        "ids": outcome.result if isinstance(outcome.result, dict) else {},
        "delta": delta_payload(delta, visible_ids(actor, project)),
    }


def sentence(outcome: Outcome) -> str:
    """What was done, in the reader's language."""
    return render_phrase(outcome.phrase, outcome.params)


@router.post("/projects/{code}/plan/undo")
def undo_edit(request: HttpRequest, code: str, payload: UndoRequest) -> dict[str, Any]:
    """Take one action on this plan back."""
    actor = request.actor  # type: ignore[attr-defined]
    project = readable_plan(actor, code)
    with elevated():
        log = ActionLog.rows.filter(pk=payload.log_id, scope_path__startswith=project.scope_path).first()
    # Who may not read the history may still take back what it did itself.
    if log is None or (log.actor_id != actor.user_id and not actor.may("history.view", log.scope_path)):
        raise NotFound()
    return plan_answer(actor, project, undo_action(actor, payload.log_id))


@router.post("/projects/{code}/plan/redo")
def redo_edit(request: HttpRequest, code: str, payload: UndoRequest) -> dict[str, Any]:
    """Do again what an undo took back: the undo of the undo."""
    return undo_edit(request, code, payload)


@router.get("/projects/{code}/plan/changes")
def read_changes(request: HttpRequest, code: str, since: int) -> dict[str, Any]:
    """What changed after a revision."""
    actor = request.actor  # type: ignore[attr-defined]
    return changes_since(actor, readable_plan(actor, code), since)


def _visible_task(actor: Actor, project: Project, task_id: int) -> None:
    seen = visible_ids(actor, project)
    if task_id not in current_state(project).row_of or (seen is not None and task_id not in seen):
        raise NotFound()


@router.get("/projects/{code}/plan/tasks/{task_id}/history")
def read_task_history(request: HttpRequest, code: str, task_id: int) -> dict[str, Any]:
    """What was done to a row, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    project = readable_plan(actor, code)
    _visible_task(actor, project, task_id)
    # What history says of a row names other rows of the same edit: it is for those who may read the plan's history.
    if not actor.may("history.view", project.scope_path):
        raise Forbidden("history.view")
    return {"items": task_history(project, task_id)}


@router.get("/projects/{code}/plan/tasks/{task_id}/resources")
def read_task_resources(request: HttpRequest, code: str, task_id: int) -> dict[str, Any]:
    """Who works on a row, as it is typed: `{text}`."""
    actor = request.actor  # type: ignore[attr-defined]
    project = readable_plan(actor, code)
    _visible_task(actor, project, task_id)
    if visible_ids(actor, project) is not None:
        raise Forbidden("schedule.view")
    return {"text": resources_text(task_id)}


@router.get("/projects/{code}/plan/tasks/{task_id}/why")
def read_why(request: HttpRequest, code: str, task_id: int) -> dict[str, Any]:
    """Why the row is where it is."""
    actor = request.actor  # type: ignore[attr-defined]
    project = readable_plan(actor, code)
    _visible_task(actor, project, task_id)
    if visible_ids(actor, project) is not None:
        raise Forbidden("schedule.view")
    return explain_start(project, task_id)
