"""By keyboard: a form that was sent goes or begins anew, and the focus lands near where it was."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.async_api import Page, expect

from peermap_app.words import worker_my_map as m
from peermap_app.words import worker_pages as w
from tests.browser.people import PRIYA, open_case, sign_in, soon
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer


async def press(page: Page, name: str) -> None:
    """A button, by key."""
    await page.get_by_role("button", name=name, exact=True).press("Enter")


async def unfold(page: Page, name: str) -> None:
    """What stands closed under this name, by key."""
    await page.locator("summary").filter(has_text=name).press("Enter")


async def tick(page: Page, name: str, value: str = "") -> None:
    """A box or a choice, by key."""
    which = f'[value="{value}"]' if value else ""
    await page.locator(f'[name="{name}"]{which}').press("Space")


async def test_the_focus_is_never_nowhere(server: PeerMapServer, new_person: NewPerson) -> None:
    """What happens next, who was there, and what was said aloud, with its faults before."""
    page = await new_person(PHONE)
    await sign_in(page, server.url, PRIYA)
    case = f"{server.url}/cases/{await open_case(page, server.url, 'HX-2041')}"
    await page.goto(f"{server.url}/cases")
    await page.goto(f"{case}#next")
    await expect(page.locator("#next")).to_be_focused()
    await expect(page.get_by_role("heading", name=w.WHAT_HAPPENS_NEXT)).to_be_in_viewport()
    await tick(page, "kind", "step")
    await page.locator('[name="text"]').fill("Skate park on Saturdays")
    await page.locator('[name="review"]').fill(soon())
    await press(page, w.SAVE_STEP)
    await expect(page.locator("#next")).to_be_focused()
    await page.goto(f"{case}/maps/1")
    await expect(page.get_by_role("heading", level=1, name="HX-2041")).to_be_visible()
    for _ in range(2):
        await unfold(page, w.ADD_LATER)
        await tick(page, "present_friend")
        await tick(page, "understanding_pointing")
        await press(page, w.ADD)
        await expect(page.get_by_text(w.ADDED, exact=True)).to_be_visible()
        await expect(page.locator("summary").filter(has_text=w.ADD_LATER)).to_be_focused()
    await unfold(page, m.SAID_ALOUD)
    await press(page, m.SAID_WRITE)
    await expect(page.locator("#said-faults")).to_be_focused()
    for answer in ("not_sure", "no"):
        await tick(page, "statement", "plan")
        await tick(page, "answer", answer)
        await page.locator('[name="said_on"]').fill(datetime.now(UTC).date().isoformat())
        await press(page, m.SAID_WRITE)
        await expect(page.locator("#said-written")).to_be_focused()
