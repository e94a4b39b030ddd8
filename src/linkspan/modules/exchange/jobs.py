"""The import job: read, compare, write by one action."""

from typing import Any

from django.utils.translation import gettext as _

from linkspan.kernel import clock
from linkspan.kernel.access.actor import elevated
from linkspan.kernel.errors import DomainError
from linkspan.kernel.jobs import job
from linkspan.modules.analysis.api import keep_import
from linkspan.modules.exchange.models import ImportDraft
from linkspan.modules.exchange.reading import read_file
from linkspan.modules.exchange.services import import_schedule
from linkspan.modules.exchange.store import open_stored
from linkspan.modules.identity.api import Organisation
from linkspan.modules.portfolio.api import Programme, Project
from linkspan.modules.schedule.api import start_project


@job("exchange.import", max_attempts=3)
def import_file_job(
    context: Any, *, draft_id: int, code: str = "", name: str = "", choices: dict[str, str] | None = None
) -> dict[str, Any]:
    """Apply a prepared import. code, name: of the project to create, where the draft has none."""
    with elevated():
        draft = ImportDraft.rows.select_related("project").filter(pk=draft_id, user_id=context.actor.user_id).first()
    if draft is None:
        raise DomainError("expired", _("The uploaded file has expired. Choose it again."), "token", status=410)
    context.progress(0.05, _("Reading the file"))
    file = read_file(open_stored(draft.stored_name), draft.original_name)
    context.check_cancelled()
    project = draft.project or _new_project(context, draft, code, name, file)
    keep_import(project.pk, draft.original_name, is_done=False)
    context.progress(0.4, _("Writing %(count)s rows") % {"count": len(file.tasks)})
    outcome = import_schedule(
        context.actor,
        project,
        file=_Opaque(file),
        name=draft.original_name,
        stored=draft.stored_name,
        choices=choices or {},
        idempotency_key=context.idempotency_key,
    )
    keep_import(project.pk, draft.original_name, is_done=True, user_id=context.actor.user_id)
    context.progress(1.0, _("Done"))
    return {"project": project.code, "log_id": outcome.log_id, **(outcome.result or {})}


class _Opaque:
    """The parsed file, shown to the action's fingerprint as a constant: the job's key already names it."""

    def __init__(self, file: Any) -> None:
        self.parsed = file

    def __repr__(self) -> str:
        return "schedule file"


def _new_project(context: Any, draft: ImportDraft, code: str, name: str, file: Any) -> Project:
    home: Any = (
        Programme._base_manager.filter(scope_path=draft.scope_path).first()
        or Organisation._base_manager.filter(scope_path=draft.scope_path).first()
    )
    from linkspan.engines.calendar import from_minutes

    begins = file.project.start
    start = (clock.business_today() if begins is None else from_minutes(begins).date()).isoformat()
    return start_project(
        context.actor,
        home,
        code=code,
        name=name or draft.original_name,
        start=start,
        key=f"{context.idempotency_key}-project",
    ).project
