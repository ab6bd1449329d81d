"""Rule 1: asked of a map, a plan or a link for the other purpose, it is refused and recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotAllowed, NotFound
from peermap_app.domain.purpose import SAID, Purpose, purpose_of, unsaid
from peermap_app.services import agreed, drawings, exports, links, locked, maps, plans
from peermap_app.services.unit import Who, unit
from tests.builders import a_sharing_form, a_step_form
from tests.services.world import KS_CASE, MS_CASE, SAM, World, a_world, choose, recorded, review

PLAN, COORDINATE = Purpose.PLAN_TOGETHER, Purpose.COORDINATE
Ask = Callable[[World, Purpose], Awaitable[object]]


def _of(world: World) -> tuple[House, Who, str]:
    return world.house, world[SAM], world.case(KS_CASE)


OF_A_MAP: dict[str, Ask] = {
    "see_map": lambda w, p: maps.kept_map(*_of(w), "1", purpose=p),
    "compare": lambda w, p: drawings.compared(*_of(w), "1", purpose=p),
    "draw_again": lambda w, p: drawings.start_from(*_of(w), "1", purpose=p),
    "note_later": lambda w, p: maps.add_presence_later(*_of(w), "x", {}, purpose=p),
    "who_agreed": lambda w, p: agreed.agreed_form(*_of(w), purpose=p),
    "case_file": lambda w, p: exports.case_file(*_of(w), "1", purpose=p),
    "young_copy": lambda w, p: exports.young_copy_for(*_of(w), "1", "pdf", purpose=p),
    "plan": lambda w, p: plans.say_next_step(*_of(w), a_step_form(review=review(w)), purpose=p),
}
OF_A_LINK: dict[str, Ask] = {
    "form": lambda w, p: links.link_form(*_of(w), purpose=p),
    "ask": lambda w, p: links.ask_link(
        *_of(w), a_sharing_form(reference=MS_CASE, review=review(w)), purpose=p
    ),
}


@pytest.mark.parametrize(
    ("ask", "wrong"),
    [*((ask, COORDINATE) for ask in OF_A_MAP), *((ask, PLAN) for ask in OF_A_LINK)],
)
async def test_the_wrong_purpose_is_refused_and_recorded(
    house: House, ask: str, wrong: Purpose
) -> None:
    """On one's own case, allocated, with everything else right: not found, and the true reason."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    asked = (OF_A_MAP | OF_A_LINK)[ask]
    with pytest.raises(NotFound):
        await asked(world, wrong)
    assert (await recorded(world, KS_CASE))[-1][1:3] == ("refused", "wrong_purpose")


async def test_a_locked_copy_is_opened_for_planning_alone(house: House) -> None:
    """Its page as well, which names no case."""
    world = await a_world(house)
    with pytest.raises(NotAllowed):
        await locked.may_ask(house, world[SAM], purpose=COORDINATE)


@pytest.mark.parametrize("action", sorted(SAID))
async def test_a_caller_that_says_no_purpose_is_refused(house: House, action: Action) -> None:
    """Nothing is assumed where a map, a plan or a link is read or shared."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound):
        async with unit(house, world[SAM], action, world.case(KS_CASE)):
            raise AssertionError("the body was reached")
    said = (await recorded(world, KS_CASE))[-1]
    assert said[:3] == (action.value, "refused", "wrong_purpose")


def test_what_must_be_said_is_not_guessed() -> None:
    """For everything else the action's own purpose stands in."""
    for action in Action:
        assert unsaid(action) == (None if action in SAID else purpose_of(action))
