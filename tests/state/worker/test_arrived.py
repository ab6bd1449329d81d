"""Open pages hear of an alert once, say that it arrived, and find what they slept through."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.live import pages as registry
from peermap_app.live.bus import MemoryBus
from peermap_app.live.pages import pages
from peermap_app.notify import outbox
from peermap_app.services import alerts
from peermap_app.state.alerts import AlertsState
from peermap_app.state.live import LiveState
from tests.services.test_flags import flag
from tests.services.world import ALEX, PRIYA, SAM, World, linked, recorded, table
from tests.state.worker.open_pages import FakeWire, a_page, call

INBOX, BAR = AlertsState.get_full_name(), LiveState.get_full_name()


async def deliver(world: World) -> None:
    """Hand over what waits to the pages that are open here."""
    world.hints.told.clear()
    await outbox.deliver(world.house)
    for audience, message in world.hints.told:
        await MemoryBus().publish(audience, message)
    await pages.settled()


async def open_pages(world: World, name: str = SAM) -> tuple[AlertsState, LiveState]:
    """An inbox that `name` opened, with its bar."""
    inbox = await a_page(world, name, AlertsState)
    await call(inbox, "load")
    bar = await a_page(world, name, LiveState)
    await call(bar, "enter")
    return inbox, bar


async def reached(world: World) -> list[str]:
    """How far each delivery to pages is, by number."""
    rows = [one for one in await table(world, "delivery") if one["channel"] == "page"]
    return [str(one["state"]) for one in sorted(rows, key=lambda one: one["number"])]


async def test_a_page_that_shows_an_alert_says_so(world: World, wire: FakeWire) -> None:
    """The bar gets the number with the count; what it then says makes the delivery delivered."""
    await linked(world)
    _, bar = await open_pages(world)
    await flag(world)
    await deliver(world)
    assert wire.set_on("page-1", LiveState) == {"badge": 1, "dot": True, "newest": 1}
    assert await reached(world) == ["sent"]
    await call(bar, "shown", 1)
    assert await reached(world) == ["delivered"]
    once = await recorded(world, None)
    await call(bar, "shown", 1)
    assert await recorded(world, None) == once


async def test_a_hint_that_comes_twice_does_nothing(world: World, wire: FakeWire) -> None:
    """The same number again: no page reads anything, none is sent anything."""
    await linked(world)
    await open_pages(world)
    await flag(world)
    await deliver(world)
    sent, read = len(wire.sent), len(await table(world, "access_record"))
    for _ in range(3):
        pages.deliver(f"worker:{world.worker_id(SAM)}", {"kind": "alert", "n": 1})
        await pages.settled()
    assert (len(wire.sent), len(await table(world, "access_record"))) == (sent, read)


async def test_a_hint_of_no_number_or_one_far_ahead_is_read_and_remembered_by_neither(
    world: World, wire: FakeWire
) -> None:
    """Whoever writes into Redis keeps no alert from a page: what it knows is what was stored."""
    await linked(world)
    await open_pages(world)
    sam = f"worker:{world.worker_id(SAM)}"
    for message in ({"kind": "alert", "n": 10**9}, {"kind": "alert", "n": "x"}, {"kind": "alert"}):
        pages.deliver(sam, message)
        await pages.settled()
    await flag(world)
    await deliver(world)
    assert wire.set_on("page-1", LiveState)["newest"] == 1
    assert len(wire.set_on("page-1", AlertsState)["rows"]) == 1


async def test_what_could_not_be_read_is_not_known(
    world: World, wire: FakeWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away as a hint came: the same number, told again, is read."""
    await linked(world)
    await open_pages(world)
    await flag(world)
    away = [True, True]

    async def sometimes(*args: object, **named: object) -> object:
        if away and away.pop():
            raise ConnectionError("away")
        return await real(*args, **named)

    real = alerts.inbox
    monkeypatch.setattr(alerts, "inbox", sometimes)
    monkeypatch.setattr(registry, "AGAIN", (0,))
    await deliver(world)
    while INBOX not in {name for _, delta in wire.sent for name in delta}:
        await asyncio.sleep(0)
        await pages.settled()
    await pages.settled()  # the bar reads again too
    assert len(wire.set_on("page-1", AlertsState)["rows"]) == 1


async def test_a_page_that_slept_finds_what_it_missed(world: World, wire: FakeWire) -> None:
    """Two hints were lost on their way: as it says how far it is, it is told to look."""
    await linked(world)
    _, bar = await open_pages(world)
    for number in (1, 2):
        await flag(world, need_to_know=f"Number {number}.")
    await outbox.deliver(world.house)  # heard by no page
    assert INBOX not in {name for _, delta in wire.sent for name in delta}
    await call(bar, "shown", 0)
    await pages.settled()
    pushed = wire.set_on("page-1", LiveState)
    assert (pushed["badge"], pushed["newest"]) == (2, 2)
    assert len(wire.set_on("page-1", AlertsState)["rows"]) == 2
    await call(bar, "shown", pushed["newest"])
    assert await reached(world) == ["delivered", "delivered"]


async def test_a_page_opened_later_knows_how_far_it_is(world: World, wire: FakeWire) -> None:
    """What was made while nobody had a page open is there, and arrives as it is opened."""
    await linked(world)
    await flag(world)
    await outbox.deliver(world.house)
    _, bar = await open_pages(world)
    assert (bar.badge, bar.newest) == (1, 1)
    await call(bar, "shown", bar.newest)
    assert await reached(world) == ["delivered"]


@pytest.mark.parametrize(
    "said", [-1, 0, 2**70, True, 1.0, "1", None, [1], {"n": 1}, "\x00", float("inf")]
)
async def test_what_is_no_number_acknowledges_nothing(
    world: World, wire: FakeWire, said: object
) -> None:
    """A method of a state is called with anything by anyone: nothing arrives by that."""
    await linked(world)
    await flag(world)
    await outbox.deliver(world.house)
    _, bar = await open_pages(world)
    await call(bar, "shown", said)
    assert await reached(world) == ["sent"]
    assert bar.notice == ""


async def test_nobody_acknowledges_for_another(world: World, wire: FakeWire) -> None:
    """Priya's page says that hers are here: Sam's are not. An administrator is refused, and it is
    on the record; the bar of theirs has no number to say."""
    await linked(world)
    await flag(world)
    await outbox.deliver(world.house)
    _, bar = await open_pages(world, PRIYA)
    await call(bar, "shown", 1)
    assert await reached(world) == ["sent"]
    bar = await a_page(world, ALEX, LiveState)
    await call(bar, "enter")
    assert bar.newest == -1
    await call(bar, "shown", 1)
    assert ("ack_delivery", "refused", "role_may_not") in await recorded(world, None)
    assert await reached(world) == ["sent"]


def test_a_hint_without_a_number_is_not_lost_to_one_that_has_one() -> None:
    """Both wait for one page: it reads, whatever it knows."""
    plain, numbered = {"kind": "alert"}, {"kind": "alert", "n": 4}
    assert registry._newer(numbered, plain) == plain
    assert registry._newer(plain, numbered) == plain
    assert registry._newer({"kind": "alert", "n": 3}, numbered) == numbered
    assert registry._newer(numbered, None) == numbered
