"""`linkspan import FILE --project CODE --as USER`, `linkspan export CODE FILE --as USER`."""

import argparse
from pathlib import Path

from linkspan.surfaces.cli.database import setup
from linkspan.surfaces.cli.language import is_chinese, refuse, t


def import_file(arguments: argparse.Namespace) -> int:
    """Import a schedule file into a project as one action."""
    path = Path(arguments.file)
    if not path.is_file():
        refuse(f"{path} is no file. Check the path.", f"{path} 不是文件，请检查路径。")
    setup()
    from django.db import DatabaseError
    from django.utils import translation

    from linkspan.kernel.errors import DomainError
    from linkspan.modules.exchange import api

    with translation.override("zh-hans" if is_chinese() else "en"):
        try:
            summary = api.import_file(path, arguments.project, arguments.user, side=arguments.conflicts)
        except DomainError as error:
            refuse(f"{path}: {error}", f"{path}：{error}")
        except DatabaseError as error:
            reason = str(error).strip().split("\n")[0]
            refuse(
                f"The database does not do it: {reason}. `linkspan doctor` looks for the cause.",
                f"数据库出错：{reason}，可用 `linkspan doctor` 检查原因。",
            )
    counts = ", ".join(
        f"{name} {value}" for name, value in summary.items() if isinstance(value, int) and name != "log_id"
    )
    print(
        t(
            f"{path.name} is imported into {arguments.project}. {counts}",
            f"{path.name} 已导入 {arguments.project}。{counts}",
        )
    )
    return 0


_KINDS = {".xml": "mspdi", ".xer": "xer", ".json": "json"}


def export_plan(arguments: argparse.Namespace) -> int:
    """Write the plan of a project as a file of Microsoft Project, Primavera P6 or our own."""
    path = Path(arguments.file)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        refuse(
            f"{path.name} says no format. End it with .xml (Microsoft Project), .xer (Primavera P6) or .json.",
            f"无法从 {path.name} 判断格式，请以 .xml（Microsoft Project）、.xer（Primavera P6）或 .json 结尾。",
        )
    setup()
    from django.utils import translation

    from linkspan.kernel.errors import DomainError
    from linkspan.modules.exchange import api

    with translation.override("zh-hans" if is_chinese() else "en"):
        try:
            content, lost = api.export_file(arguments.project, arguments.user, kind)
        except DomainError as error:
            refuse(f"{arguments.project}: {error}", f"{arguments.project}：{error}")
    try:
        path.write_bytes(content)
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror}.", f"无法写入 {path}：{error.strerror}。")
    print(t(f"{arguments.project} is written to {path}.", f"{arguments.project} 已导出到 {path}。"))
    for sentence in lost:
        print(sentence)
    return 0
