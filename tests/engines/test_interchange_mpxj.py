"""Formats that need MPXJ, in their own process: results, limits, and one clear sentence where anything is missing."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from oracle_json import load
from test_reference_schedules import differences
from xer_files import activity, plan, relation

from linkspan.engines.interchange import (
    FileRefused,
    ScheduleFile,
    build_network,
    mpxj,
    read_schedule,
    with_computed_dates,
    write_mspdi,
    write_xer,
)
from linkspan.engines.interchange.mpxj_exit import Exit
from linkspan.engines.network import compute

_CHECKOUT = Path(__file__).resolve().parents[2]
_DATA = Path(os.environ.get("LINKSPAN_REFERENCE_DATA", _CHECKOUT.parent / "shared" / "data")) / "schedules"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _missing() -> str:
    """Why MPXJ cannot run here; empty where it can."""
    if not mpxj.is_installed():
        return "the extra mpp is absent: pip install '.[mpp]'"
    try:
        mpxj.read_with_mpxj(plan(activity(1)).encode())
    except FileRefused as refusal:
        return refusal.text("en") if refusal.code in ("mpp_no_java", "mpp_no_charsets") else ""
    return ""


@pytest.fixture(scope="module")
def java() -> None:
    reason = _missing()
    if reason:
        pytest.skip(reason)


def refused(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_schedule(io.BytesIO(data))
    for lang in ("zh-CN", "en"):
        assert caught.value.text(lang)
    return caught.value


# -- without Java ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("data", [OLE + b"\0" * 600, b"<?xml version='1.0'?><APIBusinessObjects/>"])
def test_without_the_extra_one_sentence_names_it(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpxj, "is_installed", lambda: False)
    error = refused(data)
    assert error.code == "mpp_no_extra"
    assert all("linkspan[mpp]" in error.text(lang) and "17" in error.text(lang) for lang in ("zh-CN", "en"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (Exit.NO_MODULE, "mpp_no_extra"),
        (Exit.NO_JAVA, "mpp_no_java"),
        (Exit.OLD_JAVA, "mpp_no_java"),
        (Exit.NO_CHARSETS, "mpp_no_charsets"),
        (Exit.UNKNOWN, "mpp_unknown"),
        (Exit.BROKEN, "mpp_broken"),
        (Exit.MEMORY, "mpp_too_large"),
    ],
)
def test_every_end_of_the_process_has_its_sentence(code: Exit, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpxj, "is_installed", lambda: True)
    monkeypatch.setattr(mpxj, "_run", lambda *_: (code, "java.io.IOException: bad sector"))
    assert refused(OLE + b"\0" * 600).code == expected


def test_a_process_that_dies_or_talks_nonsense_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def talk(_source: Path, target: Path, _memory: int) -> tuple[Exit, str]:
        target.write_bytes(b"hello\n<Project/>")
        return Exit.DONE, ""

    monkeypatch.setattr(mpxj, "is_installed", lambda: True)
    monkeypatch.setattr(mpxj, "_run", talk)
    assert refused(OLE).code == "mpp_broken"


def test_foreign_xml_with_declarations_never_reaches_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpxj, "_run", lambda *_: pytest.fail("started"))
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><APIBusinessObjects>&b;</APIBusinessObjects>'
    assert refused(bomb).code == "doctype"


def test_the_worker_says_when_its_modules_are_missing() -> None:
    code = "import sys; sys.modules['mpxj'] = None; from linkspan.engines.interchange.mpxj_worker import main;"
    done = subprocess.run([sys.executable, "-c", f"{code} sys.exit(main(['x']))"], capture_output=True)
    assert done.returncode == Exit.NO_MODULE, done.stderr.decode()


def test_the_environment_of_the_process_has_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKSPAN_SECRET_KEY", "s3cret")
    assert "s3cret" not in mpxj._environment().values()


# -- with Java ---------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("java")
def test_unknown_cut_and_oversized_files() -> None:
    assert refused(b"PK\x03\x04 no plan in here").code == "not_xml"
    assert refused(OLE + b"\0" * 600).code in ("mpp_unknown", "mpp_broken")
    with pytest.raises(FileRefused) as caught:
        mpxj.read_with_mpxj(plan(*(activity(n) for n in range(1, 3000))).encode(), memory_mb=4)
    assert caught.value.code in ("mpp_too_large", "mpp_broken")


@pytest.mark.usefixtures("java")
def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpxj, "TIMEOUT_SECONDS", 0.05)
    with pytest.raises(FileRefused) as caught:
        mpxj.read_with_mpxj(plan(activity(1)).encode())
    assert caught.value.code == "mpp_too_slow"


_TO_PMXML = """
import sys, jpype, mpxj
jpype.startJVM(convertStrings=False)
project = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(jpype.JClass("java.io.File")(sys.argv[1]))
jpype.JClass("org.mpxj.primavera.PrimaveraPMFileWriter")().write(project, jpype.JClass("java.io.File")(sys.argv[2]))
"""


@pytest.mark.usefixtures("java")
def test_p6_xml_is_read_as_p6(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xer", tmp_path / "a.xml"
    rows = (
        activity(1, 16, task_name="first"),
        activity(2, 8, task_name="second", cstr_type="CS_MANDSTART", cstr_date="2026-07-20 08:00"),
    )
    source.write_bytes(plan(*rows, relations=(relation(1, 1, 2, "SS", 4),)).encode("gbk"))
    subprocess.run([sys.executable, "-c", _TO_PMXML, source, target], check=True, capture_output=True)
    file = read_schedule(io.BytesIO(target.read_bytes().replace(b">first<", ">机房<".encode())))
    by_code = {task.wbs: task for task in file.tasks}
    assert (file.format, file.project.rules.flavour, file.notes[0].code) == ("PMXML", "p6", "through_mpxj")
    assert (by_code["A1"].duration, by_code["A2"].constraint, by_code["A1"].name) == (960, 10, "机房")
    assert [(link.type, link.lag) for link in file.links] == [(1, 240)]


@pytest.mark.usefixtures("java")
@pytest.mark.parametrize("write", [write_mspdi, write_xer])
def test_a_second_reader_reads_what_we_write(write: Callable[[ScheduleFile], bytes]) -> None:
    rows = (activity(1, 16), activity(2, 8, cstr_type="CS_MSOA", cstr_date="2026-07-20 08:00"), activity(3, 0))
    links = (relation(1, 1, 2, "SS", 4), relation(2, 2, 3, "FF"))
    file = with_computed_dates(read_schedule(io.BytesIO(plan(*rows, relations=links).encode())))
    for task in file.tasks:
        task.name = f"row {task.uid}"
    other = mpxj.read_with_mpxj(write(file))
    mine, theirs = ({task.name: task for task in each.tasks} for each in (file, other))
    assert set(mine) <= set(theirs)
    for name, task in mine.items():
        same = theirs[name]
        assert (task.wbs, task.constraint, task.constraint_date) == (same.wbs, same.constraint, same.constraint_date)
        if task.kind != 2:
            assert (task.duration, task.stored.start, task.stored.finish) == (
                same.duration,
                same.stored.start,
                same.stored.finish,
            )
    assert [(link.type, link.lag) for link in file.links] == [(link.type, link.lag) for link in other.links]


def _mpp_files() -> list[str]:
    return sorted(path.name for path in (_DATA / "real").glob("*.mpp")) if _DATA.is_dir() else []


def _read(name: str) -> ScheduleFile:
    with (_DATA / "real" / name).open("rb") as stream:
        return read_schedule(stream)


def _dump(name: str) -> ScheduleFile:
    path = _DATA / "real" / f"{name}.json"
    packed = path.with_name(path.name + ".gz")
    return load(json.loads(path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())))


@pytest.mark.skipif(not _DATA.is_dir(), reason="reference data absent (LINKSPAN_REFERENCE_DATA)")
@pytest.mark.usefixtures("java")
@pytest.mark.parametrize("name", _mpp_files())
def test_mpp_files_give_their_stored_values(name: str) -> None:
    file, dump = _read(name), _dump(name)
    assert [task.uid for task in file.tasks] == [task.uid for task in dump.tasks]
    stored = {task.uid: task.stored for task in dump.tasks}
    for task in file.tasks:
        task.stored = stored[task.uid]
    built = build_network(file)
    found, compared = differences(f"{name}.json", file, built, compute(built.network))
    assert not found, "\n".join(found[:20])
    assert compared >= 9 * len(built.uids)
