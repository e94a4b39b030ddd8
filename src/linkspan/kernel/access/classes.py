"""Classes of fields that not everybody sees, and who sees them where.

A class is a right like any other: `field.commercial` at a scope path opens the commercial fields of the rows below it.
A holder bound to its own party sees them in the rows of that party alone.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.verbs import name_verbs

PUBLIC = "public"
CLASSES = ("internal", "commercial", "personal", "sensitive")

name_verbs(
    {
        "field.internal": _("see internal fields"),
        "field.commercial": _("see commercial fields (prices, margins)"),
        "field.personal": _("see personal fields (identity, telephone)"),
        "field.sensitive": _("see sensitive ratings of people"),
    }
)


def class_verb(field_class: str) -> str:
    """The right that opens fields of a class."""
    return f"field.{field_class}"


def sees_anywhere(actor: Actor, field_class: str) -> bool:
    """Whether there is any row in which the actor may see fields of the class."""
    if field_class == PUBLIC or actor.is_system:
        return True
    verb = class_verb(field_class)
    return bool(actor.prefixes(verb) or actor.own_party_prefixes(verb))


@dataclass(frozen=True)
class Reach:
    """Where an actor may see one class: whole scope paths, and paths in which it sees its own party's rows."""

    whole: tuple[str, ...]
    own: tuple[str, ...]

    @classmethod
    def of(cls, actor: Actor, verb: str) -> "Reach":
        """How far a right of the actor reaches."""
        return cls(actor.prefixes(verb), actor.own_party_prefixes(verb))

    def lifted(self) -> "Reach":
        """The same from the organisations upward: where rows of an organisation lie that are seen from a project."""
        return Reach(tuple(map(_organisation_of, self.whole)), tuple(map(_organisation_of, self.own)))

    def of_organisations(self) -> "Reach":
        """The part that opens rows of a whole organisation."""
        return Reach(*(tuple(p for p in paths if p == _organisation_of(p)) for paths in (self.whole, self.own)))

    def opens(self, path: str, *, is_own: bool) -> bool:
        """Whether a row at a path is open. is_own: the row belongs to the actor's party."""
        return any(path.startswith(prefix) for prefix in self.whole) or (
            is_own and any(path.startswith(prefix) for prefix in self.own)
        )

    def covers(self, other: "Reach", within: str) -> bool:
        """Whether every row that `other` opens below the path `within` is open here too."""
        for prefix in _below(other.whole, within):
            if not any(prefix.startswith(outer) for outer in self.whole):
                return False
        return all(
            any(prefix.startswith(outer) for outer in (*self.whole, *self.own)) for prefix in _below(other.own, within)
        )


def _organisation_of(path: str) -> str:
    """The path of the organisation that a path lies in; the root is above all of them."""
    first = path.strip("/").split("/")[0]
    return f"/{first}/" if first else path


def _below(prefixes: tuple[str, ...], within: str) -> list[str]:
    """The parts of the prefixes that lie below a path."""
    return [
        max(prefix, within, key=len) for prefix in prefixes if prefix.startswith(within) or within.startswith(prefix)
    ]
