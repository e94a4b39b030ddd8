"""Records in and out as tables: preview and apply of an import, its template and its faults, export."""

from typing import Any
from urllib.parse import quote

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from linkspan.kernel.entities import drafts, exporting, importing
from linkspan.kernel.errors import DomainError
from linkspan.surfaces.api.records import ListQuery

router = Router(tags=["records"])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


class ApplyImport(Schema):
    """Which preview to apply."""

    token: str


def _download(response: Any, name: str) -> Any:
    """A file to be saved, never drawn by the browser."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _read_mapping(text: str) -> dict[int, str | None]:
    """Field or null by column index, from JSON; DomainError for anything else."""
    try:
        found = orjson.loads(text) if text else {}
    except orjson.JSONDecodeError:
        found = None
    if isinstance(found, dict) and len(found) <= 256:
        plain = {key: name for key, name in found.items() if key.isascii() and key.isdecimal() and len(key) < 6}
        if len(plain) == len(found) and all(name is None or isinstance(name, str) for name in plain.values()):
            names = [name for name in plain.values() if name is not None]
            if len(set(names)) == len(names):
                return {int(key): name for key, name in plain.items()}
    raise DomainError("mapping", _("Give each column one field, and each field one column at most."), "mapping")


@router.get("/records/{entity}/export")
def export_records(request: HttpRequest, entity: str, asked: Query[ListQuery], format: str = "xlsx") -> Any:
    """The records of a list as a file."""
    if format not in {"xlsx", "csv"}:
        raise DomainError("format", _("A list can be saved as xlsx or csv."), "format")
    ready = exporting.export(request.actor, entity, asked.project, asked.asked())  # type: ignore[attr-defined]
    name = f"{ready.title}.{format}"
    if format == "csv":
        return _download(StreamingHttpResponse(ready.csv(), content_type=_CSV), name)
    return _download(HttpResponse(ready.workbook(), content_type=_XLSX), name)


@router.get("/records/{entity}/import/template.xlsx")
def read_template(request: HttpRequest, entity: str, project: str = "") -> Any:
    """The empty table to fill in."""
    name, data = importing.template(request.actor, entity, project)  # type: ignore[attr-defined]
    return _download(HttpResponse(data, content_type=_XLSX), name)


@router.post("/records/{entity}/import/preview")
def preview_import(
    request: HttpRequest,
    entity: str,
    *,
    file: File[UploadedFile],
    project: Form[str] = "",
    sheet: Form[str] = "",
    mapping: Form[str] = "",
    update: Form[bool] = True,
) -> dict[str, Any]:  # fmt: skip
    """Dry run of a table: nothing is written."""
    options = {"sheet": sheet, "mapping": _read_mapping(mapping), "update": update}
    data = drafts.read_upload(file)
    return importing.preview(
        request.actor, entity, project, data=data, name=file.name or "", options=options  # type: ignore[attr-defined]
    )  # fmt: skip


@router.post("/records/{entity}/import/apply")
def apply_import(request: HttpRequest, entity: str, payload: ApplyImport) -> dict[str, Any]:
    """Do what the preview showed: one action, one undo."""
    return importing.apply(request.actor, entity, payload.token)  # type: ignore[attr-defined]


@router.get("/imports/{token}/errors.xlsx")
def read_errors(request: HttpRequest, token: str) -> Any:
    """The table as it was sent, with its faults marked."""
    data = importing.errors_file(request.actor, token)  # type: ignore[attr-defined]
    return _download(HttpResponse(data, content_type=_XLSX), _("Import errors") + ".xlsx")
