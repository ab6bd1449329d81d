"""Me lists where one is signed in, and a tap ends one."""

from __future__ import annotations

from peermap_app.state.devices import DevicesState
from peermap_app.words import own_account as w
from tests.services.world import World
from tests.state.worker.open_pages import FakeWire, a_page, call, shown, signed_in


async def test_a_tap_ends_one(world: World, wire: FakeWire) -> None:
    """The row goes, the page says so, and nothing but kinds and moments was on it."""
    page = await a_page(world, "sam", DevicesState)
    await signed_in(world, "sam")
    await call(page, "load")
    assert page.rows[0].here
    before = len(page.rows)
    other = next(row for row in page.rows if not row.here)
    assert other.end_named.startswith("Sign this one out: Another kind of device, signed in")
    await call(page, "end", other.id)
    assert (len(page.rows), page.said, page.missing) == (before - 1, w.ENDED_ONE, False)
    await call(page, "end_others")
    assert ([row.here for row in page.rows], page.others) == ([True], False)
    assert page.said == w.ENDED_OTHERS
    assert "token" not in shown(page)


async def test_somebody_elses_is_not_there(world: World, wire: FakeWire) -> None:
    """An id of another's session, or of nothing, ends nothing."""
    priya = await a_page(world, "priya", DevicesState, page="page-2")
    await call(priya, "load")
    sam = await a_page(world, "sam", DevicesState)
    await call(sam, "end", priya.rows[0].id)
    assert sam.missing
    await call(priya, "load")
    assert priya.rows
