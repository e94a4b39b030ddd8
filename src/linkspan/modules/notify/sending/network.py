"""What the network did wrong, as a failure with a sentence."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from linkspan.kernel.outgoing.gate import Refused
from linkspan.modules.notify.failures import Failure, one_line


@contextmanager
def told_as_failures(host: str) -> Iterator[None]:
    """Refusals of the gate end a message; what the network does may pass."""
    try:
        yield
    except Refused as error:
        raise Failure("host_closed", {"host": host}, is_final=True) from error
    except socket.gaierror as error:
        raise Failure("unknown_host", {"host": host}) from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or getattr(error, "reason", "") or error
        raise Failure("certificate", {"host": host, "detail": one_line(reason)}) from error
    except TimeoutError as error:
        raise Failure("slow", {"host": host}) from error
    except OSError as error:
        raise Failure("unreachable", {"host": host, "detail": one_line(error.strerror or error)}) from error


def check_status(status: int, text: str, retry_after: int = 0) -> None:
    """Failure where an HTTP answer is none of success. What the client did wrong stays wrong, but for 408, 425, 429."""
    if 200 <= status < 300:
        return
    is_final = status < 500 and status not in {408, 425, 429}
    raise Failure("http", {"status": str(status), "detail": one_line(text) or "—"}, is_final, retry_after)
