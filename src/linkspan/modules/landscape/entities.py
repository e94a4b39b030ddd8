"""The declarations of systems and interfaces."""

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.entities.declaration import (
    Columns,
    Entity,
    Facts,
    Keys,
    Look,
    Measure,
    Names,
    Panel,
    Tone,
    Transition,
    Views,
    Workflow,
)
from linkspan.kernel.entities.registry import register
from linkspan.modules.landscape.models import Interface, System

_S = Interface.Status
_TONES: dict[str, Tone] = {
    "review": "amber",
    "joint_debug": "accent",
    "passed": "green",
    "accepted": "green",
    "live": "green",
    "changing": "red",
    "retired": "grey",
}

register(
    Entity(
        model=System,
        names=Names(
            "system",
            "server",
            _("integration"),
            30,
            ("系统", "system"),
            _("No system yet. Add the systems that take part."),
        ),
        columns=Columns(("code", "name", "party", "criticality", "status", "owner", "backup"), "code"),
        detail=(
            Panel("about", _("about"), ("party", "status", "criticality", "owner", "backup", "description")),
            Panel("firm", _("working with its firm"), ("contact", "contact_phone", "cooperation", "remark")),
        ),
        create=("code", "name", "party", "criticality", "status", "owner", "backup"),
        keys=Keys(("code",), ("code", "name", "description")),
        sensitive={
            "contact": "personal",
            "contact_phone": "personal",
            "remark": "internal",
            "cooperation": "sensitive",
        },
        looks={
            "owner": Look(key="a"),
            "status": Look(key="s", tones={"live": "green", "trial": "accent", "retired": "grey"}),
        },
        facts=Facts(
            ("party", "status", "owner"),
            (
                Measure("count", _("systems"), "count", words=("多少系统", "how many systems")),
                Measure("cooperation", _("mean cooperation"), "avg", "cooperation", ("配合度", "cooperation")),
            ),
        ),
        views=Views(board=("status", "party", "owner")),
    )
)


def _needs_consumer(actor: object, interface: Interface) -> object:
    """A specification is signed by both sides: there must be another side."""
    if interface.pk and not interface.consumers.through._base_manager.filter(interface_id=interface.pk).exists():
        return _("Name at least one consumer first: both sides sign.")
    return None


register(
    Entity(
        model=Interface,
        names=Names(
            "interface",
            "plug",
            _("integration"),
            40,
            ("接口", "interface"),
            _("No interface yet. Add one, or import the interface list."),
            "IF-{n:02d}",
        ),
        columns=Columns(
            (
                "code",
                "name",
                "provider",
                "consumers",
                "pattern",
                "stage",
                "status",
                "owner",
                "debug_from",
                "specification",
            ),
            "code",
        ),
        detail=(
            Panel("ends", _("ends"), ("provider", "consumers", "owner", "provider_owner", "pattern", "specification")),
            Panel("state", _("state"), ("status", "stage", "priority", "freeze_by", "debug_from")),
            Panel("load", _("load and security"), ("daily_volume", "latency_ms", "data_class", "crosses_zones")),
            Panel("about", _("about"), ("notes", "tags")),
        ),
        create=("code", "name", "provider", "consumers", "pattern", "stage", "owner", "debug_from"),
        keys=Keys(("code",), ("code", "name", "notes")),
        looks={
            "owner": Look(key="a", short=_("owner")),
            "debug_from": Look(key="d", short=_("joint debugging")),
            "status": Look(key="s", tones=_TONES, width=120),
            "pattern": Look(width=88),
            "stage": Look(width=104),
            "specification": Look(short=_("version"), width=72),
            "latency_ms": Look(unit="ms"),
            "provider": Look(width=104),
        },
        facts=Facts(
            ("status", "stage", "pattern", "provider", "owner", "data_class", "debug_from"),
            (
                Measure("count", _("interfaces"), "count", words=("多少接口", "how many interfaces")),
                Measure("volume", _("messages per day"), "sum", "daily_volume", ("日流量", "daily volume")),
            ),
        ),
        views=Views(board=("status", "stage", "pattern", "owner"), calendar=("debug_from", "freeze_by")),
        workflow=Workflow(
            "status",
            (
                Transition((_S.IDENTIFIED,), _S.DRAFT, _("start the draft")),
                Transition((_S.DRAFT, _S.CHANGING), _S.REVIEW, _("hand in for review"), ("specification",)),
                Transition((_S.REVIEW,), _S.DRAFT, _("back to draft")),
                Transition((_S.REVIEW,), _S.FROZEN, _("sign and freeze"), ("specification",), guard=_needs_consumer),
                Transition((_S.FROZEN,), _S.DEVELOPMENT, _("start development")),
                Transition((_S.DEVELOPMENT,), _S.SELF_TEST, _("one-sided test")),
                Transition((_S.SELF_TEST, _S.DEVELOPMENT, _S.FROZEN), _S.JOINT_DEBUG, _("start joint debugging")),
                Transition((_S.JOINT_DEBUG,), _S.PASSED, _("joint debugging passed")),
                Transition((_S.PASSED,), _S.ACCEPTED, _("accept")),
                Transition((_S.ACCEPTED, _S.PASSED), _S.LIVE, _("go live")),
                Transition(
                    (_S.FROZEN, _S.DEVELOPMENT, _S.SELF_TEST, _S.JOINT_DEBUG, _S.PASSED, _S.ACCEPTED, _S.LIVE),
                    _S.CHANGING,
                    _("change the specification"),
                ),
                Transition((_S.LIVE,), _S.RETIRED, _("retire")),
            ),
        ),
    )
)
