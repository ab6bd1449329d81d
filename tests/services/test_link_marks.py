"""Who is whom: marked on one's own map alone, and nothing of it crosses (rule 8)."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, Invalid, NotFound, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, link_marks
from peermap_app.services.link_marks import NOBODY, WhomSheet
from peermap_app.words import record_words
from tests.services.test_link_life import SIDES, end, sheet
from tests.services.world import (
    ADE,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    choose,
    linked,
    recorded,
    table,
    without_ids,
)

COORDINATE = Purpose.COORDINATE


async def whom(world: World, link: str, side: tuple[str, str] = (SAM, KS_CASE)) -> WhomSheet:
    name, case = side
    return await link_marks.whom_sheet(
        world.house, world[name], world.case(case), link, purpose=COORDINATE
    )


async def mark(
    world: World, link: str, person: object, side: tuple[str, str] = (SAM, KS_CASE)
) -> None:
    name, case = side
    await link_marks.mark_whom(
        world.house,
        world[name],
        world.case(case),
        link,
        {"person": person},
        purpose=COORDINATE,
    )


async def test_a_friend_on_the_own_map_is_marked_and_taken_back(house: House) -> None:
    """A choice among the friends of the newest map; said again is said once."""
    world = await a_world(house)
    link = await linked(world)
    before = await whom(world, link)
    assert before.marked == NOBODY
    assert before.people
    person = before.people[0][0]
    for _ in range(2):
        await mark(world, link, person)
    assert (await whom(world, link)).marked == person
    assert len(await table(world, "link_mark")) == 1
    await mark(world, link, NOBODY)
    assert (await whom(world, link)).marked == NOBODY


async def test_the_record_tells_the_page_from_the_mark(house: House) -> None:
    """A page that a hint wakes is read again; only what was marked stands there as marking."""
    world = await a_world(house)
    link = await linked(world)

    async def details() -> list[str]:
        rows = [one for one in await table(world, "access_record") if one["action"] == "mark_whom"]
        return [one["detail"] for one in sorted(rows, key=lambda one: one["number"])]

    for _ in range(2):
        sheet_ = await whom(world, link)
    await mark(world, link, sheet_.people[0][0])
    assert await details() == [f"read {link}", f"read {link}", link]
    assert record_words.about("mark_whom", f"read {link}") == record_words.ONLY_PAGE
    assert record_words.about("mark_whom", link) == ""


async def test_the_mark_never_crosses(house: House) -> None:
    """What the other side is sent, its rows, its record and its hints are the same with it and
    without; the rows of the link too."""
    world = await a_world(house)
    link = await linked(world)
    tables = ("link", "link_end", "link_note", "link_confirm", "review", "outbox", "own_key")

    async def theirs() -> tuple[object, ...]:
        page = await sheet(world, link, PRIYA, MS_CASE)
        case = await cases.open_case(world.house, world[PRIYA], world.case(MS_CASE))
        inbox = await alerts.inbox(world.house, world[PRIYA], purpose=COORDINATE)
        other = await whom(world, link, (PRIYA, MS_CASE))
        rows = [[dict(row) for row in await table(world, name)] for name in tables]
        return *(without_ids(one) for one in (page, case, inbox, other)), repr(rows)

    without = await theirs()
    told, record = list(world.told(PRIYA)), await recorded(world, MS_CASE)
    again = await theirs()
    reads = (await recorded(world, MS_CASE))[len(record) :]
    assert again == without
    marked_at = len(await recorded(world, MS_CASE))
    person = (await whom(world, link)).people[0][0]
    await mark(world, link, person)
    assert len(await recorded(world, MS_CASE)) == marked_at
    assert world.told(PRIYA) == told
    assert await theirs() == without
    assert (await recorded(world, MS_CASE))[marked_at:] == reads
    (row,) = await table(world, "link_mark")
    assert (row["case_id"], link.encode() in row["sealed"]) == (world.case(KS_CASE), False)


async def test_only_friends_of_the_newest_map_can_be_marked(house: House) -> None:
    """Nobody who is not on it, no grown-up, and no noise."""
    world = await a_world(house)
    link = await linked(world)
    for person in ("person99", "grownup1", "", None, 3, ["person1"], {"a": 1}, "me"):
        with pytest.raises(Invalid):
            await mark(world, link, person)
    assert await table(world, "link_mark") == []


async def test_only_the_allocated_worker_marks_and_only_while_it_crosses(house: House) -> None:
    """Not strangers, not for the other purpose, and not once it ended."""
    world = await a_world(house)
    link = await linked(world)
    for side in ((JO, "HX-3001"), (ADE, KS_CASE), (PRIYA, KS_CASE)):
        with pytest.raises(NotFound):
            await mark(world, link, NOBODY, side)
    with pytest.raises(Refusal):
        await link_marks.whom_sheet(
            world.house, world[SAM], world.case(KS_CASE), link, purpose=Purpose.PLAN_TOGETHER
        )
    await end(world, link)
    for side in SIDES:
        with pytest.raises(Conflict, match="link_is_over"):
            await whom(world, link, side)


async def test_reading_the_map_for_it_stands_on_the_own_record(house: House) -> None:
    """For the map's own purpose (rule 1), and on no other case's."""
    world = await a_world(house)
    link = await linked(world)
    before = len(await recorded(world, KS_CASE))
    await whom(world, link)
    assert ("see_map", "allowed", "allocated plan") in (await recorded(world, KS_CASE))[before:]


async def test_a_newer_map_is_the_one_to_choose_from(house: House) -> None:
    """Its friends, by its own version."""
    world = await a_world(house)
    link = await linked(world)
    await choose(world, SAM, KS_CASE)
    assert (await whom(world, link)).version == 2
