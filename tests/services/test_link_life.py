"""A link ends from either side, at once for both, and says no more than that (rules 6 to 12)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound, Problems, Refusal
from peermap_app.domain.link_life import CROSSES, Reading
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, link_life, link_together
from peermap_app.services.link_together import Together
from tests.services.reviewing import Kind, say
from tests.services.test_flags import flag
from tests.services.world import (
    ADE,
    JO,
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
    linked,
    newest_link,
    recorded,
    table,
)

SIDES = ((SAM, KS_CASE), (PRIYA, MS_CASE))
WHY = "They do not meet any more."


async def end(
    world: World, link: str, name: str = SAM, reference: str = KS_CASE, why: str = WHY
) -> None:
    """One side ends it."""
    await link_life.end_link(
        world.house,
        world[name],
        world.case(reference),
        link,
        {"why": why},
        purpose=Purpose.COORDINATE,
    )


async def sheet(world: World, link: str, name: str = SAM, reference: str = KS_CASE) -> Together:
    """The page of the link, from one side."""
    return await link_together.together(
        world.house, world[name], world.case(reference), link, purpose=Purpose.COORDINATE
    )


async def states(world: World, name: str, reference: str) -> list[str]:
    """How the links of a case read on its page."""
    page = await cases.open_case(world.house, world[name], world.case(reference))
    return [line.state for line in page.links]


@pytest.mark.parametrize(("name", "reference"), SIDES)
async def test_either_side_ends_it_at_once_for_both(
    house: House, name: str, reference: str
) -> None:
    """Access, alerts and both pages; both say that it ended and since when."""
    world = await a_world(house)
    link = await linked(world)
    await flag(world)
    assert (await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).todo == 1
    world = await world.later(hours=2)
    await end(world, link, name, reference)
    now = world.house.clock()
    for each, case in SIDES:
        page = await sheet(world, link, each, case)
        assert (page.reading, page.holds, page.over_at) == (Reading.ENDED, False, now)
        assert (page.other_reference, page.colleagues, page.why, page.other_review) == (
            *("", (), ""),
            None,
        )
        (line,) = (await cases.open_case(world.house, world[each], world.case(case))).links
        assert (line.state, line.over_at, line.colleagues) == ("ended", now, ())
        assert {"kind": "link"} in world.told(each)
        assert {"kind": "alert"} in world.told(each)
    inbox = await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)
    assert (inbox.items, inbox.todo) == ((), 0)


async def test_the_other_side_learns_no_more_than_that_it_ended(house: House) -> None:
    """Neither who ended it, nor why: the reason is sealed under the own case."""
    world = await a_world(house)
    link = await linked(world)
    await end(world, link, PRIYA, MS_CASE)
    theirs = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert WHY not in repr(theirs)
    assert "Priya" not in repr(theirs)
    assert theirs.again_said == ()
    own = await cases.open_case(world.house, world[PRIYA], world.case(MS_CASE))
    assert [(one.what, one.by, one.why) for one in own.again_said] == [("end", "Priya P.", WHY)]
    rows = await table(world, "review_said")
    assert [row["case_id"] for row in rows] == [world.case(MS_CASE)]
    assert ("end_link", "allowed", "also") in await recorded(world, KS_CASE)


async def test_a_second_tap_and_the_other_side_change_nothing(house: House) -> None:
    """It ended when it ended, and one line says so."""
    world = await a_world(house)
    link = await linked(world)
    await end(world, link)
    ended_at = world.house.clock()
    world = await world.later(hours=1)
    await end(world, link)
    await end(world, link, PRIYA, MS_CASE)
    (row,) = await table(world, "link")
    assert (row["state"], row["ended_at"].replace(tzinfo=None)) == (
        "ended",
        ended_at.replace(tzinfo=None),
    )
    assert len(await table(world, "review_said")) == 1


async def test_what_was_never_agreed_has_no_page_and_no_end(house: House) -> None:
    """An ask that waits, one that nobody has, another's link and noise: all the same (rule 8)."""
    world = await a_world(house)
    link = await linked(world)
    await choose(world, JO, "HX-3001")
    await ask(world, "HX-3001")
    waiting = await newest_link(world)
    await ask(world, UNKNOWN)
    unknown = await newest_link(world)
    for name, reference, wanted in (
        *((SAM, KS_CASE, one) for one in (waiting, unknown, "0" * 32, "x", "")),
        (SAM, "HX-1190", link),
        (JO, "HX-3001", link),
        (JO, "HX-3001", waiting),
        (ADE, KS_CASE, link),
        (PRIYA, KS_CASE, link),
    ):
        with pytest.raises(NotFound):
            await sheet(world, wanted, name, reference)
        with pytest.raises(NotFound):
            await end(world, wanted, name, reference)
    assert (await sheet(world, link)).holds


async def test_ending_needs_a_short_reason(house: House) -> None:
    """Without one nothing ends."""
    world = await a_world(house)
    link = await linked(world)
    for why in ("", "x" * 301, "Ask Priya Patel on 07700 900123"):
        with pytest.raises(Problems):
            await end(world, link, why=why)
    assert (await sheet(world, link)).holds


async def test_an_ended_link_is_asked_for_anew_and_then_holds(house: House) -> None:
    """The old one stays over."""
    world = await a_world(house)
    link = await linked(world)
    await end(world, link)
    await ask(world)
    again = await newest_link(world)
    await accept(world, again)
    assert (await sheet(world, again)).holds
    assert (await sheet(world, link)).reading is Reading.ENDED
    assert sorted(await states(world, SAM, KS_CASE)) == ["accepted", "ended"]


@pytest.mark.parametrize("seed", range(4))
async def test_in_any_order_both_sides_read_alike(house: House, seed: int) -> None:
    """Ends, renewals, withdrawals and days that pass, at random and repeated: what is over stays

    over on both sides, and something crosses to one side exactly while it does to the other.
    """
    dice = random.Random(seed)
    world = await a_world(house)
    link = await linked(world)
    over = False
    for _ in range(10):
        name, reference = dice.choice(SIDES)
        act = dice.choice(["end", "renew", "renew", "withdraw", "wait", "wait", "wait"])
        world = await _act(world, link, act, (name, reference), dice)
        pages = [await sheet(world, link, *side) for side in SIDES]
        assert len({(one.reading, one.holds, one.over_at) for one in pages}) == 1
        assert pages[0].holds is (pages[0].reading in CROSSES)
        assert not (over and pages[0].holds)
        over = over or not pages[0].holds


async def _act(
    world: World, link: str, act: str, side: tuple[str, str], dice: random.Random
) -> World:
    """Do one thing; what has lapsed cannot be renewed, and what is over has no question."""
    if act == "wait":
        return await world.later(days=dice.randint(1, 16))
    if act == "withdraw":
        await choose(world, *side, talk=dice.choice(["no", "yes", "yes"]))
    elif act == "end":
        await end(world, link, *side)
    elif (await sheet(world, link, *side)).reading in CROSSES:
        await _renew(world, link, *side)
    else:
        with pytest.raises(Refusal):
            await _renew(world, link, *side)
    return world


async def _renew(world: World, link: str, name: str, reference: str) -> None:
    await say(world, Kind.LINK, link, name=name, reference=reference, days=30)


async def test_it_is_under_review_on_both_sides_before_either_date(house: House) -> None:
    """A reading of the dates of both; renewed by one side, the other side still asks."""
    world = await a_world(house)
    link = await linked(world)
    assert (await sheet(world, link)).reading is Reading.ACCEPTED
    world = await world.later(days=20)
    for name, reference in SIDES:
        page = await sheet(world, link, name, reference)
        assert (page.reading, page.holds) == (Reading.UNDER_REVIEW, True)
        (line,) = (await cases.open_case(world.house, world[name], world.case(reference))).links
        assert line.under_review
    await _renew(world, link, SAM, KS_CASE)
    page = await sheet(world, link)
    today = world.house.clock().date()
    assert page.reading is Reading.UNDER_REVIEW
    assert (page.review, page.other_review) == (
        today + timedelta(days=30),
        today + timedelta(days=8),
    )
    await _renew(world, link, PRIYA, MS_CASE)
    assert (await sheet(world, link)).reading is Reading.ACCEPTED
