"""A kept map by ear: on My map, and beside the board of a drawing that starts from it."""

from __future__ import annotations

from playwright.async_api import Page, expect

from peermap_app.words import my_map as w
from peermap_app.words import young
from tests.browser.aloud import VOICE, heard, now_has
from tests.browser.people import SAM, draw_and_keep, join_by_code, open_case, sign_in
from tests.browser.reader import Reader, reader_on
from tests.browser.test_my_map import open_my_map, take_card
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

FRIEND = "LB: "


async def said_of_the_map(reader: Reader) -> list[str]:
    """Every line of the page that tells of the friend, as it is read."""
    nodes = await reader.tree()
    return [e.name for e in nodes if e.role == "StaticText" and e.name.startswith(FRIEND)]


async def begin_again(worker: Page, tablet: Page, url: str) -> None:
    """Draw again from map 1; the tablet starts from it."""
    await worker.get_by_role("button", name="Draw again from this map").click()
    shown = worker.locator(".pd-code [aria-hidden=true]")
    await expect(shown).to_have_count(2)
    await join_by_code(tablet, url, "".join(await shown.all_inner_texts()))
    await worker.get_by_role("button", name="That’s our tablet").click()
    await tablet.get_by_role("button", name=young.AGAIN["start"]).tap()
    await tablet.locator(".pm-board .pm-person").first.wait_for()


async def test_a_kept_map_is_heard_where_it_is_shown(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """In the tree of a reader on both pages, and by the button that reads aloud."""
    worker, tablet, phone = [await new_person(each) for each in (PHONE, TABLET, PHONE)]
    await sign_in(worker, server.url, SAM)
    case_id = await open_case(worker, server.url, "HX-1187")
    await draw_and_keep(worker, tablet, server, "LB")
    address, _ = await take_card(tablet)
    reader = await reader_on(phone)
    await open_my_map(phone, address)
    await reader.press("DisclosureTriangle", w.MY_MAP["in_words"])
    await reader.state("DisclosureTriangle", w.MY_MAP["in_words"], expanded=True)
    (line,) = await said_of_the_map(reader)
    assert any(young.BOARD[f"ring_{ring}"] in line for ring in ("close", "further"))
    await worker.goto(f"{server.url}/cases/{case_id}/maps/1")
    second = await new_person(TABLET)
    await begin_again(worker, second, server.url)
    await second.evaluate(VOICE)
    await now_has(second, ("en-GB", True))
    await second.get_by_role("button", name=young.AGAIN["before"]).tap()
    await expect(second.get_by_role("img", name=young.AGAIN["before_label"])).to_be_visible()
    assert await said_of_the_map(await reader_on(second)) == [line]
    await second.locator(".pd-before .pd-speak").tap()
    read: list[str] = []
    while await second.evaluate("window.stillToSay()") or not read:
        read += await heard(second)
        await second.evaluate("window.endOfReading()")
    assert line.replace(" · ", ", ") in read
