"""Mail by SMTP, through the gate: plain text and simple HTML in one."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.conf import settings

from linkspan.kernel import clock
from linkspan.kernel.outgoing.gate import Gate, within
from linkspan.kernel.outgoing.http import CONNECT_SECONDS, TOTAL_SECONDS, tls_context
from linkspan.modules.notify.failures import Failure, one_line
from linkspan.modules.notify.models import Channel
from linkspan.modules.notify.rendering import Message, as_html, as_text
from linkspan.modules.notify.sending.network import told_as_failures

_PERMANENT = 500


class _GatedSmtp(smtplib.SMTP):
    """smtplib whose connection is made by the gate; encrypted from the first byte where asked."""

    def __init__(self, gate: Gate, *, implicit: ssl.SSLContext | None) -> None:
        self._gate, self._implicit = gate, implicit
        super().__init__(local_hostname=_own_name(), timeout=CONNECT_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = self._gate.connect(host, port, timeout)
        return self._implicit.wrap_socket(connection, server_hostname=host) if self._implicit else connection


def _own_name() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "linkspan.invalid"


def letter(message: Message, sender: str) -> EmailMessage:
    """The mail. Its policy refuses a line break in any header; the number is the same at each attempt."""
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["Subject"] = message.subject
    mail["From"] = formataddr(("联桥 Linkspan", sender), "utf-8")
    mail["To"] = formataddr((message.receiver, message.address), "utf-8")
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.number}@{_own_name()}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail.set_content(as_text(message))
    mail.add_alternative(as_html(message), subtype="html")
    return mail


def send_mail(gate: Gate, channel: Channel, secrets: dict[str, str], message: Message) -> None:
    """Hand the mail to the server. Failure where it is not taken."""
    if not message.address:
        raise Failure("no_address", is_final=True)
    host, port = str(channel.settings["host"]), int(channel.settings["port"])
    sender, security = str(channel.settings["sender"]), channel.settings["security"]
    mail = letter(message, sender)
    implicit = tls_context() if security == "tls" else None
    with (
        told_as_failures(host),
        _told_by_server(sender),
        within(TOTAL_SECONDS),
        _GatedSmtp(gate, implicit=implicit) as server,
    ):
        server.connect(host, port)
        if security == "starttls":
            server._host = host  # type: ignore[attr-defined]  # the name that the certificate must carry
            server.starttls(context=tls_context())
        if channel.settings.get("username"):
            server.login(str(channel.settings["username"]), secrets.get("password", ""))
        server.send_message(mail, from_addr=sender, to_addrs=[message.address])


class _told_by_server:
    """What the server answered, as a failure. 5xx is for good, 4xx may pass (RFC 5321, section 4.2.1)."""

    def __init__(self, sender: str) -> None:
        self._sender = sender

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            raise Failure("log_in", {"detail": _words(error.smtp_code, error.smtp_error)}, is_final=True) from error
        if isinstance(error, smtplib.SMTPNotSupportedError):
            raise Failure("no_tls", is_final=True) from error
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code, words = next(iter(error.recipients.values()))
            raise Failure("receiver", {"detail": _words(code, words)}, code >= _PERMANENT) from error
        if isinstance(error, smtplib.SMTPSenderRefused):
            params = {"sender": self._sender, "detail": _words(error.smtp_code, error.smtp_error)}
            raise Failure("sender", params, error.smtp_code >= _PERMANENT) from error
        if isinstance(error, smtplib.SMTPResponseException):
            is_final = error.smtp_code >= _PERMANENT
            raise Failure("mail", {"detail": _words(error.smtp_code, error.smtp_error)}, is_final) from error
        if isinstance(error, smtplib.SMTPException):
            raise Failure("mail", {"detail": one_line(error)}) from error


def _words(code: int, text: bytes | str) -> str:
    return one_line(f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}")
