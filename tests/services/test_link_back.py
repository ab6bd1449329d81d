"""An ask is taken back by who asked, which tells nobody whether the reference exists (rule 8)."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.services import alerts, link_back, links
from tests.services import reviewing
from tests.services.statements import counted
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    a_world,
    accept,
    ask,
    choose,
    newest_link,
    recorded,
    table,
    without_ids,
)

COORDINATE = Purpose.COORDINATE


async def ready(house: House) -> World:
    """K, M and E said Yes to our workers talking together."""
    world = await a_world(house)
    for name, case in ((SAM, KS_CASE), (PRIYA, MS_CASE), (JO, JOS_CASE)):
        await choose(world, name, case)
    return world


async def back(world: World, link: object, name: str = SAM, case: str = KS_CASE) -> None:
    await link_back.take_back(world.house, world[name], world.case(case), link, purpose=COORDINATE)


async def cards(world: World, name: str = PRIYA) -> list[str]:
    inbox = await alerts.inbox(world.house, world[name], purpose=COORDINATE)
    return [one.kind for one in inbox.items]


async def test_taken_back_it_is_there_for_nobody(house: House) -> None:
    """The asked worker has nothing to answer, and cannot; asking again is another ask. Its place
    stays taken for two weeks: no reference is tried without end."""
    world = await ready(house)
    await ask(world)
    link = await newest_link(world)
    assert await cards(world) == ["link_asked"]
    await outbox.deliver(world.house)
    world.hints.told.clear()
    for _ in range(2):
        await back(world, link)
    sheet = await reviewing.sheet(world)
    assert ([one.state for one in sheet.links], sheet.links_used) == (["ended"], 1)
    assert await cards(world) == []
    assert (await reviewing.sheet(world, PRIYA, MS_CASE)).links == ()
    with pytest.raises(Conflict, match="link_not_open"):
        await accept(world, link)
    asked = await links.asked(house, world[PRIYA], link, purpose=COORDINATE)  # an open page
    assert (asked.state, asked.may_accept) == ("ended", False)
    await outbox.deliver(world.house)
    assert world.told(PRIYA) == [{"kind": "alert"}]  # an open page empties
    await ask(world)
    assert await cards(world) == ["link_asked"]
    assert (await reviewing.sheet(world)).links_used == 2
    assert (await reviewing.sheet(await world.later(days=14))).links_used == 0


async def test_waiting_declined_and_unknown_are_taken_back_alike(house: House) -> None:
    """The same statements, rows and words, and each keeps its place."""
    world = await ready(house)
    await ask(world, JOS_CASE)
    await links.answer_link(
        house, world[JO], await newest_link(world), False, {}, purpose=COORDINATE
    )
    for reference in (MS_CASE, UNKNOWN):
        await ask(world, reference)
    told = []
    asked = [(one.link_id, one.reference) for one in (await reviewing.sheet(world)).links]
    for link, reference in asked:
        rows, record = len(await table(world, "outbox")), len(await recorded(world, KS_CASE))
        world.hints.told.clear()
        with counted(world.house) as statements:
            await back(world, link)
        shown = [one for one in (await reviewing.sheet(world)).links if one.link_id == link]
        told.append(
            (
                statements,
                len(await table(world, "outbox")) - rows,
                (await recorded(world, KS_CASE))[record:],
                without_ids(world.hints.told),
                without_ids(shown).replace(str(reference), "REFERENCE"),
            )
        )
    assert len(told) == 3
    assert told[0] == told[1] == told[2]
    assert (await reviewing.sheet(world)).links_used == 3
    assert (await reviewing.sheet(world, JO, JOS_CASE)).links == ()


async def test_a_decline_is_not_asked_round(house: House) -> None:
    """Asked, declined, taken back and asked again, as often as there are places: it stands in
    Priya's inbox and wakes her once in two weeks. Both are asked alike, also what nobody has."""
    world, woken, done = await ready(house), [], []
    for reference in (MS_CASE, MS_CASE, UNKNOWN, UNKNOWN):
        rows = len(await table(world, "outbox"))
        with counted(world.house) as statements:
            await ask(world, reference)
        done.append((statements, len(await table(world, "outbox")) - rows))
        world.hints.told.clear()
        await outbox.deliver(world.house)
        woken.append(world.told(PRIYA))
        link = await newest_link(world)
        if reference == MS_CASE:
            assert await cards(world) == ["link_asked"]
            await links.answer_link(house, world[PRIYA], link, False, {}, purpose=COORDINATE)
        await back(world, link)
    assert woken == [[{"kind": "alert"}], [], [], []]
    assert done[1] == done[3]
    later = await world.later(days=14)
    await ask(later)
    await outbox.deliver(later.house)
    assert later.told(PRIYA) == [{"kind": "alert"}]


async def test_only_the_asking_side_takes_it_back_and_no_link_by_it(house: House) -> None:
    """Not the asked worker, not somebody else, nothing that is no ask; what was accepted stays."""
    world = await ready(house)
    await ask(world)
    link = await newest_link(world)
    tries = [(PRIYA, MS_CASE, link), (PRIYA, KS_CASE, link), (ADE, KS_CASE, link)]
    tries += [(ALEX, KS_CASE, link), (JO, JOS_CASE, link), (SAM, KS_CASE, "0" * 32)]
    for name, case, wanted in tries:
        with pytest.raises(NotFound):
            await back(world, wanted, name, case)
    for hostile in (None, "x", 3, "'; --"):
        with pytest.raises(NotFound):
            await back(world, hostile)
    assert await cards(world) == ["link_asked"]
    await accept(world, link)
    with pytest.raises(Conflict, match="ask_accepted"):
        await back(world, link)
    assert [one.state for one in (await reviewing.sheet(world)).links] == ["accepted"]


async def test_what_lapsed_stays_lapsed(house: House) -> None:
    """Taking it back then is no error and changes nothing."""
    world = await ready(house)
    await ask(world)
    link = await newest_link(world)
    world = await world.later(days=14)
    await back(world, link)
    assert [one.state for one in (await reviewing.sheet(world)).links] == ["lapsed"]
