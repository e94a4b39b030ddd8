"""Tables out: what is written is read back equal, by us and by openpyxl, and no text becomes a formula."""

from __future__ import annotations

import datetime as dt
import io
import string
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_targets import TARGETS

from linkspan.engines.tabular import (
    Cell,
    CellError,
    Choice,
    Merge,
    OutColumn,
    Row,
    Rules,
    Sheet,
    Style,
    Target,
    error_workbook,
    parse_value,
    read_sheets,
    recognise,
    template_workbook,
    write_csv,
    write_workbook,
)
from linkspan.engines.tabular.values import clean_text

WORDS = {"high": "高", "low": "低"}
COLUMNS = [
    OutColumn("title", "名称"),
    OutColumn("amount", "金额", "money"),
    OutColumn("share", "比例", "percent"),
    OutColumn("due", "到期日", "date"),
    OutColumn("critical", "是否关键", "boolean"),
    OutColumn("level", "等级", "choice", WORDS),
    OutColumn("duration", "工期", "duration"),
    OutColumn("impact", "影响", "integer"),
    OutColumn("notes", "备注", "long_text"),
]
KINDS = {column.name: column.kind for column in COLUMNS}
RULES = Rules(choices=(Choice("high", ("高",)), Choice("low", ("低",))))
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "'=1"]
TEXT = st.one_of(st.text(max_size=40), st.sampled_from(DANGEROUS), st.text(string.printable, max_size=20)).filter(
    lambda text: bool(clean_text(text)) and clean_text(text) not in ("-", "—")
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "title": TEXT.map(lambda text: " ".join(clean_text(text).split())),
            "amount": st.integers(-(10**13), 10**13),
            "share": st.integers(0, 1000).map(lambda part: Decimal(part) / 1000),
            "due": st.dates(dt.date(1901, 1, 1), dt.date(2199, 1, 1)),
            "critical": st.booleans(),
            "level": st.sampled_from(["high", "low"]),
            "duration": st.integers(0, 100).map(lambda half: half * 240),
            "impact": st.integers(-(10**9), 10**9),
            "notes": TEXT.map(clean_text),
        }
    ).filter(lambda row: bool(row["title"])),
    min_size=1,
    max_size=5,
)


def back(data: bytes, name: str) -> list[dict[str, Any]]:
    """The values of a written table, read by its header row alone."""
    sheet = read_sheets(data, name)[0]
    units = {"duration": "天"}
    return [
        {
            column.name: parse_value(column.kind, row.cells.get(at), unit=units.get(column.name, ""), rules=RULES).value
            for at, column in enumerate(COLUMNS)
        }
        for row in sheet.rows[1:]
    ]


@settings(max_examples=60)
@given(rows=ROWS)
def test_workbook_comes_back_equal(rows: list[dict[str, Any]]) -> None:
    assert back(write_workbook(COLUMNS, rows, title="台账"), "a.xlsx") == rows


@settings(max_examples=60)
@given(rows=ROWS)
def test_csv_comes_back_equal(rows: list[dict[str, Any]]) -> None:
    assert back(b"".join(write_csv(COLUMNS, rows)), "a.csv") == rows


def test_cells_are_typed_for_openpyxl() -> None:
    row = {
        "title": "=1+1", "amount": 123450, "share": 0.125, "due": dt.date(2026, 3, 5), "critical": True,
        "level": "high", "duration": 720, "impact": 3, "notes": "一\n二",
    }  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(COLUMNS, [row, {}], title="a/b:c"))).active
    assert sheet.title == "a b c"
    assert [cell.value for cell in sheet[1]][1] == "金额（元）"
    assert [cell.value for cell in sheet[2]] == [
        "=1+1", 1234.5, 0.125, dt.datetime(2026, 3, 5), "是", "高", 1.5, 3, "一\n二",
    ]  # fmt: skip
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].number_format == "#,##0.00"
    assert "%" in sheet["C2"].number_format
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I3"
    assert sheet.column_dimensions["I"].width > sheet.column_dimensions["H"].width
    assert [cell.value for cell in sheet[3]] == [None] * 9


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str) -> None:
    column = [OutColumn("t", text)]
    data = write_workbook(column, [{"t": text}], title=text)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert b"<f>" not in b"".join(_parts(data))
    lines = b"".join(write_csv(column, [{"t": text}])).decode("utf-8-sig")
    import csv

    for record in csv.reader(io.StringIO(lines)):
        assert not record or record[0][0] not in "=+-@\t\r"


def _parts(data: bytes) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return [source.read(name) for name in source.namelist()]


def test_numbers_of_csv_stay_numbers() -> None:
    text = b"".join(write_csv([OutColumn("a", "A", "money"), OutColumn("b", "B", "integer")], [{"a": -5, "b": -3}]))
    assert text.decode("utf-8-sig").splitlines()[1] == "-0.05,-3"


def test_csv_is_written_in_pieces_and_begins_with_a_mark() -> None:
    pieces = list(write_csv([OutColumn("a", "A")], ({"a": "x"} for _ in range(1200))))
    assert pieces[0] == b"\xef\xbb\xbf"
    assert len(pieces) == 4


def test_large_amounts_stay_exact() -> None:
    column = [OutColumn("a", "A", "money")]
    fen = 9_007_199_254_740_993
    assert back_money(write_workbook(column, [{"a": fen}], title="t")) == fen


def back_money(data: bytes) -> Any:
    return parse_value("money", read_sheets(data, "a.xlsx")[0].rows[1].cells[0]).value


def test_lists_and_english() -> None:
    columns = [OutColumn("t", "Tags", "list"), OutColumn("a", "Amount", "money"), OutColumn("b", "Is key", "boolean")]
    data = write_workbook(columns, [{"t": ["x", "y"], "a": 100, "b": False}], title="t", style=Style("en"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Tags", "Amount (CNY)", "Is key"],
        ["x, y", 1, "No"],
    ]


def faulty() -> Sheet:
    cells = [
        {0: Cell("登记册")},
        {0: Cell("名称"), 1: Cell("到期日"), 2: Cell("比例")},
        {0: Cell("甲"), 1: Cell("下周"), 2: Cell(0.5, "number", True)},
        {0: Cell("=乙"), 1: Cell(dt.datetime(2026, 3, 5), "date")},
    ]
    rows = [Row(number, row) for number, row in enumerate(cells, start=1)]
    return Sheet("台账", rows, [Merge(1, 0, 1, 2), Merge(3, 1, 4, 1)], frozenset({2}))


def test_faults_are_marked_where_they_are() -> None:
    errors = [CellError(3, 1, "不是日期。"), CellError(3, None, "整行有误。"), CellError(4, 2, "必须填写。")]
    sheet = openpyxl.load_workbook(io.BytesIO(error_workbook(faulty(), errors, header_row=2))).active
    assert sheet["A1"].value == "登记册"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["B3"].comment.text == "不是日期。"
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"}
    assert red == {"B3", "C4", "D3", "D4"}
    assert sheet["D2"].value == "错误原因"
    assert sheet["D3"].value == "不是日期。\n整行有误。"
    assert sheet["A4"].data_type == "s"
    assert sheet["B4"].value == dt.datetime(2026, 3, 5)
    assert sheet["C3"].number_format == "0.##%"
    assert sheet.column_dimensions["C"].hidden


def test_corrected_workbook_reads_as_before() -> None:
    data = error_workbook(faulty(), [CellError(3, 1, "不是日期。")], header_row=2)
    found = recognise(read_sheets(data, "a.xlsx")[0], TARGETS)
    assert found.header_rows == (2,)
    assert found.mapping() == {"title": 0, "due": 1, "share": 2}
    assert len(found.rows) == 2


def test_template_can_be_filled_in() -> None:
    many = tuple(Choice(f"c{n}", (f"很长的选项名称{n}",)) for n in range(60))
    targets = (*TARGETS, Target("many", "choice", ("很多",), choices=many, help="说明"))
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(targets, title="风险", language="zh-CN")))
    assert [sheet.title for sheet in book.worksheets] == ["风险", "说明", "选项"]
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    sheet = book["风险"]
    assert [cell.value for cell in sheet[1]] == [t.labels[0] + (" *" if t.required else "") for t in targets]
    assert sheet.max_row == 1
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"高,中,低"' in lists
    assert "'选项'!$A$1:$A$60" in lists
    assert len(lists) == 3
    assert [cell.value for cell in book["说明"][3]][:4] == ["名称", "是", "文字", None]
    sheet.append(["R01", "延期"])
    stream = io.BytesIO()
    book.save(stream)
    found = recognise(read_sheets(stream.getvalue(), "a.xlsx")[0], targets)
    assert set(found.mapping()) == {target.name for target in targets}
    assert len(found.rows) == 1


def test_own_reader_and_openpyxl_agree() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    values = [["甲", 1, 2.5, True, dt.datetime(2026, 3, 5, 14, 30)], [None, -3, 1e-7, False, dt.datetime(1900, 3, 1)]]
    for row in values:
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    stream = io.BytesIO()
    book.save(stream)
    found = read_sheets(stream.getvalue(), "a.xlsx")[0]
    assert [[row.cells[at].value if at in row.cells else None for at in range(5)] for row in found.rows] == values
    assert found.merges == [Merge(1, 0, 2, 0)]
