"""The walk through a supervisor's pages: My team, a case of it, giving it, a look, duty, asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from peermap_app.words import team_words as t
from tests.browser.people import SAM, sign_in
from tests.conftest import NewPerson

DANA = "dana@demo.example"
PRIYA = "priya@demo.example"
WHY = "Sam is ill and the plan is looked at tonight."
Look = Callable[[str, Page], Awaitable[None]]


async def team(new_person: NewPerson, url: str, look: Look) -> None:
    """Each page as it is, refused once, and with something on it."""
    dana = await new_person()
    await sign_in(dana, url, DANA)
    await dana.goto(f"{url}/team")
    await expect(dana.get_by_role("link", name="HX-1187")).to_be_visible()
    await look("team", dana)
    await dana.get_by_role("link", name="HX-1187").click()
    await dana.get_by_role("link", name=t.GIVE).click()
    await dana.get_by_role("button", name=t.GIVE_IT).click()
    await expect(dana.locator("[aria-invalid=true]").first).to_be_visible()
    await look("team/give/refused", dana)
    await dana.get_by_label(t.GIVE_TO).fill(PRIYA)
    await dana.get_by_label(t.HOURS).select_option("24")
    await dana.get_by_label(t.WHY).fill(WHY)
    await dana.get_by_role("button", name=t.GIVE_IT).click()
    await expect(dana.get_by_text("Priya N. has it until")).to_be_visible()
    await look("team/case", dana)
    await dana.goto(f"{dana.url.rstrip('/')}/look")
    await expect(dana.get_by_role("button", name=t.LOOK_NOW)).to_be_visible()
    await look("team/look", dana)
    await dana.goto(f"{url}/duty")
    await dana.get_by_label(t.DUTY_EMAIL).fill(DANA)
    await dana.locator("#duty_hours").select_option("12")
    await dana.get_by_role("button", name=t.SAVE_DUTY).click()
    await expect(dana.get_by_text(t.DUTY_SAVED)).to_be_visible()
    await look("duty", dana)
    sam = await new_person()
    await sign_in(sam, url, SAM)
    await sam.goto(f"{url}/cases")
    await expect(sam.get_by_text(t.SOMEBODY_CAME)).to_be_visible()
    await look("cases/somebody-came", sam)
    await sam.goto(f"{url}/ask")
    await expect(sam.get_by_role("button", name=t.ASK_IT)).to_be_visible()
    await look("ask", sam)
