"""The command line speaks the terminal's language; it says what it says without loading the program's catalogues."""

import os
import sys
import unicodedata
from typing import NoReturn

EXIT_BAD_INPUT = 2


def is_chinese() -> bool:
    """Whether LC_ALL, LC_MESSAGES or LANG, in this order, asks for Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value.lower().startswith("zh")
    return False


def t(english: str, chinese: str) -> str:
    """The sentence in the terminal's language."""
    return chinese if is_chinese() else english


def say(english: str, chinese: str) -> None:
    """One line for the person at the terminal, not for a program that reads our output."""
    print(t(english, chinese), file=sys.stderr, flush=True)


def refuse(english: str, chinese: str) -> NoReturn:
    """One sentence on stderr, then exit code 2: bad input, nothing was written."""
    say(english, chinese)
    raise SystemExit(EXIT_BAD_INPUT)


def progress_line(done: int, total: int, text: str) -> None:
    """A line that replaces itself in a terminal; elsewhere only the start and each quarter, so that logs stay short."""
    ratio = done / total if total else 1.0
    if sys.stderr.isatty():
        filled = round(ratio * 24)
        end = "\n" if done >= total else ""
        print(
            f"\r\x1b[K[{'#' * filled}{'.' * (24 - filled)}] {ratio:4.0%} {text}", end=end, file=sys.stderr, flush=True
        )
    elif done == 0 or done >= total or int(4 * ratio) != int(4 * (done - 1) / total if total else 4):
        print(f"{ratio:4.0%} {text}", file=sys.stderr, flush=True)


def width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text with blanks up to so many columns, before it where `right`."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks
