"""Every messy table of tests/data/tables gives what expected.json says: header, columns, rows, values, remarks."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from table_targets import TARGETS

from linkspan.engines.tabular import (
    Cell,
    DataRow,
    Recognition,
    Row,
    Rules,
    Sheet,
    Target,
    parse_value,
    read_sheets,
    recognise,
)
from linkspan.engines.tabular.recognise import remap

FOLDER = Path(__file__).resolve().parent.parent / "data" / "tables"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
BY_NAME = {target.name: target for target in TARGETS}


def values_of(row: DataRow, found: Recognition, sheet: Sheet) -> dict[str, Any]:
    """The values of a row as expected.json writes them."""
    values: dict[str, Any] = {}
    for column in found.columns:
        if column.target is None:
            continue
        target = BY_NAME[column.target]
        rules = Rules(choices=target.choices, year=2026, date_1904=sheet.date_1904)
        parsed = parse_value(target.kind, row.cells.get(column.index), unit=column.unit, rules=rules)
        value = str(parsed.value) if isinstance(parsed.value, Decimal | dt.date) else parsed.value
        if parsed.error is not None:
            values[target.name] = {"error": parsed.error.code}
        elif parsed.notes:
            values[target.name] = {"value": value, "note": parsed.notes[0].code}
        elif value is not None:
            values[target.name] = value
    if row.level:
        values["level_of_row"] = row.level
    if row.section:
        values["section"] = row.section
    return values


def test_every_file_is_expected() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.suffix in {".xlsx", ".xls", ".csv", ".txt"}}
    assert files == set(EXPECTED)
    assert len(files) >= 40


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_messy_table(name: str) -> None:
    wanted = EXPECTED[name]
    sheet = read_sheets((FOLDER / name).read_bytes(), name)[0]
    found = recognise(sheet, TARGETS)
    assert list(found.header_rows) == wanted["header"]
    assert found.mapping() == wanted["columns"]
    assert [note.code for note in found.notes] == wanted["notes"]
    assert {str(row.number): values_of(row, found, sheet) for row in found.rows} == wanted["rows"]
    for note in found.notes:
        assert note.text("zh-CN")[-1] in "。”"
        assert note.text("en")[-1] == "."


def grid(*rows: list[Any]) -> Sheet:
    """A sheet of plain cells."""
    return Sheet(
        "S",
        [
            Row(
                number,
                {
                    at: Cell(value, "text" if isinstance(value, str) else "number")
                    for at, value in enumerate(row)
                    if value is not None
                },
            )
            for number, row in enumerate(rows, start=1)
        ],
    )


def test_no_two_columns_for_one_field_and_the_better_name_wins() -> None:
    found = recognise(grid(["名称说明", "名称", "名称"], ["甲", "乙", "丙"]), TARGETS)
    assert found.mapping()["title"] == 1
    assert [column.target for column in found.columns].count("title") == 1


def test_values_decide_between_likenesses() -> None:
    targets = (Target("due", "date", ("完成日期",)), Target("name", "text", ("名称",)))
    found = recognise(grid(["名称", "是否按完成日期"], ["甲", "按"], ["乙", "否"]), targets)
    assert "due" not in found.mapping()
    found = recognise(grid(["名称", "计划完成日期"], ["甲", "2026-1-2"], ["乙", "2026-1-3"]), targets)
    assert found.mapping()["due"] == 1


def test_data_that_looks_like_a_total_is_kept() -> None:
    found = recognise(grid(["名称", "备注"], ["小计算机房改造", "甲"], ["合计系统升级", "乙"], ["合计", "丙"]), TARGETS)
    assert [row.number for row in found.rows] == [2, 3]


def test_remapped_by_hand() -> None:
    found = recognise(grid(["甲", "名称"], ["x", "y"]), TARGETS)
    assert found.mapping() == {"title": 1}
    changed = remap(found, {0: "title"}, TARGETS)
    assert changed.mapping() == {"title": 0}
    assert "missing_column" in [note.code for note in remap(found, {1: None}, TARGETS).notes]
    assert "missing_column" not in [note.code for note in changed.notes]


def test_hidden_sheet_is_said() -> None:
    sheets = read_sheets((FOLDER / "hidden.xlsx").read_bytes(), "hidden.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("台账", False), ("底稿", True)]


def test_samples_and_headers_of_columns() -> None:
    found = recognise(grid(["名称", "金额（万元）"], ["甲", 1], ["甲", 2.5], ["乙", 3], ["丙", 4]), TARGETS)
    assert [(column.header, column.unit, column.samples) for column in found.columns] == [
        ("名称", "", ("甲", "乙", "丙")),
        ("金额（万元）", "万元", ("1", "2.5", "3")),
    ]
