"""The shared note of a link: both write, both read, nothing is lost; and when they meet."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain import link_notes as rules
from peermap_app.domain.errors import Conflict, NotFound, Problems, Refusal, TooMany
from peermap_app.domain.purpose import Purpose
from peermap_app.services import cases, link_notes
from peermap_app.services.unit import writing
from peermap_app.storage.link_tables import LinkMeeting, LinkNote
from peermap_app.words.errors import sentence
from tests.services.test_flags import flag
from tests.services.test_link_confirms import moved
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
)

COORDINATE = Purpose.COORDINATE
HERS = (PRIYA, MS_CASE)


async def write(
    world: World,
    link: str,
    text: str,
    base: int = 0,
    side: tuple[str, str] = (SAM, KS_CASE),
    **more: str,
) -> None:
    raw = {"note": text, "base": str(base), **more}
    name, case = side
    await link_notes.write_note(
        world.house, world[name], world.case(case), link, raw, purpose=COORDINATE
    )


async def met(world: World, link: str, side: tuple[str, str] = (SAM, KS_CASE), **raw: str) -> None:
    name, case = side
    await link_notes.say_met(
        world.house, world[name], world.case(case), link, raw, purpose=COORDINATE
    )


def day(world: World, days: int) -> str:
    return (world.house.clock().date() + timedelta(days=days)).isoformat()


async def texts(world: World, link: str, side: tuple[str, str] = (SAM, KS_CASE)) -> list[str]:
    return [note.text for note in (await sheet(world, link, *side)).written.notes]


async def test_both_write_and_both_read_every_version(house: House) -> None:
    """Who and when; the newest first, none taken away; the other's page is told."""
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "We meet at the club.")
    await write(world, link, "We meet at the club, with their youth worker.", 1, HERS)
    for side in SIDES:
        notes = (await sheet(world, link, *side)).written.notes
        assert [(one.number, one.by) for one in notes] == [(2, "Priya P."), (1, "Sam S.")]
        assert notes[1].text == "We meet at the club."
    assert {"kind": "link"} in world.told(PRIYA)
    assert {"kind": "link"} in world.told(SAM)
    for reference in (KS_CASE, MS_CASE):
        rows = await recorded(world, reference)
        assert ("write_together", "allowed", "linked coordinate") in rows


async def test_the_second_who_writes_reads_the_first_s_before(house: House) -> None:
    """Two who began with the same version: the second is told, loses nothing, and goes on."""
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "First.")
    await write(world, link, "Hers.", 1, HERS)
    with pytest.raises(Conflict) as refused:
        await write(world, link, "His.", 1)
    assert (refused.value.code, refused.value.data["number"]) == ("note_changed", 2)
    assert await texts(world, link) == ["Hers.", "First."]
    await write(world, link, "Hers, and his.", 1, seen="2")
    assert await texts(world, link, HERS) == ["Hers, and his.", "Hers.", "First."]


@pytest.mark.attack("races")
async def test_two_at_once_write_one_version_each_or_are_told(house: House) -> None:
    """In the same moment: no version is written over, and none stands twice."""
    world = await a_world(house)
    link = await linked(world)
    both = await asyncio.gather(
        write(world, link, "His."), write(world, link, "Hers.", 0, HERS), return_exceptions=True
    )
    assert sorted(type(one) for one in both if one) == [Conflict]
    (row,) = await table(world, "link_note")
    assert row["number"] == 1


async def test_a_second_tap_writes_no_second_version(house: House) -> None:
    """The same words by the same worker."""
    world = await a_world(house)
    link = await linked(world)
    for _ in range(2):
        await write(world, link, "We meet at the club.")
    assert await texts(world, link) == ["We meet at the club."]


async def test_a_note_has_so_many_versions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more of the same side is refused in plain words, what is there stays, and a second tap is
    no more; the other side has room of its own, and whoever comes to a case has that side's."""
    monkeypatch.setattr(rules, "MOST_VERSIONS", 2)
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "First.")
    await write(world, link, "Second.", 1)
    await write(world, link, "Second.", 1)
    with pytest.raises(TooMany, match="note_full") as refused:
        await write(world, link, "Third.", 2)
    assert "changed this note 2 times" in sentence(refused.value)
    await write(world, link, "Hers.", 2, HERS)
    await write(world, link, "Hers too.", 3, HERS)
    for side in SIDES:
        with pytest.raises(TooMany, match="note_full"):
            await write(world, link, "More.", 4, side)
    assert await texts(world, link) == ["Hers too.", "Hers.", "Second.", "First."]


async def test_a_link_has_so_many_days(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more of the same side is refused in plain words, and the other side has room of its own;
    what is said again is no more, whoever said it first."""
    monkeypatch.setattr(rules, "MOST_MEETINGS", 3)
    world = await a_world(house)
    link = await linked(world)
    for side in (*SIDES, *SIDES):
        await met(world, link, side, met=day(world, -2), next=day(world, 5))
    with pytest.raises(TooMany, match="met_full") as refused:
        await met(world, link, met=day(world, -1), next=day(world, 6))
    assert "3 days" in sentence(refused.value)
    assert len(await table(world, "link_meeting")) == 2
    await met(world, link, HERS, met=day(world, -1), next=day(world, 6))
    await met(world, link, met=day(world, -3))
    assert len(await table(world, "link_meeting")) == 5
    with pytest.raises(TooMany, match="met_full"):
        await met(world, link, HERS, met=day(world, -4), next=day(world, 7))


async def test_what_nobody_knows_whose_it_is_takes_of_both(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions and days of before a link knew its sides: the room of neither grows by them."""
    monkeypatch.setattr(rules, "MOST_VERSIONS", 1)
    monkeypatch.setattr(rules, "MOST_MEETINGS", 1)
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "First.")
    await met(world, link, met=day(world, -2))
    async with writing(world.house) as session:
        for kind in (LinkNote, LinkMeeting):
            (row,) = (await session.exec(select(kind))).all()
            row.side = None
            session.add(row)
    for side in SIDES:
        with pytest.raises(TooMany, match="note_full"):
            await write(world, link, "More.", 1, side)
        with pytest.raises(TooMany, match="met_full"):
            await met(world, link, side, met=day(world, -1))


@pytest.mark.parametrize("text", ["", "x" * 1001, "Ask Priya Patel, 07700 900123", None, 3])
async def test_a_note_is_short_and_screened(house: House, text: object) -> None:
    """Rule 2; with a reason it goes on."""
    world = await a_world(house)
    link = await linked(world)
    with pytest.raises(Problems):
        await write(world, link, text)  # type: ignore[arg-type]
    if text and isinstance(text, str) and len(text) < 100:
        await write(world, link, text, screened_reason="It is the club's own number.")
        assert await texts(world, link, HERS) == [text]
    else:
        assert await texts(world, link) == []


async def test_nothing_of_it_stands_in_plain(house: House) -> None:
    """Sealed under the link's own key: no row of the note names a case or says a word of it."""
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "We meet at the club.")
    (row,) = await table(world, "link_note")
    assert b"club" not in row["sealed"]
    assert set(row) == {"id", "link_id", "number", "worker_id", "side", "at", "sealed"}


async def test_only_both_ends_of_a_link_that_crosses_write_and_read(house: House) -> None:
    """Not strangers, not for the other purpose, not while it waits, and not once it ended."""
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "We meet at the club.")
    for side in ((JO, "HX-3001"), (ADE, KS_CASE), (SAM, MS_CASE), (SAM, "HX-1190")):
        with pytest.raises(NotFound):
            await write(world, link, "Mine.", 1, side)
        with pytest.raises(NotFound):
            await met(world, link, side, next=day(world, 3))
    with pytest.raises(Refusal):
        await link_notes.write_note(
            world.house,
            world[SAM],
            world.case(KS_CASE),
            link,
            {"note": "Mine."},
            purpose=Purpose.PLAN_TOGETHER,
        )
    await end(world, link, *HERS)
    for side in SIDES:
        page = await sheet(world, link, *side)
        assert (page.written.notes, page.flags, page.came) == ((), (), ())
        with pytest.raises(Conflict, match="link_is_over"):
            await write(world, link, "More.", 1, side)


async def test_a_next_worker_reads_it_once_they_confirmed(house: House) -> None:
    """While the link waits nobody reads or writes it."""
    world, link = await moved(house)
    for side in ((SAM, KS_CASE), (JO, MS_CASE)):
        with pytest.raises(Conflict, match="link_is_over"):
            await write(world, link, "Hello.", 0, side)


async def test_a_withdrawal_empties_it_for_both(house: House) -> None:
    """At once."""
    world = await a_world(house)
    link = await linked(world)
    await write(world, link, "We meet at the club.")
    await choose(world, PRIYA, MS_CASE, talk="no")
    for side in SIDES:
        assert await texts(world, link, side) == []


async def test_the_page_shows_open_flags_of_both_sides(house: House) -> None:
    """The own ones, and those that came; nothing of another link's."""
    world = await a_world(house)
    link = await linked(world)
    await flag(world)
    hers, his = await sheet(world, link, *HERS), await sheet(world, link)
    assert (len(hers.flags), hers.came) == (1, ())
    assert (his.flags, len(his.came)) == ((), 1)


async def test_meetings_are_for_both_and_the_day_stands_on_my_cases(house: House) -> None:
    """We met, and when next; when the day comes both are told until somebody says that they met."""
    world = await a_world(house)
    link = await linked(world)
    await met(world, link, met=day(world, -2), next=day(world, 3))
    await met(world, link, met=day(world, -2), next=day(world, 3))
    assert len(await table(world, "link_meeting")) == 2
    for side in SIDES:
        said = (await sheet(world, link, *side)).written
        assert [by for _, by in said.met] == ["Sam S."]
        assert said.next is not None
        assert said.next.isoformat() == day(world, 3)
    assert await due(world, SAM) == await due(world, PRIYA) == 0
    world = await world.later(days=3)
    assert await due(world, SAM) == await due(world, PRIYA) == 1
    await met(world, link, HERS, met=day(world, 0))
    assert await due(world, SAM) == await due(world, PRIYA) == 0
    assert (await sheet(world, link)).written.next is None


async def due(world: World, name: str) -> int:
    """On how many links a day to meet has come, on My cases."""
    return sum(line.meetings for line in await cases.my_cases(world.house, world[name]))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "met_missing"),
        ({"met": "soon"}, "met_date"),
        ({"met": "2026-11-25"}, "met_future"),
        ({"met": "2024-11-25"}, "met_past"),
        ({"next": "2026-11-24"}, "review_past"),
        ({"next": "2028-01-01"}, "review_far"),
    ],
)
async def test_days_of_meetings_are_days(house: House, raw: dict[str, str], code: str) -> None:
    """Met until today, next from tomorrow on."""
    world = await a_world(house)
    link = await linked(world)
    with pytest.raises(Problems) as refused:
        await met(world, link, **raw)
    assert code in [one.code for one in refused.value.problems]


@given(st.one_of(st.text(max_size=12), st.integers(), st.none(), st.lists(st.integers())))
def test_whatever_is_sent_as_a_version_is_a_number(raw: object) -> None:
    """Never more than was sent, and nothing for noise."""
    note = rules.parse_note({"note": "Club.", "base": raw})
    assert note.base == (int(raw) if isinstance(raw, str) and _plain(raw) else 0)


def _plain(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 6
