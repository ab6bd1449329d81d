"""Take the pictures of README.md (`make pictures`): a throwaway PeerMap, the story, small PNGs."""

import asyncio
import re
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.story import send_edits  # noqa: E402 - the path was set just now
from peermap_app.services.demo import EDITS  # noqa: E402
from tests.browser import people  # noqa: E402
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, PHONE, TABLET  # noqa: E402
from tests.servers import PeerMapServer, build_pages  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
SMALL_PHONE = PHONE | {"device_scale_factor": 1}
SMALL_TABLET = TABLET | {"device_scale_factor": 0.75}


async def take(page: Page, name: str) -> None:
    """One picture, once fonts are there and nothing moves."""
    await page.evaluate("document.fonts.ready")
    await asyncio.sleep(0.8)
    await page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")


async def draw_and_keep(browser: Browser, server: PeerMapServer, sam: Page) -> None:
    """Steps 1 to 5 of the story, with a picture of each screen."""
    await people.open_case(sam, server.url, "HX-1187")
    code = await people.offer(sam)
    await take(sam, "draw-together")
    tablet = await (await browser.new_context(**SMALL_TABLET)).new_page()
    await people.join_by_code(tablet, server.url, code)
    await sam.get_by_role("button", name="That’s our tablet").tap()
    start = tablet.get_by_role("button", name="Start drawing")
    await start.wait_for()
    await take(tablet, "tablet-start")
    await start.tap()
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    await send_edits(server.url, tablet, EDITS)
    friend = tablet.locator('.pm-board .pm-person[data-id="person2"]').first
    await friend.wait_for()
    hand = await people.hand_on(tablet)
    await hand.tap_on(friend)
    await take(tablet, "tablet-canvas")
    await tablet.get_by_role("button", name="I’m finished").tap()
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await people.answer(tablet, "keep", "yes")
    await people.answer(tablet, "plan", "yes")
    await take(tablet, "tablet-say")
    await people.answer(tablet, "talk", "yes")
    await people.squiggle(hand)
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    await tablet.get_by_role("heading", name="Your map is in your file").wait_for()
    await people.open_case(sam, server.url, "HX-1187")
    await take(sam, "case")


async def link_and_flag(server: PeerMapServer, sam: Page, priya: Page) -> None:
    """Steps 6 and 7: asked, accepted, flagged, seen."""
    review = (date.today() + timedelta(days=60)).isoformat()
    await sam.get_by_role("link", name="Ask to link").tap()
    await sam.locator('[name="reference"]').fill("HX-2041")
    await people.fill_sharing(sam, review)
    await sam.get_by_role("button", name="Ask", exact=True).tap()
    await sam.wait_for_url(re.compile(r"/cases/[0-9a-f]+/?$"))
    await priya.goto(f"{server.url}/alerts")
    await priya.get_by_role("link", name=re.compile("would like to link")).tap()
    await people.fill_sharing(priya, review)
    await priya.get_by_role("button", name="Accept the link").tap()
    await sam.goto(f"{server.url}/alerts")
    await people.open_case(priya, server.url, "HX-2041")
    await priya.get_by_role("link", name="Flag this case").tap()
    await priya.locator('label:has([name="kind"][value="missing"])').tap()
    await priya.locator('[name="need_to_know"]').fill("Did not return last night. Please call me.")
    await priya.locator('[name="threshold"]').select_option("4")
    await priya.locator('label:has([name="told"][value="yes"])').tap()
    await take(priya, "flag")
    await priya.get_by_role("button", name="Send flag").tap()
    alert = sam.get_by_role("link", name=re.compile("HX-2041")).first
    await alert.wait_for()
    await take(sam, "alerts")
    await alert.tap()
    await sam.get_by_role("button", name="I have seen this").wait_for()
    await take(sam, "alert")


async def main() -> None:
    """All pictures, from an empty database."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    build_pages()
    with tempfile.TemporaryDirectory(prefix="peermap-pictures-") as place:
        server = PeerMapServer.start(Path(place) / "var")
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
                )
                sam = await (await browser.new_context(**SMALL_PHONE)).new_page()
                priya = await (await browser.new_context(**SMALL_PHONE)).new_page()
                await people.sign_in(sam, server.url, people.SAM)
                await people.sign_in(priya, server.url, people.PRIYA)
                await draw_and_keep(browser, server, sam)
                await link_and_flag(server, sam, priya)
                await browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    asyncio.run(main())
