"""`linkspan plan convert` as a person meets it."""

import io
import json
from pathlib import Path

import pytest
from test_cli import linkspan, schedule

from linkspan.engines.interchange import read_schedule


def read(path: Path):
    return read_schedule(io.BytesIO(path.read_bytes()))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "two.xml"
    file.write_text(schedule(), encoding="utf-8")
    return file


def test_convert_there_and_back_and_compute_the_same(source: Path, tmp_path: Path) -> None:
    for name, before in (("a.xer", source), ("b.json", tmp_path / "a.xer"), ("c.xml", tmp_path / "b.json")):
        done = linkspan("plan", "convert", str(before), str(tmp_path / name), "--computed", home=tmp_path)
        assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["format"] == "linkspan-schedule"
    dates = []
    for name in ("two.xml", "a.xer", "c.xml"):
        done = linkspan("plan", "compute", str(tmp_path / name), "--json", home=tmp_path)
        rows = {row["uid"]: row for row in json.loads(done.stdout)["tasks"]}
        dates.append([(rows[uid]["name"], rows[uid]["start"], rows[uid]["finish"]) for uid in (1, 2)])
    assert dates[0] == dates[1] == dates[2]
    assert dates[0][0] == ("联调 first", "2026-07-01T08:00:00", "2026-07-02T17:00:00")
    stored = {task.uid: task.stored for task in read(tmp_path / "c.xml").tasks}
    assert stored[2].start is not None
    assert not list(tmp_path.glob(".*.part"))


def test_what_a_format_cannot_hold_is_said(source: Path, tmp_path: Path) -> None:
    deadline = "<Deadline>2026-08-01T17:00:00</Deadline></Task>"
    source.write_text(schedule().replace("</Task>", deadline), encoding="utf-8")
    for lang, word in (("en_US.UTF-8", "Deadlines are left out"), ("zh_CN.UTF-8", "截止日期不保留")):
        done = linkspan("plan", "convert", str(source), str(tmp_path / "a.xer"), home=tmp_path, lang=lang)
        assert done.returncode == 0
        assert word in done.stderr


def test_encoding_of_a_xer(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xer"
    assert linkspan("plan", "convert", str(source), str(target), home=tmp_path).returncode == 0
    assert "联调".encode("gbk") in target.read_bytes()
    done = linkspan("plan", "convert", str(source), str(target), "--encoding", "utf-8", home=tmp_path)
    assert done.returncode == 0
    assert "联调".encode() in target.read_bytes()


@pytest.mark.parametrize("case", ["ending", "same", "missing", "broken", "folder"])
def test_bad_input_is_one_sentence_and_writes_nothing(case: str, source: Path, tmp_path: Path) -> None:
    target = {"ending": "a.mpp", "same": "two.xml", "folder": "no/a.json"}.get(case, "a.json")
    if case == "broken":
        source.write_bytes(b"ERMHDR\t20\r\n%T\tTASK\r\n%R\t1")
    name = source.with_name("none.xer") if case == "missing" else source
    before = source.read_bytes()
    for lang in ("en_US.UTF-8", "zh_CN.UTF-8"):
        done = linkspan("plan", "convert", str(name), str(tmp_path / target), home=tmp_path, lang=lang)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["two.xml"]
    assert source.read_bytes() == before
