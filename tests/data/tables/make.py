# ruff: noqa: E501  a row of a table stands on one line
"""Makes the messy tables of this folder, the same bytes every time: `.venv/bin/python tests/data/tables/make.py`.

Each file is a kind of table that people send: what must be understood of it stands in expected.json, every value
checked by eye against the table.
The .xls workbooks are made only where xlwt is installed, which no other part of the project needs; without it the
committed ones stay as they are.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

HERE = Path(__file__).resolve().parent
STAMP = (2026, 1, 1, 0, 0, 0)
Rows = list[list[Any]]


def day(year: int, month: int, number: int) -> dt.datetime:
    return dt.datetime(year, month, number)


def packed(data: bytes) -> bytes:
    """A workbook without the moment at which it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            part = re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", source.read(name))
            out.writestr(zipfile.ZipInfo(name, STAMP), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def xlsx(
    rows: Rows,
    *,
    merges: str = "",
    formats: dict[str, str] | None = None,
    finish: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """A workbook of one sheet. merges: ranges with spaces between. formats: number format by cell or column letter."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in rows:
        sheet.append(row)
    for place, code in (formats or {}).items():
        for cell in sheet[place] if place.isalpha() else (sheet[place],):
            cell.number_format = code
    for area in merges.split():
        sheet.merge_cells(area)
    if finish:
        finish(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return packed(stream.getvalue())


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.replace("\n", "\r\n").encode(encoding)


def xls(rows: Rows, merges: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    """An old workbook; merges as (first row, last row, first column, last column) from 0."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    dates = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    percent = xlwt.easyxf(num_format_str="0%")
    taken = {(r, c) for a, b, left, right in merges for r in range(a, b + 1) for c in range(left, right + 1)}
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or (at, column) in taken:
                continue
            form = (
                (dates,)
                if isinstance(value, dt.datetime)
                else (percent,)
                if isinstance(value, float) and value < 1
                else ()
            )
            sheet.write(at, column, value, *form)
    for area in merges:
        sheet.write_merge(*area, rows[area[0]][area[2]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


RISK = ["编号", "风险名称", "概率", "影响", "责任人", "到期日"]
RISKS: Rows = [
    ["R01", "接口联调延期", 4, 5, "张三", day(2026, 8, 1)],
    ["R02", "供应商换人", 2, 3, "李四", day(2026, 9, 15)],
    ["R03", "机房未就绪", 3, 4, "王五", day(2026, 7, 20)],
]
PAY = ["条款编号", "款项名称", "比例", "金额（万元）", "计划收款日期"]
PAYS: Rows = [
    ["P1", "预付款", 0.3, 120, day(2026, 3, 5)],
    ["P2", "到货款", 0.4, 160.5, day(2026, 6, 30)],
    ["P3", "验收款", 0.3, 119.5, day(2026, 12, 31)],
]


def hide(columns: str = "", rows: tuple[int, ...] = (), sheet: str = "") -> Callable[[Any, Any], None]:
    def finish(book: Any, active: Any) -> None:
        for letter in columns:
            active.column_dimensions[letter].hidden = True
        for number in rows:
            active.row_dimensions[number].hidden = True
        if sheet:
            book.create_sheet(sheet)["A1"] = "内部"
            book[sheet].sheet_state = "hidden"

    return finish


def in_1904(book: Any, _sheet: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904


def far_away(_book: Any, sheet: Any) -> None:
    sheet.cell(20_000, 200, "角落")


def shifted(rows: Rows, down: int, right: int) -> Rows:
    return [[] for _ in range(down)] + [[None] * right + row for row in rows]


def page(head: str, body: str, charset: str = "gb2312") -> bytes:
    text = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">{head}</head><body>{body}</body></html>'
    return text.encode({"gb2312": "gb18030"}.get(charset, charset))


def tables() -> dict[str, bytes]:
    """Every file but the old workbooks, by name."""
    group = ["序号", "系统", "联系人", None, None, "备注"]
    under = [None, None, "姓名", "电话", "邮箱", None]
    systems: Rows = [
        [1, "HIS", "张三", 13800138000, "zhang@example.com", None],
        [2, "LIS", "李四", "010-66668888", None, "在用"],
    ]
    files = {
        "plain.xlsx": xlsx([RISK, *RISKS]),
        "title_and_notes.xlsx": xlsx(
            [["某医院项目风险登记册"], ["填报单位：信息中心", None, None, "填报日期：2026-7-1"], [], RISK, *RISKS], merges="A1:F1"
        ),
        "offset.xlsx": xlsx(shifted([RISK, *RISKS], 4, 3)),
        "blank_rows.xlsx": xlsx([RISK, RISKS[0], [], [], RISKS[1], [None] * 6, RISKS[2], []]),
        "blank_columns.xlsx": xlsx([[r[0], None, *r[1:3], None, None, *r[3:]] for r in [RISK, *RISKS]]),
        "repeated_header.xlsx": xlsx([RISK, RISKS[0], RISK, RISKS[1], RISK, RISKS[2]]),
        "totals.xlsx": xlsx(
            [PAY, PAYS[0], PAYS[1], ["小 计", None, None, 280.5], PAYS[2], ["合计：", None, None, 400], [None, "总计（含税）", None, 400]],
            formats={"C": "0%"},
        ),
        "footer.xlsx": xlsx(
            [PAY, *PAYS, ["制表人：张三", None, "审核：李四"], ["填表日期：2026年7月1日"], ["注：金额含税。"]], formats={"C": "0%"}
        ),
        "two_row_header.xlsx": xlsx([group, under, *systems], merges="A1:A2 B1:B2 C1:E1 F1:F2"),
        "two_row_header_with_title.xlsx": xlsx(
            [["系统清单"], group, under, *systems], merges="A1:F1 A2:A3 B2:B3 C2:E2 F2:F3"
        ),
        "two_rows_unmerged.csv": csv("系统,联系人,,备注\n,姓名,电话,\nHIS,张三,13800138000,在用\nLIS,李四,010-66668888,\n"),
        "merged_down.xlsx": xlsx(
            [["厂商", "系统", "负责人"], ["甲公司", "HIS", "张三"], [None, "LIS", None], [None, "PACS", "李四"], ["乙公司", "EMR", "王五"]],
            merges="A2:A4 C2:C3",
        ),
        "sections.xlsx": xlsx(
            [RISK, ["一、技术风险"], RISKS[0], RISKS[1], ["二、管理风险"], RISKS[2]], merges="A2:F2 A5:F5"
        ),
        "outline_dots.xlsx": xlsx(
            [["序号", "名称", "工期(天)"], ["1", "准备", 10], ["1.1", "调研", 4], ["1.1.1", "访谈", 2], ["1.2", "方案", 6], ["2", "实施", 30]]
        ),
        "outline_chinese.xlsx": xlsx(
            [["序号", "名称", "工期"], ["一、", "准备", "2周"], ["（一）", "调研", "4天"], ["1.", "访谈", "1.5个工作日"], ["（二）", "方案", "4h"], ["二、", "实施", "3"]]
        ),
        "hidden.xlsx": xlsx([RISK, *RISKS], finish=hide("CD", (3,), "底稿")),
        "units.xlsx": xlsx(
            [["名称", "合同额（万元）", "质保金(元)", "完成率%", "工期(周)"], ["主合同", 1280, 64000, 85, 12], ["增补", "35.5", "1.2万", "12.5%", "3天"]]
        ),
        "unit_line.xlsx": xlsx([["付款计划"], [None, None, None, "单位：万元"], ["款项名称", "金额", "计划收款日期"], ["预付款", 120, "2026-3-5"]]),
        "amounts.xlsx": xlsx(
            [["名称", "金额"], *[[f"款{n}", v] for n, v in enumerate(
                ["¥1,234.50", "（1,234）", "-85.8万", "１２３．５", "1.2亿元", 0.1 + 0.2, 100 / 3, "1,23", "$12", "待定", "12 345.6", "1.005元"], 1)]]
        ),
        "dates.xlsx": xlsx(
            [["名称", "到期日"], *[[f"日{n}", v] for n, v in enumerate(
                ["2026-3-5", "2026.3.5", "2026/3/5", "2026年3月5日", "20260305", 20260305, "26-3-5", "3月5日", 46086,
                 day(2026, 3, 5), "2026-3-5 14:30", "03/04/2026", "2026-02-30", "2026年3月", "长期", "5 Mar 2026"], 1)]]
        ),
        "dates_1904.xlsx": xlsx([["名称", "到期日"], ["甲", day(2026, 3, 5)], ["乙", "2026-3-6"]], finish=in_1904),
        "percent.xlsx": xlsx([["名称", "比例"], ["甲", 0.3], ["乙", "30%"], ["丙", 30], ["丁", "三成"]], formats={"B2": "0%"}),
        "booleans.xlsx": xlsx([["名称", "是否关键"], *[[f"项{n}", v] for n, v in enumerate(["是", "否", "√", "×", "Y", "n", True, 0, "✓", "有", "无", "也许"], 1)]]),
        "choices.xlsx": xlsx([["名称", "等级"], ["甲", "高"], ["乙", "HIGH"], ["丙", "低（可接受）"], ["丁", " 中 "], ["戊", "极高"]]),
        "formulas.xlsx": xlsx([["名称", "金额", "备注"], ["甲", 100, "固定"], ["乙", "=B2*2", "没有计算"], ["丙", "=1+1", "没有计算"]]),
        "cell_errors.xlsx": xlsx([["名称", "金额", "到期日"], ["甲", "#REF!", "2026-3-5"], ["#N/A", 5, "#VALUE!"]]),
        "dirty_text.xlsx": xlsx([["名 称\n", " 负责人 ：", "备　注"], ["　接口\u200b联调\xa0", "张　三", "一\n二"], ["=1+1\t"[1:], "\u202e李四\u202c", "无"]]),
        "swapped_words.xlsx": xlsx([["责任者", "风险标题", "可能性", "严重程度"], ["张三", "延期", 4, 5]]),
        "look_alikes.xlsx": xlsx([["负责人电话", "负责人", "系统名称", "系统"], ["13800138000", "张三", "医院信息系统", "HIS"]]),
        "english.xlsx": xlsx([["Risk register"], ["Code", "Title*", "Probability", "Impact", "Owner", "Due date"], ["R1", "Late vendor", 3, 4, "Wang", "2026-10-01"], ["Total", None, 1]]),
        "second_table.xlsx": xlsx([RISK, RISKS[0], RISKS[1], [], ["系统", "负责人", "到期日", "备注"], ["HIS", "张三", "2026-1-1", "不应读入"]]),
        "no_header.xlsx": xlsx([[1, 2, 3], [4, 5, 6]]),
        "header_only.xlsx": xlsx([RISK]),
        "far_corner.xlsx": xlsx([RISK, *RISKS], finish=far_away),
        "full_width.csv": csv("编号；风险名称；概率；影响\nR01；延期；４；５\n"),
        "gbk.csv": csv("编号,风险名称,责任人\nR01,接口联调延期,张三\nR02,供应商换人,李四\n", "gbk"),
        "gb18030.csv": csv("编号,风险名称,责任人\nR01,㐀字风险,张𠀀\n", "gb18030"),
        "bom.csv": csv("编号,风险名称,责任人\nR01,延期,张三\n", "utf-8-sig"),
        "utf16.txt": csv("编号\t风险名称\t责任人\nR01\t延期\t张三\n", "utf-16"),
        "semicolon.csv": csv("Code;Title;Impact\nR1;Delay, long;3\nR2;Change;4\n"),
        "pipes.txt": csv("编号|风险名称|影响\nR01|延期|3\n"),
        "sep_line.csv": csv("sep=;\n编号;风险名称;影响\nR01;延期;3\n"),
        "quoted_breaks.csv": csv('编号,风险名称,备注\nR01,"延期,再延期","第一行\n第二行 ""引"""\nR02,换人,\n'),
        "ragged.csv": csv("登记册\n编号,风险名称,责任人\nR01,延期\nR02,换人,李四,多余\n\n合计,2\n"),
        "guarded.csv": csv("编号,风险名称\nR01,'=1+1\nR02,'-5\n"),
        "old_mac.csv": "编号,风险名称\rR01,延期\r".encode(),
        "text_as.xls": csv("编号\t风险名称\t概率\nR01\t延期\t4\n", "gbk"),
        "page_gb2312.xls": page("<style>td{mso-number-format:'\\@'}</style>", "<table border=1><tr><th>编号</th><th>风险名称</th><th>责任人</th></tr><tr><td>R01</td><td>延期<br>再延期</td><td>张三</td></tr></table>"),
        "page_spans.xls": page("", "<table><tr><td colspan=3>风险登记册</td></tr></table><table><tr><td>厂商<td>系统<td>负责人</tr><tr><td rowspan=2>甲公司<td>HIS<td>张三</tr><tr><td>LIS<td>李四</tr></table>", "utf-8"),
    }  # fmt: skip
    return files


def old_workbooks() -> dict[str, bytes]:
    """The .xls files; needs xlwt."""
    return {
        "plain.xls": xls([RISK, *RISKS]),
        "payments.xls": xls([["付款计划表"], PAY, *PAYS, ["合计", None, None, 400]], ((0, 0, 0, 4),)),
        "merged_down.xls": xls(
            [["厂商", "系统", "负责人"], ["甲公司", "HIS", "张三"], [None, "LIS", "李四"]], ((1, 2, 0, 0),)
        ),
    }


def main() -> None:
    """Write every file into this folder."""
    files = tables()
    if importlib.util.find_spec("xlwt"):
        files |= old_workbooks()
    for name, data in files.items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
