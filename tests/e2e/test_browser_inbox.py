"""The inbox as one works it off: walk, look, done, later, and taken back; by keyboard, and on a phone by thumb."""

import re
from typing import Any

import pytest

expect: Any = pytest.importorskip("playwright.sync_api").expect
MENTION = """async ([risks, person]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  for (const [risk, words] of risks) {
    const body = `@[Su Yu](person:${person}) ${words}`;
    const answer = await fetch(`/api/records/risk/${risk}/comments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify({ body }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
}"""
WHO = "async () => (await (await fetch('/api/session')).json()).user.id"


def mention(visit: Any, person: int, *risks: tuple[int, str]) -> None:
    """Somebody else names this person in comments of these risks."""
    visit("chengyuan").page.evaluate(MENTION, [[list(risk) for risk in risks], person])


def line(page: Any, words: str) -> Any:
    return page.locator(".in-row", has_text=words)


def test_lines_are_worked_off_by_keyboard(visit):
    visitor = visit("suyu")
    page = visitor.page
    mention(visit, page.evaluate(WHO), (6, "first thing"), (7, "second thing"), (9, "third thing"))
    visitor.open("/my-work")
    page.locator("#root main").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(line(page, "third thing")).to_be_visible()
    expect(page.locator(".in-row").nth(0)).to_contain_text("third thing")
    page.keyboard.press("j")
    expect(line(page, "third thing")).to_have_attribute("data-cursor", "true")
    page.keyboard.press("Space")
    peek = page.get_by_test_id("peek")
    expect(peek.locator(".rc-act")).to_contain_text("third thing")
    expect(line(page, "third thing")).not_to_have_class(re.compile("new"))
    page.keyboard.press("j")
    expect(peek.locator(".rc-act")).to_contain_text("second thing")
    page.keyboard.press("k")
    expect(peek.locator(".rc-act")).to_contain_text("third thing")
    # Done: the line goes, the next one is looked at.
    page.keyboard.press("e")
    expect(line(page, "third thing")).to_have_count(0)
    expect(peek.locator(".rc-act")).to_contain_text("second thing")
    page.keyboard.press("Control+z")
    expect(line(page, "third thing")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(line(page, "third thing")).to_have_count(0)
    # Later: chosen with the arrow keys, found under its tab, and opened again from there.
    page.keyboard.press("s")
    expect(page.get_by_role("menuitem").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(line(page, "second thing")).to_have_count(0)
    page.get_by_role("tab", name="稍后").click()
    expect(line(page, "second thing")).to_be_visible()
    line(page, "second thing").get_by_role("button", name="重新打开").click()
    expect(line(page, "second thing")).to_have_count(0)
    page.get_by_role("tab", name="待处理").click()
    expect(line(page, "second thing")).to_be_visible()
    page.get_by_role("tab", name="已处理").click()
    expect(line(page, "third thing")).to_be_visible()
    visitor.check()


def test_a_line_is_opened_and_done_on_a_phone(visit):
    visitor = visit("suyu", "en", "phone")
    page = visitor.page
    mention(visit, page.evaluate(WHO), (11, "read me"))
    visitor.open("/inbox")
    line(page, "read me").locator(".in-main").tap()
    page.wait_for_url(re.compile(r"/r/risk/11$"))
    expect(page.locator(".rc-act")).to_contain_text("read me")
    page.go_back()
    line(page, "read me").get_by_role("button", name="Done").tap()
    expect(line(page, "read me")).to_have_count(0)
    page.locator(".toast-act").tap()
    expect(line(page, "read me")).to_be_visible()
    visitor.check()
