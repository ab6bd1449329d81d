"""A link whose two cases one worker has waits for a supervisor of each case (rule 8)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Problems, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.tray import Kind
from peermap_app.notify import outbox
from peermap_app.services import (
    accounts,
    alerts,
    cases,
    flags,
    link_agreed,
    link_confirms,
    links,
    tray,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import OPERATOR, Who, reading
from peermap_app.storage.tables import Outbox, Worker
from tests.builders import a_flag_form
from tests.fakes import FakeHints
from tests.services import world as w
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, SAMS_OTHER, World, choose, linked

DANA, FAR = "dana", "far"
EAST = "Family Safeguarding East"
COORDINATE = Purpose.COORDINATE
YES = {"agree": "yes", "why": "She knows both families, and says so to both."}
NO = {"agree": "no", "why": "Another worker takes one of them."}


async def a_supervisor(world: World, name: str, team: str) -> Who:
    """One more supervisor, signed in."""
    await accounts.add_worker(
        world.house,
        OPERATOR,
        email=f"{name}@west.example",
        name=name.title(),
        role=Role.SUPERVISOR.value,
        team=team,
    )
    async with reading(world.house) as session:
        found = select(Worker).where(Worker.email == f"{name}@west.example")
        worker = (await session.exec(found)).one()
    who = Who(kind="worker", worker_id=worker.id, role=Role.SUPERVISOR, name=worker.name)
    world.people[name] = await w._signed_in(world.house, who)
    return world.people[name]


async def both_own(house: House) -> tuple[World, str]:
    """Sam asks from one of his cases for his other one, and accepts there himself."""
    world = await w.a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, SAM, SAMS_OTHER)
    await w.ask(world, SAMS_OTHER)
    link = await w.newest_link(world)
    await w.accept(world, link, name=SAM)
    return world, link


async def state(world: World, name: str, reference: str) -> str:
    """How the link reads on a case's page."""
    sheet = await cases.open_case(world.house, world[name], world.case(reference))
    return sheet.links[0].state


async def say(world: World, name: str, link: str, raw: dict[str, str]) -> bool:
    return await link_agreed.answer_second(world.house, world[name], link, raw, purpose=COORDINATE)


async def waits(world: World, name: str) -> list[Kind]:
    found = await tray.tray(world.house, world[name])
    assert await tray.count(world.house, world[name]) == len(found)
    return [one.kind for one in found if one.kind is Kind.LINK]


async def test_asked_and_accepted_by_one_worker_it_waits_and_then_stands(house: House) -> None:
    """Nothing crosses it until Dana, who supervises both cases, says yes with a reason; she sees
    the worker and both sides' reasons. It stands on both records, and waits no more."""
    world, link = await both_own(house)
    assert await state(world, SAM, KS_CASE) == await state(world, SAM, SAMS_OTHER) == "waits_second"
    sheet = await links.asked(world.house, world[SAM], link, purpose=COORDINATE)
    assert (sheet.state, sheet.waits) == ("accepted", True)
    form = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    assert form.recipients == ()
    assert await waits(world, DANA) == [Kind.LINK]
    told = await link_agreed.second_sheet(world.house, world[DANA], link, purpose=COORDINATE)
    assert told.workers == ("Sam S.",)
    assert {side.reference for side in told.sides} == {KS_CASE, SAMS_OTHER}
    assert not told.own
    assert await say(world, DANA, link, YES)
    assert await state(world, SAM, KS_CASE) == await state(world, SAM, SAMS_OTHER) == "accepted"
    assert await waits(world, DANA) == []
    for reference in (KS_CASE, SAMS_OTHER):
        assert ("agree_link", "allowed", "also") in await w.recorded(world, reference)
    with pytest.raises(NotFound):
        await say(world, DANA, link, NO)  # answered already
    assert (await check_record(world.house)).faults == ()


async def test_a_no_ends_it(house: House) -> None:
    """With a reason; it reads as ended, and may be asked for anew."""
    world, link = await both_own(house)
    with pytest.raises(Problems):
        await say(world, DANA, link, {"agree": "no"})
    with pytest.raises(Problems):
        await say(world, DANA, link, {"why": "So."})
    assert not await say(world, DANA, link, NO)
    assert await state(world, SAM, KS_CASE) == "ended"
    assert await waits(world, DANA) == []
    await w.ask(world, SAMS_OTHER)


async def test_of_two_teams_both_agree(house: House) -> None:
    """Sam comes to have Priya's case as well: the link that stood crosses nothing from then on, for
    Priya neither, until a supervisor of each team agreed; neither sees the other's case."""
    world = await w.a_world(house)
    link = await linked(world)
    form = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    tell = a_flag_form(**{f"tell_{link}": "on"})
    await flags.flag_case(
        world.house, world[SAM], world.case(KS_CASE), form.form_id, tell, purpose=Purpose.COORDINATE
    )
    await a_supervisor(world, FAR, EAST)
    rows = w.row(MS_CASE, SAM, initials="M", team=EAST).replace("dana@west", "far@west")
    await w.bring_in(world.house, rows)
    inbox = await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
    assert [one.kind for one in inbox.items] == ["link_asked"]
    (alert,) = await w.table(world, "alert")
    with pytest.raises(NotFound):
        await alerts.open_alert(
            world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE
        )
    assert await state(world, PRIYA, MS_CASE) == "waits_second"
    assert await waits(world, DANA) == await waits(world, FAR) == [Kind.LINK]
    for name, reference in ((DANA, KS_CASE), (FAR, MS_CASE)):
        told = await link_agreed.second_sheet(world.house, world[name], link, purpose=COORDINATE)
        assert [side.reference for side in told.sides] == [reference]
    assert await say(world, DANA, link, YES)
    assert await state(world, PRIYA, MS_CASE) == "waits_second"
    assert await say(world, FAR, link, YES)
    assert await state(world, PRIYA, MS_CASE) == "accepted"
    assert (
        await alerts.open_alert(
            world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE
        )
    ).said


async def test_a_yes_is_for_one_worker_alone(house: House) -> None:
    """Another one who comes to have both is asked about anew; once nobody has both, nothing is."""
    world, link = await both_own(house)
    assert await say(world, DANA, link, YES)
    await w.bring_in(world.house, w.row(KS_CASE, w.JO), w.row(SAMS_OTHER, w.JO, initials="T"))
    assert await state(world, SAM, KS_CASE) == "waits_second"
    assert await waits(world, DANA) == [Kind.LINK]
    today = world.house.clock().date().isoformat()
    await w.bring_in(world.house, w.row(KS_CASE, w.JO, ends=today))
    assert await state(world, SAM, KS_CASE) == "accepted"
    assert await waits(world, DANA) == []  # no line that leads nowhere
    with pytest.raises(NotFound):
        await say(world, DANA, link, YES)


async def test_giving_a_case_away_is_no_second_yes(house: House) -> None:
    """Sam asked and accepted himself, and then Jo takes one of the cases over: nobody has both any
    more, and still only one person ever agreed. It crosses nothing until the supervisor agreed."""
    world, link = await both_own(house)
    today = world.house.clock().date().isoformat()
    await w.bring_in(
        world.house,
        w.row(SAMS_OTHER, SAM, initials="T", ends=today),
        w.row(SAMS_OTHER, w.JO, initials="T"),
    )
    assert (
        await state(world, SAM, KS_CASE) == await state(world, w.JO, SAMS_OTHER) == "waits_second"
    )
    form = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    assert form.recipients == ()
    assert await waits(world, DANA) == [Kind.LINK]
    told = await link_agreed.second_sheet(world.house, world[DANA], link, purpose=COORDINATE)
    assert told.workers == ("Sam S.",)
    assert await say(world, DANA, link, YES)
    assert await state(world, w.JO, SAMS_OTHER) == "to_confirm"  # she has agreed to nothing yet
    await link_confirms.confirm_link(
        world.house, world[w.JO], world.case(SAMS_OTHER), link, purpose=COORDINATE
    )
    assert await state(world, SAM, KS_CASE) == await state(world, w.JO, SAMS_OTHER) == "accepted"
    assert await waits(world, DANA) == []


async def test_nobody_is_the_second_person_to_their_own(house: House) -> None:
    """Dana has both cases herself: another supervisor of the team decides, and it does not stand in
    her own list."""
    world = await w.a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, SAM, SAMS_OTHER)
    await a_supervisor(world, "nadia", "Youth Support West")
    async with reading(world.house) as session:
        dana = await session.get_one(Worker, world.worker_id(DANA))
    rows = [w.row(one, DANA, initials=i) for one, i in ((KS_CASE, "K"), (SAMS_OTHER, "T"))]
    await w.bring_in(world.house, *(one.replace("Dana D.", dana.name) for one in rows))
    await w.ask(world, SAMS_OTHER, name=DANA)
    link = await w.newest_link(world)
    await w.accept(world, link, name=DANA)
    told = await link_agreed.second_sheet(world.house, world[DANA], link, purpose=COORDINATE)
    assert told.own
    with pytest.raises(Conflict, match="not_your_own"):
        await say(world, DANA, link, YES)
    assert await say(world, "nadia", link, YES)


async def test_others_see_and_say_nothing(house: House) -> None:
    """No practitioner, not the worker themself, no supervisor of another team; nor for the other
    purpose; and whatever is sent as an id."""
    world, link = await both_own(house)
    await a_supervisor(world, FAR, EAST)
    for name in (SAM, PRIYA, w.ALEX):
        with pytest.raises(NotAllowed):
            await say(world, name, link, YES)
    with pytest.raises(NotFound):
        await say(world, FAR, link, YES)
    assert await waits(world, FAR) == []
    for raw in ("0" * 32, "x", None, [link], ""):
        with pytest.raises(NotFound):
            await link_agreed.answer_second(world.house, world[DANA], raw, YES, purpose=COORDINATE)
    with pytest.raises(Refusal):
        await link_agreed.second_sheet(
            world.house, world[DANA], link, purpose=Purpose.PLAN_TOGETHER
        )
    assert await state(world, SAM, KS_CASE) == "waits_second"


@pytest.mark.attack("races")
async def test_two_answers_at_once_are_one(house: House) -> None:
    """A yes and a no in the same moment: one of them counts, the other finds nothing that waits."""
    world, link = await both_own(house)
    await a_supervisor(world, "nadia", "Youth Support West")
    both = await asyncio.gather(
        say(world, DANA, link, YES), say(world, "nadia", link, NO), return_exceptions=True
    )
    assert sum(isinstance(one, NotFound) for one in both) == 1
    ended = await state(world, SAM, KS_CASE) == "ended"
    assert ended is (False in both)


async def test_the_supervisors_pages_are_woken(house: House) -> None:
    """By the outbox, with one word and nothing of a case."""
    world, link = await both_own(house)
    hints = FakeHints()
    quiet = replace(world.house, hints=hints)
    await outbox.deliver(quiet)
    assert {"kind": "waits"} in hints.to(f"worker:{world.worker_id(DANA)}")
    async with reading(world.house) as session:
        rows = (await session.exec(select(Outbox))).all()
    assert f"link {link}" in {row.waits for row in rows}
