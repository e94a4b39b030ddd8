"""The structure of the house: which layer may import which, and the rules of tools/lints.py.

Both are shown to find what they are for, so that a rule that stopped working turns red here.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools import lints

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter with this project's contracts, on the package in `folder`/src."""
    command = [LINT_IMPORTS, "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def house(folder: Path, extra: dict[str, str]) -> Path:
    """A house of empty rooms, with `extra` written into some of its files."""
    rooms = ["", "engines", "kernel", "modules", "modules/risk", "modules/schedule", "surfaces", "config"]
    files = {f"{room}/__init__.py".lstrip("/"): "" for room in rooms}
    files |= {"modules/schedule/api.py": "", "modules/schedule/services.py": "", "modules/risk/api.py": ""}
    for name, text in (files | extra).items():
        path = folder / "src" / "linkspan" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_import_contracts_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_allowed_imports_break_no_contract(tmp_path):
    allowed = {
        "surfaces/pages.py": "from linkspan.modules.risk import api\n",
        "modules/risk/services.py": "from linkspan.modules.schedule import api\nfrom linkspan.kernel import rows\n",
        "kernel/rows.py": "import django\nfrom linkspan.engines import network\n",
        "engines/network.py": "import math\n",
        "config/urls.py": "from linkspan.surfaces import pages\n",
    }
    done = lint_imports(house(tmp_path, allowed))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("kernel/rows.py", "import linkspan.modules.risk", "surfaces -> modules -> kernel -> engines"),
        ("modules/risk/services.py", "import linkspan.surfaces", "surfaces -> modules -> kernel -> engines"),
        ("engines/network.py", "import linkspan.kernel", "engines import no framework"),
        ("engines/network.py", "import django.db", "engines import no framework"),
        ("kernel/rows.py", "import linkspan.config", "modules and kernel read settings"),
        ("modules/risk/services.py", "import linkspan.modules.schedule.services", "only through the other's api.py"),
    ],
)
def test_contract_finds_forbidden_import(tmp_path, file, line, contract):
    done = lint_imports(house(tmp_path, {file: f"{line}\n"}))
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(contract in row and "BROKEN" in row for row in done.stdout.splitlines()), done.stdout


def test_contract_finds_cycle_of_modules(tmp_path):
    cycle = {
        "modules/risk/api.py": "from linkspan.modules.schedule import api\n",
        "modules/schedule/api.py": "from linkspan.modules.risk import api\n",
    }
    done = lint_imports(house(tmp_path, cycle))
    assert done.returncode == 1, done.stdout + done.stderr
    assert any("no cycles between modules" in row and "BROKEN" in row for row in done.stdout.splitlines())


def test_house_rules_hold():
    findings = lints.lint(ROOT)
    assert not findings, "\n".join(map(str, findings))


LONG_FUNCTION = "def solve():\n" + "    x = 1\n" * 61
SKIP = "import pytest\n\n@pytest.mark.skip{}\ndef test_x():\n    check()\n"
LATER = "TO" + "DO"

BROKEN = [
    ("file-name", "src/linkspan/modules/risk/utils.py", ""),
    ("file-length", "src/linkspan/modules/risk/services.py", "x = 1\n" * 451),
    ("function-length", "src/linkspan/engines/network/passes.py", LONG_FUNCTION),
    ("positional-parameters", "src/linkspan/kernel/files.py", "def f(a, b, c, d, e, g): ...\n"),
    ("clock", "src/linkspan/modules/risk/services.py", "from datetime import datetime\nx = datetime.now()\n"),
    ("clock", "src/linkspan/modules/risk/models.py", "from django.utils import timezone\nf(default=timezone.now)\n"),
    ("clock", "src/linkspan/surfaces/api/risk.py", "import datetime as dt\nx = dt.date.today()\n"),
    ("surface-writes", "src/linkspan/surfaces/api/risk.py", "rows = Risk.objects.filter(a=1)\n"),
    ("surface-writes", "src/linkspan/surfaces/api/risk.py", "risk.save()\n"),
    ("printing", "src/linkspan/kernel/jobs.py", "print(1)\n"),
    ("swallowed-errors", "src/linkspan/kernel/jobs.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
    ("swallowed-errors", "tests/kernel/test_jobs.py", "try:\n    f()\nexcept:\n    log()\n"),
    ("heavy-imports", "src/linkspan/modules/risk/services.py", "import numba\n"),
    ("heavy-imports", "src/linkspan/engines/optimise/model.py", "from ortools.sat.python import cp_model\n"),
    ("domain-signals", "src/linkspan/modules/risk/apps.py", "from django.db.models.signals import post_save\n"),
    ("unfinished", "src/linkspan/kernel/jobs.py", f"x = 1  # {LATER} retry\n"),
    ("unfinished", "src/linkspan/kernel/jobs.py", "def f():\n    raise NotImplemented" + "Error\n"),
    ("skips-have-reasons", "tests/kernel/test_jobs.py", SKIP.format("")),
    ("skips-have-reasons", "tests/kernel/test_jobs.py", "def test_x():\n    assert " + "True\n"),
    ("personal-paths", "src/linkspan/kernel/files.py", "x = '/" + "home/zhang/data'\n"),
    ("syntax", "src/linkspan/kernel/files.py", "def (:\n"),
]

CLEAN = [
    ("src/linkspan/kernel/clock.py", "import datetime as dt\nx = dt.datetime.now(dt.UTC)\n"),
    (
        "src/linkspan/engines/network/compiled.py",
        "import numba\n\n@numba.njit(cache=True)\ndef f(a, b, c, d, e, g): ...\n",
    ),
    ("src/linkspan/engines/optimise/model.py", "def solve():\n    from ortools.sat.python import cp_model\n"),
    ("src/linkspan/kernel/files.py", "class File:\n    def read(self, a, b, c, d, e, *, f, g): ...\n"),
    ("src/linkspan/surfaces/cli/main.py", "print('Ready')\n"),
    ("src/linkspan/modules/risk/services.py", "risk.save()\nrows = Risk.objects.all()\n"),
    ("src/linkspan/kernel/jobs.py", "try:\n    f()\nexcept KeyError:\n    pass\n"),
    ("tests/kernel/test_jobs.py", SKIP.format("(reason='needs Java')")),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_rule_finds_what_it_is_for(rule, path, text):
    assert rule in {finding.rule for finding in lints.lint_source(path, text)}


@pytest.mark.parametrize(("path", "text"), CLEAN)
def test_rules_leave_good_code_alone(path, text):
    assert lints.lint_source(path, text) == []


def test_every_rule_has_an_example():
    names = {rule.__name__.replace("_", "-") for rule in lints.RULES}
    assert names <= {rule for rule, _, _ in BROKEN}


def test_front_end_files_are_held_to_the_same_length():
    assert [f.rule for f in lints.lint_text("frontend/src/gantt/draw.ts", "x;\n" * 451)] == ["file-length"]
    assert lints.lint_text("frontend/src/gantt/draw.test.ts", "x;\n" * 451) == []


def test_rules_reach_the_files(tmp_path):
    folder = tmp_path / "src" / "linkspan" / "kernel"
    (folder / "migrations").mkdir(parents=True)
    (folder / "files.py").write_text("print(1)\n")
    (folder / "migrations" / "0001_initial.py").write_text("print(1)\n")
    assert [finding.path for finding in lints.lint(tmp_path)] == ["src/linkspan/kernel/files.py"]


def test_strict_types_hold_for_engines_and_kernel():
    """The mypy run itself is `./run check`; what it covers must not shrink unseen."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert set(settings["files"]) == {"src/linkspan/engines", "src/linkspan/kernel"}
    ignoring = [m for o in settings["overrides"] if o.get("ignore_errors") for m in o["module"]]
    assert not [m for m in ignoring if m.startswith(("linkspan.engines", "linkspan.kernel"))]
