"""A module of somebody else's with one entity (tests/app): its own tests, under settings that install it."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "tests.app.settings"


def test_one_entity_more_has_every_surface(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/app", "--ds", SETTINGS, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "LINKSPAN_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_no_file_of_the_program_knows_it():
    told = [
        path
        for path in (ROOT / "src" / "linkspan").rglob("*.py")
        if re.search(r"tests\.app|\bstock\b", path.read_text(encoding="utf-8"))
    ]
    assert told == []


def test_its_migration_is_current(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "stock"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "LINKSPAN_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
