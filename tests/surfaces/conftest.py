"""Installations for the tests that start real processes."""

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from running import Installation, copy_of, database_copy, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A migrated installation, made once."""
    folder = tmp_path_factory.mktemp("template")
    url = os.environ.get("LINKSPAN_DATABASE_URL", "")
    if not url:
        yield make_template(folder, "")
        return
    import psycopg

    name = f"linkspan_rt_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield make_template(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def installation(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own; not run where processes cannot be looked at."""
    if sys.platform != "linux":
        pytest.skip("reads /proc to see which processes live")
    url = template.environment.get("LINKSPAN_DATABASE_URL", "")
    if not url:
        yield copy_of(template, tmp_path / "home")
        return
    with database_copy(url) as own:
        yield copy_of(template, tmp_path / "home", own)
