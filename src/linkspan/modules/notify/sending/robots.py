"""Chat robots and other services, as apprise speaks to them, over connections that the gate makes.

apprise's plugins call `requests` by the name that their module imported. That name is replaced, in the modules of the
services that we take, by one that knows no redirects, no proxies and no unchecked certificate, and that refuses to
work at all outside `_calling`.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError
from linkspan.kernel.outgoing import http
from linkspan.kernel.outgoing.gate import Gate, Refused, within
from linkspan.modules.notify.failures import Failure, one_line
from linkspan.modules.notify.models import Channel
from linkspan.modules.notify.rendering import Message, as_chat
from linkspan.modules.notify.sending.network import check_status, told_as_failures

# Services that answer 200 to everything and say in the body whether they took the message.
_CODES = {"dingtalk": "errcode", "wecombot": "errcode", "feishu": "code", "lark": "code"}
_ADDRESSES = {"wecom": "wecombot://{token}/", "feishu": "feishu://{token}/"}


@dataclass
class _Call:
    """One message on its way: the gate it goes through, and what came back."""

    gate: Gate
    answers: list[tuple[int, str, int]] = field(default_factory=list)
    error: Exception | None = None
    host: str = "?"


_call: ContextVar[_Call | None] = ContextVar("linkspan_robot", default=None)


@contextmanager
def _calling(gate: Gate) -> Iterator[_Call]:
    call = _Call(gate)
    token = _call.set(call)
    try:
        yield call
    finally:
        _call.reset(token)


class GatedRequests:
    """Stands where a plugin expects the module `requests`: constants and exceptions are its, calls are ours."""

    def __getattr__(self, name: str) -> Any:
        import requests

        if name in {"Session", "session", "sessions", "adapters", "api", "options"}:
            raise AttributeError(name)
        return getattr(requests, name)

    def request(self, method: str, url: str, **given: Any) -> Any:
        import requests

        call = _call.get()
        if call is None:
            raise RuntimeError("a service was called outside the delivery of a message")
        taken = {name: given[name] for name in ("params", "data", "json", "headers", "auth") if name in given}
        call.host = urlsplit(url).hostname or "?"
        session = requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, _adapter(call.gate))
        try:
            answer = session.request(
                method,
                url,
                timeout=(http.CONNECT_SECONDS, http.READ_SECONDS),
                allow_redirects=False,
                verify=True,
                stream=True,
                **taken,
            )
            body = answer.raw.read(http.MOST_ANSWER, decode_content=True) or b""
            answer._content, answer._content_consumed = body, True
            wait = http.wait_of(answer.headers.get("Retry-After", ""))
            call.answers.append((answer.status_code, body.decode("utf-8", "replace"), wait))
            return answer
        except Exception as error:
            call.error = error
            raise
        finally:
            session.close()

    def get(self, url: str, **given: Any) -> Any:
        return self.request("GET", url, **given)

    def post(self, url: str, **given: Any) -> Any:
        return self.request("POST", url, **given)

    def put(self, url: str, **given: Any) -> Any:
        return self.request("PUT", url, **given)

    def patch(self, url: str, **given: Any) -> Any:
        return self.request("PATCH", url, **given)

    def delete(self, url: str, **given: Any) -> Any:
        return self.request("DELETE", url, **given)

    def head(self, url: str, **given: Any) -> Any:
        return self.request("HEAD", url, **given)


def _adapter(gate: Gate) -> Any:
    from requests.adapters import HTTPAdapter

    class GatedAdapter(HTTPAdapter):
        def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **given: Any) -> None:
            super().init_poolmanager(connections, maxsize, block, ssl_context=http.tls_context(), **given)
            plain, secure = http.pool_classes(gate)
            self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": secure}

    return GatedAdapter(max_retries=0)


def open_service(url: str) -> Any:
    """apprise's plugin for an address, with its calls led through the gate. DomainError where the address is wrong."""
    from apprise import Apprise, AppriseAsset
    from apprise.exception import AppriseException

    for name in ("apprise", "urllib3", "requests"):
        # Their debug lines hold whole addresses, tokens and all.
        logging.getLogger(name).setLevel(logging.ERROR)
    wrong = DomainError("url", _("This service does not understand the address. Look at apprise's page of it."), "url")
    try:
        plugin = Apprise.instantiate(
            url, asset=AppriseAsset(app_id="Linkspan", app_desc="Linkspan", app_url=""), suppress_exceptions=False
        )
    except (AppriseException, TypeError, ValueError, AttributeError) as error:
        raise wrong from error
    if plugin is None:
        raise wrong
    for kind in type(plugin).__mro__:
        module = sys.modules[kind.__module__]
        if "requests" in vars(module) and not isinstance(module.requests, GatedRequests):
            module.requests = GatedRequests()  # type: ignore[attr-defined]
    if not isinstance(getattr(sys.modules[type(plugin).__module__], "requests", None), GatedRequests):
        raise wrong
    return plugin


def address_of(channel: Channel, secrets: dict[str, str]) -> str:
    """The channel as an apprise address."""
    if channel.kind == Channel.Kind.APPRISE:
        return secrets["url"]
    if channel.kind == Channel.Kind.DINGTALK:
        signing = f"{secrets['signing']}@" if secrets.get("signing") else ""
        return f"dingtalk://{signing}{secrets['token']}/"
    return _ADDRESSES[channel.kind].format(token=secrets["token"])


def send_to_service(gate: Gate, channel: Channel, secrets: dict[str, str], message: Message) -> None:
    """Post the message into the chat. Failure where the service does not take it."""
    from apprise import NotifyFormat

    url = address_of(channel, secrets)
    try:
        plugin = open_service(url)
    except DomainError as error:
        raise Failure("settings", {"detail": one_line(error)}, is_final=True) from error
    with _calling(gate) as call, within(http.TOTAL_SECONDS):
        try:
            is_taken = plugin.notify(body=as_chat(message), title="", body_format=NotifyFormat.TEXT)
        except Refused as error:
            raise Failure("host_closed", {"host": call.host}, is_final=True) from error
    _judge(call, is_taken=bool(is_taken), schema=urlsplit(url).scheme)


def _judge(call: _Call, *, is_taken: bool, schema: str) -> None:
    import json

    if call.error is not None:
        if isinstance(call.error, Refused):
            raise Failure("host_closed", {"host": call.host}, is_final=True)
        with told_as_failures(call.host):
            raise _network_error(call.error)
    for status, text, wait in call.answers:
        check_status(status, text, wait)
    if call.answers and schema in _CODES:
        text = call.answers[-1][1]
        try:
            body = json.loads(text)
        except ValueError as error:
            raise Failure("answer", {"detail": one_line(text) or "—"}) from error
        if isinstance(body, dict) and body.get(_CODES[schema]) not in (0, None):
            detail = body.get("errmsg") or body.get("msg") or text
            raise Failure("answer", {"detail": one_line(detail)})
    if not is_taken:
        raise Failure("answer", {"detail": one_line(call.answers[-1][1]) if call.answers else "—"})


def _network_error(error: Exception) -> OSError:
    """The cause below what requests and urllib3 wrapped around it."""
    import requests

    if isinstance(error, requests.exceptions.Timeout):
        return TimeoutError(str(error))
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, OSError) and not isinstance(found, requests.RequestException):
            return found
        reason = getattr(found, "reason", None)
        inner = reason if isinstance(reason, BaseException) else None
        found = inner or found.__cause__ or next((a for a in found.args if isinstance(a, BaseException)), None)
    return ConnectionError(one_line(error))
