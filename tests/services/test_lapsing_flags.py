"""Flags lapse on their review dates; who answers for a thing, and who does not (rule 12)."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import PURPOSE_OF, Kind
from peermap_app.services import (
    alerts,
    held_connections,
    review_answers,
    temporary,
)
from peermap_app.storage.tables import new_id
from tests.builders import a_held_form
from tests.services import world as w
from tests.services.reviewing import (
    COORDINATE,
    DANA,
    PLAN,
    ROBIN,
    a_flag,
    a_world,
    form,
    say,
    sheet,
    the_map,
    thing,
)
from tests.services.test_alerts import ANSWERS
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, choose, linked


async def test_a_flag_lapses_and_asks_nothing_any_more(house: House) -> None:
    """It stands in the inbox as over, waits for nobody, and is acknowledged no more."""
    world = await a_world(house)
    link = await linked(world)
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        await say(world, Kind.LINK, link, name=name, reference=reference, days=300)
    flag = await a_flag(world, link)
    (alert,) = await w.table(world, "alert")
    world = await world.later(days=25)
    (line,) = [one for one in (await sheet(world)).again if one.kind is Kind.FLAG]
    assert line.thing == flag
    assert await alerts.todo_count(world.house, world[PRIYA]) == 1
    world = await world.later(days=3)
    assert await alerts.todo_count(world.house, world[PRIYA]) == 0
    inbox = await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
    assert [(one.state, one.todo) for one in inbox.items if one.kind == "flagged"] == [
        ("over", False)
    ]
    opened_alert = await alerts.open_alert(
        world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE
    )
    assert opened_alert.over
    for answer in ANSWERS:
        with pytest.raises(Conflict, match="flag_over"):
            await answer(world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE)
    assert [line.over for line in (await sheet(world)).flags] == [True]


async def test_a_flag_is_kept_or_closed_by_its_worker(house: House) -> None:
    """Kept for four weeks at most; closed, it is asked about no more and cannot be kept again."""
    world = await a_world(house)
    flag = await a_flag(world, await linked(world))
    with pytest.raises(Problems):
        await say(world, Kind.FLAG, flag, days=29)
    await say(world, Kind.FLAG, flag, days=28)
    world = await world.later(minutes=1)
    await say(world, Kind.FLAG, flag)
    assert {"kind": "alert"} in world.told(PRIYA)
    with pytest.raises(NotFound):
        await say(world, Kind.FLAG, flag, days=2)
    assert [line.over for line in (await sheet(world)).flags] == [True]
    assert [line.what for line in (await sheet(world)).again_said] == ["end", "keep"]


@pytest.mark.parametrize("kind", Kind)
async def test_nobody_else_answers(house: House, kind: Kind) -> None:
    """Not the colleague, the supervisor, an administrator or the records checker; not for the other
    purpose, nor for none; nothing of another case; and nothing changes by it."""
    world = await a_world(house)
    link = await linked(world)
    flag = await a_flag(world, link)
    case_id = world.case(KS_CASE)
    await held_connections.save(
        house, world[SAM], case_id, "new", a_held_form(), form_id=new_id(), purpose=COORDINATE
    )
    (held,) = [one["id"] for one in await w.table(world, "held_connection")]
    ids = {Kind.MAP: await the_map(world), Kind.LINK: link, Kind.FLAG: flag, Kind.HELD: held}
    before = await w.table(world, "review")
    for name in (DANA, ROBIN, w.ALEX, w.JO):
        for tried in (form, say):
            with pytest.raises(NotFound):
                await tried(world, kind, ids[kind], name=name)
    own = thing(kind, ids[kind])
    other = COORDINATE if PURPOSE_OF[kind] is PLAN else PLAN
    with pytest.raises(NotFound):
        await review_answers.review_form(
            world.house, world[SAM], world.case(KS_CASE), own, purpose=other
        )
    for named in (f"{kind}-{'0' * 32}", "map-", "x", None, [own], own.upper()):
        with pytest.raises(NotFound):
            await review_answers.answer_review(
                world.house,
                world[SAM],
                world.case(KS_CASE),
                named,
                {"answer": "end"},
                purpose=PURPOSE_OF[kind] if named is not None else PLAN,
            )
    with pytest.raises(NotFound):  # a true thing, by a case of one's own that it is not of
        await say(world, kind, ids[kind], reference=w.SAMS_OTHER)
    assert await w.table(world, "review") == before


async def test_who_has_a_case_for_some_hours_answers_nothing(house: House) -> None:
    """What outlives these hours is not theirs to say."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    kept = await the_map(world)
    given = {"email": "ade@west.example", "hours": "24", "why": "Tonight."}
    await temporary.give(world.house, world[DANA], world.case(KS_CASE), given)
    with pytest.raises(NotFound):
        await form(world, Kind.MAP, kept, name=w.ADE)
    with pytest.raises(NotFound):
        await say(world, Kind.MAP, kept, name=w.ADE)
