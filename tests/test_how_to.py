"""docs/manual/*/how-to-add-an-entity.md, executed literally: files, commands and requests as the page shows them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = {language: ROOT / "docs" / "manual" / language / "how-to-add-an-entity.md" for language in ("en", "zh")}
# Asked in a process of its own, in the copy: a world is made, then every request is sent as the project's manager.
ASK = """
import json, sys
import django
django.setup()
from django.db.migrations.recorder import MigrationRecorder
import world
from linkspan.kernel.entities.registry import find_entity
made = world.make_world()
client = made.client("manager")
answers = []
for method, path, headers, body in json.load(sys.stdin):
    answer = world.send(client, method, path.removeprefix("/api"), body, **headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers["Content-Type"]
    answers.append([answer.status_code, json.loads(content) if "json" in kind else content.decode("utf-8-sig")])
meta = client.get("/api/meta").json()["entities"]["equipment"]
paths = [path for path in client.get("/api/openapi.json").json()["paths"] if "/equipment" in path]
print(json.dumps({"answers": answers, "views": meta["views"], "paths": paths}))
"""


def blocks(page: Path) -> list[tuple[str, str]]:
    """(language, text) of every fenced block, in order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def files(page: Path) -> dict[str, str]:
    """Text by path, of the blocks whose first line is a comment with a path."""
    found = {}
    for language, text in blocks(page):
        named = re.match(r"# (src/\S+\.py)(, in INSTALLED_APPS)?\n", text)
        if language == "python" and named:
            found[named[1] + (named[2] or "")] = text[named.end() :]
    return found


def requests(page: Path) -> list[tuple[list, int, object]]:
    """([method, path, headers, body], status, part of the answer) of every block of HTTP."""
    found = []
    for language, text in blocks(page):
        if language != "http":
            continue
        first, *middle, last = text.strip().splitlines()
        method, path = first.split(" ", 1)
        headers = dict(line.split(": ", 1) for line in middle if not line.startswith("{"))
        body = next((json.loads(line) for line in middle if line.startswith("{")), None)
        status, _space, part = last.partition(" ")
        found.append(([method, path, headers, body], int(status), json.loads(part) if part else None))
    return found


def holds(answer: object, part: object) -> bool:
    """Whether the answer has what the page shows of it."""
    if isinstance(part, dict):
        return isinstance(answer, dict) and all(n in answer and holds(answer[n], part[n]) for n in part)
    if isinstance(part, list):
        return isinstance(answer, list) and len(answer) == len(part) and all(map(holds, answer, part))
    return answer == part


@pytest.fixture
def copy(tmp_path):
    """A copy of the program's sources, and an environment whose Python finds them first."""
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "__pycache__"), symlinks=True
    )
    (tmp_path / "src" / "linkspan" / "static").mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINKSPAN_", "DJANGO_"))}
    return tmp_path, {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "src"), str(ROOT / "tests")]),
        "LINKSPAN_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "linkspan.config.settings",
    }


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    """One line of a shell block, with the Python of this test."""
    python = shlex.quote(sys.executable)
    known = {".venv/bin/linkspan": f"{python} -m linkspan.surfaces.cli.main", ".venv/bin/python": python}
    first, _space, rest = command.partition(" ")
    program = f"{known.get(first, first)} {rest}"
    done = subprocess.run(
        ["bash", "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def write(folder: Path, page: Path) -> None:
    """The page's files, and its line in the settings."""
    for name, text in files(page).items():
        path, _comma, place = name.partition(", in ")
        target = folder / path
        if not place:
            target.write_text(text, encoding="utf-8")
            continue
        before = target.read_text(encoding="utf-8")
        assert before.count('    "linkspan.surfaces.web",\n]') == 1
        end = '    "linkspan.surfaces.web",\n]'
        target.write_text(before.replace(end, text + end), encoding="utf-8")


@pytest.mark.parametrize("language", PAGES)
def test_the_page_does_what_it_says(copy, language):
    folder, environment = copy
    page = PAGES[language]
    shells = [text.strip().splitlines() for kind, text in blocks(page) if kind == "sh"]
    for line in shells[0]:
        run(line, folder, environment)
    write(folder, page)
    for line in (line for shell in shells[1:] for line in shell):
        run(line, folder, environment)
    asked = requests(page)
    assert len(asked) >= 6
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
        input=json.dumps([request for request, _status, _part in asked]),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    for (request, status, part), (got, body) in zip(asked, told["answers"], strict=True):
        assert got == status, (request, body)
        assert part is None or holds(body, part), (request, body)
    assert "CT" in told["answers"][-1][1]
    assert told["views"] == ["table", "board", "calendar"]
    assert "/api/records/equipment/{record_id}" in told["paths"]
    _is_as_cheap_as_it_says(folder, page)
    _names_a_misspelt_field(folder, environment, page)


def _is_as_cheap_as_it_says(folder: Path, page: Path) -> None:
    """Three files with content, one line in the settings, and the lines that the page counts."""
    module = folder / "src" / "linkspan" / "modules" / "equipment"
    held = {p.relative_to(module).as_posix() for p in module.rglob("*.py") if p.stat().st_size}
    assert held == {"models.py", "entities.py", "migrations/0001_initial.py"}
    written = files(page)
    assert len(written["src/linkspan/config/settings.py, in INSTALLED_APPS"].splitlines()) == 1
    lines = sum(len(text.splitlines()) for text in written.values())
    counted = re.search(r"(?:手写|settings:) (\d+) ", page.read_text(encoding="utf-8"))
    assert counted is not None
    assert int(counted[1]) == lines


def _names_a_misspelt_field(folder: Path, environment: dict[str, str], page: Path) -> None:
    """The sentence that the page shows is the one that the program says."""
    said = next(text.strip() for kind, text in blocks(page) if kind == "")
    declaration = folder / "src" / "linkspan" / "modules" / "equipment" / "entities.py"
    text = declaration.read_text(encoding="utf-8")
    declaration.write_text(
        text.replace('create=("name", "count", "price"', 'create=("name", "prize"'), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert said in done.stderr


def test_both_languages_show_the_same():
    assert blocks(PAGES["en"]) == blocks(PAGES["zh"])
