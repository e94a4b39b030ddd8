"""WBS codes by a mask: `{PRJ}-{A}.{01}.{1}` makes JZ1Y-B, JZ1Y-B.03, JZ1Y-B.03.7, and deeper rows as the last level.

Levels are letters (`{A}`, `{a}`) or numbers (`{1}`, `{01}`, `{001}`), as in the code masks of Microsoft Project; what
stands between two of them separates them, what stands before the first begins every code.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linkspan.kernel.errors import DomainError
from linkspan.kernel.numbering.giving import mask_in_force
from linkspan.kernel.numbering.numbered import PROJECT_CODE, Numbered, register_numbered

NAME = "wbs"
DEFAULT = "{1}.{1}"
LONGEST_CODE = 80
_MOST_LEVELS, _LONGEST_PREFIX = 12, 30
_LEVEL = re.compile(r"\{(A|a|0{0,3}1)\}")
_PREFIX = re.compile(r"(?:[\w.\-/#()+]|\{PRJ\})*")
_SEPARATOR = re.compile(r"[.\-_/#+]{1,3}")
_LETTERS = 26


@dataclass(frozen=True)
class WbsMask:
    """A mask taken apart. levels: what stands before each level's number, and its style."""

    prefix: str
    levels: tuple[tuple[str, str], ...]

    def code(self, above: str | None, depth: int, number: int) -> str:
        """The code of a row. above: its parent's, None at the top; depth: 0 at the top; number: its place, from 1."""
        separator, style = self.levels[min(depth, len(self.levels) - 1)]
        if above is None:
            return self.prefix + _styled(style, number)
        return f"{above}{separator or '.'}{_styled(style, number)}"


PLAIN = WbsMask("", (("", "1"),))


def _styled(style: str, number: int) -> str:
    if style not in {"A", "a"}:
        return str(number).zfill(len(style))
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord(style) + rest) + letters
    return letters


def parse_mask(text: str, code: str = "") -> WbsMask:
    """The mask of a text. code: of the project, which `{PRJ}` stands for. DomainError with place and remedy."""
    found = list(_LEVEL.finditer(text))
    if not found or len(found) > _MOST_LEVELS:
        raise _bad(_("Name 1 to %(most)s levels, such as {1}.{01} or {A}.{1}.") % {"most": _MOST_LEVELS})
    if text[found[-1].end() :]:
        raise _bad(_("“%(text)s” stands behind the last level. Put it before the first one, or add a level.")
                   % {"text": text[found[-1].end() :][:20]})  # fmt: skip
    prefix = text[: found[0].start()]
    if not _PREFIX.fullmatch(prefix):
        raise _bad(_("Before the first level only letters, digits, {PRJ} and . - _ / # ( ) + can stand."))
    prefix = prefix.replace(f"{{{PROJECT_CODE}}}", code)
    if len(prefix) > _LONGEST_PREFIX + len(code):
        raise _bad(_("What stands before the first level has at most %(most)s characters.") % {"most": _LONGEST_PREFIX})
    levels = [("", found[0][1])]
    for before, level in pairwise(found):
        between = text[before.end() : level.start()]
        if not _SEPARATOR.fullmatch(between):
            raise _bad(_("Between two levels stands one to three of . - _ / # +, such as {1}.{01}."))
        levels.append((between, level[1]))
    return WbsMask(prefix, tuple(levels))


def _bad(sentence: str) -> DomainError:
    return DomainError("mask", sentence, "pattern")


@lru_cache(maxsize=256)
def _parsed(text: str, code: str) -> WbsMask:
    return parse_mask(text, code)


def mask_of(project: Any) -> WbsMask:
    """The mask in force in a project; the outline numbers where there is none."""
    mask = mask_in_force(NAME, project.scope_path)
    return _parsed(mask.pattern, project.code) if mask is not None else PLAIN


def _sample(project: Any, pattern: str) -> str:
    """Codes that the mask gives to the first rows of the first three levels."""
    mask, codes = parse_mask(pattern, project.code), list[str]()
    for depth in range(3):
        codes.append(mask.code(codes[-1] if codes else None, depth, 1))
    return ", ".join(codes)


register_numbered(
    Numbered(
        NAME,
        gettext_lazy("WBS codes"),
        DEFAULT,
        {
            PROJECT_CODE: gettext_lazy("code of the project"),
            "1": gettext_lazy("level by numbers, 1"),
            "01": gettext_lazy("level by two digits, 01"),
            "A": gettext_lazy("level by letters, A"),
            "a": gettext_lazy("level by small letters, a"),
        },
        LONGEST_CODE,
        check=parse_mask,
        sample=_sample,
    )
)
