"""docs/manual/*/engine.md: every block of Python runs, in order, in one session, and both languages show the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "docs" / "manual"


def blocks(lang: str) -> list[str]:
    text = (PAGES / lang / "engine.md").read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_examples_of_the_page_run(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    session: dict[str, object] = {}
    for number, block in enumerate(blocks(lang), 1):
        exec(compile(block, f"{lang}/engine.md, block {number}", "exec"), session)
    assert len(capsys.readouterr().out.splitlines()) >= 3


def test_both_languages_show_the_same_examples() -> None:
    assert blocks("zh") == blocks("en")
    assert len(blocks("en")) == 9
