"""The verbs by which a company makes entities of its own, with the rights over their records."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.models import Role
from linkspan.kernel.access.verbs import verb_areas
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.actions.models import ActionLog, ChangeRow
from linkspan.kernel.actions.undo import changes_of, guard_undo
from linkspan.kernel.customise import checking
from linkspan.kernel.customise.entities import entity_values
from linkspan.kernel.customise.loading import model_for
from linkspan.kernel.customise.models import ConfiguredWorkflow, CustomField, OwnEntity
from linkspan.kernel.customise.services import CONFIGURE, both
from linkspan.kernel.errors import DomainError

WORDS = ("view", "create", "edit", "delete")


@action(CONFIGURE, phrase=gettext_noop("Made the entity %(names)s"), undo=Inverse())
def add_entity(actor: Actor, place: Any, *, values: Mapping[str, Any], rights_like: str = "") -> OwnEntity:
    """An entity of the company's own. rights_like: an area whose rights every role gets for it too."""
    found = entity_values(values, None)
    taken = list(OwnEntity._base_manager.values_list("key", flat=True))
    given = values.get("key") or ""
    if given and checking.check_key(given) in taken:
        raise checking.refuse("key", _("“%(value)s” is taken already. Choose another.") % {"value": given}, 409)
    key = given or checking.key_from(found["label_en"] or found["label_zh"], "e", taken)[:30]
    row = write.create(OwnEntity(key=key, scope_path=place.scope_path, **found))
    if rights_like:
        _give_rights(row, rights_like)
    write.describe(names=both(row))
    write.emit("configuration.changed", place.scope_path, entity=row.name)
    return row


def _give_rights(row: OwnEntity, like: str) -> None:
    if like not in {area.name for area in verb_areas()}:
        raise checking.refuse("rights_like", _("There is no such kind of records."))
    for role in Role._base_manager.order_by("pk"):
        added = [f"{row.name}.{word}" for word in WORDS if f"{like}.{word}" in role.verbs]
        if added:
            write.update(role, verbs=sorted({*role.verbs, *added}))


@action(CONFIGURE, phrase=gettext_noop("Changed the entity %(names)s"), undo=Inverse())
def edit_entity(actor: Actor, row: OwnEntity, *, values: Mapping[str, Any]) -> OwnEntity:
    """Other settings of an own entity. Where its records live stays as it is."""
    found = entity_values(values, row)
    if found["is_in_project"] != row.is_in_project:
        raise checking.refuse(
            "is_in_project", _("Whether records belong to projects is decided when the entity is made.")
        )
    write.update(row, **found)
    write.describe(names=both(row))
    write.emit("configuration.changed", row.scope_path, entity=row.name)
    return row


@action(CONFIGURE, phrase=gettext_noop("Retired the entity %(names)s"), undo=Inverse())
def retire_entity(actor: Actor, row: OwnEntity) -> OwnEntity:
    """Show it nowhere any more; its records are kept and come back with it."""
    write.update(row, is_retired=True)
    write.describe(names=both(row))
    return row


@action(CONFIGURE, phrase=gettext_noop("Brought the entity %(names)s back"), undo=Inverse())
def revive_entity(actor: Actor, row: OwnEntity) -> OwnEntity:
    """Show a retired entity again."""
    write.update(row, is_retired=False)
    write.describe(names=both(row))
    return row


@action(CONFIGURE, phrase=gettext_noop("Deleted the entity %(names)s"), undo=Inverse())
def delete_entity(actor: Actor, row: OwnEntity) -> None:
    """Delete an own entity that has no records, with its fields, workflows and rights."""
    count = records_of(row)
    if count:
        raise DomainError(
            "in_use",
            _("There are %(count)s records of this kind. Retire it: then they are hidden and kept.") % {"count": count},
            status=409,
        )
    write.describe(names=both(row))
    write.delete_many(list(CustomField._base_manager.filter(entity=row.name)))
    write.delete_many(list(ConfiguredWorkflow._base_manager.filter(entity=row.name)))
    for role in Role._base_manager.order_by("pk"):
        kept = [verb for verb in role.verbs if not verb.startswith(f"{row.name}.")]
        if len(kept) != len(role.verbs):
            write.update(role, verbs=kept)
    write.delete_many([row])


def records_of(row: OwnEntity) -> int:
    """How many records an own entity has."""
    return int(model_for(row)._base_manager.count())


@guard_undo
def refuse_entities_with_records(actor: Actor, log: ActionLog) -> None:
    """An entity that has records does not go away by an undo."""
    for change in changes_of(log, OwnEntity._meta.label, ChangeRow.CREATED):
        row = OwnEntity._base_manager.filter(pk=change.object_id).first()
        if row is not None and records_of(row):
            raise DomainError("in_use", _("There are records of this kind by now. Retire it instead."), status=409)
