"""`linkspan plan ...`: the engines on files, with no database and no data directory."""

import argparse
import errno
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from linkspan.surfaces.cli.language import is_chinese, pad, refuse, t, width

MINUTES_PER_HOUR = 60
_REASONS = {errno.ENOENT: "文件不存在", errno.EISDIR: "这是目录", errno.EACCES: "没有权限"}


def plan(arguments: argparse.Namespace) -> int:
    """Dispatch on the second verb."""
    if arguments.plan_verb == "simulate":
        from linkspan.surfaces.cli.plan_simulate import simulate

        return simulate(arguments)
    if arguments.plan_verb == "convert":
        from linkspan.surfaces.cli.plan_convert import convert

        return convert(arguments)
    if arguments.plan_verb in ("explain", "compare"):
        from linkspan.surfaces.cli import plan_compare

        return {"explain": plan_compare.explain, "compare": plan_compare.compare}[arguments.plan_verb](arguments)
    return {"compute": compute}[arguments.plan_verb](arguments)


def compute(arguments: argparse.Namespace) -> int:
    """CPM of a schedule file: dates, floats, critical path."""
    tasks = _computed(Path(arguments.file))
    if arguments.json:
        # JSON is UTF-8 whatever the terminal speaks (RFC 8259, section 8.1).
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        json.dump({"tasks": tasks}, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
        _print_table(tasks)
    return 0


def _computed(path: Path) -> list[dict[str, Any]]:
    """The computed tasks; one sentence and exit code 2 for a file that cannot be read or computed."""
    from linkspan.engines.interchange import FileRefused, compute_file, read_schedule
    from linkspan.engines.network import NetworkError

    try:
        with path.open("rb") as stream:
            schedule = read_schedule(stream, name=path.name)
        return list(compute_file(schedule))
    except OSError as error:
        refuse_unreadable(path, error)
    except FileRefused as refusal:
        refuse_file(path, refusal)
    except NetworkError as error:
        refuse_network(path, error)


def refuse_unreadable(path: Path, error: OSError) -> NoReturn:
    """The sentence for a file that cannot be opened."""
    refuse(
        f"{path} cannot be read: {error.strerror}. Check the path and the rights.",
        f"无法读取 {path}：{_REASONS.get(error.errno or 0, error.strerror)}，请检查路径和权限。",
    )


def refuse_file(path: Path, refusal: Any) -> NoReturn:
    """The sentence of a `FileRefused`, with its line."""
    text = refusal.text("zh-CN" if is_chinese() else "en")
    # Some sentences name their line themselves.
    has_place = not refusal.line or str(refusal.line) in text
    where = (str(path),) * 2 if has_place else (f"{path}, line {refusal.line}", f"{path} 第 {refusal.line} 行")
    refuse(f"{where[0]}: {text}", f"{where[1]}：{text}")


def refuse_network(path: Path, error: Exception) -> NoReturn:
    """The sentence for a plan that cannot be computed."""
    refuse(
        f"{path}: the schedule cannot be computed ({error}). Correct it in the program it comes from.",
        f"{path}：无法计算该计划（{error}），请在原软件中修正后重试。",
    )


def _print_table(tasks: list[dict[str, Any]]) -> None:
    head = [
        t("WBS", "WBS"),
        t("Task", "任务"),
        t("Start", "开始"),
        t("Finish", "完成"),
        t("Total float", "总时差"),
        t("Critical", "关键"),
    ]
    rows = [
        [
            str(task.get("wbs") or ""),
            cut(str(task.get("name") or ""), 44),
            _moment(task.get("start")),
            _moment(task.get("finish")),
            _hours(task.get("total_float_minutes")),
            "*" if task.get("critical") else "",
        ]
        for task in tasks
    ]
    widths = [max(width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * columns for columns in widths], *rows]:
        cells = zip(row, widths, strict=True)
        print("  ".join(pad(cell, columns, right=i == 4) for i, (cell, columns) in enumerate(cells)).rstrip())
    critical = sum(bool(task.get("critical")) for task in tasks)
    print(t(f"{len(tasks)} tasks, {critical} critical.", f"共 {len(tasks)} 项任务，其中关键 {critical} 项。"))


def _moment(value: Any) -> str:
    return str(value or "").replace("T", " ")[:16]


def _hours(minutes: Any) -> str:
    return "" if minutes is None else f"{minutes / MINUTES_PER_HOUR:.1f} h"


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis where it was longer."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text + "…"
