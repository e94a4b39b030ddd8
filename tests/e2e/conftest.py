"""A running demo and a real browser for the end-to-end tests."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
PASSWORD = "linkspan-demo"
_START_SECONDS = 120
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a demo of its own, as `linkspan demo` starts it; stopped by Ctrl-C at the end."""
    if CHROMIUM is None:
        if os.environ.get("LINKSPAN_REQUIRE_BROWSER"):
            pytest.fail("No Chromium is installed, and LINKSPAN_REQUIRE_BROWSER forbids to skip. Install chromium.")
        pytest.skip("no Chromium is installed")
    folder, port = tmp_path_factory.mktemp("demo"), _free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINKSPAN_", "DJANGO_"))}
    log = (folder / "demo.log").open("w+")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "linkspan.surfaces.cli.main",
            "demo",
            "--port",
            str(port),
            "--data",
            str(folder / "data"),
        ],
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**kept, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    deadline = time.monotonic() + _START_SECONDS
    text = ""
    while time.monotonic() < deadline and process.poll() is None:
        text = Path(log.name).read_text(encoding="utf-8")
        if re.search(rf"http://127\.0\.0\.1:{port}", text):
            break
        time.sleep(0.3)
    else:
        process.kill()
        pytest.fail(f"The demo did not start:\n{text[-2000:]}")
    yield f"http://127.0.0.1:{port}"
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=20)
    assert time.monotonic() - began < 8, "the demo took too long to stop"


# Not for the session: Playwright keeps an event loop running in this thread, under which no other test could run one.
@pytest.fixture(scope="module")
def chromium(site: str) -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A logged-in page that remembers everything that should not happen."""

    page: object
    site: str
    faults: list[str] = field(default_factory=list)

    def check(self) -> None:
        """No console error, policy violation, foreign request or failed answer, and nothing scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.faults.append(f"{self.page.url} scrolls sideways by {wide} px")
        violations = self.page.evaluate("window.__violations || []")
        self.faults.extend(f"policy violation: {v}" for v in violations)
        assert not self.faults, "\n".join(self.faults)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.page.wait_for_load_state("load")


@pytest.fixture
def visit(chromium, site):
    """`visit(user, lang, size, scheme)`: a page logged in as a demo role, in a browser profile of its own."""
    contexts = []

    def start(user: str = "suyu", lang: str = "zh-CN", size: str = "desk", scheme: str = "light") -> Visitor:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale=lang,
            has_touch=size == "phone",
            color_scheme=scheme,
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.add_init_script(
            "window.__violations = []; document.addEventListener('securitypolicyviolation', "
            "e => window.__violations.push(e.violatedDirective + ' ' + e.blockedURI));"
        )
        page = context.new_page()
        visitor = Visitor(page, site)
        page.on("console", lambda m: visitor.faults.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: visitor.faults.append(f"page error: {e}"))
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith((site, "data:", "blob:"))
                else visitor.faults.append(f"request to another origin: {r.url}")
            ),
        )
        page.on("response", lambda r: visitor.faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        page.goto(site + "/accounts/login/")
        context.add_cookies(
            [{"name": "linkspan_lang", "value": "en" if lang.startswith("en") else "zh-hans", "url": site}]
        )
        page.fill("input[name=login]", user)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("#root main", timeout=20_000)
        return visitor

    yield start
    for context in contexts:
        context.close()
