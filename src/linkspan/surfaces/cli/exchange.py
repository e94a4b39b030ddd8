"""`linkspan import FILE --project CODE --as USER`."""

import argparse
from pathlib import Path

from linkspan.surfaces.cli.database import actor_of, setup
from linkspan.surfaces.cli.language import is_chinese, progress_line, refuse


def import_file(arguments: argparse.Namespace) -> int:
    """Import a schedule file into a project as one action."""
    path = Path(arguments.file)
    if not path.is_file():
        refuse(f"{path} is no file. Check the path.", f"{path} 不是文件，请检查路径。")
    setup()
    from django.utils import translation

    from linkspan.kernel.errors import DomainError
    from linkspan.modules.exchange import api

    with translation.override("zh-hans" if is_chinese() else "en"):
        try:
            summary = api.import_file(actor_of(arguments.user), path, project=arguments.project, progress=progress_line)
        except DomainError as error:
            refuse(f"{path.name}: {error}", f"{path.name}：{error}")
    print(summary)
    return 0
