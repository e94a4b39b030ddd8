"""Which addresses a connection may go to, and in which spellings a host is understood.

The lists are IANA's special-purpose registries (RFC 6890 and its updates) and the clouds' metadata services, written
out here so that every Python version judges alike.
"""

import ipaddress
import re
from typing import Literal, TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Danger = Literal["loopback", "private", "metadata", "reserved"]

_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        (
            "169.254.169.254",  # most clouds
            "169.254.170.2",  # Amazon's containers
            "100.100.100.200",  # Alibaba
            "192.0.0.192",  # Oracle
            "168.63.129.16",  # Azure's host, in a public range
            "fd00:ec2::254",  # Amazon
            "fd20:ce::254",  # Google
        ),
    )
)
_LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
_PRIVATE = [
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
]
_RESERVED = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # Within the global IPv6 range; all outside it is refused anyway.
        "2001::/23",  # Teredo, ORCHID, benchmarking ...
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME = 253


def danger(address: Address) -> Danger | None:
    """Why a connection to the address is refused; None for an address of the public Internet."""
    inner = _carried(address)
    if inner is not None:
        return danger(inner)
    if address in _METADATA:
        return "metadata"
    if any(address in network for network in _LOOPBACK):
        return "loopback"
    if any(address in network for network in _PRIVATE):
        return "private"
    if any(address in network for network in _RESERVED):
        return "reserved"
    if address.version == 6 and address not in _GLOBAL_V6:
        return "reserved"
    if isinstance(address, ipaddress.IPv6Address) and _is_isatap(address):
        return "reserved"
    return None


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: ::ffff:a.b.c.d, and NAT64's 64:ff9b::a.b.c.d."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE


def read_address(host: str) -> Address | None:
    """The address that a host is spelt as, None where it is a name."""
    text = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def clean_host(text: str) -> str | None:
    """A host as it is compared and resolved; None where it is no proper name and no plainly written address.

    127.1, 0x7f.0.0.1, 2130706433 and other spellings that only some programs read as an address are none of ours.
    """
    host = text.strip().lower()
    if not host.isascii() or "%" in host:
        return None
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare:
        address = read_address(bare)
        return str(address) if address is not None else None
    if host.endswith("."):
        host = host[:-1]
    labels = host.split(".")
    if not host or len(host) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    if _NUMBER.fullmatch(labels[-1]):
        # What ends in a number is an address (WHATWG URL, section 3.5), and then in its one usual form.
        address = read_address(host)
        return str(address) if address is not None else None
    return host
