"""Why a table is refused, what was noted, what is wrong with a cell: sentences with the next step, zh and en."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_SAVE_AGAIN = ("请在 Excel 或 WPS 中另存为 .xlsx 后再导入", "save it from Excel or WPS as .xlsx and import that")

_REFUSALS: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的；请重新导出。", "The file is empty; export it again."),
    "too_large": (
        "文件超过 {limit_mb} MB；请拆分后分别导入。",
        "The file is larger than {limit_mb} MB; split it and import the parts.",
    ),
    "unpacks_too_large": (
        "文件解压后超过 {limit_mb} MB，不是正常的表格；请删去图片和空白格式后另存。",
        "The file unpacks to more than {limit_mb} MB, as no table does; remove pictures and empty formats.",
    ),
    "too_many_parts": (
        "文件内含 {count} 个部分，上限为 {limit}；请只保留要导入的工作表后另存。",
        "The file holds {count} parts, more than {limit}; keep only the sheets to import, then save it again.",
    ),
    "too_many_strings": (
        "文件的文本超过 {limit} 条；请拆分后分别导入。",
        "The file holds more than {limit} texts; split it and import the parts.",
    ),
    "too_many_cells": (
        "工作表“{sheet}”第 {row} 行：单元格超过 {limit} 个；请拆分后分别导入。",
        "Sheet “{sheet}”, row {row}: more than {limit} cells; split the file and import the parts.",
    ),
    "text_too_long": (
        "工作表“{sheet}”第 {row} 行：一个单元格超过 {limit} 个字；请缩短后再导入。",
        "Sheet “{sheet}”, row {row}: a cell holds more than {limit} characters; shorten it and import again.",
    ),
    "declaration": (
        "文件的“{part}”含有 DOCTYPE 或实体声明，出于安全考虑不予读取；请在 Excel 或 WPS 中另存后再导入。",
        "“{part}” of the file has a DOCTYPE or entity declaration and is not read for safety; save the file again "
        "from Excel or WPS.",
    ),
    "part_damaged": (
        "文件的“{part}”第 {row} 行已损坏；请重新导出或重新传输。",
        "“{part}” of the file is damaged at line {row}; export or transfer it again.",
    ),
    "damaged": ("文件已损坏，没有读完；请重新导出或重新传输。", "The file is damaged; export or transfer it again."),
    "unsafe_path": (
        "文件内的路径“{part}”指向文件之外，不予读取；请在 Excel 或 WPS 中另存后再导入。",
        "The path “{part}” in the file points outside of it and is not read; save the file again from Excel or WPS.",
    ),
    "encrypted": (
        "工作簿已加密；请在 Excel 或 WPS 中去掉密码，另存后再导入。",
        "The workbook is encrypted; save it from Excel or WPS without a password and import that.",
    ),
    "binary_workbook": (f"这是 .xlsb 二进制工作簿；{_SAVE_AGAIN[0]}。", f"This is a .xlsb workbook; {_SAVE_AGAIN[1]}."),
    "open_document": (
        f"这是 OpenDocument 文件；{_SAVE_AGAIN[0]}。",
        f"This is an OpenDocument file; {_SAVE_AGAIN[1]}.",
    ),
    "xml_workbook": (
        f"这是“XML 电子表格 2003”；{_SAVE_AGAIN[0]}。",
        f"This is an “XML Spreadsheet 2003”; {_SAVE_AGAIN[1]}.",
    ),
    "other_document": (
        "这是{zh}，不是表格；请导入 .xlsx、.xls 或 .csv 文件。",
        "This is {en}, no table; import a .xlsx, .xls or .csv file.",
    ),
    "not_a_table": (
        "无法识别这个文件；请导入 .xlsx、.xls 或 .csv 文件。",
        "The file is of no known kind; import a .xlsx, .xls or .csv file.",
    ),
    "no_table_in_page": (
        "网页文件中没有可读的表格；请在 Excel 中打开，另存为 .xlsx 后再导入。",
        "The web page holds no readable table; open it in Excel, save it as .xlsx and import that.",
    ),
    "encoding": (
        "无法识别文本的编码；请以 UTF-8 另存后再导入。",
        "The encoding of the text is unknown; save the file as UTF-8 and import that.",
    ),
    "open_quote": (
        "第 {row} 行的引号没有结束；请补上后引号后再导入。",
        "The quotation mark opened in row {row} is never closed; close it and import again.",
    ),
}

_NOTES: dict[str, tuple[str, str]] = {
    "formula_without_value": (
        "工作表“{sheet}”有 {count} 个公式没有计算结果，按空白处理；请在 Excel 中打开并保存，再导入。",
        "Sheet “{sheet}” has {count} formulas without a computed value, read as empty; save it in Excel first.",
    ),
    "from_page": ("文件其实是网页，已读取其中的表格。", "The file is really a web page; its table was read."),
    "from_text": ("文件其实是文本，已按分隔符读取。", "The file is really text; it was read by its separators."),
    "encoding": ("文本按 {encoding} 编码读取。", "The text was read as {encoding}."),
    "hidden_sheet": ("工作表“{sheet}”是隐藏的。", "Sheet “{sheet}” is hidden."),
    "hidden_columns": (
        "第 {columns} 列是隐藏的，仍已读取。",
        "Columns {columns} are hidden and were read all the same.",
    ),
    "hidden_rows": (
        "{count} 行是隐藏的（可能被筛选），仍已读取。",
        "{count} rows are hidden, perhaps by a filter, and were read all the same.",
    ),
    "many_columns": (
        "只看前 {limit} 个有内容的列，其余 {count} 列略过。",
        "Only the first {limit} columns with content were looked at; {count} more were left out.",
    ),
    "title_rows": ("标题：“{text}”（第 {rows} 行）。", "Title: “{text}” (row {rows})."),
    "unit_line": ("第 {row} 行说明金额单位为{unit}。", "Row {row} gives the unit of amounts: {unit}."),
    "total_row": ("第 {row} 行是“{text}”，已略过。", "Row {row} is a total (“{text}”) and was skipped."),
    "section_row": (
        "第 {row} 行“{text}”是分组标题，已略过。",
        "Row {row} (“{text}”) heads a group and was skipped.",
    ),
    "repeated_header": ("第 {row} 行重复了表头，已略过。", "Row {row} repeats the header and was skipped."),
    "footer_row": ("第 {row} 行“{text}”是表尾，已略过。", "Row {row} (“{text}”) is a footer and was skipped."),
    "second_table": (
        "第 {row} 行起是另一张表，没有读取；请把它单独存成工作表后再导入。",
        "Another table begins in row {row} and was not read; put it on a sheet of its own and import that.",
    ),
    "unnamed_columns": (
        "第 {columns} 列没有表头，没有读取；需要时请补上列名。",
        "Columns {columns} have no header and were not read; name them where they are needed.",
    ),
    "filled_down": (
        "第 {columns} 列有纵向合并的单元格，已填到每一行。",
        "Columns {columns} have cells merged over several rows; each row was given the value.",
    ),
    "no_header": (
        "没有找到表头；请让第一行写明各列的名称。",
        "No header row was found; let the first row name the columns.",
    ),
    "missing_column": ("没有找到必填列“{label}”。", "The required column “{label}” was not found."),
    "no_rows": ("表头下没有数据。", "There are no rows below the header."),
}

_VALUES: dict[str, tuple[str, str]] = {
    "cell_error": (
        "单元格显示 {text}；请改正公式或直接填写数值。",
        "The cell shows {text}; correct its formula or type the value.",
    ),
    "no_value": (
        "公式没有计算结果；请在 Excel 中打开并保存，再导入。",
        "The formula has no computed value; open and save the file in Excel, then import it.",
    ),
    "required": ("这一格必须填写。", "This cell must be filled in."),
    "text_too_long": ("共 {count} 个字，上限为 {limit}；请缩短。", "{count} characters, at most {limit}; shorten it."),
    "not_text": ("这里应是文字，不是“{text}”。", "Text is expected here, not “{text}”."),
    "not_number": ("“{text}”不是数；请写成 1234.5 这样。", "“{text}” is not a number; write it like 1234.5."),
    "not_integer": ("“{text}”不是整数；请去掉小数。", "“{text}” is not a whole number; drop the decimals."),
    "not_percent": ("“{text}”不是百分比；请写成 85%。", "“{text}” is not a percentage; write it like 85%."),
    "not_money": ("“{text}”不是金额；请写成 1,234.50。", "“{text}” is not an amount; write it like 1,234.50."),
    "part_of_fen": (
        "“{text}”精确到分以下；请最多保留两位小数。",
        "“{text}” has parts of a fen; give at most two decimals.",
    ),
    "too_big": ("“{text}”超出范围；请核对单位。", "“{text}” is out of range; check the unit."),
    "below": (
        "“{text}”小于 {limit}；请改为不小于 {limit} 的数。",
        "“{text}” is less than {limit}; give at least {limit}.",
    ),
    "above": (
        "“{text}”大于 {limit}；请改为不大于 {limit} 的数。",
        "“{text}” is more than {limit}; give at most {limit}.",
    ),
    "wrong_currency": (
        "“{text}”的币种不是 {currency}；请换算后填写。",
        "“{text}” is not in {currency}; convert it first.",
    ),
    "not_date": ("“{text}”不是日期；请写成 2026-03-05。", "“{text}” is not a date; write it like 2026-03-05."),
    "no_such_day": ("“{text}”这一天不存在；请核对日期。", "There is no such day as “{text}”; check the date."),
    "day_missing": ("“{text}”缺少日；请写成 2026-03-05。", "“{text}” lacks the day; write it like 2026-03-05."),
    "year_missing": ("“{text}”缺少年份；请写成 2026-03-05。", "“{text}” lacks the year; write it like 2026-03-05."),
    "ambiguous_date": (
        "“{text}”可能是 {first} 或 {second}；请写成 2026-03-05 这样。",
        "“{text}” may be {first} or {second}; write it like 2026-03-05.",
    ),
    "date_out_of_range": (
        "“{text}”超出 1900–2200 年；请核对年份。",
        "“{text}” lies outside 1900–2200; check the year.",
    ),
    "not_boolean": ("“{text}”不是是或否；请写“是”或“否”。", "“{text}” is neither yes nor no; write one of them."),
    "not_choice": ("“{text}”不在可选值中；请填写：{choices}。", "“{text}” is no choice; use one of: {choices}."),
    "ambiguous_choice": (
        "“{text}”可能是{choices}；请写全。",
        "“{text}” may be any of {choices}; write it in full.",
    ),
    "not_duration": (
        "“{text}”不是工期；请写成 3 天、2 周或 4 小时。",
        "“{text}” is not a duration; write it like 3d, 2w or 4h.",
    ),
    "month_duration": (
        "“{text}”按月计，天数不定；请改写成天。",
        "“{text}” is in months, whose length varies; give days instead.",
    ),
    "not_email": (
        "“{text}”不是邮箱地址；请写成 name@example.com。",
        "“{text}” is no e-mail address; use name@example.com.",
    ),
    "not_url": (
        "“{text}”不是网址；请以 http:// 或 https:// 开头。",
        "“{text}” is no web address; begin with https://.",
    ),
    "not_phone": (
        "“{text}”不是电话号码；请只写数字、空格、+、- 和括号。",
        "“{text}” is no phone number; use digits, +, -.",
    ),
}

_VALUE_NOTES: dict[str, tuple[str, str]] = {
    "read_empty": ("“{text}”按空白处理。", "“{text}” was read as empty."),
    "two_digit_year": ("“{text}”读作 {date}。", "“{text}” was read as {date}."),
    "business_year": ("“{text}”没有年份，读作 {date}。", "“{text}” has no year and was read as {date}."),
    "serial_date": ("数 {text} 读作日期 {date}。", "The number {text} was read as the date {date}."),
    "digits_date": ("“{text}”读作 {date}。", "“{text}” was read as {date}."),
    "rounded_fen": ("{text} 四舍五入到分。", "{text} was rounded to the fen."),
    "days_assumed": ("“{text}”没有单位，按天计。", "“{text}” has no unit and counts as days."),
    "percent_assumed": (
        "“{text}”没有百分号，读作 {percent}%。",
        "“{text}” has no percent sign and was read as {percent}%.",
    ),
    "time_dropped": ("“{text}”只取日期。", "Of “{text}” only the date was taken."),
}


def _sentence(pair: tuple[str, str], lang: str, params: dict[str, Any]) -> str:
    return (pair[0] if lang.startswith("zh") else pair[1]).format(**params)


class TableRefused(ValueError):
    """A file that cannot be read at all; `text(lang)` is one sentence with place and remedy.

    code: stable word. params: what the sentence names; `sheet`, `row` (1-based) and `part` say where.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        return _sentence(_REFUSALS[self.code], lang, self.params)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file or a sheet that its owner should know; params as in `TableRefused`."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        return _sentence(_NOTES[self.code], lang, self.params)


@dataclass(frozen=True, slots=True)
class ValueMessage:
    """An error of a cell, or a remark on how it was read; its place is the cell it belongs to."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether the cell has no value because of this."""
        return self.code in _VALUES

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        return _sentence(_VALUES.get(self.code) or _VALUE_NOTES[self.code], lang, self.params)
