"""Choosing what is kept, and what each choice leaves behind (rule 4)."""

from __future__ import annotations

import pytest

from peermap_app.domain.consent import Decided
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, Gone, Invalid
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings, maps
from peermap_app.storage.tables import (
    ConsentRecord,
    KeptMap,
)
from peermap_app.words import languages
from tests.drawing_builders import (
    World,
    a_drawing,
    a_tablet,
    add_friend,
    keep_seen,
    move,
    noted,
    said_yes,
)
from tests.pseudo import pseudo_languages
from tests.services.drawing_rows import rows_of, the_row


async def test_while_they_choose_the_board_stands_still(world: World) -> None:
    """Nobody edits, and the worker's page gets no board, no edits, no answers and no mark."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_friend()])
    await drawings.finish(house, tablet)
    for who in (tablet, world.sam):
        with pytest.raises(Conflict, match="board_still"):
            await drawings.edit(house, who, drawing_id, [move("person1", 9, 9)])
    await said_yes(world, tablet)
    for call in (
        drawings.snapshot(house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER),
        drawings.newest(house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER),
        drawings.since(house, world.sam, drawing_id, 0, purpose=Purpose.PLAN_TOGETHER),
    ):
        with pytest.raises(Conflict, match="not_now"):
            await call
    sheet = await drawings.worker_view(
        house, world.sam, world.case_id, drawing_id, purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.phase is Phase.CHOOSING
    assert not {"answers", "mark", "peer_map"} & set(sheet.__dataclass_fields__)
    assert (
        await drawings.snapshot(house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).number == 1


async def test_going_back_forgets_what_was_said(world: World) -> None:
    """A changed picture is asked about anew: answers and mark are gone, drawing goes on."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await drawings.go_back(world.house, tablet)
    await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 9, 9)])
    await drawings.finish(world.house, tablet)
    said = await drawings.choosing(world.house, tablet)
    assert said is not None
    assert (said.answers.keep, said.mark, said.number) == (None, None, 2)


async def test_keep_writes_everything_at_once(world: World) -> None:
    """Kept: the map that stood still, the answers, the mark and who was there, sealed on the case;
    the room and its key are gone."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_friend("person1", "JS")])
    await drawings.finish(house, tablet)
    await noted(world, drawing_id)
    await drawings.answer(house, tablet, "keep", "yes")
    with pytest.raises(Invalid, match="mark_needed"):
        await keep_seen(house, tablet)
    await said_yes(world, tablet, talk="no")
    assert await keep_seen(house, tablet) is Decided.KEEP
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key, row.frozen_digest) == (
        Phase.ENDED,
        Ending.KEPT,
        None,
        None,
    )
    sheet = await maps.kept_map(house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER)
    assert "JS" in sheet.svg
    for call in (
        drawings.keep(house, tablet, {}, purpose=Purpose.PLAN_TOGETHER),
        drawings.snapshot(house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER),
    ):
        with pytest.raises(Gone, match="drawing_over"):
            await call
    assert (await drawings.tablet_view(house, tablet)).ending is Ending.KEPT
    world.clock.move(minutes=11)
    assert not await drawings.tablet_still(house, tablet)


async def test_not_sure_keeps_nothing_and_offers_later(world: World) -> None:
    """Keep with "not sure" (or nothing answered) changes nothing; Finish later puts it by."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    assert await keep_seen(world.house, tablet) is Decided.OFFER_LATER
    assert (await the_row(world, drawing_id)).phase == Phase.CHOOSING
    await drawings.later(world.house, tablet)
    assert await rows_of(world, KeptMap) == []
    assert await rows_of(world, ConsentRecord) == []
    await drawings.carry_on(world.house, world.sam, drawing_id)
    applied = await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    assert applied.number == 1


@pytest.mark.parametrize(
    "unlike",
    [
        {"talk": "no"},
        {"keep": ""},
        {"mark": ""},
        {"here": ["friend"]},
        {"here": {}},
        {"picture": 0},
        {"picture": True},
        {"picture": 1.0},
    ],
)
async def test_only_what_the_page_shows_is_kept(world: World, unlike: dict[str, object]) -> None:
    """Rule 4: a Keep beside anything else than what the room holds keeps nothing; True is not 1."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    said = await drawings.choosing(world.house, tablet)
    assert said is not None
    with pytest.raises(Invalid, match="said_unseen"):
        await drawings.keep(
            world.house, tablet, said.shown() | unlike, purpose=Purpose.PLAN_TOGETHER
        )
    assert await rows_of(world, KeptMap) == []
    assert (
        await drawings.keep(world.house, tablet, said.shown(), purpose=Purpose.PLAN_TOGETHER)
        is Decided.KEEP
    )


async def test_a_squiggle_is_seen_where_it_is_drawn(world: World) -> None:
    """It stands in its box before the server has it; a tick does not, and is not kept unseen."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await drawings.answer(world.house, tablet, "keep", "yes")
    before = await drawings.choosing(world.house, tablet)
    assert before is not None
    await drawings.mark(world.house, tablet, {"kind": "tick"})
    with pytest.raises(Invalid, match="said_unseen"):
        await drawings.keep(world.house, tablet, before.shown(), purpose=Purpose.PLAN_TOGETHER)
    await drawings.mark(world.house, tablet, {"kind": "squiggle", "strokes": [[1, 2, 30, 40]]})
    assert (
        await drawings.keep(world.house, tablet, before.shown(), purpose=Purpose.PLAN_TOGETHER)
        is Decided.KEEP
    )


async def test_dont_keep_leaves_only_that_it_was_offered(world: World) -> None:
    """No map, no answers, no mark: one record that the offer was made and declined."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("person1", "QX")])
    await drawings.finish(world.house, tablet)
    await drawings.answer(world.house, tablet, "keep", "no")
    with pytest.raises(Invalid, match="nothing_said_yes_to"):
        await keep_seen(world.house, tablet)
    await drawings.dont_keep(world.house, tablet)
    assert await rows_of(world, KeptMap) == []
    (record,) = await rows_of(world, ConsentRecord)
    assert (record.outcome, record.kept_map_id) == ("not_kept", None)
    assert (await the_row(world, drawing_id)).room_key is None


async def test_a_keep_that_cannot_be_written_keeps_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: when it breaks in the middle, the drawing is still being chosen about."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    real = maps.write_kept

    async def breaks(*args: object, **kwargs: object) -> str:
        await real(*args, **kwargs)  # type: ignore[arg-type]
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(maps, "write_kept", breaks)
    with pytest.raises(RuntimeError):
        await keep_seen(world.house, tablet)
    assert await rows_of(world, KeptMap) == []
    assert (await the_row(world, drawing_id)).phase == Phase.CHOOSING
    monkeypatch.setattr(maps, "write_kept", real)
    assert await keep_seen(world.house, tablet) is Decided.KEEP


async def test_a_language_is_chosen_before_drawing_and_kept_with_the_consent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is offered, while the start page shows; the consent names it and its words."""
    other = pseudo_languages()[0]
    monkeypatch.setattr(languages, "offered", lambda: (languages.ENGLISH, other))
    tablet, drawing_id = await a_tablet(world)
    for raw in ("cy", "", None, 7, ["en-XA"]):
        with pytest.raises(Invalid, match="bad_language"):
            await drawings.speak(world.house, tablet, raw)
    await drawings.speak(world.house, tablet, other.code)
    assert (await drawings.tablet_view(world.house, tablet)).language == other.code
    await drawings.start(world.house, tablet)
    with pytest.raises(Conflict, match="not_now"):
        await drawings.speak(world.house, tablet, "en")
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("friend1", "JS")])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    kept = await maps.kept_map(
        world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert (kept.language, kept.words_version) == (other.code, other.version)


async def test_a_language_that_is_no_longer_offered_is_english(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drawing in a language whose signature went goes on in English."""
    with monkeypatch.context() as offering:
        other = pseudo_languages()[0]
        offering.setattr(languages, "offered", lambda: (languages.ENGLISH, other))
        made = await drawings.offer(world.house, world.sam, world.case_id)
        device = await drawings.take(
            world.house, made.code, "127.0.0.1", "ipad", language=other.code
        )
        who = await drawings.tablet_who(world.house, device, "127.0.0.1")
        assert who is not None
        assert (await drawings.tablet_view(world.house, who)).language == other.code
    assert (await drawings.tablet_view(world.house, who)).language == "en"
