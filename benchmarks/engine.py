"""The scheduling engine: critical path, edits and simulation, beside networkx, pmcontrols and TaskJuggler in one run.

    ./run bench engine [--small] [--rounds 7] [--peer-python PATH] [--fetch-peers] [--json]

Synthetic plans, the same for everybody: about 1.6 links a task to one of the forty tasks before it. Ours has all four
link types, lags and three calendars, from arrays to result, problems and floats included. networkx builds its graph and
runs both passes, pmcontrols takes dictionaries and answers a table; both know finish to start without calendars only.
pmcontrols is looked for in this Python, else in --peer-python, else --fetch-peers installs it into a throw-away
environment. tj3 is run where it is on the path. What is missing is named with how to get it. Kernels are compiled
before anything is measured, and that time is shown apart. Figures are medians; on a loaded machine compare the ratios
of one run, not the milliseconds. --small leaves out the sizes that take minutes. Ends with 1 only on an error: a missed
target is a verdict, not an error.
"""

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from linkspan.engines.calendar import CalendarSet, CalendarSpec, WeekPattern
from linkspan.engines.network import Network, compute

DAY = ((480, 720), (780, 1020))
WEEKS = {"5x8": (DAY,) * 5 + ((), ()), "6x8": (DAY,) * 6 + ((),), "24x7": (((0, 1440),),) * 7}
START = 29_721_600 + 480  # Monday 2026-07-06 08:00 in minutes since 1970
LINKS_PER_TASK, REACH = 1.6, 40
#: Seconds: the bar that the project set itself.
TARGETS = {"cpm 10k": 0.020, "cpm 100k": 0.3, "simulate 1k x 10k": 0.3, "simulate 10k x 10k": 5.0}
PMCONTROLS = """
import json, sys, time
from pmcontrols import cpm, pert
rows = json.load(sys.stdin)
started = time.perf_counter(); cpm(rows); print(time.perf_counter() - started)
"""
HOW = {
    "networkx": "pip install networkx (it is in the development group)",
    "pmcontrols": "run with --fetch-peers, or pip install pmcontrols and name that Python with --peer-python",
    "tj3": "apt-get install tj3 (TaskJuggler 3)",
    "MPXJ": "no measurement here: it schedules files, not arrays (pip install mpxj, needs Java, to try it by hand)",
}


@dataclass
class Line:
    """One measured piece of work; `ratio` is this time divided by ours for the same work."""

    work: str
    who: str
    seconds: float | None
    note: str = ""
    ratio: float | None = None

    def verdict(self) -> str:
        target = TARGETS.get(self.work)
        if self.who != "linkspan" or target is None or self.seconds is None:
            return ""
        return f"{'met' if self.seconds <= target else 'MISSED'} (target {shown(target)})"


def shown(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def edges(n: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """The same links for everybody."""
    rng = np.random.default_rng(20260706)
    succ = np.sort(rng.integers(1, n, int(n * LINKS_PER_TASK)))
    pred = succ - 1 - np.minimum(rng.integers(0, REACH, len(succ)), succ - 1)
    pairs = np.unique(np.column_stack([pred, succ]), axis=0)
    return pairs[:, 0], pairs[:, 1], rng


def arrays(n: int, *, mixed: bool) -> dict[str, Any]:
    """Columns of a plan: with `mixed` all link types, lags and three calendars."""
    pred, succ, rng = edges(n)
    m = len(pred)
    kinds = rng.choice(4, m, p=(0.8, 0.1, 0.08, 0.02)) if mixed else np.zeros(m, dtype=np.int64)
    lags = rng.integers(-2, 6, m) * 240 * (rng.random(m) < 0.2) if mixed else np.zeros(m, dtype=np.int64)
    return {
        "links": (pred, succ, kinds, lags, np.zeros(m, dtype=np.int64)),
        "duration": rng.integers(1, 20, n) * 240,
        "calendar": rng.integers(0, len(WEEKS), n) if mixed else np.zeros(n, dtype=np.int64),
    }


def calendars() -> CalendarSet:
    return CalendarSet([CalendarSpec(name, WeekPattern(days)) for name, days in WEEKS.items()])


def timed(rounds: int, call: Callable[[], Any]) -> float:
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def warm() -> float:
    """Compiles every kernel that is measured; seconds that it took (near nothing when they lie in the cache)."""
    from linkspan.engines.network import LiveNetwork
    from linkspan.engines.simulate import Estimates, simulate

    started = time.perf_counter()
    for mixed in (False, True):
        network = Network.build(60, calendars(), START, **arrays(60, mixed=mixed))
        compute(network)
        simulate(network, Estimates.spread(network.duration, 0.9, 1.3), iterations=200)
    LiveNetwork(network).update({"duration": ([0], [480])})
    return time.perf_counter() - started


def measure_cpm(name: str, n: int, rounds: int) -> Line:
    """End to end from arrays: checks, tables, order, passes, floats, problems; compiled calendars are given."""
    columns, cals = arrays(n, mixed=True), calendars()
    return Line(f"cpm {name}", "linkspan", timed(rounds, lambda: compute(Network.build(n, cals, START, **columns))))


def measure_edit(n: int, rounds: int) -> Line:
    """One duration changed in a plan that is kept: half a day more and back, the rows spread over the plan."""
    from linkspan.engines.network import LiveNetwork

    live = LiveNetwork(Network.build(n, calendars(), START, **arrays(n, mixed=True)))
    rows, at = np.linspace(0, n - 1, rounds).astype(int), iter(range(rounds))

    def edit() -> None:
        row = int(rows[next(at)])
        live.update({"duration": ([row], [int(live.network.duration[row]) + 240])})

    return Line("edit 10k", "linkspan", timed(rounds, edit), f"median of {rounds} edits, worst depends on the row")


def measure_simulation(name: str, n: int, *, mixed: bool = False) -> Line:
    """Ten thousand iterations, triangular, with criticality."""
    from linkspan.engines.simulate import Estimates, simulate

    network = Network.build(n, calendars(), START, **arrays(n, mixed=mixed))
    estimates = Estimates.spread(network.duration, 0.8, 1.5)
    seconds = timed(1, lambda: simulate(network, estimates, iterations=10_000))
    work = f"simulate {name} x 10k" + (" mixed" if mixed else "")
    return Line(work, "linkspan", seconds, "three calendars, all links" if mixed else "one calendar")


def measure_networkx(name: str, n: int) -> Line:
    """Graph from pairs, topological order, early and late dates; finish to start, numbers instead of calendars."""
    import networkx

    columns = arrays(n, mixed=False)
    pred, succ = columns["links"][0].tolist(), columns["links"][1].tolist()
    duration = columns["duration"].tolist()

    def passes() -> None:
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(zip(pred, succ, strict=True))
        order = list(networkx.topological_sort(graph))
        finish = [0] * n
        for i in order:
            finish[i] = max((finish[p] for p in graph.pred[i]), default=0) + duration[i]
        end = max(finish)
        late = [0] * n
        for i in reversed(order):
            late[i] = min((late[s] - duration[s] for s in graph.succ[i]), default=end)

    return Line(f"cpm {name}", "networkx", timed(1, passes), "FS only, no calendars")


def measure_pmcontrols(python: str, name: str, n: int) -> Line:
    columns = arrays(n, mixed=False)
    rows: list[dict[str, Any]] = [
        {"id": str(i), "duration": int(d), "predecessors": []} for i, d in enumerate(columns["duration"])
    ]
    for p, s in zip(*columns["links"][:2], strict=True):
        rows[s]["predecessors"].append(str(p))
    done = subprocess.run(
        [python, "-c", PMCONTROLS], input=json.dumps(rows), capture_output=True, text=True, timeout=300
    )
    if done.returncode:
        return Line(f"cpm {name}", "pmcontrols", None, done.stderr.strip().splitlines()[-1][:90])
    return Line(f"cpm {name}", "pmcontrols", float(done.stdout), "FS only, no calendars")


def measure_tj3(n: int) -> Line:
    """A plan of `length` tasks, hour by hour, with the program's start."""
    columns = arrays(n, mixed=False)
    before: list[list[int]] = [[] for _ in range(n)]
    for p, s in zip(*columns["links"][:2], strict=True):
        before[s].append(int(p))
    text = ['project bench "bench" 2026-07-06 +10y { timingresolution 60min }']
    for i, d in enumerate(columns["duration"]):
        needs = f"depends {', '.join(f'!t{p}' for p in before[i])}" if before[i] else "start 2026-07-06"
        text.append(f'task t{i} "t{i}" {{ length {int(d) // 60}h\n{needs} }}')
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.tjp"
        file.write_text("\n".join(text), encoding="utf-8")
        started = time.perf_counter()
        done = subprocess.run(["tj3", "--silent", str(file)], cwd=folder, capture_output=True, text=True, timeout=600)
        seconds = time.perf_counter() - started
    note = (
        "program start included" if not done.returncode else (done.stderr.strip().splitlines() or ["failed"])[-1][:90]
    )
    return Line("cpm 1k", "tj3", None if done.returncode else seconds, note)


def find_pmcontrols(asked: str | None, folder: str | None) -> str | None:
    """A Python that has pmcontrols: this one, the one asked for, or a fresh environment in `folder`."""
    if importlib.util.find_spec("pmcontrols"):
        return sys.executable
    if folder and not asked:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        asked = str(Path(folder) / "bin" / "python")
        installed = subprocess.run([asked, "-m", "pip", "install", "-q", "pmcontrols"], capture_output=True, text=True)
        if installed.returncode:
            print(f"pmcontrols could not be installed: {installed.stderr.strip()[-200:]}", file=sys.stderr)
    if not asked or not shutil.which(asked):
        return None
    return None if subprocess.run([asked, "-c", "import pmcontrols"], capture_output=True).returncode else asked


def measure_all(args: argparse.Namespace, folder: str | None) -> tuple[list[Line], list[str]]:
    """All lines, and the names of what is missing."""
    sizes = {"1k": 1_000, "10k": 10_000} if args.small else {"1k": 1_000, "10k": 10_000, "100k": 100_000}
    lines, missing = [measure_cpm(name, n, args.rounds) for name, n in sizes.items()], ["MPXJ"]
    lines.append(measure_edit(10_000, 4 * args.rounds))
    lines.append(measure_simulation("1k", 1_000))
    if not args.small:
        lines += [measure_simulation("1k", 1_000, mixed=True), measure_simulation("10k", 10_000)]
    if importlib.util.find_spec("networkx"):
        lines += [measure_networkx(name, n) for name, n in sizes.items()]
    else:
        missing.append("networkx")
    if python := find_pmcontrols(args.peer_python, folder):
        lines += [measure_pmcontrols(python, name, n) for name, n in sizes.items() if n <= 10_000]
    else:
        missing.append("pmcontrols")
    if shutil.which("tj3"):
        lines.append(measure_tj3(1_000))
    else:
        missing.append("tj3")
    ours = {line.work: line.seconds for line in reversed(lines) if line.who == "linkspan"}
    for line in lines:
        if line.who != "linkspan" and line.seconds and ours.get(line.work):
            line.ratio = line.seconds / ours[line.work]
    return lines, missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="without 100k tasks and 10k x 10k")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peer-python", help="a Python in which pmcontrols is installed")
    parser.add_argument("--fetch-peers", action="store_true", help="install pmcontrols into a throw-away environment")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    compiled = warm()
    with tempfile.TemporaryDirectory() as folder:
        lines, missing = measure_all(args, folder if args.fetch_peers else None)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if args.json:
        print(json.dumps({"compile": compiled, "load": load, "lines": [asdict(x) for x in lines], "missing": missing}))
        return
    print(f"kernels ready after {compiled:.1f} s; load {load:.1f} on {os.cpu_count()} processors")
    print(f"{'work':24} {'who':11} {'time':>12} {'ours = 1':>9}  verdict and notes")
    for line in sorted(lines, key=lambda x: x.work):
        took = "-" if line.seconds is None else shown(line.seconds)
        ratio = f"{line.ratio:,.0f}" if line.ratio else ""
        notes = "; ".join(filter(None, (line.verdict(), line.note)))
        print(f"{line.work:24} {line.who:11} {took:>12} {ratio:>9}  {notes}")
    if load > (os.cpu_count() or 1):
        print("The machine was loaded: compare the ratios of this run, not its times with the targets.")
    for name in missing:
        print(f"skipped: {name}; {HOW[name]}")


if __name__ == "__main__":
    main()
