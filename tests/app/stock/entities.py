"""The declaration of devices."""

from django.db.models import F

from linkspan.kernel.entities.columns import MoneyField
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
    Verb,
    Views,
    Workflow,
)
from linkspan.kernel.entities.registry import register
from tests.app.stock.models import Device
from tests.app.stock.services import receive_device

register(
    Entity(
        model=Device,
        names=Names("device", "monitor", "integration", 90, ("device",), "No device yet.", "D{n:03d}"),
        columns=Columns(("code", "name", "count", "total", "vendor", "owner", "due", "status"), "due,code"),
        detail=(Panel("about", "about", ("vendor", "system", "owner", "places", "interfaces", "price", "total")),),
        create=("name", "count", "price", "vendor", "owner", "system", "due", "places"),
        keys=Keys(("code",), ("code", "name", "note")),
        sensitive={"price": "commercial", "total": "commercial"},
        looks={"status": Look(tones={"tested": "green", "returned": "grey"}), "owner": Look(key="a")},
        facts=Facts(
            ("status", "vendor", "due"),
            (Measure("count", "devices", "count"), Measure("total", "value", "sum", "total")),
            (Computed("total", F("count") * F("price"), MoneyField("total", null=True), "count × price"),),
        ),
        views=Views(board=("status", "vendor"), calendar=("due",)),
        actions=(Verb("receive", "receive", receive_device, is_bulk=True, states=("ordered",)),),
        workflow=Workflow(
            "status",
            (
                Transition(("ordered",), "delivered", "delivered", ("owner",)),
                Transition(("delivered",), "tested", "tested"),
                Transition(("ordered", "delivered"), "returned", "send back", ("note",)),
            ),
            closed=("returned",),
        ),
    )
)
