"""The words by which a search index knows a text, and what a typed query asks of them.

No index of a database finds Chinese words: they stand without spaces. Here a run of Chinese characters becomes single
characters and pairs, a Latin word becomes its parts (`LIS-2.0` gives `lis`, `2.0`, `lis2.0`), a title also its
pinyin, in full and as initials, from every syllable on. Tokens hold letters, digits and the full stop only; an index
may store them between spaces.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Chinese characters with their extensions, Japanese syllables, Korean: written without spaces, searched by pairs.
_HAN = "〇々\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+(?:[-_.][^\W_{_HAN}]+)*)")
_NUMBER_OR_LETTERS = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Longer ones are no words that anybody types.
_LONGEST = 40
# A title's pinyin is kept from every syllable on: this many syllables, beyond which a title is a text.
_MOST_SYLLABLES = 60
_MOST_WORDS = 16


@dataclass(frozen=True)
class Word:
    """A token that a text must hold; is_prefix: or one that begins so."""

    token: str
    is_prefix: bool


# Every alternative is a tuple of words that must all be there.
Term = tuple[tuple[Word, ...], ...]


def fold(text: str) -> str:
    """The text for comparison: full-width forms folded, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def text_tokens(text: str) -> list[str]:
    """Distinct tokens of a text, in order of appearance."""
    found: dict[str, None] = {}
    for han, parts in _pieces(text):
        if han:
            found.update(dict.fromkeys(han))
            found.update(dict.fromkeys(_pairs(han)))
            continue
        for part in parts:
            found[part] = None
            if part[0] == "0" and part.isdecimal():
                found[part.lstrip("0") or "0"] = None  # CR-14 finds CR-014
        if len(parts) > 1:
            found["".join(parts)[:_LONGEST]] = None
    return list(found)


def title_tokens(text: str) -> list[str]:
    """Distinct tokens of a title or name: those of the text, and its pinyin from every syllable on."""
    return list(dict.fromkeys([*text_tokens(text), *_pinyin_tokens(text)]))


def parse_query(text: str) -> list[Term]:
    """What a query asks for: all of the terms, each by one of its alternatives. Empty where it holds no word.

    Latin words match what begins with them, so that a query finds before its last word is finished.
    """
    terms: dict[Term, None] = {}
    for han, parts in _pieces(text):
        if han:
            words = _pairs(han) or [han]
            terms.update({((Word(word, False),),): None for word in words})
        elif len(parts) == 1:
            terms[((Word(parts[0], True),),)] = None
        else:
            apart = tuple(Word(part, at == len(parts) - 1) for at, part in enumerate(parts))
            terms[(Word("".join(parts)[:_LONGEST], True),), apart] = None
    return list(terms)[:_MOST_WORDS]


def _pieces(text: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of Chinese characters (then without parts), and Latin words with their parts."""
    for piece in _PIECE.finditer(unicodedata.normalize("NFKC", text)):
        if piece["han"]:
            yield piece["han"], []
            continue
        parts = [
            part.casefold()[:_LONGEST] for run in _NUMBER_OR_LETTERS.findall(piece["word"]) for part in _HUMP.split(run)
        ]
        if parts:
            yield "", parts


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _pinyin_tokens(text: str) -> list[str]:
    """Initials and full pinyin from every syllable or word on: 联调环境 gives lthj, thj ..., liantiaohuanjing ..."""
    units: list[str] = []
    initials: list[str] = []
    for han, parts in _pieces(text):
        syllables = _syllables(han) if han else parts
        units += syllables
        # Of a Latin word nothing is left out: HIS 联调 is hislt.
        initials += [unit[:1] for unit in syllables] if han else parts
        if len(units) > _MOST_SYLLABLES:
            break
    if initials == units:
        return []
    units, initials = units[:_MOST_SYLLABLES], initials[:_MOST_SYLLABLES]
    return ["".join(some[at : at + _LONGEST])[:_LONGEST] for some in (initials, units) for at in range(len(some))]


@lru_cache(maxsize=1)
def _teach_readings() -> None:
    """Words of the trade whose usual reading the dictionary gets wrong."""
    from pypinyin import load_phrases_dict

    load_phrases_dict({"联调": [["lián"], ["tiáo"]], "调休": [["tiáo"], ["xiū"]], "重开": [["chóng"], ["kāi"]]})


@lru_cache(maxsize=65536)
def _syllables(run: str) -> list[str]:
    """Pinyin of a run of characters, without tones; a character without a reading stays as it is."""
    from pypinyin import lazy_pinyin

    _teach_readings()
    return [syllable.casefold() for syllable in lazy_pinyin(run)]


def warm_up() -> None:
    """Load the tables of the readings, which take a moment, before somebody waits for them."""
    _syllables("预热")
