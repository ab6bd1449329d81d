"""An alert that nobody has seen: the cover, then the supervisor, by rows and moments alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.alerting import Waits, Why
from peermap_app.domain.errors import NotFound
from peermap_app.services import alerts, escalating, flags, working_time
from peermap_app.services.unit import writing
from peermap_app.storage import endings as endings_store
from tests.builders import a_flag_form
from tests.fakes import FakeClock
from tests.services.test_flags import flag
from tests.services.test_whom_alerts import (
    DANA,
    FOR,
    a_linked_world,
    covered,
    the_alert,
)
from tests.services.world import (
    ADE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    bring_in,
    choose,
    recorded,
    row,
    table,
)

SUPERVISOR = "dana@west.example"


async def at(world: World, moment: datetime) -> World:
    """The same world at another moment."""
    return await world.later(seconds=(moment - world.house.clock()).total_seconds())


async def looked(world: World, **after: float) -> World:
    """A process looks, so much later."""
    later = await world.later(**after)
    await escalating.tell_next(later.house)
    return later


async def told(world: World, flag_id: str) -> list[tuple[str | None, Why]]:
    """Who was told, in order, as it stands on the flag's page."""
    sheet = await flags.flag_sheet(world.house, world[PRIYA], flag_id, **FOR)
    return [(one.name, one.why) for one in sheet.acks]


async def test_the_cover_then_the_supervisor_and_each_opens_it(house: House) -> None:
    """What is for now: the cover after half an hour, the supervisor after an hour; each has an
    alert of their own with its outbox row, and both cases' records say that nobody had seen it."""
    world = await a_linked_world(house)
    sent = await flag(world)
    await covered(world)
    world = await looked(world, minutes=29)
    assert await told(world, sent.flag_id) == [("Sam S.", Why.ALLOCATED)]
    world = await looked(world, minutes=1)
    assert (await told(world, sent.flag_id))[1:] == [("Ade A.", Why.UNSEEN_COVERS)]
    world = await looked(world, minutes=29)
    assert len(await told(world, sent.flag_id)) == 2
    world = await looked(world, minutes=1)
    for _ in range(3):
        world = await looked(world, hours=1)
    assert (await told(world, sent.flag_id))[2:] == [(SUPERVISOR, Why.UNSEEN)]
    written = {one["alert_id"] for one in await table(world, "outbox") if one["alert_id"]}
    assert written == {one["id"] for one in await table(world, "alert")}
    sheet = await alerts.open_alert(world.house, world[DANA], await the_alert(world, DANA), **FOR)
    assert sheet.shared_because is None
    assert [one.why for one in sheet.told] == [Why.ALLOCATED, Why.UNSEEN_COVERS, Why.UNSEEN]
    for reference in (KS_CASE, MS_CASE):
        said = [one for one in await recorded(world, reference) if one[0] == "escalate_alert"]
        assert said == [("escalate_alert", "allowed", "nobody_saw_it")] * 2


@pytest.mark.parametrize("name", [SAM, ADE])
async def test_whoever_has_seen_it_ends_it(house: House, name: str) -> None:
    """Sam before the first wait is over, or Ade after it: nobody more is told."""
    world = await a_linked_world(house)
    sent = await flag(world)
    await covered(world)
    if name == ADE:
        world = await looked(world, minutes=30)
    await alerts.seen(world.house, world[name], await the_alert(world, name), 0, **FOR)
    before = await told(world, sent.flag_id)
    for _ in range(4):
        world = await looked(world, minutes=30)
    assert await told(world, sent.flag_id) == before
    (waits,) = await table(world, "escalation")
    assert waits["again_at"] is None


@pytest.mark.parametrize(
    ("urgency", "sent_at", "first"),
    [
        # A Friday afternoon: two hours are left, and two of Monday's.
        ("today", datetime(2026, 11, 27, 15), datetime(2026, 11, 30, 11)),
        # Christmas Eve: Friday and Monday are holidays, so Tuesday.
        ("today", datetime(2026, 12, 24, 15), datetime(2026, 12, 29, 11)),
        ("this_week", datetime(2026, 12, 23, 15), datetime(2026, 12, 29, 15)),
        # The night in which the clocks go on: 15:00 in winter is 14:00 UTC in summer.
        ("this_week", datetime(2027, 3, 25, 15), datetime(2027, 3, 31, 14)),
        ("now", datetime(2027, 3, 28, 0, 45), datetime(2027, 3, 28, 1, 15)),
    ],
)
async def test_the_wait_is_in_the_team_s_own_time(
    house: House, clock: FakeClock, urgency: str, sent_at: datetime, first: datetime
) -> None:
    """Through a weekend, bank holidays and a change of the clocks: to the minute."""
    clock.now = sent_at.replace(tzinfo=UTC)
    world = await a_linked_world(house)
    sent = await flag(world, urgency=urgency)
    world = await looked(world)
    world = await at(world, first.replace(tzinfo=UTC) - timedelta(minutes=1))
    await escalating.tell_next(world.house)
    assert len(await told(world, sent.flag_id)) == 1
    world = await looked(world, minutes=1)
    assert (await told(world, sent.flag_id))[1:] == [(SUPERVISOR, Why.UNSEEN)]


async def test_a_threshold_hurries_nobody(house: House) -> None:
    """What is acute and for this week waits for two working days (urgency alone decides)."""
    world = await a_linked_world(house)
    sent = await flag(world, urgency="this_week", threshold="4")
    world = await looked(world, hours=47)
    assert len(await told(world, sent.flag_id)) == 1
    world = await looked(world, hours=1)
    assert len(await told(world, sent.flag_id)) == 2


async def test_two_processes_and_a_dead_one_tell_each_person_once(house: House) -> None:
    """Four look at once, at each step; then one that was dead for a day looks. Nobody twice."""
    world = await a_linked_world(house)
    sent = await flag(world)
    await covered(world)
    for minutes in (30, 30, 60 * 24):
        world = await world.later(minutes=minutes)
        await asyncio.gather(*(escalating.tell_next(world.house) for _ in range(4)))
    assert [name for name, _ in await told(world, sent.flag_id)] == ["Sam S.", "Ade A.", SUPERVISOR]


async def test_a_process_that_was_dead_for_a_day_loses_no_step(house: House) -> None:
    """It tells whoever is next, and with its next look the one after that."""
    world = await a_linked_world(house)
    sent = await flag(world)
    await covered(world)
    world = await looked(world, hours=6)
    world = await looked(world, seconds=15)
    assert [name for name, _ in await told(world, sent.flag_id)] == ["Sam S.", "Ade A.", SUPERVISOR]


async def test_a_clock_that_jumps_doubles_and_loses_nothing(house: House) -> None:
    """A month on and back again: who was told was told; the next is told in time."""
    world = await a_linked_world(house)
    await covered(world)
    sent = await flag(world, urgency="today")
    ahead = await world.later(days=27)
    await escalating.look_again(ahead.house)
    await escalating.tell_next(ahead.house)
    early = await told(world, sent.flag_id)
    await escalating.look_again(world.house)
    world = await looked(world, hours=30)
    world = await looked(world, seconds=15)
    names = [name for name, _ in await told(world, sent.flag_id)]
    assert len(names) == len(set(names))
    assert set(early) <= set(await told(world, sent.flag_id))
    assert SUPERVISOR in names


async def test_who_came_to_the_case_since_is_told(house: House) -> None:
    """Sam left before he saw it, and a colleague of his has the case beside him."""
    world = await a_linked_world(house)
    await bring_in(house, row(KS_CASE, SAM), row(KS_CASE, ADE))
    sent = await flag(world)
    await bring_in(house, row(KS_CASE, SAM), row(KS_CASE, ADE), row(KS_CASE, "kim"))
    world = await looked(world, minutes=30)
    assert (await told(world, sent.flag_id))[2:] == [("Kim K.", Why.UNSEEN_ALLOCATED)]


async def test_nothing_goes_over_a_link_that_ended_or_of_a_flag_that_is_over(house: House) -> None:
    """A newer No: nobody more is told, and nothing breaks; when the flag lapsed, it is at rest."""
    world = await a_linked_world(house)
    sent = await flag(world)
    await choose(world, SAM, KS_CASE, talk="no")
    world = await looked(world, minutes=31)
    assert len(await told(world, sent.flag_id)) == 1
    world = await looked(world, days=28)
    (waits,) = await table(world, "escalation")
    assert waits["again_at"] is None


async def test_each_side_goes_by_itself(house: House) -> None:
    """Left out over one link, nobody of that side is told later either."""
    world = await a_linked_world(house)
    (link,) = await table(world, "link")
    sent = await flag(world, left_out={link["id"]: "They were there and know."})
    world = await looked(world, hours=2)
    assert await told(world, sent.flag_id) == []


async def test_the_waits_are_settings_and_hours_count_from_when_they_are_set(house: House) -> None:
    """Ten minutes instead of thirty; and hours that a supervisor sets while it waits."""
    short = replace(house.settings, escalation=Waits(now=timedelta(minutes=10)))
    world = await a_linked_world(replace(house, settings=short))
    sent = await flag(world)
    world = await looked(world, minutes=10)
    assert (await told(world, sent.flag_id))[1:] == [(SUPERVISOR, Why.UNSEEN)]
    slow = await flag(world, urgency="today")
    world = await looked(world)
    await working_time.close(world.house, world[DANA], {"closed": "2026-11-24"})
    world = await looked(world, hours=5)
    assert len(await told(world, slow.flag_id)) == 1
    world = await looked(world, hours=22)
    assert len(await told(world, slow.flag_id)) == 2


@pytest.mark.parametrize(
    ("urgency", "waits", "first"),
    [("today", Waits(today=timedelta(hours=2)), 2), ("this_week", Waits(this_week=1), 24)],
)
async def test_what_is_for_today_and_this_week_waits_as_the_setting_says(
    house: House, urgency: str, waits: Waits, first: int
) -> None:
    """Two working hours instead of four, one working day instead of two: to the minute."""
    short = replace(house.settings, escalation=waits)
    world = await a_linked_world(replace(house, settings=short))
    sent = await flag(world, urgency=urgency)
    world = await looked(world, hours=first, minutes=-1)
    assert len(await told(world, sent.flag_id)) == 1
    world = await looked(world, minutes=1)
    assert (await told(world, sent.flag_id))[1:] == [(SUPERVISOR, Why.UNSEEN)]


async def test_who_supervises_both_cases_is_told_at_either_end(house: House) -> None:
    """Sam and Priya flagged, each to the other, and nobody saw: Dana has both alerts."""
    world = await a_linked_world(house)
    await flag(world)
    form = await flags.flag_form(house, world[SAM], world.case(KS_CASE), **FOR)
    send = (house, world[SAM], world.case(KS_CASE), form.form_id, a_flag_form())
    await flags.flag_case(*send, **FOR)
    world = await looked(world, minutes=30)
    inbox = await alerts.inbox(world.house, world[DANA], **FOR)
    assert {line.other_reference for line in inbox.items} == {KS_CASE, MS_CASE}
    assert await alerts.todo_count(world.house, world[DANA]) == 2
    for line in inbox.items:
        sheet = await alerts.open_alert(world.house, world[DANA], line.id, **FOR)
        assert sheet.other_reference == line.other_reference


async def test_who_was_told_later_opens_nothing_after_the_link_ends(house: House) -> None:
    """The supervisor's alert goes with the agreement, as everybody's."""
    world = await a_linked_world(house)
    await flag(world)
    world = await looked(world, minutes=30)
    alert_id = await the_alert(world, DANA)
    await choose(world, PRIYA, MS_CASE, talk="not_sure")
    with pytest.raises(NotFound):
        await alerts.open_alert(world.house, world[DANA], alert_id, **FOR)


async def test_a_flag_is_erased_with_what_waits_for_it(house: House) -> None:
    """No row that points at it is left."""
    world = await a_linked_world(house)
    sent = await flag(world)
    async with writing(house) as session:
        await endings_store.delete_flags(session, [sent.flag_id])
    assert [await table(world, name) for name in ("escalation", "alert", "flag")] == [[], [], []]
