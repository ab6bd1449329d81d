"""Beside the alerts: how many had no room, who was told when, the way to alerts on one's phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, escalating, web_push
from peermap_app.state import times
from peermap_app.state.alert import AlertState
from peermap_app.state.alerts import AlertsState
from peermap_app.words import push_words
from peermap_app.words import worker_sentences as say
from tests.phones import Browser
from tests.services.test_flags import flag
from tests.services.world import MS_CASE, SAM, World, linked
from tests.state.worker.open_pages import FakeWire, a_page, call
from tests.state.worker.test_inbox import the_alert

FOR = {"purpose": Purpose.COORDINATE}


async def test_who_was_told_and_when_stands_on_the_alert(world: World, wire: FakeWire) -> None:
    """Sam at once, and because he had not seen it the supervisor half an hour later: each with the
    moment, in the order of being told."""
    await linked(world)
    await flag(world)
    first = world.house.clock()
    later = await world.later(minutes=31)
    await escalating.tell_next(later.house)
    page = await a_page(world, SAM, AlertState, alert_id=await the_alert(world))
    await call(page, "load")
    sam, dana = page.view.told
    assert (sam.who, dana.who) == ("Sam S.", "dana@west.example")
    for line, moment in ((sam, first), (dana, first + timedelta(minutes=31))):
        assert f"told {times.at(moment, first).lower()}" in line.words
    assert "supervises, nobody had seen it" in dana.words


async def test_what_had_no_room_is_said(
    world: World, wire: FakeWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the list, with what to do about it; nothing once all of them have room."""
    monkeypatch.setattr(alerts, "MOST_SHOWN", 1)
    await linked(world)
    page = await a_page(world, SAM, AlertsState)
    for more in range(3):
        await flag(world)
        await call(page, "load")
        assert (page.more, page.waits) == (more, say.more_wait(more))
    assert page.waits.startswith("2 more alerts wait. ")


async def test_whoever_has_no_phone_is_led_to_it(world: World, wire: FakeWire) -> None:
    """Once something came to them; not when it was put away, not with a phone that takes alerts."""
    await linked(world)
    page = await a_page(world, SAM, AlertsState)
    await call(page, "load")
    assert (page.no_phone, page.later) == (False, False)
    await flag(world)
    await call(page, "load")
    assert page.no_phone
    await call(page, "not_now")
    assert (page.later, page.notice) == (True, push_words.PUT_AWAY)
    page._forget_what_was_read()  # as after a cut
    await call(page, "load")
    assert page.later
    await web_push.add(world.house, world[SAM], Browser().subscription, None, "iphone")
    await call(page, "load")
    assert (page.no_phone, [row.title for row in page.rows]) == (
        False,
        [f"{MS_CASE} · went missing"],
    )
