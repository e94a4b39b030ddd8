"""Stored values of other programs: files of Microsoft Project and P6, and generated ones scheduled by MPXJ.

Instants are compared by working-time ordinal in the task's calendar, so 17:00 equals the next 08:00. Generated files
must agree in every row and field except those listed with a reason; real files in every row that a second program
confirms. `pytest -rP -k report` prints how many rows and values were compared. Nothing of the reference data is
copied here: LINKSPAN_REFERENCE_DATA says where it lies.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from oracle_json import load

from linkspan.engines.calendar import iso
from linkspan.engines.interchange import (
    FileNetwork,
    ScheduleFile,
    StoredDates,
    TaskEntry,
    build_network,
    compute_file,
    read_schedule,
)
from linkspan.engines.network import Result, compute

_CHECKOUT = Path(__file__).resolve().parents[2]
_DATA = Path(os.environ.get("LINKSPAN_REFERENCE_DATA", _CHECKOUT.parent / "shared" / "data")) / "schedules"

pytestmark = pytest.mark.skipif(not _DATA.is_dir(), reason="reference data absent (LINKSPAN_REFERENCE_DATA)")

DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
FLOATS = {"total_slack": "total_float", "free_slack": "free_float"}

#: (file, uid) -> why our value may differ from the stored one, in any field.
DEVIATIONS: dict[tuple[str, int], str] = {
    (
        "msp_progress_60.xml",
        69,
    ): "the only lead whose FF predecessor ends at midnight on a rest day: MPXJ counts this one "
    "round the clock, while in all 17 other links between calendars of these files it uses the successor's calendar",
    ("msp_progress_60.xml", 63): "summary of task 69",
    (
        "sample1.xml",
        1,
    ): "exported without computed values: Critical is 0 in every row, also in those that set the finish",
    ("sample1.xml", 2): "as row 1",
    ("sample1.xml", 19): "exported without computed values: free slack 0 where the .mpp of the same plan has 45 days",
    (
        "p6_full_120.xer",
        100,
    ): "ALAP: MPXJ stores total float 0 and critical though its own late dates lie 66 days later",
    ("p6_full_120.xer", 109): "as row 100, 13 days",
    ("p6_full_120.xer", 99): "free float before the ALAP row 100: stored 1217 h, the link to it leaves 7 h",
    (
        "p6_full_120.xer",
        14,
    ): "FF from a 24-hour to a ten-hour calendar: MPXJ writes the successor's finish as the start of the next day and "
    "counts its own free float to there; as working time the two finishes are one",
    ("bug1.mpp.json", 3): "predecessor of row 4",
    ("bug1.mpp.json", 4): "stored late finish 27 Feb lies after the late start 25 Feb of its FS successor",
}


def _xml_files() -> list[str]:
    return sorted(str(p.relative_to(_DATA)) for folder in ("mpxj-cpm", "real") for p in (_DATA / folder).glob("*.xml"))


def _xer_files() -> list[str]:
    return sorted(str(p.relative_to(_DATA)) for folder in ("mpxj-cpm", "real") for p in (_DATA / folder).glob("*.xer"))


def _mpp_dumps() -> list[str]:
    found = [*(_DATA / "real").glob("*.mpp.json"), *(_DATA / "real").glob("*.mpp.json.gz")]
    return sorted(str(p.relative_to(_DATA)) for p in found)


def _dump(name: str) -> dict[str, Any]:
    path = _DATA / name
    for candidate in (path, path.with_name(path.name + ".json"), path.with_suffix(".json")):
        if candidate.exists() and candidate.suffix == ".json":
            return json.loads(candidate.read_text(encoding="utf-8"))
        packed = candidate.with_name(candidate.name + ".gz")
        if packed.exists():
            return json.loads(gzip.decompress(packed.read_bytes()))
    raise FileNotFoundError(name)


def unconfirmed(dump: dict[str, Any]) -> set[int]:
    """Rows of a real file in which a second program's computation differs from the stored values."""
    return set((dump.get("mpxj_recompute_vs_stored") or {}).get("mismatch_uids", ()))


def differences(name: str, file: ScheduleFile, built: FileNetwork, result: Result) -> tuple[list[str], int]:
    """Rows and fields that differ from the stored values and are not listed, and how many values were compared."""
    stored = {task.uid: task.stored for task in file.tasks}
    calendars, compared, found = built.network.calendars, 0, []
    for row, uid in enumerate(built.uids):
        values, listed = stored[uid], (Path(name).name, uid) in DEVIATIONS
        elapsed = built.network.elapsed[row]
        cal = None if elapsed else calendars.calendar(built.network.calendar[row])
        for field in (*DATES, *FLOATS, "critical"):
            expected = getattr(values, field)
            if expected is None:
                continue
            actual = getattr(result, FLOATS.get(field, field))[row]
            same = expected == actual
            if field in DATES and cal is not None:
                same = cal.ord(expected) == cal.ord(actual)
            compared += 1
            if not same and not listed:
                shown = (iso(expected), iso(actual)) if field in DATES else (expected, actual)
                found.append(f"{name} uid {uid} {field}: stored {shown[0]}, computed {shown[1]}")
    return found, compared


def _with_dump_slack(file: ScheduleFile, dump: dict[str, Any]) -> None:
    """MSPDI leaves out a slack of zero; take it from the dump, which says so."""
    rows = {row["uid"]: row for row in dump["tasks"]}
    for task in file.tasks:
        row = rows.get(task.uid)
        if row is None:
            continue
        if task.stored.total_slack is None and row["total_slack_hours"] is not None:
            task.stored.total_slack = round(row["total_slack_hours"] * 60)
        if task.stored.free_slack is None and row["free_slack"] is not None and not row["free_slack"][0]:
            task.stored.free_slack = 0


@pytest.mark.parametrize("name", _xml_files())
def test_mspdi_files_give_their_stored_values(name: str) -> None:
    with (_DATA / name).open("rb") as stream:
        file = read_schedule(stream)
    _with_dump_slack(file, _dump(name))
    built = build_network(file)
    found, compared = differences(name, file, built, compute(built.network))
    assert not found, "\n".join(found[:20])
    assert compared >= 2 * len(built.uids)


@pytest.mark.parametrize("name", _mpp_dumps())
def test_dumps_of_mpp_files_give_their_stored_values(name: str) -> None:
    file = load(_dump(name))
    built = build_network(file)
    found, compared = differences(name, file, built, compute(built.network))
    assert not found, "\n".join(found[:20])
    assert compared >= 9 * len(built.uids)


@pytest.mark.parametrize("name", _xer_files())
def test_xer_files_give_their_stored_values(name: str) -> None:
    with (_DATA / name).open("rb") as stream:
        file = read_schedule(stream)
    left_out = unconfirmed(_dump(name))
    # P6 does not schedule WBS elements and stores nothing for them.
    activities = [task for task in file.tasks if task.kind != 2]
    for task in file.tasks:
        if task.uid in left_out:
            task.stored = StoredDates()
    built = build_network(file)
    found, compared = differences(name, file, built, compute(built.network))
    assert not found, "\n".join(found[:20])
    assert compared >= 9 * (len(activities) - len(left_out))


@pytest.mark.parametrize("name", _xer_files())
def test_the_xer_reader_reads_what_a_second_reader_reads(name: str) -> None:
    dump = _dump(name)
    with (_DATA / name).open("rb") as stream:
        file = read_schedule(stream)
    mine, theirs = ({task.uid: task for task in each.tasks} for each in (file, load(dump)))
    assert set(theirs) <= set(mine)
    assert all(mine[uid].kind == 2 for uid in set(mine) - set(theirs)), "only the node of the project may be more"
    known = {entry["name"]: entry for entry in dump["calendars"]}
    assert {entry.name for entry in file.calendars} == set(known)
    for row in dump["tasks"]:
        left, right = mine[row["uid"]], theirs[row["uid"]]
        assert left.name == right.name.strip()
        if not row["summary"]:
            assert (left.duration, left.remaining_duration) == (right.duration, right.remaining_duration)
            assert (left.constraint_date, left.actual_start) == (right.constraint_date, right.actual_start)
            # P6 leaves the float of the first milestone empty, the other program says zero.
            assert left.stored.total_slack in (None, right.stored.total_slack)
            assert _calendar_name(file, left) == row["calendar"]
    assert sorted((x.pred_uid, x.succ_uid, x.type, x.lag) for x in file.links) == sorted(
        (x.pred_uid, x.succ_uid, x.type, x.lag) for x in load(dump).links
    )
    for entry in file.calendars:
        other = next(cal for cal in load(dump).calendars if cal.name == entry.name)
        left_spec, right_spec = file.calendar_spec(entry.uid), load(dump).calendar_spec(other.uid)
        days = {e.first_day for spec in (left_spec, right_spec) for e in spec.exceptions} | set(range(14_000, 14_007))
        assert all(left_spec.day_intervals(day) == right_spec.day_intervals(day) for day in days)


def _calendar_name(file: ScheduleFile, task: TaskEntry) -> str | None:
    return next((entry.name for entry in file.calendars if entry.uid == task.calendar_uid), None)


def test_report() -> None:
    """How much was compared, printed by `-rP`; the numbers themselves are held by the tests above."""
    total_rows = total_values = total_listed = 0
    for name in (*_xml_files(), *_xer_files(), *_mpp_dumps()):
        file = _file(name)
        left_out = unconfirmed(_dump(name))
        built = build_network(file)
        found, compared = differences(name, file, built, compute(built.network))
        listed = sum(known == Path(name).name for known, _ in DEVIATIONS)
        unconfirmed_rows = len(left_out & set(built.uids))
        print(
            f"{name}: {len(built.uids)} rows, {compared} values compared, {listed} rows listed, "
            f"{unconfirmed_rows} rows without confirmation, {len({line.split()[2] for line in found})} rows differ"
        )
        total_rows, total_values = total_rows + len(built.uids), total_values + compared
        total_listed += listed
    print(f"all: {total_rows} rows, {total_values} values compared, {total_listed} rows listed")
    assert total_rows > 0


def _file(name: str) -> ScheduleFile:
    """A reference file with all its stored values."""
    if name.endswith(".json") or name.endswith(".gz"):
        return load(_dump(name))
    with (_DATA / name).open("rb") as stream:
        file = read_schedule(stream)
    if name.endswith(".xml"):
        _with_dump_slack(file, _dump(name))
    return file


@pytest.mark.parametrize("name", _xml_files())
def test_the_reader_reads_what_a_second_reader_reads(name: str) -> None:
    dump = _dump(name)
    with (_DATA / name).open("rb") as stream:
        file = read_schedule(stream)
    other = load(dump)
    assert [task.uid for task in file.tasks] == [task.uid for task in other.tasks]
    for mine, theirs in zip(file.tasks, other.tasks, strict=True):
        assert (mine.name, mine.parent_uid, mine.duration) == (theirs.name, theirs.parent_uid, theirs.duration)
        assert (mine.constraint_date, mine.deadline) == (theirs.constraint_date, theirs.deadline)
        assert (mine.actual_start, mine.actual_finish) == (theirs.actual_start, theirs.actual_finish)
    assert sorted((x.pred_uid, x.succ_uid, x.type, x.lag) for x in file.links) == sorted(
        (x.pred_uid, x.succ_uid, x.type, x.lag) for x in other.links
    )


@pytest.mark.parametrize("name", _xer_files())
def test_computed_rows_of_p6_files_have_all_rows_of_a_second_reader(name: str) -> None:
    with (_DATA / name).open("rb") as stream:
        rows = compute_file(read_schedule(stream))
    assert {row["uid"] for row in _dump(name)["tasks"]} <= {row["uid"] for row in rows}
    assert json.loads(json.dumps(rows)) == rows


@pytest.mark.parametrize("name", _xml_files())
def test_computed_rows_have_the_contract_of_the_command_line(name: str) -> None:
    with (_DATA / name).open("rb") as stream:
        rows = compute_file(read_schedule(stream))
    assert [row["uid"] for row in rows] == [row["uid"] for row in _dump(name)["tasks"]]
    expected = {"uid", "wbs", "name", *DATES, "total_float_minutes", "free_float_minutes", "critical"}
    assert all(set(row) == expected for row in rows)
    assert json.loads(json.dumps(rows)) == rows


def test_every_listed_deviation_still_exists() -> None:
    """A listed row that agrees again must leave the list."""
    stale = []
    for (name, uid), _reason in DEVIATIONS.items():
        file = _file(next(x for x in (*_xml_files(), *_xer_files(), *_mpp_dumps()) if Path(x).name == name))
        built = build_network(file)
        row, stored = built.uids.index(uid), next(t.stored for t in file.tasks if t.uid == uid)
        result = compute(built.network)
        cal = built.network.calendars.calendar(built.network.calendar[row])
        pairs = [(getattr(stored, f), getattr(result, FLOATS.get(f, f))[row], f) for f in (*DATES, *FLOATS, "critical")]
        same = all(e is None or (cal.ord(e) == cal.ord(a) if f in DATES else e == a) for e, a, f in pairs)
        if same:
            stale.append((name, uid))
    assert not stale
