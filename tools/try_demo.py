"""Starts an installed Linkspan's demo as a person would, looks at it, and stops it as a person would.

    python tools/try_demo.py PROGRAM DATA_DIRECTORY        # .venv/bin/linkspan and an empty folder

Ends with 0 when the log-in page and every script and style it names answer 200, the program is gone within 5 s of
Ctrl-C, and none of its processes is left.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

START_SECONDS = 180
STOP_SECONDS = 5
LOADED = re.compile(r"(?:src|href)=\"(/static/[^\"]+)\"")


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(url: str) -> tuple[int, str]:
    """Status and text of a page, redirects followed; status 0 while nothing listens."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - always our own loopback address
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def wait_for_page(url: str, process: subprocess.Popen[bytes]) -> str:
    """Text of the first page that answers 200; empty when the program ended or the time ran out."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        status, text = fetch(url)
        if status == 200:
            return text
        time.sleep(0.3)
    return ""


def stop(process: subprocess.Popen[bytes]) -> str:
    """Ctrl-C to the whole group, as a terminal sends it; the complaint, or nothing when all went well."""
    started = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"the demo was still running {STOP_SECONDS} s after Ctrl-C"
    print(f"stopped {time.monotonic() - started:.1f} s after Ctrl-C, exit code {process.returncode}")
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return ""
    return "the demo ended but left processes of its own behind"


def start(program: str, data: str, port: int, log: Path) -> subprocess.Popen[bytes]:
    """The demo in a process group of its own, with Ctrl-C not ignored (a shell's background jobs ignore it)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [program, "demo", "--port", str(port), "--data", data]
    return subprocess.Popen(command, stdout=log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True)


def main(program: str, data: str) -> int:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "demo.log"
        started = time.monotonic()
        process = start(program, data, port, log)
        page = wait_for_page(f"{url}/", process)
        complaints = []
        if page:
            print(f"{url}/ answered 200 after {time.monotonic() - started:.1f} s, {len(page)} characters")
            assets = sorted(set(LOADED.findall(page)))
            complaints += [f"{asset} does not answer 200" for asset in assets if fetch(url + asset)[0] != 200]
        else:
            complaints.append(f"no page at {url}/ within {START_SECONDS} s")
        if process.poll() is None:
            complaints.append(stop(process))
        complaints = [complaint for complaint in complaints if complaint]
        if complaints:
            print(*complaints, "What the demo printed:", log.read_text("utf-8", "replace")[-4000:], sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
