"""`linkspan doctor`: what is wrong with this installation, in under three seconds, changing nothing."""

import argparse
import datetime as dt
import json
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse
from zoneinfo import ZoneInfo

from linkspan.config import environment as env
from linkspan.surfaces.cli.language import pad, t

OK, WARNING, WRONG = "ok", "warning", "wrong"
_PACKAGE = Path(__file__).resolve().parents[2]
_LEAST_FREE_MB, _GOOD_FREE_MB = 200, 2000
_LEAST_SQLITE = (3, 31, 0)
_LEAST_POSTGRESQL = 150000


@dataclass(frozen=True)
class Finding:
    """One row of the table. text: what was found and, where it is not well, what to do."""

    level: str
    subject: str
    text: str


def doctor(arguments: argparse.Namespace) -> int:
    """Print the table; 1 where anything is wrong."""
    findings = [finding for check in CHECKS for finding in _guarded(check)]
    marks = {OK: t("ok", "正常"), WARNING: t("note", "注意"), WRONG: t("WRONG", "错误")}
    for finding in findings:
        print(pad(marks[finding.level], 7) + pad(finding.subject, 16) + finding.text)
    bad = sum(finding.level == WRONG for finding in findings)
    print(t(f"{bad} thing(s) to put right.", f"有 {bad} 项需要处理。") if bad else t("All is well.", "一切正常。"))
    return 1 if bad else 0


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check that fails itself is a finding, and the others still run."""
    try:
        yield from check()
    except Exception as error:
        yield Finding(WRONG, check.__name__.removeprefix("check_"), f"{type(error).__name__}: {error}")


def check_python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] >= (3, 11)
    yield Finding(
        OK if good else WRONG,
        "Python",
        version
        if good
        else t(f"{version} is too old: install 3.11 or newer.", f"{version} 过旧，请安装 3.11 或更新版本。"),
    )


def check_settings() -> Iterator[Finding]:
    subject, wrong = t("settings", "设置"), []
    known = {setting.variable for setting in env.SETTINGS} | _INTERNAL
    for name in sorted(os.environ):
        if name.startswith("LINKSPAN_") and name not in known:
            yield Finding(
                WARNING, subject, t(f"{name} is no setting; check the spelling.", f"没有 {name} 这个设置，请检查拼写。")
            )
    for name, test in _VALUE_TESTS.items():
        try:
            good = test(env.read(name))
        except (ValueError, KeyError, OSError):
            good = False
        if not good:
            wrong.append(name)
            setting = env.BY_NAME[name]
            yield Finding(
                WRONG,
                subject,
                t(
                    f"{setting.variable}={setting.value()} is not usable. It means: {setting.help_en}",
                    f"{setting.variable}={setting.value()} 无效。含义：{setting.help_zh}",
                ),
            )
    if not wrong:
        given = sum(setting.variable in os.environ for setting in env.SETTINGS)
        yield Finding(OK, subject, t(f"{given} given, the rest by default", f"已设置 {given} 项，其余为默认值"))


def _whole(least: int, most: int) -> Callable[[str], bool]:
    return lambda text: least <= int(text) <= most


def _is_address(text: str) -> bool:
    parts = urlparse(text)
    return not text or (parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc)


# Set by our own processes and scripts, not by people.
_INTERNAL = {
    "LINKSPAN_SUPERVISOR",
    "LINKSPAN_PARENT",
    "LINKSPAN_PYTHON",
    "LINKSPAN_REFERENCE_DATA",
    "LINKSPAN_CI_POSTGRES",
    "LINKSPAN_REQUIRE_BROWSER",
}
_VALUE_TESTS: dict[str, Callable[[str], bool]] = {
    "PORT": _whole(1, 65535),
    "WEB_WORKERS": _whole(1, 64),
    "WEB_THREADS": _whole(1, 64),
    "PASSWORD_HASHES": _whole(1, 64),
    "MAX_UPLOAD_MB": _whole(1, 10000),
    "JOB_LEASE_SECONDS": _whole(5, 3600),
    "LANGUAGE": lambda text: text in {"zh-hans", "en"},
    "LOG_LEVEL": lambda text: text.upper() in {"DEBUG", "INFO", "WARNING", "ERROR"},
    "LOG_FORMAT": lambda text: text in {"console", "json"},
    "TIME_ZONE": lambda text: bool(ZoneInfo(text)),
    "BUSINESS_TODAY": lambda text: not text or bool(dt.date.fromisoformat(text)),
    "DATABASE_URL": lambda text: not text or urlparse(text).scheme in {"postgresql", "postgres"},
    "JOBS": lambda text: text == "database" or (text == "procrastinate" and bool(env.read("DATABASE_URL"))),
    "PUBLIC_URL": _is_address,
    "TLS_CERTIFICATE": lambda text: not text or Path(text).is_file(),
    "TLS_KEY": lambda text: not text or Path(text).is_file(),
}


def _directory() -> Path:
    """The data directory, not made when it is missing."""
    given = env.read("DATA")
    return Path(given).expanduser() if given else Path.home() / ".local" / "share" / "linkspan"


def check_directory() -> Iterator[Finding]:
    subject, path = t("data directory", "数据目录"), _directory()
    if not path.exists():
        yield Finding(
            WARNING,
            subject,
            t(
                f"{path} is not there yet: `linkspan migrate` makes it.",
                f"{path} 尚不存在，执行 `linkspan migrate` 时会创建。",
            ),
        )
        return
    if not path.is_dir() or not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            WRONG,
            subject,
            t(
                f"{path} cannot be written: change its owner or give another with --data.",
                f"{path} 不可写，请修改其所有者，或用 --data 指定其他目录。",
            ),
        )
        return
    if path.stat().st_mode & 0o077 and sys.platform != "win32":
        yield Finding(
            WARNING,
            subject,
            t(
                f"others on this machine can read {path}: chmod 700 closes it.",
                f"本机其他用户可以读取 {path}，请执行 chmod 700。",
            ),
        )
    else:
        yield Finding(OK, subject, str(path))


def check_disk() -> Iterator[Finding]:
    path = next(p for p in [_directory(), *_directory().parents] if p.exists())
    free = shutil.disk_usage(path).free // 2**20
    level = WRONG if free < _LEAST_FREE_MB else WARNING if free < _GOOD_FREE_MB else OK
    text = t(f"{free:,} MB free", f"剩余 {free:,} MB")
    yield Finding(level, t("disk", "磁盘"), text if level == OK else text + t(": make room.", "，请清理空间。"))


def check_database() -> Iterator[Finding]:
    subject = t("database", "数据库")
    if not env.read("DATABASE_URL") and not (_directory() / "linkspan.sqlite3").exists():
        yield Finding(
            WARNING, subject, t("none yet: `linkspan migrate` makes it.", "尚未创建，请执行 `linkspan migrate`。")
        )
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError, connection

    from linkspan.surfaces.cli.database import has_people, pending_migrations

    try:
        connection.ensure_connection()
        yield _engine(subject)
        pending = pending_migrations()
        if pending:
            yield Finding(
                WRONG,
                subject,
                t(
                    f"{len(pending)} migrations are missing, first {pending[0]}: run `linkspan migrate`.",
                    f"缺少 {len(pending)} 个迁移，第一个是 {pending[0]}，请执行 `linkspan migrate`。",
                ),
            )
        elif not has_people():
            yield Finding(
                WARNING,
                subject,
                t(
                    "nobody can log in yet: run `linkspan createadmin`.",
                    "目前无人可以登录，请执行 `linkspan createadmin`。",
                ),
            )
    except DatabaseError as error:
        reason = str(error).strip().split("\n")[0]
        yield Finding(
            WRONG,
            subject,
            t(
                f"no connection: {reason}. Check LINKSPAN_DATABASE_URL and that the server runs.",
                f"无法连接：{reason}。请检查 LINKSPAN_DATABASE_URL，并确认数据库服务已启动。",
            ),
        )


def _engine(subject: str) -> Finding:
    from django.db import connection

    if connection.vendor == "sqlite":
        good = sqlite3.sqlite_version_info >= _LEAST_SQLITE
        return Finding(
            OK if good else WRONG,
            subject,
            f"SQLite {sqlite3.sqlite_version}"
            + ("" if good else t(" is too old: 3.31 is needed.", " 过旧，需要 3.31 以上。")),
        )
    number = connection.pg_version
    good = number >= _LEAST_POSTGRESQL
    return Finding(
        OK if good else WRONG,
        subject,
        f"PostgreSQL {number // 10000}.{number % 10000}"
        + ("" if good else t(" is too old: 15 is needed.", " 过旧，需要 15 以上。")),
    )


def check_messages() -> Iterator[Finding]:
    """Whether messages can be delivered."""
    if not env.read("DATABASE_URL") and not (_directory() / "linkspan.sqlite3").exists():
        return
    from linkspan.surfaces.cli import message_health
    from linkspan.surfaces.cli.database import pending_migrations

    if not pending_migrations():
        for level, text in message_health.findings():
            yield Finding(level, t("messages", "消息"), text)


def check_front_end() -> Iterator[Finding]:
    subject, folder = t("front end", "前端"), _PACKAGE / "static" / "app"
    try:
        manifest = json.loads((folder / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        yield Finding(
            WRONG,
            subject,
            t(
                "not built: install the package again, or ./run demo in a checkout.",
                "尚未构建，请重新安装，或在源码目录执行 ./run demo。",
            ),
        )
        return
    missing = [entry["file"] for entry in manifest.values() if not (folder / entry["file"]).is_file()]
    if missing:
        yield Finding(
            WRONG,
            subject,
            t(f"{missing[0]} is missing: install the package again.", f"缺少 {missing[0]}，请重新安装。"),
        )
    else:
        yield Finding(OK, subject, t(f"{len(manifest)} parts", f"{len(manifest)} 个文件"))


def check_locale() -> Iterator[Finding]:
    compiled = list((_PACKAGE / "locale").glob("*/LC_MESSAGES/*.mo"))
    yield (
        Finding(OK, t("languages", "语言"), t("Chinese, English", "中文、英文"))
        if compiled
        else Finding(
            WRONG,
            t("languages", "语言"),
            t("the Chinese catalogue is not compiled: install the package again.", "中文语言包未编译，请重新安装。"),
        )
    )


def check_port() -> Iterator[Finding]:
    host, port = env.read("HOST"), env.read("PORT")
    subject, where = t("address", "地址"), f"{host}:{port}"
    try:
        socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except (OSError, ValueError, OverflowError) as error:
        holder = _running()
        if holder:
            yield Finding(OK, subject, t(f"Linkspan runs: {holder}", f"联桥正在运行：{holder}"))
        else:
            yield Finding(
                WRONG,
                subject,
                t(
                    f"{where} cannot be used ({error}): give another with LINKSPAN_PORT.",
                    f"无法使用 {where}（{error}），请用 LINKSPAN_PORT 换一个端口。",
                ),
            )
    else:
        yield Finding(OK, subject, t(f"{where} is free", f"{where} 可用"))


def _running() -> str:
    """Address of the server that runs on this data directory, if one does."""
    try:
        return str(json.loads((_directory() / "serve.lock").read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return ""


CHECKS = (
    check_python,
    check_settings,
    check_directory,
    check_disk,
    check_database,
    check_messages,
    check_front_end,
    check_locale,
    check_port,
)
