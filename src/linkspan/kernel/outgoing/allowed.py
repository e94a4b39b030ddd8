"""What an administrator opens: hosts of the company's own network, each by name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import ROOT, Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.errors import DomainError
from linkspan.kernel.outgoing.addresses import clean_host
from linkspan.kernel.outgoing.gate import Gate
from linkspan.kernel.outgoing.models import AllowedHost

MANAGE = "system.manage"


def gate() -> Gate:
    """The gate as the administrator has set it now; one statement."""
    rows = AllowedHost.base_rows.values_list("host", "port")
    return Gate(frozenset(f"{host}:{port}" if port else host for host, port in rows))


def new_host() -> AllowedHost:
    """A row to be, at the place that who allows hosts must administer: the whole installation."""
    return AllowedHost(scope_path=ROOT)


@action(MANAGE, phrase=gettext_noop("Allowed connections to %(host)s"), undo=Inverse())
def allow_host(actor: Actor, row: AllowedHost, *, host: str, port: int = 0, reason: str = "") -> AllowedHost:
    """Open a host of the company's own network. port: 0 for all."""
    name = clean_host(host)
    if name is None:
        raise DomainError(
            "host", _("Write the host as a name or as a plain address, such as mail.example.com or 10.0.0.5."), "host"
        )
    if not 0 <= port < 65536:
        raise DomainError("port", _("A port is a number from 1 to 65535; leave it empty for all."), "port")
    if AllowedHost.base_rows.filter(host=name, port=port).exists():
        raise DomainError("host", _("This host is allowed already."), "host")
    row.host, row.port, row.reason = name, port, " ".join(reason.split())[:200]
    write.create(row)
    write.describe(host=str(row))
    return row


@action(MANAGE, phrase=gettext_noop("Closed connections to %(host)s"), undo=Inverse())
def close_host(actor: Actor, row: AllowedHost) -> None:
    """Connections to the host are refused again, from the next one on."""
    write.describe(host=str(row))
    write.delete_many([row])
