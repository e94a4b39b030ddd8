"""Plan analysis under real hands: a run and its dates, the checks, a comparison, a traced path; languages and sizes."""

import re
from typing import Any

import pytest
from plan_page import PlanPage

expect: Any = pytest.importorskip("playwright.sync_api").expect

PARTS = ("risk", "health", "compare", "trend", "delay", "earned")
#: The first simulation of a process compiles the kernels.
COMPILING_MS = 240_000


def _read(page: Any, path: str) -> dict:
    return page.evaluate(
        "async path => (await fetch(`/api/projects/JZ1Y/analysis/${path}`)).json()",
        path,
    )


def _simulate(page: Any) -> None:
    page.get_by_test_id("run").click()
    expect(page.get_by_test_id("run")).to_be_visible(timeout=COMPILING_MS)
    expect(page.get_by_test_id("s-curve")).to_be_visible()


def _share(reading: Any) -> float:
    return float(re.search(r"([\d.]+) %", reading.inner_text()).group(1))


def test_a_simulation_is_run_and_any_date_is_read_by_mouse_and_by_keys(visit) -> None:
    visitor = visit("suyu", "en")
    page = visitor.page
    visitor.open("/p/JZ1Y/analysis/risk")
    _simulate(page)
    run = _read(page, "simulation/latest")
    facts = page.locator("dl.facts")
    expect(facts).to_contain_text(f"{run['iterations']:,} iterations")
    expect(facts).to_contain_text(str(run["seed"]))

    reading, line = page.get_by_test_id("reading"), page.get_by_test_id("date-line")
    focus = next(target for target in run["targets"] if target["id"] == run["focus"]["id"])
    page.get_by_role("row", name=re.compile("^P80 ")).get_by_role("button").click()
    assert 79 <= _share(reading) <= 90
    line.focus()
    before, day = _share(reading), int(line.get_attribute("aria-valuenow"))
    page.keyboard.press("Shift+ArrowRight")
    assert int(line.get_attribute("aria-valuenow")) == day + 7
    assert _share(reading) >= before
    page.keyboard.press("End")
    assert _share(reading) == 100
    page.keyboard.press("Home")
    assert _share(reading) < 1

    box = page.get_by_test_id("s-curve").bounding_box()
    grip = line.locator("rect").bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, grip["y"], steps=6)
    page.mouse.up()
    dragged = int(line.get_attribute("aria-valuenow"))
    read = _share(reading)
    # What is read agrees with the curve that the server gave.
    end = (dragged + 1) * 1440
    below = max([share for at, share in focus["curve"] if at <= end], default=0.0)
    above = min([share for at, share in focus["curve"] if at >= end], default=1.0)
    assert below * 100 - 1 <= read <= above * 100 + 1
    visitor.check()


def test_a_run_says_that_the_plan_has_moved_and_names_open_the_task(visit) -> None:
    visitor = visit("suyu", "zh-CN")
    page = visitor.page
    visitor.open("/p/JZ1Y/analysis/risk")
    _simulate(page)
    expect(page.get_by_test_id("stale")).to_have_count(0)
    other = PlanPage(visit("chengyuan", "zh-CN"))
    task = other.id_of("8.15")
    other.show(task)
    other.page.click(f"[data-task='{task}'] [data-column=duration]")
    revision = other.state()["revision"]
    other.page.keyboard.press("F2")
    other.page.keyboard.press("Control+a")
    other.page.keyboard.type("7d")
    other.page.keyboard.press("Enter")
    other.wait_revision_above(revision)
    expect(page.get_by_test_id("stale")).to_be_visible(timeout=10_000)
    moved = other.state()["revision"]
    other.page.keyboard.press("Escape")
    other.page.keyboard.press("Control+z")
    other.wait_revision_above(moved)

    first = page.locator(".an-tor a").first
    name = first.get_attribute("title")
    first.click()
    page.wait_for_url("**/plan*")
    expect(page.get_by_test_id("plan-panel")).to_have_attribute("aria-label", name)
    expect(page.get_by_test_id("causes").locator("li").first).to_be_visible(timeout=20_000)
    visitor.check()


def test_drivers_are_edited_before_a_run_and_faults_are_said(visit) -> None:
    visitor = visit("suyu", "en")
    page = visitor.page
    visitor.open("/p/JZ1Y/analysis/risk")
    page.get_by_test_id("settings").click()
    panel = page.get_by_test_id("run-panel")
    panel.get_by_role("button", name="Add driver").click()
    driver = panel.get_by_role("group", name="New driver")
    page.get_by_test_id("run").click()
    expect(driver.get_by_role("alert").first).to_contain_text("name")
    driver.get_by_role("textbox", name="Name").fill("Second test bench")
    added = panel.get_by_role("group", name="Second test bench")
    tasks = added.get_by_role("combobox")
    tasks.fill("8.12")
    page.keyboard.press("Enter")
    expect(added.get_by_role("alert")).to_have_count(0)
    page.get_by_label("Iterations").fill("2000")
    _simulate(page)
    expect(page.locator("dl.facts")).to_contain_text("2,000 iterations")
    assert any(one["name"] == "Second test bench" for one in _read(page, "simulation/latest")["drivers_days"])
    visitor.check()


def test_checks_are_walked_with_keys_and_an_offender_opens_in_the_plan(visit) -> None:
    visitor = visit("suyu", "zh-CN")
    page = visitor.page
    visitor.open("/p/JZ1Y/analysis/health")
    checks = _read(page, "health")["checks"]
    expect(page.locator(".an-checks tbody tr")).to_have_count(24)
    failed = next(check for check in checks if check["verdict"] == "fail" and check["offenders"])
    for _step in range(failed["number"]):
        page.keyboard.press("j")
    detail = page.get_by_test_id("check")
    expect(detail.get_by_role("heading", level=2).first).to_contain_text(failed["title"])
    expect(detail).to_contain_text(failed["sentence"])
    expect(detail.get_by_text(failed["formula"])).to_be_hidden()
    detail.get_by_text("公式与依据").click()
    expect(detail.get_by_text(failed["formula"])).to_be_visible()
    offender = failed["offenders"][0]
    detail.locator(".an-list a").first.click()
    page.wait_for_url("**/plan*")
    expect(page.get_by_test_id("plan-panel")).to_have_attribute("aria-label", re.compile(re.escape(offender["name"])))
    visitor.check()


def test_the_causes_of_a_movement_add_up_and_lead_to_their_rows(visit) -> None:
    visitor = visit("suyu", "en")
    page = visitor.page
    visitor.open("/p/JZ1Y/analysis/compare")
    expect(page.get_by_test_id("waterfall")).to_be_visible(timeout=30_000)
    page.get_by_test_id("take-snapshot").click()
    page.get_by_label("Name").fill("before the walk")
    page.get_by_role("dialog").get_by_role("button", name="Take a snapshot").click()
    expect(page.get_by_test_id("to").locator("option", has_text="before the walk")).to_have_count(1)
    answer = _read(page, f"compare?from={page.get_by_test_id('from').input_value()}&to=now")
    assert sum(part["minutes"] for part in answer["split"]) == answer["moved_minutes"]
    shown = page.get_by_test_id("waterfall").locator("[data-cause]")
    expect(shown).to_have_count(6)
    values = [text.split("\n")[-1].replace("−", "-").removesuffix(" d") for text in shown.all_inner_texts()]
    assert abs(sum(map(float, values)) - answer["moved_days"]) <= 0.05 * len(values)
    shown.first.click()
    expect(shown.first).to_have_attribute("aria-pressed", "true")
    visitor.check()


def test_a_path_is_highlighted_and_columns_of_floats_are_shown(visit) -> None:
    plan = PlanPage(visit("suyu", "en"))
    page, task = plan.page, plan.id_of("8.17")
    plan.show(task)
    page.click(f"[data-task='{task}'] [data-column=name]")
    page.keyboard.press("p")
    bar = page.get_by_test_id("path-bar")
    expect(bar).to_be_visible()
    driving = set(plan.state()["traced"])
    assert {task, plan.id_of("8.16"), plan.id_of("8")} <= driving
    bar.get_by_role("button", name="1", exact=True).click()
    path = page.evaluate(
        "async id => (await fetch(`/api/projects/JZ1Y/analysis/paths?task=${id}&count=8`)).json()", task
    )["paths"][0]
    assert set(path["tasks"]) <= set(plan.state()["traced"])
    expect(page.locator(".lg-row.faint").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    assert plan.state()["traced"] is None
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Independent float").click()
    page.get_by_role("menuitem", name="Longest path").click()
    page.keyboard.press("Escape")
    floats = page.evaluate("async () => (await fetch('/api/projects/JZ1Y/analysis/floats')).json()")
    at = floats["ids"].index(task)
    expect(page.locator(f"[data-task='{task}'] [data-column=longest]")).to_have_text(
        "✓" if floats["longest"][at] else ""
    )
    expect(page.locator(f"[data-task='{task}'] [data-column=independent_float]")).not_to_have_text("—")
    plan.visitor.check()


@pytest.mark.parametrize(
    ("lang", "size", "scheme"), [("zh-CN", "phone", "dark"), ("en", "phone", "light"), ("zh-CN", "desk", "dark")]
)
def test_every_part_stands_on_every_screen(visit, lang: str, size: str, scheme: str) -> None:
    visitor = visit("suyu", lang, size, scheme)
    page = visitor.page
    for part in PARTS:
        visitor.open(f"/p/JZ1Y/analysis/{part}")
        expect(page.locator(".an-body h2").first).to_be_visible(timeout=COMPILING_MS)
        wide = page.evaluate(
            "() => [...document.querySelectorAll('.an *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
            " && !e.closest('.views')).map(e => e.className.baseVal ?? e.className).slice(0, 5)"
        )
        assert not wide, f"{part} is wider than the screen: {wide}"
        visitor.check()
