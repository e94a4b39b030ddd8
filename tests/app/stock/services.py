"""What is done with devices beyond the generic verbs."""

import datetime as dt
from typing import Annotated

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.entities.forms import Ask
from linkspan.kernel.errors import DomainError
from tests.app.stock.models import Device


@action("stock.edit", phrase="Received %(device)s", undo=Inverse())
def receive_device(
    actor: Actor,
    device: Device,
    *,
    on: Annotated[dt.date, Ask("day of delivery")],
    note: Annotated[str, Ask("what is missing")] = "",
) -> None:
    """A delivery: the day, and what was not in the box."""
    if device.count == 0:
        raise DomainError("nothing", "There is nothing to receive. Set the count first.", status=409)
    write.update(device, status=Device.Status.DELIVERED, received_on=on, note=note)
    write.describe(device=device.code)
