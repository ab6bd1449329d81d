"""What a case's own record already holds can support a link, on its own side alone (rules 5, 8)."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, Invalid, NotFound, Problems, Refusal
from peermap_app.domain.links import SUPPORT
from peermap_app.domain.purpose import Purpose
from peermap_app.services import held_connections, link_together, links, sharing_second, sharings
from peermap_app.services.link_together import Together
from tests.services import world as w
from tests.services.test_held_connections import KNOWN, added, lines
from tests.services.test_sharings import DANA, YES, ask, form, ready, say
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    World,
    a_world,
    choose,
    newest_link,
)

COORDINATE = Purpose.COORDINATE


async def agreed(house: House) -> tuple[World, str]:
    """Sam's ask rests on one of two things held, besides K's Yes; accepted. The held one's id."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await added(world, weight="worry")
    await added(world)
    held_id = (await lines(world))[0].id
    await w.ask(world, **{f"{SUPPORT}{held_id}": "on"})
    await w.accept(world, await newest_link(world))
    return world, held_id


async def together(world: World, name: str = SAM, reference: str = KS_CASE) -> Together:
    return await link_together.together(
        world.house,
        world[name],
        world.case(reference),
        await newest_link(world),
        purpose=COORDINATE,
    )


async def test_nothing_is_chosen_beforehand_and_initials_order_nothing(house: House) -> None:
    """The list's own order, strengths first, whoever is asked for; nothing unticked counts."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    for initials, weight in (("ZZ", "strength"), ("MK", "worry"), ("AA", "strength")):
        await added(world, initials=initials, weight=weight)
    found = await links.link_form(house, world[SAM], world.case(KS_CASE), purpose=COORDINATE)
    assert found.held == await lines(world)
    assert {line.who for line in found.held[:2]} == {"ZZ", "AA"}
    assert found.held[2].who == "MK"
    assert ("see_held", "allowed", "allocated coordinate") in await w.recorded(world, KS_CASE)
    await w.ask(world)
    await choose(world, PRIYA, MS_CASE)
    await w.accept(world, await newest_link(world))
    assert (await together(world)).held == ()


@pytest.mark.attack("others")
async def test_it_stands_on_its_own_side_and_never_crosses(house: House) -> None:
    """Sam reads what his link rests on; Priya nothing of it, not before and not after accepting."""
    world, held_id = await agreed(house)
    sheet = await together(world)
    assert [(line.id, line.known) for line in sheet.held] == [(held_id, KNOWN)]
    assert sheet.held_gone == 0
    theirs = await together(world, PRIYA, MS_CASE)
    assert (theirs.held, theirs.held_gone) == ((), 0)
    assert KNOWN not in repr(theirs)
    asked = await links.asked(
        world.house, world[PRIYA], await newest_link(world), purpose=COORDINATE
    )
    assert KNOWN not in repr(asked)
    assert held_id not in repr(asked)


async def test_what_went_from_the_record_shows_as_gone(house: House) -> None:
    """Taken away, or lapsed by its date: the link's page says that it is held no more, and nothing
    of what it said is kept with the sharing record."""
    world, held_id = await agreed(house)
    later = await world.later(days=27)
    assert len((await together(later)).held) == 1
    await held_connections.take_away(
        world.house, world[SAM], world.case(KS_CASE), held_id, purpose=COORDINATE
    )
    sheet = await together(world)
    assert (sheet.held, sheet.held_gone) == ((), 1)


@pytest.mark.parametrize("given", ["0" * 32, "x", "", "0" * 31 + "'"])
async def test_only_what_this_case_holds_now_supports_it(house: House, given: str) -> None:
    """Another case's, what is gone, what never was, and more than there can be: told at its field,
    and nothing is asked."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(Refusal) as refused:
        await w.ask(world, **{f"{SUPPORT}{given}": "on"})
    fault = refused.value
    faults = getattr(fault, "problems", (fault,))
    assert [(one.code, one.data["field"]) for one in faults] == [("held_gone", "held")]
    assert await w.table(world, "link") == []


@pytest.mark.attack("others")
async def test_another_case_s_own_is_not_this_one_s(house: House) -> None:
    """Sam has both cases; what one of them holds does not support a link of the other."""
    world = await a_world(house)
    await choose(world, SAM, SAMS_OTHER)
    await added(world)
    (line,) = await lines(world)
    with pytest.raises(Invalid, match="held_gone"):
        await w.ask(world, own=SAMS_OTHER, **{f"{SUPPORT}{line.id}": "on"})
    many = {f"{SUPPORT}{number:032x}": "on" for number in range(21)}
    with pytest.raises(Problems):
        await w.ask(world, own=SAMS_OTHER, **many)


async def test_without_agreement_the_second_person_reads_what_it_rests_on(house: House) -> None:
    """With the sharing record, which is theirs to decide on; another's supervisor reads neither.
    The same form sent twice waits once, another tick is another record."""
    world = await ready(house)
    await added(world)
    await added(world, weight="worry")
    first, second = await lines(world)
    ticked = {f"{SUPPORT}{first.id}": "on"}
    sharing = await ask(world, **ticked)
    assert await ask(world, **ticked) == sharing
    with pytest.raises(Conflict, match="sharing_waits"):
        await ask(world, **{f"{SUPPORT}{second.id}": "on"})
    sheet = await sharing_second.second_person_sheet(
        world.house, world[DANA], sharing, purpose=COORDINATE
    )
    assert ([line.id for line in sheet.held], sheet.held_gone) == ([first.id], 0)
    with pytest.raises(NotFound):
        await sharing_second.second_person_sheet(
            world.house, world["east"], sharing, purpose=COORDINATE
        )
    await say(world, DANA, sharing, YES)
    own = await sharings.sharing_sheet(
        world.house, world[SAM], world.case(KS_CASE), sharing, purpose=COORDINATE
    )
    assert [line.id for line in own.held] == [first.id]
    link = await newest_link(world)
    with pytest.raises(Invalid, match="held_gone"):
        await sharings.accept_without(
            world.house, world[PRIYA], link, form(world, **ticked), purpose=COORDINATE
        )
