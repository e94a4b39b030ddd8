"""Reading a schedule file of any supported format, with refusals in the user's language."""

from pathlib import Path

from django.utils.translation import get_language

from linkspan.engines.interchange import FileRefused, read_schedule
from linkspan.engines.interchange.model import ScheduleFile
from linkspan.kernel.errors import DomainError


def reader_language() -> str:
    """The language tag that the engines speak."""
    return "en" if (get_language() or "").startswith("en") else "zh-CN"


def read_file(path: Path, name: str) -> ScheduleFile:
    """The file's content; DomainError with line and remedy where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return read_schedule(stream, name=name)
    except FileRefused as error:
        raise DomainError(error.code, error.text(reader_language()), "file") from error
