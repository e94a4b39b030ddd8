"""The manual's page on expressions: its tables are those of the program, its examples are accepted by the program."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from linkspan.engines.expression import FUNCTIONS, GROUPS, MAX_DEPTH, MAX_LENGTH, MAX_TEXT, STEPS, Kind, check

PAGES = Path(__file__).resolve().parents[2] / "docs" / "manual"
KINDS = {
    "amount": Kind.MONEY,
    "paid": Kind.MONEY,
    "progress": Kind.PERCENT,
    "due": Kind.DATE,
    "status": Kind.TEXT,
    "owner": Kind.REFERENCE,
}
LABELS = {
    "en": {"Contract amount": "amount", "Paid": "paid", "Progress": "progress", "Due": "due", "Status": "status"},
    "zh": {
        "合同金额": "amount",
        "已付": "paid",
        "进度": "progress",
        "到期日": "due",
        "状态": "status",
        "负责人": "owner",
    },
}
LABELS["en"]["Owner"] = "owner"
VALUES = {
    "amount": 60_000_000,
    "paid": 100,
    "progress": 0.85,
    "due": "2026-02-27",
    "status": "open",
    "owner": 1,
}
#: In the order of the page.
RESULTS = {
    "en": [True, "nearly done", 63_599_894, True, True, "late by 3 days"],
    "zh": [True, "接近完成", 63_599_894, True, False, "已逾期 3 天"],
}


def page(lang: str) -> str:
    return (PAGES / lang / "expressions.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_examples_of_the_manual_run(lang):
    block = re.search(r"^```\n(.*?)^```", page(lang), re.DOTALL | re.MULTILINE)
    found = [
        check(line, KINDS, labels=LABELS[lang]).evaluate(VALUES, today=date(2026, 3, 2))
        for line in block[1].splitlines()
    ]
    assert found == RESULTS[lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_of_functions_is_that_of_the_program(lang):
    index = 0 if lang == "zh" else 1
    expected = []
    for group, words in GROUPS.items():
        expected.append(f"### {words[index]}")
        for function in FUNCTIONS:
            if function.group == group:
                also = "".join((f"，也作 `{name}`", f", also `{name}`")[index] for name in function.aliases)
                help_text = function.help[index].replace("|", r"\|")
                expected.append(f"| `{function.signature(lang)}`{also} | {help_text} |")
    rows = page(lang).split("## 函数\n" if lang == "zh" else "## Functions\n")[1].splitlines()
    assert [row for row in rows if row.startswith(("###", "| `"))] == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_limits_in_the_manual_are_those_of_the_program(lang):
    plain = page(lang).replace(",", "")
    for limit in (MAX_LENGTH, MAX_DEPTH, STEPS, MAX_TEXT):
        assert re.search(rf"(?<!\d){limit}(?!\d)", plain)
