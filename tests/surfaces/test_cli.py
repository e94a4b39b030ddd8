"""The command line as a person meets it: quick, in two languages, one sentence for bad input, nothing written."""

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from running import Installation

from linkspan.surfaces.cli.main import VERBS, build_parser

SCHEDULE = """<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project">
  <Name>two</Name><StartDate>2026-07-01T08:00:00</StartDate><CalendarUID>1</CalendarUID>
  <MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth>
  <Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>
    <WeekDays>{days}</WeekDays></Calendar></Calendars>
  <Tasks>
    <Task><UID>1</UID><ID>1</ID><Name>联调 first</Name><WBS>1</WBS><OutlineLevel>1</OutlineLevel>
      <Duration>PT16H0M0S</Duration></Task>
    <Task><UID>2</UID><ID>2</ID><Name>second</Name><WBS>2</WBS><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration>
      <PredecessorLink><PredecessorUID>1</PredecessorUID><Type>{type}</Type></PredecessorLink></Task>
  </Tasks>
</Project>
"""
_WORK = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
)


def schedule(link_type: int = 1) -> str:
    days = "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>{_WORK * (1 < day < 7)}</WeekDay>"
        for day in range(1, 8)
    )
    return SCHEDULE.format(days=days, type=link_type)


def linkspan(
    *arguments: str, home: Path, lang: str = "C.UTF-8", **environment: str
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LINKSPAN_", "DJANGO_", "LC_"))}
    return subprocess.run(
        [sys.executable, "-m", "linkspan.surfaces.cli.main", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        env={**clean, "HOME": str(home), "LANG": lang, **environment},
    )


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom linkspan.surfaces.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted(set(sys.modules) & {'django', 'numpy', 'numba', 'structlog', 'granian', 'asyncio', 'lxml'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr
    for verb in VERBS:
        assert f"\n    {verb}" in done.stdout


def test_serve_imports_no_django(tmp_path: Path) -> None:
    code = (
        "import sys\nimport linkspan.surfaces.cli.serving, linkspan.config.supervisor\n"
        "print(sorted(set(sys.modules) & {'django', 'numpy', 'structlog', 'granian', 'lxml'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize(("lang", "word"), [("zh_CN.UTF-8", "数据目录"), ("C.UTF-8", "data directory")])
def test_help_speaks_the_terminals_language(tmp_path: Path, lang: str, word: str) -> None:
    done = linkspan("serve", "--help", home=tmp_path, lang=lang)
    assert done.returncode == 0
    assert word in done.stdout


def test_every_verb_and_argument_is_explained_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {}
    for lang in ("zh_CN.UTF-8", "en_US.UTF-8"):
        for name in ("LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LANG", lang)
        (verbs,) = [action.choices for action in build_parser()._actions if isinstance(action.choices, dict)]
        texts[lang] = {name: sub.description for name, sub in verbs.items()}
    assert set(texts["zh_CN.UTF-8"]) == set(VERBS)
    for name in VERBS:
        assert re.search(r"[\u4e00-\u9fff]", texts["zh_CN.UTF-8"][name])
        assert not re.search(r"[\u4e00-\u9fff]", texts["en_US.UTF-8"][name])


def test_plan_compute_prints_json_and_touches_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "two.xml"
    file.write_text(schedule(), encoding="utf-8")
    done = linkspan("plan", "compute", str(file), "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    tasks = {task["uid"]: task for task in json.loads(done.stdout)["tasks"]}
    assert tasks[1]["start"] == "2026-07-01T08:00:00"
    assert tasks[1]["finish"] == "2026-07-02T17:00:00"
    assert tasks[2]["start"] == "2026-07-03T08:00:00"
    assert (tasks[2]["finish"], tasks[2]["total_float_minutes"], tasks[2]["critical"]) == (
        "2026-07-03T17:00:00",
        0,
        True,
    )
    assert sorted(tasks[2]) == sorted(
        [
            "uid",
            "wbs",
            "name",
            "start",
            "finish",
            "early_start",
            "early_finish",
            "late_start",
            "late_finish",
            "total_float_minutes",
            "free_float_minutes",
            "critical",
        ]
    )
    assert tasks[1]["name"] == "联调 first"
    assert [path.name for path in tmp_path.iterdir()] == ["two.xml"]


def test_plan_compute_prints_a_table(tmp_path: Path) -> None:
    file = tmp_path / "two.xml"
    file.write_text(schedule(), encoding="utf-8")
    done = linkspan("plan", "compute", str(file), home=tmp_path, lang="zh_CN.UTF-8")
    assert "联调 first" in done.stdout
    assert "2026-07-03 17:00" in done.stdout
    assert "共 2 项任务" in done.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.xml", None),
        ("empty.xml", b""),
        ("cut.xml", schedule().encode()[:700]),
        ("other.xml", b"<html/>"),
        ("binary.mpp", b"\xd0\xcf\x11\xe0" * 64),
        (
            "cycle.xml",
            schedule()
            .replace(
                "<Task><UID>1</UID>",
                "<Task><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type></PredecessorLink><UID>1</UID>",
            )
            .encode(),
        ),
    ],
)
@pytest.mark.parametrize("lang", ["C.UTF-8", "zh_CN.UTF-8"])
def test_bad_schedule_files_get_one_sentence(tmp_path: Path, name: str, content: bytes | None, lang: str) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    done = linkspan("plan", "compute", str(file), "--json", home=tmp_path, lang=lang)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert name in done.stderr
    assert bool(re.search(r"[\u4e00-\u9fff]", done.stderr.replace("联调", ""))) is lang.startswith("zh")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["plan"], ["serve", "--port", "0"], ["serve", "--port", "x"], ["import", "f"]]
)
def test_wrong_arguments_exit_with_2(tmp_path: Path, arguments: list[str]) -> None:
    done = linkspan(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_doctor_changes_nothing_and_names_what_is_wrong(tmp_path: Path) -> None:
    done = linkspan(
        "doctor", home=tmp_path, LINKSPAN_WEB_WORKERS="many", LINKSPAN_PROT="1", LINKSPAN_JOBS="procrastinate"
    )
    assert done.returncode == 1
    assert "LINKSPAN_WEB_WORKERS=many" in done.stdout
    assert "LINKSPAN_PROT" in done.stdout
    assert "LINKSPAN_JOBS=procrastinate" in done.stdout
    assert list(tmp_path.iterdir()) == []
    chinese = linkspan("doctor", home=tmp_path, lang="zh_CN.UTF-8", LINKSPAN_DATA=str(tmp_path / "file"))
    assert "数据目录" in chinese.stdout


def test_doctor_finds_missing_migrations(installation: Installation) -> None:
    done = installation.linkspan("doctor")
    assert "migrations" not in done.stdout
    installation.python(
        "from django.db import connection\n"
        "connection.cursor().execute(\"DELETE FROM django_migrations WHERE app = 'kernel'\")"
    )
    done = installation.linkspan("doctor")
    assert done.returncode == 1
    assert "linkspan migrate" in done.stdout


def test_createadmin_refuses_a_weak_password_and_a_taken_name(installation: Installation) -> None:
    weak = installation.linkspan("createadmin", "--username", "second", "--password-stdin", input="12345\n")
    assert weak.returncode == 2
    assert "Traceback" not in weak.stderr
    taken = installation.linkspan(
        "createadmin", "--username", "runtime", "--password-stdin", input="Another-words-9-here\n"
    )
    assert taken.returncode == 2
    assert "runtime" in taken.stderr


def test_backup_and_restore_give_everything_back(installation: Installation, tmp_path: Path) -> None:
    if "LINKSPAN_DATABASE_URL" in installation.environment:
        import shutil

        if shutil.which("pg_dump") is None:
            pytest.skip("pg_dump is not on this machine")
    data = Path(installation.environment["LINKSPAN_DATA"])
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "图.bin").write_bytes(bytes(range(256)) * 100)
    archive = tmp_path / "backup.tar"
    assert installation.linkspan("backup", str(archive)).returncode == 0
    assert installation.linkspan("backup", str(archive)).returncode == 2, "an existing file was overwritten"
    installation.python("from linkspan.modules.identity.models import User\nUser._base_manager.update(name='changed')")
    (data / "files" / "ab" / "图.bin").write_bytes(b"changed")
    refused = installation.linkspan("restore", str(archive), stdin=subprocess.DEVNULL)
    assert refused.returncode == 2
    assert (data / "files" / "ab" / "图.bin").read_bytes() == b"changed"
    done = installation.linkspan("restore", str(archive), "--yes")
    assert done.returncode == 0, done.stderr
    assert (data / "files" / "ab" / "图.bin").read_bytes() == bytes(range(256)) * 100
    assert (
        installation.python("from linkspan.modules.identity.models import User\nanswer = User._base_manager.get().name")
        == "runtime"
    )


# An archive is read alike on PostgreSQL.
if "LINKSPAN_DATABASE_URL" not in os.environ:

    @pytest.mark.parametrize("damage", ["cut", "flip", "escape"])
    def test_restore_refuses_a_damaged_archive_and_changes_nothing(
        installation: Installation, tmp_path: Path, damage: str
    ) -> None:
        archive = tmp_path / "backup.tar"
        assert installation.linkspan("backup", str(archive)).returncode == 0
        data = Path(installation.environment["LINKSPAN_DATA"])
        before = (data / "linkspan.sqlite3").read_bytes()
        if damage == "cut":
            archive.write_bytes(archive.read_bytes()[:-5000])
        else:
            _rewrite(archive, damage)
        done = installation.linkspan("restore", str(archive), "--yes")
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert (data / "linkspan.sqlite3").read_bytes() == before
        assert not (tmp_path / "escaped").exists()


def _rewrite(archive: Path, damage: str) -> None:
    """The same archive with one byte of the database changed, or with a file that wants to lie outside."""
    import hashlib
    import io

    with tarfile.open(archive) as source:
        contents = {member.name: source.extractfile(member).read() for member in source.getmembers()}  # type: ignore[union-attr]
    if damage == "flip":
        contents["linkspan.sqlite3"] = contents["linkspan.sqlite3"][:-1] + b"\x7f"
    else:
        manifest = json.loads(contents["manifest.json"])
        name = "data/../../../escaped"
        contents[name] = b"x"
        manifest["files"][name] = hashlib.sha256(b"x").hexdigest()
        contents["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(archive, "w:gz") as target:
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))
