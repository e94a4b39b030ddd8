"""The head of one HTTP/1 request: read strictly, then written anew for the process behind the door. No I/O.

Strict, because two programs that read the same bytes differently are how requests are smuggled: what is not plainly
one request with one known length is refused here (RFC 9112, sections 3, 5, 6.3 and 11.2).
"""

import re
from dataclasses import dataclass

MAX_HEAD_BYTES = 64 * 1024
MAX_TARGET_BYTES = 8 * 1024
MAX_HEADERS = 100
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TARGET = re.compile(r"/[!-~]*")
_VERSION = re.compile(r"HTTP/1\.[01]")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_LENGTH = re.compile(r"[0-9]{1,15}")
_HOST = re.compile(r"[A-Za-z0-9.\-_:\[\]]{1,255}")
# Ours to say, or meant for one hop only. Names with an underscore fall away too: WSGI cannot tell X_Y from X-Y.
_REMOVED = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "proxy-authorization",
        "proxy",
        "te",
        "trailer",
        "upgrade",
        "http2-settings",
        "forwarded",
        "x-real-ip",
        "x-request-id",
    }
)


class BadHead(Exception):
    """A head that is refused. status: the HTTP status; code: what is wrong, for the log and the answer."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Head:
    """One request's head. length: bytes of the body; None means chunked."""

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    length: int | None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def has_body(self) -> bool:
        return self.length is None or self.length > 0

    @property
    def is_repeatable(self) -> bool:
        """Whether sending the request a second time does no harm."""
        return self.method in {"GET", "HEAD"} and not self.has_body

    def get(self, name: str) -> str:
        """The first header of that lower-case name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def parse_head(raw: bytes) -> Head:
    """Read a head that ends with an empty line; BadHead where anything in it is doubtful."""
    text = raw.decode("latin-1")
    if not text.endswith("\r\n\r\n"):
        raise BadHead(400, "head")
    lines = text[:-4].split("\r\n")
    if any(_CONTROL.search(line) for line in lines):
        raise BadHead(400, "control_character")
    method, target, version = _request_line(lines[0])
    if len(lines) - 1 > MAX_HEADERS:
        raise BadHead(431, "too_many_headers")
    headers = tuple(_header(line) for line in lines[1:])
    _check_host(headers, version)
    return Head(method, target, version, headers, _body_length(headers, version))


def _request_line(line: str) -> tuple[str, str, str]:
    parts = line.split(" ")
    if len(parts) != 3 or not _VERSION.fullmatch(parts[2]):
        raise BadHead(400, "request_line")
    method, target, version = parts
    if not _TOKEN.fullmatch(method):
        raise BadHead(400, "method")
    if method not in METHODS:
        raise BadHead(405, "method")
    if len(target) > MAX_TARGET_BYTES:
        raise BadHead(414, "target_length")
    if not _TARGET.fullmatch(target) or "#" in target:
        raise BadHead(400, "target")
    return method, target, version


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    # A line that begins with a blank continues the one before (obs-fold); it has no token as its name either.
    if not colon or not _TOKEN.fullmatch(name):
        raise BadHead(400, "header")
    return name, value.strip(" \t")


def _check_host(headers: tuple[tuple[str, str], ...], version: str) -> None:
    hosts = [value for name, value in headers if name.lower() == "host"]
    if len(hosts) > 1 or (not hosts and version == "HTTP/1.1") or (hosts and not _HOST.fullmatch(hosts[0])):
        raise BadHead(400, "host")


def _body_length(headers: tuple[tuple[str, str], ...], version: str) -> int | None:
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    encodings = [value for name, value in headers if name.lower() == "transfer-encoding"]
    if lengths and encodings:
        raise BadHead(400, "two_lengths")
    if len(lengths) > 1 or (lengths and not _LENGTH.fullmatch(lengths[0])):
        raise BadHead(400, "content_length")
    if encodings:
        if len(encodings) > 1 or encodings[0].lower() != "chunked" or version == "HTTP/1.0":
            raise BadHead(400, "transfer_encoding")
        return None
    return int(lengths[0]) if lengths else 0


@dataclass(frozen=True)
class Origin:
    """Where a request came from: peer address, http or https, the id that its log lines carry."""

    peer: str
    scheme: str
    request_id: str


def rewrite_head(head: Head, origin: Origin, *, is_trusted: bool = False) -> bytes:
    """The head as the process behind the door gets it.

    is_trusted: the peer is a proxy of the administrator's; what it says of the client's address and scheme stands.
    """
    peer, scheme = origin.peer, origin.scheme
    if is_trusted:
        forwarded = [part.strip() for part in head.get("x-forwarded-for").split(",") if part.strip()]
        peer = forwarded[-1] if forwarded else peer
        scheme = "https" if head.get("x-forwarded-proto").strip().lower() == "https" else scheme
    lines = [f"{head.method} {head.target} {head.version}"]
    for name, value in head.headers:
        lower = name.lower()
        if lower not in _REMOVED and not lower.startswith("x-forwarded-") and "_" not in lower:
            lines.append(f"{name}: {value}")
    lines += [
        "Connection: close",
        f"X-Forwarded-For: {peer}",
        f"X-Forwarded-Proto: {scheme}",
        f"X-Request-Id: {origin.request_id}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
