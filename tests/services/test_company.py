"""Who else is in the room, in the young person's own word: from the tablet alone, sealed with the
consent record beside the worker's note, and never in anybody's way (rule 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from peermap_app.domain.access import Action
from peermap_app.domain.company import Company, Here
from peermap_app.domain.consent import Answer, Decided
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings, maps
from peermap_app.services.drawing_access import of_drawing
from peermap_app.services.unit import Who
from peermap_app.settings import Settings
from tests.builders import a_map, a_squiggle, settled
from tests.drawing_builders import World, a_drawing, a_world, add_friend, keep_seen, noted, said_yes

WITH_A_FRIEND = Company((Here.FRIEND,), Answer.NO)


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    made = await a_world(settings)
    yield made
    await made.house.engine.dispose()


async def choosing(world: World) -> tuple[Who, str]:
    """A tablet at Your map, your say."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    return tablet, drawing_id


async def say(world: World, tablet: Who) -> None:
    """A friend is here, and that is not OK."""
    await drawings.say_here(world.house, tablet, "friend")
    await drawings.say_fine(world.house, tablet, "no")


async def said(world: World, tablet: Who) -> Company | None:
    now = await drawings.choosing(world.house, tablet)
    return None if now is None else now.company


async def test_no_blocks_nothing_and_is_kept_as_their_own_word(world: World) -> None:
    """ "Not OK" is kept beside the worker's note, unmerged; the three answers count the same."""
    tablet, drawing_id = await choosing(world)
    await noted(world, drawing_id)
    await say(world, tablet)
    await said_yes(world, tablet)
    assert await keep_seen(world.house, tablet) is Decided.KEEP
    sheet = await maps.kept_map(
        world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.company == WITH_A_FRIEND
    assert sheet.presence is not None
    assert [each.value for each in sheet.presence.present] == ["worker_only"]
    assert sheet.answers == settled()


async def test_left_open_it_is_asked_and_not_answered(world: World) -> None:
    """Nobody tapped: the record says that it was asked, and no more."""
    tablet, _ = await choosing(world)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    sheet = await maps.kept_map(
        world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.company == Company()


async def test_an_older_record_was_not_asked(world: World) -> None:
    """A record from before the question opens, with None for it."""
    tablet, drawing_id = await choosing(world)
    async with of_drawing(
        world.house, tablet, Action.KEEP_MAP, drawing_id, purpose=Purpose.PLAN_TOGETHER
    ) as held:
        await maps.write_kept(
            held.u,
            case=held.u.held,
            drawing_id=drawing_id,
            peer_map=a_map(),
            number=1,
            answers=settled(),
            mark=a_squiggle(),
            words_version="1",
            language="en",
            presence=None,
            tablets=1,
        )
    sheet = await maps.kept_map(
        world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.company is None


async def test_what_is_not_kept_leaves_no_word_of_it(world: World) -> None:
    """Rule 3: after "Don't keep anything" nothing says who was here."""
    tablet, _ = await choosing(world)
    await say(world, tablet)
    await drawings.dont_keep(world.house, tablet)
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.choosing(world.house, tablet)
    with pytest.raises(NotFound):
        await maps.kept_map(world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER)


async def test_only_the_tablet_and_only_while_choosing(world: World) -> None:
    """A worker finds nothing to say it with; before the choosing it is too early."""
    early, _ = await a_drawing(world)
    with pytest.raises(Conflict, match="not_now"):
        await drawings.say_here(world.house, early, "friend")
    await drawings.finish(world.house, early)
    pretending = replace(world.sam, drawing_id=early.drawing_id)
    for call in (drawings.say_here, drawings.say_fine):
        with pytest.raises(NotFound):
            await call(world.house, pretending, "friend" if call is drawings.say_here else "yes")
    assert await said(world, early) == Company()


@pytest.mark.parametrize("raw", [None, 7, "everybody", ["friend"], {}, "FRIEND"])
async def test_nonsense_changes_nothing(world: World, raw: object) -> None:
    """Whatever is not one of the answers is refused."""
    tablet, _ = await choosing(world)
    await say(world, tablet)
    for call in (drawings.say_here, drawings.say_fine):
        with pytest.raises(Invalid, match="bad_answer"):
            await call(world.house, tablet, raw)
    assert await said(world, tablet) == WITH_A_FRIEND


async def test_going_back_or_another_tablet_asks_anew(world: World) -> None:
    """It is about this choosing on this tablet: neither a changed map nor a new tablet keeps it."""
    tablet, drawing_id = await choosing(world)
    await say(world, tablet)
    await drawings.go_back(world.house, tablet)
    await drawings.finish(world.house, tablet)
    assert await said(world, tablet) == Company()
    await say(world, tablet)
    made = await drawings.offer_again(world.house, world.sam, drawing_id)
    token = await drawings.take(world.house, made.link_token, "b", None)
    second = await drawings.tablet_who(world.house, token, "b")
    assert second is not None
    await drawings.confirm(world.house, world.sam, drawing_id)
    assert await said(world, second) == Company()


async def test_a_restart_brings_it_back_with_the_answers(world: World) -> None:
    """The page carries it; a forged one is refused whole."""
    tablet, drawing_id = await choosing(world)
    await say(world, tablet)
    now = await drawings.choosing(world.house, tablet)
    assert now is not None
    shown = (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).wire()
    copy = {key: shown[key] for key in ("n", "map", "done")} | {"carry": now.carry()}
    await world.restarted()
    forged = {**now.carry(), "company": {"here": ["worker_only", "friend"], "fine": None}}
    with pytest.raises(Invalid, match="bad_answer"):
        await drawings.seed(world.house, tablet, drawing_id, {**copy, "carry": forged})
    assert await drawings.seed(world.house, tablet, drawing_id, copy)
    assert await said(world, tablet) == WITH_A_FRIEND
