"""Plain pages of somebody who is signed in: each covers itself when nobody touches it."""

from __future__ import annotations

import html
import json
import re

import pytest

from peermap_app.api.routes import ROUTES
from peermap_app.services import idle_lock
from peermap_app.words.idle_lock import ON_A_PAGE
from tests.api.test_signing_in import send, token
from tests.api.wire import Wire

__all__ = ["token"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
LOCK = re.compile(
    r"<div data-lock-after=\"(\d+)\" data-lock-whose=\"([0-9a-f]{64})\" data-lock-words='([^']+)'>"
)
FOR_ANYBODY = {"/sign-in", "/forgotten", "/join", "/away", "/my-map"}
"""Doors, and what a young person opens."""


async def test_every_page_of_ones_own_is_behind_the_lock(own_wire: Wire, token: str) -> None:
    """Each address that answers a worker with a page, and what a form of one is answered with."""
    shown: dict[str, str] = {}
    async with own_wire.client(peermap_session=token) as client:
        pages = [one.path for one in ROUTES if "GET" in (one.methods or ()) and "{" not in one.path]
        for path in pages:
            answer = await client.get(path)
            if answer.is_success and "text/html" in answer.headers.get("content-type", ""):
                shown[path] = answer.text
        wrong = await send(client, "/change-password", old_password="x", password="y")
        shown["changed"] = wrong.text
        shown["app"] = (await send(client, "/signing-in/app", code="000000")).text
        shown["passkey"] = (await send(client, "/signing-in/passkey", name="Phone")).text
        shown["proof"] = (await send(client, "/confirm", code="no")).text
    locked = {path for path, text in shown.items() if LOCK.search(text)}
    assert set(shown) - locked == FOR_ANYBODY & set(shown)
    assert {"/signing-in", "/change-password", "/confirm", "/signing-in/codes"} <= locked
    assert {"changed", "app", "passkey", "proof"} <= locked
    after, whose, words = LOCK.findall(shown["/signing-in"])[0]
    house, sam = own_wire.world.house, own_wire.world.sam
    assert whose == idle_lock.mark(house, sam.worker_id)
    assert {LOCK.findall(shown[path])[0][1] for path in locked} == {whose}
    assert int(after) == own_wire.world.house.settings.lock_after.total_seconds()
    assert json.loads(html.unescape(words)) == ON_A_PAGE


async def test_a_door_knows_nothing_of_it(own_wire: Wire) -> None:
    """Whoever is not signed in has nothing to lock, and loads no lock."""
    async with own_wire.client() as client:
        for path in sorted(FOR_ANYBODY):
            assert "lock" not in (await client.get(path)).text.replace("block", "").lower(), path
