"""Every entity of /api/meta through the same hands: form, comment, filter, cell, step, group, delete, undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

expect: Any = pytest.importorskip("playwright.sync_api").expect
from record_walk import Walk  # noqa: E402  needs Playwright

RESULTS = Path("test-results")
# A programme director: may do everything with every record of the programme. Parties are the organisation's.
WHO = "chengyuan"


def entities(visitor: Any) -> dict[str, Any]:
    return visitor.page.evaluate("async () => (await (await fetch('/api/meta')).json()).entities")


@contextmanager
def pictured(visitor: Any, name: str) -> Iterator[None]:
    """A picture of the page when the walk fails."""
    try:
        yield
    except BaseException:
        RESULTS.mkdir(exist_ok=True)
        visitor.page.screenshot(path=RESULTS / f"contract-{name}.png")
        raise


def whole(walk: Walk) -> None:
    walk.open()
    if not walk.may_create():
        assert walk.entity["scope"] == "organisation"
        walk.check()
        return
    walk.create()
    walk.comment()
    walk.find()
    walk.edit()
    walk.step()
    walk.group()
    walk.delete_and_undo()
    walk.check()


def test_every_entity_at_a_desk(visit):
    visitor = visit(WHO)
    found = entities(visitor)
    assert len(found) >= 6
    for name, entity in found.items():
        with pictured(visitor, f"{name}-zh"):
            whole(Walk(visitor, entity, "zh-CN"))


def test_one_entity_in_english_and_in_the_dark_at_a_desk(visit):
    visitor = visit(WHO, "en", scheme="dark")
    with pictured(visitor, "en"):
        walk = Walk(visitor, entities(visitor)["risk"], "en")
        whole(walk)
        ground = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(20, 23, 27)"


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_entity_on_a_phone(visit, lang):
    """Lists open; one record is made, discussed, stepped on, deleted and brought back."""
    visitor = visit(WHO, lang, "phone")
    for name, entity in entities(visitor).items():
        with pictured(visitor, f"{name}-{lang}-phone"):
            walk = Walk(visitor, entity, lang)
            walk.open()
            walk.check()
            if name == "risk":
                walk.create()
                walk.comment()
                walk.step()
                walk.delete_and_undo_by_thumb()
                walk.check()


def test_a_record_by_keyboard_alone(visit):
    """Made, found, edited, looked at, discussed, deleted and brought back without the mouse."""
    visitor = visit(WHO)
    page = visitor.page
    with pictured(visitor, "keyboard"):
        walk = Walk(visitor, entities(visitor)["risk"], "zh-CN")
        walk.open()
        walk.create(by_key=True)
        page.keyboard.press("m")
        page.keyboard.type("by keys")
        page.keyboard.press("Control+Enter")
        walk.peek.locator(".rc-act li", has_text="by keys").first.wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.locator("[data-testid=peek]").wait_for(state="detached")
        page.keyboard.press("/")
        page.keyboard.type(walk.title)
        page.keyboard.press("Enter")
        walk.row().wait_for()
        expect(page.locator("[role=gridcell][aria-colindex='2']")).to_have_count(1)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+a")
        page.keyboard.type(f"{walk.title} changed")
        page.keyboard.press("Enter")
        walk.title += " changed"
        walk.row().wait_for()
        page.keyboard.press("x")
        walk.delete_by_key()
        page.keyboard.press("Control+z")
        walk.row().wait_for()
        walk.check()
