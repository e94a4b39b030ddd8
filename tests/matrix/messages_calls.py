"""How the rows of messages_table are asked."""

from typing import Any

from records_calls import Headed

from linkspan.kernel.access.actor import SYSTEM
from linkspan.kernel.outgoing import allowed
from linkspan.modules.notify import services
from world import CANARY

Call = tuple[str, Any]


def add_messages() -> dict[str, Any]:
    """A channel and an allowed host, whose names nobody of this world may read."""
    values = {"host": "93.184.216.34", "port": "25", "security": "none", "sender": f"{CANARY}@example.com"}
    host = allowed.allow_host(SYSTEM, allowed.new_host(), host=f"{CANARY}.internal").result
    channel = services.create_channel(SYSTEM, services.new_channel(), kind="mail", name=CANARY, values=values).result
    return {"channel": channel.pk, "host": host.pk}


def message_bodies(made: dict[str, Any]) -> dict[tuple[str, str, str], Call]:
    """Path below /api and body of every row."""
    one, route = f"/admin/channels/{made['channel']}", "/api/admin/channels/{channel_id}"
    wishes = {"ways": {"mentioned": {}}, "digests": {}, "zone": "Asia/Shanghai"}
    return {
        ("GET", "/api/me/messages", ""): ("/me/messages", None),
        ("PUT", "/api/me/messages", ""): ("/me/messages", wishes),
        ("GET", "/api/admin/channels", ""): ("/admin/channels", None),
        ("POST", "/api/admin/channels", ""): ("/admin/channels", {"kind": "mail", "name": "x", "values": {}}),
        ("PATCH", route, ""): (one, Headed({"is_on": True})),
        ("DELETE", route, ""): (one, Headed(None)),
        ("POST", f"{route}/test", ""): (f"{one}/test", {}),
        ("POST", f"{route}/again", ""): (f"{one}/again", {}),
        ("GET", "/api/admin/deliveries", ""): ("/admin/deliveries", None),
        ("POST", "/api/admin/hosts", ""): ("/admin/hosts", {"host": "a.internal"}),
        ("DELETE", "/api/admin/hosts/{host_id}", ""): (f"/admin/hosts/{made['host']}", None),
    }
