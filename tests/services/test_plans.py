"""Rule 9: a map leads somewhere, and only when planning was agreed to."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.services import cases, plans
from tests.builders import a_step_form
from tests.services.world import KS_CASE, PRIYA, SAM, a_world, choose, review, table


async def test_a_step_shows_on_the_case_until_a_newer_map_asks_again(house: House) -> None:
    """After a step nothing is due; the next kept map asks what happens next once more."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    assert (await cases.open_case(house, world[SAM], case_id)).needs_step
    await plans.say_next_step(
        house, world[SAM], case_id, a_step_form(review=review(world)), purpose=Purpose.PLAN_TOGETHER
    )
    sheet = await cases.open_case(house, world[SAM], case_id)
    assert sheet.next_step is not None
    assert (sheet.next_step.text, sheet.next_step.said_by, sheet.needs_step) == (
        "Visit from AK every second Saturday",
        "Sam S.",
        False,
    )
    await choose(world, SAM, KS_CASE)
    assert (await cases.open_case(house, world[SAM], case_id)).needs_step


async def test_no_step_needed_because_is_an_answer(house: House) -> None:
    """It needs its reason, and then nothing is due."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    with pytest.raises(Problems):
        await plans.say_next_step(
            house,
            world[SAM],
            case_id,
            {"kind": "none", "because": " "},
            purpose=Purpose.PLAN_TOGETHER,
        )
    await plans.say_next_step(
        house,
        world[SAM],
        case_id,
        {"kind": "none", "because": "All is in the plan already."},
        purpose=Purpose.PLAN_TOGETHER,
    )
    (line,) = [one for one in await cases.my_cases(house, world[SAM]) if one.id == case_id]
    assert not line.needs_step


@pytest.mark.parametrize("plan", ["no", "not_sure", None])
async def test_without_a_yes_to_planning_there_is_no_step(house: House, plan: str | None) -> None:
    """The map is kept and starts no plan: nothing is asked, offered or shown (rule 4)."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    await plans.say_next_step(
        house, world[SAM], case_id, a_step_form(review=review(world)), purpose=Purpose.PLAN_TOGETHER
    )
    await choose(world, SAM, KS_CASE, plan=plan)
    with pytest.raises(Conflict) as refused:
        await plans.say_next_step(
            house,
            world[SAM],
            case_id,
            a_step_form(review=review(world)),
            purpose=Purpose.PLAN_TOGETHER,
        )
    assert refused.value.code == "plan_not_yes"
    sheet = await cases.open_case(house, world[SAM], case_id)
    assert (sheet.may_plan, sheet.needs_step, sheet.next_step) == (False, False, None)
    assert (sheet.good, sheet.tricky) == ((), ())


async def test_a_case_without_a_map_has_no_step(house: House) -> None:
    """There is nothing yet that could lead somewhere."""
    world = await a_world(house)
    with pytest.raises(Conflict) as refused:
        await plans.say_next_step(
            house,
            world[SAM],
            world.case(KS_CASE),
            a_step_form(review=review(world)),
            purpose=Purpose.PLAN_TOGETHER,
        )
    assert refused.value.code == "nothing_kept"


async def test_another_worker_plans_nothing(house: House) -> None:
    """Refused as if the case were not there, and nothing is written."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound):
        await plans.say_next_step(
            house,
            world[PRIYA],
            world.case(KS_CASE),
            a_step_form(review=review(world)),
            purpose=Purpose.PLAN_TOGETHER,
        )
    assert await table(world, "next_step") == []
