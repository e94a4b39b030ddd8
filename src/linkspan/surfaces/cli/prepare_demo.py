"""The demo's database made ready, in a process of its own: progress on stderr, the log-ins as JSON on stdout."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from linkspan.config import environment as env
from linkspan.surfaces.cli.language import progress_line, refuse, say


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
    import django
    from django.conf import settings

    # Present while a load runs: what an interrupted one leaves behind is thrown away, never continued.
    marker = Path(settings.DATA_DIR) / "demo-loading"
    if marker.exists():
        _discard(Path(settings.DATA_DIR))
        marker.unlink()
    django.setup()
    from linkspan.modules.identity import api as identity
    from linkspan.surfaces.cli.database import has_people, migrate_database

    migrate_database()
    if not has_people():
        say("Loading the demo programme.", "正在载入演示项目。")
        marker.touch()
        from linkspan.modules.demo.loader import load_demo

        load_demo(progress_line)
        marker.unlink()
    print(json.dumps([asdict(login) for login in identity.demo_logins()]))


def _discard(directory: Path) -> None:
    if env.read("DATABASE_URL"):
        refuse(
            "The loading of the demo into this database was interrupted. Give an empty one in "
            f"LINKSPAN_DATABASE_URL, and delete {directory / 'demo-loading'}.",
            "向该数据库载入演示数据时中断，请在 LINKSPAN_DATABASE_URL 中指定空库，"
            f"并删除 {directory / 'demo-loading'}。",
        )
    for name in ("linkspan.sqlite3", "linkspan.sqlite3-wal", "linkspan.sqlite3-shm"):
        (directory / name).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
