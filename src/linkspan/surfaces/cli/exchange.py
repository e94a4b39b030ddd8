"""`linkspan import FILE --project CODE --as USER`."""

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
            summary = api.import_file(path, arguments.project, arguments.user)
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
