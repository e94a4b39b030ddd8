"""Formats that only MPXJ reads (.mpp, P6 XML, MPX, Asta and others), in a process of their own.

The extra `linkspan[mpp]` brings MPXJ; a Java runtime of 17 or later with the module jdk.charsets must be there. Without
them a file of such a format is refused with one sentence that names the remedy.
"""

from __future__ import annotations

import importlib.util
import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from linkspan.engines.interchange.messages import FileRefused, Note
from linkspan.engines.interchange.model import ScheduleFile
from linkspan.engines.interchange.mpxj_exit import DEFAULT_MEMORY_MB, Exit
from linkspan.engines.interchange.mspdi import read_mspdi
from linkspan.engines.interchange.xer import read_xer

TIMEOUT_SECONDS = 180
_CODES = {
    Exit.NO_MODULE: "mpp_no_extra",
    Exit.NO_JAVA: "mpp_no_java",
    Exit.OLD_JAVA: "mpp_no_java",
    Exit.NO_CHARSETS: "mpp_no_charsets",
    Exit.UNKNOWN: "mpp_unknown",
    Exit.MEMORY: "mpp_too_large",
}


def is_installed() -> bool:
    """Whether the Python part of the extra is there; Java shows only when it is started."""
    return all(importlib.util.find_spec(name) is not None for name in ("mpxj", "jpype"))


def read_with_mpxj(data: bytes, *, name: str = "", memory_mb: int = DEFAULT_MEMORY_MB) -> ScheduleFile:
    """Read bytes of any format that MPXJ knows.

    Raises `FileRefused`: `mpp_no_extra`, `mpp_no_java`, `mpp_no_charsets`, `mpp_unknown`, `mpp_broken`,
    `mpp_too_large`, `mpp_too_slow`, and whatever the reader of the form that MPXJ wrote refuses.
    """
    if not is_installed():
        raise FileRefused("mpp_no_extra")
    with tempfile.TemporaryDirectory(prefix="linkspan-mpxj-") as folder:
        source, target = Path(folder, "source"), Path(folder, "target")
        source.write_bytes(data)
        code, complaint = _run(source, target, memory_mb)
        if code != Exit.DONE:
            raise FileRefused(_CODES.get(code, "mpp_broken"), reason=complaint)
        return _parse(target.read_bytes(), name)


def _run(source: Path, target: Path, memory_mb: int) -> tuple[Exit, str]:
    command = [sys.executable, "-m", "linkspan.engines.interchange.mpxj_worker", str(source), str(memory_mb)]
    with target.open("wb") as output:
        # A session of its own, so that a stop reaches the Java threads with it.
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.PIPE,
            cwd=source.parent,
            env=_environment(),
            start_new_session=os.name == "posix",
        )
        try:
            _, errors = process.communicate(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            _stop(process)
            raise FileRefused("mpp_too_slow", seconds=TIMEOUT_SECONDS) from None
    lines = [line for line in errors.decode("utf-8", errors="replace").splitlines() if "Log4j" not in line]
    known = process.returncode in set(Exit)
    return Exit(process.returncode) if known else Exit.BROKEN, (lines[0] if lines else "")[:160]


def _environment() -> dict[str, str]:
    """What the process needs of ours: where Java and Python's modules are, nothing that is secret."""
    wanted = ("PATH", "JAVA_HOME", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    found = {name: os.environ[name] for name in wanted if name in os.environ}
    return {**found, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _stop(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _parse(output: bytes, name: str) -> ScheduleFile:
    """The form that MPXJ wrote, through our own readers; `format` says what the file was."""
    head, _, body = output.partition(b"\n")
    words = head.decode("ascii", errors="replace").split()
    if len(words) != 4 or words[0] != "mpxj":
        raise FileRefused("mpp_broken", reason=head[:80].decode("ascii", errors="replace"))
    _, version, kind, form = words
    file = read_xer(body, name=name) if form == "XER" else read_mspdi(io.BytesIO(body), name=name)
    file.format = kind
    # Lines are those of the form in between, which nobody has.
    file.notes = [Note(note.level, note.code, 0, note.uid, {**note.params}) for note in file.notes]
    file.notes.insert(0, Note("info", "through_mpxj", params={"format": kind, "version": version}))
    return file
