"""Whoever flags without end hides nobody else's alert: in the inbox, its count, as arrived, and on
My team."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.services import alerts, deliveries, flags, unanswered
from peermap_app.services.unit import reading
from peermap_app.storage import alerts as alerts_store
from tests.builders import a_flag_form
from tests.services.test_flags import flag
from tests.services.test_link_confirms import deliveries as delivered
from tests.services.test_unanswered import unseen
from tests.services.test_whom_alerts import FOR, a_linked_world
from tests.services.world import (
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    SAM,
    World,
    accept,
    ask,
    choose,
    newest_link,
    table,
)

ROOM = 4


async def flood(house: House, monkeypatch: pytest.MonkeyPatch, urgency: str = "this_week") -> World:
    """Priya flags what is for now; then Jo, whose case is linked too, far more than has room."""
    monkeypatch.setattr(alerts, "MOST_SHOWN", ROOM)
    monkeypatch.setattr(alerts_store, "SHARE", ROOM - 2)
    world = await a_linked_world(house)
    await choose(world, JO, JOS_CASE)
    await ask(world, KS_CASE, name=JO, own=JOS_CASE)
    await accept(world, await newest_link(world), SAM)
    await flag(world)
    world = await world.later(minutes=1)
    for _ in range(ROOM + 2):
        await jo_flags(world, urgency)
    return world


async def jo_flags(world: World, urgency: str) -> None:
    """On her own case."""
    case = world.case(JOS_CASE)
    form = await flags.flag_form(world.house, world[JO], case, **FOR)
    raw = a_flag_form(urgency=urgency)
    await flags.flag_case(world.house, world[JO], case, form.form_id, raw, **FOR)


async def shown(world: World) -> list[str | None]:
    """The flagged cases of the inbox, as they stand."""
    items = (await alerts.inbox(world.house, world[SAM], **FOR)).items
    return [one.other_reference for one in items if one.kind == "flagged"]


@pytest.mark.parametrize("urgency", ["now", "today", "this_week"])
async def test_one_who_flags_without_end_hides_nobody_elses(
    house: House, monkeypatch: pytest.MonkeyPatch, urgency: str
) -> None:
    """However urgent they say theirs is: Priya's has room, and the count says what has none."""
    world = await flood(house, monkeypatch, urgency)
    assert sorted(str(one) for one in await shown(world)) == sorted([MS_CASE, *[JOS_CASE] * 3])
    inbox = await alerts.inbox(world.house, world[SAM], **FOR)
    assert (inbox.todo, inbox.more) == (ROOM + 3, 3)
    assert await alerts.todo_count(world.house, world[SAM]) == ROOM + 3


async def test_what_is_for_now_and_not_seen_stands_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above newer ones that can wait; once it was seen, by its time as all."""
    world = await flood(house, monkeypatch)
    assert (await shown(world))[0] == MS_CASE
    (alert_id,) = [
        one.id
        for one in (await alerts.inbox(world.house, world[SAM], **FOR)).items
        if one.other_reference == MS_CASE
    ]
    await alerts.seen(world.house, world[SAM], alert_id, 0, **FOR)
    assert MS_CASE not in await shown(world)  # what was seen gives its room to what was not
    inbox = await alerts.inbox(world.house, world[SAM], **FOR)
    assert (inbox.todo, inbox.more) == (ROOM + 2, 2)


async def test_what_had_no_room_did_not_arrive(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page shows all up to the newest number: those alone that have room are delivered, so that
    the others are mailed; they arrive once they have room."""
    world = await flood(house, monkeypatch)
    await delivered(world)
    newest = await deliveries.newest(world.house, world[SAM])
    for _ in range(3):
        assert await deliveries.shown(world.house, world[SAM], newest) is False
    inbox = await alerts.inbox(world.house, world[SAM], **FOR)
    has_room = {one.id for one in inbox.items if one.kind == "flagged"}
    rows = await table(world, "delivery")
    arrived = {one["alert_id"] for one in rows if one["state"] == "delivered"}
    assert arrived == has_room
    assert len(rows) == ROOM + 3
    (first, *_) = sorted(has_room)
    await alerts.seen(world.house, world[SAM], first, 0, **FOR)
    await deliveries.shown(world.house, world[SAM], newest)
    came = [one["state"] for one in await table(world, "delivery")]
    assert sorted(came) == sorted(["seen", *["delivered"] * ROOM, "sent", "sent"])


async def test_my_team_counts_every_case_s_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each flagged case the first has a turn before another's second; and it reads on."""
    monkeypatch.setattr(unanswered, "AT_ONCE", 1)
    world = await flood(house, monkeypatch)
    assert await unseen(world) == {KS_CASE: ROOM + 3}
    monkeypatch.setattr(unanswered, "MOST_READ", 2)
    assert await unseen(world) == {KS_CASE: 2}
    case = world.case(MS_CASE)
    sent = [one["id"] for one in await table(world, "flag") if one["case_id"] == case]
    ids = await in_order(world)
    of_priya = [one["id"] for one in await table(world, "alert") if one["flag_id"] in sent]
    assert set(of_priya) <= set(ids[:2])


async def in_order(world: World) -> list[str]:
    """In the order in which My team looks through them."""
    async with reading(world.house) as session:
        workers, day = [world.worker_id(SAM)], world.house.clock().date()
        return list(await alerts_store.unseen_of_workers(session, workers, day, 10))
