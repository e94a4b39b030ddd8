"""Where a request comes from."""

import ipaddress

from django.http import HttpRequest
from django.http.request import split_domain_port

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# A household or a site gets a whole /64; its single addresses are free to change within it.
_IPV6_PREFIX = 64

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """The peer's address; None where it cannot be told.

    The front door passes requests on over a socket file or the loopback address and writes X-Forwarded-For itself (it
    removes what the client sent), so the header is believed from there and from nowhere else.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and is_from_door(request):
        return _parse(forwarded.rsplit(",", 1)[-1])
    return _parse(request.META.get("REMOTE_ADDR", ""))


def is_from_door(request: HttpRequest) -> bool:
    """Whether the request came by a socket file or the loopback address, as all do that pass the front door."""
    remote = _parse(request.META.get("REMOTE_ADDR", ""))
    return remote is None or remote.is_loopback


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
