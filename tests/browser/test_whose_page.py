"""Two pages of one browser: nobody opens a page of somebody else's, and none stays after its owner.

A browser has one cookie. Whoever signs in beside a page holds an open session, and none of its own.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.async_api import Page, Response, Route, expect

from peermap_app.words import held_words
from peermap_app.words.own_account import END_ALL
from tests.browser.people import PASSWORD, PRIYA, SAM, open_case, sign_in
from tests.browser.test_idle_lock import CASE, TYPED, at_the_flag, idles, lock, quick
from tests.browser.tour_offices import ROBIN
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer

__all__ = ["quick"]
PASSPHRASE = "#passphrase"


async def becomes(page: Page, new_person: NewPerson, url: str, email: str) -> None:
    """The browser's cookie is a colleague's from now on, and no page of it was told of that."""
    theirs = await new_person(PHONE)
    await sign_in(theirs, url, email)
    await page.context.add_cookies(await theirs.context.cookies())  # type: ignore[arg-type]


async def make_a_record(page: Page, server: PeerMapServer) -> str:
    """Robin makes a young person's record; the passphrase, which is shown once."""
    await sign_in(page, server.url, ROBIN)
    await page.goto(f"{server.url}/what-is-held")
    await page.get_by_label(held_words.REFERENCE).fill(CASE)
    await page.get_by_label(held_words.ASKED["court"]).check()
    await page.get_by_role("button", name=held_words.MAKE).click()
    return await page.locator(PASSPHRASE).inner_text()


async def opened(page: Page, typed: str = "x") -> Response:
    """What the server answers to whoever types anything at all and presses Open."""
    await page.locator("#pm-lock-code").fill(typed)
    async with page.expect_response("**/unlock") as told:
        await page.get_by_role("button", name="Open", exact=True).click()
    return await told.value


def turned_away(server: PeerMapServer, rule: str) -> int:
    """How often that stands in the record."""
    with closing(sqlite3.connect(server.var / "peermap.db", timeout=20)) as database:
        return int(
            database.execute(
                "SELECT count(*) FROM access_record WHERE rule = ?", (rule,)
            ).fetchone()[0]
        )


async def test_a_colleague_opens_no_plain_page(quick: PeerMapServer, new_person: NewPerson) -> None:
    """A record that Robin made, its passphrase and its file, on a page that locked: Priya's own
    session opens nothing of it, by nothing, by her own password neither, and the page goes."""
    page = await new_person(LAPTOP)
    await page.clock.install()
    shown = await make_a_record(page, quick)
    await idles(page, quick)
    assert shown not in await page.content()
    await becomes(page, new_person, quick.url, PRIYA)
    before = turned_away(quick, "page_of_another")
    assert (await opened(page, PASSWORD)).status == 401
    await expect(page).to_have_url(re.compile(r"/alerts$"))  # where Priya may be
    assert shown not in await page.content()
    assert turned_away(quick, "page_of_another") == before + 1


async def test_a_colleague_opens_no_case_with_the_network_cut(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """Sam's case, and the connection goes at the very moment after the server's answer, so that no
    page is read anew: nothing of it was back for a moment."""
    page = await new_person(PHONE)
    await at_the_flag(page, quick.url)
    await idles(page, quick)
    await becomes(page, new_person, quick.url, PRIYA)
    seen: list[str] = []

    def saw(what: str) -> None:
        seen.append(what)

    await page.expose_function("pmSaw", saw)
    await page.evaluate(
        """(typed) => new MutationObserver(() => {
          if (document.querySelector('[name="need_to_know"]')) pmSaw("the flag");
          if (document.body.innerText.includes(typed)) pmSaw("the case");
        }).observe(document, { childList: true, subtree: true, characterData: true })""",
        CASE,
    )
    answers: list[int] = []

    async def cut(route: Route) -> None:
        answer = await route.fetch()
        answers.append(answer.status)
        await page.context.set_offline(True)
        await route.fulfill(response=answer)

    await page.route("**/unlock", cut)
    await page.locator("#pm-lock-code").fill("x")
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(lock(page)).to_have_count(0)  # the page left, for where there is no connection
    content = await page.content()
    assert (answers, seen) == ([401], [])
    assert [kept for kept in (CASE, TYPED) if kept in content] == []


async def test_signing_in_turns_the_other_pages_away(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """Sam's pages are locked, a case and a plain one; Priya signs in in a third. Both go by
    themselves, before anybody types anything."""
    page = await new_person(PHONE)
    await at_the_flag(page, quick.url)
    plain, third = await page.context.new_page(), await page.context.new_page()
    await plain.goto(f"{quick.url}/signing-in")
    await expect(plain.locator(".pf-part").first).to_be_visible()
    await idles(page, quick)
    await expect(lock(plain)).to_be_visible()
    await sign_in(third, quick.url, PRIYA)
    for each in (page, plain):
        await expect(each).to_have_url(re.compile(r"/alerts$"))
        await expect(each.locator('[name="need_to_know"], .pf-part')).to_have_count(0)
        assert CASE not in await each.content()


async def test_a_live_page_hears_it_from_the_server_too(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """Priya signs in over Sam's locked session, and no page of hers is ever shown: the server
    turns Sam's page away."""
    page = await new_person(PHONE)
    await at_the_flag(page, quick.url)
    await idles(page, quick)
    answer = await page.context.request.post(
        f"{quick.url}/sign-in",
        form={"email": PRIYA, "password": PASSWORD},
        headers={"Origin": quick.url},
        max_redirects=0,
    )
    assert answer.headers["location"] == "/alerts"
    await expect(page).to_have_url(re.compile(r"/alerts$"))
    assert CASE not in await page.content()


async def test_its_owner_opens_it_with_a_session_of_later(
    quick: PeerMapServer, new_person: NewPerson
) -> None:
    """A page is its worker's and not its session's: Sam signs in again, and the plain page that
    lay locked opens, with what was typed."""
    page = await new_person(PHONE)
    await page.clock.install()
    await sign_in(page, quick.url, SAM)
    await page.goto(f"{quick.url}/change-password")
    await page.locator('[name="password"]').fill("half of it")
    await idles(page, quick)
    await becomes(page, new_person, quick.url, SAM)
    assert (await opened(page)).status == 204
    await expect(page.locator('[name="password"]')).to_have_value("half of it")


@pytest.mark.parametrize("press", ["here", "everywhere"])
async def test_signing_out_takes_the_other_pages_along(
    quick: PeerMapServer, new_person: NewPerson, press: str
) -> None:
    """Sam signs out on one page, here or everywhere: a plain page and a case beside it go, and
    nobody reads on there."""
    page = await new_person(PHONE)
    await sign_in(page, quick.url, SAM)
    plain, case = await page.context.new_page(), await page.context.new_page()
    await plain.goto(f"{quick.url}/signing-in")
    await expect(plain.locator(".pf-part").first).to_be_visible()
    await open_case(case, quick.url, CASE)
    if press == "everywhere":
        await sign_in(await new_person(PHONE), quick.url, SAM)  # there is another device
    await page.goto(f"{quick.url}/me")
    name = END_ALL if press == "everywhere" else "Sign out"
    out = page.locator('form[action="/sign-out"]').get_by_role("button", name=name)
    await out.last.click()
    await expect(page).to_have_url(re.compile(r"/sign-in$"))
    for each in (plain, case):
        await expect(each).to_have_url(re.compile(r"/sign-in$"))
        assert await each.locator(".pf-part").count() == 0
        assert CASE not in await each.content()
