"""Every way to answer "Your map, your say", through the service, and what follows (rule 4).

Four by four by four answers (unanswered is one), with a mark and without: 128 drawings that are to
be kept, each compared with what rule 4 says in `follows`, which is written down here again. The
other ways out read no answer: a fifth of the combinations each, with every pair of answers in it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from peermap_app.domain.access import Action
from peermap_app.domain.consent import Answer, SettledAnswers
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.domain.purpose import Purpose
from peermap_app.services import cases, drawings, links, plans
from peermap_app.services.answers import newest_answers
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage.tables import ConsentRecord, Drawing, KeptMap
from tests.builders import a_sharing_form, a_step_form
from tests.drawing_builders import World, a_drawing, a_world, add_friend, keep_seen, some_settings

EVERY = (None, "yes", "no", "not_sure")
MARKS = (None, {"kind": "tick"})
WAYS = ("keep", "dont_keep", "later", "go_back")
Said = dict[str, str | None]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """On SQLite alone: what is compared here are rules, not databases."""
    made = await a_world(some_settings(tmp_path))
    yield made
    await made.house.engine.dispose()


@dataclass(frozen=True)
class Follows:
    """What rule 4 says. `kept` also says whether answers are remembered at all."""

    phase: Phase
    kept: bool = False
    declined: bool = False
    refused: str = ""


def follows(said: Said, marked: bool, way: str) -> Follows:
    """Rule 4's table, in its own words."""
    if way == "go_back":
        return Follows(Phase.DRAWING)
    if way == "later":
        return Follows(Phase.LATER)
    if way == "dont_keep":
        return Follows(Phase.ENDED, declined=True)
    if said["keep"] == "no":
        return Follows(Phase.CHOOSING, refused="nothing_said_yes_to")
    if said["keep"] != "yes":
        return Follows(Phase.CHOOSING)  # Not sure: nothing is kept, Finish later is offered
    if not marked:
        return Follows(Phase.CHOOSING, refused="mark_needed")
    return Follows(Phase.ENDED, kept=True)


async def counts(world: World) -> tuple[int, int]:
    """How many maps are kept, and how many offers to keep are noted, kept or declined."""
    async with reading(world.house) as session:
        maps = (await session.exec(select(func.count()).select_from(KeptMap))).one()
        records = (await session.exec(select(func.count()).select_from(ConsentRecord))).one()
    return maps, records


async def newest(world: World) -> SettledAnswers | None:
    """The answers that hold for the case now."""
    async with unit(
        world.house, world.sam, Action.SEE_MAP, world.case_id, purpose=Purpose.PLAN_TOGETHER
    ) as u:
        return await newest_answers(u, u.held.id)


async def row_of(world: World, drawing_id: str) -> Drawing:
    async with reading(world.house) as session:
        row = await session.get(Drawing, drawing_id)
        assert row is not None
        return row


async def choosing(world: World) -> tuple[Who, str]:
    """A tablet with one friend drawn, at Your map, your say."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    return tablet, drawing_id


async def say(world: World, tablet: Who, said: Said, mark: dict[str, str] | None) -> None:
    """Tap the answers, keeping last: No to it would shut the others. Unanswered is not tapped."""
    for statement in ("plan", "talk", "keep"):
        if said[statement] is not None:
            await drawings.answer(world.house, tablet, statement, said[statement])
    if mark is not None:
        await drawings.mark(world.house, tablet, mark)


async def take(world: World, tablet: Who, way: str) -> str:
    """The way out; the code of its refusal, or ""."""
    try:
        if way == "keep":
            await keep_seen(world.house, tablet)
        else:
            await getattr(drawings, way)(world.house, tablet)
    except Invalid as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("way", WAYS)
async def test_every_combination_has_rule_4s_consequence(world: World, way: str) -> None:
    """What is kept, where the drawing stands and whether plan and links may start follow rule 4."""
    tablet, drawing_id = await choosing(world)
    before = await newest(world)
    every = [*product(EVERY, EVERY, EVERY, MARKS)]
    for keep, plan, talk, mark in every if way == "keep" else every[::5]:
        said = {"keep": keep, "plan": plan, "talk": talk}
        maps, records = await counts(world)
        await say(world, tablet, said, mark)
        expected = follows(said, mark is not None, way)
        assert await take(world, tablet, way) == expected.refused, said
        row = await row_of(world, drawing_id)
        assert Phase(row.phase) is expected.phase, said
        ended = expected.kept or expected.declined
        assert await counts(world) == (maps + expected.kept, records + ended), said
        if expected.kept:
            assert row.ending == Ending.KEPT
            await rests_on(world, said)
        else:
            # Not keeping changes nothing earlier, and nothing that was said is remembered.
            assert await newest(world) == before, said
        before = await newest(world)
        tablet, drawing_id = await begin_again(world, tablet, drawing_id, expected.phase)


async def rests_on(world: World, said: Said) -> None:
    """The case after keeping: the answers as given (unanswered is Not sure), and what may start."""
    house, sam, case_id = world.house, world.sam, world.case_id
    sheet = await cases.open_case(house, sam, case_id)
    assert sheet.answers is not None
    assert sheet.answers.keep is Answer.YES
    assert sheet.answers.plan is Answer(said["plan"] or "not_sure")
    assert sheet.answers.talk is Answer(said["talk"] or "not_sure")
    plan_yes, talk_yes = said["plan"] == "yes", said["talk"] == "yes"
    assert (sheet.may_plan, sheet.needs_step) == (plan_yes, plan_yes)
    assert (
        await links.link_form(house, sam, case_id, purpose=Purpose.COORDINATE)
    ).may_ask is talk_yes
    if not plan_yes:
        with pytest.raises(Conflict, match="plan_not_yes"):
            await plans.say_next_step(
                house, sam, case_id, a_step_form(), purpose=Purpose.PLAN_TOGETHER
            )
    if not talk_yes:
        with pytest.raises(Conflict, match="talk_not_yes"):
            await links.ask_link(house, sam, case_id, _ask(world), purpose=Purpose.COORDINATE)


def _ask(world: World) -> dict[str, object]:
    review = world.clock().date().replace(month=12).isoformat()
    return dict(a_sharing_form(reference="CIN-1", review=review))


async def begin_again(world: World, tablet: Who, drawing_id: str, phase: Phase) -> tuple[Who, str]:
    """Back to an untouched choosing: the same drawing where it goes on, else a new one."""
    if phase is Phase.ENDED:
        return await choosing(world)
    if phase is Phase.LATER:
        await drawings.carry_on(world.house, tablet)
    elif phase is Phase.CHOOSING:
        await drawings.go_back(world.house, tablet)
    await drawings.finish(world.house, tablet)
    untouched = await drawings.choosing(world.house, tablet)
    assert untouched is not None
    assert (untouched.answers.to_wire(), untouched.mark) == (
        {"keep": None, "plan": None, "talk": None},
        None,
    )
    return tablet, drawing_id
