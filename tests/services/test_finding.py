"""An unknown colleague: asked of a supervisor, written in by word of mouth, ready to ask."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound, Problems, Refusal, TooMany
from peermap_app.domain.finding import MOST_OPEN, Standing
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.tray import Kind
from peermap_app.notify import outbox
from peermap_app.services import (
    cases,
    closing,
    finding,
    finding_answer,
    finding_over,
    links,
    tray,
    withdrawals,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import reading
from peermap_app.storage.finding_tables import ColleagueAsk
from tests.services import world as w
from tests.services.statements import counted
from tests.services.test_link_seconds import DANA, EAST, a_supervisor
from tests.services.world import (
    ADE,
    ALEX,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    choose,
    table,
)

COORDINATE = Purpose.COORDINATE
HELPS = {"helps": "In year 10 at the same school."}
OLU = "olu"
"""Another supervisor of K's team."""


async def ready(house: House, *, talk: str = "yes") -> World:
    """K said yes to our workers talking together; Dana and Olu supervise the case."""
    world = await w.a_world(house)
    await choose(world, SAM, KS_CASE, talk=talk)
    await a_supervisor(world, OLU, "Youth Support West")
    await a_supervisor(world, "east", EAST)
    return world


async def ask(world: World, name: str = SAM, **raw: object) -> str:
    return await finding.ask_to_find(
        world.house, world[name], world.case(KS_CASE), {**HELPS, **raw}, purpose=COORDINATE
    )


async def say(world: World, name: str, ask_id: str, **raw: object) -> None:
    await finding_answer.answer_finding(world.house, world[name], ask_id, raw, purpose=COORDINATE)


async def found(world: World, reference: str = MS_CASE) -> str:
    """Asked by Sam and found out by Dana."""
    ask_id = await ask(world)
    await say(world, DANA, ask_id, found="yes", reference=reference)
    return ask_id


async def waits(world: World, name: str) -> list[str]:
    things = await tray.tray(world.house, world[name])
    assert await tray.count(world.house, world[name]) == len(things)
    return [one.id for one in things if one.kind is Kind.COLLEAGUE]


async def lines(world: World) -> list[tuple[str, str, str]]:
    """On K's case page: how each stands, the reference, and why nobody was found."""
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    return [(line.standing.value, line.reference, line.why) for line in sheet.findings]


async def begins_with(world: World) -> str:
    """The reference that is ready in the form "Ask to link"."""
    form = await links.link_form(world.house, world[SAM], world.case(KS_CASE), purpose=COORDINATE)
    return form.found


async def on_the_card(world: World) -> Standing | None:
    """What My cases says of K's case."""
    found = await cases.my_cases(world.house, world[SAM])
    return next(line.colleague for line in found if line.reference == KS_CASE)


async def withdraw(world: World, answer: str = "no") -> None:
    today = world.house.clock().date().isoformat()
    raw = {"statement": "talk", "answer": answer, "said_on": today}
    await withdrawals.note_said_aloud(world.house, world[SAM], world.case(KS_CASE), "1", raw)


async def test_what_a_supervisor_hears_is_ready_in_the_form(house: House) -> None:
    """It waits for the case's supervisors with what helps and no map; the reference that Dana
    writes in is ready for Sam, who asks the link himself; then the task is done and keeps none."""
    world = await ready(house)
    ask_id = await ask(world)
    assert await ask(world) == ask_id  # a second tap
    assert await waits(world, DANA) == await waits(world, OLU) == [ask_id]
    assert await lines(world) == [("waits", "", "")]
    sheet = await finding_answer.finding_sheet(world.house, world[DANA], ask_id, purpose=COORDINATE)
    assert (sheet.reference, sheet.initials, sheet.by, sheet.helps, sheet.open) == (
        KS_CASE,
        "K",
        "Sam S.",
        HELPS["helps"],
        True,
    )
    await say(world, DANA, ask_id, found="yes", reference=MS_CASE.lower())
    await say(world, DANA, ask_id, found="yes", reference=MS_CASE)  # a second tap
    assert {"kind": "case"} in world.told(SAM)
    assert await waits(world, DANA) == await waits(world, OLU) == []
    assert await lines(world) == [("found", MS_CASE, "")]
    assert await begins_with(world) == MS_CASE
    assert await on_the_card(world) is Standing.FOUND
    assert await table(world, "link") == []
    await w.ask(world)
    assert await lines(world) == []
    assert await begins_with(world) == ""
    assert await on_the_card(world) is None
    async with reading(house) as session:
        row = await session.get_one(ColleagueAsk, ask_id)
        vault = await _vault(world, session)
        assert "reference" not in vault.open("colleague_ask", row.id, row.sealed)
    said = await w.recorded(world, KS_CASE)
    assert ("ask_colleague", "allowed", "allocated") in said
    assert ("find_colleague", "allowed", "supervises") in said
    assert (await check_record(world.house)).faults == ()


async def _vault(world: World, session: object) -> object:
    from peermap_app.services.admission import vault_of

    return await vault_of(session, world.house.keys, world.case(KS_CASE))  # type: ignore[arg-type]


async def test_what_was_found_is_told_to_who_asked_and_not_to_the_next_worker(house: House) -> None:
    """Sam and a colleague beside them read it; once Ade has the case alone, neither its page nor
    the form that asks for a link has the other case's reference, and Ade may ask anew."""
    world = await ready(house)
    await found(world)
    today = world.house.clock().date().isoformat()
    for ends, reference in (("", MS_CASE), (today, "")):
        await w.bring_in(house, w.row(KS_CASE, SAM, ends=ends), w.row(KS_CASE, ADE, starts=today))
        sheet = await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
        assert [line.reference for line in sheet.findings] == [reference]
        form = await links.link_form(
            world.house, world[ADE], world.case(KS_CASE), purpose=COORDINATE
        )
        assert form.found == reference
    again = await ask(world, ADE)
    await say(world, DANA, again, found="yes", reference=MS_CASE)
    sheet = await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
    assert sorted(line.reference for line in sheet.findings) == ["", MS_CASE]


async def test_nobody_was_found_says_so(house: House) -> None:
    """With its sentence, and nothing is ready."""
    world = await ready(house)
    ask_id = await ask(world)
    with pytest.raises(Problems):
        await say(world, DANA, ask_id, found="no")
    await say(world, DANA, ask_id, found="no", why="Nobody in South or East knew.")
    assert await lines(world) == [("not_found", "", "Nobody in South or East knew.")]
    assert await begins_with(world) == ""
    with pytest.raises(Conflict, match="finding_settled"):
        await say(world, OLU, ask_id, found="yes", reference=MS_CASE)


async def test_writing_in_a_reference_looks_nothing_up(house: House) -> None:
    """Known or not: the same statements, the same sizes, the same answer; one's own is told."""
    world = await ready(house)
    one, other = await ask(world), await ask(world, helps="In year 11 at the same school.")
    with counted(world.house) as known:
        await say(world, DANA, one, found="yes", reference=MS_CASE)
    with counted(world.house) as unknown:
        await say(world, DANA, other, found="yes", reference=UNKNOWN)
    assert known == unknown
    third = await ask(world)
    with pytest.raises(Conflict, match="reference_own"):
        await say(world, DANA, third, found="yes", reference=KS_CASE)


async def test_whose_it_is_not(house: House) -> None:
    """Another team's supervisor, a worker, an administrator, and whoever asked: not there for them;
    a worker of another case cannot ask."""
    world = await ready(house)
    ask_id = await ask(world)
    for name in ("east", SAM, PRIYA, ADE, ALEX):
        with pytest.raises(NotFound):
            await finding_answer.finding_sheet(world.house, world[name], ask_id, purpose=COORDINATE)
        with pytest.raises(NotFound):
            await say(world, name, ask_id, found="yes", reference=MS_CASE)
    assert await waits(world, "east") == []
    for name in (PRIYA, DANA, ADE):
        with pytest.raises(NotFound):
            await ask(world, name)
    for hostile in ("", "0" * 32, 7, None, ["x"]):
        with pytest.raises(NotFound):
            await finding_answer.finding_sheet(
                world.house, world[DANA], hostile, purpose=COORDINATE
            )
    assert await lines(world) == [("waits", "", "")]


async def test_a_supervisor_who_has_the_case_does_not_get_their_own(house: House) -> None:
    """Dana works with K too, and asks: Olu is asked and woken, Dana neither."""
    world = await ready(house)
    await w.bring_in(house, w.row(KS_CASE, DANA, initials="K"))
    ask_id = await ask(world, DANA)
    sams = await ask(world, SAM, helps="Lives near the park.")
    assert await waits(world, DANA) == []
    assert sorted(await waits(world, OLU)) == sorted([ask_id, sams])
    for one in (ask_id, sams):
        with pytest.raises(NotFound):
            await say(world, DANA, one, found="yes", reference=MS_CASE)
    world.hints.told.clear()
    await outbox.deliver(world.house)
    assert {"kind": "waits"} in world.told(OLU)
    assert {"kind": "waits"} not in world.told(DANA)


async def test_a_no_ends_it_and_a_later_yes_brings_nothing_back(house: House) -> None:
    """Waiting or found: gone from every page, and nothing can be written in any more."""
    world = await ready(house)
    await found(world)
    waiting = await ask(world, helps="Lives near the park.")
    await withdraw(world)
    assert await lines(world) == []
    assert await waits(world, DANA) == []
    with pytest.raises(Conflict, match="finding_settled"):
        await say(world, DANA, waiting, found="yes", reference=MS_CASE)
    with pytest.raises(Conflict, match="talk_not_yes"):
        await ask(world)
    await choose(world, SAM, KS_CASE)
    assert await lines(world) == []
    assert await begins_with(world) == ""


async def test_a_closed_case_looks_for_nobody(house: House) -> None:
    """It is not asked any more, whoever's page is open."""
    world = await ready(house)
    ask_id = await ask(world)
    await closing.ask_to_close(world.house, world[SAM], world.case(KS_CASE), {"reason": "done"})
    (line,) = await closing.waiting(world.house, world[DANA])
    await closing.answer(world.house, world[DANA], line.id, agree=True)
    assert await waits(world, DANA) == []
    with pytest.raises(Refusal):
        await say(world, DANA, ask_id, found="yes", reference=MS_CASE)


async def test_after_two_weeks_its_worker_is_told(house: House) -> None:
    """It waits no more from that moment on; the keeper wakes the worker once, and two weeks later
    nothing of it is shown."""
    world = await ready(house)
    ask_id = await ask(world)
    later = await world.later(days=14)
    assert await waits(later, DANA) == []
    assert await lines(later) == [("lapsed", "", "")]
    later.hints.told.clear()
    assert await finding_over.note_over(later.house) == 1
    assert {"kind": "case"} in later.told(SAM)
    assert await finding_over.note_over(later.house) == 0
    with pytest.raises(Conflict, match="finding_settled"):
        await say(later, DANA, ask_id, found="yes", reference=MS_CASE)
    assert await on_the_card(later) is Standing.LAPSED
    assert await ask(later) != ask_id
    assert await lines(later) == [("waits", "", "")]  # asked anew: nothing is told of the first
    assert await on_the_card(later) is None
    last = await world.later(days=28)
    assert await lines(last) == [("lapsed", "", "")]
    assert await finding_over.note_over(last.house) == 1
    gone = await world.later(days=42)
    assert await lines(gone) == []
    assert await finding_over.note_over(gone.house) == 1
    assert ("colleague_over", "allowed", "also") in await w.recorded(last, KS_CASE)


async def test_no_more_than_three_wait_also_at_one_moment(house: House) -> None:
    """A cap for each case; what was answered takes no place."""
    world = await ready(house)
    tried = await asyncio.gather(
        *(ask(world, helps=f"Number {n} of the list.") for n in range(MOST_OPEN + 2)),
        return_exceptions=True,
    )
    refused = [one for one in tried if isinstance(one, BaseException)]
    assert [(type(one), getattr(one, "code", "")) for one in refused] == [
        (TooMany, "colleagues_full")
    ] * 2
    await say(world, DANA, (await waits(world, DANA))[0], found="yes", reference=MS_CASE)
    await ask(world, helps="One more.")
