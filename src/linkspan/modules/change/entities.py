"""The declaration of change requests."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.verbs import name_verbs
from linkspan.kernel.entities.copying import leave_out
from linkspan.kernel.entities.declaration import (
    Columns,
    Computed,
    Entity,
    Facts,
    Keys,
    Look,
    Measure,
    Names,
    Panel,
    Transition,
    Views,
    Workflow,
)
from linkspan.kernel.entities.registry import register
from linkspan.modules.change.models import ChangeRequest

APPROVE = "change.approve"
# Who rules on how many days; see the domain model, section 9. Money decides too once budgets are kept here.
MANAGER_DAYS, BOARD_DAYS = 3, 10
_S = ChangeRequest.Status
_OPEN = (_S.DRAFT, _S.ANALYSIS, _S.REVIEW)

name_verbs({APPROVE: _("rule on changes")})


def _not_by_requester(actor: object, change: ChangeRequest) -> object:
    """Whoever asks for a change does not rule on it."""
    if change.requester_id is not None and change.requester_id == getattr(actor, "user_id", None):
        return _("You asked for this change yourself. Somebody else must rule on it.")
    return None


register(
    Entity(
        model=ChangeRequest,
        names=Names(
            "change_request",
            "arrow-left-right",
            _("steering"),
            20,
            ("变更", "change"),
            _("No change request yet."),
            "CR-{n:03d}",
        ),
        columns=Columns(
            (
                "code",
                "title",
                "kind",
                "urgency",
                "status",
                "route",
                "impact_days",
                "amount",
                "owner",
                "raised_on",
                "decide_by",
            ),
            "-code",
        ),
        detail=(
            Panel("state", _("state"), ("status", "route", "urgency", "owner", "decide_by", "ruling")),
            Panel("impact", _("impact"), ("impact_days", "amount", "is_unpaid", "impact")),
            Panel("about", _("about"), ("kind", "reason", "party", "requester", "raised_on")),
        ),
        create=(
            "title",
            "kind",
            "reason",
            "urgency",
            "party",
            "requester",
            "owner",
            "raised_on",
            "decide_by",
            "impact_days",
            "amount",
        ),
        keys=Keys(("code",), ("code", "title", "reason")),
        sensitive={"amount": "commercial"},
        looks={
            "owner": Look(key="a"),
            "decide_by": Look(key="d"),
            "impact_days": Look(unit=_("d"), width=72, short=_("impact")),
            "urgency": Look(key="u", tones={"high": "amber", "emergency": "red"}, width=72),
            "status": Look(
                key="s", tones={"approved": "green", "rejected": "grey", "closed": "grey", "review": "amber"}
            ),
            "kind": Look(width=72),
        },
        facts=Facts(
            ("status", "kind", "urgency", "route", "owner", "party", "raised_on"),
            (
                Measure("count", _("changes"), "count", words=("多少变更", "how many changes")),
                Measure("amount", _("cost"), "sum", "amount", ("变更金额", "cost of changes")),
                Measure("days", _("days of impact"), "sum", "impact_days", ("影响天数", "days")),
            ),
            (
                Computed(
                    "route",
                    Case(
                        When(Q(kind="contract") | Q(impact_days__gt=BOARD_DAYS), then=Value("committee")),
                        When(impact_days__gt=MANAGER_DAYS, then=Value("board")),
                        default=Value("manager"),
                        output_field=models.CharField(),
                    ),
                    models.CharField(_("ruled by"), choices=ChangeRequest.Route.choices, max_length=10),
                    _("up to 3 days the manager, up to 10 the board, beyond or contract the committee"),
                ),
            ),
        ),
        views=Views(board=("status", "kind", "urgency", "owner"), calendar=("decide_by", "raised_on")),
        workflow=Workflow(
            "status",
            (
                Transition((_S.DRAFT,), _S.ANALYSIS, _("analyse")),
                Transition((_S.ANALYSIS,), _S.REVIEW, _("hand in for review"), ("impact",)),
                Transition((_S.REVIEW,), _S.APPROVED, _("approve"), ("ruling",), APPROVE, _not_by_requester),
                Transition((_S.REVIEW,), _S.REJECTED, _("reject"), ("ruling",), APPROVE, _not_by_requester),
                Transition(_OPEN, _S.DEFERRED, _("defer")),
                Transition((_S.DEFERRED, _S.REVIEW), _S.ANALYSIS, _("back to analysis")),
                Transition((_S.APPROVED,), _S.IMPLEMENTING, _("implement")),
                Transition((_S.IMPLEMENTING,), _S.VERIFYING, _("verify")),
                Transition((_S.VERIFYING,), _S.CLOSED, _("close")),
            ),
            closed=("rejected", "closed"),
        ),
    )
)
leave_out("change_request", "requester", "raised_on", "ruling")
