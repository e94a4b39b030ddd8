"""Import of records from a table: a dry run that writes nothing, then one action with one undo."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linkspan.engines.tabular import (
    CellError,
    Recognition,
    Sheet,
    TableRefused,
    error_workbook,
    read_sheets,
    recognise,
    template_workbook,
)
from linkspan.engines.tabular.recognise import remap
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import check
from linkspan.kernel.entities.drafts import Draft, keep_file, open_draft
from linkspan.kernel.entities.planning import Change, Planner
from linkspan.kernel.entities.reading import Reading
from linkspan.kernel.entities.registry import Known, find_container, find_entity
from linkspan.kernel.entities.requests import told
from linkspan.kernel.entities.specs import FieldSpec, on_page
from linkspan.kernel.entities.tables import language, targets_of
from linkspan.kernel.entities.writing import MOST_IN_BULK, writer_of
from linkspan.kernel.errors import DomainError, NotFound

_SHOWN_ROWS = 50
_MOST_ROWS = 5000
_MOST_SHEETS_WEIGHED = 20


@dataclass
class Plan:
    """What an import would do: the sheet as recognised, and one change for each of its rows."""

    sheets: list[str]
    sheet: Sheet
    found: Recognition
    fields: dict[str, FieldSpec]
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what happens to them."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in ("create", "update", "same", "skip", "error")}

    @property
    def digest(self) -> str:
        """Of everything that would be written, and of the versions it would be written over."""
        text = repr([(c.kind, c.key, c.version, sorted(c.values.items(), key=str)) for c in self.changes])
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def importable(known: Known, actor: Actor, container: Any) -> dict[str, FieldSpec]:
    """The fields that the actor may fill in by an import into the container, those of the create form first."""
    own = writer_of(known).writable(actor, container.scope_path, is_own=True)
    seen = Reading(known, actor, container).fields
    fields = {name: spec for name, spec in own.items() if name in seen and not spec.is_read_only}
    first = [name for name in (known.entity.code, *known.entity.create) if name in fields]
    return {name: fields[name] for name in dict.fromkeys((*first, *fields))}


def preview(
    actor: Actor, entity: str, project: str, *, data: bytes, name: str, options: dict[str, Any]
) -> dict[str, Any]:
    """Dry run of an uploaded table; nothing is written but the file itself.

    options: `sheet` (name), `mapping` ({column index: field name or None}), `update` (whether known rows change).
    Answers what the page shows (ImportPreview), with the token that applies it.
    """
    known, container = _place(actor, entity, project)
    sheets = _read(data, name)
    draft = Draft(
        stored=keep_file(data),
        name=name[:200],
        user=actor.user_id or 0,
        entity=known.name,
        project=project,
        sheet=str(options.get("sheet") or ""),
        mapping=tuple(sorted((options.get("mapping") or {}).items())),
        update=bool(options.get("update", True)),
    )
    plan = _plan(known, actor, container, draft, sheets)
    return _answer(plan, draft.token(plan.digest))


def apply(actor: Actor, entity: str, token: str) -> dict[str, Any]:
    """Do what a preview showed, as one action; refused when the records have changed since."""
    draft = open_draft(actor, token)
    if draft.entity != entity:
        raise NotFound()
    known, container = _place(actor, entity, draft.project)
    plan = _plan(known, actor, container, draft, _read(draft.data, draft.name))
    if plan.digest != draft.digest:
        raise DomainError(
            "stale",
            _("The records have changed since the preview, or this import was applied already. Look at it again."),
            "token",
            status=409,
        )
    new = [change.values for change in plan.changes if change.kind == "create"]
    changed = [(c.key, c.version, c.values) for c in plan.changes if c.kind == "update"]
    if not new and not changed:
        raise DomainError(
            "nothing", _("There is nothing to import: every row is there already or has errors."), "token"
        )
    outcome = writer_of(known).merge_rows(actor, container, new=new, changed=changed)
    return {**told(outcome), "counts": plan.counts}


def errors_file(actor: Actor, token: str) -> bytes:
    """The uploaded sheet with its faults marked."""
    draft = open_draft(actor, token)
    known, container = _place(actor, draft.entity, draft.project)
    plan = _plan(known, actor, container, draft, _read(draft.data, draft.name))
    faults = [
        CellError(change.row, error["column"], error["message"]) for change in plan.changes for error in change.errors
    ]
    header = plan.found.header_rows[-1] if plan.found.header_rows else 1
    return error_workbook(plan.sheet, faults, header_row=header, language=language())


def template(actor: Actor, entity: str, project: str) -> tuple[str, bytes]:
    """File name and workbook of the empty table to fill in, with the fields that the actor may fill in."""
    known, container = _place(actor, entity, project)
    wanted = {known.entity.code, *known.entity.create}
    specs = [spec for name, spec in importable(known, actor, container).items() if name in wanted]
    title = on_page(known.model._meta.verbose_name_plural)
    name = _("%(records)s import template") % {"records": title}
    return f"{name}.xlsx", template_workbook(targets_of(known, specs), title=title, language=language())


def _place(actor: Actor, entity: str, project: str) -> tuple[Known, Any]:
    """The entity and where its rows go; refused where the actor may not create them there."""
    known = find_entity(entity)
    container = find_container(actor, known, project)
    check(actor, known.verb("create"), container)
    return known, container


def _read(data: bytes, name: str) -> list[Sheet]:
    try:
        sheets = read_sheets(data, name)
    except TableRefused as error:
        raise DomainError(error.code, error.text(language()), "file") from error
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise DomainError("empty", _("The file has no filled-in sheet. Choose another."), "file")
    return filled


def _plan(known: Known, actor: Actor, container: Any, draft: Draft, sheets: list[Sheet]) -> Plan:
    fields = importable(known, actor, container)
    targets = targets_of(known, fields.values())
    sheet, found = _chosen_sheet(sheets, targets, draft.sheet)
    unknown = {name for _index, name in draft.mapping if name is not None} - set(fields)
    if unknown:
        raise DomainError(
            "mapping", _("There is no field “%(name)s” to fill in here.") % {"name": min(unknown)[:40]}, "mapping"
        )
    if draft.mapping:
        found = remap(found, dict(draft.mapping), targets)
    if len(found.rows) > _MOST_ROWS:
        raise DomainError(
            "too_many", _("The table has more than %(most)s rows. Split it.") % {"most": _MOST_ROWS}, "file"
        )
    plan = Plan([s.name for s in sheets], sheet, found, fields)
    planner = Planner(known, actor, container, fields, {t.name: t for t in targets}, update=draft.update)
    plan.changes, remarks = planner.plan(found, date_1904=sheet.date_1904)
    plan.notes = [note.text(language()) for note in found.notes] + remarks
    if plan.counts["update"] > MOST_IN_BULK:
        raise DomainError(
            "too_many",
            _("More than %(most)s records would change. Split the table.") % {"most": MOST_IN_BULK},
            "file",
        )
    return plan


def _chosen_sheet(sheets: list[Sheet], targets: Any, name: str) -> tuple[Sheet, Recognition]:
    """The sheet asked for, else the visible one of which most columns are known."""
    if name:
        sheet = next((sheet for sheet in sheets if sheet.name == name), None)
        if sheet is None:
            raise DomainError(
                "sheet", _("There is no sheet “%(name)s”. Choose another.") % {"name": name[:40]}, "sheet"
            )
        return sheet, recognise(sheet, targets)
    offered = [sheet for sheet in sheets if not sheet.hidden][:_MOST_SHEETS_WEIGHED] or sheets[:1]
    return max(((sheet, recognise(sheet, targets)) for sheet in offered), key=lambda pair: len(pair[1].mapping()))


def _answer(plan: Plan, token: str) -> dict[str, Any]:
    errors = plan.counts["error"]
    return {
        "token": token,
        "sheets": plan.sheets,
        "sheet": plan.sheet.name,
        "columns": [
            {"index": c.index, "header": c.header, "sample": list(c.samples), "field": c.target, "score": c.score}
            for c in plan.found.columns
        ],
        "fields": [
            {"name": name, "label": str(spec.label), "required": spec.is_required} for name, spec in plan.fields.items()
        ],
        "counts": plan.counts,
        "rows": [
            {"row": change.row, "kind": change.kind, "values": change.shown, "errors": change.errors}
            for change in sorted(plan.changes, key=lambda c: (c.kind != "error", c.row))[:_SHOWN_ROWS]
        ],
        "notes": plan.notes,
        "errors_url": f"/api/imports/{token}/errors.xlsx" if errors else None,
    }
