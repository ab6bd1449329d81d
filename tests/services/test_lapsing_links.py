"""Links are asked about before their review dates, and lapse on the earlier one (rule 12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.links import MOST_LINKS
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind, Standing
from peermap_app.services import (
    alerts,
    flags,
    lapsing,
    links,
)
from peermap_app.storage import own_keys
from tests.services import world as w
from tests.services.reviewing import (
    COORDINATE,
    a_flag,
    a_world,
    form,
    say,
    sheet,
    today,
    told_by_system,
)
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, choose, linked


async def test_a_link_lapses_by_the_date_of_either_side(house: House) -> None:
    """Kept by Priya and not by Sam, it crosses nothing from Sam's day on, for neither, and whether
    the keeper ran or not; both see that it lapsed, and they may ask anew."""
    world = await a_world(house)
    link = await linked(world)
    flag = await a_flag(world, link)
    world = await world.later(days=14)
    (line,) = [one for one in (await sheet(world)).again if one.kind is Kind.LINK]
    assert (line.thing, line.reference, line.standing) == (link, MS_CASE, Standing.ASKED)
    await say(world, Kind.LINK, link, name=PRIYA, reference=MS_CASE, days=300)
    world = await world.later(days=13)
    assert (await sheet(world)).links[0].state == "accepted"
    assert (
        len((await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)).items) == 2
    )
    world = await world.later(days=1)
    for name, reference, other in ((SAM, KS_CASE, MS_CASE), (PRIYA, MS_CASE, KS_CASE)):
        (line,) = (await sheet(world, name, reference)).links
        assert (line.state, line.reference, line.colleagues) == ("not_renewed", other, ())
        assert (await sheet(world, name, reference)).links_used == 0
    kinds = [
        item.kind
        for item in (
            await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
        ).items
    ]
    assert "flagged" not in kinds
    (alert,) = await w.table(world, "alert")
    before = len(await w.recorded(world, MS_CASE))
    with pytest.raises(NotFound):
        await alerts.open_alert(
            world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE
        )
    refused = (await w.recorded(world, MS_CASE))[before:]
    assert refused == [("see_alert", "refused", "lapsed")]
    assert (
        await flags.flag_form(
            world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
        )
    ).recipients == ()
    seen = await flags.flag_sheet(world.house, world[SAM], flag, purpose=Purpose.COORDINATE)
    assert [ack.name for ack in seen.acks] == [None]
    with pytest.raises(Conflict, match="lapsed_for_good"):
        await say(world, Kind.LINK, link, days=30)
    await lapsing.note_due(world.house)
    (line,) = (await sheet(world)).links
    assert line.state == "not_renewed"
    with pytest.raises(Conflict, match="lapsed_for_good"):
        await say(world, Kind.LINK, link, name=PRIYA, reference=MS_CASE, days=30)
    await w.ask(world)
    states = sorted(line.state for line in (await sheet(world)).links)
    assert states == ["asked", "not_renewed"]


async def test_a_link_that_is_not_needed_ends_on_both_sides(house: House) -> None:
    """By either worker; the other side's record says so, and its pages are woken."""
    world = await a_world(house)
    link = await linked(world)
    world = await world.later(days=20)
    await say(world, Kind.LINK, link)
    other = await sheet(world, PRIYA, MS_CASE)
    assert [line.state for line in other.links] == ["ended"]
    assert ("review_link", "allowed", "also") in await w.recorded(world, MS_CASE)
    assert {"kind": "link"} in world.told(PRIYA)
    with pytest.raises(NotFound):
        await form(world, Kind.LINK, link)


async def test_a_link_without_its_key_keeps_nothing_else_from_being_noted(house: House) -> None:
    """Rows of an older backup beside newer keys: the link is passed over, in each round."""
    world = await a_world(house)
    link = await linked(world)
    await a_flag(world, link)
    async with world.house.make_session() as session:
        await own_keys.destroy(session, (link,))
        await session.commit()
    world = await world.later(days=28)
    for noted in (1, 0):
        assert await lapsing.note_due(world.house) == noted
    assert ("review_flag", "allowed", "lapsed_by_itself") in await told_by_system(world)


async def test_a_link_of_before_its_asker_s_day_passed_has_room_for_the_question(
    house: House,
) -> None:
    """Asked with a review in three days, accepted in ten: it stands, and is asked about at once."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    soon = (today(world) + timedelta(days=3)).isoformat()
    form_ = {**w.a_sharing_form(reference=MS_CASE), "review": soon}
    await links.ask_link(world.house, world[SAM], world.case(KS_CASE), form_, purpose=COORDINATE)
    link = await w.newest_link(world)
    world = await world.later(days=10)
    await w.accept(world, link)
    assert (await sheet(world)).links[0].state == "accepted"
    assert [line.kind for line in (await sheet(world)).again] == [Kind.LINK]
    assert (await sheet(world)).links_used == 1 < MOST_LINKS
