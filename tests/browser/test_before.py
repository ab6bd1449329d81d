"""Your map before: beside the map or under it, with Close in sight, on every board."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.hand import hand_on
from tests.browser.people import (
    SAM,
    draw_and_keep,
    join_by_code,
    open_case,
    resize,
    settled,
    sign_in,
)
from tests.browser.test_small_board import apart, box
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

SIZES = [(320, 568), (320, 720), (390, 844), (640, 320), (768, 1024), (1180, 820)]


@pytest.mark.parametrize("big", [False, True])
async def test_it_folds_beside_the_map(
    server: PeerMapServer, new_person: NewPerson, big: bool
) -> None:
    """ME and the friend of the map are in sight beside it, and Close is, without scrolling."""
    worker, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(worker, server.url, SAM)
    case_id = await open_case(worker, server.url, "HX-1187" if big else "HX-1204")
    await draw_and_keep(worker, tablet, server, "LB")
    await worker.goto(f"{server.url}/cases/{case_id}/maps/1")
    await worker.get_by_role("button", name="Draw again from this map").click()
    shown = worker.locator(".pd-code [aria-hidden=true]")
    await expect(shown).to_have_count(2)
    await join_by_code(tablet, server.url, "".join(await shown.all_inner_texts()))
    await worker.get_by_role("button", name="That’s our tablet").click()
    await tablet.get_by_role("button", name="Start from my map").tap()
    await tablet.locator(".pm-board .pm-person").first.wait_for()
    hand = await hand_on(tablet)
    if big:
        await tablet.evaluate("document.documentElement.dataset.big = ''")
        await tablet.evaluate("window.dispatchEvent(new Event('pm-ease'))")
    for size in SIZES:
        await resize(hand, size)
        await tablet.get_by_role("button", name="Your map before").tap()
        picture = tablet.get_by_role("img", name="The map you had before")
        await expect(picture).to_be_visible()
        await settled(tablet)
        beside = await box(tablet.locator(".pd-before"))
        closer = tablet.get_by_role("button", name="Close", exact=True)
        close = await box(closer)
        assert beside[1] <= close[1], size
        assert close[3] <= min(beside[3], size[1]), size
        for shape in (tablet.locator(".pm-board:not(.pm-still) .pm-me"), hand.person("LB")):
            disc = await box(shape.locator("> :first-child"))
            assert apart(disc, beside), size
            for covers in (".pm-unsaved", ".pm-hide", ".pm-finish", ".pm-ease"):
                assert apart(disc, await box(tablet.locator(covers).first)), (size, covers)
            assert disc[0] >= 0, size
            assert disc[2] <= size[0], size
        for covers in (".pm-above", ".pm-tools"):
            assert apart(beside, await box(tablet.locator(covers).first)), (size, covers)
        if size[0] < 1000:
            await expect(tablet.locator(".pd-before-open")).to_be_hidden()
        await hand.tap_on(closer)
        await expect(picture).to_be_hidden()
        await expect(tablet.get_by_role("button", name="Your map before")).to_be_focused()
