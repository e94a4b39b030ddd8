"""The verbs: save a rule, switch it, delete it. Each is recorded and undone as all of the configuration."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.places import find_place
from linkspan.kernel.access.verbs import name_areas, name_verbs
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.customise.checking import refuse
from linkspan.kernel.errors import NotFound
from linkspan.modules.automation.definition import clean_rule
from linkspan.modules.automation.models import Rule
from linkspan.modules.automation.running import CONFIGURE

MOST_RULES = 200

name_areas({"automation": _("rules")})
name_verbs({CONFIGURE: _("set up rules")})


def _tell(rule: Rule) -> None:
    write.describe(names=[{"zh": rule.label_zh, "en": rule.label_en or rule.label_zh}])
    write.emit("automation.changed", rule.scope_path, rule=rule.pk)


def _owner(actor: Actor) -> int:
    if actor.user_id is None:
        raise refuse("owner", _("A rule acts with the rights of a person. Save it as one."))
    return actor.user_id


@action(CONFIGURE, phrase=gettext_noop("Added rule %(names)s"), undo=Inverse())
def add_rule(actor: Actor, place: Any, *, values: dict[str, Any]) -> Rule:
    """A new rule of a place (project, or the organisation); the actor is its owner."""
    if Rule.rows.filter(scope_path=place.scope_path).count() >= MOST_RULES:
        raise refuse("rule", _("There are %(most)s rules here. Delete some first.") % {"most": MOST_RULES})
    columns = clean_rule(actor, place, values)
    since = clock.now() if columns["is_on"] else None
    rule = write.create(Rule(scope_path=place.scope_path, owner_id=_owner(actor), on_since=since, **columns))
    _tell(rule)
    return rule


@action(CONFIGURE, phrase=gettext_noop("Changed rule %(names)s"), undo=Inverse())
def edit_rule(actor: Actor, rule: Rule, *, values: dict[str, Any]) -> Rule:
    """Other settings of a rule; who saves it owns it from here on."""
    place = find_place(rule.scope_path)
    if place is None:
        raise NotFound()
    held = {name: getattr(rule, name) for name in _COLUMNS}
    columns = clean_rule(actor, place, held | values | {"entity": rule.entity})
    if columns["is_on"] and not rule.is_on:
        columns["on_since"] = clock.now()
    write.update(rule, owner_id=_owner(actor), **columns)
    _tell(rule)
    return rule


_COLUMNS = ("label_zh", "label_en", "trigger", "condition", "actions", "per_hour", "is_on")


@action(CONFIGURE, phrase=gettext_noop("Switched off rule %(names)s"), undo=Inverse())
def stop_rule(actor: Actor, rule: Rule) -> Rule:
    """The rule rests; its owner stays."""
    write.update(rule, is_on=False)
    _tell(rule)
    return rule


@action(CONFIGURE, phrase=gettext_noop("Deleted rule %(names)s"), undo=Inverse())
def delete_rule(actor: Actor, rule: Rule) -> None:
    """No such rule any more; what it did stays in the log."""
    _tell(rule)
    write.delete_many([rule])
