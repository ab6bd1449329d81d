"""A flag after it was sent: each form, what its own side sees of it, and what the others see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from peermap_app.words import flag_change_words as w
from peermap_app.words import half_written_words as drafts

Look = Callable[[str, Page], Awaitable[None]]


async def changes(sam: Page, priya: Page, look: Look) -> None:
    """Priya is on the page of her flag, Sam on the alert that it made."""
    await _opens(priya, "correct")
    await look("flag/correct", priya)
    await priya.get_by_role("button", name=w.SEND["correct"]).tap()
    await expect(priya.locator("[aria-invalid=true]").first).to_be_visible()
    await look("flag/correct-refused", priya)
    await priya.locator('[name="text"]').fill("Came back at noon.")
    await _sends(priya, "correct", why="It was another day.")
    await _opens(priya, "update")
    await priya.locator('[name="text"]').fill("Is at school today.")
    await _sends(priya, "update")
    await expect(priya.get_by_text("Is at school today.")).to_be_visible()
    await look("flag/changed", priya)
    await expect(sam.get_by_text("Is at school today.")).to_be_visible()
    await look("alert/changed", sam)
    await _opens(priya, "close")
    await look("flag/close", priya)
    await priya.go_back()
    await _opens(priya, "withdraw")
    await look("flag/withdraw", priya)
    await _sends(priya, "withdraw", why="It was about another case.")
    await expect(priya.get_by_text(w.OVER["withdrawn"])).to_be_visible()
    await look("flag/withdrawn", priya)
    await expect(sam.get_by_text(w.SENT_IN_ERROR)).to_be_visible()
    await look("alert/withdrawn", sam)
    await _half_written(priya, look)


async def _opens(priya: Page, what: str) -> None:
    await priya.get_by_role("link", name=w.DO[what], exact=True).tap()
    await expect(priya.get_by_role("button", name=w.SEND[what])).to_be_visible()


async def _sends(priya: Page, what: str, *, why: str = "") -> None:
    if why:
        await priya.locator('[name="why"]').fill(why)
    await priya.get_by_role("button", name=w.SEND[what]).tap()
    await expect(priya.get_by_role("heading", name=w.CHANGES)).to_be_visible()


async def _half_written(priya: Page, look: Look) -> None:
    await priya.get_by_role("link", name="Open the case").tap()
    await priya.get_by_role("link", name="Flag this case").tap()
    await priya.locator('[name="need_to_know"]').fill("Call before you")
    await expect(priya.get_by_text(drafts.FLAG["kept"])).to_be_visible()
    await priya.get_by_text(drafts.THROW_AWAY, exact=True).tap()
    await look("flag/half-written", priya)
    await priya.go_back()
    await expect(priya.get_by_text(drafts.GO_ON)).to_be_visible()
    await look("case/half-written", priya)
