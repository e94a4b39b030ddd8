"""Another process of the same installation: it shares the test's database and nothing else."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

# Posts log-ins from as many threads as it is told and prints their statuses and how many hashes were computed.
_SCRIPT = """
import json, sys, threading
import django
django.setup()
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client

names, password, threads = json.loads(sys.argv[1])
hashes, statuses, lock = [0], [], threading.Lock()
for method in ("encode", "verify"):
    def counted(*args, original=getattr(Argon2PasswordHasher, method)):
        with lock:
            hashes[0] += 1
        return original(*args)
    setattr(Argon2PasswordHasher, method, counted)

def work(name):
    answer = Client(HTTP_HOST="127.0.0.1").post("/accounts/login/", {"login": name, "password": password})
    with lock:
        statuses.append(answer.status_code)
    connection.close()

for start in range(0, len(names), threads):
    group = [threading.Thread(target=work, args=(name,)) for name in names[start : start + threads]]
    [thread.start() for thread in group]
    [thread.join() for thread in group]
print(json.dumps({"statuses": sorted(statuses), "hashes": hashes[0]}))
"""


def log_in_elsewhere(directory: Path, names: list[str], password: str, *, threads: int = 1) -> dict[str, Any]:
    """Log in as each name in a new process; its statuses, sorted, and the number of hashes.

    directory: the other process's data directory. The test's transaction must be committed (`transaction=True`). On
    SQLite the database is copied there at the first call, and processes after it find what those before it wrote.
    """
    environment = {
        **os.environ,
        "LINKSPAN_DATA": str(directory),
        "LINKSPAN_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "linkspan.config.settings"),
    }
    (directory / "secret.key").write_text(settings.SECRET_KEY, encoding="ascii")
    if connection.vendor == "sqlite":
        _copy_database(directory / "linkspan.sqlite3")
        environment.pop("LINKSPAN_DATABASE_URL", None)
    else:
        known = connection.settings_dict
        login = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
        environment["LINKSPAN_DATABASE_URL"] = (
            f"postgresql://{login}@{known['HOST']}:{known['PORT'] or 5432}/{quote(known['NAME'])}"
        )
    command = [sys.executable, "-c", _SCRIPT, json.dumps([names, password, threads])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def _copy_database(path: Path) -> None:
    if not path.exists():
        connection.ensure_connection()
        target = sqlite3.connect(path)
        connection.connection.backup(target)
        target.close()
