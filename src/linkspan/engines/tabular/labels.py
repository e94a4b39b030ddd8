"""Header texts and labels of fields: brought to one form, relieved of their units, and compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from linkspan.engines.tabular.synonyms import synonyms_of

_BRACKETS = re.compile(r"[(\[{【〔「『《<][^()\[\]{}【】〔〕「」『』《》<>]*[)\]}】〕」』》>]")
_NOT_WORD = re.compile(r"[^\w%/#\u3400-\u9fff]+|_")
_LATIN_WORD = re.compile(r"[a-z0-9]")
#: Words of a unit as they stand in a header, and the unit that they mean.
_UNITS = {
    **dict.fromkeys(("元", "人民币", "rmb", "cny", "¥", "元人民币", "人民币元", "yuan", "元整"), "元"),
    **{unit: unit for unit in ("千元", "万元", "百万元", "亿元", "千", "万", "百万", "亿")},
    **dict.fromkeys(("人民币万元", "万元人民币", "10k cny", "wan"), "万元"),
    **dict.fromkeys(("%", "百分比", "百分数", "percent"), "%"),
    **dict.fromkeys(("天", "日", "工作日", "个工作日", "day", "days", "d"), "天"),
    **dict.fromkeys(("小时", "时", "工时", "hour", "hours", "h", "hrs"), "小时"),
    **dict.fromkeys(("周", "星期", "week", "weeks", "w"), "周"),
    **dict.fromkeys(("月", "个月", "month", "months"), "月"),
    **dict.fromkeys(("分钟", "min", "minutes"), "分钟"),
    **dict.fromkeys(("人天", "人日", "man-days", "person-days"), "人天"),
}
_TRAILING_UNIT = re.compile(r"^(.*\S)\s*[/:,\-]\s*(\S+)$|^(.+?)\s*(%)$")
_UNIT_LINE = re.compile(
    r"(?:金额)?单位\s*[:：]?\s*(?:人民币)?\s*(百万元|千元|万元|亿元|元)|unit\s*[:：]?\s*(cny|rmb|yuan)", re.I
)
_DATE_TAIL = re.compile(r"(?<=..)(?:日期|时间)$")
#: Words after a label that do not change what it is: the name of an owner is the owner.
_NEUTRAL_TAILS = frozenset(
    (
        *(
            "姓名",
            "名称",
            "描述",
            "说明",
            "内容",
            "情况",
            "信息",
            "总额",
            "数",
            "值",
            "人",
            "人员",
            "单位",
            "系统",
            "日期",
            "时间",
            "日",
        ),
        *("name", "description", "text", "system"),
    )
)
_EQUAL, _EQUAL_WITHOUT_BRACKETS, _SYNONYM, _NEUTRAL = 1.0, 0.97, 0.9, 0.85
_SIMILAR_FROM = 0.6


@dataclass(frozen=True, slots=True)
class Label:
    """A header text: whole without space and signs, bare without what stands in brackets, and its unit."""

    whole: str
    bare: str
    unit: str = ""


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Half-width lower case; signs become nothing between Chinese characters and one space between Latin words."""
    plain = unicodedata.normalize("NFKC", text).lower()
    pieces: list[str] = []
    for word in _NOT_WORD.sub(" ", plain).split():
        if pieces and _LATIN_WORD.match(word) and _LATIN_WORD.match(pieces[-1][-1]):
            pieces.append(" ")
        pieces.append(word)
    return "".join(pieces)


@lru_cache(maxsize=4096)
def read_label(text: str) -> Label:
    """A header text in parts: `金额（万元）*` is `金额` with the unit `万元`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    unit = ""
    for found in _BRACKETS.findall(plain):
        inner = re.sub(r"^单位\s*:?\s*", "", found[1:-1].strip().lower())
        unit = unit or _UNITS.get(inner, "")
    bare = _BRACKETS.sub("", plain).strip(" *:")
    if not unit and (tail := _TRAILING_UNIT.match(bare)):
        known = _UNITS.get((tail[2] or tail[4]).lower(), "")
        if known:
            unit, bare = known, tail[1] or tail[3]
    return Label(normalise(plain), normalise(bare) or normalise(plain), unit)


def unit_of_line(text: str) -> str:
    """The unit that a line above a table gives for all amounts (`单位：万元`); empty where it gives none."""
    found = _UNIT_LINE.search(unicodedata.normalize("NFKC", text))
    return (found[1] or "元") if found else ""


@lru_cache(maxsize=65536)
def similarity(header: Label, label: Label) -> float:
    """How well a header names a field, 0 to 1; from 0.6 on they are taken for the same."""
    if not header.whole or not label.whole:
        return 0.0
    if header.whole == label.whole:
        return _EQUAL
    if label.bare in (header.bare, header.whole) or header.bare == label.whole:
        return _EQUAL_WITHOUT_BRACKETS
    if (day := _as_day(header.bare)) == _as_day(label.bare):
        return _EQUAL_WITHOUT_BRACKETS
    words = synonyms_of(label.bare)
    if header.bare in words or day in words:
        return _SYNONYM
    tail = max((_contained(header.bare, word) for word in words), default=0.0)
    return max(
        _contained(header.bare, label.bare),
        _contained(label.bare, header.bare) - 0.05,
        tail - 0.02,
        _alike(header, label),
    )


def _as_day(text: str) -> str:
    """`签订日期` and `签订时间` as `签订日`."""
    return _DATE_TAIL.sub("日", text)


def _contained(long: str, short: str) -> float:
    """The head of a Chinese or English compound stands last: `风险负责人` is a `负责人`, `负责人电话` is none."""
    if len(short) < 2 or len(short) >= len(long):
        return 0.0
    ratio = len(short) / len(long)
    if long.endswith(short) and not _splits_word(long, -len(short)):
        return 0.62 + 0.25 * ratio
    if long.startswith(short) and not _splits_word(long, len(short)):
        return _NEUTRAL if long[len(short) :].strip() in _NEUTRAL_TAILS else 0.3 + 0.25 * ratio
    return 0.0


def _splits_word(text: str, at: int) -> bool:
    return bool(_LATIN_WORD.match(text[at - 1]) and _LATIN_WORD.match(text[at]))


def _alike(header: Label, label: Label) -> float:
    """Share of common pairs of characters (Dice), for slips of the pen and other word order."""
    one, other = _pairs(header.bare), _pairs(label.bare)
    if not one or not other:
        return 0.0
    left, common = list(other), 0
    for pair in one:
        if pair in left:
            left.remove(pair)
            common += 1
    share = 2 * common / (len(one) + len(other))
    return 0.85 * share if share >= _SIMILAR_FROM else 0.0


def _pairs(text: str) -> list[str]:
    text = text.replace(" ", "")[:60]
    return [text[at : at + 2] for at in range(len(text) - 1)]
