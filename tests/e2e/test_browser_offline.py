"""A reload while the server is away: the program opens with the kept lists, less what is closed; log-out ends both."""

from typing import Any

import pytest

playwright: Any = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
CONTRACTS = "/p/JZ1Y/r/contract"
# What lies in the caches of this browser, as text.
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""


def wait_for_worker(page: Any) -> None:
    """Until the program and the shell are kept."""
    page.wait_for_function(
        """async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'
          && (await caches.match('/', { cacheName: 'linkspan-shell' })) !== undefined""",
        timeout=20_000,
    )


def forgive_lost_connection(visitor: Any) -> None:
    """The console complains of the connection that was cut on purpose."""
    visitor.faults = [fault for fault in visitor.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def prices(page: Any) -> list[str]:
    """The amounts in sight; of one that is closed or unknown a dash is drawn."""
    column = page.locator("[role=columnheader]", has_text="万元").first.get_attribute("aria-colindex")
    texts = page.locator(f"[role=gridcell][aria-colindex='{column}']").all_inner_texts()
    return [text for text in texts if any(char.isdigit() for char in text)]


def test_a_reload_without_the_server_shows_the_kept_list_and_nothing_closed(visit):
    visitor = visit("qiyue")
    page = visitor.page
    visitor.open(CONTRACTS)
    rows = page.locator(".rt-r .rt-c.title")
    expect(rows.first).to_be_visible()
    titles = rows.all_inner_texts()
    assert prices(page), "the commercial manager sees prices while connected"
    wait_for_worker(page)
    kept = page.evaluate(KEPT)
    assert all(path == "/" or path.startswith("/static/app/") for path in kept), sorted(kept)
    assert not [path for path, text in kept.items() if any(title in text for title in titles)], "a shell holds no data"
    page.wait_for_timeout(1500)  # the cache is written down a second after its last change
    page.context.set_offline(True)
    page.reload()
    expect(rows.first).to_be_visible()
    assert rows.all_inner_texts() == titles
    assert not prices(page), "prices are of the class commercial and not kept"
    expect(page.locator(".offline")).to_be_visible()
    # Another page of the program opens as well, and one that was never read says that it cannot be.
    page.goto(visitor.site + "/my-work")
    expect(page.get_by_role("heading", level=1)).to_contain_text("我的一天")
    page.context.set_offline(False)
    visitor.open(CONTRACTS)
    expect(rows.first).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.offline')")
    page.wait_for_timeout(500)
    assert prices(page)
    forgive_lost_connection(visitor)
    visitor.check()


def test_after_log_out_a_reload_without_the_server_shows_nothing(visit):
    visitor = visit("qiyue")
    page = visitor.page
    visitor.open(CONTRACTS)
    expect(page.locator(".rt-r").first).to_be_visible()
    wait_for_worker(page)
    page.locator("button.me").click()
    page.get_by_role("menuitem", name="退出").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate("caches.has('linkspan-shell')") is False
    page.context.set_offline(True)
    with pytest.raises(playwright.Error, match="net::ERR_"):
        page.goto(visitor.site + CONTRACTS)


def test_a_session_that_ended_elsewhere_takes_the_shell_with_it(visit):
    visitor = visit("qiyue")
    page = visitor.page
    wait_for_worker(page)
    page.context.clear_cookies(name="linkspan_session")
    page.goto(visitor.site + CONTRACTS)
    page.wait_for_url("**/accounts/login/**")
    page.wait_for_function("async () => !(await caches.has('linkspan-shell'))")
