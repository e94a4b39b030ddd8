"""What a person must do before anything else: set an own password, set up a second factor."""

from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.loading import read_beside
from linkspan.modules.identity.models import AccessRules

_DEMANDED = "second_factor_roles"


@dataclass(frozen=True)
class Step:
    """A duty: its code for programs, a sentence, and the page on which it is done."""

    code: str
    sentence: Promise
    url: str


PASSWORD = Step("password_change", _("Set an own password first."), "/accounts/password/change/")
SECOND_FACTOR = Step("second_factor_needed", _("Set up your second factor first."), "/accounts/second-factor/setup/")


# The roles that demand a second factor come with the grants of every call, at no statement of their own.
read_beside(_DEMANDED, Subquery(AccessRules.base_rows.values("second_factor_roles")[:1], output_field=JSONField()))


def pending_step(user: Any, actor: Actor) -> Step | None:
    """The next duty of a person, or None. actor: as which the person acts in this request."""
    if user.must_change_password:
        return PASSWORD
    if user.second_factor_at:
        return None
    demanded: Any = actor.extra.get(_DEMANDED, {})
    return SECOND_FACTOR if any(role in (roles or ()) for role, roles in demanded.items()) else None
