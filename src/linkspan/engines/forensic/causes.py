"""What would move a date, and by how much: each cause on its chain taken out and the plan computed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linkspan.engines.forensic.cause_messages import Words, cause_text, hold_text, remedy_text
from linkspan.engines.forensic.chain import DateName, Step, walk
from linkspan.engines.forensic.chain_messages import chain_text, step_text, work_left
from linkspan.engines.forensic.model import Dated, binds_start, check_row, day_minutes, leaves_from_finish
from linkspan.engines.forensic.relax import Candidate, Recomputer, has_rest_days
from linkspan.engines.network import NO_TIME, Constraint, Network, Result

#: How many causes are tried: those that can move most come first. Each costs one computation of what the date
#: depends on, some ten milliseconds for 10,000 rows.
TRIED = 80


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """A step of the chain with its words; see `chain.Step`."""

    row: int
    date: DateName
    instant: int
    cause: str
    link: int
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a date is where it is: one sentence, and the whole chain, first cause first."""

    row: int
    date: DateName
    instant: int
    sentence: str
    steps: tuple[ExplainedStep, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """What holds a date once a cause is gone: a step of the chain that the date then has."""

    row: int
    cause: str
    pred: int
    text: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of a date and what taking it out does.

    `kind`, `row`, `link`, `rows`, `calendar`: see `relax.Candidate`. `moves_minutes`: how the date moves, in working
    minutes of its own row's calendar, negative = earlier; `moves_days` the same in days of `day_minutes`. `before`
    and `after` are the instants. `hold`: what holds the date then, None where nothing new does.
    """

    kind: str
    row: int
    link: int
    rows: tuple[int, ...]
    calendar: int
    before: int
    after: int
    moves_minutes: int
    moves_days: float
    day_minutes: int
    hold: Hold | None
    text: str
    remedy: str


def why(
    network: Network,
    result: Result,
    row: int,
    *,
    date: DateName = "start",
    lang: str = "zh-CN",
    names: Sequence[str] | None = None,
) -> Explanation:
    """The driving chain of one date of `row` in words; `date` is one of `chain.DATES`.

    Raises `ForensicError("unknown_row")`.
    """
    dated = Dated(network, result)
    steps = tuple(reversed(list(walk(dated, check_row(network, row), date))))
    explained = tuple(
        ExplainedStep(s.row, s.date, s.instant, s.cause, s.link, s.at, step_text(dated, s, lang, names)) for s in steps
    )
    sentence = chain_text(dated, steps, lang, names)
    return Explanation(int(row), date, steps[-1].instant, sentence, explained)


def causes(
    network: Network,
    result: Result,
    row: int,
    *,
    date: DateName = "start",
    lang: str = "zh-CN",
    names: Sequence[str] | None = None,
    limit: int = TRIED,
) -> tuple[Cause, ...]:
    """Causes on the chain of one date, the largest movement first; those that move nothing last, or left out.

    Each is taken out and what the date depends on is computed again, so the movements are exact. A cause that moves
    nothing stays in the answer only where another path then holds the date, which `hold` names. Of more than `limit`
    candidates those are tried that can move most: dates, links and calendars, then durations and lags by length.
    Raises `ForensicError("unknown_row")`.
    """
    dated = Dated(network, result)
    steps = list(walk(dated, check_row(network, row), date))
    again = Recomputer(network, int(row), date)
    found = []
    for candidate in sorted(_candidates(dated, steps), key=lambda one: -_reach(dated, one))[:limit]:
        cause = _try(dated, steps, candidate, again, Words(lang, names))
        if cause.moves_minutes or cause.hold is not None:
            found.append(cause)
    return tuple(sorted(found, key=lambda cause: (cause.moves_minutes == 0, -abs(cause.moves_minutes))))


def _reach(dated: Dated, one: Candidate) -> float:
    """About how much a cause can move, to choose which are tried."""
    if one.kind == "duration":
        return work_left(dated, one.row)
    if one.kind == "lag":
        return abs(dated.lag_minutes(one.link))
    if one.kind in ("link", "summary_link"):
        return _gap(dated, one.link)
    return float("inf")


def _gap(dated: Dated, link: int) -> float:
    """How far a link holds its successor beyond the next that does, minutes; at least a guess."""
    links, result = dated.network.links, dated.result
    row = int(links.succ[link])
    calendar = dated.calendar(row)
    held, nearest = calendar.ord(int(result.start[row])), calendar.ord(result.project_start)
    for other in dated.links_into(row):
        if other == link:
            continue
        pred, kind = int(links.pred[other]), int(links.type[other])
        moment = int((result.finish if leaves_from_finish(kind) else result.start)[pred])
        moment = calendar.ord(moment + dated.lag_minutes(other))
        nearest = max(nearest, moment if binds_start(kind) else moment - int(dated.network.duration[row]))
    return max(held - nearest, 0)


def _candidates(dated: Dated, steps: Sequence[Step]) -> list[Candidate]:
    """Each cause of a chain once, and the calendars of the rows whose work is in it."""
    found: dict[Candidate, None] = {}
    worked: dict[int, list[int]] = {}
    for step in steps:
        found.update(dict.fromkeys(_of_step(dated, step)))
        if step.cause == "duration" and not dated.network.elapsed[step.row]:
            worked.setdefault(dated.calendar_index(step.row), []).append(step.row)
    for number, rows in worked.items():
        if has_rest_days(dated.network.calendars.calendar(number).spec):
            found[Candidate("calendar", rows=tuple(sorted(set(rows))), calendar=number)] = None
    return list(found)


def _of_step(dated: Dated, step: Step) -> Iterator[Candidate]:
    network = dated.network
    if step.link >= 0:
        kind = "link" if step.cause == "late_link" else step.cause
        yield Candidate(kind, link=step.link)
        if network.links.lag[step.link] != 0:
            yield Candidate("lag", link=step.link)
    elif step.cause == "constraint":
        yield Candidate("constraint", row=step.at)
    elif step.cause == "alap" and network.constraint[step.row] == Constraint.ALAP:
        yield Candidate("constraint", row=step.row)
    elif step.cause in ("actual", "manual", "leveling", "deadline", "expected_finish", "external"):
        yield Candidate(step.cause, row=step.row)
    elif step.cause in ("data_date", "must_finish"):
        yield Candidate(step.cause)
    # What remains of started work counts wherever its finish is on the chain, whatever holds its beginning.
    if step.date in ("finish", "late_finish", "late_start") and step.cause != "children":
        if work_left(dated, step.row) > 0 and (step.cause == "duration" or dated.is_started(step.row)):
            yield Candidate("duration", row=step.row)
        if dated.is_started(step.row) and network.resume[step.row] != NO_TIME:
            yield Candidate("resume", row=step.row)
    elif step.cause == "duration" and work_left(dated, step.row) > 0:
        yield Candidate("duration", row=step.row)


def _try(dated: Dated, steps: Sequence[Step], one: Candidate, again: Recomputer, words: Words) -> Cause:
    row, date = steps[0].row, steps[0].date
    then = again.without(one)
    before, after = steps[0].instant, again.instant(then.result)
    calendar = dated.calendar(row)
    moves, day = calendar.between(before, after), day_minutes(calendar)
    hold = _hold(dated, steps, then, again, words)
    return Cause(
        **{name: getattr(one, name) for name in ("kind", "row", "link", "rows", "calendar")},
        before=before,
        after=after,
        moves_minutes=moves,
        moves_days=moves / day,
        day_minutes=day,
        hold=hold,
        text=cause_text(dated, one, (date, moves, day), words, hold.text if hold else ""),
        remedy=remedy_text(dated, one, words),
    )


def _hold(dated: Dated, steps: Sequence[Step], then: Dated, again: Recomputer, words: Words) -> Hold | None:
    """The first step, from the date back, in which the chain without the cause differs from the chain with it."""
    known = [_key(dated, step, None) for step in steps if step.cause != "duration"]
    at = 0
    for step in walk(then, again.row, again.date):
        if step.cause == "duration":
            continue
        key = _key(then, step, again)
        if at >= len(known) or key != known[at]:
            pred = key[2]
            text = hold_text(then, step, (key[0], pred, again.original_row(step.at)), words)
            return Hold(key[0], step.cause, pred, text)
        at += 1
    return None


def _key(dated: Dated, step: Step, again: Recomputer | None) -> tuple[int, str, int, int]:
    """What a step stands on, in rows of the whole plan: row, cause, predecessor (or successor), type of link."""
    links = dated.network.links
    other, kind = -1, -1
    if step.link >= 0:
        other = int(links.succ[step.link] if step.cause == "late_link" else links.pred[step.link])
        kind = int(links.type[step.link])
    row = step.row
    if again is not None:
        row, other = again.original_row(row), again.original_row(other)
    return row, step.cause, other, kind
