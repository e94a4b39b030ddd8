"""`linkspan plan simulate`: how likely the dates of a schedule file are, and what they hang on."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from linkspan.surfaces.cli.language import is_chinese, pad, progress_line, refuse, t, width
from linkspan.surfaces.cli.plan import cut, refuse_file, refuse_network, refuse_unreadable

#: Percent of the planned duration that tasks without three points may take at best and at worst.
DEFAULT_SPREAD = (90.0, 130.0)
DEFAULT_ITERATIONS = 10_000
DEFAULT_CORRELATION = 0.3
_SHOWN = (10, 50, 80, 90, 95)
_TOP = 10
_MINUTES_PER_DAY = 1440


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    low, high = DEFAULT_SPREAD
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--iterations",
        type=int,
        default=DEFAULT_ITERATIONS,
        metavar="N",
        help=t(f"iterations, {DEFAULT_ITERATIONS} unless given", f"迭代次数，默认 {DEFAULT_ITERATIONS}"),
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        help=t("seed of the random numbers; the same seed, the same answer", "随机种子，种子相同则结果相同"),
    )
    parser.add_argument(
        "--spread",
        type=_spread,
        default=DEFAULT_SPREAD,
        metavar="LOW,HIGH",
        help=t(
            f"shortest and longest duration of tasks without three points, percent of the plan ({low:g},{high:g})",
            f"无三点估算的任务的最短与最长工期，占计划工期的百分比（{low:g},{high:g}）",
        ),
    )
    parser.add_argument(
        "--correlation",
        type=float,
        default=DEFAULT_CORRELATION,
        metavar="R",
        help=t(
            f"correlation between durations, 0 to below 1 ({DEFAULT_CORRELATION})",
            f"工期之间的相关系数，不小于 0 且小于 1（{DEFAULT_CORRELATION}）",
        ),
    )
    parser.add_argument(
        "--target",
        type=int,
        nargs="+",
        action="extend",
        default=[],
        metavar="UID",
        help=t("tasks or milestones to report beside the project", "除项目外还要报告的任务或里程碑的 UID"),
    )
    parser.add_argument(
        "--date",
        type=_date,
        metavar="YYYY-MM-DD",
        help=t("probability of finishing by the end of this day", "在该日结束前完成的概率"),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=t('print {"project": ..., "tasks": [...]}', '输出 {"project": ..., "tasks": [...]}'),
    )


def _spread(text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        low = high = float("nan")
    if not 0 <= low <= 100 <= high <= 10_000:
        raise argparse.ArgumentTypeError(
            t(
                f"“{text}” is no spread: give two percentages around 100, like 90,130",
                f"“{text}”不是有效范围，请给出 100 两侧的两个百分数，如 90,130",
            )
        )
    return low, high


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            t(f"“{text}” is no date: write it as 2026-12-31", f"“{text}”不是日期，请写成 2026-12-31 的形式")
        ) from None


def simulate(arguments: argparse.Namespace) -> int:
    """Monte Carlo simulation of a schedule file: percentiles, probability of a date, what drives the finish."""
    path = Path(arguments.file)
    file, built = _read(path)
    answer = _answer(path, file, built, arguments)
    report = _Report(answer, built, file, arguments.date)
    if arguments.json:
        # JSON is UTF-8 whatever the terminal speaks (RFC 8259, section 8.1).
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        json.dump(_as_json(report), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
        _print(report)
    return 0


def _read(path: Path) -> tuple[Any, Any]:
    """The file and its network; one sentence and exit code 2 where that cannot be."""
    from linkspan.engines.interchange import FileRefused, build_network, read_schedule

    try:
        with path.open("rb") as stream:
            file = read_schedule(stream, name=path.name)
        return file, build_network(file)
    except OSError as error:
        refuse_unreadable(path, error)
    except FileRefused as refusal:
        refuse_file(path, refusal)


def _answer(path: Path, file: Any, built: Any, arguments: argparse.Namespace) -> Any:
    from linkspan.engines.interchange import FileRefused
    from linkspan.engines.interchange.compute import compute_network
    from linkspan.engines.network import NetworkError
    from linkspan.engines.simulate import SimulationError
    from linkspan.engines.simulate import simulate as run

    row_of = {uid: row for row, uid in enumerate(built.uids)}
    for uid in arguments.target:
        if uid not in row_of:
            refuse(
                f"{path}: there is no task with the UID {uid}. `linkspan plan compute FILE --json` lists them.",
                f"{path}：没有 UID 为 {uid} 的任务，可用 `linkspan plan compute FILE --json` 查看。",
            )
    try:
        # Loops are named before anything is drawn.
        compute_network(file, built)
        estimates = _estimates(file, built, arguments.spread)
        text = t("simulating", "模拟")
        progress_line(0, arguments.iterations, text)
        return run(
            built.network,
            estimates,
            correlation=arguments.correlation,
            iterations=arguments.iterations,
            seed=arguments.seed,
            targets=[row_of[uid] for uid in arguments.target],
            rank_tasks=_TOP,
            on_progress=lambda done, total: progress_line(done, total, text),
        )
    except FileRefused as refusal:
        refuse_file(path, refusal)
    except NetworkError as error:
        refuse_network(path, error)
    except SimulationError as error:
        row = error.params.get("row", -1)
        name = {task.uid: task.name for task in file.tasks}.get(built.uids[row], "") if row >= 0 else ""
        told = error.text("zh-CN" if is_chinese() else "en")
        refuse(f"{path}: {told}{f' ({name})' if name else ''}", f"{path}：{told}{f'（{name}）' if name else ''}")


def _estimates(file: Any, built: Any, spread: tuple[float, float]) -> Any:
    """Three points of the file where a task has them, else the spread about its planned duration."""
    import numpy as np

    from linkspan.engines.simulate import Estimates

    tasks = {task.uid: task for task in file.tasks}
    base = built.network.duration.astype(np.float64)
    low, mode, high = base * spread[0] / 100, base.copy(), base * spread[1] / 100
    for row, uid in enumerate(built.uids):
        task = tasks[uid]
        if task.optimistic is not None and task.pessimistic is not None:
            low[row], high[row] = task.optimistic, task.pessimistic
            mode[row] = base[row] if task.most_likely is None else task.most_likely
    return Estimates.build(len(base), "triangular", low=low, mode=mode, high=high, keys=built.uids)


# -- what is printed -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Report:
    """The answer with what it is told about: names of rows, minutes of a working day, the day that was asked for."""

    answer: Any
    built: Any
    file: Any
    day: dt.date | None

    @cached_property
    def tasks(self) -> list[Any]:
        """The file's task of every row of the network."""
        by_uid = {task.uid: task for task in self.file.tasks}
        return [by_uid[uid] for uid in self.built.uids]

    def days(self, minutes: float) -> str:
        """Working days of the file, one decimal."""
        days = minutes / (self.file.project.minutes_per_day or _MINUTES_PER_DAY)
        return t(f"{days:.1f} d", f"{days:.1f} 天")

    @property
    def end_of_day(self) -> int:
        """The local minute at which the day that was asked for ends."""
        from linkspan.engines.calendar import day_of

        return (day_of(self.day or dt.date.min) + 1) * _MINUTES_PER_DAY

    def targets(self) -> list[tuple[Any, Any]]:
        """(task, result); the project itself, first, has no task."""
        return [(None, self.answer.project), *((self.tasks[row], r) for row, r in self.answer.targets.items())]

    def tornado(self) -> list[int]:
        """Rows that matter most: by what their uncertainty costs where that was measured, else by sensitivity."""
        if self.answer.tasks:
            return [rank.row for rank in self.answer.tasks]
        sensitivity = self.answer.schedule_sensitivity.tolist()
        order = sorted(range(len(sensitivity)), key=lambda row: (-sensitivity[row], row))
        return [row for row in order[:_TOP] if sensitivity[row] > 0]


def _as_json(report: _Report) -> dict[str, Any]:
    from linkspan.engines.calendar import iso

    def target(task: Any, result: Any) -> dict[str, Any]:
        values: dict[str, Any] = {} if task is None else {"uid": task.uid, "wbs": task.wbs, "name": task.name}
        values |= {"deterministic": iso(result.deterministic), "mean": iso(result.mean)}
        values["percentiles"] = {str(percent): iso(instant) for percent, instant in result.percentiles.items()}
        values["probability_deterministic"] = result.probability_of_deterministic
        values["sd_minutes"] = round(result.sd_minutes, 1)
        values["contingency_p80_minutes"] = result.contingency_minutes(80)
        if report.day is not None:
            values |= {"date": report.day.isoformat(), "probability_date": result.probability_of(report.end_of_day)}
        return values

    answer = report.answer
    reported = [target(*entry) for entry in report.targets()]
    ranks = {rank.row: rank.delta_p80_minutes for rank in answer.tasks}
    tasks = []
    for row, task in enumerate(report.tasks):
        values: dict[str, Any] = {"uid": task.uid, "wbs": task.wbs, "name": task.name}
        for name in ("criticality", "cruciality", "schedule_sensitivity", "duration_sd", "mean_duration"):
            values[name] = round(float(getattr(answer, name)[row]), 6)
        tasks.append({**values, "delta_p80_minutes": ranks.get(row)})
    return {
        "iterations": answer.iterations,
        "seed": answer.seed,
        "method": answer.method,
        "standard_error_minutes": round(answer.standard_error_minutes, 1),
        "merge_bias_minutes": round(answer.merge_bias_minutes, 1),
        "project": reported[0],
        "targets": reported[1:],
        "tornado": [report.tasks[row].uid for row in report.tornado()],
        "tasks": tasks,
    }


def _print(report: _Report) -> None:
    answer, day = report.answer, report.day
    head = [t("Target", "目标"), t("Plan", "计划"), *(f"P{percent}" for percent in _SHOWN)]
    head += [t("Chance of plan", "按计划完成的概率"), t("P80 reserve", "P80 储备")]
    head += [] if day is None else [t(f"By {day}", f"{day} 前")]
    rows = []
    for task, result in report.targets():
        name = t("Project", "项目") if task is None else cut(task.name or str(task.uid), 30)
        cells = [name, _date_text(result.deterministic), *(_date_text(result.percentile(p)) for p in _SHOWN)]
        cells += [_percent(result.probability_of_deterministic), report.days(result.contingency_minutes(80))]
        rows.append(cells + ([] if day is None else [_percent(result.probability_of(report.end_of_day))]))
    _table(head, rows, left=1)
    error, bias = report.days(answer.standard_error_minutes), report.days(answer.merge_bias_minutes)
    print(
        t(
            f"{answer.iterations} iterations, seed {answer.seed}; standard error of P80 {error}, merge bias {bias}.",
            f"迭代 {answer.iterations} 次，种子 {answer.seed}；P80 的标准误差 {error}，合并偏差 {bias}。",
        )
    )
    _print_tornado(report)


def _print_tornado(report: _Report) -> None:
    answer, rows = report.answer, []
    changes = {rank.row: rank.delta_p80_minutes for rank in answer.tasks}
    for row in report.tornado():
        task = report.tasks[row]
        change = report.days(changes[row]) if row in changes else ""
        figures = [_percent(answer.criticality[row]), f"{answer.cruciality[row]:.2f}"]
        figures.append(f"{answer.schedule_sensitivity[row]:.2f}")
        rows.append([task.wbs or "", cut(task.name or str(task.uid), 40), change, *figures])
    if not rows:
        print(t("No duration varies.", "没有不确定的工期。"))
        return
    print()
    print(t("What the finish hangs on most:", "对完工日期影响最大的任务："))
    head = [t("WBS", "WBS"), t("Task", "任务"), t("P80 earlier if certain", "若确定则 P80 提前")]
    head += [t("Criticality", "关键度"), t("Cruciality", "相关度"), t("Sensitivity", "敏感度")]
    _table(head, rows, left=2)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> None:
    """Columns under their heads, the first `left` of them to the left."""
    widths = [max(width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * columns for columns in widths], *rows]:
        cells = zip(row, widths, strict=True)
        print("  ".join(pad(cell, columns, right=i >= left) for i, (cell, columns) in enumerate(cells)).rstrip())


def _date_text(minutes: int) -> str:
    from linkspan.engines.calendar import from_minutes

    return from_minutes(minutes).strftime("%Y-%m-%d")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
