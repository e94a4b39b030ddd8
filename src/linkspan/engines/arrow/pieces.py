"""Links of all types as order among pieces of activities, as Chinese textbooks draw overlapping work (搭接施工).

Every link says that its successor may start at the earliest w after its predecessor starts: FS w = d + lag, SS w = lag,
FF w = d - d' + lag, SF w = lag - d' (d, d' the durations of predecessor and successor). Three cases:
- 0 < w < d: the predecessor is cut at w, the successor follows the first piece;
- w >= d: it follows the whole predecessor, through a lag arrow (时距箭线) of w - d where that is positive;
- w <= 0: the successor is cut at -w and its second piece follows the start of the predecessor. An arrow of no duration
  marks a start (or an end) to which something is tied; leads that reach before the start itself cannot be drawn.
Times are those of uninterrupted work and exact; only behind a cut of the third case may a piece wait for its start,
and what follows the piece before it (not the whole activity) may then come too early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from linkspan.engines.arrow.model import ArrowKind, ArrowProblem

FS, SS, FF, SF = range(4)
LinkRow = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes one arrow."""

    kind: ArrowKind
    duration: int
    row: int = -1
    part: int = 0
    link: int = -1


@dataclass(slots=True)
class Pieces:
    """Pieces, the order between them, the pieces of each activity, and links that were left out."""

    pieces: list[Piece] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    of_row: list[list[int]] = field(default_factory=list)
    problems: list[ArrowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Tie:
    """Link `link`: what begins at offset `into` of `succ` follows what ends at offset `out` of `pred`, after `wait`."""

    link: int
    pred: int
    out: int
    succ: int
    into: int
    wait: int


def cut_pieces(durations: Sequence[int], links: Sequence[LinkRow]) -> Pieces:
    """Pieces of all activities; links are (pred, succ, type, lag) with lags in the unit of the durations."""
    made = Pieces()
    ties = [tie for k, link in enumerate(links) if (tie := _tie(k, link, durations, made.problems)) is not None]
    cuts: list[set[int]] = [{0, d} for d in durations]
    marked: set[tuple[int, bool]] = set()  # (row, is_end): a start or an end to which a link is tied
    for tie in ties:
        cuts[tie.pred].add(tie.out)
        cuts[tie.succ].add(tie.into)
        if tie.out == 0 < durations[tie.pred]:
            marked.add((tie.pred, False))
        if tie.into == durations[tie.succ] > 0:
            marked.add((tie.succ, True))
    ends: dict[tuple[int, int], int] = {}
    begins: dict[tuple[int, int], int] = {}
    for row, d in enumerate(durations):
        _add_row(made, row, sorted(cuts[row]), ((row, False) in marked, (row, True) in marked), (begins, ends))
        if d == 0:
            begins[row, 0] = ends[row, 0] = made.of_row[row][0]
    for tie in ties:
        before, after = ends[tie.pred, tie.out], begins[tie.succ, tie.into]
        if tie.wait:
            made.pieces.append(Piece(ArrowKind.LAG, tie.wait, link=tie.link))
            made.pairs += [(before, len(made.pieces) - 1), (len(made.pieces) - 1, after)]
        else:
            made.pairs.append((before, after))
    return made


def _tie(k: int, link: LinkRow, durations: Sequence[int], problems: list[ArrowProblem]) -> _Tie | None:
    pred, succ, kind, lag = link
    d, d2 = durations[pred], durations[succ]
    w = (d + lag, lag, d - d2 + lag, lag - d2)[kind]
    if w > 0 or (w == 0 and d == 0):
        return _Tie(k, pred, min(w, d), succ, 0, max(w - d, 0))
    if -w > d2:
        problems.append(ArrowProblem("lead_too_long", k, {"over": -w - d2}))
        return None
    return _Tie(k, pred, 0, succ, -w, 0)


def _add_row(
    made: Pieces,
    row: int,
    cuts: list[int],
    marks: tuple[bool, bool],
    places: tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]],
) -> None:
    """The pieces of one activity in a chain; notes which piece begins and which ends at each offset."""
    begins, ends = places
    spans = list(pairwise(cuts)) or [(0, 0)]
    if marks[0]:
        spans.insert(0, (0, 0))
    if marks[1]:
        spans.append((cuts[-1], cuts[-1]))
    numbers: list[int] = []
    for part, (first, last) in enumerate(spans):
        number = len(made.pieces)
        made.pieces.append(Piece(ArrowKind.ACTIVITY, last - first, row, part))
        if numbers:
            made.pairs.append((numbers[-1], number))
        begins.setdefault((row, first), number)
        ends[row, last] = number
        numbers.append(number)
    # Tied to the end is the mark behind the work, tied to the start of others the mark before it.
    if marks[0]:
        ends[row, 0] = numbers[0]
    if marks[1]:
        begins[row, cuts[-1]] = numbers[-1]
    made.of_row.append(numbers)
