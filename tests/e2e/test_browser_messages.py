"""Messages in a browser: an administrator sets up mail and tries it out, and a mention arrives as mail."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from test_browser_inbox import WHO, mention

expect: Any = pytest.importorskip("playwright.sync_api").expect
_SERVERS = Path(__file__).parents[1] / "modules" / "notify" / "servers.py"
LONG = 30_000  # the worker looks every five seconds, and the machine may be busy


def servers() -> Any:
    """The fake servers of the module's own tests."""
    spec = importlib.util.spec_from_file_location("fake_servers", _SERVERS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_mail_is_set_up_tried_chosen_and_arrives(visit):
    with servers().mail_server() as mails:
        admin = visit("xuhang", lang="en")
        admin.open("/me")
        page = admin.page
        page.locator("#me-email").fill("xuhang@example.com")
        page.get_by_role("button", name="Save").first.click()
        admin.open("/admin/messages")
        page.locator("#ho-host").fill("127.0.0.1")
        page.locator("#ho-port").fill(str(mails.port))
        page.get_by_role("button", name="Allow", exact=True).click()
        expect(page.get_by_text(f"127.0.0.1:{mails.port}")).to_be_visible()
        page.get_by_role("button", name="New channel").first.click()
        form = page.get_by_role("dialog")
        form.locator("#ch-name").fill("Company mail")
        form.locator("#ch-host").fill("127.0.0.1")
        form.locator("#ch-port").fill(str(mails.port))
        form.locator("#ch-security").select_option("none")
        form.locator("#ch-sender").fill("bridge@example.com")
        form.get_by_role("button", name="New channel").click()
        expect(form).to_have_count(0)
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("A test message left through Company mail")).to_be_visible(timeout=LONG)
        assert [mail["To"].addresses[0].addr_spec for mail in mails.mails] == ["xuhang@example.com"]
        page.get_by_role("button", name="Switch on").click()
        expect(page.get_by_role("button", name="Switch off")).to_be_visible()

        person = visit("suyu", lang="en")
        person.open("/me")
        person.page.locator("#me-email").fill("suyu@example.com")
        person.page.get_by_role("button", name="Save").first.click()
        person.page.reload()
        expect(person.page.get_by_label("somebody mentions me: Company mail")).to_be_checked()
        mention(visit, person.page.evaluate(WHO), (6, "a word by mail"))
        admin.open("/admin/messages")
        page.get_by_role("button", name="Sent").click()
        expect(page.locator(".ms-line", has_text="Su Yu").or_(page.locator(".ms-line", has_text="苏予"))).to_be_visible(
            timeout=LONG
        )
        assert "a word by mail" in mails.mails[-1].get_body(("plain",)).get_content()
        # The next test finds the demo as it was.
        page.get_by_role("button", name="Company mail").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_role("button", name="Company mail")).to_have_count(0)
        host = page.locator(".ad-line", has_text=f"127.0.0.1:{mails.port}")
        host.get_by_role("button", name="Close").click()
        expect(host).to_have_count(0)
    admin.check()
    person.check()
