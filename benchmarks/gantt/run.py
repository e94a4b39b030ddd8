"""The Gantt in a real Chromium: first picture, scroll frame, drop to paint, heap, beside two free peers.

Run `./run bench gantt`. Needs Chromium and Playwright; the pages are built with the front end's Vite and the peers'
packages are installed from this folder's own lock. Budgets are those of the design: exit code 1 when one is missed.
"""

import argparse
import functools
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FRONTEND = HERE.parent.parent / "frontend"
LIBRARIES = {"linkspan": "Linkspan", "dhtmlx": "dhtmlx-gantt 10.0.3", "svar": "SVAR react-gantt 2.7.3"}
# Milliseconds (first picture by number of rows, CPU of a scroll frame, drop to paint) and megabytes.
BUDGETS = {
    ("first", 10_000): 400,
    ("first", 50_000): 800,
    ("frame", 10_000): 12,
    ("frame", 50_000): 12,
    ("drop", 50_000): 80,
    ("heap", 50_000): 60,
}
METRICS = {
    "first": "first picture, ms",
    "frame": "CPU per scroll frame, ms",
    "drop": "drop to paint, ms",
    "heap": "heap, MB",
    "answer": "answer moving all rows to paint, ms",
}
# Four new rows in every frame: a fast fling (6,700 pixels a second at 60 frames).
SCROLL_FRAMES, SCROLL_STEP = 60, 112
# A peer that needs longer than this for one step is reported as out of time instead of awaited.
PATIENCE_MS = 120_000


def build(out: Path) -> None:
    """Install the peers and build the three pages into `out`."""
    npm = shutil.which("npm")
    node = shutil.which("node")
    if not npm or not node:
        sys.exit("This benchmark needs Node.js and npm on the path.")
    if not (HERE / "node_modules" / "dhtmlx-gantt").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=FRONTEND, check=True)
    subprocess.run(
        [node, str(vite), "build"],
        cwd=HERE,
        check=True,
        env={**os.environ, "LINKSPAN_BENCH_OUT": str(out)},
        stdout=subprocess.DEVNULL,
    )


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        return


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """Serve the built pages on a free local port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def heap_megabytes(session: Any) -> float:
    """Used heap with array buffers, after a collection."""
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6


def busy_milliseconds(session: Any) -> float:
    """Processor time of the page's main thread so far: script, style, layout, paint and the rest of its tasks."""
    values = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(values["TaskDuration"]) * 1000


def drop(page: Any) -> float | None:
    """Drag a bar with the mouse; milliseconds from the release to the paint, None where the drag changed nothing."""
    bar = page.evaluate("bench.bar()")
    x, y = bar["x"] + min(bar["width"] / 2, 30), bar["y"] + bar["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + step * 12, y)
    page.wait_for_timeout(400)
    page.mouse.up()
    duration = float(page.evaluate("window.dropped"))
    return duration if duration >= 0 else None


def measure(browser: Any, address: str, library: str, rows: int) -> dict[str, float | None]:
    """One fresh page: every figure once."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    # A peer asks for web fonts; nothing here may depend on the network.
    page.route(lambda url: not url.startswith(address), lambda route: route.abort())
    try:
        page.goto(f"{address}/{library}.html?n={rows}")
        page.wait_for_function("window.bench")
        session = page.context.new_cdp_session(page)
        # Processor time of the main thread, not wall time: other work on the machine must not count.
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        result: dict[str, float | None] = {"first": float(page.evaluate("bench.first()"))}
        page.wait_for_timeout(500)
        result["heap"] = heap_megabytes(session)
        start = busy_milliseconds(session)
        changed = page.evaluate(f"bench.scroll({SCROLL_STEP}, {SCROLL_FRAMES})")
        # Frames in which no new row appeared are not scrolling: they do not count as cheap frames.
        result["frame"] = (busy_milliseconds(session) - start) / changed if changed >= SCROLL_FRAMES // 2 else None
        result["changed"] = changed
        result["drop"] = drop(page)
        if page.evaluate("'answer' in bench"):
            result["answer"] = float(page.evaluate("bench.answer()"))
        return result
    except Exception as problem:  # A peer that fails is a row of the table, not the end of the run.
        print(f"  {LIBRARIES[library]}, {rows} rows: {str(problem).splitlines()[0]}", file=sys.stderr)
        return {}
    finally:
        page.close()


def best(runs: list[dict[str, float | None]], metric: str) -> float | None:
    """The smallest of the runs; None where no run has the figure."""
    values = [run[metric] for run in runs if run.get(metric) is not None]
    return min(values) if values else None  # type: ignore[type-var]


def report(results: dict[tuple[str, int], list[dict[str, float | None]]], sizes: list[int]) -> bool:
    """Print the table; true when every budget is kept."""
    kept = True
    for rows in sizes:
        ours = results.get(("linkspan", rows), [])
        print(f"\n{rows:,} rows, best of {len(ours)}")
        print(f"{'':38}" + "".join(f"{name:>26}" for name in LIBRARIES.values()) + f"{'budget':>10}")
        for metric, label in METRICS.items():
            mine, budget = best(ours, metric), BUDGETS.get((metric, rows))
            cells = []
            for library in LIBRARIES:
                value = best(results.get((library, rows), []), metric)
                ratio = f" ({value / mine:.1f}x)" if value is not None and mine and library != "linkspan" else ""
                cells.append(f"{'-' if value is None else f'{value:.1f}'}{ratio}".rjust(26))
            verdict = (
                "" if budget is None else f"{budget:>6} {'ok' if mine is not None and mine <= budget else 'MISSED'}"
            )
            kept &= budget is None or (mine is not None and mine <= budget)
            print(f"{label:38}" + "".join(cells) + f"{verdict:>12}")
        spread = [run["first"] for run in ours if run.get("first") is not None]
        if len(spread) > 1:
            print(f"  first picture, median {statistics.median(spread):.0f} ms, worst {max(spread):.0f} ms")  # type: ignore[type-var]
    return kept


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 50_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=list(LIBRARIES), nargs="*", default=list(LIBRARIES))
    parser.add_argument("--json", type=Path, help="write all runs to this file")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(Path(folder))
        server = serve(Path(folder))
        executable = os.environ.get("LINKSPAN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        results: dict[tuple[str, int], list[dict[str, float | None]]] = {}
        for rows in options.rows:
            for library in options.only:
                address = f"http://127.0.0.1:{server.server_address[1]}"
                runs = [measure(browser, address, library, rows) for _ in range(options.runs)]
                results[library, rows] = [run for run in runs if run]
                print(
                    f"  {LIBRARIES[library]:24} {rows:>7,} rows  "
                    + "  ".join(f"{k} {v:.1f}" for k, v in (runs[-1] or {}).items() if v is not None)
                )
        browser.close()
        server.shutdown()
    if options.json:
        options.json.write_text(
            json.dumps([{"library": k[0], "rows": k[1], "runs": v} for k, v in results.items()], indent=1)
        )
    return 0 if report(results, options.rows) or "linkspan" not in options.only else 1


if __name__ == "__main__":
    sys.exit(main())
