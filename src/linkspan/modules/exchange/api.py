"""What surfaces may call: preview, apply, and the import of a file from the command line."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor, acting_as
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.actions import check
from linkspan.kernel.entities.switching import is_off, switched_off
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.jobs import enqueue
from linkspan.modules.exchange import store
from linkspan.modules.exchange.models import ImportDraft
from linkspan.modules.exchange.preview import preview_file
from linkspan.modules.exchange.reading import read_file
from linkspan.modules.exchange.services import import_schedule, prepare_import, prepare_new_project
from linkspan.modules.identity.api import User
from linkspan.modules.portfolio.api import Project, find_project

__all__ = ["apply_import", "import_file", "preview_upload"]


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


def apply_import(actor: Actor, token: str, project: Project | None, *, code: str = "", name: str = "") -> int:
    """Start the import that a preview prepared. Answers the job's id; the same token starts it once."""
    draft = ImportDraft.objects.visible(actor, "project.view").filter(token=token, user_id=actor.user_id).first()
    if draft is None or draft.project_id != (project.pk if project else None):
        raise NotFound(_t("This preview has expired. Choose the file again."))
    if project is not None:
        check(actor, "schedule.import", project)
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
        {"draft_id": draft.pk, "code": code, "name": name},
        label=label,
        label_params={"file": draft.original_name},
        idempotency_key=f"import-{token}"[:80],
    ).pk


def import_file(path: Path, project_code: str, username: str) -> dict[str, Any]:
    """Import a file of this machine into a project, as a user; for the command line."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise DomainError("user", _t("There is no active user “%(name)s”.") % {"name": username[:60]}, "as")
    actor = actor_for(user)
    with acting_as(actor):
        project = find_project(actor, project_code)
        check(actor, "schedule.import", project)
        file = read_file(path, path.name)
        outcome = import_schedule(actor, project, file=file, name=path.name)
        return {"project": project.code, "log_id": outcome.log_id, **(outcome.result or {})}
