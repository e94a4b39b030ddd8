"""How much of a table is read: enough for any register, little enough for a small machine."""

from __future__ import annotations

from linkspan.engines.tabular.messages import TableRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_CELLS = 400_000
MAX_STRINGS = 400_000
#: A cell of Excel holds 32,767 characters; other programs write a little more.
MAX_TEXT = 100_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384


class CellCount:
    """Counts the cells of all sheets of a file and refuses one too many."""

    def __init__(self) -> None:
        self._cells = 0

    def add(self, count: int, sheet: str, row: int) -> None:
        """Count cells of a row; TableRefused names the sheet and the row where it became too much."""
        self._cells += count
        if self._cells > MAX_CELLS:
            raise TableRefused("too_many_cells", sheet=sheet, row=row, limit=MAX_CELLS)
