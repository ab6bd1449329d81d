"""Whoever comes to a case reads their own side alone of its links, until they confirm one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict
from peermap_app.domain.reviews import Kind
from peermap_app.services import link_overdue, links, sharings
from peermap_app.services.cases import CaseSheet
from tests.services import reviewing, test_sharings
from tests.services.test_link_confirms import COORDINATE, EAST, confirm, line, over_to
from tests.services.test_link_life import end
from tests.services.world import (
    ADE,
    JO,
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

WEST = "Youth Support West"


async def due(house: House) -> tuple[World, str]:
    """Linked, its review asked about on both sides; Priya's case went to Jo today."""
    world = await a_world(house)
    link = await linked(world)
    world = await world.later(days=15)
    await over_to(world, JO)
    return world, link


async def to_ade(world: World) -> None:
    """Sam's case goes to Ade today."""
    today = world.house.clock().date().isoformat()
    await bring_in(
        world.house,
        row(KS_CASE, SAM, ends=today),
        row(KS_CASE, ADE, team=WEST, starts=today),
    )


async def page(world: World, name: str = JO, reference: str = MS_CASE) -> CaseSheet:
    return await reviewing.sheet(world, name, reference)


async def test_who_has_yet_to_confirm_reads_no_reference_and_renews_nothing(house: House) -> None:
    """Not on the case's page, not in the question; ending it is theirs all the same."""
    world, link = await due(house)
    (asked,) = [one for one in (await page(world)).again if one.kind is Kind.LINK]
    assert (asked.thing, asked.reference, asked.to_confirm) == (link, "", True)
    form = await reviewing.form(world, Kind.LINK, link, name=JO, reference=MS_CASE)
    assert (form.reference, form.to_confirm) == ("", True)
    assert KS_CASE not in repr((await page(world), form))
    before = [one["due"] for one in await table(world, "review")]
    with pytest.raises(Conflict, match="link_to_confirm"):
        await reviewing.say(world, Kind.LINK, link, name=JO, reference=MS_CASE, days=60)
    assert [one["due"] for one in await table(world, "review")] == before
    await reviewing.say(world, Kind.LINK, link, name=JO, reference=MS_CASE)
    assert await line(world, JO, MS_CASE) == "ended"


async def test_confirmed_they_read_it_and_renew_it(house: House) -> None:
    """From that moment on it is theirs as it was of who came before."""
    world, link = await due(house)
    await confirm(world, link)
    (asked,) = [one for one in (await page(world)).again if one.kind is Kind.LINK]
    assert (asked.reference, asked.to_confirm) == (KS_CASE, False)
    form = await reviewing.form(world, Kind.LINK, link, name=JO, reference=MS_CASE)
    assert (form.reference, form.to_confirm) == (KS_CASE, False)
    await reviewing.say(world, Kind.LINK, link, name=JO, reference=MS_CASE, days=60)
    assert [one for one in (await page(world)).again if one.kind is Kind.LINK] == []


async def test_the_other_side_goes_on_reading_and_renewing(house: House) -> None:
    """Theirs rests on who agreed: they knew it, and what they renew is their own date."""
    world, link = await due(house)
    (asked,) = [one for one in (await page(world, SAM, KS_CASE)).again if one.kind is Kind.LINK]
    assert (asked.reference, asked.to_confirm) == (MS_CASE, False)
    await reviewing.say(world, Kind.LINK, link, days=60)
    assert (await line(world, SAM, KS_CASE), await line(world, JO, MS_CASE)) == (
        "waits_confirm",
        "to_confirm",
    )


async def ended(world: World, link: str) -> World:
    await end(world, link, PRIYA, MS_CASE)
    return world


async def lapsed(world: World, _: str) -> World:
    return await world.later(days=28)


async def waited(world: World, _: str) -> World:
    """Nobody confirmed it, and the keeper came by."""
    await to_ade(world)
    later = await world.later(days=20)
    await link_overdue.note_over(later.house, None)
    return later


Over = Callable[[World, str], Awaitable[World]]


@pytest.mark.parametrize(
    ("over", "state"), [(ended, "ended"), (lapsed, "not_renewed"), (waited, "ended")]
)
async def test_what_was_over_before_they_came_names_no_case(
    house: House, over: Over, state: str
) -> None:
    """On the side that asked: who asked reads what they typed, who came after them does not."""
    world = await a_world(house)
    link = await linked(world)
    world = await over(world, link)
    if over is not waited:
        (mine,) = (await page(world, SAM, KS_CASE)).links
        assert (mine.state, mine.reference) == (state, MS_CASE)
        await to_ade(world)
    (mine,) = (await page(world, ADE, KS_CASE)).links
    assert (mine.state, mine.reference) == (state, None)
    assert MS_CASE not in repr(await page(world, ADE, KS_CASE))


@pytest.mark.parametrize("declined", [False, True])
async def test_an_ask_of_who_went_names_no_case(house: House, declined: bool) -> None:
    """Alike for one that waits and one that was declined (rule 8)."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    if declined:
        await links.answer_link(
            world.house, world[PRIYA], await newest_link(world), False, {}, purpose=COORDINATE
        )
    await to_ade(world)
    (mine,) = (await page(world, ADE, KS_CASE)).links
    assert (mine.state, mine.reference) == ("asked", None)


async def test_a_colleague_of_who_agreed_reads_what_they_read(house: House) -> None:
    """It rests on one of them, and holds for all who have the case."""
    world = await a_world(house)
    link = await linked(world)
    today = world.house.clock().date().isoformat()
    await bring_in(world.house, row(MS_CASE, JO, initials="M", team=EAST, starts=today))
    await end(world, link, SAM, KS_CASE)
    assert [one.reference for one in (await page(world)).links] == [None]  # the asked side: never
    world = await world.later(days=1)
    await ask(world)
    await accept(world, await newest_link(world))
    world = await world.later(days=15)
    (asked,) = [one for one in (await page(world)).again if one.kind is Kind.LINK]
    assert asked.reference == KS_CASE


async def test_a_sharing_that_who_went_asked_for_names_no_case(house: House) -> None:
    """What they typed is read by who typed it and their colleagues; the rest of it stays said."""
    world = await test_sharings.ready(house)
    sharing = await test_sharings.ask(world)
    house_, case = world.house, world.case(KS_CASE)
    mine = await sharings.sharing_sheet(house_, world[SAM], case, sharing, purpose=COORDINATE)
    assert mine.reference == MS_CASE
    await to_ade(world)
    theirs = await sharings.sharing_sheet(house_, world[ADE], case, sharing, purpose=COORDINATE)
    assert (theirs.reference, theirs.record) == ("", mine.record)
    (shown,) = (await page(world, ADE, KS_CASE)).sharings
    assert shown.reference == ""
