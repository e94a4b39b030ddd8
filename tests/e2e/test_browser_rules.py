"""A rule from the empty form to its log: written by keyboard, tried out, saved, set off by a person, taken back."""

from typing import Any

import pytest

expect: Any = pytest.importorskip("playwright.sync_api").expect

PLACE = "/p/JZ1Y/settings/configuration?part=rules"


def test_a_rule_is_written_tried_and_runs(visit):
    visitor = visit("suyu")
    page = visitor.page
    visitor.open(PLACE)
    expect(page.locator(".au-rule")).to_have_count(2)
    page.get_by_role("button", name="新增规则").focus()
    page.keyboard.press("Enter")
    page.locator("#au-label_zh").focus()
    page.keyboard.type("高风险要有负责人")
    page.select_option("#au-when", "changed")
    page.fill("#au-if", "{变更前.影响} < 5 && {影响} = 5")
    expect(page.get_by_text("正确，结果类型：是/否")).to_be_visible()
    save = page.get_by_role("button", name="保存", exact=True)
    expect(save).to_be_disabled()
    expect(page.get_by_text("请添加至少一个动作")).to_be_visible()
    page.select_option("#au-add", "set")
    page.get_by_label("添加字段……").select_option(label="标签")
    page.get_by_role("button", name="公式").click()
    page.get_by_label("标签").last.fill("1")
    page.get_by_role("button", name="去掉「标签」").click()
    page.get_by_label("添加字段……").select_option(label="关闭原因")
    page.fill("#au-0-close_reason", "规则写的")
    page.select_option("#au-add", "message")
    page.locator("#au-1-to").select_option("owner")
    page.fill("#au-1-text_zh", "{风险}：影响为 {影响}")
    expect(save).to_be_enabled()

    trial = page.get_by_role("complementary", name="试运行")
    trial.get_by_role("button", name="试运行").click()
    expect(trial.get_by_role("status")).to_contain_text("共 10 条")
    page.fill("#au-if", "{影响} >= 4")
    trial.get_by_role("button", name="试运行").click()
    expect(trial.locator(".au-steps").first).to_contain_text("影响为")
    page.fill("#au-if", "{变更前.影响} < 5 && {影响} = 5")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".au-rule")).to_have_count(3)
    expect(page.locator(".au-rule").last).to_contain_text("记录改变时 → 设置字段，发消息")

    done = page.evaluate(
        """async () => {
          const token = document.cookie.match(/csrf[^=]*=([^;]+)/)[1];
          const { rows } = await (await fetch('/api/records/risk?project=JZ1Y&limit=50')).json();
          const row = rows.find((one) => one.impact < 5 && one.status !== 'closed');
          const headers = { 'Content-Type': 'application/json', 'If-Match': `"${row.version}"`, 'X-CSRFToken': token };
          const body = JSON.stringify({ values: { impact: 5 } });
          const answer = await fetch(`/api/records/risk/${row.id}`, { method: 'PATCH', headers, body });
          return [answer.status, row.code, row.id];
        }"""
    )
    assert done[0] == 200
    page.locator(".au-rule").last.get_by_role("button").last.click()
    run = page.locator(".au-run").first
    expect(run).to_contain_text("已执行", timeout=30_000)
    expect(run).to_contain_text(done[1])
    reason = f"async () => (await (await fetch('/api/records/risk/{done[2]}')).json()).row.close_reason"
    assert page.evaluate(reason) == "规则写的"
    run.get_by_role("button", name="撤销").click()
    expect(run.get_by_role("button", name="撤销")).to_have_count(0)
    assert page.evaluate(reason) == ""

    page.get_by_role("button", name="规则", exact=True).click()
    page.locator(".au-rule").last.locator(".cf-name").click()
    page.get_by_role("button", name="删除").click()
    expect(page.locator(".au-rule")).to_have_count(2)
