"""Takes the manual's pictures from a running demo with the system's Chromium.

    python tools/pictures.py            starts a demo of its own, writes docs/pictures/*.png, stops it
    python tools/pictures.py --url URL  uses a demo that is running

The same pages, sizes and rows every time, so that a picture changes only when the program does.
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "pictures"
PASSWORD = "linkspan-demo"  # noqa: S105  the demo's printed one
DESK, PHONE = (1440, 900), (390, 844)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
GANTT = "[...document.querySelectorAll('*')].find(e => e.__gantt).__gantt"
START_SECONDS = 180


def start_demo(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A demo on a free port; its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "demo.log"
    with log.open("wb") as out:
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
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if re.search(rf"http://127\.0\.0\.1:{port}", log.read_text(encoding="utf-8")):
            return process, f"http://127.0.0.1:{port}"
        time.sleep(0.5)
    process.kill()
    raise SystemExit(f"The demo did not start; see {log}.")


def visitor(browser: Any, url: str, language: str, size: tuple[int, int], *, dark: bool = False) -> Any:
    """A page logged in as the project manager."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=LANGUAGES[language],
        color_scheme="dark" if dark else "light",
    )
    context.add_cookies([{"name": "linkspan_lang", "value": "en" if language == "en" else "zh-hans", "url": url}])
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", "suyu")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("#root main", timeout=30_000)
    return page


def shoot_plan(page: Any, url: str, name: str) -> None:
    """The plan around the joint debugging of stage 1, with the reason for the go-live date open."""
    page.goto(f"{url}/p/JZ1Y/plan")
    page.wait_for_function(
        f"() => {{ try {{ return {GANTT}.state().rows > 0 }} catch (e) {{ return false }} }}", timeout=20_000
    )
    task = page.evaluate(
        "async () => { const p = await (await fetch('/api/projects/JZ1Y/plan')).json();"
        " return p.tasks.id[p.tasks.wbs.indexOf('8.17')] }"
    )
    page.evaluate(f"id => {GANTT}.scrollToTask(id)", task)
    page.wait_for_timeout(400)
    page.click(f"[data-task='{task}'] [data-column=name]")
    page.keyboard.press("w")
    page.wait_for_timeout(800)
    page.evaluate(f"id => {GANTT}.scrollToTask(id)", task)
    page.wait_for_timeout(600)
    page.screenshot(path=OUT / f"{name}.png")


def shoot(page: Any, url: str, path: str, name: str) -> None:
    page.goto(url + path)
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT / f"{name}.png")


def shoot_approvals(page: Any, url: str, language: str) -> None:
    """A payment that waits for a signature with its approval beside the list, and the route by which it is signed."""
    page.goto(f"{url}/approvals")
    page.locator(".ap-row").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.locator(".rc-peek .ap-flow").wait_for()
    page.wait_for_timeout(600)
    page.screenshot(path=OUT / f"approvals-{language}.png")
    page.goto(f"{url}/p/JZ1Y/settings/approvals?route=2")
    page.click("[data-spot='1']")
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT / f"approval-route-{language}.png")


def shoot_analysis(page: Any, url: str, language: str) -> None:
    """A simulation that was run, a failed check with its rows, and the other parts; a traced path on the plan."""
    page.goto(f"{url}/p/JZ1Y/analysis/risk")
    page.get_by_test_id("run").click()
    page.get_by_test_id("s-curve").wait_for(timeout=240_000)
    page.mouse.move(0, 0)
    page.wait_for_timeout(900)
    page.screenshot(path=OUT / f"analysis-risk-{language}.png")
    for part in ("compare", "trend", "delay", "earned", "health"):
        page.goto(f"{url}/p/JZ1Y/analysis/{part}")
        page.locator(".an-body h2").first.wait_for(timeout=60_000)
        if part == "health":
            page.get_by_test_id("check-dcma-07").click()
        page.wait_for_timeout(900)
        page.screenshot(path=OUT / f"analysis-{part}-{language}.png")
    page.goto(f"{url}/p/JZ1Y/plan")
    page.locator("[data-task]").first.wait_for()
    task = page.evaluate(
        "async () => { const p = await (await fetch('/api/projects/JZ1Y/plan')).json();"
        " return p.tasks.id[p.tasks.wbs.indexOf('8.17')] }"
    )
    page.evaluate(f"id => {GANTT}.scrollToTask(id)", task)
    page.wait_for_timeout(400)
    page.click(f"[data-task='{task}'] [data-column=name]")
    page.keyboard.press("p")
    page.wait_for_timeout(1200)
    page.screenshot(path=OUT / f"plan-path-{language}.png")


def take(url: str) -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            page = visitor(browser, url, language, DESK)
            shoot_plan(page, url, f"plan-{language}")
            pages = (
                ("/", "my-work"),
                ("/p/JZ1Y", "project"),
                ("/calendars", "calendars"),
                ("/p/JZ1Y/r/risk?group=level&peek=2", "records"),
                ("/p/JZ1Y/r/risk?view=matrix", "records-matrix"),
                ("/approvals/2/print", "approval-sheet"),
                ("/p/JZ1Y/settings/configuration?part=workflow&entity=change_request", "configuration-workflow"),
            )
            for path, name in pages:
                shoot(page, url, path, f"{name}-{language}")
            shoot_approvals(page, url, language)
            shoot_analysis(page, url, language)
            page.context.close()
            page = visitor(browser, url, language, PHONE)
            shoot(page, url, "/p/JZ1Y/plan", f"phone-plan-{language}")
            shoot(page, url, "/p/JZ1Y/analysis/risk", f"phone-analysis-{language}")
            page.goto(f"{url}/approvals")
            page.locator(".ap-row .ap-main").first.click()
            page.wait_for_timeout(400)
            page.screenshot(path=OUT / f"phone-approvals-{language}.png")
            page.context.close()
        page = visitor(browser, url, "zh", DESK, dark=True)
        shoot_plan(page, url, "plan-dark")
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url")
    options = parser.parse_args()
    if options.url:
        take(options.url)
        return
    with tempfile.TemporaryDirectory() as folder:
        process, url = start_demo(Path(folder))
        try:
            take(url)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


if __name__ == "__main__":
    main()
