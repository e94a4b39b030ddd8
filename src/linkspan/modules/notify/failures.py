"""Why a message did not arrive: a code, its details, and one sentence for the administrator."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "host_closed": _("“%(host)s” lies in the own network: allow this host, or correct the address."),
    "unknown_host": _("The name “%(host)s” is not known. Check the address and the name server."),
    "unreachable": _("“%(host)s” does not answer: %(detail)s."),
    "slow": _("“%(host)s” did not answer in time."),
    "certificate": _("The certificate of “%(host)s” is not trusted: %(detail)s."),
    "log_in": _("The mail server refuses user name or password: %(detail)s."),
    "no_tls": _("The mail server offers no encryption. Choose another kind of connection."),
    "sender": _("The mail server does not take mail from %(sender)s: %(detail)s."),
    "receiver": _("The mail server does not take mail for this person: %(detail)s."),
    "mail": _("The mail server answered: %(detail)s."),
    "http": _("The receiver answered %(status)s: %(detail)s."),
    "answer": _("The service did not accept the message: %(detail)s."),
    "no_address": _("This person has no e-mail address. It is set on the own page."),
    "secret_lost": _("What this channel needs cannot be read any more. Type password or address again."),
    "settings": _("The channel's settings are not complete: %(detail)s."),
    "internal": _("The program made a mistake while sending; its log tells more."),
}
_LONGEST = 200


@dataclass
class Failure(Exception):
    """One attempt that failed. is_final: another attempt will do no better. retry_after: seconds the receiver asks."""

    code: str
    params: dict[str, str] = field(default_factory=dict)
    is_final: bool = False
    retry_after: int = 0

    def __str__(self) -> str:
        return sentence(self.code, self.params)


def sentence(code: str, params: dict[str, str]) -> str:
    """The failure in the reader's language; empty for none."""
    if not code:
        return ""
    return str(SENTENCES.get(code, SENTENCES["internal"])) % _Blank(params)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def one_line(text: object) -> str:
    """What a server said, on one line and not too long."""
    words = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return " ".join(words.split())[:_LONGEST].rstrip(".")
