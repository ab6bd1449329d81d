"""Rules 3 and 4: what is kept, what is not, and which answers hold."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.consent import Answer, PresenceNote, Present, Understanding
from peermap_app.domain.errors import Invalid, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import maps
from peermap_app.services.unit import unit
from tests.builders import a_map, a_squiggle, settled
from tests.services.world import (
    ADE,
    ALEX,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    World,
    a_world,
    choose,
    recorded,
    table,
)

NOTED = PresenceNote((Present.WORKER_ONLY,), (Understanding.OWN_WORDS,))


async def test_a_kept_map_comes_back_as_it_was_drawn(house: House) -> None:
    """Picture, list, answers, mark, wording and what was noted, all from one sealed version."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE, talk=None, noted=NOTED)
    sheet = await maps.kept_map(
        house, world[SAM], world.case(KS_CASE), "1", purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.peer_map == a_map()
    assert sheet.answers == settled(talk=Answer.NOT_SURE)
    assert (sheet.mark, sheet.presence, sheet.version) == (a_squiggle(), NOTED, 1)
    assert sheet.newest
    assert sheet.svg.startswith("<svg")
    assert "skate park" in sheet.svg
    assert len(sheet.lines) >= 6


async def test_what_was_not_noted_reads_not_recorded(house: House) -> None:
    """Without a note from the worker's device there is none, not an empty one."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    sheet = await maps.kept_map(
        house, world[SAM], world.case(KS_CASE), 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert (sheet.presence, sheet.later_notes) == (None, ())


async def test_a_later_note_is_dated_as_such(house: House) -> None:
    """It stands beside the record, with its own date and name, and changes nothing in it."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    first = await maps.kept_map(
        house, world[SAM], world.case(KS_CASE), 1, purpose=Purpose.PLAN_TOGETHER
    )
    after = await world.later(days=2)
    raw = {"present": ["friend"], "understanding": ["pictures"]}
    await maps.add_presence_later(
        after.house,
        after[SAM],
        world.case(KS_CASE),
        first.consent_id,
        raw,
        purpose=Purpose.PLAN_TOGETHER,
    )
    sheet = await maps.kept_map(
        after.house, after[SAM], world.case(KS_CASE), 1, purpose=Purpose.PLAN_TOGETHER
    )
    (note,) = sheet.later_notes
    assert (note.presence.present, note.by, note.at) == (
        (Present.FRIEND,),
        "Sam S.",
        after.house.clock(),
    )
    assert sheet.presence is None
    with pytest.raises(Invalid):
        await maps.add_presence_later(
            after.house,
            after[SAM],
            world.case(KS_CASE),
            first.consent_id,
            {"present": "all"},
            purpose=Purpose.PLAN_TOGETHER,
        )
    with pytest.raises(NotFound):
        await maps.add_presence_later(
            after.house,
            after[SAM],
            world.case(SAMS_OTHER),
            first.consent_id,
            raw,
            purpose=Purpose.PLAN_TOGETHER,
        )


async def test_not_keeping_leaves_no_answer_and_nothing_of_the_picture(house: House) -> None:
    """Only that the offer was made and declined, with the wording that was shown."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE, keep="no")
    assert await table(world, "kept_map") == []
    (said,) = await table(world, "consent_record")
    assert (said["outcome"], said["kept_map_id"]) == ("not_kept", None)
    async with unit(house, world[SAM], Action.SEE_CASE, world.case(KS_CASE)) as u:
        held = u.held.vault.open("consent_record", said["id"], said["sealed"])
        assert await maps.newest_answers(u, u.held.id) is None
    assert sorted(held) == ["language", "words_version"]


async def test_every_kept_map_is_a_new_version_and_the_newest_answers_hold(house: House) -> None:
    """Older versions stay readable; answers two and three belong to the young person."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, SAM, KS_CASE, plan="no", talk="not_sure")
    await choose(world, SAM, KS_CASE, keep="no")
    sheets = [
        await maps.kept_map(
            house, world[SAM], world.case(KS_CASE), version, purpose=Purpose.PLAN_TOGETHER
        )
        for version in (1, 2)
    ]
    assert [(one.version, one.newest, one.answers.plan) for one in sheets] == [
        (1, False, Answer.YES),
        (2, True, Answer.NO),
    ]
    async with unit(house, world[SAM], Action.SEE_CASE, world.case(KS_CASE)) as u:
        newest = await maps.newest_answers(u, u.held.id)
    assert newest == settled(plan=Answer.NO, talk=Answer.NOT_SURE)


async def test_one_drawing_is_kept_once(house: House) -> None:
    """The same drawing kept a second time breaks the whole transaction."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    (drawing,) = await table(world, "drawing")
    with pytest.raises(IntegrityError):
        async with unit(house, world[SAM], Action.SEE_CASE, world.case(KS_CASE)) as u:
            await maps.write_kept(
                u,
                case=u.held,
                drawing_id=drawing["id"],
                peer_map=a_map(),
                number=1,
                answers=settled(),
                mark=a_squiggle(),
                words_version="1",
                language="en",
                presence=None,
                tablets=1,
            )
    assert len(await table(world, "kept_map")) == 1


@pytest.mark.parametrize("name", [PRIYA, ADE, ALEX])
async def test_a_map_is_for_the_allocated_worker_alone(house: House, name: str) -> None:
    """Another team's worker, one without the case and an administrator find nothing; recorded."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound) as refused:
        await maps.kept_map(
            house, world[name], world.case(KS_CASE), 1, purpose=Purpose.PLAN_TOGETHER
        )
    assert refused.value.code == "not_found"
    assert ("see_map", "refused") in {row[:2] for row in await recorded(world, KS_CASE)}


@pytest.mark.parametrize("version", [0, 2, -1, "x", "1e3", "９", None, "9" * 400, [1], True])
async def test_a_version_that_is_not_there_is_not_found(house: House, version: object) -> None:
    """Whatever is sent as a version number."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound):
        await maps.kept_map(
            house, world[SAM], world.case(KS_CASE), version, purpose=Purpose.PLAN_TOGETHER
        )


async def test_reading_a_map_stands_on_the_record(house: House) -> None:
    """Keeping by the tablet and reading by the worker are both there."""
    world: World = await a_world(house)
    await choose(world, PRIYA, MS_CASE)
    await maps.kept_map(house, world[PRIYA], world.case(MS_CASE), 1, purpose=Purpose.PLAN_TOGETHER)
    assert [row[:2] for row in await recorded(world, MS_CASE)][-2:] == [
        ("keep_map", "allowed"),
        ("see_map", "allowed"),
    ]
