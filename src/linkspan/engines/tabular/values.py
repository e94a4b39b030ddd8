"""One cell to one value of a kind: every failure is a sentence, and nothing is guessed in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from linkspan.engines.tabular.dates import parse_date, parse_datetime
from linkspan.engines.tabular.labels import normalise
from linkspan.engines.tabular.messages import ValueMessage
from linkspan.engines.tabular.model import Cell, Choice
from linkspan.engines.tabular.numbers import parse_decimal, parse_duration, parse_integer, parse_money, parse_percent
from linkspan.engines.tabular.parsed import Parsed, Rules, failed, noted, shown

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SEPARATORS = re.compile(r"[、，,;；/\n|]+")
#: Written where there is nothing to say; of texts only the signs count so.
_DASHES = frozenset(("-", "--", "—", "——", "–", "/", "\\", "一"))
_NOTHING = frozenset(("n/a", "na", "无", "暂无", "待定", "未定", "tbd", "none", "null", "不适用", "空"))
_YES = frozenset(("是", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "有", "对", "真", "on", "已"))
_NO = frozenset(
    ("否", "n", "no", "false", "f", "0", "×", "✗", "✘", "x", "☐", "无", "错", "假", "off", "未", "没有", "不是")
)
_EMAIL = re.compile(r"[^\s@,;]{1,64}@[^\s@,;]{1,190}\.[^\s@,;.]{2,63}")
_URL = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_PHONE = re.compile(r"[0-9+()\-*# 转ext.,]{3,40}", re.IGNORECASE)
_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]$")
_SHOWN_CHOICES = 12


def clean_line(text: str) -> str:
    """Text in one line: no control or invisible characters, every run of white space one space."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Text in lines: no control or invisible characters, ordinary spaces, no blank ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).replace("\xa0", " ").replace("\u3000", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def parse_value(kind: str, cell: Cell | None, *, unit: str = "", rules: Rules | None = None) -> Parsed:
    """Read a cell as a value of `kind`.

    unit: of the header, as `labels.read_label` gives it. Values: text and reference str; integer int; decimal and
    percent Decimal (1 is the whole); money int fen; boolean bool; date, datetime of the standard library, naive;
    duration int working minutes; choice its value; choices, list and references a list of str. None is an empty cell.
    """
    rules = rules or Rules()
    parsed = _parse(kind, cell, unit, rules)
    if rules.required and parsed.error is None and parsed.value in (None, "", []):
        return Parsed(error=ValueMessage("required"))
    return parsed


def _parse(kind: str, cell: Cell | None, unit: str, rules: Rules) -> Parsed:
    if cell is None:
        return Parsed()
    if cell.kind == "error":
        return failed("cell_error", cell)
    if cell.kind == "uncomputed":
        return failed("no_value", cell)
    text = clean_line(shown(cell))
    if not text:
        return Parsed()
    if cell.is_text and kind not in TEXT_KINDS:
        is_word = kind != "boolean" and not _is_choice(kind, text, rules) and text.lower() in _NOTHING
        if (text in _DASHES and not _is_choice(kind, text, rules)) or is_word:
            return noted(None, "read_empty", cell)
        cell = Cell(clean_text(str(cell.value)))
    return _READERS[kind](cell, unit, rules)


def _is_choice(kind: str, text: str, rules: Rules) -> bool:
    return kind in ("choice", "choices") and any(text in (item.value, *item.labels) for item in rules.choices)


def _parse_line(cell: Cell, _unit: str, rules: Rules) -> Parsed:
    return _fitting(clean_line(shown(cell)), cell, rules)


def _parse_lines(cell: Cell, _unit: str, rules: Rules) -> Parsed:
    return _fitting(clean_text(shown(cell)), cell, rules)


def _fitting(text: str, cell: Cell, rules: Rules) -> Parsed:
    if rules.max_length is not None and len(text) > rules.max_length:
        return failed("text_too_long", cell, count=len(text), limit=rules.max_length)
    return Parsed(text or None)


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[Cell, str, Rules], Parsed]:
    def parse(cell: Cell, unit: str, rules: Rules) -> Parsed:
        parsed = _parse_line(cell, unit, rules)
        if parsed.error or pattern.fullmatch(unicodedata.normalize("NFKC", str(parsed.value))):
            return parsed
        return failed(code, cell)

    return parse


def _parse_boolean(cell: Cell, _unit: str, _rules: Rules) -> Parsed:
    if isinstance(cell.value, bool):
        return Parsed(cell.value)
    word = unicodedata.normalize("NFKC", clean_line(shown(cell))).lower()
    if word in _YES or word in _NO:
        return Parsed(word in _YES)
    return failed("not_boolean", cell)


def _parse_choice(cell: Cell, _unit: str, rules: Rules) -> Parsed:
    return _chosen(clean_line(shown(cell)), cell, rules.choices)


def _chosen(text: str, cell: Cell, choices: tuple[Choice, ...]) -> Parsed:
    wanted = {text.lower(), normalise(text), normalise(_BRACKETED.sub("", text))} - {""}
    # `已识别` and `监控中` are the states 识别 and 监控; asked only where nothing equals the text itself.
    plain = {normalise(text).removeprefix("已").removesuffix("中")} - {""}
    for exact, words in ((True, wanted), (False, wanted), (False, plain)):
        found = [
            item
            for item in choices
            if any((word.lower() if exact else normalise(word)) in words for word in (item.value, *item.labels))
        ]
        if len(found) == 1:
            return Parsed(found[0].value)
        if found:
            return failed("ambiguous_choice", cell, choices=_names(found))
    return failed("not_choice", cell, choices=_names(list(choices)))


def _names(choices: list[Choice]) -> str:
    names = [item.labels[0] if item.labels else item.value for item in choices[:_SHOWN_CHOICES]]
    return "、".join(names) + ("…" if len(choices) > _SHOWN_CHOICES else "")


def split_list(text: str) -> list[str]:
    """The parts of a list as people write one, without blanks and repetitions."""
    return list(dict.fromkeys(part for piece in _SEPARATORS.split(text) if (part := clean_line(piece))))


def _parse_list(cell: Cell, _unit: str, _rules: Rules) -> Parsed:
    return Parsed(split_list(clean_text(shown(cell))) or None)


def _parse_choices(cell: Cell, _unit: str, rules: Rules) -> Parsed:
    values = []
    for part in split_list(clean_text(shown(cell))):
        parsed = _chosen(part, Cell(part), rules.choices)
        if parsed.error:
            return parsed
        values.append(parsed.value)
    return Parsed(list(dict.fromkeys(values)) or None)


TEXT_KINDS = frozenset(("text", "long_text", "code", "email", "url", "phone", "list"))
_READERS: dict[str, Callable[[Cell, str, Rules], Parsed]] = {
    "text": _parse_line,
    "code": _parse_line,
    "reference": _parse_line,
    "long_text": _parse_lines,
    "email": _matching(_EMAIL, "not_email"),
    "url": _matching(_URL, "not_url"),
    "phone": _matching(_PHONE, "not_phone"),
    "integer": parse_integer,
    "decimal": parse_decimal,
    "percent": parse_percent,
    "money": parse_money,
    "boolean": _parse_boolean,
    "date": parse_date,
    "datetime": parse_datetime,
    "duration": parse_duration,
    "choice": _parse_choice,
    "choices": _parse_choices,
    "list": _parse_list,
    "references": _parse_list,
}
#: Every kind that a column may hold.
KINDS = frozenset(_READERS)
