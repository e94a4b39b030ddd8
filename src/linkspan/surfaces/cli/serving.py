"""`demo`, `serve`, `worker`: the long-running verbs. No Django in this process, except for `worker` itself."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from linkspan.config import environment as env
from linkspan.config.door import is_loopback
from linkspan.surfaces.cli.language import is_chinese, refuse, say, t

DEMO_TODAY = "2026-07-15"


def serve(arguments: argparse.Namespace) -> int:
    """Run everything on the data directory until Ctrl-C."""
    _apply_address(arguments)
    return _supervise(has_worker=not arguments.no_worker, logins=[])


def demo(arguments: argparse.Namespace) -> int:
    """Migrate, load the demo programme into an empty database, then serve it with the business date frozen."""
    if not env.read("DATA"):
        os.environ["LINKSPAN_DATA"] = str(_demo_directory())
    os.environ["LINKSPAN_DEMO"] = "1"
    os.environ.setdefault("LINKSPAN_BUSINESS_TODAY", DEMO_TODAY)
    if not arguments.host:
        os.environ["LINKSPAN_HOST"] = "127.0.0.1"
    _apply_address(arguments)
    logins = _prepare_demo()
    return _supervise(has_worker=True, logins=logins)


def worker(arguments: argparse.Namespace) -> int:
    """Work on jobs until told to stop; for further machines."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
    import django

    django.setup()
    from linkspan.kernel.jobs.worker import run_worker

    return run_worker()


def _apply_address(arguments: argparse.Namespace) -> None:
    """What the command line says of the address goes before the environment, for us and for our children."""
    if arguments.host:
        os.environ["LINKSPAN_HOST"] = arguments.host
        if arguments.host not in {"0.0.0.0", "::"} and not env.read("ALLOWED_HOSTS"):  # noqa: S104 - compared only
            os.environ["LINKSPAN_ALLOWED_HOSTS"] = arguments.host
    if arguments.port:
        os.environ["LINKSPAN_PORT"] = str(arguments.port)
    if not is_loopback(env.read("HOST")) and not env.read("TLS_CERTIFICATE"):
        say(
            "Other machines can reach this address and nothing is encrypted: "
            "give LINKSPAN_TLS_CERTIFICATE and LINKSPAN_TLS_KEY.",
            "其他机器可访问该地址，且传输未加密，请设置 LINKSPAN_TLS_CERTIFICATE 和 LINKSPAN_TLS_KEY。",
        )


def _demo_directory() -> Path:
    """`var/demo` of a checkout, else a directory of the user's: the demo never mixes with real data."""
    checkout = Path(__file__).resolve().parents[4]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src" / "linkspan").is_dir():
        return checkout / "var" / "demo"
    return Path.home() / ".local" / "share" / "linkspan-demo"


def _prepare_demo() -> list[dict[str, str]]:
    """Migrate and load in a process of its own, so that this one stays small; the log-ins to print."""
    from linkspan.config.supervisor import DataLock, Refused, probe_address

    lock = DataLock(env.data_directory())
    try:
        probe_address(env.read("HOST"), int(env.read("PORT")))
        lock.take("")
        done = subprocess.run(
            [sys.executable, "-m", "linkspan.surfaces.cli.prepare_demo"], stdout=subprocess.PIPE, check=False
        )
    except Refused as refusal:
        refuse(refusal.english, refusal.chinese)
    finally:
        lock.release()
    if done.returncode:
        say("The demo could not be prepared; what went wrong stands above.", "演示数据准备失败，原因见上文。")
        raise SystemExit(done.returncode if done.returncode > 0 else 1)
    rows: list[dict[str, str]] = json.loads(done.stdout)
    return rows


def _supervise(*, has_worker: bool, logins: list[dict[str, str]]) -> int:
    from linkspan.config.supervisor import Plan, Refused, run

    host = env.read("HOST")

    def on_ready(url: str) -> None:
        print(t(f"Linkspan is running: {url}", f"联桥已启动：{url}"))
        if logins and is_loopback(host):
            _print_logins(logins)
        elif logins:
            print(
                t(
                    "The demo's log-ins work on this machine only: create your own with `linkspan createadmin`.",
                    "演示登录名仅限本机使用，请用 `linkspan createadmin` 创建自己的账号。",
                )
            )
        print(t("Ctrl-C stops it.", "按 Ctrl-C 停止。"), flush=True)

    try:
        return run(Plan(host, int(env.read("PORT")), has_worker=has_worker, on_ready=on_ready), _log)
    except Refused as refusal:
        refuse(refusal.english, refusal.chinese)


def _print_logins(logins: list[dict[str, str]]) -> None:
    end = "zh" if is_chinese() else "en"
    width = max(len(login["username"]) for login in logins)
    secret = max(len(login["password"]) for login in logins)
    print(t("Log in as (password, who, what to look at):", "可用登录名（口令、身份、看点）："))
    for login in logins:
        texts = "  ".join(login[f"{key}_{end}"] for key in ("name", "title", "note") if login.get(f"{key}_{end}"))
        print(f"  {login['username']:<{width}}  {login['password']:<{secret}}  {texts}")


_logger: Any = None


def _log(event: str, **details: Any) -> None:
    """The supervisor's log; the library is loaded with the first line, after the children have been started."""
    global _logger
    if _logger is None:
        import structlog

        from linkspan.config import logs

        logs.configure()
        _logger = structlog.get_logger("linkspan.supervisor")
    _logger.warning(event, **details)
