"""`backup FILE` and `restore FILE`: database, files and key in one archive (tar), each with its checksum."""

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

from linkspan import __version__
from linkspan.config import environment as env
from linkspan.surfaces.cli.language import progress_line, refuse, say, t

FORMAT = 1
SQLITE_NAME = "linkspan.sqlite3"
DUMP_NAME = "database.dump"
MANIFEST = "manifest.json"
# Made anew by a running program, or true of one process only.
_LEFT_OUT = {"static", "serve.lock", "setup-code", "demo-loading"}
_BLOCK = 1024 * 1024


def backup(arguments: argparse.Namespace) -> int:
    """Write the archive; the program may go on working meanwhile."""
    target, directory = Path(arguments.file).absolute(), env.data_directory()
    if target.exists():
        refuse(f"{target} exists already. Give a new name.", f"{target} 已存在，请换一个文件名。")
    if not target.parent.is_dir():
        refuse(f"There is no directory {target.parent}. Make it first.", f"目录 {target.parent} 不存在，请先创建。")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".linkspan-backup-") as folder:
        database = _copy_database(directory, Path(folder))
        partial = Path(folder) / "archive"
        _write_archive(partial, [*_kept_files(directory), (database.name, database)])
        partial.chmod(0o600)
        partial.rename(target)
    say(
        f"{target}: {target.stat().st_size / 2**20:.1f} MB. Keep it safe: it holds the key of this installation.",
        f"{target}：{target.stat().st_size / 2**20:.1f} MB。归档内含本系统密钥，请妥善保管。",
    )
    return 0


def _kept_files(directory: Path) -> list[tuple[str, Path]]:
    found = []
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory)
        if (
            path.is_file()
            and not path.is_symlink()
            and name.parts[0] not in _LEFT_OUT
            and not str(name).startswith((SQLITE_NAME, ".linkspan-", "before-restore-"))
        ):
            found.append((f"data/{name.as_posix()}", path))
    return found


def _copy_database(directory: Path, folder: Path) -> Path:
    """A consistent copy of the database, taken while others write."""
    if env.read("DATABASE_URL"):
        target = folder / DUMP_NAME
        _postgresql("pg_dump", ["--format=custom", "--no-owner", f"--file={target}"])
        return target
    source, target = directory / SQLITE_NAME, folder / SQLITE_NAME
    if not source.exists():
        refuse(
            f"There is no database in {directory}. Name the data directory with --data.",
            f"{directory} 中没有数据库，请用 --data 指定数据目录。",
        )

    def tell(status: int, left: int, total: int) -> None:
        progress_line(total - left, total, t("database", "数据库"))

    with contextlib.closing(sqlite3.connect(source)) as reader, contextlib.closing(sqlite3.connect(target)) as writer:
        reader.backup(writer, pages=10_000, progress=tell, sleep=0.0)
    return target


def _postgresql(program: str, options: list[str]) -> None:
    """Run a program of PostgreSQL's on the database; the password goes by the environment alone."""
    path = shutil.which(program)
    if path is None:
        refuse(
            f"{program} is not on this machine: install PostgreSQL's client programs.",
            f"本机没有 {program}，请安装 PostgreSQL 客户端程序。",
        )
    url = urlparse(env.read("DATABASE_URL"))
    from urllib.parse import unquote

    environment = {
        **os.environ,
        "PGHOST": url.hostname or "",
        "PGPORT": str(url.port or ""),
        "PGUSER": unquote(url.username or ""),
        "PGPASSWORD": unquote(url.password or ""),
        "PGDATABASE": url.path.lstrip("/"),
    }
    done = subprocess.run(  # noqa: S603 - a fixed program
        [path, *options],
        env={k: v for k, v in environment.items() if v},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[0]
        refuse(
            f"{program} failed: {reason}. `linkspan doctor` looks for the cause.",
            f"{program} 失败：{reason}，可用 `linkspan doctor` 检查原因。",
        )


def _write_archive(target: Path, files: list[tuple[str, Path]]) -> None:
    sums = {name: _sha256(path) for name, path in files}
    manifest = json.dumps(
        {
            "format": FORMAT,
            "version": __version__,
            "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "database": "postgresql" if DUMP_NAME in sums else "sqlite",
            "files": sums,
        },
        indent=1,
    ).encode()
    with tarfile.open(target, "w:gz", compresslevel=3) as archive:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))
        for name, path in files:
            archive.add(path, name, recursive=False)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(arguments: argparse.Namespace) -> int:
    """Put an archive back. What was there is kept beside it, in `before-restore-...`."""
    from linkspan.config.supervisor import DataLock, Refused

    source, directory = Path(arguments.file).absolute(), env.data_directory()
    lock = DataLock(directory)
    try:
        lock.take("restore")
    except Refused as refusal:
        refuse(refusal.english, refusal.chinese)
    try:
        with tempfile.TemporaryDirectory(dir=directory, prefix=".linkspan-restore-") as folder:
            manifest = _unpack(source, Path(folder))
            _confirm(arguments, directory, str(manifest["made"]))
            kept = _put_in_place(Path(folder), directory, bool(env.read("DATABASE_URL")))
    finally:
        lock.release()
    say(
        f"Restored from {source.name}; what was there before lies in {kept}. Run `linkspan migrate`, then start.",
        f"已从 {source.name} 恢复，原有内容保存在 {kept}。请执行 `linkspan migrate`，然后启动。",
    )
    return 0


def _unpack(source: Path, folder: Path) -> dict[str, object]:
    """The archive's files, each checked; refused where it is not ours, damaged, or for the other kind of database."""
    try:
        with tarfile.open(source) as archive:
            stream = archive.extractfile(MANIFEST)
            manifest: dict[str, object] = json.loads(stream.read()) if stream else {}
            sums = dict(manifest["files"])  # type: ignore[call-overload]
            for name, wanted in sums.items():
                _extract(archive, name, folder)
                if _sha256(folder / name) != wanted:
                    raise ValueError(name)
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
        reason = str(error).split("\n")[0].rstrip(":")
        refuse(
            f"{source} is not a whole backup of Linkspan ({reason}). Take another archive.",
            f"{source} 不是完整的联桥备份（{reason}），请换一个归档。",
        )
    wanted_kind = "postgresql" if env.read("DATABASE_URL") else "sqlite"
    if manifest.get("format") != FORMAT or manifest.get("database") != wanted_kind:
        refuse(
            f"{source} holds a {manifest.get('database')} database and this installation uses {wanted_kind}. "
            "Set LINKSPAN_DATABASE_URL accordingly.",
            f"{source} 内为 {manifest.get('database')} 数据库，而本系统使用 {wanted_kind}，"
            "请相应设置 LINKSPAN_DATABASE_URL。",
        )
    return manifest


def _extract(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    """One plain file below the folder; anything else in an archive is refused."""
    parts = PurePosixPath(name).parts
    member = archive.getmember(name)
    if not member.isfile() or name.startswith("/") or ".." in parts or parts[0] not in {"data", SQLITE_NAME, DUMP_NAME}:
        raise ValueError(name)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    stream = archive.extractfile(member)
    assert stream is not None
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(stream, file, _BLOCK)


def _confirm(arguments: argparse.Namespace, directory: Path, made: str) -> None:
    if arguments.yes or not (any(_present(directory)) or env.read("DATABASE_URL")):
        return
    if not sys.stdin.isatty():
        refuse(
            f"There is data in {directory}. Give --yes to replace it by the backup of {made}.",
            f"{directory} 中已有数据，请加 --yes 以使用 {made} 的备份替换。",
        )
    answer = input(
        t(
            f"Replace the data in {directory} by the backup of {made}? yes/no: ",
            f"用 {made} 的备份替换 {directory} 中的数据？yes/no：",
        )
    )
    if answer.strip().lower() != "yes":
        refuse("Nothing was changed.", "未做任何修改。")


def _present(directory: Path) -> Iterator[Path]:
    """What a restore replaces."""
    for path in directory.iterdir():
        if path.name not in _LEFT_OUT and not path.name.startswith((".linkspan-", "before-restore-")):
            yield path


def _put_in_place(folder: Path, directory: Path, is_postgresql: bool) -> Path:
    if is_postgresql:
        # First and in one transaction: where it fails, the files are still the old ones too.
        _postgresql(
            "pg_restore",
            [
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                "--dbname=" + urlparse(env.read("DATABASE_URL")).path.lstrip("/"),
                str(folder / DUMP_NAME),
            ],
        )
    kept = directory / f"before-restore-{time.strftime('%Y%m%dT%H%M%S')}"
    kept.mkdir(mode=0o700)
    for path in list(_present(directory)):
        path.rename(kept / path.name)
    for path in (folder / "data").iterdir() if (folder / "data").exists() else ():
        path.rename(directory / path.name)
    if not is_postgresql:
        (folder / SQLITE_NAME).rename(directory / SQLITE_NAME)
    return kept
