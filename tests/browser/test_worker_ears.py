"""A worker who hears Draw together: how a drawing ended is said, though the focus stays."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from peermap_app.words import draw_together as w
from peermap_app.words import young
from tests.browser.people import SAM, join_by_code, offer, open_case, sign_in
from tests.browser.reader import reader_on
from tests.conftest import LAPTOP, NewPerson
from tests.servers import PeerMapServer


@pytest.mark.parametrize("by", ["tablet", "worker"])
async def test_the_end_is_said(server: PeerMapServer, new_person: NewPerson, by: str) -> None:
    """Not today on the tablet, and End it on this page, each with the sentence under it."""
    sam, tablet = await new_person(LAPTOP), await new_person(LAPTOP)
    reader = await reader_on(sam)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    await join_by_code(tablet, server.url, await offer(sam))
    await reader.hears(w.ASKS)
    await reader.press("button", w.THAT_IS_OURS)
    await reader.hears(w.READY.format(who="K"))
    if by == "tablet":
        await tablet.get_by_role("button", name=young.START["not_today"]).click()
    else:
        await reader.press("button", w.END)
        await reader.press("button", w.END_YES)
    title, said = w.OVER["not_today" if by == "tablet" else "ended_by_worker"]
    await reader.hears(f"{title}. {said}")
    await expect(sam.locator("#title")).to_be_focused()
