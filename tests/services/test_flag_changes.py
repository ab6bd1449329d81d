"""A flag that changed is told again to whoever may know, and to nobody else; nothing is lost."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import delete

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.flag_changes import Standing, What
from peermap_app.domain.flags import AckState
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.services import alerts, escalating, flag_changes, flags
from peermap_app.services.alerts import AlertSheet
from peermap_app.services.flags import FlagSheet
from peermap_app.services.unit import writing
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.tables import new_id
from tests.builders import a_flag_form
from tests.services.world import (
    ADE,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    accept,
    ask,
    bring_in,
    choose,
    linked,
    newest_link,
    row,
    table,
)

COORDINATE = Purpose.COORDINATE
FIRST, RIGHT, NEW = "By the bus station", "By the train station", "She is home again"
EAST = "Family Safeguarding East"


async def flagged(world: World, name: str = PRIYA) -> str:
    """Priya's flag, which Sam has seen and been in touch about."""
    case_id = world.case(MS_CASE)
    form = await flags.flag_form(world.house, world[name], case_id, purpose=COORDINATE)
    said = a_flag_form(need_to_know=FIRST)
    made = await flags.flag_case(
        world.house, world[name], case_id, form.form_id, said, purpose=COORDINATE
    )
    return made.flag_id


async def changed(
    world: World,
    flag_id: str,
    what: What,
    *,
    name: str = PRIYA,
    known: int = 0,
    form_id: str | None = None,
    text: str = RIGHT,
    why: str = "The station was wrong",
) -> None:
    """One change, from a fresh form unless it is given."""
    said = {"what": what.value, "known": str(known), "text": text, "why": why}
    await flag_changes.change_flag(
        world.house, world[name], flag_id, form_id or new_id(), said, purpose=COORDINATE
    )


async def own_side(world: World, flag_id: str) -> FlagSheet:
    """As Priya sees it."""
    return await flags.flag_sheet(world.house, world[PRIYA], flag_id, purpose=COORDINATE)


async def alert_of(world: World, name: str = SAM) -> AlertSheet:
    """As whoever was told reads it."""
    (line,) = (await alerts.inbox(world.house, world[name], purpose=COORDINATE)).items
    return await alerts.open_alert(world.house, world[name], line.id, purpose=COORDINATE)


async def todo(world: World, name: str = SAM) -> tuple[int, int]:
    """What the inbox and the badge count."""
    inbox = await alerts.inbox(world.house, world[name], purpose=COORDINATE)
    return inbox.todo, await alerts.todo_count(world.house, world[name])


async def acknowledged(world: World) -> None:
    """Sam has been in touch."""
    (line,) = (await alerts.inbox(world.house, world[SAM], purpose=COORDINATE)).items
    await alerts.in_touch(world.house, world[SAM], line.id, 0, purpose=COORDINATE)
    assert await todo(world) == (0, 0)


async def test_a_correction_is_to_do_again_and_the_old_text_stays_on_its_own_side(
    house: House,
) -> None:
    """The reader sees the new text, when it was corrected and what was wrong, never the old one;
    one outbox row was written, and it is delivered by every way once more."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await outbox.deliver(world.house)
    await acknowledged(world)
    before = len(await table(world, "outbox"))
    await changed(world, flag_id, What.CORRECT)
    assert await todo(world) == (1, 1)
    assert len(await table(world, "outbox")) == before + 1
    read = await alert_of(world)
    assert (read.said.need_to_know, read.state) == (RIGHT, AckState.SENT)
    assert [(one.what, one.why, one.text, one.before) for one in read.now.changes] == [
        (What.CORRECT, "The station was wrong", "", "")
    ]
    assert FIRST not in repr(read)
    own = await own_side(world, flag_id)
    (line,) = own.now.changes
    assert (own.said.need_to_know, line.before, line.by) == (RIGHT, FIRST, "Priya P.")
    assert (line.told, line.seen) == (1, 1)
    await outbox.deliver(world.house)
    (delivery,) = await table(world, "delivery")
    assert delivery["state"] in ("sent", "queued")


async def test_a_correction_that_nobody_sees_goes_on_to_the_next(house: House) -> None:
    """Its wait begins with the correction: soon after it nobody else is told, later somebody is."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await acknowledged(world)
    for _ in range(2):
        await escalating.tell_next(world.house)
    assert {one["again_at"] for one in await table(world, "escalation")} == {None}
    much = await world.later(hours=5)
    await changed(much, flag_id, What.CORRECT)
    assert await escalating.tell_next(much.house) == 0
    (waits,) = await table(world, "escalation")
    assert waits["again_at"] is not None


async def test_what_is_new_is_added_and_close_says_how_it_went(house: House) -> None:
    """Oldest first on both sides; closed, it asks for nothing more and takes no more changes."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await changed(world, flag_id, What.UPDATE, text=NEW)
    assert await todo(world) == (1, 1)
    await changed(world, flag_id, What.CLOSE, known=1, text="All talked together")
    assert await todo(world) == (0, 0)
    read, own = await alert_of(world), await own_side(world, flag_id)
    assert (read.over, own.now.standing) == (True, Standing.CLOSED)
    assert [one.text for one in read.now.changes] == [NEW, "All talked together"]
    with pytest.raises(Conflict, match="flag_over"):
        await changed(world, flag_id, What.UPDATE, known=2)
    with pytest.raises(Conflict, match="flag_over"):
        await alerts.seen(house, world[SAM], read.alert_id, 0, purpose=COORDINATE)


async def test_nobody_has_seen_what_they_have_not_read(house: House) -> None:
    """Seen and in touch are of what the page showed; what came meanwhile is read first. Repeats of
    what was said stay no errors, whatever they carry."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await changed(world, flag_id, What.UPDATE, text=NEW)
    alert_id = (await alert_of(world)).alert_id
    for step in (alerts.seen, alerts.in_touch):
        for known in (0, 2, -1, True, "1", None, 1.0):
            with pytest.raises(Conflict, match="alert_changed"):
                await step(house, world[SAM], alert_id, known, purpose=COORDINATE)
    assert await todo(world) == (1, 1)
    await alerts.seen(house, world[SAM], alert_id, 1, purpose=COORDINATE)
    await alerts.seen(house, world[SAM], alert_id, 0, purpose=COORDINATE)
    await alerts.in_touch(house, world[SAM], alert_id, 0, purpose=COORDINATE)
    assert await todo(world) == (0, 0)


async def test_withdrawn_it_says_only_that_it_was(house: House) -> None:
    """Text, kind, reason and earlier changes are gone from the reader's page and list."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await changed(world, flag_id, What.UPDATE, text=NEW)
    await changed(world, flag_id, What.WITHDRAW, known=1, why="It was another case")
    inbox = await alerts.inbox(house, world[SAM], purpose=COORDINATE)
    read = await alert_of(world)
    for gone in (FIRST, NEW, "another case", "Went missing"):
        assert gone not in repr(inbox), gone
        assert gone not in repr(read), gone
    assert [one.what for one in read.now.changes] == [What.WITHDRAW]
    assert await todo(world) == (0, 0)
    own = await own_side(world, flag_id)
    assert (own.said.need_to_know, own.now.changes[-1].why) == (FIRST, "It was another case")
    with pytest.raises(Conflict, match="flag_over"):
        await changed(world, flag_id, What.WITHDRAW, known=2)


async def test_who_came_since_is_told_and_who_left_is_not(house: House) -> None:
    """Ade works with the linked case too by now, and has it to do; once Sam's allocation is over
    a change reaches Sam no more."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    today = house.clock().date()
    await bring_in(house, row(KS_CASE, ADE, starts=today.isoformat()))
    await changed(world, flag_id, What.UPDATE, text=NEW)
    assert (await alert_of(world, ADE)).now.changes[0].text == NEW
    assert (await todo(world), await todo(world, ADE)) == ((1, 1), (1, 1))
    await bring_in(house, row(KS_CASE, SAM, ends=today.isoformat()))
    await changed(world, flag_id, What.CORRECT, known=1)
    assert (await alerts.inbox(house, world[SAM], purpose=COORDINATE)).items == ()


async def test_a_correction_goes_to_the_links_of_the_flag_alone(house: House) -> None:
    """A case that was linked since is not among those whom its worker chose to tell."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await choose(world, JO, JOS_CASE)
    await ask(world, JOS_CASE, name=PRIYA, own=MS_CASE)
    await accept(world, await newest_link(world), JO)
    await changed(world, flag_id, What.CORRECT)
    assert [one["worker_id"] for one in await table(world, "alert")] == [world.worker_id(SAM)]


async def test_an_open_page_hears_of_a_withdrawal_also_long_after(house: House) -> None:
    """Its deliveries were thrown away, or never were: nothing is left to hand over, and the text
    goes from the page all the same."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await outbox.deliver(world.house)
    async with writing(world.house) as session:
        await session.exec(delete(Delivery))
    world.hints.told.clear()
    await changed(world, flag_id, What.WITHDRAW)
    await outbox.deliver(world.house)
    assert {"kind": "alert"} in world.told(SAM)


async def test_after_the_agreement_ended_nobody_is_woken(house: House) -> None:
    """The third answer is No: no outbox row, and the flag changes on its own case alone."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    await choose(world, SAM, KS_CASE, talk="no")
    before = await table(world, "outbox")
    await changed(world, flag_id, What.CORRECT)
    assert [one for one in await table(world, "outbox") if one not in before] == []
    assert (await alerts.inbox(house, world[SAM], purpose=COORDINATE)).items == ()
    assert (await own_side(world, flag_id)).said.need_to_know == RIGHT


@pytest.mark.attack("races")
async def test_two_workers_at_once_lose_nothing(house: House) -> None:
    """Of two corrections from one page one is refused and told so; both additions stand."""
    world = await a_world(house)
    await bring_in(house, row(MS_CASE, ADE, initials="M", team=EAST))
    await linked(world)
    flag_id = await flagged(world)
    both = await asyncio.gather(
        *(changed(world, flag_id, What.CORRECT, name=name) for name in (PRIYA, ADE)),
        return_exceptions=True,
    )
    assert sorted(str(one) for one in both) == ["None", "flag_changed"]
    await asyncio.gather(
        *(changed(world, flag_id, What.UPDATE, name=name, text=name) for name in (PRIYA, ADE))
    )
    own = await own_side(world, flag_id)
    assert {one.text for one in own.now.changes} == {RIGHT, PRIYA, ADE}
    numbers = sorted(one["number"] for one in await table(world, "flag_version"))
    assert numbers == [1, 2, 3]


@pytest.mark.attack("races")
async def test_a_second_tap_is_the_same_change(house: House) -> None:
    """Together and again later; also where the first closed it."""
    world = await a_world(house)
    await linked(world)
    flag_id, form_id = await flagged(world), new_id()
    await asyncio.gather(*(changed(world, flag_id, What.CLOSE, form_id=form_id) for _ in range(4)))
    await changed(world, flag_id, What.CLOSE, form_id=form_id)
    assert len(await table(world, "flag_version")) == 1


@pytest.mark.attack("others")
async def test_who_was_told_changes_nothing(house: House) -> None:
    """Only workers of the flagged case; what is no flag is the same refusal."""
    world = await a_world(house)
    await linked(world)
    flag_id = await flagged(world)
    for what in What:
        with pytest.raises(NotFound):
            await changed(world, flag_id, what, name=SAM)
        with pytest.raises(NotFound):
            await flag_changes.change_form(
                house, world[SAM], flag_id, what.value, purpose=COORDINATE
            )
        with pytest.raises(NotFound):
            await changed(world, new_id(), what)
    assert await table(world, "flag_version") == []


async def test_what_changed_is_sealed(house: House) -> None:
    """No plain column says what was done or why."""
    world = await a_world(house)
    flag_id = await flagged(world)
    await changed(world, flag_id, What.WITHDRAW)
    (held,) = await table(world, "flag_version")
    for word in ("withdraw", "station"):
        assert word not in repr({name: value for name, value in held.items() if name != "sealed"})
        assert word.encode() not in held["sealed"]
