"""Writes the generated pages of the manual, in Chinese and in English, and the kept description of the API.

    python tools/docs.py            write docs/manual/{zh,en}/settings.md and commands.md, tests/data/openapi.json
    python tools/docs.py --check    write nothing; end with 1 when a page is not what would be written

The settings come from `linkspan.config.environment`, the commands from the parser of the command line: a setting or
command that exists is documented, and one that is gone is not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh", "en")
NOTE = {
    "zh": "<!-- 本页由 ./run docs 生成，请勿手工修改。 -->",
    "en": "<!-- Written by ./run docs; do not edit by hand. -->",
}
SETTINGS_TITLE = {
    "zh": "# 设置\n\n每项设置都是一个环境变量；`linkspan doctor` 检查其值。",
    "en": "# Settings\n\nEvery setting is an environment variable; `linkspan doctor` checks their values.",
}
SETTINGS_HEAD = {
    "zh": "| 变量 | 默认值 | 含义 |\n| --- | --- | --- |",
    "en": "| variable | default | meaning |\n| --- | --- | --- |",
}
COMMANDS_TITLE = {"zh": "# 命令", "en": "# Commands"}
ARGUMENTS_HEAD = {"zh": "| 参数 | 含义 |\n| --- | --- |", "en": "| argument | meaning |\n| --- | --- |"}


def settings_page(language: str) -> str:
    """The table of all LINKSPAN_ variables of the program."""
    from linkspan.config.environment import SETTINGS

    rows = [
        f"| `{setting.variable}` | {f'`{setting.default}`' if setting.default else ''} "
        f"| {setting.help_zh if language == 'zh' else setting.help_en} |"
        for setting in SETTINGS
    ]
    return "\n".join([NOTE[language], SETTINGS_TITLE[language], "", SETTINGS_HEAD[language], *rows, ""])


def commands_page(language: str) -> str:
    """Every command with its arguments, in that language."""
    blocks = [NOTE[language], COMMANDS_TITLE[language], ""]
    with terminal_language(language):
        for name, purpose, parser in commands():
            arguments = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
            usage = " ".join(["linkspan", name, *map(word_of, arguments)])
            rows = [f"| `{word_of(action).strip('[]')}` | {action.help} |" for action in arguments if action.help]
            blocks += [f"## {name}", "", purpose, "", "```", usage, "```", ""]
            blocks += [ARGUMENTS_HEAD[language], *rows, ""] if rows else []
    return "\n".join(blocks)


@contextlib.contextmanager
def terminal_language(language: str) -> Iterator[None]:
    """The command line speaks the terminal's language; this makes the terminal speak `language`."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language]
    try:
        yield
    finally:
        os.environ.pop("LC_ALL")
        if before is not None:
            os.environ["LC_ALL"] = before


def commands() -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Name ("plan compute"), purpose and parser of every command that does something."""
    from linkspan.surfaces.cli.main import build_parser

    yield from leaves(build_parser(), "")


def leaves(parser: argparse.ArgumentParser, above: str) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """The commands below a parser, in the order of declaration."""
    for group in parser._actions:
        if not isinstance(group, argparse._SubParsersAction):
            continue
        purposes = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for word, child in group.choices.items():
            name = f"{above} {word}".strip()
            below = list(leaves(child, name))
            yield from below or [(name, purposes.get(word, ""), child)]


def word_of(action: argparse.Action) -> str:
    """How an argument is typed: FILE, --project CODE, [--json]."""
    if not action.option_strings:
        return action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    word = f"{action.option_strings[-1]}{value}"
    return word if action.required else f"[{word}]"


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    made = {}
    for language in LANGUAGES:
        folder = ROOT / "docs" / "manual" / language
        made[folder / "settings.md"] = settings_page(language)
        made[folder / "commands.md"] = commands_page(language)
    made[ROOT / "tests" / "data" / "openapi.json"] = openapi_text()
    return made


def openapi_text() -> str:
    """What `GET /api/openapi.json` answers, in lines, so that a change of the API shows as a change of this file."""
    # With a data directory of its own, so that a check never touches the user's.
    os.environ.setdefault("LINKSPAN_DATA", str(ROOT / ".run" / "check"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkspan.config.settings")
    import django

    django.setup()
    from linkspan.surfaces.api.openapi import written

    return json.dumps(json.loads(written()), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    stale = {
        path: text for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    }
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the program says now; ./run docs writes it again")
        return 1 if stale else 0
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
