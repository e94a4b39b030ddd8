"""Worked examples of published textbooks: inputs as printed, and the results that the books print.

Sources are named as far as they are known for certain: author, title, edition, chapter or section, table. Pages are
left out throughout, because they differ between printings and none could be looked up; a chapter number that
differs between editions stands with its edition.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Book:
    """Activities as (name, predecessors, duration), and what is printed about them.

    Columns follow the rows: `slack` total float, `free` free float, `start` early start, `three` (optimistic, most
    likely, pessimistic). `critical` is the critical path, `finish` the duration of the project, `deadline` and
    `probability` the printed chance to meet it, `variance` that of the critical path; `events` and `dummies` are those
    of the arrow network that the book draws.
    """

    source: str
    rows: tuple[tuple[str, str, int], ...]
    finish: int
    critical: str
    slack: tuple[int, ...]
    start: tuple[int, ...] | None = None
    free: tuple[int, ...] | None = None
    three: tuple[tuple[float, float, float], ...] | None = None
    variance: float | None = None
    deadline: float | None = None
    probability: float | None = None
    events: int | None = None
    dummies: int | None = None

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.rows]

    @property
    def durations(self) -> list[int]:
        return [duration for _, _, duration in self.rows]

    @property
    def links(self) -> list[tuple[int, int]]:
        return [(self.names.index(p), i) for i, (_, before, _) in enumerate(self.rows) for p in before]


RELIABLE = Book(
    source="F. S. Hillier, G. J. Lieberman, Introduction to Operations Research, 7th ed. 2001, chapter 10, the "
    "Reliable Construction Co.: activities and durations in Table 10.1, slacks in Table 10.3, three estimates in "
    "Table 10.4, P(T <= 47 weeks) in section 10.4",
    rows=(
        ("A", "", 2), ("B", "A", 4), ("C", "B", 10), ("D", "C", 6), ("E", "C", 4), ("F", "E", 5), ("G", "D", 7),
        ("H", "EG", 9), ("I", "C", 7), ("J", "FI", 8), ("K", "J", 4), ("L", "J", 5), ("M", "H", 2), ("N", "KL", 6),
    ),
    finish=44,
    critical="ABCEFJLN",
    slack=(0, 0, 0, 4, 0, 0, 4, 4, 2, 0, 1, 0, 4, 0),
    start=(0, 2, 6, 16, 16, 20, 22, 29, 16, 25, 33, 33, 38, 38),
    three=(
        (1, 2, 3), (2, 3.5, 8), (6, 9, 18), (4, 5.5, 10), (1, 4.5, 5), (4, 4, 10), (5, 6.5, 11),
        (5, 8, 17), (3, 7.5, 9), (3, 9, 9), (4, 4, 4), (1, 5.5, 7), (1, 2, 3), (5, 5.5, 9),
    ),
    variance=9,
    deadline=47,
    probability=0.84,
)  # fmt: skip

MILWAUKEE = Book(
    source="J. Heizer, B. Render, Operations Management, chapter 3 (Project Management), Milwaukee Paper "
    "Manufacturing, Examples 1-9; the same data as General Foundry in B. Render, R. Stair, Quantitative Analysis for "
    "Management, chapter on project management",
    rows=(
        ("A", "", 2), ("B", "", 3), ("C", "A", 2), ("D", "AB", 4), ("E", "C", 4), ("F", "C", 3), ("G", "DE", 5),
        ("H", "FG", 2),
    ),
    finish=15,
    critical="ACEGH",
    slack=(0, 1, 0, 1, 0, 6, 0, 0),
    start=(0, 0, 2, 3, 4, 4, 8, 13),
    three=((1, 2, 3), (2, 3, 4), (1, 2, 3), (2, 4, 6), (1, 4, 7), (1, 2, 9), (3, 4, 11), (1, 2, 3)),
    variance=3.11,
    deadline=16,
    probability=0.7157,
    events=7,
    dummies=1,
)  # fmt: skip

KLONE = Book(
    source="J. A. Lawrence, B. A. Pasternack, Applied Management Science, 2nd ed. 2002, chapter 5 (Project "
    "Scheduling Models), Klone Computers, the KlonePalm 2000: CPM with the durations, PERT with the three estimates, "
    "P(T <= 180 days)",
    rows=(
        ("A", "", 90), ("B", "A", 15), ("C", "B", 5), ("D", "G", 20), ("E", "D", 21), ("F", "A", 25), ("G", "CF", 14),
        ("H", "D", 28), ("I", "A", 30), ("J", "DI", 45),
    ),
    finish=194,
    critical="AFGDJ",
    slack=(0, 5, 5, 0, 24, 0, 0, 17, 29, 0),
    start=(0, 90, 105, 129, 149, 90, 115, 149, 90, 149),
    three=(
        (76, 86, 120), (12, 15, 18), (4, 5, 6), (15, 18, 33), (18, 21, 24),
        (16, 26, 30), (10, 13, 22), (24, 28, 32), (22, 27, 50), (38, 43, 60),
    ),
    variance=85.66,
    deadline=180,
    probability=0.0655,
)  # fmt: skip

WIDGETCO = Book(
    source="W. L. Winston, Operations Research: Applications and Algorithms, section 8.4 (CPM and PERT), Widgetco: "
    "durations and floats of the CPM example, three estimates and P(CP <= 35 days) of the PERT example",
    rows=(("A", "", 6), ("B", "", 9), ("C", "AB", 8), ("D", "AB", 7), ("E", "D", 10), ("F", "CE", 12)),
    finish=38,
    critical="BDEF",
    slack=(3, 0, 9, 0, 0, 0),
    free=(3, 0, 9, 0, 0, 0),
    start=(0, 0, 9, 9, 16, 26),
    three=((2, 6, 10), (5, 9, 13), (3, 8, 13), (1, 7, 13), (8, 10, 12), (9, 12, 15)),
    variance=7.22,
    deadline=35,
    probability=0.13,
    events=6,
    dummies=1,
)

TAHA = Book(
    source="H. A. Taha, Operations Research: An Introduction, 8th ed. 2007, section 6.5.2 (critical path "
    "computations), Example 6.5-2, and section 6.5.3 (construction of the time schedule) for total and free "
    "floats; printed as an arrow network, here with the predecessors that it says",
    rows=(
        ("A", "", 5), ("B", "", 6), ("C", "A", 3), ("D", "A", 8), ("E", "BC", 2), ("F", "BC", 11), ("G", "D", 1),
        ("H", "DE", 12),
    ),
    finish=25,
    critical="ADH",
    slack=(0, 5, 3, 0, 3, 6, 11, 0),
    free=(0, 2, 0, 0, 3, 6, 11, 0),
    events=6,
    dummies=1,
)  # fmt: skip

#: Expected times in hundredths of a day, rounded as the article rounds them before it adds them up.
WIKIPEDIA = Book(
    source="Wikipedia (English), article “Program evaluation and review technique”, section “Example”: seven "
    "activities a to g with three estimates, table of ES, EF, LS, LF and slack",
    rows=(
        ("a", "", 400), ("b", "", 533), ("c", "a", 517), ("d", "a", 633), ("e", "bc", 517), ("f", "d", 450),
        ("g", "e", 517),
    ),
    finish=1951,
    critical="aceg",
    slack=(0, 384, 0, 468, 0, 468, 0),
    start=(0, 0, 400, 400, 917, 1033, 1434),
    three=((2, 4, 6), (3, 5, 9), (4, 5, 7), (4, 6, 10), (4, 5, 7), (3, 4, 8), (3, 5, 8)),
)  # fmt: skip

BOOKS = {
    "hillier-lieberman": RELIABLE,
    "heizer-render": MILWAUKEE,
    "lawrence-pasternack": KLONE,
    "winston": WIDGETCO,
    "taha": TAHA,
    "wikipedia": WIKIPEDIA,
}
