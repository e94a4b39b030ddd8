"""Every page in both languages at both sizes: clean console, no refusal, nothing from elsewhere, no overflow."""

import re

import pytest

PAGES = ("/", "/projects", "/p/JZ1Y", "/p/JZ1Y/plan", "/calendars")
# What the program itself says, in contrast to names that people typed.
_FURNITURE = """() => [...document.querySelectorAll(
    'nav, header, h1, h2, h3, th, [role=columnheader], label, [title], [aria-label]')].flatMap(e => [
        e.matches('h1, h2, h3, th, [role=columnheader], label') ? e.innerText : '',
        e.title || '', e.getAttribute('aria-label') || '']).filter(Boolean)"""
_HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_pages_are_clean(visit, lang: str, size: str) -> None:
    visitor = visit("suyu", lang, size)
    for path in PAGES:
        visitor.open(path)
        visitor.page.wait_for_selector("main, [role=main]", timeout=15_000)
        visitor.page.wait_for_timeout(700)
        assert visitor.page.evaluate("document.documentElement.lang").startswith(lang[:2])
        text = visitor.page.inner_text("body")
        assert len(text) > 60, f"{path} is empty"
        if lang == "en":
            words = visitor.page.evaluate(_FURNITURE)
            # The mark of the product and the switch to Chinese are the only Han in an English page's furniture.
            left = [w for w in words if _HAN.search(w.replace("联桥", "").replace("中文", "").replace("中", ""))]
            assert not left, f"{path} in English says {left[:5]}"
        visitor.check()


def test_login_page_in_both_languages(chromium, site) -> None:
    for lang, word in (("zh-CN", "登录"), ("en-GB", "Log in")):
        context = chromium.new_context(locale=lang, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(site + "/")
        assert word in page.inner_text("body")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        context.close()


def test_keyboard_reaches_the_plan(visit) -> None:
    """Ctrl K, a few letters, Enter: nobody needs a mouse to get to the plan."""
    visitor = visit("suyu", "en")
    page = visitor.page
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=dialog] input, [role=combobox]", timeout=5_000)
    page.keyboard.type("JZ1Y")
    page.wait_for_timeout(900)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/p/JZ1Y"), timeout=10_000)
    visitor.check()


def test_vendor_sees_its_own_rows_only(visit) -> None:
    visitor = visit("yaolei", "zh-CN")
    visitor.open("/p/JZ1Y/plan")
    visitor.page.wait_for_timeout(1500)
    plan = visitor.page.evaluate("async () => (await fetch('/api/projects/JZ1Y/plan')).json()")
    owners = set(plan["tasks"]["owner"])
    assert len(plan["tasks"]["id"]) > 0
    assert len(owners) == 1
    assert "schedule.edit" not in plan["project"]["can"]
    visitor.check()
