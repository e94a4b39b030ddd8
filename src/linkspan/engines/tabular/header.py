"""Where the header of a table stands and what it says of each column: one row or two, merged cells, titles above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linkspan.engines.tabular.labels import Label, read_label, similarity
from linkspan.engines.tabular.model import Cell, Row, Sheet, Target

#: Rows looked at for a header; nobody writes more above one.
_SEARCHED_ROWS = 40
#: Columns looked at: those with content, from the left.
MAX_LOOKED_AT = 256
_MATCH = 0.6
_PARENT_PENALTY, _CHILD_PENALTY = 0.15, 0.02
_LONGEST_HEADER = 60


@dataclass(frozen=True, slots=True)
class HeaderText:
    """What the header says of a column: joined as `联系人/姓名`, with the labels to be compared and their penalties."""

    text: str
    labels: tuple[tuple[Label, float], ...]
    unit: str

    def score(self, target: Target) -> float:
        """How well this header names a field, 0 to 1."""
        return max(
            (similarity(label, read_label(word)) - penalty for label, penalty in self.labels for word in target.labels),
            default=0.0,
        )


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows of a sheet (numbers, 1-based) and the text of each column that has one."""

    rows: tuple[int, ...]
    texts: dict[int, HeaderText]


def find_header(sheet: Sheet, targets: Sequence[Target], columns: Sequence[int]) -> Header | None:
    """The row or pair of rows that names most fields, or looks most like a header; None where there is none."""
    best: tuple[float, Header] | None = None
    looked_at = sheet.rows[:_SEARCHED_ROWS]
    spans = _spans(sheet)
    for at, row in enumerate(looked_at):
        candidates = [_single(row, columns, spans)]
        below = looked_at[at + 1] if at + 1 < len(looked_at) else None
        if below is not None and below.number == row.number + 1 and _may_be_pair(row, below, spans):
            candidates.append(_pair(row, below, columns, spans))
        for header in candidates:
            score = _score(header, targets, sheet, at + len(header.rows) - 1)
            if score > 0 and (best is None or score > best[0] + 1e-9):
                best = (score, header)
    return best[1] if best else None


def _spans(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int, int]]:
    """For cells within a merged range among the rows looked at: row and column of its first cell, and its last row."""
    last = sheet.rows[min(len(sheet.rows), _SEARCHED_ROWS) - 1].number if sheet.rows else 0
    found = {}
    for merge in sheet.merges:
        for row in range(merge.top, min(merge.bottom, last, merge.top + 3) + 1):
            for column in range(merge.left, min(merge.right, merge.left + MAX_LOOKED_AT) + 1):
                found[row, column] = (merge.top, merge.left, merge.bottom)
    return found


Spans = dict[tuple[int, int], tuple[int, int, int]]


def _is_name(cell: Cell | None) -> bool:
    return cell is not None and cell.is_text and len(str(cell.value).strip()) <= _LONGEST_HEADER


def _name(row: Row, column: int) -> str:
    return " ".join(row.text(column).split()) if _is_name(row.cells.get(column)) else ""


def _single(row: Row, columns: Sequence[int], _merged: Spans) -> Header:
    texts = {}
    for column in columns:
        if name := _name(row, column):
            label = read_label(name)
            texts[column] = HeaderText(name, ((label, 0.0),), label.unit)
    return Header((row.number,), texts)


def _may_be_pair(row: Row, below: Row, spans: Spans) -> bool:
    """Whether the upper row groups columns of the lower: merged over several, or blank where they have names."""
    if not below.cells or not all(cell.is_text for cell in below.cells.values()) or len(row.cells) < 2:
        return False
    if not all(cell.is_text for cell in row.cells.values()):
        return False
    merged_across = any(
        spans.get((row.number, column), (0, column, 0))[1] != column and column in below.cells for column in below.cells
    )
    merged_down = any(spans.get((row.number, column), (0, 0, 0))[2] == below.number for column in row.cells)
    only_above, only_below = set(row.cells) - set(below.cells), set(below.cells) - set(row.cells)
    return merged_across or merged_down or bool(only_above and only_below)


def _pair(row: Row, below: Row, columns: Sequence[int], spans: Spans) -> Header:
    texts: dict[int, HeaderText] = {}
    above = ""
    for column in columns:
        span = spans.get((row.number, column))
        above = _above(row, below, column, span, above)
        child = _name(below, column)
        if above and child and above != child:
            joined, own, parent = read_label(above + child), read_label(child), read_label(above)
            labels = ((joined, 0.0), (own, _CHILD_PENALTY), (parent, _PARENT_PENALTY))
            texts[column] = HeaderText(f"{above}/{child}", labels, own.unit or parent.unit)
        elif name := child or above:
            label = read_label(name)
            texts[column] = HeaderText(name, ((label, 0.0),), label.unit)
    return Header((row.number, below.number), texts)


def _above(row: Row, below: Row, column: int, span: tuple[int, int, int] | None, before: str) -> str:
    """The upper name over a column: its own, that of its merged range, or that of the group to its left."""
    if name := _name(row, column):
        return name
    if span is not None:
        return _name(row, span[1])
    return before if column in below.cells and not _is_merged_down(row, below, column) else ""


def _is_merged_down(row: Row, below: Row, column: int) -> bool:
    return column in row.cells and column not in below.cells


def _score(header: Header, targets: Sequence[Target], sheet: Sheet, last: int) -> float:
    """Fields named, each once, before the looks of the row; a row that names nothing and looks like nothing has 0."""
    if not header.texts:
        return 0.0
    free = set(header.texts)
    named = 0.0
    for target in targets:
        scores = [(header.texts[column].score(target), column) for column in free]
        score, column = max(scores, default=(0.0, -1))
        if score >= _MATCH:
            named += score * score  # a likeness counts much less than a name: data holds words of the header too
            free.discard(column)
    return 3 * named + _looks(header, sheet, last) if named or len(header.texts) > 1 else 0.0


def _looks(header: Header, sheet: Sheet, last: int) -> float:
    """How much a row looks like a header: as wide as the rows below, all short texts, no two the same."""
    own = [row for row in sheet.rows if row.number in header.rows]
    numbers = sum(not cell.is_text for row in own for cell in row.cells.values())
    below = sheet.rows[last + 1 : last + 11]
    width = max((len(row.cells) for row in below), default=len(header.texts))
    texts = [text.text for text in header.texts.values()]
    share = min(len(texts) / max(width, 1), 1.0)
    distinct = len(set(texts)) / len(texts)
    long = sum(len(text) > 20 for text in texts) / len(texts)
    return share + distinct - long - 2 * numbers / max(len(texts), 1) - 0.02 * last - (0.2 if share < 0.5 else 0)
