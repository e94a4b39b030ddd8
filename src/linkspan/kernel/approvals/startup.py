"""At start-up: what approvals register with the rest of the kernel."""

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.verbs import name_areas, name_verbs
from linkspan.kernel.approvals import freezing
from linkspan.kernel.approvals.asking import CONFIGURE, start_of
from linkspan.kernel.approvals.lines import facts_of_lines
from linkspan.kernel.approvals.telling import DECIDED, WAITS
from linkspan.kernel.entities.registry import entities
from linkspan.kernel.inbox import desk
from linkspan.kernel.inbox.kinds import LineKind, register_kind


def start() -> None:
    """Called once by Django, after the kernel has read all declarations."""
    name_areas({"approval": _("approvals")})
    name_verbs({CONFIGURE: _("set up approvals")})
    register_kind(LineKind(DECIDED, _("my request for approval is decided"), _("%(actor)s decided: %(record)s")))
    for known in entities():
        start_of(known)
    freezing.connect()
    for kind in (WAITS, DECIDED):
        desk.register_extra(kind, facts_of_lines)
