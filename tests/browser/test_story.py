"""The main job, end to end, in three browsers at once and Firefox: phones and a tablet.

`tests/browser/test_two_processes.py` tells it again, on two processes with PostgreSQL and Redis.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from peermap_app.words import delivery_words, my_map, push_words, worker_pages
from peermap_app.words import flag_change_words as change
from tests.browser.firefox import FOX_PHONE, OPENED, SHOWN, Fox
from tests.browser.hand import Hand, hand_on
from tests.browser.people import (
    PASSWORD,
    PRIYA,
    SAM,
    answer,
    fill_sharing,
    in_sight,
    offer,
    open_case,
    read_qr,
    sign_in,
    soon,
    squiggle,
)
from tests.browser.test_my_map import open_my_map, put_away, take_card
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

PUSHES_HERE = {"PEERMAP_PUSH_HOSTS": "localhost"}
NEED_TO_KNOW = "Did not return last night. Please call me before you visit."
CORRECTED = "Came back at noon. Please call me before you visit."
RARE = "ŽŁŊ"
STEP = "Visit from AK every second Saturday"
SECRETS = (
    *("HX-1187", "HX-2041", "youth club", "skate park", NEED_TO_KNOW, CORRECTED, STEP),
    *("They draw comics together.", "So the two plans pull the same way."),
    *("Moves on Friday.", "It was another day.", "It was about another case."),
    '"JS"', '"AK"', RARE, json.dumps(RARE)[1:-1],
)  # fmt: skip
"""What the story typed or showed that a stranger with the database must not read.

Two plain letters stand in sealed bytes by chance, so those are looked for as JSON would hold them,
and one friend has initials that chance does not write: they are found in any column.
"""


@pytest.fixture(scope="module")
def server(
    pages: None, demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeerMapServer]:
    """A server that may push to this machine."""
    var = Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("story") / "var"))
    started = PeerMapServer.start(var, prepare=False, **PUSHES_HERE)
    yield started
    started.stop()


async def test_the_story(server: PeerMapServer, new_person: NewPerson, firefox: Fox) -> None:
    """Draw together, keep, link, flag, push, seen, in touch, withdrawn, ended: the whole path."""
    await the_story(server.url, server.url, new_person, firefox)
    with sqlite3.connect(server.var / "peermap.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    held = b"".join(path.read_bytes() for path in server.var.glob("peermap.db*"))
    nothing_readable(held, server)


async def the_story(here: str, there: str, new_person: NewPerson, firefox: Fox) -> None:
    """Each device in step. Priya's and the young person's phones are at the other address."""
    sam, priya, tablet = await new_person(PHONE), await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, here, SAM)
    await open_case(sam, here, "HX-1187")
    await offer(sam)
    young, worker = await joined(sam, tablet, here)
    await drawn_together(young, worker)
    await chosen(sam, tablet, young)
    card, _ = await take_card(tablet)
    await put_away(tablet)
    await kept_and_leads_somewhere(sam, tablet, here)
    await linked(sam, priya, here, there)
    await flagged(sam, priya, here, there)
    await changed_afterwards(sam, priya)
    await sam.context.close()
    fox = await in_a_pocket(firefox, here)
    await flagged_while_closed(priya, fox, firefox, here, there)
    my_map_at = there + card.removeprefix(here)
    await withdrawn(await new_person(PHONE), my_map_at, fox, priya, here, there)
    await flagged_for_nobody(priya, fox, here)


async def joined(sam: Page, tablet: Page, url: str) -> tuple[Hand, Hand]:
    """Steps 1 and 2: opening spends nothing, a tap joins, the worker confirms, both see a board."""
    address = await read_qr(sam)
    assert address.startswith(f"{url}/join/")
    for _ in range(2):  # a camera's preview, then the tablet itself
        await tablet.goto(address)
        await expect(tablet.get_by_role("heading", name="Ready to draw?")).to_be_visible()
    await expect(sam.get_by_role("button", name="That’s our tablet")).to_have_count(0)
    await tablet.get_by_role("button", name="Join the drawing").tap()
    await expect(tablet.get_by_role("heading", name="Nearly there")).to_be_visible()
    await expect(tablet.locator(".pm-me")).to_have_count(0)
    await sam.get_by_role("button", name="That’s our tablet").tap()
    await expect(tablet.get_by_role("heading", name="This is your map")).to_be_visible()
    for sentence in ("Sam sees it while you draw.", "Nothing is kept unless you say yes"):
        await expect(tablet.get_by_text(sentence)).to_be_visible()
    await expect(tablet.get_by_role("button", name="Not today")).to_be_visible()
    await tablet.get_by_role("button", name="Start drawing").tap()
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    await sam.locator(".pm-board .pm-me").first.wait_for()
    return await hand_on(tablet), await hand_on(sam)


async def drawn_together(young: Hand, worker: Hand) -> None:
    """Step 3: friends, places, joins, how it is, who matters, ink, undo and redo, on both."""
    tablet = young.page
    await expect(tablet.get_by_text("Who do you like spending time with?").first).to_be_visible()
    await initials_only(young)
    await young.add_friend("JS")
    await young.put_down()
    await worker.person("JS").wait_for()
    await worker.add_friend("AK")
    await worker.put_down()
    await young.person("AK").wait_for()
    await young.add_friend(RARE)
    await young.put_down()
    await young.drag_to(young.person(RARE), await young.beside_me(-90, 200))
    await placed(young, worker)
    await felt(young, worker)
    await inked(young, worker)


async def initials_only(young: Hand) -> None:
    """Longer than three letters is refused as typed; SAM asks whether that is a name."""
    tablet = young.page
    await young.type_initials("JORD")
    await expect(tablet.get_by_text("Three letters at most. Use initials.")).to_be_visible()
    field = tablet.locator('[data-entry="person"] input')
    await expect(field).to_have_value("JOR")
    await field.fill("SAM")
    await expect(tablet.get_by_text("Is that a name? Use initials.")).to_be_visible()
    await young.put_down()
    await expect(young.person("SAM")).to_have_count(0)


async def placed(young: Hand, worker: Hand) -> None:
    """Places; one friend is dropped into one by finger, another is put there from the card."""
    await young.add_place("club")
    await young.put_down()
    await worker.place("youth club").wait_for()
    await young.drag_to(young.place("youth club"), await young.beside_me(-240, -200))
    await young.drag_to(young.person("JS"), await young.middle(young.place("youth club")))
    await young.add_place("skate")
    await young.put_down()
    card = await young.select("AK")
    await young.tap_on(card.locator('[data-do="place"]'))
    await young.tap_on(card.get_by_role("button", name="skate park"))
    await young.put_down()
    await worker.tool("list")
    people = worker.page.locator(".pm-list, [data-list]").filter(has_text="People").first
    await expect(people).to_contain_text("In youth club")
    await expect(people).to_contain_text("In skate park")
    await worker.tool("list")


async def felt(young: Hand, worker: Hand) -> None:
    """How it is with two friends, who really matters, and a join between two friends."""
    card = await young.select("JS")
    await young.tap_on(card.locator('[data-feeling="good"]'))
    await young.tap_on(card.locator('[data-do="matters"]'))
    await expect(card.locator('[data-do="matters"]')).to_have_attribute("aria-pressed", "true")
    await young.tap_on(card.locator('[data-do="join"]'))
    await young.tap_on(card.get_by_role("button", name=RARE, exact=True))
    await young.put_down()
    card = await young.select(RARE)
    await young.tap_on(card.locator('[data-feeling="tricky"]'))
    await young.put_down()
    await expect(worker.page.locator(".pm-board .pm-tie")).to_have_count(3)


async def inked(young: Hand, worker: Hand) -> None:
    """Free drawing, then undo and redo, seen on the other device each time."""
    strokes = worker.page.locator(".pm-board .pm-stroke")
    await young.tool("draw")
    await young.circle(await young.beside_me(90, 190), 30)
    await expect(strokes).to_have_count(1)
    await young.tool("undo")
    await expect(strokes).to_have_count(0)
    await young.tool("redo")
    await expect(strokes).to_have_count(1)


async def chosen(sam: Page, tablet: Page, young: Hand) -> None:
    """Step 4: the board stands still, the worker sees only that they choose; answers, a mark."""
    await tablet.get_by_role("button", name="I’m finished").tap()
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await expect(sam.locator("span", has_text="Tablet joined · K is choosing")).to_be_visible()
    await expect(sam.locator(".pm-person")).to_have_count(0)
    await sam.get_by_label("Only me").check()
    await sam.get_by_label("In their own words").check()
    await sam.get_by_role("button", name="Note this").tap()
    await expect(sam.get_by_text("Noted.")).to_be_visible()
    assert await tablet.locator("input[type=radio]:checked").count() == 0
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    await expect(tablet.get_by_text(re.compile("mark", re.IGNORECASE)).first).to_be_visible()
    await squiggle(young)
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_visible()


async def kept_and_leads_somewhere(sam: Page, tablet: Page, url: str) -> None:
    """Step 5: picture, list and answers on the case; a next step; nothing left on the tablet."""
    await expect(in_sight(sam, "The map is kept")).to_be_visible()
    await tablet.reload()
    await expect(tablet.locator(".pm-person")).to_have_count(0)
    await expect(tablet.get_by_text("JS")).to_have_count(0)
    await open_case(sam, url, "HX-1187")
    await expect(sam.get_by_text("Keep: yes · Plan: yes · Workers talk: yes")).to_be_visible()
    await expect(sam.locator('img[src^="data:image/svg"]')).to_be_visible()
    await expect(sam.get_by_text(re.compile("Good: .*JS"))).to_be_visible()
    await expect(sam.get_by_text(re.compile(f"Tricky: .*{RARE}"))).to_be_visible()
    await sam.locator('[name="kind"][value="step"]').check()
    await sam.locator('[name="text"]').fill(STEP)
    await sam.locator('[name="review"]').fill("2099-01-01")
    await sam.get_by_role("button", name="Save").tap()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await expect(sam.locator('[name="text"]')).to_have_value(STEP)
    await sam.locator('[name="review"]').fill(soon())
    await sam.get_by_role("button", name="Save").tap()
    await expect(sam.get_by_text(STEP, exact=True)).to_be_visible()


async def linked(sam: Page, priya: Page, here: str, there: str) -> None:
    """Step 6: an unknown reference looks like a known one; the other side answers for its own."""
    for reference in ("ZZ-0000", "HX-2041"):
        await sam.get_by_role("link", name="Ask to link").tap()
        await sam.locator('[name="reference"]').fill(reference)
        await fill_sharing(sam, soon())
        await sam.get_by_role("button", name="Ask", exact=True).tap()
        await expect(sam.get_by_text(f"{reference} · Asked")).to_be_visible()
    await sign_in(priya, there, PRIYA)
    await priya.get_by_role("link", name=re.compile("would like to link")).tap()
    await expect(priya.get_by_text("Youth Support West")).to_be_visible()
    await expect(priya.get_by_text("HX-1187")).to_have_count(0)
    await fill_sharing(priya, soon())
    await priya.get_by_role("button", name="Accept the link").tap()
    await expect(priya.get_by_text("You accepted. The cases are linked.")).to_be_visible()
    await open_case(sam, here, "HX-1187")
    await expect(sam.get_by_text("HX-2041 · Priya N.")).to_be_visible()
    await expect(sam.get_by_text("ZZ-0000 · Asked")).to_be_visible()


async def flagged(sam: Page, priya: Page, here: str, there: str) -> None:
    """Step 7: the open phone shows the alert without a reload; seen and in touch come back."""
    await sam.goto(f"{here}/alerts")
    await expect(sam.get_by_role("heading", name="Alerts")).to_be_visible()
    await expect(sam.get_by_text("Loading")).to_have_count(0)
    await open_case(priya, there, "HX-2041")
    await priya.get_by_role("link", name="Flag this case").tap()
    await priya.locator('[name="kind"][value="missing"]').check()
    await priya.locator('[name="need_to_know"]').fill(NEED_TO_KNOW)
    await priya.locator('[name="threshold"]').select_option("4")
    await priya.locator('[name="told"][value="yes"]').check()
    await expect(priya.get_by_text("Sam O. (HX-1187)")).to_be_visible()
    await priya.get_by_role("button", name="Send flag").tap()
    alert = sam.get_by_role("link", name=re.compile("HX-2041 · went missing"))
    await expect(alert).to_be_visible()
    await expect(priya.get_by_role("heading", name=re.compile("Flag · HX-2041"))).to_be_visible()
    await alert.tap()
    await expect(sam.get_by_text(NEED_TO_KNOW)).to_be_visible()
    await seen_and_in_touch(sam, priya)


async def seen_and_in_touch(sam: Page, priya: Page) -> None:
    """On Sam's open alert, and each at once on the page of who flagged."""
    await sam.get_by_role("button", name="I have seen this").click()
    await expect(priya.get_by_text(re.compile("has seen this"))).to_be_visible()
    await sam.get_by_role("button", name="We have been in touch").click()
    await expect(priya.get_by_text(re.compile("has been in touch"))).to_be_visible()


async def changed_afterwards(sam: Page, priya: Page) -> None:
    """A flag is corrected, then withdrawn: Sam's open page shows each without a reload, has the
    first to do again, and of a withdrawn flag no word any more. The old text stays with Priya."""
    await priya.get_by_role("link", name=change.DO["correct"]).tap()
    await expect(priya.locator('[name="text"]')).to_have_value(NEED_TO_KNOW)
    await priya.locator('[name="text"]').fill(CORRECTED)
    await priya.locator('[name="why"]').fill("It was another day.")
    await priya.get_by_role("button", name=change.SEND["correct"]).tap()
    await expect(priya.get_by_text(change.before(NEED_TO_KNOW))).to_be_visible()
    await expect(sam.get_by_text(CORRECTED)).to_be_visible()
    await expect(sam.get_by_text("It was another day.")).to_be_visible()
    await expect(sam.get_by_text(NEED_TO_KNOW)).to_have_count(0)
    await sam.get_by_role("button", name="I have seen this").tap()
    await expect(priya.get_by_text(re.compile("has seen this"))).to_be_visible()
    await priya.get_by_role("link", name=change.DO["withdraw"]).tap()
    await priya.locator('[name="why"]').fill("It was about another case.")
    await priya.get_by_role("button", name=change.SEND["withdraw"]).tap()
    await expect(priya.get_by_text(change.OVER["withdrawn"])).to_be_visible()
    await expect(sam.get_by_text(change.SENT_IN_ERROR)).to_be_visible()
    for gone in (CORRECTED, "It was another day.", "It was about another case."):
        await expect(sam.get_by_text(gone)).to_have_count(0)
    await expect(sam.get_by_role("button", name="I have seen this")).to_have_count(0)


async def in_a_pocket(firefox: Fox, url: str) -> Page:
    """Sam's other phone, a Firefox: alerts turned on by Firefox's own subscription, page closed."""
    fox = await (await firefox.browser.new_context(**FOX_PHONE)).new_page()
    await sign_in(fox, url, SAM)
    await fox.goto(f"{url}/me")
    await fox.get_by_role("button", name=push_words.CARD["turn_on"]).click()
    await expect(fox.get_by_text(push_words.CARD["on"])).to_be_visible()
    await fox.goto("about:blank")
    return fox


async def flagged_while_closed(priya: Page, fox: Page, firefox: Fox, here: str, there: str) -> None:
    """Step 7 again: no page is open. Firefox opens the push and shows the one sentence, which who
    flagged sees; the alert is there once, though the flag was tapped twice."""
    await open_case(priya, there, "HX-2041")
    await priya.get_by_role("link", name="Flag this case").tap()
    await priya.locator('[name="kind"][value="placement_moving"]').check()
    await priya.locator('[name="need_to_know"]').fill("Moves on Friday.")
    await priya.locator('[name="threshold"]').select_option("2")
    await priya.locator('[name="told"][value="yes"]').check()
    await priya.get_by_role("button", name="Send flag").dblclick()
    await expect(priya.get_by_role("heading", name=re.compile("Flag · HX-2041"))).to_be_visible()
    assert await firefox.pushes.heard(1) == [OPENED]
    await expect(priya.get_by_text(delivery_words.REACHED["delivered"])).to_be_visible()
    await fox.goto(f"{here}/offline.html")
    said = {"title": push_words.WAITS, "body": "", "data": None}
    assert await fox.evaluate(SHOWN) == [said]
    await fox.goto(f"{here}/alerts")
    alert = fox.get_by_role("link", name=re.compile("HX-2041 · placement moving"))
    await expect(alert).to_have_count(1)
    await alert.click()
    await expect(fox.get_by_text("Moves on Friday.")).to_be_visible()
    await seen_and_in_touch(fox, priya)


async def withdrawn(phone: Page, card: str, fox: Page, priya: Page, here: str, there: str) -> None:
    """Step 8: the young person says No to talking, on a phone of their own: the link is over on
    both workers' open pages at once, and neither names the other any more."""
    await open_case(fox, here, "HX-1187")
    await open_case(priya, there, "HX-2041")
    for page, other in ((fox, "Priya N."), (priya, "HX-1187")):
        await expect(page.get_by_text(other).first).to_be_visible()
    await expect(priya.get_by_text("1 of 6")).to_be_visible()
    await open_my_map(phone, card)
    await phone.get_by_role("link", name="talk together").click()
    await phone.get_by_role("button", name=my_map.MIND["to_no"], exact=True).click()
    await expect(phone.get_by_role("heading", name=my_map.MIND_DONE["title"])).to_be_visible()
    await expect(fox.get_by_text("said no to “workers talk”")).to_be_visible()
    await expect(priya.get_by_text("0 of 6")).to_be_visible()
    for page, other in ((fox, "Priya N."), (priya, "HX-1187")):
        await expect(page.get_by_text(other)).to_have_count(0)


async def flagged_for_nobody(priya: Page, fox: Page, here: str) -> None:
    """Afterwards: the next flag says that nobody is told, stays on its own case, and of what came
    before nothing is left in Sam's inbox."""
    await priya.get_by_role("link", name="Flag this case").tap()
    await expect(priya.get_by_text(worker_pages.NOBODY_LINKED)).to_be_visible()
    await priya.locator('[name="kind"][value="missing"]').check()
    await priya.locator('[name="need_to_know"]').fill(NEED_TO_KNOW)
    await priya.locator('[name="threshold"]').select_option("4")
    await priya.locator('[name="told"][value="yes"]').check()
    await priya.get_by_role("button", name="Send flag").tap()
    await expect(priya.get_by_text(worker_pages.NOBODY_TOLD)).to_be_visible()
    await fox.goto(f"{here}/alerts")
    await expect(fox.get_by_role("heading", name="Alerts")).to_be_visible()
    await expect(fox.get_by_text("Loading")).to_have_count(0)
    await expect(fox.get_by_text("HX-2041")).to_have_count(0)


def nothing_readable(held: bytes, *servers: PeerMapServer) -> None:
    """All that the database holds, and every log, searched for what the story typed."""
    assert len(held) > 50_000
    assert [each for each in (*SECRETS, PASSWORD) if each.encode() in held] == []
    # The demonstration's password is printed at the start, on purpose; nothing else is.
    assert [(each, one.port) for one in servers for each in SECRETS if each in one.log()] == []
