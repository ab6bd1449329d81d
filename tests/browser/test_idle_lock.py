"""A page that nobody touches locks itself, and opens again with what was typed still there."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, Route, WebSocketRoute, expect

from peermap_app.words import held_words, own_account
from tests.browser.network import READ_ANEW, READS_ANEW, Network, blink
from tests.browser.people import PASSWORD, PRIYA, SAM, offer, open_case, sign_in, start_drawing
from tests.browser.test_passkeys import add_passkey, authenticator
from tests.browser.tour_offices import ROBIN
from tests.conftest import LAPTOP, PHONE, TABLET, NewPerson
from tests.factors import Phone
from tests.servers import PeerMapServer, free_port

NAMES_SOMEBODY = "With Anna Kowalska, 07700 900123."
TYPED = "Went missing from school at noon, back since two."
CASE = "HX-1187"
MINUTES = 5


@pytest.fixture(scope="module")
def quick(
    pages: None, demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeerMapServer]:
    """A server whose pages lock after five minutes, as one does that was told nothing."""
    var = Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("locks") / "var"))
    minutes = {"PEERMAP_LOCK_AFTER": str(MINUTES)}
    started = PeerMapServer.start(var, prepare=False, port=free_port(), **minutes)
    yield started
    started.stop()


def nobody_came(server: PeerMapServer, minutes: float = MINUTES) -> None:
    """On the server too so much time went by since the last touch: its clock is not the test's."""
    moved = f"-{minutes * 60} seconds"
    with sqlite3.connect(server.var / "peermap.db", timeout=20) as database:
        database.execute(
            "UPDATE session SET touched_at = strftime('%Y-%m-%d %H:%M:%f', touched_at, ?)", (moved,)
        )
    database.close()


class Entered:
    """Tells when the server has counted that a page was opened, which is a touch: until then
    `nobody_came` would be undone by it. Made before the page is opened. `told`: what else it is
    that the server says."""

    def __init__(self, page: Page, told: str = "lock_after") -> None:
        self._heard, self._told = asyncio.Event(), told
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, frame: str | bytes) -> None:
        if isinstance(frame, str) and self._told in frame:
            self._heard.set()

    def again(self) -> None:
        """What was opened before counts no more."""
        self._heard.clear()

    async def wait(self) -> None:
        """Until it is so."""
        await asyncio.wait_for(self._heard.wait(), 20)


class Slow:
    """A machine that takes long to read a page anew: nothing comes after the first word of it."""

    def __init__(self) -> None:
        self.on, self._held = False, list[tuple[WebSocketRoute, str | bytes]]()

    def between(self, route: WebSocketRoute) -> None:
        """For `route_web_socket`."""
        server = route.connect_to_server()
        server.on_message(lambda said: self._hear(route, said))

    def _hear(self, route: WebSocketRoute, said: str | bytes) -> None:
        if self._held:
            self._held.append((route, said))
        else:
            route.send(said)
            if self.on and READS_ANEW in str(said):
                self._held.append((route, ""))

    def over(self) -> None:
        """All that was held arrives."""
        held, self.on, self._held = self._held[1:], False, []
        for route, said in held:
            route.send(said)


WHOLE = MINUTES * 60_000 + 500
AT_ONCE_AFTER = 4_000
"""Milliseconds: a page shows by then what it has (ui/whole_view.js)."""


async def idles(page: Page, server: PeerMapServer, ms: int = WHOLE) -> None:
    """Nobody touches the page for so long. Once more where a touch of before was still on its way
    to the server: then that rightly opens the page again."""
    await page.wait_for_load_state()  # a plain page's script too: before that it has no clock
    for left in (ms, WHOLE, WHOLE):
        nobody_came(server)
        async with page.expect_response("**/lock") as told:
            await page.clock.fast_forward(left)
        if not (await (await told.value).json()).get("open"):
            return
    raise AssertionError("a page that nobody touches stays open")


async def touched(page: Page) -> None:
    """Somebody presses a key that writes nothing, half a minute after the last; it is told."""
    async with page.expect_response("**/here"):
        await page.keyboard.press("Shift")


def lock(page: Page) -> Locator:
    return page.get_by_role("dialog", name="PeerMap is locked")


async def at_the_flag(page: Page, url: str) -> None:
    """Sam, half way through a flag, on a page whose clock is the test's."""
    await page.clock.install()
    entered = Entered(page)
    await sign_in(page, url, SAM)
    await open_case(page, url, CASE)
    entered.again()
    await page.goto(f"{page.url.rstrip('/')}/flag")
    await page.locator('[name="need_to_know"]').fill(TYPED)
    await entered.wait()


async def with_password(page: Page, password: str = PASSWORD) -> None:
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Open", exact=True).click()


async def test_what_was_typed_is_there_after_the_password(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """Five minutes without a touch: nothing of the case is in the page. A wrong password opens
    nothing; the right one brings back what was typed, with the focus where it was, also where the
    page is hidden meanwhile because it takes long to be read."""
    page, slow = await new_person(PHONE), Slow()
    await page.route_web_socket(lambda _: True, slow.between)
    await at_the_flag(page, quick.url)
    await page.clock.fast_forward((MINUTES * 60 - 40) * 1000)
    await expect(lock(page)).to_have_count(0)
    await touched(page)
    await page.clock.fast_forward((MINUTES * 60 - 40) * 1000)
    await expect(lock(page)).to_have_count(0)
    await idles(page, quick, 40_500)
    await expect(page.get_by_role("heading", name="PeerMap is locked")).to_be_focused()
    for kept in (CASE, TYPED, "Sam O"):
        assert kept not in await page.content()
    heard: list[bool] = []

    async def held(route: Route) -> None:
        await expect(lock(page)).to_have_attribute("aria-busy", "true")
        heard.append(True)
        await route.continue_()

    await page.route("**/unlock", held)
    await with_password(page, "not the password")
    await expect(page.get_by_role("alert")).to_have_text(re.compile("not your current password"))
    await expect(page.get_by_label("Password")).to_be_focused()
    assert heard == [True]
    await expect(lock(page)).to_have_attribute("aria-busy", "false")
    await page.unroute("**/unlock")
    slow.on, field = True, page.locator('[name="need_to_know"]')
    await with_password(page)
    await expect(lock(page)).to_have_count(0)
    await page.clock.fast_forward(AT_ONCE_AFTER)
    await expect(field).to_be_hidden()
    slow.over()
    await expect(field).to_have_value(TYPED)
    await expect(field).to_be_focused()
    await page.get_by_role("button", name="Send flag").click()  # and the page answers
    await expect(page.get_by_role("alert")).to_contain_text("Choose one")


async def test_a_warning_stands_after_a_cut_and_after_the_lock(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """A flag that names somebody: what was found, what was typed and the reason for going on are
    all there again, and the same tap sends it; the next flag begins without a warning."""
    network = await Network.open()
    page = await new_person(PHONE, proxy=network.proxy)
    whole = Entered(page, READ_ANEW)
    await at_the_flag(page, quick.url)
    await page.locator('[name="kind"][value="missing"]').check()
    await page.locator('[name="need_to_know"]').fill(NAMES_SOMEBODY)
    await page.locator('[name="threshold"]').select_option("3")
    await page.locator('[name="told"][value="yes"]').check()
    send, reason = page.get_by_role("button", name="Send flag"), page.locator("#screened_reason")
    await send.click()
    await reason.fill("They must be able to phone her.")

    async def stands() -> None:
        await expect(page.locator(".pm-warning")).to_contain_text("“Anna Kowalska”")
        await expect(page.locator("#faults a")).to_have_count(1)
        await expect(page.locator('[name="need_to_know"]')).to_have_value(NAMES_SOMEBODY)
        await expect(reason).to_have_value("They must be able to phone her.")

    await stands()
    await blink(page, network)
    await stands()
    await idles(page, quick)
    whole.again()
    await with_password(page)
    await whole.wait()
    await stands()
    await send.click()
    await page.wait_for_url("**/flags/*")
    await open_case(page, quick.url, CASE)
    await page.get_by_role("link", name=re.compile("Flag")).first.click()
    await expect(page.locator('[name="need_to_know"]')).to_have_value("")
    await expect(page.locator(".pm-warning")).to_be_hidden()
    await page.context.close()  # before its network
    await network.close()


async def test_a_code_or_a_passkey_opens_it_for_who_has_one(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """With a passkey the password is not asked for; the device knows its owner, and it is open."""
    page = await new_person(PHONE)
    await page.clock.install()
    entered = Entered(page)
    await authenticator(page)
    await sign_in(page, quick.url, PRIYA)
    await add_passkey(page, quick.url)
    await expect(page.locator(".pf-codes li")).to_have_count(10)
    codes = await page.locator(".pf-codes li").all_text_contents()
    await page.goto(f"{quick.url}/cases")
    await page.locator("main a[href^='/cases/']").first.click()
    flag = page.get_by_role("link", name=re.compile("Flag")).first
    await expect(flag).to_be_visible()
    await page.wait_for_load_state("networkidle")
    entered.again()
    await flag.click()
    await page.locator('[name="need_to_know"]').fill(TYPED)
    await entered.wait()
    await idles(page, quick)
    await expect(page.get_by_label("Password")).to_have_count(0)
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page.locator('[name="need_to_know"]')).to_have_value(TYPED)
    await idles(page, quick)
    await page.get_by_label("Code").fill("123 456")
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Code").fill(codes[0])
    await page.keyboard.press("Enter")
    await expect(page.locator('[name="need_to_know"]')).to_have_value(TYPED)


async def test_two_pages_lock_and_open_together(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """A touch on one keeps both; when one locks both do, and what opens one opens the other. What
    came meanwhile stands on both."""
    page = await new_person(PHONE)
    await at_the_flag(page, quick.url)
    other = await page.context.new_page()
    await other.clock.install()
    entered = Entered(other)
    await other.goto(f"{quick.url}/cases")
    await expect(other.get_by_text(CASE)).to_be_visible()
    await entered.wait()
    await page.clock.fast_forward((MINUTES * 60 - 40) * 1000)
    await other.clock.fast_forward(31_000)
    await touched(other)  # told to the page beside it, and to the server
    await page.clock.fast_forward(60_000)
    await expect(lock(page)).to_have_count(0)
    await idles(page, quick)
    await expect(lock(page)).to_be_visible()
    await expect(lock(other)).to_be_visible()
    assert CASE not in await other.content()
    await with_password(other)
    await expect(other.get_by_text(CASE)).to_be_visible()
    await expect(page.locator('[name="need_to_know"]')).to_have_value(TYPED)


async def test_a_cut_opens_nothing(quick: PeerMapServer, new_person: NewPerson) -> None:
    """Without a connection it locks all the same, says so, and keeps what was typed."""
    page = await new_person(PHONE)
    await at_the_flag(page, quick.url)
    await page.context.set_offline(True)
    nobody_came(quick)
    await page.clock.fast_forward(WHOLE)
    await expect(lock(page)).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_text(re.compile("No connection"))
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text(re.compile("No connection"))
    await page.context.set_offline(False)
    await with_password(page)
    await expect(page.locator('[name="need_to_know"]')).to_have_value(TYPED)


async def test_back_and_the_keyboard_lead_nowhere_behind_it(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """Back stays; Tab goes round what the lock has; a page that slept locks at its first touch."""
    page = await new_person(LAPTOP)
    await page.clock.install()
    entered = Entered(page)
    await sign_in(page, quick.url, SAM)
    await open_case(page, quick.url, CASE)
    await page.wait_for_load_state("networkidle")
    entered.again()
    await page.get_by_role("link", name=re.compile("Flag")).first.click()
    await page.locator('[name="need_to_know"]').fill(TYPED)
    await entered.wait()
    here = page.url
    await idles(page, quick, 3_600_000)
    await expect(lock(page)).to_be_visible()
    await page.evaluate("history.back()")
    await page.wait_for_function("url => location.href === url", arg=here)
    await expect(lock(page)).to_be_visible()
    await expect(page.get_by_label("Password")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Password")).to_be_focused()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator('[name="need_to_know"]')).to_have_value(TYPED)


async def test_a_plain_page_covers_itself_too(quick: PeerMapServer, new_person: NewPerson) -> None:
    """A new password, half typed on a page that is no program: taken out like any other, with all
    pages of the session; one tap opens it as it was, and what leads off it still does."""
    page = await new_person(PHONE)
    await page.clock.install()
    await sign_in(page, quick.url, SAM)
    other = await page.context.new_page()
    await other.goto(f"{quick.url}/signing-in")
    await page.goto(f"{quick.url}/change-password")
    fresh = page.get_by_label(own_account.NEW_PASSWORD)
    await fresh.fill("half of it")
    await idles(page, quick)
    await expect(page.get_by_role("heading", name="PeerMap is locked")).to_be_focused()
    await expect(fresh).to_have_count(0)
    await expect(lock(other)).to_be_visible()
    await expect(other.locator(".pf-part")).to_have_count(0)
    tried: list[str] = []
    page.on("request", lambda sent: tried.append(sent.url) if "/unlock" in sent.url else None)
    await with_password(page)
    await expect(fresh).to_have_value("half of it")
    await expect(fresh).to_be_focused()
    await expect(other.locator(".pf-part").first).to_be_visible()
    assert tried == [f"{quick.url}/unlock"]
    await page.get_by_label(own_account.OLD_PASSWORD).fill("not the old one")
    await page.get_by_role("button", name=own_account.SAVE_PASSWORD).click()
    await expect(page.locator("#problem")).to_be_visible()  # what a form was answered with
    await idles(page, quick)
    with sqlite3.connect(quick.var / "peermap.db", timeout=20) as database:
        database.execute("UPDATE session SET ended_at = created_at WHERE ended_at IS NULL")
    database.close()
    await with_password(page)
    await page.wait_for_url("**/sign-in")


async def test_what_is_shown_once_is_there_once_more(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """Ten recovery codes, and a young person's reference: gone while it is locked, and not lost."""
    page = await new_person(PHONE)
    await page.clock.install()
    await page.goto(f"{quick.url}/sign-in")
    await page.get_by_label("E-mail address").fill(ROBIN)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    secret = (await page.locator(".pf-key").text_content()) or ""
    await page.get_by_label("Code", exact=True).fill(Phone(secret.replace(" ", "")).code())
    await page.get_by_role("button", name="Turn on codes").click()
    await expect(page.locator(".pf-codes li")).to_have_count(10)
    codes = await page.locator(".pf-codes li").all_text_contents()
    await idles(page, quick)
    assert [code for code in codes if code in await page.content()] == []
    await with_code(page, codes[0])
    await expect(page.locator(".pf-codes li")).to_have_text(codes)
    await page.goto(f"{quick.url}/what-is-held")
    await page.get_by_label(held_words.REFERENCE).fill(CASE)
    await page.get_by_label(held_words.ASKED["court"]).check()
    await idles(page, quick)
    await expect(page.get_by_label(held_words.REFERENCE)).to_have_count(0)
    await with_code(page, codes[1])
    await expect(page.get_by_label(held_words.REFERENCE)).to_have_value(CASE)
    await expect(page.get_by_label(held_words.ASKED["court"])).to_be_checked()


async def with_code(page: Page, code: str) -> None:
    await page.get_by_label("Code").fill(code)
    await page.get_by_role("button", name="Open", exact=True).click()


async def test_a_page_that_is_opened_while_locked(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """A bookmark, a reload, a page in the bar of addresses: the lock first, then that page."""
    page = await new_person(PHONE)
    entered = Entered(page)
    await sign_in(page, quick.url, SAM)
    case = await open_case(page, quick.url, CASE)
    await page.wait_for_load_state("networkidle")
    entered.again()
    await page.reload()
    await entered.wait()
    nobody_came(quick, MINUTES + 2)
    await page.goto(f"{quick.url}/cases/{case}")
    await expect(page.get_by_role("heading", name="PeerMap is locked")).to_be_visible()
    await with_password(page)
    await expect(page.get_by_role("heading", level=1, name=CASE)).to_be_visible()


async def test_a_drawing_goes_on_behind_it(quick: PeerMapServer, new_person: NewPerson) -> None:
    """The worker's phone locks while a young person draws: nothing of the board is on it, the
    tablet draws on, and all of it stands on the worker's board when it is open again."""
    worker, tablet = await new_person(PHONE), await new_person(TABLET)
    await worker.clock.install()
    await sign_in(worker, quick.url, SAM)
    await open_case(worker, quick.url, CASE)
    hand = await start_drawing(worker, tablet, quick.url, await offer(worker))
    await hand.add_friend("QX")
    friends = worker.locator(".pm-board .pm-person")
    await expect(friends).to_have_count(1)
    await idles(worker, quick)
    await expect(lock(worker)).to_be_visible()
    assert "QX" not in await worker.content()
    await hand.add_friend("ZV")
    await expect(tablet.locator(".pm-board .pm-person")).to_have_count(2)
    await with_password(worker)
    await expect(friends).to_have_count(2)
    await hand.add_friend("WJ")
    await expect(friends).to_have_count(3)


async def test_too_many_tries_lead_to_the_door(quick: PeerMapServer, new_person: NewPerson) -> None:
    """The sixth ends the session: the page goes, and what it showed with it."""
    page = await new_person(PHONE)
    await at_the_flag(page, quick.url)
    await idles(page, quick)
    for number in range(6):
        await with_password(page, f"guess {number} of it")
        if number < 5:
            await expect(page.get_by_label("Password")).to_be_focused()
    await page.wait_for_url("**/sign-in")
    await expect(page.get_by_text("nothing was touched")).to_have_count(0)
