"""Rule 1: asked of a map, a plan or a link for the other purpose, it is refused and recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import NotAllowed, NotFound
from peermap_app.domain.purpose import PURPOSES, SAID, Purpose, purpose_of, unsaid
from peermap_app.services import (
    agreed,
    drawings,
    exports,
    flags,
    links,
    locked,
    maps,
    my_map,
    plans,
    receipts,
)
from peermap_app.services.drawing_access import glance
from peermap_app.services.unit import Who, unit, writing
from peermap_app.storage.tables import AccessRecord, Drawing, new_id
from tests.builders import a_sharing_form, a_step_form
from tests.drawing_builders import World as DrawingWorld
from tests.drawing_builders import a_drawing
from tests.services.drawing_rows import rows_of
from tests.services.test_withdrawals import data_protection
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    SAM,
    World,
    a_world,
    choose,
    recorded,
    review,
    table,
)

ADDRESS, PIN = "192.0.2.7", "270519"
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
    "drawing": lambda w, p: drawings.worker_view(*_of(w), purpose=p),
}
OF_A_LINK: dict[str, Ask] = {
    "flag_form": lambda w, p: flags.flag_form(*_of(w), purpose=p),
    "flag": lambda w, p: flags.flag_case(*_of(w), "0" * 32, {}, purpose=p),
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


OTHERS: dict[Action, str] = {
    **dict.fromkeys((Action.SEE_DRAWING, Action.KEEP_MAP), "tablet"),
    **dict.fromkeys((Action.SEE_MY_MAP, Action.TAKE_COPY), "young person"),
    **dict.fromkeys((Action.SEE_TEAM_CASE, Action.LOOK_AT_MAP, Action.AGREE_LINK), "supervisor"),
    **dict.fromkeys((Action.AGREE_SHARING, Action.FIND_COLLEAGUE), "supervisor"),
    **dict.fromkeys((Action.OPEN_LOCKED_COPY, Action.SUBJECT_ACCESS), "lead"),
}
"""Who may, where it is not the allocated worker."""
OF_NO_CASE = {Action.AGREE_LINK}


async def who_may(world: World, action: Action, tablet: Who, card: receipts.Card) -> Who:
    """Somebody whom only the purpose can keep out."""
    name = OTHERS.get(action)
    if name == "tablet":
        return tablet
    if name == "young person":
        token = (await my_map.open_card(world.house, ADDRESS, PIN, words=card.words)).token
        here = await my_map.here(world.house, token, ADDRESS, present=True)
        assert here is not None
        return here.who
    if name == "lead":
        return await data_protection(world)
    return world["dana" if name == "supervisor" else SAM]


@pytest.mark.parametrize("said", ["the other", "none"])
@pytest.mark.parametrize("action", sorted(SAID))
async def test_whoever_may_is_refused_for_another_purpose_and_for_none(
    house: House, action: Action, said: str
) -> None:
    """Let in for the action's own purpose; with the other one, or without a word, they are not,
    and why stands in the record. Nothing is assumed where anything is read or shared."""
    world = await a_world(house)
    card = await receipts.make(world.house, await choose(world, SAM, KS_CASE), PIN, PIN)
    who = await who_may(world, action, await a_tablet(world), card)
    case_id = None if action in OF_NO_CASE else world.case(KS_CASE)
    (right,) = PURPOSES[action]
    async with unit(world.house, who, action, case_id, purpose=right):
        pass
    wrong = COORDINATE if right is PLAN else PLAN
    asked = wrong if said == "the other" else None
    with pytest.raises(NotFound if case_id else NotAllowed):
        async with unit(world.house, who, action, case_id, purpose=asked):
            raise AssertionError("the body was reached")
    rows = sorted(await table(world, "access_record"), key=lambda row: row["id"])
    assert [rows[-1][name] for name in ("action", "outcome", "rule", "who_kind")] == [
        action.value,
        "refused",
        "wrong_purpose",
        who.kind,
    ]


async def a_tablet(world: World) -> Who:
    """The tablet of a drawing of Sam's, at Your map, your say."""
    drawing = Drawing(
        id=new_id(),
        case_id=world.case(KS_CASE),
        worker_id=world.worker_id(SAM),
        session_id=str(world[SAM].session_id),
        phase=Phase.CHOOSING.value,
        device_hash=new_id(),
        created_at=world.house.clock(),
    )
    async with writing(world.house) as session:
        session.add(drawing)
    return Who(kind="tablet", drawing_id=drawing.id, device=drawing.device_hash)


@pytest.mark.parametrize("purpose", [COORDINATE, None])
async def test_what_only_reads_a_drawing_asks_too(
    world: DrawingWorld, purpose: Purpose | None
) -> None:
    """The short way that comes many times a second: both sides of a drawing that goes on."""
    tablet, drawing_id = await a_drawing(world)
    for who in (tablet, world.sam):
        await glance(world.house, who, Action.SEE_DRAWING, drawing_id, purpose=PLAN)
        with pytest.raises(NotFound):
            await glance(world.house, who, Action.SEE_DRAWING, drawing_id, purpose=purpose)
    rows = await rows_of(world, AccessRecord)
    assert [(row.who_kind, row.rule) for row in rows if row.outcome == "refused"] == [
        ("tablet", "wrong_purpose"),
        ("worker", "wrong_purpose"),
    ]


def test_what_must_be_said_is_not_guessed() -> None:
    """For everything else the action's own purpose stands in."""
    for action in Action:
        assert unsaid(action) == (None if action in SAID else purpose_of(action))
