"""Why an expression is refused or stops: one sentence with the next step, Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_LENGTH = 2_000
MAX_DEPTH = 50

_SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "表达式是空的；请写一个，例如 {{合同金额}} > 50万。",
        "There is no expression; write one, such as amount > 100.",
    ),
    "too_long": (
        "表达式共 {count} 个字符，上限为 {limit}；请拆成几个计算字段。",
        "The expression has {count} characters, at most {limit}; split it into several computed fields.",
    ),
    "too_deep": (
        "嵌套超过 {limit} 层；请拆成几个计算字段，或用 IFS 代替层层的 IF。",
        "Nested more than {limit} deep; split it into several computed fields, or use IFS for IF within IF.",
    ),
    "unexpected_character": (
        "字符“{shown}”不能用在这里；文字请加引号，字段请写成 {{字段名}}。",
        "The character “{shown}” means nothing here; put text in quotes and write fields as {{name}}.",
    ),
    "bad_number": (
        "“{shown}”不是可用的数；请写成 1234.5、10%、50万 或 50万元。",
        "“{shown}” is no number that can be used; write it like 1234.5 or 10%.",
    ),
    "open_text": ("引号没有结束；请补上后引号。", "The quotation mark is never closed; close it."),
    "open_field": ("花括号没有结束；请补上“}}”。", "The brace is never closed; add “}}”."),
    "unexpected": (
        "这里不应是“{shown}”；应是值、字段或函数。",
        "“{shown}” is not expected here; put a value, a field or a function.",
    ),
    "expected_operator": (
        "“{shown}”前面缺少运算符或逗号；请补上，文字请加引号。",
        "An operator or a comma is missing before “{shown}”; add it, and put text in quotes.",
    ),
    "unexpected_end": (
        "表达式没有写完；请在末尾补上值、字段或函数。",
        "The expression ends too early; add a value, a field or a function.",
    ),
    "unclosed": ("“{shown}”没有结束；请补上“{closing}”。", "“{shown}” is never closed; add “{closing}”."),
    "chained_comparison": (
        "比较不能连写；请写成 AND(a < b, b < c)。",
        "Comparisons cannot be chained; write AND(a < b, b < c).",
    ),
    "unknown_field": (
        "没有字段“{name}”；请从字段列表中选择，文字请加引号。",
        "There is no field “{name}”; choose one from the list, and put text in quotes.",
    ),
    "unknown_field_near": (
        "没有字段“{name}”；是否指“{near}”？文字请加引号。",
        "There is no field “{name}”; did you mean “{near}”? Put text in quotes.",
    ),
    "ambiguous_field": (
        "有几个字段都叫“{name}”；请改写为其中之一：{keys}。",
        "Several fields are called “{name}”; write one of these instead: {keys}.",
    ),
    "unknown_function": (
        "没有函数 {name}；请从函数列表中选择。",
        "There is no function {name}; choose one from the list of functions.",
    ),
    "unknown_function_near": ("没有函数 {name}；是否指 {near}？", "There is no function {name}; did you mean {near}?"),
    "no_parentheses": (
        "函数 {name} 后面缺少括号；请写成 {signature}。",
        "{name} needs its brackets; write {signature}.",
    ),
    "argument_count": (
        "{name} 的参数个数不对，这里有 {count} 个；请写成 {signature}。",
        "Wrong number of arguments for {name}: {count}; write {signature}.",
    ),
    "wrong_argument": (
        "{name} 的“{param}”应为{expected}，这里是{kind}；请换一个值。",
        "“{param}” of {name} must be {expected}, but this is {kind}; give another value.",
    ),
    "condition": (
        "条件应为“是”或“否”，这里是{kind}；请写成比较，例如 a > 1。",
        "A condition is yes or no, but this is {kind}; write a comparison such as a > 1.",
    ),
    "mixed_kinds": (
        "这里应与前面一样为{expected}，却是{kind}；请统一。",
        "This should be {expected} like the one before, but is {kind}; use one kind.",
    ),
    "cannot_calculate": (
        "{left}与{right}之间不能用“{op}”；请核对两边的值。",
        "“{op}” does not work between {left} and {right}; check both sides.",
    ),
    "no_sign": (
        "{kind}前面不能写“{op}”；请去掉它。",
        "“{op}” cannot stand before {kind}; remove it.",
    ),
    "money_times_money": (
        "两个金额不能相乘；其中一个应是数或百分比。",
        "Two amounts of money cannot be multiplied; one of them must be a number or a percentage.",
    ),
    "number_beside_money": (
        "数与金额不能直接相加或比较；请用 MONEY(…) 把以元计的数变为金额。",
        "A number does not go with money; turn a number of yuan into money by MONEY(…).",
    ),
    "number_beside_percent": (
        "{number} 即 {hundredfold}%；请写明百分号，例如 50%。",
        "{number} means {hundredfold}%; write the percent sign, as in 50%.",
    ),
    "number_beside_duration": (
        "数与时长不能直接相加或比较；请用 DURATION(小时) 或 HOURS(时长) 换算。",
        "A number does not go with a duration; convert with DURATION(hours) or HOURS(duration).",
    ),
    "list_beside_text": (
        "多个值与文字不能直接比较；请用 CONTAINS(多个值, 文字)。",
        "A list does not go with a text; use CONTAINS(list, text).",
    ),
    "date_beside_time": (
        "日期与日期时间不能直接比较；请用 DATEVALUE(…) 取日期。",
        "A date does not go with a date with time; take its date by DATEVALUE(…).",
    ),
    "no_order": (
        "{kind}不分大小；请用 = 或 <> 比较。",
        "There is no larger or smaller for {kind}; compare with = or <>.",
    ),
    "no_comparison": ("{kind}不能这样比较；请用 CONTAINS 或 ISBLANK。", "Use CONTAINS or ISBLANK with {kind}."),
    "not_a_date": ('“{shown}”不是日期；请写成 "2026-03-05"。', '“{shown}” is no date; write it like "2026-03-05".'),
    "wrong_result": (
        "结果应为{expected}，这里是{kind}；请改写表达式。",
        "The result must be {expected}, but this is {kind}; rewrite the expression.",
    ),
    "list_place": (
        "方括号中的多个值只能是文字，或用在 IN 之后；请改写。",
        "Values in square brackets are texts, or stand after IN; rewrite this.",
    ),
    "format_not_literal": (
        'TEXT 的格式应直接写在引号中；请写成 "#,##0.00" 这样。',
        'The format of TEXT is written in quotes; write it like "#,##0.00".',
    ),
    "bad_format": (
        '“{shown}”不是可用的格式；数请用 "#,##0.00"、"0%"，日期请用 "yyyy-mm-dd"。',
        '“{shown}” is no format that can be used; use "#,##0.00" or "0%" for numbers, "yyyy-mm-dd" for dates.',
    ),
    "number_too_big": ("得数太大；请核对单位和公式。", "The number is too large; check the units and the formula."),
    "text_too_long": (
        "得到的文字超过 {limit} 个字符；请用 LEFT 截短。",
        "The text is longer than {limit} characters; shorten it with LEFT.",
    ),
    "division_by_zero": (
        '除数为零；请先判断，例如 IF(b = 0, "", a / b)。',
        'Division by zero; test first, as in IF(b = 0, "", a / b).',
    ),
    "date_out_of_range": (
        "日期超出 1900–2200 年；请核对年份和天数。",
        "The date lies outside 1900–2200; check the year and the number of days.",
    ),
    "bad_argument": (
        "{name} 的“{param}”应在 {low} 到 {high} 之间；请核对。",
        "“{param}” of {name} must lie between {low} and {high}; check it.",
    ),
    "bad_value": (
        "字段“{name}”的值不是{kind}；请更正这条记录。",
        "The value of the field “{name}” is not {kind}; correct the record.",
    ),
    "too_many_steps": (
        "计算超过 {limit} 步；请缩短日期范围或拆分表达式。",
        "The calculation takes more than {limit} steps; use a shorter range of dates or split the expression.",
    ),
}


def shown(text: str, limit: int = 20) -> str:
    """A piece of an expression for a sentence: shortened, without characters that cannot be seen."""
    clean = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text[:limit])
    return clean + ("…" if len(text) > limit else "")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in an expression: `line` and `column` from 1, `offset` from 0 and `length`, in characters."""

    line: int
    column: int
    length: int
    offset: int

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Position:
        """The place of `text[start:end]`; at the very end of the text it has the length 0."""
        before = text[:start]
        line = before.count("\n") + 1
        return cls(line, start - (before.rfind("\n") + 1) + 1, max(0, end - start), start)


class ExpressionError(ValueError):
    """An expression that is refused, or a calculation that cannot be finished.

    code: stable word. position: where. params: what the sentence names; a pair there is (Chinese, English).
    `text(lang)` is the sentence with its place, `sentence(lang)` without.
    """

    def __init__(self, code: str, position: Position, **params: Any) -> None:
        self.code = code
        self.position = position
        self.params = params
        super().__init__(self.text("en"))

    def sentence(self, lang: str) -> str:
        """What is wrong and what to do, in `zh-CN` or `en`."""
        index = 0 if lang.startswith("zh") else 1
        words = {name: value[index] if isinstance(value, tuple) else value for name, value in self.params.items()}
        return _SENTENCES[self.code][index].format(**words)

    def text(self, lang: str) -> str:
        """The sentence after its place."""
        at = self.position
        if lang.startswith("zh"):
            line = f"第 {at.line} 行" if at.line > 1 else ""
            return f"{line}第 {at.column} 个字符：{self.sentence(lang)}"
        line = f"Line {at.line}, character" if at.line > 1 else "Character"
        return f"{line} {at.column}: {self.sentence(lang)}"


CODES = frozenset(_SENTENCES)
