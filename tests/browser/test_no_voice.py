"""A device without a voice of its own: the button that reads is not there, on any kind of page.

A voice that is not on the device sends the words to somebody's server (product.md, "Words for young
people"). The board's own buttons are in `test_canvas_parts.py`.
"""

from __future__ import annotations

from playwright.async_api import Page, expect

from peermap_app.words import my_map as w
from tests.browser import tour_my_map
from tests.browser.aloud import VOICE, heard, now_has
from tests.browser.people import answer, settled, squiggle
from tests.browser.together import Begin
from tests.conftest import PHONE, NewPerson

READERS = ":is(.pd-speak, .pm-speak, .mp-read)"
REMOTE = (("en-GB", False), ("en-US", False), ("fr-FR", True))
"""Every English voice is somebody's server; the one that is on the device speaks French."""
MUTE = 'Object.defineProperty(window, "speechSynthesis", { value: undefined })'
"""A browser that cannot speak at all."""


async def silent(page: Page) -> None:
    """No button that reads is seen."""
    await settled(page)
    await expect(page.locator(READERS).filter(visible=True)).to_have_count(0)


async def only_voices_of_the_device_read(page: Page) -> None:
    """None without a voice, none with remote voices alone, one with a voice of the device; gone
    again with it; and none where the browser has no speech."""
    await page.wait_for_load_state("networkidle")
    await silent(page)  # the browser of the tests has no voice
    await page.evaluate(VOICE)
    await now_has(page, *REMOTE)
    await silent(page)
    await now_has(page, *REMOTE, ("en-GB", True))
    first = page.locator(READERS).filter(visible=True).first
    await expect(first).to_be_visible()
    await first.click()
    assert len(await heard(page)) == 1
    await now_has(page)
    await silent(page)
    await page.add_init_script(MUTE)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await silent(page)


async def test_no_page_reads_by_a_voice_from_elsewhere(begin: Begin, new_person: NewPerson) -> None:
    """The tablet's screens, the page for joining, and My map with its door."""
    drawing = await begin((1180, 820))
    tablet = drawing.tablet
    joining = await new_person(PHONE)
    await joining.goto(f"{drawing.server.url}/join")
    await only_voices_of_the_device_read(joining)
    await drawing.add(drawing.young)
    await tablet.get_by_role("button", name="I’m finished").tap()
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await only_voices_of_the_device_read(tablet)
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await squiggle(drawing.young)
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    address = await tour_my_map.card_taken(tablet, _nobody_looks)
    drawing.over = True
    for opened in (False, True):
        phone = await new_person(PHONE)
        await phone.goto(address)
        if opened:
            await tour_my_map._try(phone, address, tour_my_map.PIN)
            await expect(phone.get_by_role("heading", name=w.MY_MAP["title"]).first).to_be_visible()
        await only_voices_of_the_device_read(phone)


async def _nobody_looks(_name: str, _page: Page) -> None:
    """The tour's steps, without anybody who judges them."""
