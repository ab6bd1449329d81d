"""PeerMap as an installed app: installable, useful without a connection, no case in a cache."""

from pathlib import Path

from playwright.async_api import Page, async_playwright

from peermap_app.services.demo import PASSWORD
from peermap_app.words import install
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, PHONE, NewPerson
from tests.servers import PeerMapServer

READY = """() => Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise((_, never) => setTimeout(() => never(new Error("no service worker")), 60000)),
])"""
"""Raises after a minute: a page's script is waited for without an end."""
CONTROLLED = """() => new Promise((done, never) => {
  if (navigator.serviceWorker.controller) done(true);
  navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
  setTimeout(() => never(new Error("controlled by no service worker")), 60000);
})"""
CACHED = """async () => {
  const held = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) held.push(new URL(url).pathname);
  return held;
}"""
HELD = "async (path) => (await caches.match(path)).text()"


async def sign_in(page: Page, url: str) -> None:
    """As Sam, who has cases."""
    await page.goto(f"{url}/sign-in")
    await page.fill("#email", "sam@demo.example")
    await page.fill("#password", PASSWORD)
    await page.click("form button[type=submit]")
    await page.locator("nav").first.wait_for()


async def test_chromium_would_install_it(server: PeerMapServer, tmp_path: Path) -> None:
    """Chromium's own check has nothing against installing it: manifest, icons, service worker."""
    async with async_playwright() as playwright:
        # An ordinary context only ever says "in-incognito".
        context = await playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
        )
        page = await context.new_page()
        await page.goto(f"{server.url}/sign-in")
        await page.evaluate(READY)
        cdp = await context.new_cdp_session(page)
        answer = await cdp.send("Page.getInstallabilityErrors")
        manifest = await cdp.send("Page.getAppManifest")
        await context.close()
    assert answer["installabilityErrors"] == []
    assert manifest["errors"] == []


async def test_without_a_connection_it_says_what_still_works(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """A page opened offline is the offline page in our words, styled, and comes back by itself."""
    page = await new_person(PHONE)
    await sign_in(page, server.url)
    await page.evaluate(READY)
    await page.evaluate(CONTROLLED)
    await page.context.set_offline(True)
    await page.goto(f"{server.url}/cases")
    assert await page.title() == install.OFFLINE_TITLE
    shown = await page.inner_text("main")
    for line in (install.OFFLINE_LEAD, *install.OFFLINE_WORKS, *install.OFFLINE_DANGER):
        assert line in shown
    paper = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(251, 246, 238)"
    await page.context.set_offline(False)
    await page.get_by_role("link", name=install.OFFLINE_AGAIN).click()
    await page.get_by_role("link", name="HX-1187").first.wait_for()


async def test_a_page_outside_of_it_is_taken_in(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """One that was on its way while the worker took over, or was reloaded past it: cut off and
    reloaded again it would be the browser's own page."""
    page = await new_person(PHONE)
    await page.goto(f"{server.url}/sign-in")
    await page.evaluate(READY)
    await page.evaluate(CONTROLLED)
    cdp = await page.context.new_cdp_session(page)
    async with page.expect_event("load"):
        await cdp.send("Page.reload", {"ignoreCache": True})
    await page.evaluate(CONTROLLED)
    await page.context.set_offline(True)
    await page.reload()
    assert await page.title() == install.OFFLINE_TITLE


async def test_no_cache_ever_holds_a_case(server: PeerMapServer, new_person: NewPerson) -> None:
    """After cases were read, every cache holds the shell and built files alone (rules 3 and 11)."""
    page = await new_person(PHONE)
    await sign_in(page, server.url)
    await page.evaluate(READY)
    await page.evaluate(CONTROLLED)
    await page.goto(f"{server.url}/cases")
    await page.get_by_role("link", name="HX-1187").first.click()
    await page.get_by_role("heading", name="HX-1187").first.wait_for()
    await page.reload()
    await page.get_by_role("heading", name="HX-1187").first.wait_for()
    held = await page.evaluate(CACHED)
    young = {"/away", "/young.css", "/door.css", "/devices.css", "/hear.js", "/away.js"}
    shell = {"/offline.html", "/peermap.css", *young}
    others = [
        path for path in held if path not in shell and not path.startswith(("/assets/", "/fonts/"))
    ]
    assert shell <= set(held)
    assert [path for path in others if not path.startswith("/icons/")] == []
    for path in ("/offline.html", "/away"):
        assert "HX-1187" not in await page.evaluate(HELD, path)
