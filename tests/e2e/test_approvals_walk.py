"""A payment is approved: asked for, returned from a phone, handed in again, signed on a phone and by a deputy."""

import re
from typing import Any

import pytest

expect: Any = pytest.importorskip("playwright.sync_api").expect
ID_OF = """async code => {
  const answer = await (await fetch('/api/records/payment_term?project=JZ1Y&limit=100')).json();
  return (answer.rows ?? answer.items).find(row => row.code === code).id;
}"""
STATUS = "async id => (await (await fetch(`/api/records/payment_term/${id}`)).json()).row.status"
AMOUNT = "async id => (await (await fetch(`/api/records/payment_term/${id}`)).json()).row.amount"
_CHECKED = 15_000  # the server looks at the drawing a moment after the last key
LARGE, SMALL, TRIED = "V3-3", "V5-3", "V6-2"


def open_payment(visitor: Any, code: str) -> int:
    """The page of a payment term, once its state can be changed."""
    key = int(visitor.page.evaluate(ID_OF, code))
    visitor.open(f"/p/JZ1Y/r/payment_term/{key}")
    visitor.page.locator(".rc-state").wait_for()
    return key


def take_step(page: Any, words: str) -> None:
    """A step from the menu of the state, by the keyboard: the arrow keys find it, Enter takes it."""
    page.locator(".rc-state").focus()
    page.keyboard.press("Enter")
    item = page.get_by_role("menuitem", name=words)
    expect(item).to_be_visible()
    for _ in range(8):
        if item.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def ask(visitor: Any, code: str, note: str) -> int:
    """Trigger a payment and ask for the approval that its next step needs."""
    page = visitor.page
    key = open_payment(visitor, code)
    take_step(page, "触发")
    expect(page.locator(".rc-state")).to_contain_text("触发待开票")
    # The state menu says that the step needs an approval, and begins one.
    expect(page.get_by_role("button", name="发起审批：付款审批")).to_be_enabled()
    take_step(page, "开票")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".ap-flow")).to_contain_text("苏予")
    page.keyboard.type(note)
    return key


def row(page: Any, code: str) -> Any:
    return page.locator(".ap-row", has_text=code)


def test_a_large_payment_is_returned_handed_in_again_and_signed_by_a_deputy(visit):
    asker = visit("qiyue")
    page = asker.page
    key = ask(asker, LARGE, "接口已联调通过，申请开票。")
    stages = page.get_by_role("dialog").locator(".ap-stage")
    expect(stages.nth(1)).to_contain_text("程远")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    section = page.get_by_role("region", name="审批", exact=True)
    expect(section).to_contain_text("等待 苏予")
    # The record is frozen: its amount is no field any more that one could write into.
    expect(page.locator(".rc-kv", has_text="金额").locator(".rc-can")).to_have_count(0)
    assert page.evaluate(STATUS, key) == "triggered"

    # In the list the server refuses, the cell takes its value back, and the sentence leads to the approval.
    other = visit("qiyue")
    other.open("/p/JZ1Y/r/payment_term")
    cell = other.page.locator(f"[data-id='{key}'] [role=gridcell][aria-colindex='8']")
    before = cell.inner_text()
    cell.click()
    other.page.keyboard.press("Enter")
    other.page.keyboard.type("1")
    other.page.keyboard.press("Enter")
    other.page.get_by_role("button", name="查看审批").click()
    expect(other.page.get_by_role("region", name="审批", exact=True)).to_contain_text("等待 苏予")
    assert page.evaluate(AMOUNT, key) == 69_600_000
    assert before == "69.6"
    assert all("409" in fault for fault in other.faults), other.faults

    # Returned from the phone: the inbox leads there, the comment must be given.
    manager = visit("suyu", "zh-CN", "phone")
    phone = manager.page
    manager.open("/inbox")
    line = phone.locator(".in-row", has_text=LARGE)
    line.get_by_role("button", name="退回").tap()
    form = line.get_by_role("form", name="退回")
    form.get_by_role("button", name="退回").tap()
    expect(form.get_by_role("alert")).to_have_text("请写明需要修改什么。")
    form.locator("textarea").fill("请补充验收单编号。")
    form.get_by_role("button", name="退回").tap()
    expect(line).to_have_count(0)

    # The requester reads why, and hands it in again; the page hears of it by itself.
    expect(section).to_contain_text("请补充验收单编号。")
    section.get_by_role("button", name="重新提交").click()
    section.locator("form textarea").fill("验收单 YS-2026-017。")
    page.keyboard.press("Control+Enter")
    expect(section).to_contain_text("第 2 轮")
    expect(section).to_contain_text("等待 苏予")

    # The director is away and names a deputy in between.
    director = visit("chengyuan")
    away = director.page
    director.open("/me")
    deputies = away.get_by_role("region", name="审批代理人")
    deputies.get_by_role("button", name="委托代理人").click()
    deputies.get_by_label("代理人", exact=True).fill("陆川")
    away.get_by_role("option", name=re.compile("陆川")).first.click()
    deputies.get_by_label("原因").fill("出差")
    deputies.get_by_role("button", name="委托", exact=True).click()
    mine = deputies.locator(".ad-line", has_text="陆川")
    expect(mine).to_contain_text("生效中")

    # Two taps on the phone approve.
    manager.open("/approvals")
    asked = row(phone, LARGE)
    asked.get_by_role("button", name="同意").tap()
    asked.get_by_role("button", name="确认同意").tap()
    expect(asked).to_have_count(0)
    manager.check()

    # The deputy signs by the keyboard: the same key twice; what is signed stands beside the list.
    deputy = visit("luchuan")
    desk = deputy.page
    deputy.open("/approvals")
    expect(row(desk, LARGE)).to_contain_text("您代 程远 签署")
    desk.keyboard.press("j")
    desk.keyboard.press("Space")
    peek = desk.get_by_test_id("peek")
    expect(peek).to_contain_text("验收单 YS-2026-017。")
    desk.keyboard.press("a")
    expect(peek.get_by_role("button", name="确认同意")).to_be_visible()
    desk.keyboard.press("a")
    expect(row(desk, LARGE)).to_have_count(0)
    deputy.check()

    # Approved, carried out, on whose behalf stands there; the sheet has both signatures.
    expect(page.locator(".rc-state, .rc-v", has_text="已开票").first).to_be_visible()
    assert page.evaluate(STATUS, key) == "invoiced"
    page.get_by_text("以往审批（1）").click()
    section.get_by_role("link", name=re.compile("付款审批")).click()
    sheet = page.locator(".ap-p")
    expect(sheet.get_by_role("heading")).to_have_text("付款审批表")
    expect(sheet).to_contain_text("陆川（代 程远）")
    expect(sheet.locator(".ap-p-sign").first).to_contain_text("苏予")
    asker.check()

    # Back again: one click ends the deputy's time.
    mine.get_by_role("button", name="结束委托").click()
    expect(mine).to_contain_text("已结束")
    director.check()


def test_a_small_payment_needs_one_signature_and_can_be_withdrawn(visit):
    asker = visit("qiyue")
    page = asker.page
    key = ask(asker, SMALL, "尾款。")
    second = page.get_by_role("dialog").locator(".ap-stage").nth(1)
    expect(second).to_contain_text("不需要")
    page.keyboard.press("Control+Enter")
    section = page.get_by_role("region", name="审批", exact=True)
    expect(section).to_contain_text("等待 苏予")
    section.get_by_role("button", name="撤回").click()
    page.keyboard.press("Control+Enter")
    expect(section.get_by_role("button", name="发起审批：付款审批")).to_be_visible()
    assert page.evaluate(STATUS, key) == "triggered"
    section.get_by_role("button", name="发起审批：付款审批").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("发起审批")).click()
    expect(section).to_contain_text("等待 苏予")
    asker.check()
    manager = visit("suyu")
    manager.open(f"/p/JZ1Y/r/payment_term/{key}")
    section = manager.page.get_by_role("region", name="审批", exact=True)
    section.get_by_role("button", name="同意").click()
    manager.page.keyboard.press("Enter")
    expect(manager.page.locator(".rc-state, .rc-v", has_text="已开票").first).to_be_visible()
    assert manager.page.evaluate(STATUS, key) == "invoiced"
    manager.check()


def test_a_route_is_drawn_by_the_keyboard_tried_and_saved_as_a_version(visit):
    visitor = visit("suyu")
    page = visitor.page
    visitor.open("/p/JZ1Y/settings/approvals")
    page.get_by_role("button", name=re.compile("^付款审批")).click()
    drawing = page.get_by_role("group", name="流程图")
    expect(drawing.locator(".ap-level")).to_have_count(2)
    drawing.get_by_role("button", name="发起").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):  # stage 1, its signers, stage 2
        page.keyboard.press(key)
    page.keyboard.press("+")
    expect(drawing.locator(".ap-level")).to_have_count(3)
    inspector = page.get_by_role("complementary", name="选中的内容")
    inspector.get_by_label("中文名称").fill("商务复核")
    # Who signs is missing, and the drawing says so while one draws.
    expect(drawing.locator(".ap-box.wrong, .ap-head.wrong").first).to_be_visible(timeout=_CHECKED)
    drawing.locator("[data-spot='2']").focus()
    page.keyboard.press("ArrowDown")
    inspector.get_by_label("角色").select_option(label="财务")
    expect(drawing.locator(".wrong")).to_have_count(0, timeout=_CHECKED)
    # Moved to the front and back again with Alt and the arrow keys.
    drawing.locator("[data-spot='2']").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(drawing.locator("[data-spot='1']")).to_contain_text("商务复核")
    page.keyboard.press("Alt+ArrowDown")
    expect(drawing.locator("[data-spot='2']")).to_contain_text("商务复核")
    # Tried with a record, before it is saved.
    page.get_by_role("button", name="模拟").click()
    inspector.get_by_label("记录").fill(TRIED)
    page.get_by_role("option", name=re.compile(TRIED)).first.click()
    expect(inspector.locator(".ap-stage")).to_have_count(3)
    expect(inspector.locator(".ap-stage").nth(2)).to_contain_text("祁月")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第 2 版").first).to_be_visible()
    page.get_by_role("button", name="版本", exact=True).click()
    expect(inspector.get_by_role("listitem")).to_have_count(2)
    # The first version is taken over as the third.
    inspector.get_by_role("button", name="取用").click()
    expect(drawing.locator(".ap-level")).to_have_count(2)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第 3 版").first).to_be_visible()
    visitor.check()


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_pages_of_approvals_are_whole(visit, lang, size):
    visitor = visit("suyu", lang, size)
    for path in ("/approvals?show=all", "/p/JZ1Y/settings/approvals", "/me", "/approvals/2/print", "/inbox"):
        visitor.open(path)
        visitor.page.locator("#main :is(.ap-row, .ap-line, .ad-line, .ap-p, .in-row)").first.wait_for()
        words = visitor.page.locator("#main").inner_text()
        assert not re.findall(r"\b(?:ap|apr|apd|inbox|cfg)\.[a-z][\w.-]+", words), path
        visitor.check()
