"""Alerts: one that nobody saw, the inbox's tabs, who else is told, and a worker's own phones."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from peermap_app.services import web_push
from peermap_app.words import alert_words, push_words
from peermap_app.words import worker_pages as w
from tests.browser.linking_stage import OURS, THEIRS, Stage
from tests.phones import Browser
from tests.services.world import SAM

Look = Callable[[str, Page], Awaitable[None]]
HOW = """(how) => {
  const says = (permission) => Object.defineProperty(
    Notification, "permission", { configurable: true, get: () => permission });
  if (how === "blocked") says("denied");
  if (how === "off") says("default");
  if (how === "asking") {
    says("default");
    Notification.requestPermission = () => new Promise(() => undefined);
  }
  if (how === "cannot" || how === "ios") delete window.PushManager;
  if (how === "ios")
    Object.defineProperty(navigator, "userAgent", { get: () => "Mozilla/5.0 (iPhone; CPU)" });
}"""
"""What each browser says of itself, from the first script of a page on."""


async def alerts(stage: Stage, sam: Page, ash: Page, url: str, look: Look) -> None:
    """Nobody saw it for an hour; then Sam does."""
    await _inbox(sam, url)
    await expect(sam.get_by_text(push_words.NO_PHONE)).to_have_count(0)
    await look("alerts/waits", sam)
    await sam.goto(f"{url}/alerts/{stage.late}")
    told = sam.get_by_role("heading", name=alert_words.WHO_WAS_TOLD).locator("xpath=..")
    await expect(told.get_by_text(re.compile(r"told .*\d\d:\d\d")).first).to_be_visible()
    await look("alert/told", sam)
    await sam.get_by_role("button", name=w.I_HAVE_SEEN_THIS).click()
    await expect(sam.locator(".pm-done")).to_be_visible()
    await _inbox(sam, url)
    await sam.get_by_role("button", name=w.SEEN, exact=True).click()
    await expect(sam.get_by_role("link", name=re.compile(f"{THEIRS} · "))).to_be_visible()
    await look("alerts/seen", sam)
    case = stage.world.case(OURS)
    await sam.goto(f"{url}/cases/{case}/flag")
    await expect(sam.get_by_text(f"Priya N. ({THEIRS})")).to_be_visible()
    await expect(sam.get_by_text(re.compile("Ash K.")).first).to_be_visible()
    await look("flag/also-told", sam)
    await _no_phone(ash, url, look)


async def _inbox(sam: Page, url: str) -> None:
    await sam.goto(f"{url}/alerts")
    await expect(sam.locator(".pm-linkcard").first).to_be_visible()


async def _no_phone(ash: Page, url: str, look: Look) -> None:
    """Nothing waits for Ash: the inbox leads to alerts on a phone, until that is put away."""
    await _inbox(ash, url)
    card = ash.get_by_text(push_words.NO_PHONE)
    await expect(card).to_be_visible()
    await look("alerts/no-phone", ash)
    await ash.get_by_role("link", name=push_words.NO_PHONE_TO).click()
    await expect(ash.locator("#phones:focus")).to_be_visible()
    await _inbox(ash, url)
    await ash.get_by_role("button", name=push_words.NO_PHONE_LATER).click()
    await expect(card).to_have_count(0)
    await expect(ash.locator(":focus")).to_have_text(push_words.PUT_AWAY)


async def phones(stage: Stage, sam: Page, url: str, look: Look) -> None:
    """Me, by what the browser is and says: each with what an alert there will and will not show."""
    words = push_words.CARD
    await _me(sam, url, "blocked")
    await expect(sam.get_by_text(words["blocked"])).to_be_visible()
    await look("me/alerts-blocked", sam)
    await _me(sam, url, "off")
    button = sam.get_by_role("button", name=words["turn_on"])
    await expect(button.locator("xpath=preceding-sibling::p")).to_have_text(words["why"])
    await look("me/alerts-off", sam)
    await _me(sam, url, "asking")
    await button.click()
    await expect(sam.get_by_text(words["asking"])).to_be_visible()
    await look("me/alerts-asking", sam)
    await _two_phones(stage, sam, url, look)
    for how in ("cannot", "ios"):
        await _me(sam, url, how)
        await expect(sam.get_by_text(words[how])).to_be_visible()
        await look(f"me/alerts-{how}", sam)


async def _me(sam: Page, url: str, how: str) -> None:
    """Me in a browser that is so: every page of it from now on."""
    await sam.add_init_script(f"({HOW})({how!r})")
    await sam.goto(f"{url}/me")


async def _two_phones(stage: Stage, sam: Page, url: str, look: Look) -> None:
    who = stage.world[SAM]
    for kind in ("iphone", "android_phone"):
        await web_push.add(stage.world.house, who, Browser().subscription, None, kind)
    await sam.goto(f"{url}/me")
    await expect(sam.get_by_role("button", name=re.compile(push_words.TRY))).to_have_count(2)
    await sam.locator('[name="begins"]').fill("22:00")  # and no end
    await sam.get_by_role("button", name=push_words.QUIET_SAVE).click()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await look("me/phones", sam)
