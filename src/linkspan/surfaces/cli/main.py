"""`linkspan VERB`: reads the arguments; each verb's code is loaded only when it is asked for."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from linkspan import __version__
from linkspan.surfaces.cli import plan_compare, plan_convert, plan_simulate
from linkspan.surfaces.cli.language import say, t

# verb -> (module, function)
VERBS = {
    "demo": ("serving", "demo"),
    "serve": ("serving", "serve"),
    "worker": ("serving", "worker"),
    "migrate": ("database", "migrate"),
    "reindex": ("database", "reindex"),
    "createadmin": ("database", "create_administrator"),
    "backup": ("archive", "backup"),
    "restore": ("archive", "restore"),
    "doctor": ("doctor", "doctor"),
    "plan": ("plan", "plan"),
    "import": ("exchange", "import_file"),
    "export": ("exchange", "export_plan"),
}


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help=t("address to bind (LINKSPAN_HOST)", "绑定的地址（LINKSPAN_HOST）"))
    parser.add_argument("--port", type=_port, help=t("port to bind (LINKSPAN_PORT)", "绑定的端口（LINKSPAN_PORT）"))


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help=t("data directory (LINKSPAN_DATA)", "数据目录（LINKSPAN_DATA）"))


class _Parser(argparse.ArgumentParser):
    """The standard parser, whose own few words are in the terminal's language too."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._positionals.title = t("arguments", "参数")
        self._optionals.title = t("options", "选项")
        self._actions[0].help = t("show this help and exit", "显示帮助并退出")

    def error(self, message: str) -> NoReturn:
        """One sentence and exit code 2."""
        self.exit(
            2,
            t(
                f"{self.prog}: {message}. `{self.prog} --help` shows what fits.\n",
                f"{self.prog}：参数有误（{message}），可用 `{self.prog} --help` 查看用法。\n",
            ),
        )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(
            t(f"“{text}” is no port: give 1 to 65535", f"“{text}”不是端口，请输入 1 到 65535")
        )
    return int(text)


def build_parser() -> argparse.ArgumentParser:
    """All verbs with their arguments; the manual's page of commands is made from this."""
    parser = _Parser(
        prog="linkspan",
        description=t(
            "Linkspan: system-integration projects on one spine, from interface to cash.",
            "联桥：信息系统集成项目管理，从接口到回款一条线。",
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"linkspan {__version__}",
        help=t("show the version and exit", "显示版本并退出"),
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    def verb(name: str, english: str, chinese: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=t(english, chinese), description=t(english, chinese))
        _data(sub)
        return sub

    _address(
        verb(
            "demo",
            "start with the demo programme; prints the address and the log-ins",
            "启动演示项目，显示网址和登录名",
        )
    )
    serve = verb(
        "serve", "start web, event and worker processes on the data directory", "在数据目录上启动网页、事件和作业进程"
    )
    _address(serve)
    serve.add_argument(
        "--no-worker",
        action="store_true",
        help=t("leave jobs to workers on other machines", "作业由其他机器上的作业进程处理"),
    )
    verb("worker", "work on jobs only (more machines, PostgreSQL)", "只处理作业（多机部署，PostgreSQL）")
    verb("migrate", "bring the database to this version", "将数据库升级到当前版本")
    verb("reindex", "write the search index anew", "重建搜索索引")
    verb("doctor", "look for what is wrong with this installation", "检查安装中的问题")
    backup = verb(
        "backup",
        "write database and files into one archive, while in use",
        "将数据库和文件备份为一个归档，可在使用中进行",
    )
    backup.add_argument("file", metavar="FILE")
    restore = verb("restore", "put an archive back; the server must be stopped", "恢复归档，须先停止服务")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument(
        "--yes", action="store_true", help=t("replace what is there without asking", "不询问，直接替换现有数据")
    )
    admin = verb("createadmin", "create an administrator", "创建管理员")
    admin.add_argument("--username")
    admin.add_argument(
        "--password-stdin", action="store_true", help=t("read the password from standard input", "从标准输入读取口令")
    )
    _schedule_verbs(verb)
    return parser


def _schedule_verbs(verb: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    _plan_verbs(verb("plan", "compute schedule files, without a database", "计算进度计划文件，不需要数据库"))
    import_ = verb("import", "import a schedule file into a project", "将进度计划文件导入项目")
    import_.add_argument("file", metavar="FILE")
    import_.add_argument("--project", required=True, metavar="CODE", help=t("code of the project", "项目编号"))
    import_.add_argument("--as", required=True, dest="user", metavar="USER", help=t("who imports", "以谁的身份导入"))
    import_.add_argument(
        "--conflicts",
        choices=("ours", "theirs"),
        default="",
        help=t("whose every row that both changed becomes", "双方都改过的行以谁为准"),
    )
    export = verb("export", "write the plan of a project as a file", "将项目计划导出为文件")
    export.add_argument("project", metavar="CODE")
    export.add_argument("file", metavar="FILE", help=t("ending .xml, .xer or .json", "扩展名 .xml、.xer 或 .json"))
    export.add_argument("--as", required=True, dest="user", metavar="USER", help=t("who exports", "以谁的身份导出"))


def _plan_verbs(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="plan_verb", metavar="VERB", required=True)
    compute = verbs.add_parser(
        "compute",
        help=t("dates, floats and critical path of a schedule file", "计算进度计划文件的日期、时差和关键路径"),
    )
    compute.add_argument("file", metavar="FILE")
    compute.add_argument("--json", action="store_true", help=t('print {"tasks": [...]}', '输出 {"tasks": [...]}'))
    simulate = verbs.add_parser(
        "simulate",
        help=t("simulate a schedule file: how likely its dates are", "模拟进度计划文件，得出各日期的把握程度"),
    )
    plan_simulate.add_arguments(simulate)
    plan_convert.add_verb(verbs)
    plan_compare.add_verbs(verbs)


def main(argv: list[str] | None = None) -> None:
    """Entry point of `linkspan`; exits with the verb's code."""
    arguments = build_parser().parse_args(argv)
    if arguments.data:
        os.environ["LINKSPAN_DATA"] = os.path.abspath(os.path.expanduser(arguments.data))
    module, function = VERBS[arguments.verb]
    run = getattr(importlib.import_module(f"linkspan.surfaces.cli.{module}"), function)
    try:
        code = run(arguments)
    except KeyboardInterrupt:
        say("Stopped.", "已停止。")
        code = 130
    except BrokenPipeError:
        # Whoever read our output has read enough (`| head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
