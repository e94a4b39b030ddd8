"""Setting masks: the verbs. And the codes of rows that are no records, which other modules ask for here."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor, elevated
from linkspan.kernel.access.places import find_place, paths_to
from linkspan.kernel.access.verbs import name_areas, name_verbs
from linkspan.kernel.actions import Inverse, action, check, write
from linkspan.kernel.entities.writing import in_both
from linkspan.kernel.errors import DomainError, NotFound
from linkspan.kernel.numbering import giving
from linkspan.kernel.numbering.models import Mask
from linkspan.kernel.numbering.numbered import Numbered, find_numbered
from linkspan.kernel.numbering.pattern import dates_on

CONFIGURE = "numbering.configure"

name_areas({"numbering": gettext_lazy("numbering")})
name_verbs({CONFIGURE: gettext_lazy("set the masks of codes")})


@action(CONFIGURE, phrase=gettext_noop("Set the mask of %(what)s: %(names)s"), undo=Inverse())
def set_mask(
    actor: Actor, place: Any, *, entity: str, pattern: str, reset: str = "never", is_shared: bool = False
) -> Mask:
    """The mask for new codes of one kind of row below a place (project, programme, organisation)."""
    numbered = find_numbered(entity)
    if reset not in Mask.Reset.values:
        raise DomainError(
            "reset", _("A counter begins anew never, each year, each month or for each beginning."), "reset"
        )
    numbered.refuse_bad(pattern, reset)
    if numbered.is_above_projects and hasattr(place, "programme_id"):
        raise DomainError("place", _("Set this mask for the programme or the whole organisation."), "place")
    values: dict[str, Any] = {"pattern": pattern, "reset": reset, "is_shared": is_shared}
    mask = Mask._base_manager.select_for_update().filter(entity=entity, scope_path=place.scope_path).first()
    if mask is None:
        mask = write.create(Mask(entity=entity, scope_path=place.scope_path, **values))
    else:
        write.update(mask, **values)
    _tell(place, numbered, pattern)
    return mask


@action(CONFIGURE, phrase=gettext_noop("Took the mask of %(what)s away: %(names)s"), undo=Inverse())
def clear_mask(actor: Actor, place: Any, *, entity: str) -> None:
    """No mask of the place's own any more: the next place above it decides again."""
    mask = Mask._base_manager.filter(entity=entity, scope_path=place.scope_path).first()
    if mask is None:
        raise NotFound()
    write.delete_many([mask])
    _tell(place, find_numbered(entity), mask.pattern)


def _tell(place: Any, numbered: Numbered, pattern: str) -> None:
    write.emit("numbering.changed", place.scope_path, entity=numbered.name)
    write.describe(what=in_both(numbered.label), names=pattern)


def place_for(actor: Actor, project: Any, path: str) -> Any:
    """The project itself or a place above it, by scope path; NotFound for any other."""
    place = find_place(path or project.scope_path) if (path or project.scope_path) in places_of(project) else None
    if place is None:
        raise NotFound()
    check(actor, CONFIGURE, place)
    return place


def places_of(project: Any) -> list[str]:
    """Scope paths from the organisation down to the project."""
    return paths_to(project.scope_path)[1:]


def codes_taken(model: Any, codes: list[str] | None) -> set[str]:
    """Which of the codes rows of the model have; all that they have for None."""
    rows = model._base_manager.values_list("code", flat=True)
    return set(rows if codes is None else rows.filter(code__in=codes))


def code_for_new(entity: str, home: Any, model: Any) -> str | None:
    """The next code of a row above projects, counted on; None where no mask is set. Inside a running action."""
    mask = giving.mask_in_force(entity, home.scope_path)
    if mask is None:
        return None
    numbered = find_numbered(entity)
    row = model()
    rule = giving.rule_of(numbered, mask, home.scope_path)
    giving.give(rule, [row], "code", given=set(), taken=lambda codes: codes_taken(model, codes))
    return str(row.code)


def next_code_at(entity: str, home: Any, model: Any) -> str | None:
    """The code that `code_for_new` would give; nothing is written."""
    with elevated():
        mask = giving.mask_in_force(entity, home.scope_path)
        if mask is None:
            return None
        rule = giving.rule_of(find_numbered(entity), mask, home.scope_path)
        return giving.next_code(rule, dates_on(clock.business_today()), lambda codes: codes_taken(model, codes))
