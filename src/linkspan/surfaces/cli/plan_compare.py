"""`linkspan plan explain` and `plan compare`: why a date is where it is, and what moved between two files."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from linkspan.surfaces.cli.language import is_chinese, pad, refuse, t, width
from linkspan.surfaces.cli.plan import cut, refuse_file, refuse_network, refuse_unreadable

_DATES = ("start", "finish", "late_start", "late_finish")
#: What a terminal shows; `--json` has everything.
_SHOWN_CAUSES, _SHOWN_CHANGES = 12, 40


def add_verbs(verbs: Any) -> None:
    """The two verbs with their arguments."""
    explain = verbs.add_parser("explain", help=t("why a task's date is where it is", "说明任务的日期由什么决定"))
    explain.add_argument("file", metavar="FILE")
    explain.add_argument(
        "--task", required=True, metavar="UID", help=t("unique id of the task in the file", "文件中任务的唯一标识号")
    )
    explain.add_argument(
        "--date", choices=_DATES, default="finish", help=t("which date, finish unless given", "哪个日期，默认 finish")
    )
    explain.add_argument(
        "--json", action="store_true", help=t("print chain and causes as JSON", "以 JSON 输出驱动链和原因")
    )
    compare = verbs.add_parser(
        "compare",
        help=t("what moved the finish between two files of a plan", "对比同一计划的两个文件，说明完成日期的移动"),
    )
    compare.add_argument("old", metavar="OLD")
    compare.add_argument("new", metavar="NEW")
    compare.add_argument(
        "--task", metavar="UID", help=t("a task instead of the project's finish", "改看某项任务，而不是项目完成日期")
    )
    compare.add_argument(
        "--match",
        choices=("uid", "wbs", "name"),
        default="uid",
        help=t("how tasks of the two files are matched, uid unless given", "两个文件的任务按什么对应，默认 uid"),
    )
    compare.add_argument(
        "--json", action="store_true", help=t("print the split and all changes as JSON", "以 JSON 输出分解和全部变化")
    )


def explain(arguments: argparse.Namespace) -> int:
    """The driving chain of a date, and what taking each cause out would do."""
    from linkspan.engines.forensic import ForensicError, causes, solve, why

    lang = _lang()
    plan = _plan(Path(arguments.file))
    try:
        row = plan.row(_uid(plan, arguments.task))
        result = solve(plan)
    except ForensicError as error:
        refuse(error.text("en"), error.text("zh-CN"))
    named: dict[str, Any] = {"date": arguments.date, "lang": lang, "names": plan.names}
    chain, found = why(plan.network, result, row, **named), causes(plan.network, result, row, **named)
    if arguments.json:
        _print_json(_explained(plan, chain, found))
        return 0
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    print(chain.sentence)
    print(t("\nDriving chain, first cause first:", "\n驱动链（从最初原因开始）："))
    for step in chain.steps:
        print(f"  {_moment(step.instant)}  {step.text}")
    print(t("\nWhat would move the date:", "\n怎样才能移动这个日期："))
    for cause in found[:_SHOWN_CAUSES]:
        print(f"  {cause.text}\n    {cause.remedy}")
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """The movement of the finish between two files, split by what changed."""
    from linkspan.engines.forensic import ForensicError
    from linkspan.engines.forensic import compare as compare_plans

    try:
        old, new = (_plan(Path(name), arguments.match) for name in (arguments.old, arguments.new))
        target = None if arguments.task is None else _uid(old, arguments.task)
        movement = compare_plans(old, new, target=target, lang=_lang())
    except ForensicError as error:
        refuse(error.text("en"), error.text("zh-CN"))
    if arguments.json:
        _print_json(_moved(movement))
        return 0
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    print(movement.sentence + "\n")
    titles = [share.title for share in movement.split]
    columns = max(width(title) for title in titles)
    for share in movement.split:
        print(f"  {pad(share.title, columns)}  {_days(share.days)}")
        for row in share.rows:
            print(f"      {_days(row.days)}  {row.text}")
    print(t(f"\n{movement.change_count} changes:", f"\n共 {movement.change_count} 处变化："))
    for change in movement.changes[:_SHOWN_CHANGES]:
        print(f"  {cut(change.text, 150)}")
    if movement.change_count > _SHOWN_CHANGES:
        print(t("  … (--json prints them all)", "  …（--json 输出全部）"))
    return 0


def _lang() -> str:
    return "zh-CN" if is_chinese() else "en"


def _plan(path: Path, match: str = "uid") -> Any:
    """A file as the forensic engine takes it; one sentence and exit code 2 for a file that cannot be read."""
    from linkspan.engines.forensic import PlanInput
    from linkspan.engines.interchange import FileRefused, build_network, read_schedule
    from linkspan.engines.network import NetworkError

    try:
        with path.open("rb") as stream:
            file = read_schedule(stream, name=path.name)
        built = build_network(file)
    except OSError as error:
        refuse_unreadable(path, error)
    except FileRefused as refusal:
        refuse_file(path, refusal)
    except NetworkError as error:
        refuse_network(path, error)
    tasks = {task.uid: task for task in file.tasks}
    names = tuple(tasks[uid].name for uid in built.uids)
    uids = tuple(getattr(tasks[uid], match) for uid in built.uids)
    return PlanInput(built.network, uids, names=names, label=path.name)


def _uid(plan: Any, text: str) -> Any:
    """A task's id as the file has it: numbers are numbers where the file's are."""
    return next((uid for uid in plan.uids if str(uid) == text), text)


def _print_json(answer: dict[str, Any]) -> None:
    # JSON is UTF-8 whatever the terminal speaks (RFC 8259, section 8.1).
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    print()


def _moment(minutes: int) -> str:
    from linkspan.engines.calendar import iso

    return iso(minutes).replace("T", " ")[:16]


def _days(days: float) -> str:
    return f"{days:+8.2f} " + t("d", "天") if days else f"{0:8.2f} " + t("d", "天")


def _explained(plan: Any, chain: Any, found: Any) -> dict[str, Any]:
    from linkspan.engines.calendar import iso

    links = plan.network.links

    def ends(link: int) -> list[Any] | None:
        return [plan.uids[int(links.pred[link])], plan.uids[int(links.succ[link])]] if link >= 0 else None

    return {
        "task": plan.uids[chain.row],
        "date": chain.date,
        "instant": iso(chain.instant),
        "sentence": chain.sentence,
        "chain": [
            {
                **{"task": plan.uids[step.row], "date": step.date, "instant": iso(step.instant)},
                **{"cause": step.cause, "link": ends(step.link), "text": step.text},
            }
            for step in chain.steps
        ],
        "causes": [
            {
                "kind": cause.kind,
                "task": plan.uids[cause.row] if cause.row >= 0 else None,
                "tasks": [plan.uids[row] for row in cause.rows],
                "link": ends(cause.link),
                **{"before": iso(cause.before), "after": iso(cause.after), "moves_minutes": cause.moves_minutes},
                **{"moves_days": cause.moves_days, "text": cause.text, "remedy": cause.remedy},
            }
            for cause in found
        ],
    }


def _moved(movement: Any) -> dict[str, Any]:
    from linkspan.engines.calendar import iso

    return {
        "task": movement.target,
        "from": iso(movement.before),
        "to": iso(movement.after),
        "moved_minutes": movement.minutes,
        "moved_days": movement.days,
        "elapsed_minutes": movement.elapsed_minutes,
        "day_minutes": movement.day_minutes,
        "sentence": movement.sentence,
        "split": [
            {
                **{"cause": share.group, "title": share.title, "minutes": share.minutes, "days": share.days},
                "elapsed_minutes": share.elapsed_minutes,
                "rows": [
                    {"task": r.uid, "name": r.name, "minutes": r.minutes, "days": r.days, "text": r.text}
                    for r in share.rows
                ],
            }
            for share in movement.split
        ],
        "changes": [
            {
                **{"cause": c.group, "task": c.uid, "name": c.name, "what": c.what, "before": c.before},
                **{"after": c.after, "text": c.text, "link": list(c.link) if c.link else None},
            }
            for c in movement.changes
        ],
        "change_count": movement.change_count,
    }
