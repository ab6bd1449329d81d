"""Those who agreed to a link have gone: it waits for the next worker, and ends without one."""

from __future__ import annotations

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound, Refusal
from peermap_app.domain.link_life import Reading
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.services import alerts, cases, escalating, flags, link_confirms, link_overdue
from peermap_app.services.unit import writing
from peermap_app.storage.link_tables import LinkConfirm
from peermap_app.storage.tables import Alert
from peermap_app.words.delivery_words import reached
from tests.builders import a_flag_form, a_sharing_form
from tests.services.test_flags import flag
from tests.services.test_link_life import end, sheet
from tests.services.test_whom_alerts import covered
from tests.services.world import (
    ADE,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    bring_in,
    choose,
    linked,
    recorded,
    row,
    table,
)

COORDINATE = Purpose.COORDINATE
EAST = "Family Safeguarding East"


async def moved(house: House, *, at_once: bool = True) -> tuple[World, str]:
    """Priya's case went to Jo today, or will have nobody from today on; it is linked with Sam's."""
    world = await a_world(house)
    link = await linked(world)
    await flag(world)
    world = await world.later(days=1)
    await over_to(world, JO if at_once else None)
    return world, link


async def over_to(
    world: World, name: str | None, gone: str = PRIYA, had_it: str = "2026-01-05"
) -> None:
    """The case is somebody's from today on, and was whose it was until today."""
    today = world.house.clock().date().isoformat()
    rows = [row(MS_CASE, gone, initials="M", team=EAST, starts=had_it, ends=today)]
    if name is not None:
        rows.append(row(MS_CASE, name, initials="M", team=EAST, starts=today))
    await bring_in(world.house, *rows)


async def confirm(world: World, link: str, name: str = JO, reference: str = MS_CASE) -> None:
    await link_confirms.confirm_link(
        world.house, world[name], world.case(reference), link, purpose=COORDINATE
    )


async def todo(world: World, name: str) -> list[tuple[str, bool]]:
    """What stands in an inbox, and whether it is to do."""
    inbox = await alerts.inbox(world.house, world[name], purpose=COORDINATE)
    assert await alerts.todo_count(world.house, world[name]) == inbox.todo
    return [(item.kind, item.todo) for item in inbox.items]


async def line(world: World, name: str, reference: str) -> str:
    """How the one link of a case reads on its page."""
    (one,) = (await cases.open_case(world.house, world[name], world.case(reference))).links
    return one.state


async def test_the_link_waits_for_the_next_worker_and_nothing_crosses(house: House) -> None:
    """Neither to them nor to the other side; they see their own side's record, and no more."""
    world, link = await moved(house)
    assert (await line(world, JO, MS_CASE), await line(world, SAM, KS_CASE)) == (
        "to_confirm",
        "waits_confirm",
    )
    jos, sams = await sheet(world, link, JO, MS_CASE), await sheet(world, link)
    for page in (jos, sams):
        assert (page.holds, page.colleagues, page.other_reference) == (False, (), "")
        assert page.reading in (Reading.ACCEPTED, Reading.UNDER_REVIEW)
    assert (jos.waits, sams.waits) == ("own", "other")
    assert jos.record is not None
    assert jos.record.why == a_sharing_form()["why"]
    assert sams.record is None
    assert KS_CASE not in repr(jos)
    assert "Sam" not in repr(jos)
    assert await todo(world, SAM) == []
    assert ("link_waits", True) in await todo(world, JO)
    for name, reference in ((SAM, KS_CASE), (JO, MS_CASE)):
        form = await flags.flag_form(
            world.house, world[name], world.case(reference), purpose=COORDINATE
        )
        assert form.recipients == ()


async def test_confirmed_it_holds_again_and_a_row_says_by_whom(house: House) -> None:
    """At once, on both sides; a second tap writes no second row."""
    world, link = await moved(house)
    await confirm(world, link)
    await confirm(world, link)
    rows = [one for one in await table(world, "link_confirm") if one["worker_id"]]
    assert [one["worker_id"] for one in rows] == [world.worker_id(JO)]
    assert (await sheet(world, link, JO, MS_CASE)).other_reference == KS_CASE
    assert [one.name for one in (await sheet(world, link)).colleagues] == ["Jo J."]
    assert await todo(world, SAM) == [("flagged", True)]  # what was flagged before is there again
    assert "link_waits" not in [kind for kind, _ in await todo(world, JO)]
    assert {"kind": "link"} in world.told(SAM)
    assert ("confirm_link", "allowed", "also") in await recorded(world, KS_CASE)


async def deliveries(world: World) -> list[tuple[str, str]]:
    """Everybody whose pages were told of a flag, and how far that came."""
    await outbox.deliver(world.house)
    people = {one["id"]: one["name"] for one in await table(world, "worker")}
    rows = await table(world, "delivery")
    return sorted((people[one["worker_id"]], one["state"]) for one in rows)


@pytest.mark.parametrize("seen", [False, True])
async def test_what_was_dropped_while_it_waited_is_delivered_once_it_holds(
    house: House, seen: bool
) -> None:
    """Priya's flag to Sam, while her case had gone to Jo: he is told when Jo confirmed, once; what
    he had seen before is not told again."""
    world, link = await moved(house)
    assert await deliveries(world) == [("Sam S.", "dropped")]
    if seen:
        async with writing(world.house) as session:
            for alert in (await session.exec(select(Alert))).all():
                alert.seen_at = world.house.clock()
                session.add(alert)
    await confirm(world, link)
    await confirm(world, link)
    assert await deliveries(world) == [("Sam S.", "dropped" if seen else "sent")]
    assert len(await table(world, "delivery")) == 1


@pytest.mark.parametrize("covers", [False, True])
async def test_who_covers_no_more_is_not_told_when_it_holds_again(
    house: House, covers: bool
) -> None:
    """Ade covered for Sam that day, and Priya's case went to Jo before anything was handed over: a
    week later Jo's yes tells Sam, and Ade only where Ade covers again."""
    world = await a_world(house)
    link = await linked(world)
    await covered(world)
    await flag(world)
    world = await world.later(days=1)
    await over_to(world, JO)
    assert await deliveries(world) == [("Ade A.", "dropped"), ("Sam S.", "dropped")]
    world = await world.later(days=6)
    if covers:
        await covered(world)
    await confirm(world, link)
    ade = ("Ade A.", "sent" if covers else "dropped")
    assert await deliveries(world) == [ade, ("Sam S.", "sent")]


async def test_the_next_worker_is_told_of_what_nobody_saw_once_they_confirmed(
    house: House,
) -> None:
    """Sam flagged, and Priya's case went to Jo before she saw it: it reaches Jo with their yes and
    not before, and Priya never."""
    world = await a_world(house)
    link = await linked(world)
    await flag_of(world, SAM, KS_CASE)
    world = await world.later(days=1)
    await over_to(world, JO)
    await escalating.tell_next(world.house)
    assert await deliveries(world) == [("Priya P.", "dropped")]
    assert await read_by_sam(world) == "not told: the link with their case does not hold now"
    await confirm(world, link)
    await escalating.tell_next(world.house)
    assert await deliveries(world) == [("Jo J.", "sent"), ("Priya P.", "dropped")]
    assert ("flagged", True) in await todo(world, JO)
    assert await todo(world, PRIYA) == []


async def read_by_sam(world: World) -> str:
    """How far his one alert came, in the words of his flag's page."""
    (flagged,) = await table(world, "flag")
    sheet = await flags.flag_sheet(world.house, world[SAM], flagged["id"], purpose=COORDINATE)
    (far,) = [one.reached for one in sheet.acks]
    assert far is not None
    return reached(far.told, failed=far.failed, stands=far.stands)


async def flag_of(world: World, name: str, reference: str) -> None:
    """A flag that is needed now, on their own case."""
    case_id = world.case(reference)
    form = await flags.flag_form(world.house, world[name], case_id, purpose=COORDINATE)
    await flags.flag_case(
        world.house, world[name], case_id, form.form_id, a_flag_form(), purpose=COORDINATE
    )


async def test_only_whoever_has_the_case_confirms(house: House) -> None:
    """Not who had it, not the other side for it, and nobody what was never agreed."""
    world, link = await moved(house)
    for name, reference in ((PRIYA, MS_CASE), (SAM, MS_CASE), (ADE, MS_CASE), (JO, KS_CASE)):
        with pytest.raises(NotFound):
            await confirm(world, link, name, reference)
    await confirm(world, link, SAM, KS_CASE)  # his side waits for nothing
    assert (await sheet(world, link)).waits == "other"
    for wanted in ("0" * 32, "x", None):
        with pytest.raises(NotFound):
            await confirm(world, wanted)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        await link_confirms.confirm_link(
            world.house, world[JO], world.case(MS_CASE), link, purpose=Purpose.PLAN_TOGETHER
        )
    assert not (await sheet(world, link)).holds


async def test_a_colleague_who_agreed_to_nothing_confirms_when_they_are_left_alone(
    house: House,
) -> None:
    """Two workers have the case; while who accepted is one of them, it holds for both."""
    world = await a_world(house)
    link = await linked(world)
    today = world.house.clock().date().isoformat()
    await bring_in(world.house, row(MS_CASE, JO, initials="M", team=EAST, starts=today))
    assert (await sheet(world, link, JO, MS_CASE)).holds
    world = await world.later(days=3)
    await over_to(world, None)
    assert (await sheet(world, link, JO, MS_CASE)).waits == "own"
    await confirm(world, link)
    assert (await sheet(world, link)).holds


async def test_with_nobody_there_it_crosses_to_nobody_and_then_waits(house: House) -> None:
    """A flag of the other side is about a link that holds, so a supervisor can be told; whoever
    gets the case next confirms first."""
    world, link = await moved(house, at_once=False)
    page = await sheet(world, link)
    assert (page.holds, page.colleagues) == (True, ())
    world = await world.later(days=2)
    await over_to(world, JO)
    assert (await sheet(world, link)).waits == "other"
    await confirm(world, link)
    assert (await sheet(world, link)).holds


@pytest.mark.parametrize("noted", [False, True])
async def test_it_ends_after_ten_working_days_without_one(house: House, noted: bool) -> None:
    """By the dates alone, whether the keeper came by or not; and stays over for who comes back."""
    world, link = await moved(house)  # over on Wednesday 25 November 2026
    last = (await sheet(world, link, JO, MS_CASE)).record
    assert last is not None
    assert last.last is not None
    assert last.last.isoformat() == "2026-12-08"
    world = await world.later(days=13)
    assert await line(world, JO, MS_CASE) == "to_confirm"
    if noted:
        await link_overdue.note_over(world.house, None)
        assert await line(world, JO, MS_CASE) == "to_confirm"
    world = await world.later(days=1)
    if noted:
        await link_overdue.note_over(world.house, None)
        await link_overdue.note_over(world.house, None)
        (kept,) = await table(world, "link")
        assert kept["state"] == "ended"
        for reference in (KS_CASE, MS_CASE):
            rows = await recorded(world, reference)
            assert rows.count(("end_link", "allowed", "lapsed_by_itself")) == 1
    for name, reference in ((SAM, KS_CASE), (JO, MS_CASE)):
        assert await line(world, name, reference) == "ended"
        page = await sheet(world, link, name, reference)
        assert (page.reading, page.holds, page.record) == (Reading.ENDED, False, None)
        with pytest.raises(Conflict, match="link_is_over"):
            await confirm(world, link, name, reference)
    assert "link_waits" not in [kind for kind, _ in await todo(world, JO)]
    today = world.house.clock().date().isoformat()
    await bring_in(world.house, row(MS_CASE, PRIYA, initials="M", team=EAST, starts=today))
    assert not (await sheet(world, link)).holds


async def test_who_comes_back_in_time_needs_no_confirming(house: House) -> None:
    """They agreed to it themselves."""
    world, link = await moved(house)
    world = await world.later(days=5)
    today = world.house.clock().date().isoformat()
    await bring_in(world.house, row(MS_CASE, PRIYA, initials="M", team=EAST, starts=today))
    assert (await sheet(world, link)).holds
    assert (await sheet(world, link, JO, MS_CASE)).holds


@pytest.mark.parametrize(("name", "reference"), [(SAM, KS_CASE), (JO, MS_CASE)])
async def test_a_link_that_waits_is_ended_by_either_side(
    house: House, name: str, reference: str
) -> None:
    """The next worker does not want it, or the other side does not wait."""
    world, link = await moved(house)
    await end(world, link, name, reference)
    for each, case in ((SAM, KS_CASE), (JO, MS_CASE)):
        assert (await sheet(world, link, each, case)).reading is Reading.ENDED


async def test_a_withdrawal_ends_a_link_that_waits(house: House) -> None:
    """And nobody has anything to confirm any more."""
    world, _ = await moved(house)
    await choose(world, JO, MS_CASE, talk="no")
    assert await line(world, SAM, KS_CASE) == "ended"
    assert "link_waits" not in [kind for kind, _ in await todo(world, JO)]


async def test_links_of_before_rest_on_whoever_had_the_case(house: House) -> None:
    """The row of the migration, without a name: nothing waits by being upgraded."""
    world, link = await moved(house)
    async with writing(world.house) as session:
        for one in await table(world, "link_end"):
            session.add(LinkConfirm(end_id=one["id"], at=world.house.clock()))
    assert (await sheet(world, link, JO, MS_CASE)).holds
    assert (await sheet(world, link)).holds
    later = await world.later(days=2)
    await over_to(later, ADE, JO, world.house.clock().date().isoformat())
    assert (await sheet(later, link)).waits == "other"
