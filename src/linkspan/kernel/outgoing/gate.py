"""The gate through which connections leave: a name is resolved once, every answer checked, and that address used."""

import ipaddress
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError
from linkspan.kernel.outgoing.addresses import Address, clean_host, danger, read_address

_LONGEST_URL = 2000
_PORTS = {"http": 80, "https": 443}


class Refused(DomainError):
    """An address that this server does not connect to."""


@dataclass(frozen=True)
class Url:
    """A checked address, in the parts with which the connection is made; nothing parses it a second time."""

    scheme: str
    host: str
    port: int
    path: str


def resolve(host: str, port: int) -> list[str]:
    """Addresses of a name as the system knows them; OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Gate:
    """Checks and connects. allowed: `host` or `host:port` that an administrator opened by name.

    resolver: how a name is looked up; tests put their own here.
    """

    allowed: frozenset[str] = frozenset()
    resolver: Callable[[str, int], list[str]] = resolve

    def check_url(self, text: str) -> Url:
        """The parts of an http or https address; Refused with a sentence where it is not fit to be sent to."""
        if (
            len(text) > _LONGEST_URL
            or not text.isascii()
            or any(not " " < sign < "\x7f" for sign in text)
            or "\\" in text
        ):
            raise _bad_url()
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as error:
            raise _bad_url() from error
        if parts.scheme not in _PORTS or "@" in parts.netloc or not parts.hostname or port == 0:
            raise _bad_url()
        at = port or _PORTS[parts.scheme]
        host = self.check_host(parts.hostname, at)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Url(parts.scheme, host, at, path)

    def check_host(self, text: str, port: int) -> str:
        """The host in its plain form; Refused where it is badly spelt or known now to lead to a closed address.

        A name that nobody can resolve at the moment passes: the connection asks again, and decides.
        """
        host = clean_host(text)
        if host is None or not 0 < port < 65536:
            raise Refused(
                "host",
                _("Write the host as a name or as a plain address, such as mail.example.com or 10.0.0.5."),
                "host",
            )
        try:
            self._addresses(host, port)
        except OSError:
            return host
        return host

    def connect(self, text: str, port: int, timeout: float) -> socket.socket:
        """A connection to a checked address of the host. Refused or OSError; never another address than checked."""
        host = clean_host(text)
        if host is None:
            raise _closed(text)
        error: OSError | None = None
        for address in self._addresses(host, port):
            family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
            connection = socket.socket(family, socket.SOCK_STREAM)
            connection.settimeout(timeout)
            _bound(connection)
            try:
                connection.connect((str(address), port))
            except OSError as reason:
                connection.close()
                error = reason
                continue
            return connection
        raise error or OSError(f"no address of {host}")

    def _addresses(self, host: str, port: int) -> list[Address]:
        """Addresses of the host, resolved once; Refused where a single one of them is closed."""
        literal = read_address(host)
        texts = [host] if literal is not None else self.resolver(host, port)
        addresses: list[Address] = []
        for text in texts:
            address = ipaddress.ip_address(text.partition("%")[0])
            if not self._is_open(host, port, address, is_literal=literal is not None):
                raise _closed(host)
            addresses.append(address)
        return addresses

    def _is_open(self, host: str, port: int, address: Address, *, is_literal: bool) -> bool:
        reason = danger(address)
        if reason is None:
            return True
        if not {host, f"{host}:{port}"} & self.allowed:
            return False
        # A name may change what it points at: it opens the company's own network, never metadata or special ranges.
        return reason in {"loopback", "private"} or (is_literal and reason == "metadata")


def _closed(host: str) -> Refused:
    return Refused(
        "host_closed",
        _(
            "The host “%(host)s” lies in this server's own network, or in a range that nobody connects to. "
            "A system administrator can allow it by name."
        )
        % {"host": host[:80]},
        "host",
    )


def _bad_url() -> Refused:
    return Refused(
        "url",
        _("Write the address as https://host/path, without user name and in ASCII; a port is a number behind a colon."),
        "url",
    )


# --- the end of one attempt ---------------------------------------------------------------------------------

_open: ContextVar[list[int] | None] = ContextVar("linkspan_outgoing", default=None)


def _bound(connection: socket.socket) -> None:
    """Remember a second handle of the connection, with which `within` can end it whatever wraps it by then."""
    handles = _open.get()
    if handles is not None:
        handles.append(os.dup(connection.fileno()))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End every connection that the block made through a gate after so many seconds, answer or not.

    A peer that sends one byte now and then keeps each single read alive; this limits the whole.
    """
    handles: list[int] = []
    token = _open.set(handles)
    timer = threading.Timer(seconds, _shut, [handles])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        _open.reset(token)
        for handle in handles:
            os.close(handle)


def _shut(handles: list[int]) -> None:
    for handle in list(handles):
        peer = socket.socket(fileno=os.dup(handle))
        try:
            peer.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # not connected yet, or no more
        finally:
            peer.close()
