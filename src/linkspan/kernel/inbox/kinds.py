"""Which kinds of lines an inbox has. Who puts lines there names their kind here, once; messages are made from it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LineKind:
    """A kind of line.

    label: what the reader's preferences call it. sentence: what a message says, with %(actor)s and %(record)s. urgent:
    whether it may pass the quiet hours of who says so. sent: whether it goes out by mail where nobody said otherwise.
    """

    name: str
    label: str | Promise
    sentence: str | Promise
    urgent: bool = False
    sent: bool = True


KINDS: dict[str, LineKind] = {}


def register_kind(kind: LineKind) -> LineKind:
    """Make a kind known; a later registration of the same name replaces the earlier one."""
    KINDS[kind.name] = kind
    return kind


def kind_of(name: str) -> LineKind:
    """The kind of that name; one that nobody registered is still a line with a sentence of its own."""
    known = KINDS.get(name)
    return known or LineKind(name, name, _("%(record)s waits in your inbox"))


register_kind(LineKind("mentioned", _("somebody mentions me"), _("%(actor)s mentioned you: %(record)s")))
register_kind(LineKind("assigned", _("something is assigned to me"), _("%(actor)s assigned to you: %(record)s")))
register_kind(
    LineKind("approval", _("something waits for my approval"), _("Waits for your approval: %(record)s"), urgent=True)
)
register_kind(
    LineKind("watched", _("a watched record changes"), _("%(actor)s changed what you watch: %(record)s"), sent=False)
)
register_kind(LineKind("due", _("something is due or overdue"), _("Due: %(record)s"), urgent=True))
register_kind(LineKind("automation", _("a rule tells me"), _("A rule tells you: %(record)s")))
