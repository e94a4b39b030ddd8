"""The declaration of the risk register."""

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.entities.columns import MoneyField
from linkspan.kernel.entities.copying import leave_out
from linkspan.kernel.entities.declaration import (
    Band,
    Columns,
    Computed,
    Entity,
    Facts,
    Keys,
    Look,
    Matrix,
    Measure,
    Names,
    Panel,
    Transition,
    Verb,
    Views,
    Workflow,
)
from linkspan.kernel.entities.registry import register
from linkspan.modules.risk.models import Risk
from linkspan.modules.risk.services import check_risk, close_risk

RED, AMBER = 15, 8  # the usual limits of a 5 × 5 grid; see the domain model, section 8
_LEVELS = (Band(RED, "red", _("red")), Band(AMBER, "amber", _("amber")), Band(0, "green", _("green")))
_SCORE = F("probability") * F("impact")
# What one step of the scale stands for, per cent: the middle of its fifth.
_CHANCE = Case(*(When(probability=step, then=Value(step * 20 - 10)) for step in range(1, 6)), default=Value(0))
_STATUS = Risk.Status

register(
    Entity(
        model=Risk,
        names=Names(
            "risk",
            "triangle-alert",
            _("steering"),
            10,
            ("风险", "risk"),
            _("No risk yet. Add what could go wrong, or import the register."),
            "R{n:02d}",
            offline=True,
        ),
        columns=Columns(
            (
                "code",
                "title",
                "probability",
                "impact",
                "score",
                "owner",
                "proximity",
                "response",
                "status",
                "checked_on",
            ),
            "-score,code",
        ),
        detail=(
            Panel(
                "rating",
                _("rating"),
                (
                    "probability",
                    "impact",
                    "score",
                    "level",
                    "residual_probability",
                    "residual_impact",
                    "cost_impact",
                    "exposure",
                ),
            ),
            Panel(
                "response",
                _("response"),
                ("owner", "party", "proximity", "response", "plan", "status", "checked_on", "check_note"),
            ),
            Panel("about", _("about"), ("description", "category", "tags", "close_reason")),
        ),
        create=(
            "title",
            "description",
            "category",
            "probability",
            "impact",
            "owner",
            "proximity",
            "response",
            "party",
            "cost_impact",
        ),
        keys=Keys(("code",), ("code", "title", "description", "plan")),
        sensitive={"cost_impact": "commercial", "exposure": "commercial"},
        looks={
            "probability": Look(short="P", key="p", width=40),
            "impact": Look(short="I", key="i", width=40),
            "score": Look(bands=_LEVELS, width=76),
            "owner": Look(key="a"),
            "proximity": Look(key="d"),
            "level": Look(tones={"red": "red", "amber": "amber", "green": "green"}),
            "status": Look(key="s", tones={"occurred": "red", "closed": "grey"}),
        },
        facts=Facts(
            ("level", "status", "category", "owner", "party", "response", "proximity"),
            (
                Measure("count", _("risks"), "count", words=("多少风险", "how many risks")),
                Measure("exposure", _("exposure"), "sum", "exposure", ("敞口", "exposure")),
                Measure("worst", _("highest score"), "max", "score", ("最高得分", "worst")),
            ),
            (
                Computed("score", _SCORE, models.IntegerField(_("score")), _("probability × impact")),
                Computed(
                    "level",
                    Case(
                        When(score__gte=RED, then=Value("red")),
                        When(score__gte=AMBER, then=Value("amber")),
                        default=Value("green"),
                        output_field=models.CharField(),
                    ),
                    models.CharField(_("level"), choices=Risk.Level.choices, max_length=5),
                    _("red from 15, amber from 8"),
                ),
                Computed(
                    "exposure",
                    Cast(F("cost_impact") * _CHANCE / 100, models.BigIntegerField()),
                    MoneyField(_("expected loss"), null=True),
                    _("loss × 0.1, 0.3, 0.5, 0.7, 0.9 for probability 1 to 5"),
                ),
            ),
        ),
        views=Views(
            board=("status", "response", "category", "owner"),
            calendar=("proximity", "checked_on"),
            matrix=Matrix("impact", "probability", _("probability × impact"), _LEVELS),
        ),
        actions=(
            Verb(
                "check",
                _("record check"),
                check_risk,
                "check",
                "k",
                is_bulk=True,
                states=("identified", "analysed", "responding", "monitoring"),
            ),
            Verb(
                "close",
                _("close"),
                close_risk,
                "circle-check",
                is_bulk=True,
                states=("identified", "analysed", "responding", "monitoring", "occurred"),
            ),
        ),
        workflow=Workflow(
            "status",
            (
                Transition(("identified",), _STATUS.ANALYSED, _("analysed")),
                Transition(("identified", "analysed"), _STATUS.RESPONDING, _("respond"), ("response", "owner")),
                Transition(("responding", "analysed"), _STATUS.MONITORING, _("monitor"), ("response", "owner")),
                Transition(
                    ("identified", "analysed", "responding", "monitoring"), _STATUS.OCCURRED, _("it has occurred")
                ),
                Transition(
                    ("identified", "analysed", "responding", "monitoring", "occurred"),
                    _STATUS.CLOSED,
                    _("close"),
                    ("close_reason",),
                ),
                Transition(("closed", "occurred"), _STATUS.MONITORING, _("reopen")),
            ),
            closed=("closed",),
        ),
    )
)
leave_out("risk", "close_reason")
