"""A phone that was lost is signed out from the laptop: its open page is turned away at once."""

from __future__ import annotations

import re
import time

from playwright.async_api import expect

from tests.browser.people import PASSWORD, SAM, open_case, sign_in
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer

FRESH = "tin drum at noon again"


async def test_a_lost_phone_is_turned_away_within_a_second(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """A case is open on the phone; the laptop signs it out; the phone stands at the door, and
    going back shows nothing of the case."""
    phone, laptop = await new_person(PHONE), await new_person(LAPTOP)
    await sign_in(phone, server.url, SAM)
    await sign_in(laptop, server.url, SAM)
    await open_case(phone, server.url, "HX-1187")
    await laptop.goto(f"{server.url}/me")
    rows = laptop.locator("li").filter(has_text="Signed in")
    await expect(rows).to_have_count(2)
    await expect(rows.first.get_by_text("This one")).to_be_visible()
    end = laptop.get_by_role("button", name=re.compile("^Sign this one out: "))
    begun = time.monotonic()
    await end.click()
    await phone.wait_for_url(re.compile("/sign-in"), timeout=5000)
    assert time.monotonic() - begun < 2  # a second, and what Playwright itself takes
    await expect(laptop.get_by_text("Signed out there.")).to_be_visible()
    await expect(rows).to_have_count(1)
    await expect(phone.get_by_label("E-mail address")).to_be_visible()
    await phone.evaluate("history.back()")
    await expect(phone.get_by_label("E-mail address")).to_be_visible()
    await expect(phone.get_by_text("HX-1187")).to_have_count(0)
    await expect(laptop.get_by_text("This one")).to_be_visible()


async def test_a_new_password_and_back(server: PeerMapServer, new_person: NewPerson) -> None:
    """From Me to the form, wrong, common, pasted and right: everywhere else is signed out, and the
    new one is the one that signs in."""
    phone, laptop = await new_person(PHONE), await new_person(LAPTOP)
    await sign_in(phone, server.url, SAM)
    await sign_in(laptop, server.url, SAM)
    await laptop.goto(f"{server.url}/me")
    await laptop.get_by_role("link", name="Change password").click()
    old, fresh = laptop.get_by_label("Current password"), laptop.get_by_label("New password")
    await old.fill("not this one at all")
    await fresh.fill(FRESH)
    await laptop.get_by_role("button", name="Change it").click()
    await expect(laptop.get_by_role("alert")).to_contain_text("That is not your current password.")
    await expect(old).to_be_focused()
    await old.fill(PASSWORD)
    await fresh.fill("password1234")
    await laptop.get_by_role("button", name="Change it").click()
    await expect(laptop.get_by_role("alert")).to_contain_text("easy to guess")
    await old.fill(PASSWORD)
    await fresh.evaluate(
        """(field, text) => {
          field.focus();
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
            cancelable: true});
          if (field.dispatchEvent(event)) document.execCommand("insertText", false, text);
        }""",
        FRESH,
    )
    await laptop.get_by_role("button", name="Change it").click()
    await expect(laptop.get_by_role("heading", name="Your password is changed")).to_be_visible()
    await phone.wait_for_url(re.compile("/sign-in"))
    await expect(phone.get_by_label("E-mail address")).to_be_visible()
    await sign_in(phone, server.url, SAM, FRESH)
