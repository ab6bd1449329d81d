"""Passkeys in a real browser, with an authenticator that DevTools plays."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import CDPSession, Page, expect

from tests.browser.people import PASSWORD, SAM, sign_in
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer

LANDED = re.compile(r"/(alerts|waiting)?/?$")


async def authenticator(page: Page, *, verifies: bool = True) -> tuple[CDPSession, str]:
    """A device with a lock of its own, which its owner opens, or does not."""
    client = await page.context.new_cdp_session(page)
    await client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = await client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return client, made["authenticatorId"]


async def credentials(client: CDPSession, device: str) -> list[dict[str, Any]]:
    """What the device holds."""
    held = await client.send("WebAuthn.getCredentials", {"authenticatorId": device})
    found: list[dict[str, Any]] = held["credentials"]
    return found


async def add_passkey(page: Page, url: str, name: str = "Work phone") -> None:
    """From Me to a passkey of that name."""
    await page.goto(f"{url}/me")
    await page.get_by_role("link", name="Signing in").click()
    await page.get_by_role("link", name="Add a passkey").click()
    await page.get_by_label("What do you call it?").fill(name)
    await page.get_by_role("button", name="Make the passkey").click()


async def use_passkey(page: Page, url: str) -> None:
    """At the door, without an address or a password."""
    await page.goto(f"{url}/sign-in")
    await page.get_by_role("button", name="Use a passkey").click()


async def leave(page: Page, url: str) -> None:
    """Sign out."""
    await page.goto(f"{url}/me")
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await page.wait_for_url("**/sign-in")


async def test_a_passkey_is_made_opens_the_door_and_is_taken_away(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Named and made, it lets its owner in without anything typed; taken away it opens nothing."""
    page = await new_person(PHONE)
    client, device = await authenticator(page)
    await sign_in(page, server.url, SAM)
    await add_passkey(page, server.url)
    await expect(page.locator(".pf-codes li")).to_have_count(10)
    await page.get_by_role("link", name="Go on").click()
    await expect(page.locator(".pf-line .pm-strong")).to_have_text("Work phone")
    [held] = await credentials(client, device)
    assert (held["rpId"], held["isResidentCredential"]) == ("localhost", True)
    await leave(page, server.url)
    await use_passkey(page, server.url)
    await page.wait_for_url(LANDED)
    await leave(page, server.url)
    # The second step after a password takes it too.
    await page.get_by_label("E-mail address").fill(SAM)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url("**/sign-in/code")
    await page.get_by_role("button", name="Use a passkey").click()
    await page.wait_for_url(LANDED)
    # Showing who is there leads on to where it was asked for.
    await page.goto(f"{server.url}/confirm?then=/signing-in/app")
    await page.get_by_role("button", name="Use a passkey").click()
    await page.wait_for_url(f"{server.url}/signing-in/app")
    await page.goto(f"{server.url}/signing-in")
    await page.get_by_role("link", name="Take away").click()
    await page.get_by_role("button", name="Take it away").click()
    await page.wait_for_url(f"{server.url}/signing-in")
    await expect(page.locator(".pf-line .pm-strong")).to_have_count(0)
    await leave(page, server.url)
    await use_passkey(page, server.url)
    await expect(page.get_by_text("That passkey was not taken.")).to_be_visible()


async def test_a_device_whose_owner_was_not_verified_lets_nobody_in(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Holding the phone is not enough: its lock has to be opened; and a copy of it is found out."""
    page = await new_person(PHONE)
    client, device = await authenticator(page)
    await sign_in(page, server.url, "priya@demo.example")
    await add_passkey(page, server.url, "Tablet")
    await expect(page.locator(".pf-codes li")).to_have_count(10)
    await leave(page, server.url)
    of_device = {"authenticatorId": device}
    await client.send("WebAuthn.setUserVerified", {**of_device, "isUserVerified": False})
    await use_passkey(page, server.url)
    await expect(page.get_by_text("No passkey was used.")).to_be_visible()
    await client.send("WebAuthn.setUserVerified", {**of_device, "isUserVerified": True})
    await use_passkey(page, server.url)
    await page.wait_for_url(LANDED)
    # A copy from before counts from where it was copied: its count has been seen already.
    [held] = await credentials(client, device)
    await leave(page, server.url)
    await client.send("WebAuthn.clearCredentials", of_device)
    copied = {**held, "signCount": 0}
    await client.send("WebAuthn.addCredential", {**of_device, "credential": copied})
    await use_passkey(page, server.url)
    await expect(page.get_by_text("That passkey was not taken.")).to_be_visible()
