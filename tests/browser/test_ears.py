"""What is heard of a drawing: nothing behind the calm picture, all of it before a Yes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from bench.wire import wire_page
from peermap_app.words import young
from tests.browser.aloud import VOICE, heard, is_silent, now_has
from tests.browser.board import SAID, on, status
from tests.browser.reader import Node, reader_on
from tests.browser.test_back_to_the_board import finish
from tests.browser.together import TABLET_STATE, Begin, Together, cookie_header

PEOPLE = [
    {
        "op": "add_person",
        "id": f"earsfriend{name.lower()}",
        "kind": "friend",
        "initials": name,
        "role": None,
    }
    | {"x": x, "y": 60, "colour": "sky", "matters": False, "place": None, "not_a_name": False}
    for name, x in (("QA", -90), ("QB", 90))
]
PLACE = {"op": "add_place", "id": "earsplace001", "kind": "school", "label": "school"} | {
    **{"x": 0, "y": 260, "w": 230, "h": 146, "colour": "mint", "reason": None},
    **{"feeling": "tricky", "when": "day", "carries": True},
}
TIE = {
    "op": "add_tie",
    "id": "earstie00001",
    "a": "earsfriendqa",
    "b": "earsfriendqb",
    "feeling": "tricky",
}
STICKER = {"op": "add_sticker", "id": "earssticker1", "picture": "heart", "size": 64} | {
    **{"x": 0, "y": -200},
}
INK = {"op": "add_stroke", "id": "earsink00001", "colour": "teal", "size": 4, "press": []} | {
    "points": [0, -120, 30, -140, 60, -120]
}


async def at_once(drawing: Together, *edits: list[dict[str, Any]]) -> None:
    """The tablet sends several edits in one push."""
    wired = [{"id": uuid4().hex[:16], "ops": ops} for ops in edits]
    cookie = await cookie_header(drawing.tablet.context)
    async with wire_page(drawing.server.url, cookie, "/draw") as page:
        await page.send(f"{TABLET_STATE}.load")
        await page.until("tablet_state", "view")
        await page.send(f"{TABLET_STATE}.edits", edits=wired)
        answered = await page.until("tablet_state", "answered")
        assert not answered["refused"], answered


async def hides_and_shows(page: Page, hide: Locator, reads: Locator) -> None:
    """Read, hide, nothing more is spoken; nor does it go on by itself afterwards."""
    await reads.tap()
    assert await heard(page)
    await expect(reads).to_have_attribute("aria-pressed", "true")
    await hide.tap()
    show = page.get_by_role("button", name=SAID["show_again"])
    await expect(show).to_be_visible()
    await is_silent(page)
    await show.tap()
    await expect(show).to_have_count(0)
    await is_silent(page)
    await expect(reads).to_have_attribute("aria-pressed", "false")


async def test_a_voice_ends_when_the_map_is_hidden(begin: Begin) -> None:
    """On the board and while they choose: whoever came in hears neither the map nor the answers."""
    drawing = await begin((1180, 820))
    page = drawing.tablet
    await page.evaluate(VOICE)
    await now_has(page, ("en-GB", True))
    hide = page.get_by_role("button", name=SAID["hide_label"])
    await hides_and_shows(page, hide, page.locator(".pm-strip .pm-speak"))
    await finish(drawing)
    hide = page.locator(".pd-picture-ways").get_by_role("button", name=SAID["hide"])
    await hides_and_shows(page, hide, page.locator(".pd-say-left .pd-speak"))


def lines(nodes: list[Node]) -> list[str]:
    """What stands in lists, as it is read."""
    return [each.name for each in nodes if each.role == "StaticText" and "list" in each.under]


async def test_all_of_the_map_is_heard_before_a_yes(begin: Begin) -> None:
    """Look again, by ear: a place and how it is there, a line between two friends, the rest."""
    drawing = await begin((1180, 820))
    await at_once(drawing, [*PEOPLE, PLACE, TIE, STICKER, INK])
    await expect(on(drawing.tablet, "sticker")).to_have_count(1)
    await finish(drawing)
    reader = await reader_on(drawing.tablet)
    said = lines(await reader.tree())
    begun = next(at for at, line in enumerate(said) if line.startswith("QA"))
    assert said[begun : begun + 6] == [
        "QA: really close · Joined to QB",
        "QB: really close · Joined to QA",
        "school, a place: tricky · by day",
        "QA and QB: tricky",
        "Stickers: heart",
        "Drawings: 1",
    ]


async def test_each_of_several_changes_is_told(begin: Begin) -> None:
    """Two edits in one push are two sentences on the other device; a feeling is named."""
    drawing = await begin()
    told = status(drawing.worker)
    await at_once(drawing, [PEOPLE[0]], [PEOPLE[1]])
    here = [young.fill(SAID["news_added"], who=who) for who in ("QA", "QB")]
    await expect(told).to_have_text(" ".join(here))
    await at_once(
        drawing,
        [{**PLACE, "id": "earsplace002", "feeling": None}],
        [{"op": "change_place", "id": "earsplace002", "feeling": "tricky"}],
    )
    place = young.fill(SAID["news_place"], place="school")
    await expect(told).to_have_text(f"{place} school: {SAID['feeling_tricky']}.")


async def test_what_changed_during_a_cut_is_told(begin: Begin) -> None:
    """The tablet comes back to a map that somebody drew on meanwhile: it says so, and only then."""
    drawing = await begin()
    told = status(drawing.tablet)
    cut = drawing.tablet.locator(".pm-told", has_text=SAID["not_connected"])
    await drawing.add(drawing.young)
    for adds in (False, True):
        drawing.network.cut()
        await expect(cut).to_have_count(1)
        if adds:
            await drawing.add(drawing.other)
        drawing.network.heal()
        await expect(cut).to_have_count(0)
        await drawing.in_step()
        if not adds:
            await expect(told).not_to_contain_text(SAID["news_other"])
    await expect(told).to_contain_text(SAID["news_other"])
