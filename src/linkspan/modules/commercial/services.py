"""The verbs of contracts beyond the generic ones."""

import re
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.entities.forms import Ask
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.kernel.money import Money
from linkspan.modules.commercial.models import Contract, PaymentTerm

_TRIGGERS = PaymentTerm.Trigger
# What the payments of a contract usually hang on, by their number.
_USUAL = {
    1: (_TRIGGERS.FINAL_ACCEPTANCE,),
    2: (_TRIGGERS.SIGNING, _TRIGGERS.FINAL_ACCEPTANCE),
    3: (_TRIGGERS.SIGNING, _TRIGGERS.FIRST_ACCEPTANCE, _TRIGGERS.WARRANTY_END),
    4: (_TRIGGERS.SIGNING, _TRIGGERS.FIRST_ACCEPTANCE, _TRIGGERS.FINAL_ACCEPTANCE, _TRIGGERS.WARRANTY_END),
    5: (
        _TRIGGERS.SIGNING,
        _TRIGGERS.ARRIVAL,
        _TRIGGERS.FIRST_ACCEPTANCE,
        _TRIGGERS.FINAL_ACCEPTANCE,
        _TRIGGERS.WARRANTY_END,
    ),
}


@action("commercial.edit", phrase=gettext_noop("Split %(names)s into payments %(scheme)s"), undo=Inverse())
def split_contract(
    actor: Actor, contract: Contract, *, scheme: Annotated[str, Ask(_("shares"), _("such as 3-3-3-1, in tenths"))]
) -> int:
    """Make the payment terms of a contract; the rounding residue goes to the last. Refused where it has some."""
    if not actor.may("field.commercial", contract.scope_path):
        raise Forbidden("field.commercial")
    weights = (
        [int(part) for part in scheme.split("-")] if re.fullmatch(r"\d{1,2}(-\d{1,2}){0,4}", scheme.strip()) else []
    )
    if sum(weights) not in {10, 100} or 0 in weights:
        raise DomainError("scheme", _("Write the shares like 3-3-3-1; they must add up to 10 or 100."), "scheme")
    if contract.amount is None:
        raise DomainError("amount", _("The contract has no amount yet. Fill it in first."), status=409)
    if PaymentTerm.rows.filter(contract=contract).exists():
        raise DomainError(
            "terms", _("The contract has payment terms already. Change those, or delete them first."), status=409
        )
    parts = Money(contract.amount).split(weights)
    for at, (weight, part) in enumerate(zip(weights, parts, strict=True)):
        trigger = _USUAL[len(weights)][at]
        write.create(
            PaymentTerm(
                project_id=contract.project_id,
                scope_path=contract.scope_path,
                contract=contract,
                seq=at + 1,
                code=f"{contract.code}-{at + 1}",
                name=str(trigger.label),
                share=weight / sum(weights),
                amount=part.fen,
                trigger=trigger,
            )
        )
    write.describe(names=f"{contract.code} {contract.name}", scheme=scheme.strip())
    return len(parts)
