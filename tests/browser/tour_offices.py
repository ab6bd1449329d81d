"""The offices' own pages: signing in with a second step, administration, what waits, covers.

Alex administers, Dana supervises, Robin checks the record; Priya asks for a case. In the walk it
stands where HX-1187 has a kept map, and it changes nothing of that case but that Dana looked.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from peermap_app.words import absence_words as absence
from peermap_app.words import cover_words as covers
from peermap_app.words import hours_words as hours
from peermap_app.words import import_words as files
from peermap_app.words import office_words as w
from peermap_app.words import record_words as record
from peermap_app.words import recovery, settings_words, signing_in
from peermap_app.words import team_words as t
from peermap_app.words import tray_words as tray
from tests.browser.people import PASSWORD, PRIYA, shown_a_while_ago, sign_in
from tests.conftest import NewPerson
from tests.factors import Phone, keep, phone_of
from tests.servers import PeerMapServer
from tests.services.world import HEADINGS

Look = Callable[[str, Page], Awaitable[None]]
ALEX, DANA, ROBIN = "alex@demo.example", "dana@demo.example", "robin@demo.example"
OTHER = "HX-1204"
WHY = "Sam is ill and the young person phoned."
NEW_CASE = (
    f"HX-1999,R,2012,Sam O.,sam@demo.example,07700 900118,Youth Support West,{DANA},2026-01-05,"
)
MAILS = {
    "PEERMAP_SMTP_HOST": "localhost",
    "PEERMAP_SMTP_FROM": "peermap@demo.example",
    "PEERMAP_SMTP_SECURITY": "none",
    "PEERMAP_SMTP_PORT": "9",
}
"""For the server: a link can be asked for, and nothing listens where its mail would go."""


async def offices(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """Everybody's whole day, as far as it needs no other day to come."""
    alex, priya = await new_person(), await new_person()
    await _forgotten(alex, server.url, look)
    await _first_sign_in(alex, server.url, look)
    await _administered(alex, server.url, look)
    await _asked_for(priya, server.url, look)
    dana = await new_person()
    await sign_in(dana, server.url, DANA)
    await _waiting(dana, server, look)
    await _team(dana, server.url, look)
    await _covers(dana, alex, server.url, look)
    await _own_ways(dana, server.url, look)
    robin = await new_person()
    await sign_in(robin, server.url, ROBIN)
    await _record(robin, server.url, look)


async def opened(page: Page, url: str, path: str) -> None:
    """Go there, and wait until the page has read what it shows."""
    await page.goto(f"{url}{path}")
    await expect(page.locator(".pm-loading")).to_have_count(0)
    await expect(page.locator(".pm-nav .pm-tab").last).to_be_visible()


async def refused(page: Page, press: str) -> None:
    """Press it with nothing filled in: the summary of faults stands there."""
    await page.get_by_role("button", name=press, exact=True).click()
    await expect(page.get_by_role("alert").or_(page.locator("#faults a")).first).to_be_visible()


async def _forgotten(page: Page, url: str, look: Look) -> None:
    await page.goto(f"{url}/forgotten")
    await look("forgotten", page)
    await page.get_by_label(recovery.EMAIL).fill("nobody@demo.example")
    await page.get_by_label(recovery.LOST["password"]).check()
    await page.get_by_role("button", name=recovery.ASK).click()
    await expect(page.get_by_role("heading", name=recovery.ASKED_TITLE)).to_be_visible()
    await look("forgotten/asked", page)
    await page.goto(f"{url}/recover/{'a' * 43}")
    await look("recover/over", page)


async def _first_sign_in(alex: Page, url: str, look: Look) -> None:
    """The first time an app is set up; the second time its code is asked."""
    await _password(alex, url)
    secret = (await alex.locator(".pf-key").text_content()) or ""
    phone = keep(url, ALEX, Phone(secret.replace(" ", "")))
    await look("sign-in/set-up", alex)
    await alex.get_by_label("Code", exact=True).fill("000000")
    await alex.get_by_role("button", name="Turn on codes").click()
    await expect(alex.locator("[aria-invalid=true]").first).to_be_visible()
    await look("sign-in/set-up-error", alex)
    await _coded(alex, phone, "Turn on codes")
    phone.paper.extend(await alex.locator(".pf-codes li").all_text_contents())
    await look("sign-in/codes", alex)
    await alex.context.clear_cookies()
    await _password(alex, url)
    await look("sign-in/code", alex)
    await alex.get_by_label("Code").fill("000000")
    await alex.get_by_role("button", name="Sign in").click()
    await expect(alex.locator("[aria-invalid=true]").first).to_be_visible()
    await look("sign-in/code-error", alex)
    await _coded(alex, phone, "Sign in")
    await alex.wait_for_url(re.compile(r"/waiting/?$"))


async def _coded(page: Page, phone: Phone, press: str) -> None:
    """Type a code until one is taken: on a busy machine half a minute may pass over the first."""
    asked = page.url
    for _ in range(4):
        await page.get_by_label("Code", exact=True).fill(phone.code())
        async with page.expect_navigation():
            await page.get_by_role("button", name=press).click()
        if page.url != asked or await page.locator(".pf-codes").count():
            return
    raise AssertionError(f"no code was taken at {page.url}")


async def _password(page: Page, url: str) -> None:
    await page.goto(f"{url}/sign-in")
    await page.get_by_label("E-mail address").fill(ALEX)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(re.compile(r"/sign-in/(code|set-up)$"))


async def _administered(alex: Page, url: str, look: Look) -> None:
    await expect(alex.get_by_text(tray.NONE, exact=True)).to_be_visible()
    await look("waiting/none", alex)
    for path in (
        *("/accounts", "/teams", "/settings", "/allocations", "/imports"),
        *("/flag-kinds", "/flag-kinds/missing", "/flag-kinds/new"),
    ):
        await opened(alex, url, path)
        await look(path.strip("/"), alex)
    await opened(alex, url, "/accounts")
    await refused(alex, w.ADD)
    await look("accounts/refused", alex)
    await alex.get_by_role("link", name="Sam O.").click()
    await expect(alex.get_by_role("button", name=w.CLOSE_ACCOUNT)).to_be_visible()
    await alex.get_by_role("button", name=recovery.SEND["password"]).click()
    await expect(alex.get_by_text(recovery.ASKED_FOR)).to_be_visible()
    await look("account", alex)
    await opened(alex, url, "/teams")
    await alex.locator("summary").filter(has_text=w.RENAME).first.click()
    await refused(alex, w.ADD)
    await look("teams/refused", alex)
    await _allocated(alex, url, look)


async def _allocated(alex: Page, url: str, look: Look) -> None:
    await opened(alex, url, "/allocations")
    await refused(alex, w.ASK)
    await look("allocations/refused", alex)
    await alex.locator('[name="reference"]').fill(OTHER)
    await alex.locator('[name="email"]').fill(PRIYA)
    await alex.locator('[name="starts"]').fill(datetime.now(UTC).date().isoformat())
    await alex.get_by_role("button", name=w.ASK, exact=True).click()
    await expect(alex.get_by_text(f"{OTHER} for Priya N.")).to_be_visible()
    await expect(alex.locator('[name="reference"]')).to_have_value("")
    await look("allocations/asked", alex)
    await opened(alex, url, "/imports")
    content = f"{HEADINGS}\n{NEW_CASE}\n".encode()
    named = {"name": "new.csv", "mimeType": "text/csv", "buffer": content}
    await alex.locator("#file").set_input_files([named])  # type: ignore[list-item]
    await alex.get_by_role("button", name=files.SEND).click()
    await expect(alex.get_by_text("HX-1999: a new case")).to_be_visible()
    await look("imports/waits", alex)


async def _asked_for(priya: Page, url: str, look: Look) -> None:
    await sign_in(priya, url, PRIYA)
    await opened(priya, url, "/ask")
    await look("ask", priya)
    await refused(priya, t.ASK_IT)
    await look("ask/refused", priya)
    await priya.locator('[name="reference"]').fill(OTHER)
    await priya.locator('[name="why"]').fill(WHY)
    await priya.get_by_role("button", name=t.ASK_IT, exact=True).click()
    await expect(priya.get_by_text(t.ASKED)).to_be_visible()
    await look("ask/asked", priya)


async def _waiting(dana: Page, server: PeerMapServer, look: Look) -> None:
    url = server.url
    await opened(dana, url, "/waiting")
    await expect(dana.locator(".pm-linkcard")).to_have_count(4)
    await look("waiting", dana)
    for path in ("/agree", "/recovery", "/imports"):
        await opened(dana, url, path)
        await look(f"waiting{path}", dana)
    await _first(dana, server, look)
    await opened(dana, url, "/waiting")
    await dana.get_by_role("link", name="Priya N. asks for a case").click()
    await expect(dana.get_by_text(WHY)).to_be_visible()
    await look("team/answer", dana)
    await refused(dana, t.GIVE_IT)
    await look("team/answer-refused", dana)
    await dana.get_by_label(t.HOURS).select_option("4")
    await dana.get_by_label(t.WHY).fill(WHY)
    await dana.get_by_role("button", name=t.GIVE_IT).click()
    await expect(dana.get_by_text("Priya N. has it until")).to_be_visible()
    await look("team/case-given", dana)


async def _first(dana: Page, server: PeerMapServer, look: Look) -> None:
    """A yes that would send a link, from a page that was left open."""
    await opened(dana, server.url, "/recovery")
    shown_a_while_ago(server, DANA)
    await dana.get_by_role("button", name=recovery.AGREE).first.click()
    await expect(dana.get_by_role("link", name=recovery.SHOW_FIRST).first).to_be_visible()
    await look("waiting/recovery-first", dana)


async def _team(dana: Page, url: str, look: Look) -> None:
    await opened(dana, url, "/team")
    await look("team", dana)
    await dana.get_by_role("link", name="HX-1187").click()
    await expect(dana.get_by_role("link", name=t.LOOK)).to_be_visible()
    await look("team/case", dana)
    await dana.get_by_role("link", name=t.GIVE).click()
    await expect(dana.get_by_role("button", name=t.GIVE_IT)).to_be_visible()
    await look("team/give", dana)
    await refused(dana, t.GIVE_IT)
    await look("team/give-refused", dana)
    await dana.get_by_role("link", name=t.BACK_TO_TEAM).click()
    await dana.get_by_role("link", name=t.LOOK).click()
    await expect(dana.get_by_role("button", name=t.LOOK_NOW)).to_be_visible()
    await look("team/look", dana)
    await refused(dana, t.LOOK_NOW)
    await look("team/look-refused", dana)
    await dana.locator('[name="version"]').first.check()
    await dana.get_by_label(t.WHY).fill("The plan is reviewed on Monday.")
    await dana.get_by_role("button", name=t.LOOK_NOW).click()
    await expect(dana.get_by_role("button", name=t.PUT_AWAY)).to_be_visible()
    await look("team/looked", dana)
    await opened(dana, url, "/duty")
    await refused(dana, t.SAVE_DUTY)
    await look("duty/refused", dana)
    await dana.locator('[name="duty_email"]').fill(DANA)
    await dana.locator('[name="duty_hours"]').select_option("8")
    await dana.get_by_role("button", name=t.SAVE_DUTY, exact=True).click()
    await expect(dana.get_by_role("heading", name=t.YOU_ARE_ON_DUTY)).to_be_visible()
    await look("duty", dana)
    await opened(dana, url, "/hours")
    await look("hours", dana)
    await dana.locator('[name="opens_monday"]').fill("")
    await refused(dana, hours.SAVE)
    await look("hours/refused", dana)
    await opened(dana, url, "/absence")
    await look("absence/none", dana)
    await refused(dana, absence.SAVE)
    await look("absence/refused", dana)


async def _covers(dana: Page, alex: Page, url: str, look: Look) -> None:
    """Dana says who covers for her; Alex asks for more than there is."""
    await opened(dana, url, "/covers")
    await look("covers/none", dana)
    await refused(dana, covers.SAVE)
    await look("covers/refused", dana)
    await dana.locator('[name="away"]').select_option(label="Dana R.")
    await dana.locator('[name="by"]').select_option(label="Sam O.")
    today = datetime.now(UTC).date()
    await dana.locator('[name="starts"]').fill(today.isoformat())
    await dana.locator('[name="ends"]').fill((today + timedelta(days=4)).isoformat())
    await dana.get_by_role("button", name=covers.SAVE, exact=True).click()
    await expect(dana.get_by_role("heading", name="Sam O. covers for Dana R.")).to_be_visible()
    await look("covers", dana)
    await opened(dana, url, "/me")
    await expect(dana.get_by_text("Sam O. covers for you")).to_be_visible()
    await look("me/covered", dana)
    await opened(alex, url, "/covers")
    await look("covers/administrator", alex)


async def _own_ways(dana: Page, url: str, look: Look) -> None:
    """Signing in, showing again who is there, new recovery codes, a passkey."""
    await dana.goto(f"{url}/signing-in")
    await look("signing-in", dana)
    await dana.goto(f"{url}/confirm?then=/signing-in")
    await look("confirm", dana)
    for path in ("/signing-in/codes", "/signing-in/app", "/signing-in/passkey"):
        await dana.goto(f"{url}{path}")
        if "/confirm" in dana.url:
            phone = phone_of(url, DANA)
            assert phone is not None
            await _coded(dana, phone, signing_in.CONFIRM_GO)
            await dana.wait_for_url(f"**{path}")
        await look(path.strip("/"), dana)


async def _record(robin: Page, url: str, look: Look) -> None:
    """Folded, one opened, and a question without its reason."""
    await opened(robin, url, "/waiting")
    await expect(robin.get_by_role("link", name=tray.LOOK_AT_RECORD)).to_be_visible()
    await look("waiting/records", robin)
    await opened(robin, url, "/record")
    rows = robin.locator("li .pm-fold")
    await expect(rows).to_have_count(50)
    await look("record", robin)
    await rows.first.locator("summary").press("Enter")
    await expect(rows.first.get_by_text(record.WHEN, exact=True)).to_be_visible()
    await look("record/opened", robin)
    await refused(robin, record.LOOK)
    await look("record/refused", robin)
    await opened(robin, url, "/record")
    # By the whole of its words: rows of the record tell of setting it.
    await robin.locator("summary").get_by_text(settings_words.SET, exact=True).click()
    await look("record/usual", robin)
    await robin.locator('[name="many_cases"]').fill("none")
    await refused(robin, settings_words.SAVE)
    await look("record/usual-refused", robin)
