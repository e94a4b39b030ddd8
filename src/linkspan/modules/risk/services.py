"""The verbs of the risk register beyond the generic ones."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.entities.forms import Ask
from linkspan.kernel.errors import DomainError
from linkspan.modules.risk.models import Risk


@action("risk.edit", phrase=gettext_noop("Checked risk %(names)s: %(note)s"), undo=Inverse())
def check_risk(actor: Actor, risk: Risk, *, note: Annotated[str, Ask(_("state and evidence in one line"))]) -> None:
    """The daily check: today's date and one line of evidence."""
    write.update(risk, checked_on=clock.business_today(), check_note=note)
    write.describe(names=f"{risk.code} {risk.title}", note=note)


@action("risk.edit", phrase=gettext_noop("Closed risk %(names)s: %(reason)s"), undo=Inverse())
def close_risk(actor: Actor, risk: Risk, *, reason: Annotated[str, Ask(_("reason"))]) -> None:
    """Close a risk that can no longer strike."""
    if risk.status == Risk.Status.CLOSED:
        raise DomainError("closed", _("The risk is closed already."), status=409)
    write.update(risk, status=Risk.Status.CLOSED, close_reason=reason)
    write.describe(names=f"{risk.code} {risk.title}", reason=reason)
