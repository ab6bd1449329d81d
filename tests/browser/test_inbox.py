"""An inbox on a worker's own device: out of touch, asleep, by keys alone, beside a young person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from peermap_app.api.woken import WAITING
from peermap_app.domain.errors import Refusal
from peermap_app.domain.flag_changes import What
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, held_connections
from peermap_app.storage.tables import new_id
from peermap_app.words import flag_change_words as change
from peermap_app.words import held_connection_words as held_words
from peermap_app.words import worker_pages as w
from peermap_app.words.errors import sentence
from peermap_app.words.flag_kind_words import WORDS, short
from tests.broken import disk_is_full
from tests.browser.heard import Heard
from tests.browser.keys import tab_to
from tests.browser.linked import SEEN_BY_NOW, alerts_of, at_the_inbox
from tests.browser.looked import picture
from tests.browser.network import Network
from tests.browser.people import (
    PASSWORD,
    PRIYA,
    SAM,
    offer,
    open_case,
    sign_in,
    start_drawing,
)
from tests.browser.said import said
from tests.builders import a_held_form
from tests.conftest import LAPTOP, PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer
from tests.services.test_flag_changes import changed
from tests.services.test_flags import flag
from tests.services.world import MS_CASE, World, table
from tests.services.world import PRIYA as WORLDS_PRIYA

# --- without a connection ---

TOKYO = "Asia/Tokyo"
A_DAY_AGO = """() => Object.defineProperty(window, "peermapHeard", {
  get: () => Date.now() - 864e5, set: () => undefined,
})"""


def moments() -> set[str]:
    """The line as it may stand now: the server is heard every five seconds."""
    now = datetime.now(UTC).astimezone(ZoneInfo(TOKYO))
    times = (f"{now - timedelta(seconds=ago):%H:%M}" for ago in (0, 20, 40))
    return {w.LAST_FRESH.format(when=when) for when in times}


async def test_the_inbox_and_an_alert_say_when_they_were_last_fresh(
    server: PeerMapServer, new_person: NewPerson, pair: World
) -> None:
    """In the worker's own time, until all was read anew: what came meanwhile is there by then."""
    network = await Network.open()
    sam = await new_person(PHONE, proxy=network.proxy, timezone_id=TOKYO)
    line = sam.locator(".pm-offline")
    try:
        await flag(pair)
        await sign_in(sam, server.url, SAM)
        await at_the_inbox(sam, server.url)
        network.cut()
        await expect(line).to_have_count(1)
        assert await line.inner_text() in moments()
        await picture(sam, "inbox-cut", 390)
        await flag(pair, need_to_know="While nobody could hear it.")
        network.heal()
        await expect(line).to_have_count(0, timeout=SEEN_BY_NOW)
        await expect(alerts_of(sam)).to_have_count(2)
        await alerts_of(sam).first.get_by_role("link").tap()
        await expect(sam.get_by_text("While nobody could hear it.")).to_be_visible()
        await sam.evaluate(A_DAY_AGO)
        network.cut()
        day = datetime.now(UTC).astimezone(ZoneInfo(TOKYO)) - timedelta(days=1)
        when = w.ON_DAY.format(time=r"\d\d:\d\d", day=f"{day.day} {day:%B}")
        words = w.LAST_FRESH.replace(".", r"\.").format(when=when)
        await expect(line).to_have_text(re.compile(f"^{words}$"))
        await picture(sam, "alert-cut", 390)
        network.heal()
        await expect(line).to_have_count(0, timeout=SEEN_BY_NOW)
    finally:
        await network.close()


# --- the server could not read it ---


async def test_an_inbox_that_could_not_be_read_asks_again_by_itself(
    server: PeerMapServer, new_person: NewPerson, pair: World
) -> None:
    """The disk is full while it comes back: it says so; the next flag is there without a tap."""
    sam = await new_person(PHONE)
    await flag(pair)
    await sign_in(sam, server.url, SAM)
    await at_the_inbox(sam, server.url)
    before = await alerts_of(sam).count()
    with disk_is_full(server):
        await sam.reload()
        await expect(sam.get_by_text(sentence(Refusal("something_wrong")))).to_be_visible()
    await flag(pair, need_to_know="While the page was deaf.")
    await expect(alerts_of(sam)).to_have_count(before + 1, timeout=SEEN_BY_NOW)
    await expect(sam.get_by_text(sentence(Refusal("something_wrong")))).to_have_count(0)


# --- by a notification ---

TAPPED = """async () => {
  await self.registration.showNotification("PeerMap", { tag: "t" });
  const [notification] = await self.registration.getNotifications({ tag: "t" });
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""
"""What the phone does for a tap on it; DevTools has no tap."""


async def test_a_tap_opens_the_alert_that_waits_and_not_the_one_that_was_open(
    server: PeerMapServer, new_person: NewPerson, pair: World
) -> None:
    """On the page that is there; and through the door, once the session has ended."""
    sam = await new_person(PHONE)
    await sam.context.grant_permissions(["notifications"], origin=server.url)
    await flag(pair, need_to_know="The older one.")
    await sign_in(sam, server.url, SAM)
    await at_the_inbox(sam, server.url)
    await alerts_of(sam).first.get_by_role("link").tap()
    await expect(sam.get_by_text("The older one.")).to_be_visible()
    await sam.evaluate("navigator.serviceWorker.ready.then(() => true)")
    (worker,) = sam.context.service_workers
    await seen_by_sam(pair)
    await flag(pair, need_to_know="The one that rang.")
    await worker.evaluate(TAPPED)
    await expect(sam.get_by_text("The one that rang.")).to_be_visible(timeout=SEEN_BY_NOW)
    await seen_by_sam(pair)
    await flag(pair, need_to_know="While signed out.")
    await sam.context.clear_cookies()
    await sam.goto(f"{server.url}{WAITING}")
    await sam.get_by_label("E-mail address").fill(SAM)
    await sam.get_by_label("Password").fill(PASSWORD)
    await sam.get_by_role("button", name="Sign in", exact=True).click()
    await expect(sam.get_by_text("While signed out.")).to_be_visible(timeout=SEEN_BY_NOW)


# --- asleep ---

KINDS = ("plan_changed", "placement_moving", "good_news")


async def frozen(page: Page, network: Network, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """The browser stops the page; what is sent to it waits."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    await meanwhile()
    await devtools.send("Page.setWebLifecycleState", {"state": "active"})


async def held(page: Page, network: Network, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """The phone is in a lift: what is sent to it is late."""
    network.hold()
    await meanwhile()
    network.release()


async def lost(page: Page, network: Network, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """What was sent to it is lost, and it has to come back."""
    network.hold()
    await meanwhile()
    network.cut()
    await asyncio.wait_for(network.refused.wait(), 40)
    network.heal()


@pytest.mark.parametrize("sleeps", [frozen, held, lost])
async def test_a_page_that_slept_shows_each_alert_once_and_in_order(
    server: PeerMapServer,
    new_person: NewPerson,
    pair: World,
    sleeps: Callable[[Page, Network, Callable[[], Awaitable[None]]], Awaitable[None]],
) -> None:
    """Three came meanwhile, and the first of them was changed, so that it is the newest."""
    network = await Network.open()
    sam = await new_person(PHONE, proxy=network.proxy)

    async def meanwhile() -> None:
        sheets = [await flag(pair, kind=kind) for kind in KINDS]
        await changed(pair, sheets[0].flag_id, What.UPDATE, text="Later.")
        await handed_over(pair)

    try:
        await sign_in(sam, server.url, SAM)
        await at_the_inbox(sam, server.url)
        before = await hrefs(sam)
        await sleeps(sam, network, meanwhile)
        await expect(alerts_of(sam)).to_have_count(len(before) + 3, timeout=SEEN_BY_NOW)
        after = await hrefs(sam)
        assert after[3:] == before
        assert len(set(after)) == len(after)
        titles = await alerts_of(sam).locator("h2").all_inner_texts()
        shown = [title.partition(" · ")[2] for title in titles[:3]]
        newest = (KINDS[0], KINDS[2], KINDS[1])
        assert shown == [short(WORDS[kind]) for kind in newest]
        todo = await alerts.todo_count(pair.house, pair["sam"])
        await expect(sam.locator(".pm-nav .pm-badge")).to_have_text(f"{todo}{w.BADGE_TO_DO}")
    finally:
        await network.close()


async def handed_over(pair: World) -> None:
    """Until the server has sent every alert to the pages that are open."""
    async with asyncio.timeout(60):
        while True:
            ways = [one for one in await table(pair, "delivery") if one["channel"] == "page"]
            sent = [one for one in ways if one["state"] != "queued"]
            if len(sent) == len(await table(pair, "alert")):
                return


async def hrefs(page: Page) -> list[str | None]:
    """Where each card leads, from the top."""
    links = await alerts_of(page).get_by_role("link").all()
    return [await link.get_attribute("href") for link in links]


# --- by keys alone ---


async def test_an_alert_is_opened_seen_and_answered_by_keys_alone(
    server: PeerMapServer, new_person: NewPerson, pair: World
) -> None:
    """What can be pressed shows that it has the focus, and the focus is never nowhere: not when the
    list grows under it, a button becomes a sentence, or the card that has it leaves the list. The
    app's sign on a home screen has the number of those that wait, whenever that changes."""
    sam = await new_person(LAPTOP)
    await sam.add_init_script(BADGE)
    await seen_by_sam(pair)
    for kind in KINDS[:2]:
        await flag(pair, kind=kind)
    await sign_in(sam, server.url, SAM)
    await at_the_inbox(sam, server.url)
    to_do = sam.get_by_role("button", name=re.compile(w.TO_DO))
    await tab_to(sam, to_do)
    await sam.keyboard.press("Enter")
    await expect(to_do).to_have_attribute("aria-pressed", "true")
    await expect(to_do).to_be_focused()
    cards = sam.locator(".pm-linkcard:not([hidden])")
    await expect(cards).to_have_count(2)
    await has_badge(sam, 2)
    second = await cards.nth(1).get_by_role("link").get_attribute("href")
    card = sam.locator(f'a[href="{second}"]')
    await tab_to(sam, card)
    await flag(pair, kind=KINDS[2])
    await expect(cards).to_have_count(3, timeout=SEEN_BY_NOW)
    await has_badge(sam, 3)
    await expect(card).to_be_focused()
    await picture(sam, "inbox-keys", 1280)
    await sam.keyboard.press("Enter")
    await expect(sam.locator("h1")).to_be_focused()
    for button, line in (
        (w.I_HAVE_SEEN_THIS, "You have seen this"),
        (w.WE_HAVE_BEEN_IN_TOUCH, "You have been in touch"),
    ):
        there = sam.get_by_role("button", name=button)
        await expect(there).to_be_visible()
        await tab_to(sam, there)
        await sam.keyboard.press("Enter")
        await expect(sam.locator(".pm-done:focus")).to_contain_text(line)
    await has_badge(sam, 2)
    await picture(sam, "alert-keys", 1280)
    await tab_to(sam, sam.get_by_role("link", name=w.BACK_TO_ALERTS), "Shift+Tab")
    await sam.keyboard.press("Enter")
    await expect(cards).to_have_count(2)
    await tab_to(sam, cards.first.get_by_role("link"))
    await seen_by_sam(pair)
    await flag(pair)
    await expect(cards).to_have_count(1, timeout=SEEN_BY_NOW)
    await expect(cards.first.get_by_role("link")).to_be_focused()


BADGE = """Object.defineProperty(navigator, "setAppBadge", {
  value: (number) => Promise.resolve(void (window.badge = number)),
})"""


async def has_badge(page: Page, number: int) -> None:
    """The sign of the app on the home screen has this number, or gets it soon."""
    await page.wait_for_function("(number) => window.badge === number", arg=number)


async def seen_by_sam(pair: World) -> None:
    """Whatever waits, on another device; an open page shows it when it next looks."""
    inbox = await alerts.inbox(pair.house, pair["sam"], purpose=Purpose.COORDINATE)
    for alert_id in [line.id for line in inbox.items if line.todo]:
        who, coordinate = pair["sam"], Purpose.COORDINATE
        sheet = await alerts.open_alert(pair.house, who, alert_id, purpose=coordinate)
        await alerts.seen(pair.house, who, alert_id, sheet.now.number, purpose=coordinate)


# --- beside a young person ---


NOTE = "Zedburn arches after the late bus"
OF_THE_ALERT = ("HX-2041", NOTE, "went missing", "Went missing", "Priya")
OF_ANY_CASE = (*OF_THE_ALERT, "HX-1187")


async def test_beside_a_young_person_an_alert_is_a_dot_without_words(
    server: PeerMapServer, new_person: NewPerson, pair: World
) -> None:
    """Rule 11, while a code is offered, while they draw and while the young person chooses: a dot
    on the worker's page, nothing of it in any frame of either page or in a title."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, server.url, SAM)
    await seen_by_sam(pair)
    case_id = await open_case(sam, server.url, "HX-1187")
    theirs, young = await Heard.of(sam), await Heard.of(tablet)
    await sam.goto(f"{server.url}/cases/{case_id}")
    code = await offer(sam)
    theirs.frames.clear()
    dots = sam.locator(".pm-badge")

    async def comes(number: int, dot: Locator) -> None:
        await flag(pair, need_to_know=NOTE)
        async with asyncio.timeout(20):
            while f'"badge_rx_state_":{number}' not in "\n".join(theirs.frames):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await expect(dot).to_be_visible()
        assert set(await dots.all_inner_texts()) == {""}

    await comes(1, dots.first)
    hand = await start_drawing(sam, tablet, server.url, code)
    await comes(2, sam.locator(".pd-watch-bar .pm-badge"))
    await picture(sam, "drawing-dot", 390)
    await hand.add_friend("JS")
    await hand.put_down()
    await tablet.get_by_role("button", name=said("I’m finished")).tap()
    await expect(sam.get_by_text(re.compile("is choosing")).first).to_be_visible()
    await comes(3, dots.first)
    await picture(sam, "choosing-dot", 390)
    assert theirs.says(OF_THE_ALERT) == set()
    assert young.says(OF_ANY_CASE) == set()
    assert len(young.frames) > 3
    assert [frame for frame in young.frames if "live_state" in frame] == []
    await at_the_inbox(sam, server.url)
    assert theirs.says((NOTE, "HX-2041")) == {"HX-2041"}


# --- a form that is opened from another page ---


async def test_a_form_begins_with_what_its_own_page_holds(
    server: PeerMapServer, new_person: NewPerson, pair: World
) -> None:
    """Not with what the last one held: the same flag's end, another flag, another connection. What
    a correction began with went to whoever was told of the other young person's flag."""
    first, second = [(await flag(pair, need_to_know=words)).flag_id for words in FLAGGED]
    case, text = f"/cases/{pair.case(MS_CASE)}", '[name="text"]'
    await _hold(pair)
    page = await new_person(PHONE)
    await sign_in(page, server.url, PRIYA)
    await page.goto(f"{server.url}{case}")
    await _by_link(page, f"/flags/{first}")
    await _by_link(page, f"/flags/{first}/change/correct")
    await expect(page.locator(text)).to_have_value(FLAGGED[0])
    await page.go_back()
    await _by_link(page, f"/flags/{first}/change/close")
    await expect(page.get_by_role("button", name=change.SEND["close"])).to_be_visible()
    await expect(page.locator(text)).to_have_value("")
    await page.go_back()
    await _by_link(page, case)
    await _by_link(page, f"/flags/{second}")
    await _by_link(page, f"/flags/{second}/change/correct")
    await expect(page.locator(text)).to_have_value(FLAGGED[1])
    await page.go_back()
    await _by_link(page, case)
    await _each_connection(page, case)


FLAGGED = ("Did not come home on Friday.", "Moves to another placement.")
HELD = ("They walk to school together", "Seen at the arches at night")
NOBODY_SHOWN = {
    "weight": "worry",
    "nature": "opinion",
    "shown": "no",
    "not_shown_because": "We talk about it on Tuesday.",
}


async def _hold(pair: World) -> None:
    """Two connections on Priya's case that differ in every choice."""
    today = pair.house.clock().date()
    day, later = today.isoformat(), (today + timedelta(days=10)).isoformat()
    for known, more in zip(HELD, ({}, {**NOBODY_SHOWN, "review": later}), strict=True):
        form = a_held_form(known=known, source_day=day, shown_on=day, **more)
        await held_connections.save(
            pair.house,
            pair[WORLDS_PRIYA],
            pair.case(MS_CASE),
            held_connections.NEW,
            form,
            form_id=new_id(),
            purpose=Purpose.COORDINATE,
        )


async def _each_connection(page: Page, case: str) -> None:
    for known, weight in zip(HELD, ("strength", "worry"), strict=True):
        await page.locator("#held li").filter(has_text=known).locator("a").first.tap()
        await expect(page.locator('[name="known"]')).to_have_value(known)
        await expect(page.locator(f'[name="weight"][value="{weight}"]')).to_be_checked()
        await page.go_back()
    await _by_link(page, f"{case}/held/new")
    await expect(page.get_by_role("button", name=held_words.SAVE)).to_be_visible()
    await expect(page.locator('[name="known"]')).to_have_value("")
    await expect(page.locator('[name="weight"]:checked')).to_have_count(0)
    await expect(page.locator('[name="symbol"][value=""]')).to_be_checked()


async def _by_link(page: Page, to: str) -> None:
    await page.locator(f'main a[href="{to}"]').first.tap()
