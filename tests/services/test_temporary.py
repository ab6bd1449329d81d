"""A case for some hours: who gives it, what it gives, and that it is over by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import TABLE, Action, Relation
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problems, TooMany
from peermap_app.domain.purpose import Purpose, purpose_of
from peermap_app.services import accounts, cases, duty, maps, plans, team, temporary
from peermap_app.services.unit import OPERATOR, Who, reading, unit
from peermap_app.storage.tables import Worker
from peermap_app.storage.team_tables import TemporaryAllocation
from tests.builders import a_step_form
from tests.services.world import (
    ADE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    _signed_in,
    a_world,
    bring_in,
    choose,
    recorded,
    review,
    row,
    table,
)

WHY = "Sam is ill and the plan is reviewed tonight."
DANA, NOOR = "dana", "noor"


def given(**changed: object) -> dict[str, object]:
    return {"email": "ade@west.example", "hours": "24", "why": WHY, **changed}


async def with_noor(world: World) -> World:
    """Noor supervises a team of her own, which has none of these cases."""
    await accounts.add_worker(
        world.house,
        OPERATOR,
        email="noor@west.example",
        name="Noor B.",
        role=Role.SUPERVISOR.value,
        team="Night desk",
    )
    async with reading(world.house) as session:
        worker = (await session.exec(select(Worker).where(Worker.name == "Noor B."))).one()
    who = Who(kind="worker", worker_id=worker.id, role=Role.SUPERVISOR, name=worker.name)
    world.people[NOOR] = await _signed_in(world.house, who)
    return world


async def a_given_world(house: House, **changed: object) -> World:
    """Dana gave Sam's case to Ade, who has none of their own."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await temporary.give(world.house, world[DANA], world.case(KS_CASE), given(**changed))
    return world


async def newest(world: World) -> str:
    async with reading(world.house) as session:
        rows = (await session.exec(select(TemporaryAllocation))).all()
    return rows[-1].id


async def test_a_supervisor_gives_a_case_for_some_hours(house: House) -> None:
    """It opens for Ade at once, is among their cases until then, and stands on its record."""
    world = await a_given_world(house)
    case_id = world.case(KS_CASE)
    sheet = await cases.open_case(world.house, world[ADE], case_id)
    assert (sheet.covering, sheet.reference) == (True, KS_CASE)
    (line,) = await cases.my_cases(world.house, world[ADE])
    assert (line.id, line.until) == (case_id, world.house.clock() + timedelta(hours=24))
    await maps.kept_map(world.house, world[ADE], case_id, "1", purpose=Purpose.PLAN_TOGETHER)
    step = a_step_form(review=review(world))
    await plans.say_next_step(world.house, world[ADE], case_id, step, purpose=Purpose.PLAN_TOGETHER)
    assert ("give_temporary", "allowed", "supervises") in await recorded(world, KS_CASE)
    assert ("plan_step", "allowed", "covers") in await recorded(world, KS_CASE)


@pytest.mark.parametrize("action", sorted(Action))
async def test_who_covers_may_what_the_table_says(house: House, action: Action) -> None:
    """What outlives these hours is not theirs: drawing, paper, links; all else of a case is."""
    world = await a_given_world(house)
    allowed = (Role.PRACTITIONER, Relation.COVERS) in TABLE[action]
    try:
        async with unit(
            world.house, world[ADE], action, world.case(KS_CASE), purpose=purpose_of(action)
        ):
            pass
        let_in = True
    except NotFound:
        let_in = False
    assert let_in == allowed
    outlives = {Action.START_DRAWING, Action.KEEP_MAP, Action.EXPORT_MAP, Action.ASK_LINK}
    assert not (allowed and action in outlives)


async def test_it_is_over_at_its_moment(house: House) -> None:
    """One second before it opens, at the moment itself it does not; nobody had to do anything."""
    world = await a_given_world(house, hours="4")
    before = await world.later(hours=3, minutes=59, seconds=59)
    await cases.open_case(before.house, before[ADE], world.case(KS_CASE))
    after = await world.later(hours=4)
    with pytest.raises(NotFound):
        await cases.open_case(after.house, after[ADE], world.case(KS_CASE))
    assert (await recorded(after, KS_CASE))[-1] == ("see_case", "refused", "allocation_ended")
    assert await cases.my_cases(after.house, after[ADE]) == ()


async def test_the_keeper_notes_once_that_it_is_over_and_tells_both(house: House) -> None:
    """The allocated worker's page, the supervisor's and that of whoever had it are woken."""
    world = await a_given_world(house, hours="4")
    assert await temporary.end_overdue(world.house) == 0
    assert await temporary.seconds_to_next(world.house, 10**6) == 4 * 3600
    after = await world.later(hours=4)
    for name in (SAM, DANA, ADE):
        after.told(name).clear()
    heard = {name: len(after.told(name)) for name in (SAM, DANA, ADE)}
    assert await temporary.end_overdue(after.house) == 1
    assert await temporary.end_overdue(after.house) == 0
    assert all(len(after.told(name)) > heard[name] for name in heard)
    assert (await recorded(after, KS_CASE)).count(
        ("give_temporary", "allowed", "over_by_itself")
    ) == 1
    sheet = await cases.open_case(after.house, after[SAM], world.case(KS_CASE))
    assert [(line.kind, line.name, line.by, line.why) for line in sheet.company] == [
        ("covered", "Ade A.", sheet.company[0].by, WHY)
    ]


async def test_taken_back_it_is_over_at_once(house: House) -> None:
    """By a supervisor of the case alone; a second tap changes nothing."""
    world = await a_given_world(house)
    case_id, row_id = world.case(KS_CASE), await newest(world)
    with pytest.raises(NotFound):
        await temporary.take_back(world.house, world[SAM], case_id, row_id)
    for _ in range(2):
        await temporary.take_back(world.house, world[DANA], case_id, row_id)
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[ADE], case_id)
    with pytest.raises(NotFound):
        await temporary.take_back(world.house, world[DANA], case_id, "x")


@pytest.mark.parametrize(
    ("changed", "refused", "code"),
    [
        ({"email": "dana@west.example"}, Conflict, "not_yourself"),
        ({"email": "sam@west.example"}, Conflict, "has_it_already"),
        ({"email": "alex@west.example"}, Invalid, "worker_unknown"),
        ({"email": "nobody@west.example"}, Invalid, "worker_unknown"),
        ({"email": "x"}, Invalid, "email_shape"),
        ({"hours": "73"}, Problems, "problems"),
        ({"hours": "-4"}, Problems, "problems"),
        ({"hours": 24}, Problems, "problems"),
        ({"why": " "}, Problems, "problems"),
        ({"why": "Sam Jones asked me"}, Problems, "problems"),
    ],
)
async def test_what_cannot_be_given(
    house: House, changed: dict[str, object], refused: type[Exception], code: str
) -> None:
    """Not to oneself, not to an administrator, no longer than three days, never without a why."""
    world = await a_world(house)
    with pytest.raises(refused, match=code):
        await temporary.give(world.house, world[DANA], world.case(KS_CASE), given(**changed))
    assert await table(world, "temporary_allocation") == []


@pytest.mark.parametrize("name", [SAM, PRIYA, ADE, "alex", NOOR])
async def test_nobody_else_gives_a_case(house: House, name: str) -> None:
    """Not its own worker, not another team's supervisor, not an administrator."""
    world = await with_noor(await a_world(house))
    with pytest.raises(NotFound):
        await temporary.give(world.house, world[name], world.case(KS_CASE), given())
    assert await table(world, "temporary_allocation") == []


async def test_the_duty_supervisor_gives_twelve_hours_and_never_to_themself(house: House) -> None:
    """By the reference, while on duty; past twelve hours and after the duty it is refused."""
    world = await with_noor(await a_world(house))
    named = {"duty_email": "noor@west.example", "duty_hours": "12"}
    await duty.set_duty(world.house, world[DANA], named)
    on_duty = world[NOOR]
    for changed, refused in (
        ({"hours": "24"}, Problems),
        ({"email": "noor@west.example", "hours": "12"}, Conflict),
    ):
        raw = given(reference=KS_CASE, **changed)
        with pytest.raises(refused):
            await temporary.give_on_duty(world.house, on_duty, raw)
    with pytest.raises(NotFound):  # another team's: Noor is on duty for Dana's alone
        await temporary.give_on_duty(world.house, on_duty, given(reference=MS_CASE, hours="12"))
    with pytest.raises(NotFound):
        await temporary.give_on_duty(world.house, on_duty, given(reference=UNKNOWN, hours="12"))
    await temporary.give_on_duty(world.house, on_duty, given(reference=KS_CASE, hours="12"))
    assert (await cases.open_case(world.house, world[ADE], world.case(KS_CASE))).covering
    with pytest.raises(NotFound):
        await cases.open_case(world.house, on_duty, world.case(KS_CASE))
    with pytest.raises(NotFound):
        await team.team_case(
            world.house, on_duty, world.case(KS_CASE), purpose=Purpose.PLAN_TOGETHER
        )
    after = await world.later(hours=12)
    with pytest.raises(NotFound):
        await temporary.give_on_duty(after.house, after[NOOR], given(reference=KS_CASE, hours="4"))


async def test_only_supervisors_say_who_is_on_duty_and_it_is_a_supervisor(house: House) -> None:
    """The newest word holds; a practitioner is never on duty."""
    world = await with_noor(await a_world(house))
    with pytest.raises(NotAllowed):
        await duty.set_duty(world.house, world[SAM], {})
    raw = {"duty_email": "ade@west.example", "duty_hours": "8"}
    with pytest.raises(Invalid, match="not_a_supervisor"):
        await duty.set_duty(world.house, world[DANA], raw)
    await duty.set_duty(
        world.house, world[DANA], {"duty_email": "noor@west.example", "duty_hours": "8"}
    )
    assert (await duty.duty(world.house, world[DANA])).on_duty == "Noor B."
    assert [name for name, _ in (await duty.duty(world.house, world[NOOR])).own] == [
        "Youth Support West"
    ]
    later = await world.later(minutes=1)
    await duty.set_duty(
        later.house, later[DANA], {"duty_email": "dana@west.example", "duty_hours": "8"}
    )
    assert (await duty.duty(later.house, later[NOOR])).own == ()


async def test_an_ask_reads_alike_for_a_case_that_is_not(house: House) -> None:
    """The same rows and as many bytes; five wait at most, so that nobody tries many."""
    world = await a_world(house)
    for reference in (MS_CASE, UNKNOWN, UNKNOWN, UNKNOWN, MS_CASE):
        await temporary.ask(world.house, world[ADE], {"reference": reference, "why": WHY})
    rows = await table(world, "temporary_ask")
    assert len({len(each["sealed"]) for each in rows}) == 1
    with pytest.raises(TooMany, match="asks_full"):
        await temporary.ask(world.house, world[ADE], {"reference": MS_CASE, "why": WHY})
    sheet = await team.team_case(
        world.house, world[DANA], world.case(MS_CASE), purpose=Purpose.PLAN_TOGETHER
    )
    assert [(one.by.name, one.why, one.own) for one in sheet.asks] == [("Ade A.", WHY, False)] * 2
    (line, *_) = (await team.my_team(world.house, world[DANA])).lines
    assert (line.reference, line.asks) == (MS_CASE, 2)
    yes, no = (one.id for one in sheet.asks)
    case_id = world.case(MS_CASE)
    await temporary.answer(world.house, world[DANA], case_id, no, {}, yes=False)
    await temporary.answer(world.house, world[DANA], case_id, yes, given(), yes=True)
    with pytest.raises(Conflict, match="answered_already"):
        await temporary.answer(world.house, world[DANA], case_id, yes, given(), yes=True)
    assert (await cases.open_case(world.house, world[ADE], case_id)).covering


async def test_nobody_answers_their_own_ask(house: House) -> None:
    """A supervisor who asks for a case of their own team waits for another one."""
    world = await a_world(house)
    await temporary.ask(world.house, world[DANA], {"reference": KS_CASE, "why": WHY})
    sheet = await team.team_case(
        world.house, world[DANA], world.case(KS_CASE), purpose=Purpose.PLAN_TOGETHER
    )
    (line,) = sheet.asks
    assert line.own
    with pytest.raises(Conflict, match="not_yourself"):
        await temporary.answer(
            world.house, world[DANA], world.case(KS_CASE), line.id, given(), yes=True
        )
    other = world.case(MS_CASE)
    with pytest.raises(NotFound):  # an ask for another case than the one it is answered on
        await temporary.answer(world.house, world[DANA], other, line.id, given(), yes=True)


async def test_who_was_there_before_sees_who_came(house: House) -> None:
    """An import adds Priya to Sam's case: Sam's list has a dot until the case was opened."""
    world = await a_world(house)
    assert not any(line.company for line in await cases.my_cases(world.house, world[SAM]))
    later = await world.later(days=1)
    await bring_in(later.house, row(KS_CASE, PRIYA, initials="K"))
    assert [line.company for line in await cases.my_cases(later.house, later[SAM])] == [True, False]
    sheet = await cases.open_case(later.house, later[SAM], world.case(KS_CASE))
    assert [(one.kind, one.name, one.by, one.new) for one in sheet.company] == [
        ("added", "Priya P.", "", True)
    ]
    again = await later.later(minutes=1)
    sheet = await cases.open_case(again.house, again[SAM], world.case(KS_CASE))
    assert [one.new for one in sheet.company] == [False]
    assert not any(line.company for line in await cases.my_cases(again.house, again[SAM]))
    assert (await cases.open_case(again.house, again[PRIYA], world.case(KS_CASE))).company == ()


# --- a look at a map ---


async def test_a_supervisor_looks_at_one_map_for_a_reason_that_its_worker_reads(
    house: House,
) -> None:
    """The picture comes once; the reason is sealed, its id in the record, its words with Sam."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    sheet = await team.look_at_map(
        world.house, world[DANA], case_id, "1", {"why": WHY}, purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.version == 1
    assert WHY not in repr(await table(world, "map_look"))
    (looked,) = (await cases.open_case(world.house, world[SAM], case_id)).company
    assert (looked.kind, looked.why, looked.version) == ("looked", WHY, 1)
    look_id = (await table(world, "map_look"))[0]["id"]
    details = [each["detail"] for each in await table(world, "access_record")]
    assert any(each.startswith(look_id) for each in details)
    with pytest.raises(NotFound):
        await maps.kept_map(world.house, world[DANA], case_id, "1", purpose=Purpose.PLAN_TOGETHER)


@pytest.mark.parametrize("name", [SAM, PRIYA, ADE, "alex", NOOR])
async def test_nobody_else_looks(house: House, name: str) -> None:
    """Not even the allocated worker by this door, and no supervisor of another team."""
    world = await with_noor(await a_world(house))
    await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound):
        await team.look_at_map(
            world.house,
            world[name],
            world.case(KS_CASE),
            "1",
            {"why": WHY},
            purpose=Purpose.PLAN_TOGETHER,
        )
    assert await table(world, "map_look") == []


async def test_without_a_reason_nothing_opens(house: House) -> None:
    """No words, or a full name in them: refused, and nothing read; nor for the other purpose."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    for why in ("", "  ", 7, "Sam Jones wants to know"):
        with pytest.raises(Problems):
            await team.look_at_map(
                world.house, world[DANA], case_id, "1", {"why": why}, purpose=Purpose.PLAN_TOGETHER
            )
    with pytest.raises(NotFound):
        await team.look_at_map(
            world.house, world[DANA], case_id, "1", {"why": WHY}, purpose=Purpose.COORDINATE
        )
    assert (await recorded(world, KS_CASE))[-1] == ("look_at_map", "refused", "wrong_purpose")


async def test_my_team_is_one_team(house: House) -> None:
    """A supervisor of another team lists none of these; a practitioner has no such list."""
    world = await with_noor(await a_world(house))
    assert len((await team.my_team(world.house, world[DANA])).lines) == 4
    assert (await team.my_team(world.house, world[NOOR])).lines == ()
    with pytest.raises(NotAllowed):
        await team.my_team(world.house, world[SAM])
    with pytest.raises(NotFound):
        await team.team_case(
            world.house, world[NOOR], world.case(KS_CASE), purpose=Purpose.PLAN_TOGETHER
        )


async def test_an_ask_that_lapsed_is_answered_by_nobody(house: House) -> None:
    """Nobody answered within a day: it is over, and whoever kept its id gives nothing by it."""
    world = await a_world(house)
    await temporary.ask(world.house, world[ADE], {"reference": KS_CASE, "why": WHY})
    ask_id = (await table(world, "temporary_ask"))[0]["id"]
    after = await world.later(hours=25)
    for yes in (True, False):
        with pytest.raises(Conflict, match="answered_already"):
            await temporary.answer(
                after.house, after[DANA], world.case(KS_CASE), ask_id, given(), yes=yes
            )
    with pytest.raises(NotFound):
        await cases.open_case(after.house, after[ADE], world.case(KS_CASE))
