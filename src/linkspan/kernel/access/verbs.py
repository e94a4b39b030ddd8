"""What the verbs are called when a person reads them. Modules name their own."""

from django.utils.functional import Promise

_NAMES: dict[str, str | Promise] = {}


def name_verbs(names: dict[str, str | Promise]) -> None:
    """Register names of verbs, by `area.verb`."""
    _NAMES.update(names)


def verb_name(verb: str) -> str:
    """The verb's name in the reader's language; the verb itself where nobody named it."""
    return str(_NAMES.get(verb, verb))
