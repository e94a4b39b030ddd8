"""An own entity as a file: with its fields and workflow, from one installation to another."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.customise import checking, own_entities, services
from linkspan.kernel.customise.models import ConfiguredWorkflow, CustomField, OwnEntity
from linkspan.kernel.errors import DomainError

FORMAT, VERSION = "linkspan.entity", 1
_ENTITY = (
    "label_zh", "label_en", "plural_en", "icon", "group_zh", "group_en", "order", "is_in_project", "numbering",
    "empty_zh", "empty_en",
)  # fmt: skip
_FIELD = (
    "type", "label_zh", "label_en", "help_zh", "help_en", "is_required", "default", "options", "reference",
    "field_class", "unit", "low", "high", "expression", "panel", "in_list", "position",
)  # fmt: skip


def entity_file(row: OwnEntity) -> dict[str, Any]:
    """Everything that makes the entity, without its records."""
    with elevated():
        fields = CustomField.rows.filter(entity=row.name, scope_path=row.scope_path, is_retired=False)
        flow = ConfiguredWorkflow.rows.filter(entity=row.name, scope_path=row.scope_path).first()
        found = list(fields.order_by("position", "pk"))
    return {
        "format": FORMAT,
        "version": VERSION,
        "key": row.key,
        "entity": {name: getattr(row, name) for name in _ENTITY} | row.layout,
        "fields": [{"key": field.key, **{name: getattr(field, name) for name in _FIELD}} for field in found],
        "workflow": {"states": flow.states, "transitions": flow.transitions} if flow is not None else None,
    }


def _read(content: Any) -> dict[str, Any]:
    fine = (
        isinstance(content, dict)
        and content.get("format") == FORMAT
        and content.get("version") == VERSION
        and isinstance(content.get("entity"), dict)
        and isinstance(content.get("fields"), list)
        and len(content["fields"]) <= checking.MOST_FIELDS
        and all(isinstance(field, dict) and isinstance(field.get("key"), str) for field in content["fields"])
        and (content.get("workflow") is None or isinstance(content["workflow"], dict))
    )
    if not fine:
        raise DomainError(
            "file", _("This is no file of an entity. Export one from the page of own entities."), "content"
        )
    checking.check_key(content.get("key"))
    return dict(content)


def plan_file(place: Any, content: Any) -> dict[str, Any]:
    """What bringing the file would do; nothing is written."""
    try:
        read = _read(content)
        label = checking.clean_labels(read["entity"])["label_zh"]
        with elevated():
            row = OwnEntity.rows.filter(key=read["key"]).first()
            held = set(CustomField.rows.filter(entity=row.name).values_list("key", flat=True)) if row else set()
    except DomainError as error:
        return {"changes": [], "errors": [str(error)]}
    changes = [
        (_("Entity “%(name)s” would be changed.") if row else _("Entity “%(name)s” would be made.")) % {"name": label}
    ]
    for field in read["fields"]:
        name = field.get("label_zh") or field.get("label_en") or field["key"]
        text = (
            _("Field “%(name)s” would be changed.") if field["key"] in held else _("Field “%(name)s” would be added.")
        )
        changes.append(text % {"name": str(name)[:60]})
    if read.get("workflow"):
        changes.append(_("The workflow would be set."))
    return {"changes": changes, "errors": []}


@action(services.CONFIGURE, phrase=gettext_noop("Brought the entity %(names)s from a file"), undo=Inverse())
def bring_file(actor: Actor, place: Any, *, content: Any, rights_like: str = "") -> OwnEntity:
    """Make the file's entity, or bring the one of the same key up to it. All or nothing."""
    read = _read(content)
    layout_later = {name: value for name, value in read["entity"].items() if name not in _ENTITY}
    plain = {name: value for name, value in read["entity"].items() if name in _ENTITY}
    row = OwnEntity._base_manager.filter(key=read["key"]).first()
    if row is None:
        row = own_entities.add_entity(
            actor, place, values={**plain, "key": read["key"]}, rights_like=rights_like
        ).result
    else:
        row = own_entities.edit_entity(actor, row, values=plain).result
    services.renew_now()
    held = {field.key: field for field in CustomField._base_manager.filter(entity=row.name)}
    # What is computed comes after what it is computed from.
    for given in sorted(read["fields"], key=lambda field: bool(field.get("expression"))):
        values = {name: given[name] for name in _FIELD if name in given}
        if given["key"] in held:
            services.edit_field(actor, held[given["key"]], values=values)
        else:
            services.add_field(actor, place, entity=row.name, values=values, key=given["key"])
        services.renew_now()
    own_entities.edit_entity(actor, row, values={n: v for n, v in layout_later.items() if n in _LAYOUT})
    services.renew_now()
    flow = read.get("workflow")
    if flow:
        services.set_workflow(
            actor, place, entity=row.name, states=flow.get("states"), transitions=flow.get("transitions")
        )
    write.describe(names={"zh": row.label_zh, "en": row.label_en or row.label_zh})
    return row


_LAYOUT = frozenset({"columns", "create", "board", "calendar", "dimensions", "sort", "panels", "measures"})
