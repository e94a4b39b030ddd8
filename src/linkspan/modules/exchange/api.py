"""What surfaces may call: preview, apply, and the import of a file from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop

from linkspan.engines.interchange import ScheduleFile, losses, write_json, write_mspdi, write_xer
from linkspan.kernel.access.actor import Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.actions import check
from linkspan.kernel.entities.switching import is_off, switched_off
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.kernel.jobs import enqueue
from linkspan.modules.exchange import store
from linkspan.modules.exchange.models import ImportDraft
from linkspan.modules.exchange.outgoing import EXPORT, plan_file
from linkspan.modules.exchange.preview import preview_file
from linkspan.modules.exchange.reading import read_file, reader_language
from linkspan.modules.exchange.services import import_schedule, prepare_import, prepare_new_project
from linkspan.modules.exchange.threeway import SIDES, effect_of, three_way
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Project, find_project
from linkspan.modules.schedule.api import readable_plan

__all__ = ["apply_import", "export_file", "export_plan", "import_effect", "import_file", "preview_upload"]

#: Format -> ending, media type, writer, and the name under which the engine knows what it cannot say.
FORMATS: dict[str, tuple[str, str, Callable[[ScheduleFile], bytes], str]] = {
    "mspdi": ("xml", "application/xml", write_mspdi, "MSPDI"),
    "xer": ("xer", "application/octet-stream", write_xer, "XER"),
    "json": ("json", "application/json", write_json, "JSON"),
}


def preview_upload(actor: Actor, upload: Any, home: Any) -> dict[str, Any]:
    """Dry run of an uploaded file for a project, or (organisation, programme) for a project of its own."""
    project = home if isinstance(home, Project) else None
    check(actor, "schedule.import" if project else "project.create", home)
    if project is not None and is_off(project, "schedule"):
        raise switched_off(_t("plan"), project)
    stored = store.keep_upload(upload)
    name = (upload.name or "file.xml").replace("\\", "/").rsplit("/", 1)[-1][:200]
    prepare = prepare_import if project else prepare_new_project
    try:
        report = preview_file(store.open_stored(stored), name, project)
        kept = {"summary": report["summary"], "blocked": report["blocked"]}
        token = prepare(actor, home, original_name=name, stored_name=stored, report=kept).result
    except BaseException:
        store.open_stored(stored).unlink()
        raise
    return {"token": token, **report}


def _draft_of(actor: Actor, token: str, project: Project | None) -> ImportDraft:
    draft = ImportDraft.objects.visible(actor, "project.view").filter(token=token, user_id=actor.user_id).first()
    if draft is None or draft.project_id != (project.pk if project else None):
        raise NotFound(_t("This preview has expired. Choose the file again."))
    if project is not None:
        check(actor, "schedule.import", project)
    return draft


def import_effect(actor: Actor, token: str, project: Project, choices: dict[str, str]) -> dict[str, Any]:
    """Where an import with these choices would leave the finish; nothing is written."""
    draft = _draft_of(actor, token, project)
    three = three_way(project, read_file(store.open_stored(draft.stored_name), draft.original_name))
    if three is None:
        raise NotFound(_t("This preview has expired. Choose the file again."))
    return effect_of(three, choices)


def export_plan(actor: Actor, project: Project, kind: str) -> tuple[str, str, bytes, list[str]]:
    """A plan as a file: name, media type, bytes, and what the format cannot say, in words.

    kind: mspdi, xer or json. What the actor does not see of the plan is not in it.
    """
    near = (*actor.prefixes(EXPORT), *actor.own_party_prefixes(EXPORT))
    if not any(prefix.startswith(project.scope_path) or project.scope_path.startswith(prefix) for prefix in near):
        raise Forbidden(EXPORT)
    try:
        ending, media, write_file, target = FORMATS[kind]
    except KeyError:
        raise DomainError(
            "format", _t("There is no format “%(name)s”. Use mspdi, xer or json.") % {"name": kind[:20]}, "format"
        ) from None
    file = plan_file(actor, project)
    lost = [note.text(reader_language()) for note in losses(file, target)]
    return f"{project.code}.{ending}", media, write_file(file), lost


def apply_import(
    actor: Actor,
    token: str,
    project: Project | None,
    *,
    code: str = "",
    name: str = "",
    choices: dict[str, str] | None = None,
) -> int:
    """Start the import that a preview prepared. Answers the job's id; the same token starts it once."""
    draft = _draft_of(actor, token, project)
    if draft.report.get("blocked"):
        raise DomainError(
            "blocked",
            _t("The plan in the file cannot be computed. Correct it as the preview says, then choose it again."),
            "token",
        )
    label = gettext_noop("Import %(file)s")
    return enqueue(
        actor,
        "exchange.import",
        draft.scope_path,
        {"draft_id": draft.pk, "code": code, "name": name, "choices": choices or {}},
        label=label,
        label_params={"file": draft.original_name},
        idempotency_key=f"import-{token}"[:80],
    ).pk


def _person(username: str) -> Actor:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise DomainError("user", _t("There is no active user “%(name)s”.") % {"name": username[:60]}, "as")
    return actor_for(user)


def export_file(project_code: str, username: str, kind: str) -> tuple[bytes, list[str]]:
    """A plan as a file, as a user sees it; for the command line."""
    actor = _person(username)
    with acting_as(actor):
        _name, _media, content, lost = export_plan(actor, readable_plan(actor, project_code), kind)
    return content, lost


def import_file(path: Path, project_code: str, username: str, *, side: str = "") -> dict[str, Any]:
    """Import a file of this machine into a project, as a user; for the command line.

    side: whose every conflict becomes, `ours` or `theirs`; DomainError where there are conflicts and none is given.
    """
    actor = _person(username)
    with acting_as(actor):
        project = find_project(actor, project_code)
        check(actor, "schedule.import", project)
        file = read_file(path, path.name)
        three = three_way(project, file)
        conflicts = list(three.conflicts) if three is not None else []
        if conflicts and side not in SIDES:
            raise DomainError(
                "conflicts",
                _t("%(count)s rows were changed here and in the file. Say whose stand: --conflicts ours or theirs.")
                % {"count": len(conflicts)},
                "conflicts",
            )
        choices = dict.fromkeys(conflicts, side)
        stored = store.keep_path(path)
        outcome = import_schedule(actor, project, file=file, name=path.name, stored=stored, choices=choices)
        return {"project": project.code, "log_id": outcome.log_id, **(outcome.result or {})}
