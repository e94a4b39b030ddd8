"""Messy tables in, clean tables out: bytes to sheets, sheets to named columns, cells to values, values to workbooks."""

from linkspan.engines.tabular.bodies import DataRow
from linkspan.engines.tabular.error_sheet import CellError, error_workbook
from linkspan.engines.tabular.messages import Note, TableRefused, ValueMessage
from linkspan.engines.tabular.model import Cell, Choice, Merge, Row, Sheet, Target, column_letter
from linkspan.engines.tabular.parsed import Parsed, Rules, shown
from linkspan.engines.tabular.reading import read_sheets
from linkspan.engines.tabular.recognise import Column, Recognition, recognise
from linkspan.engines.tabular.templates import template_workbook
from linkspan.engines.tabular.values import KINDS, parse_value
from linkspan.engines.tabular.writing import OutColumn, Style, write_csv, write_workbook

__all__ = [
    "KINDS",
    "Cell",
    "CellError",
    "Choice",
    "Column",
    "DataRow",
    "Merge",
    "Note",
    "OutColumn",
    "Parsed",
    "Recognition",
    "Row",
    "Rules",
    "Sheet",
    "Style",
    "TableRefused",
    "Target",
    "ValueMessage",
    "column_letter",
    "error_workbook",
    "parse_value",
    "read_sheets",
    "recognise",
    "shown",
    "template_workbook",
    "write_csv",
    "write_workbook",
]
