"""`migrate`, `reindex` and `createadmin`."""

import argparse
import getpass
import os
import sys

from linkspan.surfaces.cli.language import is_chinese, progress_line, refuse, say, t


def setup() -> None:
    """Load the program; one sentence and exit code 2 where its settings are wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
    import django

    try:
        django.setup()
    except (ValueError, OSError) as error:
        refuse(
            f"The settings are wrong: {error}. `linkspan doctor` names the one.",
            f"设置有误：{error}，可用 `linkspan doctor` 定位。",
        )


def pending_migrations() -> list[str]:
    """Names of the migrations that the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate_database() -> int:
    """Bring the database to this version, its search index too; how many steps it took."""
    from django.core.management import call_command

    from linkspan.kernel.search import writing

    pending = pending_migrations()
    if pending:
        call_command("migrate", verbosity=0, interactive=False)
        writing.reindex()  # another version may take words apart in another way
        if has_people():
            # A new version may know more rights: the built-in roles follow.
            from linkspan.kernel.access.actor import SYSTEM
            from linkspan.modules.identity.api import seed_roles

            seed_roles(SYSTEM)
    return len(pending)


def has_people() -> bool:
    """Whether anybody can log in: false in a new database."""
    from django.contrib.auth import get_user_model

    return bool(get_user_model()._base_manager.exists())


def migrate(arguments: argparse.Namespace) -> int:
    """`linkspan migrate`."""
    setup()
    from django.db import DatabaseError

    try:
        steps = migrate_database()
    except DatabaseError as error:
        refuse(
            f"The database cannot be migrated: {_first_line(error)}. `linkspan doctor` looks for the cause.",
            f"数据库升级失败：{_first_line(error)}，可用 `linkspan doctor` 检查原因。",
        )
    say(f"The database is up to date ({steps} steps).", f"数据库已是最新（执行 {steps} 步）。")
    if not has_people():
        say(
            "Nobody can log in yet: `linkspan createadmin` creates an administrator.",
            "目前无人可以登录，请用 `linkspan createadmin` 创建管理员。",
        )
    return 0


def reindex(arguments: argparse.Namespace) -> int:
    """`linkspan reindex`."""
    setup()
    from django.db import DatabaseError

    from linkspan.kernel.search import writing

    try:
        count = writing.reindex(progress_line)
    except DatabaseError as error:
        refuse(
            f"The search index was not written: {_first_line(error)}. Run `linkspan migrate` first.",
            f"搜索索引重建失败：{_first_line(error)}，请先执行 `linkspan migrate`。",
        )
    say(f"The search index holds {count} rows.", f"搜索索引已重建，共 {count} 条。")
    return 0


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")


def create_administrator(arguments: argparse.Namespace) -> int:
    """`linkspan createadmin`."""
    setup()
    from django.db import DatabaseError, IntegrityError
    from django.utils import translation

    from linkspan.kernel.errors import DomainError
    from linkspan.modules.identity.api import create_administrator as create

    username = arguments.username or _ask(t("User name: ", "用户名："))
    password = sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else _ask_password()
    language = "zh-hans" if is_chinese() else "en"
    with translation.override(language):
        try:
            create(username, password, language=language)
        except DomainError as error:
            refuse(str(error), str(error))
        except (DatabaseError, IntegrityError) as error:
            refuse(
                f"No administrator was created: {_first_line(error)}. Run `linkspan migrate`, or take another name.",
                f"未能创建管理员：{_first_line(error)}，请先执行 `linkspan migrate`，或换一个用户名。",
            )
    say(f"{username} can log in as administrator.", f"{username} 可以管理员身份登录。")
    return 0


def _ask(prompt: str) -> str:
    if not sys.stdin.isatty():
        refuse(
            "Give --username and --password-stdin where no terminal is there to ask.",
            "没有终端可供询问，请给出 --username 和 --password-stdin。",
        )
    return input(prompt).strip()


def _ask_password() -> str:
    if not sys.stdin.isatty():
        refuse(
            "Give --password-stdin where no terminal is there to ask.", "没有终端可供询问，请给出 --password-stdin。"
        )
    first = getpass.getpass(t("Password: ", "口令："))
    if getpass.getpass(t("Password again: ", "再次输入口令：")) != first:
        refuse("The two passwords differ. Start again.", "两次输入的口令不一致，请重新开始。")
    return first
