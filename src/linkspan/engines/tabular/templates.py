"""The empty table to fill in: headers, drop-downs, and a sheet that explains every column."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from linkspan.engines.tabular.model import Target, column_letter
from linkspan.engines.tabular.writing import HEADER_FORMAT, SAFE_OPTIONS, OutColumn, sheet_name, width_of

_FILLED_ROWS = 2000
#: Excel takes a list of choices up to this length; longer ones are kept on a hidden sheet.
_LONGEST_LIST = 250
_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "money": "#,##0.00", "percent": "0.##%", "code": "@",
            "phone": "@"}  # fmt: skip
_KINDS = {
    "text": ("文字", "Text"),
    "long_text": ("文字，可分行", "Text, several lines"),
    "code": ("编号", "Code"),
    "reference": ("名称或编号", "Name or code"),
    "email": ("邮箱地址", "E-mail address"),
    "url": ("网址", "Web address"),
    "phone": ("电话号码", "Phone number"),
    "integer": ("整数", "Whole number"),
    "decimal": ("数", "Number"),
    "percent": ("百分比，如 85%", "Percentage, like 85%"),
    "money": ("金额，单位元；也可写 85.8 万", "Amount in yuan; 85.8万 is understood too"),
    "boolean": ("是或否", "Yes or no"),
    "date": ("日期，如 2026-03-05", "Date, like 2026-03-05"),
    "datetime": ("日期和时间，如 2026-03-05 14:00", "Date and time, like 2026-03-05 14:00"),
    "duration": ("工期，如 3 天、2 周、4 小时", "Duration, like 3d, 2w, 4h"),
    "choice": ("从可选值中选一个", "One of the choices"),
    "choices": ("可选值，用顿号分隔", "Choices, separated by commas"),
    "references": ("名称或编号，用顿号分隔", "Names or codes, separated by commas"),
    "list": ("用顿号分隔", "Separated by commas"),
}
_WORDS = {
    "zh": ("填写", "说明", "选项", ("列", "必填", "填什么", "可选值", "说明"), "是", "带 * 的列必须填写。"),
    "en": (
        "Fill in", "Explanations", "Choices", ("Column", "Required", "What to write", "Choices", "Help"), "Yes",
        "Columns with * must be filled in.",
    ),
}  # fmt: skip


def template_workbook(targets: Sequence[Target], *, title: str = "", language: str = "zh-CN") -> bytes:
    """An empty table for these fields, required ones marked with *, and a sheet of explanations.

    title: name of the sheet to fill in. language: `zh-CN` or `en`; labels are taken as they come, the first of each.
    """
    import xlsxwriter

    words = _WORDS["zh" if language.startswith("zh") else "en"]
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **SAFE_OPTIONS})
    sheet = book.add_worksheet(sheet_name(title or words[0]))
    explained = book.add_worksheet(words[1])
    head = book.add_format(HEADER_FORMAT)
    lists = _Lists(book, words[2])
    for at, target in enumerate(targets):
        code = _FORMATS.get(target.kind)
        form = book.add_format({"num_format": code}) if code else None
        label = target.labels[0] + (" *" if target.required else "")
        sheet.set_column(at, at, width_of(OutColumn(target.name, label, target.kind)), form)
        sheet.write_string(0, at, label, head)
        _validate(sheet, at, target, lists, language)
    sheet.freeze_panes(1, 0)
    _explain(book, explained, targets, words, language)
    lists.hide()
    book.close()
    return stream.getvalue()


class _Lists:
    """Lists too long to stand in a rule, on a hidden sheet that is made when the first one comes."""

    def __init__(self, book: Any, name: str) -> None:
        self._book, self._name = book, name
        self._sheet: Any = None
        self._used = 0

    def source(self, labels: list[str]) -> Any:
        """The source of a drop-down: the labels themselves, or the range in which they stand."""
        if len(",".join(labels)) <= _LONGEST_LIST and not any("," in label for label in labels):
            return labels
        if self._sheet is None:
            self._sheet = self._book.add_worksheet(self._name)
        for row, label in enumerate(labels):
            self._sheet.write_string(row, self._used, label)
        letter = column_letter(self._used)
        self._used += 1
        return f"='{self._name}'!${letter}$1:${letter}${len(labels)}"

    def hide(self) -> None:
        """Hide the sheet of lists, where there is one."""
        if self._sheet is not None:
            self._sheet.hide()


def _validate(sheet: Any, at: int, target: Target, lists: _Lists, language: str) -> None:
    labels = [item.labels[0] if item.labels else item.value for item in target.choices]
    if target.kind == "boolean":
        labels = ["是", "否"] if language.startswith("zh") else ["Yes", "No"]
    elif target.kind != "choice":
        return
    if labels:
        rule = {"validate": "list", "source": lists.source(labels), "ignore_blank": True, "error_type": "warning"}
        sheet.data_validation(1, at, _FILLED_ROWS, at, rule)


def _explain(book: Any, sheet: Any, targets: Sequence[Target], words: Any, language: str) -> None:
    chinese = language.startswith("zh")
    head, wrapped = book.add_format(HEADER_FORMAT), book.add_format({"text_wrap": True, "valign": "top"})
    for at, (word, width) in enumerate(zip(words[3], (24, 8, 36, 40, 60), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, word, head)
    for row, target in enumerate(targets, start=1):
        labels = [item.labels[0] if item.labels else item.value for item in target.choices]
        texts = (
            target.labels[0],
            words[4] if target.required else "",
            _KINDS[target.kind][0 if chinese else 1],
            ("、" if chinese else ", ").join(labels),
            target.help,
        )
        for at, text in enumerate(texts):
            if text:
                sheet.write_string(row, at, text, wrapped)
    sheet.write_string(len(targets) + 2, 0, words[5])
    sheet.freeze_panes(1, 0)
