"""From the rows of the configuration to what the kernel works with: fields, workflows and entities as if declared."""

import secrets
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import SYSTEM, acting_as, elevated
from linkspan.kernel.access.verbs import name_records
from linkspan.kernel.actions import Work, after_writes
from linkspan.kernel.actions.models import ChangeRow
from linkspan.kernel.approvals.asking import start_of
from linkspan.kernel.customise.models import (
    ConfiguredWorkflow,
    CustomField,
    OwnCompanyRecord,
    OwnEntity,
    OwnProjectRecord,
    Revision,
)
from linkspan.kernel.customise.workflows import flow_from, plain_flow
from linkspan.kernel.entities import configured
from linkspan.kernel.entities.configured import Configured, Flow, tone_of
from linkspan.kernel.entities.custom import REFERENCES, Custom, column_for, in_two
from linkspan.kernel.entities.declaration import (
    Columns,
    Entity,
    Facts,
    Keys,
    Look,
    Measure,
    Names,
    Panel,
    Views,
    Workflow,
)
from linkspan.kernel.entities.linking import make_link_actions
from linkspan.kernel.entities.references import TARGETS, Target
from linkspan.kernel.entities.registry import Known, target_of
from linkspan.kernel.entities.specs import FieldSpec, Option
from linkspan.kernel.prepared import Prepared

_LABELS = [model._meta.label for model in (CustomField, ConfiguredWorkflow, OwnEntity)]
_MODELS: dict[tuple[int, str], type[models.Model]] = {}
_making = threading.Lock()


def connect() -> None:
    """Say to the kernel where the configuration comes from, and renew it after each change of it; once, at start-up."""
    configured.provide(revision, load)
    after_writes("configuration", *_LABELS)(renew)


_TOKEN = Prepared(lambda: Revision.objects.order_by("pk").values_list("token")[:1])


def revision() -> int:
    """The token of the present configuration."""
    found = _TOKEN.rows()
    return found[0][0] if found else 0


def renew(work: Work) -> bool:
    """Another token, and the action itself works with the new configuration from here on; others after the commit."""
    token = secrets.randbits(62) + 1
    Revision.objects.update_or_create(pk=1, defaults={"token": token})
    configured.use(load(token))
    return True


def own_entities_of(work: Work) -> set[str]:
    """Names of the own entities that an action made or deleted."""
    rows = (c.instance for c in work.changes if c.kind != ChangeRow.UPDATED and isinstance(c.instance, OwnEntity))
    return {row.name for row in rows}


def load(token: int) -> Configured:
    """The whole configuration, in four statements."""
    with acting_as(SYSTEM), elevated():
        made = list(OwnEntity.rows.order_by("order", "pk"))
        fields = list(CustomField.rows.order_by("scope_path", "position", "pk"))
        flows = list(ConfiguredWorkflow.rows.order_by("scope_path"))
        projects = _project_codes({row.scope_path for row in (*fields, *flows)})
    for row in made:
        model_for(row)  # retired ones too: their history names the model
    entities = [row for row in made if not row.is_retired]
    own_flows = {row.entity: row for row in flows}
    knowns = {row.name: _known(row, [f for f in fields if f.entity == row.name], own_flows) for row in entities}
    targets = {name: target_of(known) for name, known in knowns.items()}
    by_entity: dict[str, list[FieldSpec]] = {}
    for row in fields:
        spec = spec_of(row, projects.get(row.scope_path), targets)
        if spec is not None:
            by_entity.setdefault(row.entity, []).append(spec)
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        field = state_field(flow.entity, knowns)
        if field:
            found.setdefault(flow.entity, []).append(flow_from(flow, projects.get(flow.scope_path), field))
    for name, known in knowns.items():
        if all(flow.project is not None for flow in found.get(name, ())):
            found.setdefault(name, []).insert(0, plain_flow(known.entity.workflow))
    return Configured(
        token,
        {name: tuple(specs) for name, specs in by_entity.items()},
        {name: tuple(flows) for name, flows in found.items()},
        knowns,
        targets,
    )


def _project_codes(paths: set[str]) -> dict[str, str]:
    model = OwnProjectRecord._meta.get_field("project").related_model
    return dict(model._base_manager.filter(scope_path__in=paths).values_list("scope_path", "code"))


def state_field(entity: str, knowns: dict[str, Known]) -> str:
    """Name of the field that holds the state, or an empty string."""
    from linkspan.kernel.entities.registry import declared_entity

    known = knowns.get(entity) or declared_entity(entity)
    return known.entity.workflow.field if known is not None and known.entity.workflow is not None else ""


# --- fields ---------------------------------------------------------------------------------------------------------


def spec_of(row: CustomField, project: str | None, targets: dict[str, Target]) -> FieldSpec | None:
    """The field as if declared; None where it points at something that is gone."""
    target: Target | None = None
    if row.type in REFERENCES:
        name = row.reference if row.type in {"reference", "multi_reference"} else row.type
        target = TARGETS.declared.get(name) or targets.get(name)
        if target is None:
            return None
    output = output_of(row, target.model if target is not None else None)
    return FieldSpec(
        name=row.name,
        type=row.type,
        label=in_two(row.label_zh, row.label_en),
        help=in_two(row.help_zh, row.help_en),
        field_class=row.field_class,
        output=output,
        column=output,
        computed=None,
        options=tuple(options_from(row.options)),
        look=Look(unit=row.unit),
        reference=target.name if target is not None else None,
        is_localised=False,
        has_default=row.default is not None,
        custom=Custom(
            row.pk, row.key, row.scope_path, project, row.expression, row.panel, row.in_list, row.is_retired,
            row.default,
        ),
    )  # fmt: skip


def options_from(options: Iterable[dict[str, Any]]) -> list[Option]:
    """Choices as the kernel knows them, retired ones too."""
    return [
        Option(
            str(o["value"]),
            in_two(o.get("label_zh", ""), o.get("label_en", "")),
            tone_of(o.get("tone")),
            o.get("retired") is True,
        )
        for o in options
    ]


def output_of(row: CustomField, target: type[models.Model] | None) -> models.Field[Any, Any]:
    """The unbound model field that cleans values of a custom field."""
    options: dict[str, Any] = {"blank": not row.is_required}
    if row.type == "boolean":
        options = {}
    if row.type in {"choice", "multi_choice"}:
        options["choices"] = [(o.value, o.label) for o in options_from(row.options) if not o.is_retired]
    if row.type == "rating":
        options |= {"low": int(row.low or 1), "high": int(row.high or 5)}
    if row.type == "percent":
        options["most"] = row.high or 1.0
    output = column_for(row.type, target, **options)
    if row.type in {"integer", "decimal", "money", "duration"}:
        from django.core.validators import MaxValueValidator, MinValueValidator

        limits = [MinValueValidator(row.low)] if row.low is not None else []
        limits += [MaxValueValidator(row.high)] if row.high is not None else []
        output.validators = [*output.validators, *limits]
    output.set_attributes_from_name(row.name)
    output.verbose_name = in_two(row.label_zh, row.label_en)
    output.editable = not row.expression
    return output


# --- entities -------------------------------------------------------------------------------------------------------


def _plural(zh: str, en: str, plural: str) -> str:
    from linkspan.kernel.entities.specs import in_english

    return (plural or en or zh) if in_english() else (zh or en)


def model_for(row: OwnEntity) -> type[models.Model]:
    """The model of an own entity: a proxy of the store that holds only its rows. Made once in a process."""
    with _making:
        model = _MODELS.get((row.pk, row.key))
        if model is None:
            store = OwnProjectRecord if row.is_in_project else OwnCompanyRecord
            meta = type("Meta", (), {"proxy": True, "app_label": "customise", "base_manager_name": "base_rows"})
            members = {"__module__": store.__module__, "Meta": meta, "AREA": row.name, "KIND": row.pk}
            model = _MODELS[row.pk, row.key] = type(f"Own{row.pk}_{row.key}", (store,), members)
    model._meta.verbose_name = in_two(row.label_zh, row.label_en)
    model._meta.verbose_name_plural = lazy(_plural, str)(row.label_zh, row.label_en, row.plural_en)
    return model


def _known(row: OwnEntity, fields: list[CustomField], flows: dict[str, ConfiguredWorkflow]) -> Known:
    """The entity as if a module had declared it."""
    layout = row.layout
    own = [field.name for field in fields if not field.is_retired]
    there = {"code", "title", "owner", "party", "status", "created_at", "updated_at", *own}
    numbers = {f.name for f in fields if f.type in {"integer", "decimal", "money", "percent", "duration", "rating"}}
    groups = {f.name for f in fields if f.type in {"choice", "person", "party", "reference", "boolean", "rating"}}
    groups |= {"status", "owner", "party"}
    dates = {f.name for f in fields if f.type in {"date", "datetime"}}

    def kept(names: Any, allowed: set[str] = there) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in names or () if name in allowed))

    columns = kept(layout.get("columns")) or ("code", "title", "owner", "status")
    panels = tuple(
        Panel(str(p["name"]), in_two(p.get("title_zh", ""), p.get("title_en", "")), kept(p.get("fields")))
        for p in layout.get("panels") or ()
    ) or (Panel("about", _("about"), ("owner", "party", "status")),)
    entity = Entity(
        model=model_for(row),
        names=Names(
            row.name, row.icon, in_two(row.group_zh, row.group_en) if row.group_zh or row.group_en else _("more"),
            row.order, tuple(filter(None, (row.label_zh, row.label_en))), in_two(row.empty_zh, row.empty_en),
            row.numbering or "{n:03d}",
        ),
        columns=Columns(columns if "title" in columns else (*columns, "title"), _order(layout.get("sort"), there)),
        detail=panels,
        create=kept(("title", *(layout.get("create") or ("owner", *own)))),
        keys=Keys(("code",), ("code", "title")),
        facts=Facts(
            kept(layout.get("dimensions") or ("status", "owner", *sorted(groups)), groups),
            tuple(_measure(m) for m in layout.get("measures") or () if m["kind"] == "count" or m.get("of") in numbers),
        ),
        views=Views(
            board=kept(layout.get("board") or ("status",), groups),
            calendar=kept(layout.get("calendar") or sorted(dates), dates),
        ),
        workflow=Workflow("status", ()),
    )  # fmt: skip
    known = Known(replace(entity, looks={"status": Look(key="s"), "owner": Look(key="a")}))
    name_records(row.name, entity.model._meta.verbose_name_plural)
    make_link_actions(known)
    start_of(known)
    return known


def _measure(given: dict[str, Any]) -> Measure:
    label = in_two(given.get("label_zh", ""), given.get("label_en", ""))
    return Measure(str(given["name"]), label, given["kind"], given.get("of", ""))


def _order(text: Any, there: set[str]) -> str:
    parts = [part.strip() for part in str(text or "").split(",") if part.strip().lstrip("-") in there]
    return ",".join(parts) or "code"
