"""Writes the generated pages of the manual, in Chinese and in English.

    python tools/docs.py            write docs/manual/{zh,en}/settings.md and commands.md
    python tools/docs.py --check    write nothing; end with 1 when a page is not what would be written

The settings come from `linkspan.config.environment`, the commands from the parser of the command line: a setting or
command that exists is documented, and one that is gone is not.
"""

from __future__ import annotations

import argparse
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
    "zh": "# 设置\n\n每项设置都是一个环境变量；`linkspan doctor` 显示当前值。",
    "en": "# Settings\n\nEvery setting is an environment variable; `linkspan doctor` shows the values in force.",
}
SETTINGS_HEAD = {
    "zh": "| 变量 | 默认值 | 含义 |\n| --- | --- | --- |",
    "en": "| variable | default | meaning |\n| --- | --- | --- |",
}
COMMANDS_TITLE = {"zh": "# 命令", "en": "# Commands"}


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
    """Usage and help of every command, as the program itself prints it in that language."""
    blocks = [
        f"## linkspan {name}\n\n{parser.description or ''}\n\n```\n{parser.format_help().strip()}\n```\n"
        for name, parser in commands(language)
    ]
    return "\n".join([NOTE[language], COMMANDS_TITLE[language], "", *blocks])


def commands(language: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Name ("plan compute") and parser of every command that does something."""
    from linkspan.surfaces.cli.main import build_parser

    yield from walk(build_parser(language), "")


def walk(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Leaves of a tree of parsers, in the order of declaration."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for group in groups:
        for word, child in group.choices.items():
            yield from walk(child, f"{name} {word}".strip())
    if not groups and name:
        yield name, parser


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    made = {}
    for language in LANGUAGES:
        folder = ROOT / "docs" / "manual" / language
        made[folder / "settings.md"] = settings_page(language)
        made[folder / "commands.md"] = commands_page(language)
    return made


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
