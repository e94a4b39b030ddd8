"""HTTP through the gate: no redirects, no proxy of the environment, certificates always checked, answers cut short."""

import socket
import ssl
from dataclasses import dataclass
from typing import Any

from linkspan.kernel.outgoing.gate import Gate, Refused, Url, within

CONNECT_SECONDS = 8.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 25.0
MOST_ANSWER = 64 * 1024
AGENT = "Linkspan"


@dataclass(frozen=True)
class Answer:
    """What came back. text: the first 64 KB. retry_after: seconds that the server asks to wait, 0 for none."""

    status: int
    text: str
    retry_after: int = 0


def post(gate: Gate, url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send a body. Refused for a closed address; OSError (TimeoutError, SSLError ...) where the network fails."""
    target = gate.check_url(url)
    import urllib3

    with within(TOTAL_SECONDS):
        pool = _pool(gate, target)
        try:
            response = pool.urlopen(
                "POST",
                target.path,
                body=body,
                headers={"User-Agent": AGENT, **headers},
                redirect=False,
                retries=False,
                assert_same_host=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            )
            text = response.read(MOST_ANSWER, decode_content=False).decode("utf-8", "replace")
            return Answer(response.status, text, wait_of(response.headers.get("Retry-After", "")))
        except urllib3.exceptions.HTTPError as error:
            raise _as_os_error(error) from error
        finally:
            pool.close()


def wait_of(text: str) -> int:
    """Seconds of a Retry-After header; 0 where it is no number."""
    return min(int(text), 86_400) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _as_os_error(error: Exception) -> OSError:
    import urllib3

    # urllib3 keeps what happened as the cause or as its own first argument.
    for inner in (error.__cause__, *error.args):
        if isinstance(inner, OSError):
            return inner
    if isinstance(error, urllib3.exceptions.SSLError):
        return ssl.SSLError(str(error))
    return (TimeoutError if isinstance(error, urllib3.exceptions.TimeoutError) else ConnectionError)(str(error))


def _pool(gate: Gate, target: Url) -> Any:
    plain, secure = pool_classes(gate)
    if target.scheme == "http":
        return plain(target.host, target.port, maxsize=1)
    return secure(target.host, target.port, maxsize=1, ssl_context=tls_context())


def tls_context() -> ssl.SSLContext:
    """Certificates and names are checked against the system's authorities, to which a company adds its own."""
    context = ssl.create_default_context()
    known = ssl.get_default_verify_paths()
    if not known.cafile and not known.capath:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def pool_classes(gate: Gate) -> tuple[Any, Any]:
    """urllib3's pools for http and https whose every connection is made by the gate."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class GatedConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _dial(gate, self)

    class GatedSecureConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _dial(gate, self)

    class GatedPool(HTTPConnectionPool):
        ConnectionCls = GatedConnection

    class GatedSecurePool(HTTPSConnectionPool):
        ConnectionCls = GatedSecureConnection

    return GatedPool, GatedSecurePool


def _dial(gate: Gate, connection: Any) -> socket.socket:
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    try:
        wait = connection.timeout if isinstance(connection.timeout, int | float) else CONNECT_SECONDS
        return gate.connect(connection.host, connection.port, min(wait, CONNECT_SECONDS))
    except Refused:
        raise
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except TimeoutError:
        raise
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error
