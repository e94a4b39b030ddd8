"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# A household or a site gets a whole /64; its single addresses are free to change within it.
_IPV6_PREFIX = 64

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """The peer's address; None where it cannot be told.

    Behind the front door it stands in X-Forwarded-For: the door writes that header itself and removes what the client
    sent. Anywhere else the header is a client's claim and counts for nothing.
    """
    if settings.BEHIND_DOOR:
        return _parse(request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1])
    return _parse(request.META.get("REMOTE_ADDR", ""))


def is_loopback(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and also calls it by a loopback name.

    The name is asked too because behind somebody's own reverse proxy every stranger has a loopback address.
    """
    address = client_address(request)
    name = split_domain_port(request.get_host())[0]
    return address is not None and address.is_loopback and name in _LOOPBACK_NAMES


def address_bucket(request: HttpRequest) -> str:
    """The address as far as it tells one attacker from another: IPv4 whole, IPv6 by its /64."""
    address = client_address(request)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, _IPV6_PREFIX), strict=False).network_address)
    return str(address)


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
