"""The declarations of contracts and payment terms."""

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.entities.copying import leave_out
from linkspan.kernel.entities.declaration import (
    Columns,
    Entity,
    Facts,
    Keys,
    Look,
    Measure,
    Names,
    Panel,
    Transition,
    Verb,
    Views,
    Workflow,
)
from linkspan.kernel.entities.registry import register
from linkspan.modules.commercial.models import Contract, PaymentTerm
from linkspan.modules.commercial.services import split_contract

_S = PaymentTerm.Status

register(
    Entity(
        model=Contract,
        names=Names(
            "contract",
            "file-text",
            _("money"),
            50,
            ("合同", "contract"),
            _("No contract yet. Add the main contract first."),
            "C{n:02d}",
        ),
        columns=Columns(
            ("code", "name", "direction", "party", "amount", "signed_on", "warranty_months"), "direction,code"
        ),
        detail=(Panel("about", _("about"), ("direction", "party", "amount", "signed_on", "warranty_months", "notes")),),
        create=("name", "direction", "party", "amount", "signed_on", "warranty_months"),
        keys=Keys(("code",), ("code", "name", "notes")),
        sensitive={"amount": "commercial"},
        looks={"amount": Look(key="m"), "direction": Look(tones={"income": "accent"})},
        facts=Facts(
            ("direction", "party", "signed_on"),
            (
                Measure("count", _("contracts"), "count", words=("多少合同", "how many contracts")),
                Measure("amount", _("contract amount"), "sum", "amount", ("合同额", "contract amount")),
            ),
        ),
        views=Views(board=("direction", "party"), calendar=("signed_on",)),
        actions=(Verb("split", _("split into payments"), split_contract, "split"),),
    )
)
register(
    Entity(
        model=PaymentTerm,
        names=Names(
            "payment_term",
            "banknote",
            _("money"),
            60,
            ("付款条件", "回款", "payment term"),
            _("No payment term yet. Split a contract into its payments."),
            "R{n}",
        ),
        columns=Columns(
            ("code", "name", "contract", "trigger", "gate", "share", "amount", "planned_on", "status"),
            "planned_on,code",
        ),
        detail=(
            Panel("payment", _("payment"), ("contract", "seq", "share", "amount", "status", "paid_on")),
            Panel("trigger", _("trigger"), ("trigger", "gate", "days_after", "planned_on", "documents")),
        ),
        create=("name", "contract", "trigger", "share", "amount", "gate", "days_after", "planned_on", "documents"),
        keys=Keys(("code",), ("code", "name")),
        sensitive={"amount": "commercial", "share": "commercial"},
        looks={
            "planned_on": Look(key="d"),
            "amount": Look(key="m"),
            "status": Look(key="s", tones={"paid": "green", "overdue": "red", "disputed": "red", "triggered": "amber"}),
            "trigger": Look(width=104),
            "gate": Look(width=140),
        },
        facts=Facts(
            ("status", "contract", "trigger", "planned_on", "paid_on"),
            (
                Measure("count", _("payments"), "count", words=("多少笔", "how many payments")),
                Measure("amount", _("amount"), "sum", "amount", ("金额", "amount")),
            ),
        ),
        views=Views(board=("status", "trigger"), calendar=("planned_on", "paid_on")),
        workflow=Workflow(
            "status",
            (
                Transition((_S.PENDING,), _S.TRIGGERED, _("trigger")),
                Transition((_S.TRIGGERED, _S.DISPUTED), _S.INVOICED, _("invoice")),
                Transition((_S.INVOICED, _S.OVERDUE), _S.PARTLY_PAID, _("part payment")),
                Transition((_S.INVOICED, _S.PARTLY_PAID, _S.OVERDUE), _S.PAID, _("paid"), ("paid_on",)),
                Transition((_S.INVOICED, _S.PARTLY_PAID), _S.OVERDUE, _("mark overdue")),
                Transition((_S.INVOICED, _S.PARTLY_PAID, _S.OVERDUE), _S.DISPUTED, _("dispute")),
                Transition((_S.PAID, _S.TRIGGERED), _S.PENDING, _("take back")),
            ),
            closed=("paid",),
        ),
    )
)
leave_out("contract", "signed_on")
leave_out("payment_term", "paid_on")
