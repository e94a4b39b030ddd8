"""The demo's log-ins: written by the loader, listed on the log-in page, good on this machine only."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError
from linkspan.modules.identity.addresses import is_loopback


@dataclass(frozen=True)
class DemoLogin:
    """One role to try: who, its password, and what it shows."""

    username: str
    password: str
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str

    def shown(self, language: str) -> dict[str, str]:
        """Name, title and note as a reader of the language sees them, with the log-in."""
        end = "en" if language.startswith("en") else "zh"
        texts = {key: getattr(self, f"{key}_{end}") for key in ("name", "title", "note")}
        return {"username": self.username, "password": self.password, **texts}


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo-logins.json"


def write_demo_logins(logins: list[DemoLogin]) -> None:
    """Keep the list for the log-in page; readable by the installation's owner only."""
    path = _file()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=1)


def demo_logins() -> list[DemoLogin]:
    """The roles to try, in the loader's order; empty outside a demo installation."""
    if not settings.DEMO:
        return []
    try:
        rows = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [DemoLogin(**{name: str(row.get(name, "")) for name in DemoLogin.__dataclass_fields__}) for row in rows]


def refuse_from_afar(request: HttpRequest, login: str) -> None:
    """DomainError for a demo log-in from another machine: its password is printed for everyone to read."""
    if not settings.DEMO or is_loopback(request):
        return
    if login.strip().casefold() in {known.username.casefold() for known in demo_logins()}:
        raise DomainError(
            "demo_is_local",
            _("The demo's log-ins work on the machine that runs it. Open it there by its address 127.0.0.1."),
            status=403,
        )
