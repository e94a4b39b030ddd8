"""All functions by name, and their description for an editor's completion."""

from __future__ import annotations

from linkspan.engines.expression import date_functions, logic_functions, number_functions, text_functions
from linkspan.engines.expression.catalogue import Function, Words

GROUPS: dict[str, Words] = {
    logic_functions.GROUP: ("条件", "Conditions"),
    number_functions.GROUP: ("数与金额", "Numbers and money"),
    date_functions.GROUP: ("日期", "Dates"),
    text_functions.GROUP: ("文字", "Text"),
}
FUNCTIONS: tuple[Function, ...] = (
    *logic_functions.FUNCTIONS,
    *number_functions.FUNCTIONS,
    *date_functions.FUNCTIONS,
    *text_functions.FUNCTIONS,
)
BY_NAME: dict[str, Function] = {name: f for f in FUNCTIONS for name in (f.name, *f.aliases)}
