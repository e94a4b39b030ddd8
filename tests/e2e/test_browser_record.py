"""One record as a person works with it: read beside its list, changed by keyboard, discussed, closed and taken back."""

import re
from typing import Any

import pytest

expect: Any = pytest.importorskip("playwright.sync_api").expect
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PASTE = """data => {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""


def value(page: Any, label: str) -> Any:
    """The value that stands beside a label of the record."""
    return page.locator(".rc-kv", has=page.locator(f".rc-k:text-is('{label}')"))


def test_a_risk_is_changed_beside_its_list_by_keyboard_and_taken_back(visit):
    visitor = visit()
    page = visitor.page
    visitor.open("/p/JZ1Y/r/risk?peek=2")
    peek = page.get_by_test_id("peek")
    expect(peek.get_by_role("heading", level=2)).to_contain_text("PACS")
    expect(value(page, "得分")).to_contain_text("16")
    value(page, "概率").get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(value(page, "得分")).to_contain_text("8")
    expect(peek.locator(".rc-act li").first).to_contain_text(re.compile("概率 4 → 2"))
    page.keyboard.press("Control+z")
    expect(value(page, "得分")).to_contain_text("16")
    page.keyboard.press("j")
    expect(page).not_to_have_url(re.compile("peek=2$"))
    page.keyboard.press("Escape")
    expect(peek).to_have_count(0)
    visitor.check()


def test_a_comment_names_people_and_records_and_a_screenshot_is_kept(visit):
    visitor = visit()
    page = visitor.page
    visitor.open("/p/JZ1Y/r/risk/3")
    expect(page.get_by_role("heading", level=2)).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.type("请 @陆川")
    expect(page.get_by_role("option", name="陆川")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("看 #IF-15")
    expect(page.get_by_role("option", name="检验申请 IF-15").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    said = page.locator(".rc-act li").first
    expect(said.get_by_role("link", name="@陆川")).to_be_visible()
    said.get_by_role("link", name="#IF-15").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("检验申请")
    page.mouse.move(0, 0)
    page.evaluate(PASTE, PIXEL)
    picture = page.get_by_role("button", name=re.compile("^查看 截图"))
    picture.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(picture).to_be_focused()
    visitor.check()


def test_closing_asks_for_its_reason_first(visit):
    visitor = visit()
    page = visitor.page
    visitor.open("/p/JZ1Y/r/risk/4")
    page.get_by_role("button", name="改变状态").click()
    page.get_by_role("menuitem", name="关闭").click()
    dialog = page.get_by_role("dialog")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.keyboard.type("单位已统一")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="改变状态")).to_contain_text("已关闭")
    expect(page.locator(".rc-act li").first).to_contain_text("→ 单位已统一")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="改变状态")).not_to_contain_text("已关闭")
    visitor.check()


@pytest.mark.parametrize(("lang", "why"), [("zh-CN", "为什么不能？"), ("en", "Why not?")])
def test_a_reader_on_a_phone_is_told_why_not(visit, lang, why):
    visitor = visit("gumingyuan", lang, "phone")
    page = visitor.page
    visitor.open("/p/JZ1Y/r/risk?peek=1")
    page.get_by_role("button", name=why).click()
    expect(page.locator(".rc-why-p")).to_contain_text("JZ1Y")
    visitor.check()


def test_a_letter_walks_or_does_but_never_both(visit):
    visitor = visit()
    page = visitor.page
    visitor.open("/p/JZ1Y/r/risk?peek=5")
    row = page.locator("[role=row][data-id='5']")
    expect(row).to_have_class(re.compile("cur"))  # the address brought the cursor along
    at = int(row.get_attribute("aria-rowindex"))
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("k")  # also with a selection
    expect(page.locator(f"[role=row][aria-rowindex='{at - 1}']")).to_have_class(re.compile("cur"))
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".keyrow", has_text="登记检查")).to_contain_text(re.compile("Shift.*K"))
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("Shift+K")
    expect(page.get_by_role("dialog")).to_contain_text("登记检查")
    page.keyboard.press("Escape")
    visitor.check()


def test_a_refused_verb_is_reached_and_explained_by_keyboard(visit):
    visitor = visit("suyu", "en")
    page = visitor.page
    visitor.open("/p/JZ1Y/r/risk/25")  # closed
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[role=menu] [data-autofocus]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    refused = page.get_by_role("menuitem", name="Record check", disabled=True)
    expect(refused).to_be_focused()
    expect(refused).to_have_accessible_description(re.compile("^Only possible in the state"))
    page.keyboard.press("Enter")
    expect(refused).to_be_visible()
    expect(page.locator("[aria-modal=true]")).to_have_count(0)
    visitor.check()
