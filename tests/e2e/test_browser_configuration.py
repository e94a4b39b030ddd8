"""The company bends the program through its pages: a quality inspection from its name to a signed record."""

import json
import re
from typing import Any

import pytest

expect: Any = pytest.importorskip("playwright.sync_api").expect


def save_field(page: Any, label: str, kind: str, *, is_last: bool = False) -> None:
    """Name and type of a new field; saved by keyboard, the next form is there at once."""
    page.fill("#cf-label_zh", label)
    page.select_option("#cf-type", kind)
    page.keyboard.press("Control+Enter" if is_last else "Control+Shift+Enter")
    if is_last:
        expect(page.locator(".cf-name", has_text=label)).to_be_visible()
    else:
        expect(page.locator("#cf-label_zh")).to_have_value("")


def add_state(page: Any, zh: str, en: str) -> None:
    page.get_by_role("button", name="添加状态").click()
    page.fill("#cs-label_zh", zh)
    page.fill("#cs-label_en", en)


def lead(page: Any, source: str, target: str, verb: str) -> None:
    """A transition from one state to another, chosen in the list."""
    page.locator(".cf-row", has_text=source).first.click()
    page.get_by_label("添加流转", exact=True).select_option(label=target)
    page.fill("#ct-label_zh", verb)


def test_a_quality_inspection_is_made_through_the_pages_alone(visit):
    visitor = visit("chengyuan")
    page = visitor.page
    visitor.open("/admin/configuration?part=entities")
    page.get_by_role("button", name="新建对象").click()
    page.fill("#ce-label_zh", "质量检查单")
    page.fill("#ce-label_en", "Quality inspection")
    page.fill("#ce-group_zh", "质量")
    page.fill("#ce-group_en", "Quality")
    page.fill("#ce-numbering", "QC-{n:03d}")
    expect(page.get_by_text("依次为 QC-001、QC-002")).to_be_visible()
    page.keyboard.press("Enter")

    page.get_by_role("button", name="新增字段").click()
    page.select_option("#cf-type", "choice")
    page.get_by_role("button", name="添加选项").click()
    page.keyboard.type("合格")
    page.keyboard.press("Enter")
    page.keyboard.type("不合格")
    expect(page.get_by_role("complementary", name="预览")).to_contain_text("合格")
    save_field(page, "检查结果", "choice")
    save_field(page, "检查日期", "date")
    save_field(page, "整改费用", "money", is_last=True)

    page.get_by_role("tab", name="表单和列表").click()
    expect(page.get_by_role("complementary", name="预览")).to_contain_text("整改费用")
    page.get_by_role("button", name="保存", exact=True).click()

    page.get_by_role("tab", name="4 流程").click()
    add_state(page, "会签中", "Countersigning")
    states = page.get_by_role("list", name="状态")
    first = states.locator(".cf-row .cf-grow").first.inner_text()
    lead(page, first, "会签中", "提交会签")
    page.get_by_label("必填字段").select_option(label="检查日期")
    page.click("#ct-guard")
    page.keyboard.type("{检查结果")
    page.keyboard.press("Enter")
    page.keyboard.type(" =")
    page.keyboard.press("Enter")
    expect(page.locator("#ct-guard")).to_have_value('{检查结果} = "he_ge"')
    expect(page.get_by_role("status").filter(has_text="正确")).to_be_visible()
    page.fill("#ct-refusal_zh", "不合格的先整改")
    expect(page.locator(".cf-arrow", has_text="提交会签")).to_be_visible()
    lead(page, "会签中", "已完成", "会签完成")
    page.get_by_role("button", name="保存流程").click()
    expect(page.get_by_text("全公司的流程")).to_be_visible()

    page.get_by_role("tab", name="5 审批").click()
    page.get_by_role("link", name="去设置审批").click()
    page.fill("#apr-name", "质量会签")
    page.select_option("#apr-to", "done")
    page.get_by_text("还没有审批人").click()
    for name in ("陆川", "梅雨"):
        page.get_by_label("类别").select_option("person")
        page.locator(".ap-add input[role=combobox]").fill(name)
        page.get_by_role("option", name=name).click()
    page.select_option("#g0-0-mode", "all")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page).to_have_url(re.compile(r"route=\d+"))
    visitor.check()


def test_its_records_are_like_built_in_ones_and_its_workflow_holds(visit):
    visitor = visit("suyu")
    page = visitor.page
    visitor.open("/p/JZ1Y")
    page.get_by_role("link", name="质量检查单").first.click()
    expect(page.get_by_role("button", name="新建质量检查单").first).to_be_visible()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("检查结果").select_option(label="不合格")
    dialog.locator("[data-field=title] input").fill("机房接地电阻")
    dialog.locator("[data-field=title] input").press("Control+Enter")
    peek = page.get_by_test_id("peek")
    expect(peek).to_contain_text("QC-001")
    expect(peek).to_contain_text("不合格")
    peek.locator(".rc-state").click()
    step = page.get_by_role("menuitem", name="提交会签")
    expect(step).to_be_disabled()
    expect(step).to_contain_text("不合格的先整改")
    page.keyboard.press("Escape")
    result = peek.locator(".rc-kv", has=page.locator(".rc-k:text-is('检查结果')"))
    result.get_by_role("button").first.click()
    page.get_by_role("option", name="合格", exact=True).click()
    expect(result.locator(".marked")).to_have_text("合格")
    peek.locator(".rc-state").click()
    step.click()
    asked = page.get_by_role("dialog", name="提交会签")
    asked.get_by_label("检查日期").fill("2026-07-14")
    asked.get_by_role("button", name="提交会签").click()
    expect(peek.locator(".rc-state, .rc-v", has_text="会签中").first).to_be_visible()
    peek.locator(".rc-state").click()
    expect(page.get_by_role("menuitem", name="会签完成")).to_contain_text("需要审批")
    visitor.open("/p/JZ1Y/r/x_quality_inspection?view=board")
    expect(page.get_by_text("会签中").first).to_be_visible()
    expect(page.get_by_text("机房接地电阻")).to_be_visible()
    visitor.check()


def test_a_project_has_a_field_of_its_own_and_no_other_shows_it(visit):
    visitor = visit("suyu")
    page = visitor.page
    visitor.open("/p/JZ1Y/settings/configuration?entity=risk")
    page.get_by_role("button", name="新增字段").click()
    page.fill("#cf-label_zh", "院感等级")
    page.select_option("#cf-type", "rating")
    page.get_by_label("默认显示在列表中").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cf-name", has_text="院感等级")).to_be_visible()
    visitor.open("/p/JZ1Y/r/risk")
    expect(page.get_by_role("columnheader", name="院感等级")).to_be_visible()
    visitor.open("/r/risk")
    expect(page.get_by_role("columnheader").first).to_be_visible()
    expect(page.get_by_role("columnheader", name="院感等级")).to_have_count(0)

    visitor.open("/p/JZ1Y/settings/configuration?part=changes&entity=risk")
    line = page.locator(".cf-change", has_text="院感等级").first
    with page.expect_response(lambda answer: answer.url.endswith("/api/undo")):
        line.get_by_role("button", name="撤销").click()
    expect(page.locator(".cf-change")).not_to_have_count(1)
    visitor.open("/p/JZ1Y/r/risk")
    expect(page.get_by_role("columnheader").first).to_be_visible()
    expect(page.get_by_role("columnheader", name="院感等级")).to_have_count(0)
    visitor.check()


def test_a_project_has_a_workflow_of_its_own_on_its_boards_and_gives_it_back(visit):
    visitor = visit("suyu")
    page = visitor.page
    visitor.open("/p/JZ1Y/settings/configuration?part=workflow&entity=risk")
    expect(page.get_by_text("程序自带的流程")).to_be_visible()
    add_state(page, "复核", "Second look")
    lead(page, "分析", "复核", "送复核")
    page.get_by_role("button", name="保存流程").click()
    expect(page.get_by_text("本项目自己的流程")).to_be_visible()
    visitor.open("/p/JZ1Y/r/risk?view=board")
    expect(page.get_by_text("测评材料缺失")).to_be_visible()
    expect(page.get_by_text("复核", exact=True)).to_be_visible()
    visitor.open("/p/JZ1Y/settings/configuration?part=workflow&entity=risk")
    page.get_by_role("button", name="改回全公司流程").click()
    expect(page.get_by_text("程序自带的流程")).to_be_visible()
    visitor.open("/p/JZ1Y/r/risk?view=board")
    expect(page.get_by_text("测评材料缺失")).to_be_visible()
    expect(page.get_by_text("复核", exact=True)).to_have_count(0)
    visitor.check()


def test_a_formula_is_checked_while_it_is_written_and_points_at_its_fault(visit):
    visitor = visit("chengyuan", lang="en")
    page = visitor.page
    visitor.open("/admin/configuration?entity=payment_term")
    page.get_by_role("button", name="New field").click()
    page.get_by_label("Computed by a formula").check()
    page.click("#cf-expression")
    page.keyboard.type("IF(1 > ")
    expect(page.locator("#cf-expression-verdict")).to_have_attribute("role", "alert")
    expect(page.locator(".cf-wrong mark")).to_be_visible()
    page.keyboard.type("0, 2, 3)")
    expect(page.locator("#cf-expression-verdict")).to_contain_text("Right")
    expect(page.locator("#cf-type")).to_have_value("decimal")
    visitor.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_telephone_edits_a_workflow_in_its_lists(visit, scheme):
    visitor = visit("suyu", size="phone", scheme=scheme)
    page = visitor.page
    visitor.open("/p/JZ1Y/settings/configuration?part=workflow&entity=risk")
    expect(page.get_by_role("list", name="状态").get_by_role("listitem")).not_to_have_count(0)
    expect(page.locator(".cf-diagram")).to_have_count(0)
    page.locator(".cf-row.steps").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("中文名称").first).to_be_visible()
    sheet.get_by_role("button", name="完成").click()
    visitor.check()


def test_an_own_kind_of_records_goes_to_another_installation_as_a_file(visit, tmp_path):
    visitor = visit("chengyuan")
    page = visitor.page
    visitor.open("/admin/configuration?part=entities")
    page.get_by_role("button", name="质量检查单").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出文件").click()
    content = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [field["label_zh"] for field in content["fields"]] == ["检查结果", "检查日期", "整改费用"]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", content["key"])
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**content, "key": "site_visit"}), encoding="utf-8")
    page.get_by_role("button", name="自建对象").click()
    page.get_by_test_id("entity-file").set_input_files(str(other))
    plan = page.get_by_role("dialog")
    expect(plan.get_by_role("listitem")).to_have_count(5)
    expect(page.locator(".ad-r")).to_have_count(2)
    plan.get_by_role("button", name="导入").click()
    expect(page.get_by_role("tab", name="2 字段")).to_be_enabled()
    page.get_by_role("button", name="自建对象").first.click()
    expect(page.locator(".ad-r")).to_have_count(3)
    visitor.check()
