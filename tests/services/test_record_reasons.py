"""The data protection lead reads why: a supervisor's own words beside the row; and what stands out
when somebody's hours are over, or they only tried."""

from __future__ import annotations

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.record_query import LookReason, RecordAsk
from peermap_app.domain.unusual import Sign
from peermap_app.services import access_reading, cases, team, temporary
from peermap_app.services.access_reading import RecordLine, UnusualLine
from peermap_app.services.unit import Who, writing
from peermap_app.state import record_views
from peermap_app.storage.tables import CaseFile, CaseKey
from tests.services.test_temporary import DANA, WHY, given, newest
from tests.services.test_withdrawals import data_protection
from tests.services.world import ADE, KS_CASE, SAM, World, a_world, bring_in, choose, row

LOOKED = "Sam asked me to read it with them."


async def given_and_looked(house: House) -> tuple[World, Who]:
    """Dana read K's map for a reason and gave the case to Ade for another."""
    world = await a_world(house)
    robin = await data_protection(world)
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    look = {"why": LOOKED}
    await team.look_at_map(
        world.house, world[DANA], case_id, "1", look, purpose=Purpose.PLAN_TOGETHER
    )
    await temporary.give(world.house, world[DANA], case_id, given())
    return world, robin


async def lines(world: World, robin: Who) -> list[RecordLine]:
    ask = RecordAsk(LookReason.COMPLAINT, KS_CASE)
    return list((await access_reading.look(world.house, robin, ask)).lines)


async def unusual(world: World, robin: Who) -> list[UnusualLine]:
    return list((await access_reading.stands_out(world.house, robin))[0])


async def test_the_lead_reads_why(house: House) -> None:
    """Each reason stands once, beside its own row and as the page says it, with to whom the case
    was given; once the case's key is gone there are no words."""
    world, robin = await given_and_looked(house)
    found = {each.action: each.reason for each in await lines(world, robin) if each.reason}
    assert {action: (each.why, each.to) for action, each in found.items()} == {
        "look_at_map": (LOOKED, ""),
        "give_temporary": (WHY, "Ade A."),
    }
    shown = [record_views.row(each, world.house.clock()) for each in await lines(world, robin)]
    said = [fact.detail for each in shown for fact in each.facts]
    assert said.count(f"“{LOOKED}”") == said.count(f"Given to Ade A.: “{WHY}”") == 1
    async with writing(world.house) as session:
        await session.delete(await session.get_one(CaseKey, world.case(KS_CASE)))
    assert [each.reason for each in await lines(world, robin) if each.reason] == []


async def test_asking_after_the_hours_are_over_stands_out(house: House) -> None:
    """Not while Ade has the case, not when they have it again; but in between, by the hour."""
    world, robin = await given_and_looked(house)
    case_id = world.case(KS_CASE)
    await cases.open_case(world.house, world[ADE], case_id)
    assert await unusual(world, robin) == []
    row_id = await newest(world)
    await temporary.take_back(world.house, world[DANA], case_id, row_id)
    for _ in range(2):
        try:
            await cases.open_case(world.house, world[ADE], case_id)
        except NotFound:
            continue
    (line,) = await unusual(world, robin)
    assert (line.found.sign, line.who, line.reference) == (Sign.AFTER_CHANGE, "Ade A.", KS_CASE)
    await temporary.give(world.house, world[DANA], case_id, given())
    await cases.open_case(world.house, world[ADE], case_id)
    (again,) = await unusual(world, robin)
    assert again.found.count == line.found.count


async def test_trying_many_strange_cases_is_many_cases(house: House) -> None:
    """Nothing opened, and that is the sign: thirteen cases of others in one hour."""
    world, robin = await given_and_looked(house)
    references = [f"HX-5{number:03}" for number in range(13)]
    await bring_in(world.house, *(row(each, SAM, initials="Z") for each in references))
    async with world.house.make_session() as session:
        hashes = [world.house.keys.lookup("reference", each) for each in references]
        wanted = select(CaseFile.id).where(col(CaseFile.reference_hash).in_(hashes))
        ids = (await session.exec(wanted)).all()
    assert len(ids) == 13
    for case_id in ids:
        try:
            await cases.open_case(world.house, world[ADE], case_id)
        except NotFound:
            continue
    many = [each for each in await unusual(world, robin) if each.found.sign is Sign.MANY_CASES]
    assert [(each.who, each.found.count) for each in many] == [("Ade A.", 13)]
