"""An alert that nobody has seen in time, with nobody else to tell: whoever flagged reads that."""

from __future__ import annotations

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.services import alerts, flag_changes, flags, link_life
from peermap_app.services.unit import writing
from peermap_app.state import flag_words
from peermap_app.storage.tables import Worker, new_id
from peermap_app.words.delivery_words import NOBODY_LEFT
from tests.services.test_escalating import SUPERVISOR, looked
from tests.services.test_flags import flag
from tests.services.test_whom_alerts import FOR, a_linked_world, covered, the_alert
from tests.services.world import MS_CASE, PRIYA, SAM, World, table


async def said(world: World, flag_id: str) -> str:
    """What Priya's page says of it; "" while there is nothing to say."""
    sheet = await flags.flag_sheet(world.house, world[PRIYA], flag_id, **FOR)
    return flag_words.sheet(sheet, world.house.clock()).nobody_left


async def without_supervisor(world: World) -> World:
    """Nobody supervises the linked case any more."""
    async with writing(world.house) as session:
        dana = (await session.exec(select(Worker).where(Worker.email == SUPERVISOR))).one()
        dana.active = False
        session.add(dana)
    return world


async def test_nobody_is_left_to_tell(house: House) -> None:
    """After the wait and not before it, the open page is told to look; once somebody saw it, it is
    gone."""
    world = await without_supervisor(await a_linked_world(house))
    sent = await flag(world)
    world = await looked(world, minutes=29)
    assert await said(world, sent.flag_id) == ""
    world.hints.told.clear()
    world = await looked(world, minutes=1)
    assert await said(world, sent.flag_id) == NOBODY_LEFT
    assert {"kind": "flag", "id": sent.flag_id} in world.told(PRIYA)
    await alerts.seen(world.house, world[SAM], await the_alert(world, SAM), 0, **FOR)
    assert await said(world, sent.flag_id) == ""


async def test_with_somebody_left_it_is_not_said(house: House) -> None:
    """A supervisor is told next, or a cover is there: they are told, and it waits for them."""
    world = await a_linked_world(house)
    sent = await flag(world)
    for _ in range(4):
        world = await looked(world, minutes=30)
        assert await said(world, sent.flag_id) == ""
    again = await flag(world)
    await covered(world)
    other = await without_supervisor(world)
    other = await looked(other, minutes=30)
    assert await said(other, again.flag_id) == ""
    other = await looked(other, minutes=30)
    assert await said(other, again.flag_id) == NOBODY_LEFT


@pytest.mark.parametrize("how", ["changed", "closed", "ended"])
async def test_it_goes_by_how_the_flag_stands(house: House, how: str) -> None:
    """What is added to it is to be seen anew first; a flag that is over and a link that ended wait
    for nobody."""
    world = await without_supervisor(await a_linked_world(house))
    sent = await flag(world)
    world = await looked(world, minutes=30)
    assert await said(world, sent.flag_id) == NOBODY_LEFT
    if how == "ended":
        (link,) = await table(world, "link")
        case_id, why = world.case(MS_CASE), {"why": "It is not needed."}
        await link_life.end_link(world.house, world[PRIYA], case_id, link["id"], why, **FOR)
    else:
        what = {"changed": "update", "closed": "close"}[how]
        raw = {"what": what, "text": "They are home.", "known": "0"}
        await flag_changes.change_flag(
            world.house, world[PRIYA], sent.flag_id, new_id(), raw, **FOR
        )
    assert await said(world, sent.flag_id) == ""
    if how == "changed":
        world = await looked(world, minutes=30)
        assert await said(world, sent.flag_id) == NOBODY_LEFT
