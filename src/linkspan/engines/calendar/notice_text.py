"""Cutting the text of a notice into its items, and its problems in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_KNOWN = r"(?:元旦|春节|清明节?|(?:[“\"]?五一[”\"]?)?(?:国际)?劳动节|端午节?|中秋节?|(?:[“\"]?十一[”\"]?)?国庆节?)"
_NAMES = rf"{_KNOWN}(?:[、和及]{_KNOWN})*"
#: «一、元旦：», «3.清明节:», an unnumbered known holiday, or a numbered holiday that is not known.
_HEADING = re.compile(
    rf"(?:(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[、.])?(?P<known>{_NAMES}):"
    r"|[一二三四五六七八九十]{1,3}、(?P<other>[^:、。,\d]{2,20}(?:[、和][^:、。,\d]{2,20}){0,2}):"
)
_YEAR = re.compile(r"(\d{4})年(?:部分)?(?:节假日|法定节假日|元旦|放假|休假)")
_ANY_YEAR = re.compile(r"(\d{4})年")
_QUOTES = re.compile('[“”"]')
#: Longer texts are no notice; they are cut so that reading stays short.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class NoticeProblem:
    """Something in the text to look at: `level` "error", "warning" or "info"; `text(lang)` says it."""

    level: str
    code: str
    line: int
    params: dict[str, str] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        is_chinese = lang.startswith("zh")
        chinese, english = _TEXTS[self.code]
        values = {
            key: _WEEKDAYS[int(value)][0 if is_chinese else 1] if key.endswith("_weekday") else value
            for key, value in self.params.items()
        }
        return (chinese if is_chinese else english).format(line=self.line, **values)


@dataclass(frozen=True, slots=True)
class Passage:
    """One item: the holiday's name, its text without blanks, and the line of each character."""

    name: str
    text: str
    lines: tuple[int, ...]

    def line(self, offset: int) -> int:
        """The line of the pasted text that this character stood on."""
        return self.lines[min(offset, len(self.lines) - 1)] if self.lines else 1


def split_items(text: str) -> tuple[list[Passage], int]:
    """The items of a notice and the year it speaks of (0 = not said)."""
    clean, lines = _clean(text[:_LONGEST])
    headings = list(_HEADING.finditer(clean))
    found = []
    for index, match in enumerate(headings):
        end = headings[index + 1].start() if index + 1 < len(headings) else len(clean)
        name = _QUOTES.sub("", match.group("known") or match.group("other"))
        found.append(Passage(name, clean[match.end() : end], tuple(lines[match.end() : end])))
    return found, _year(clean, headings[0].start() if headings else len(clean))


def _clean(text: str) -> tuple[str, list[int]]:
    """Half-width signs, no blanks, no breaks; the line of each character that is left."""
    kept: list[str] = []
    lines: list[int] = []
    for number, row in enumerate(text.splitlines(), start=1):
        for sign in unicodedata.normalize("NFKC", row):
            if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf"):
                kept.append("。" if sign == "｡" else sign)
                lines.append(number)
    return "".join(kept), lines


def _year(clean: str, until: int) -> int:
    """The year of the title or preamble; dates of the signature do not count."""
    for pattern, scope in ((_YEAR, clean), (_ANY_YEAR, clean[:until])):
        match = pattern.search(scope)
        if match and 1950 <= int(match.group(1)) <= 2199:
            return int(match.group(1))
    return 0


_WEEKDAYS = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)

_TEXTS: dict[str, tuple[str, str]] = {
    "no_year": (
        "没有找到年份；请连同通知标题一起粘贴，或填写年份。",
        "No year was found; paste the title of the notice too, or give the year.",
    ),
    "no_items": (
        "没有找到放假安排；请粘贴国务院办公厅通知的正文，例如“一、元旦：1月1日至3日放假”。",
        "No holidays were found; paste the body of the notice, such as “一、元旦：1月1日至3日放假”.",
    ),
    "nothing_read": (
        "第 {line} 行：“{name}”一项没有读到日期，未采用；请手工添加。",
        "Line {line}: no date could be read for “{name}”; it was left out, add it by hand.",
    ),
    "not_understood": (
        "第 {line} 行：“{text}”未能理解，未采用；请手工添加。",
        "Line {line}: “{text}” was not understood and was left out; add it by hand.",
    ),
    "bad_date": (
        "第 {line} 行：“{text}”不是有效日期，未采用；请核对原文。",
        "Line {line}: “{text}” is no valid date and was left out; check the original.",
    ),
    "weekday": (
        "第 {line} 行：{day} 是{is_weekday}，原文写的是{said_weekday}；请核对年份和日期。",
        "Line {line}: {day} is a {is_weekday}, the text says {said_weekday}; check year and date.",
    ),
    "count": (
        "第 {line} 行：{name}写明共 {said} 天，读到 {read} 天；请核对原文。",
        "Line {line}: {name} is said to have {said} days, {read} were read; check the original.",
    ),
    "rest_and_work": (
        "第 {line} 行：{day} 既放假又上班，按上班处理；请核对原文。",
        "Line {line}: {day} is both a rest day and a workday and counts as a workday; check the original.",
    ),
    "two_items": (
        "第 {line} 行：{day} 同时属于{other}和{name}；请核对原文。",
        "Line {line}: {day} belongs to both {other} and {name}; check the original.",
    ),
    "work_on_workday": (
        "第 {line} 行：{day} 不是周末，却写为上班；请核对原文。",
        "Line {line}: {day} is no weekend day yet is named a make-up workday; check the original.",
    ),
    "no_weekend": (
        "第 {line} 行：{day} 不与周末相连，原文却写“与周末连休”；请核对年份和日期。",
        "Line {line}: {day} touches no weekend although the text says so; check year and date.",
    ),
    "encouraged": (
        "第 {line} 行：“{text}”只是鼓励休息，未作为放假日。",
        "Line {line}: “{text}” is only encouraged and does not count as a rest day.",
    ),
}
