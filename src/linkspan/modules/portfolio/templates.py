"""Templates: reading a project into a content, filling a new project from one, keeping it, as a file as well."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.classes import PUBLIC, class_verb
from linkspan.kernel.access.verbs import name_areas, name_verbs
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.entities.copying import in_project, needs
from linkspan.kernel.entities.specs import in_english, on_page
from linkspan.kernel.entities.switching import is_off
from linkspan.kernel.errors import DomainError, Forbidden, NotFound
from linkspan.modules.identity.api import Organisation
from linkspan.modules.portfolio import record_part, setting_parts  # noqa: F401  they register their parts
from linkspan.modules.portfolio.content import FORMAT, LARGEST_FILE, VERSION, Piece, read_file, start_of
from linkspan.modules.portfolio.days import Shift
from linkspan.modules.portfolio.models import Programme, Project, ProjectTemplate
from linkspan.modules.portfolio.parts import Choice, Making, Taking, parts

SAVE = "template.edit"
MOST_TEMPLATES = 200

name_areas({"template": gettext_lazy("project templates")})
name_verbs(
    {
        "template.view": gettext_lazy("see and use project templates"),
        SAVE: gettext_lazy("save, import and delete project templates"),
    }
)


def read_content(actor: Actor, project: Project, choice: Choice) -> dict[str, Any]:
    """A project as the content of a template. Forbidden where the actor does not see all of what is chosen."""
    needs(actor, "project.view", project)
    with elevated():
        taking = Taking(actor, project, choice)
        found = {part.name: part.take(taking) for part in parts() if choice.has(part.name)}
    content = {
        "format": FORMAT,
        "version": VERSION,
        "start": taking.days.start.isoformat(),
        "description": project.description,
        **{name: held for name, held in found.items() if held is not None},
    }
    plain: dict[str, Any] = orjson.loads(orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS))
    return plain


def fill_project(
    actor: Actor, project: Project, content: dict[str, Any], *, shift: Shift = "work", keeps_calendar: bool = False
) -> dict[str, int]:
    """Everything of a content in a new project, inside the action that makes it. Answers what was left out, by kind."""
    making = Making(actor, project, shift, keeps_calendar)
    piece = Piece(content)
    text = piece.get("description").text(100_000)
    if text:
        write.update(project, description=text)
    for part in parts():
        if content.get(part.name) is not None:
            part.give(making, piece.get(part.name))
    return making.skipped


def check_content(content: dict[str, Any]) -> dict[str, Any]:
    """How much of each part a content holds; DomainError where one of them cannot be used."""
    piece = Piece(content)
    start_of(content)
    piece.get("description").text(100_000)
    return {part.name: _counted(part, piece) for part in parts() if content.get(part.name) is not None}


def _counted(part: Any, piece: Piece) -> dict[str, int]:
    held = piece.get(part.name)
    part.check(held)
    found: dict[str, int] = part.count(held.value)
    return found


# --- keeping ------------------------------------------------------------------------------------------------------


def home_of_template(actor: Actor, project: Project) -> Organisation | Programme | Project:
    """The widest place at or above a project where the actor may keep templates."""
    for place in (project.organisation, project.programme, project):
        if place is not None and actor.may(SAVE, place.scope_path):
            return place
    raise Forbidden(SAVE)


@action(SAVE, phrase=gettext_noop("Saved the project template “%(names)s”"), undo=Inverse(), is_locking=False)
def keep_template(
    actor: Actor,
    place: Any,
    *,
    name: str,
    content: dict[str, Any],
    name_en: str = "",
    description: str = "",
    source: str = "",
) -> ProjectTemplate:
    """A content under a name, at a place: who may use templates there sees it. One of the same name is replaced."""
    clean = " ".join(name.split())
    if not 0 < len(clean) <= 120:
        raise DomainError("name", _("Give the template a name of at most 120 characters."), "name")
    values = {
        "name_en": " ".join(name_en.split())[:120],
        "description": description.strip()[:500],
        "source": source,
        "content": content,
        "parts": check_content(content),
    }
    if len(orjson.dumps(content)) > LARGEST_FILE:
        raise DomainError("size", _("This is too much for one template. Save fewer parts."), "parts", status=413)
    held = ProjectTemplate._base_manager.filter(scope_path=place.scope_path)
    template = held.filter(name=clean).select_for_update().first()
    if template is not None:
        write.update(template, **values)
    elif held.count() >= MOST_TEMPLATES:
        raise DomainError(
            "templates", _("There are %(most)s templates here. Delete one first.") % {"most": MOST_TEMPLATES}
        )
    else:
        template = write.create(ProjectTemplate(scope_path=place.scope_path, name=clean, **values))
    write.describe(names={"zh": clean, "en": values["name_en"] or clean})
    return template


@action(SAVE, phrase=gettext_noop("Deleted the project template “%(names)s”"), undo=Inverse())
def delete_template(actor: Actor, template: ProjectTemplate) -> None:
    """Take a template away; projects made from it stay."""
    write.describe(names={"zh": template.name, "en": template.name_en or template.name})
    write.delete_many([template])


def templates_of(actor: Actor) -> list[dict[str, Any]]:
    """The templates that the actor may use, without their contents."""
    rows = ProjectTemplate.objects.visible(actor, "template.view").defer("content").order_by("name")
    return [template_json(actor, row) for row in rows[:MOST_TEMPLATES]]


def template_json(actor: Actor, template: ProjectTemplate) -> dict[str, Any]:
    """A template as pages read it."""
    labels = {known.name: known.model._meta.verbose_name_plural for known in in_project()}
    names = {
        "tasks": _("tasks"),
        "views": _("shared views"),
        "masks": _("masks of codes"),
        "workflows": _("workflows"),
        "modules": _("modules off"),
    }
    return {
        "id": template.pk,
        "version": template.version,
        "name": (template.name_en if in_english() else "") or template.name,
        "description": template.description,
        "source": template.source,
        "parts": [
            {"name": name, "label": on_page(labels.get(name) or names.get(name) or name), "count": count}
            for counts in template.parts.values()
            for name, count in counts.items()
        ],
        "can": actor.may(SAVE, template.scope_path),
        "updated_at": template.updated_at,
    }


def find_template(actor: Actor, template_id: int) -> ProjectTemplate:
    """A template that the actor may use; NotFound otherwise."""
    rows = ProjectTemplate.objects.visible(actor, "template.view")
    found = rows.filter(pk=template_id).first() if 0 < template_id < 2**63 else None
    if found is None:
        raise NotFound()
    return found


def file_of(actor: Actor, template: ProjectTemplate) -> bytes:
    """A template as one file, without fields of classes that the actor does not see where the template is kept."""
    needs(actor, SAVE, template)
    content = dict(template.content)
    closed = {
        known.name: _closed(actor, known, template.scope_path)
        for known in in_project()
        if known.name in (content.get("records") or {}).get("rows", {})
    }
    if any(closed.values()):
        rows = {
            n: [_without(row, closed.get(n, set())) for row in held] for n, held in content["records"]["rows"].items()
        }
        content["records"] = content["records"] | {"rows": rows}
    names = {"name": template.name, "name_en": template.name_en, "about": template.description}
    return orjson.dumps(content | names, option=orjson.OPT_INDENT_2)


def _closed(actor: Actor, known: Any, path: str) -> set[str]:
    return {
        name
        for name, spec in known.fields.items()
        if spec.field_class != PUBLIC and not actor.may(class_verb(spec.field_class), path)
    }


def _without(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    gone = set(names)
    return {
        key: {n: v for n, v in held.items() if n not in gone} if isinstance(held, dict) else held
        for key, held in row.items()
    }


def import_template(actor: Actor, place: Any, data: bytes, **guards: Any) -> Any:
    """A template from a file of this or another installation."""
    content = read_file(data)
    piece = Piece(content)
    name, name_en, about = (
        piece.get("name").text(120, is_needed=True), piece.get("name_en").text(120), piece.get("about").text(500)
    )  # fmt: skip
    known = {"format", "version", "start", "description", *(part.name for part in parts())}
    kept = {key: value for key, value in content.items() if key in known}
    return keep_template(actor, place, name=name, name_en=name_en, description=about, content=kept, **guards)


# --- what can be chosen -------------------------------------------------------------------------------------------


def choices_of(actor: Actor, project: Project) -> dict[str, Any]:
    """The parts and entities of a project that the actor may take along, with how much there is."""
    path = project.scope_path
    entities = [k for k in in_project() if actor.may(k.verb("view"), path) and not is_off(project, k.entity.area)]
    with elevated():
        counts = {known.name: known.model._base_manager.filter(project=project).count() for known in entities}
    return {
        "parts": [{"name": part.name, "label": on_page(part.label)} for part in parts()],
        "entities": [
            {"name": known.name, "label": on_page(known.model._meta.verbose_name_plural), "count": counts[known.name]}
            for known in entities
            if counts[known.name]
        ],
    }


def read_choice(parts_wanted: list[str] | None, entities: list[str] | None, *, people: bool) -> Choice:
    """What somebody chose to take along; DomainError for a part that does not exist."""
    known = {part.name for part in parts()}
    unknown = sorted(set(parts_wanted or ()) - known)
    if unknown:
        raise DomainError("parts", _("There is no part “%(name)s”.") % {"name": unknown[0][:40]}, "parts")
    return Choice(
        None if parts_wanted is None else frozenset(parts_wanted),
        None if entities is None else frozenset(entities),
        people,
    )
