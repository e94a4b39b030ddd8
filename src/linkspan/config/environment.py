"""Every setting that an administrator can give: one list, read from the environment.

A setting missing here does not exist; the manual's table and `linkspan doctor` are made from this list.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name without the prefix, default, and what it means in both languages."""

    name: str
    default: str
    help_en: str
    help_zh: str

    @property
    def variable(self) -> str:
        return f"LINKSPAN_{self.name}"

    def value(self) -> str:
        return os.environ.get(self.variable, self.default)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATA", "", "Data directory; empty means ~/.local/share/linkspan", "数据目录；空表示 ~/.local/share/linkspan"
    ),
    Setting(
        "DATABASE_URL",
        "",
        "postgresql://user:password@host/name; empty means SQLite in the data directory",
        "postgresql://用户:密码@主机/库；空表示数据目录中的 SQLite",
    ),
    Setting("HOST", "127.0.0.1", "Address that the server binds", "服务绑定的地址"),
    Setting("PORT", "8765", "Port that the server binds", "服务绑定的端口"),
    Setting("ALLOWED_HOSTS", "", "Host names the server answers to, separated by commas", "允许的主机名，以逗号分隔"),
    Setting(
        "TRUSTED_PROXIES",
        "",
        "Addresses of your reverse proxies, whose X-Forwarded-For and -Proto are believed",
        "自有反向代理的地址，采信其 X-Forwarded-For 和 -Proto",
    ),
    Setting(
        "PUBLIC_URL",
        "",
        "Address under which people reach this installation, for links in messages: https://host",
        "人们访问本系统的地址，用于消息中的链接：https://主机名",
    ),
    Setting(
        "RULE_HOSTS",
        "",
        "Hosts that automation rules may call by webhook, separated by commas; empty means none",
        "自动化规则可用 webhook 调用的主机，以逗号分隔；空表示不允许",
    ),
    Setting("TLS_CERTIFICATE", "", "File of the TLS certificate chain (PEM)", "TLS 证书链文件（PEM）"),
    Setting("TLS_KEY", "", "File of the TLS private key (PEM)", "TLS 私钥文件（PEM）"),
    Setting("WEB_WORKERS", "2", "Web processes", "网页进程数"),
    Setting("WEB_THREADS", "4", "Threads of one web process", "每个网页进程的线程数"),
    Setting("LANGUAGE", "zh-hans", "Language before log-in: zh-hans or en", "登录前的语言：zh-hans 或 en"),
    Setting("TIME_ZONE", "Asia/Shanghai", "Time zone of new projects", "新项目的时区"),
    Setting(
        "BUSINESS_TODAY",
        "",
        "Freeze the business date (YYYY-MM-DD); empty means the real date",
        "冻结业务日期（YYYY-MM-DD）；空表示真实日期",
    ),
    Setting(
        "DEMO",
        "",
        "1 marks a demo installation: printed log-ins, loopback only",
        "1 表示演示安装：打印登录名，仅限本机",
    ),
    Setting("DEBUG", "", "1 shows details of errors; never in production", "1 显示错误细节；生产环境禁用"),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR", "DEBUG、INFO、WARNING 或 ERROR"),
    Setting("LOG_FORMAT", "console", "console or json", "console 或 json"),
    Setting(
        "PASSWORD_HASHES",
        "2",
        "Password hashes computed at the same time in one process",
        "每个进程同时计算的口令哈希数",
    ),
    Setting("MAX_UPLOAD_MB", "200", "Largest file accepted, in MB", "可接受的最大文件（MB）"),
    Setting(
        "JOBS",
        "database",
        "Transport of jobs: database, or procrastinate (PostgreSQL, many machines)",
        "作业的传递方式：database，或 procrastinate（PostgreSQL，多机）",
    ),
    Setting(
        "JOB_LEASE_SECONDS",
        "30",
        "Seconds without a heartbeat after which a job counts as lost",
        "作业失去心跳多少秒后视为丢失",
    ),
)

BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str) -> str:
    """Value of LINKSPAN_<name>; KeyError for a name that is not in the list."""
    return BY_NAME[name].value()


def flag(name: str) -> bool:
    return read(name).lower() in {"1", "true", "yes", "on"}


def is_supervised() -> bool:
    """Whether this process is a child of `linkspan serve`: only the front door can reach it."""
    return bool(os.environ.get("LINKSPAN_SUPERVISOR"))


def data_directory() -> Path:
    """The one directory that holds database, files, keys and logs; made on first use, readable by its owner only."""
    given = read("DATA")
    path = Path(given).expanduser() if given else Path.home() / ".local" / "share" / "linkspan"
    if not path.exists():
        path.mkdir(parents=True, mode=0o700)
    return path


def secret_key(directory: Path) -> str:
    """The installation's own key, made once with mode 0600."""
    path = directory / "secret.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(64)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        return key
