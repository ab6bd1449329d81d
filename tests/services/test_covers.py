"""Covers: who sets one, who agrees, that both are told, that it ends, and that it opens nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from peermap_app.domain.tray import Kind
from peermap_app.notify import outbox
from peermap_app.services import administration, covers, tray
from peermap_app.services.unit import Who
from peermap_app.storage.access_record import HOUSE
from tests.fakes import FakeClock, FakeHints
from tests.services.people import People, a_worker
from tests.services.test_administration import chain, opens

FROM, TO = "2026-11-24", "2026-11-27"


async def a_team(house: House, people: People) -> Who:
    """Jo works beside Sam in West, where Nadia supervises."""
    return await a_worker(house, name="Jo B", team_id=people.west)


def form(away: Who, by: Who, **changed: str) -> dict[str, object]:
    return {"away": away.worker_id, "by": by.worker_id, "starts": FROM, "ends": TO, **changed}


async def test_a_supervisor_says_who_covers_and_both_read_it(
    house: House, people: People, hints: FakeHints
) -> None:
    """It holds at once, stands in the record without a case, and both pages hear of it."""
    jo = await a_team(house, people)
    await covers.set_cover(house, people.nadia, form(people.sam, jo))
    (line,) = (await covers.sheet(house, people.nadia)).lines
    assert (line.away.name, line.by.name, line.now, line.waits) == ("Sam O", "Jo B", True, False)
    (sams,), (jos,) = await covers.mine(house, people.sam), await covers.mine(house, jo)
    assert (sams.other, sams.away) == ("Jo B", True)
    assert (jos.other, jos.away) == ("Sam O", False)
    for who in (people.sam, jo):
        assert hints.to(f"worker:{who.worker_id}") == [{"kind": "cover"}]
    assert ("set_cover", "allowed") in await chain(house, HOUSE)


async def test_a_cover_opens_no_case(house: House, people: People) -> None:
    """Jo covers for Sam and gets into none of his cases, by no door of the table's."""
    jo = await a_team(house, people)
    await covers.set_cover(house, people.nadia, form(people.sam, jo))
    assert await opens(house, people.sam, people.case_k)
    assert not await opens(house, jo, people.case_k)
    assert ("see_case", "refused") in await chain(house, people.case_k)


async def test_it_ends_by_itself_after_its_last_day(
    house: House, people: People, clock: FakeClock
) -> None:
    """On the last day it holds, on the next it is nowhere: no keeper and no command is needed."""
    jo = await a_team(house, people)
    await covers.set_cover(house, people.nadia, form(people.sam, jo))
    sam, nadia = (replace(who, session_id=None) for who in (people.sam, people.nadia))
    clock.forward(days=3)
    assert (await covers.sheet(house, nadia)).lines[0].now
    clock.forward(days=1)
    assert (await covers.sheet(house, nadia)).lines == ()
    assert await covers.mine(house, sam) == ()


async def test_a_supervisor_ends_it_before(house: House, people: People) -> None:
    """A second tap changes nothing; then the days are free for another."""
    jo = await a_team(house, people)
    await covers.set_cover(house, people.nadia, form(people.sam, jo))
    (line,) = (await covers.sheet(house, people.nadia)).lines
    for _ in range(2):
        await covers.end_cover(house, people.nadia, line.id)
    assert await covers.mine(house, people.sam) == ()
    await covers.set_cover(house, people.nadia, form(people.sam, jo))


async def test_an_administrator_s_ask_waits_for_the_team_s_supervisor(
    house: House, people: People, hints: FakeHints
) -> None:
    """It holds for nobody until Nadia agrees; it stands in her list, and she is woken."""
    jo = await a_team(house, people)
    await covers.ask_cover(house, people.alex, form(people.sam, jo))
    assert await covers.mine(house, people.sam) == ()
    (thing,) = await tray.tray(house, people.nadia)
    assert (thing.kind, thing.by, thing.for_whom) == (Kind.COVER, "Alex T", "Sam O")
    await outbox.deliver(house)
    assert {"kind": "waits"} in hints.to(f"worker:{people.nadia.worker_id}")
    await covers.answer_cover(house, people.nadia, thing.id, agree=True)
    assert len(await covers.mine(house, people.sam)) == 1
    assert await tray.tray(house, people.nadia) == ()
    with pytest.raises(Conflict, match="answered_already"):
        await covers.answer_cover(house, people.nadia, thing.id, agree=False)


async def test_what_was_refused_holds_for_nobody(house: House, people: People) -> None:
    """And its days are free again."""
    jo = await a_team(house, people)
    await covers.ask_cover(house, people.alex, form(people.sam, jo))
    (line,) = (await covers.sheet(house, people.nadia)).lines
    await covers.answer_cover(house, people.nadia, line.id, agree=False)
    assert await covers.mine(house, jo) == ()
    await covers.set_cover(house, people.nadia, form(people.sam, jo))


async def test_nobody_names_themself_or_agrees_to_being_named(house: House, people: People) -> None:
    """Nadia cannot cover by her own word, nor by her own Yes to an administrator's ask."""
    olu = await a_worker(house, name="Olu S", role=Role.SUPERVISOR, team_id=people.west)
    with pytest.raises(Conflict, match="cover_yourself"):
        await covers.set_cover(house, people.nadia, form(people.sam, people.nadia))
    await covers.ask_cover(house, people.alex, form(people.sam, people.nadia))
    (line,) = (await covers.sheet(house, people.nadia)).lines
    assert line.own
    assert await tray.tray(house, people.nadia) == ()
    with pytest.raises(Conflict, match="not_your_own"):
        await covers.answer_cover(house, people.nadia, line.id, agree=True)
    await covers.answer_cover(house, olu, line.id, agree=True)
    assert len(await covers.mine(house, people.nadia)) == 1


async def test_an_ask_that_nobody_could_agree_to_is_refused(house: House, people: People) -> None:
    """Nadia is the team's only supervisor, and she is named."""
    with pytest.raises(Conflict, match="cover_nobody"):
        await covers.ask_cover(house, people.alex, form(people.sam, people.nadia))


async def test_another_team_s_people_are_nobody(house: House, people: People) -> None:
    """A supervisor names their own team alone; an administrator two of one team."""
    with pytest.raises(Invalid, match="cover_unknown"):
        await covers.set_cover(house, people.nadia, form(people.sam, people.priya))
    with pytest.raises(Conflict, match="cover_team"):
        await covers.ask_cover(house, people.alex, form(people.sam, people.priya))
    for name in ("0" * 32, "' OR 1=1 --"):
        raw = {**form(people.sam, people.sam), "by": name}
        with pytest.raises(Invalid, match="cover_unknown"):
            await covers.set_cover(house, people.nadia, raw)


async def test_another_team_s_supervisor_answers_and_ends_nothing(
    house: House, people: People
) -> None:
    """Refused as what does not exist, and recorded."""
    jo = await a_team(house, people)
    olu = await a_worker(house, name="Olu S", role=Role.SUPERVISOR, team_id=people.east)
    await covers.ask_cover(house, people.alex, form(people.sam, jo))
    (line,) = (await covers.sheet(house, people.nadia)).lines
    for cover_id in (line.id, "0" * 32, "x", None, 7):
        with pytest.raises(NotFound):
            await covers.answer_cover(house, olu, cover_id, agree=True)
        with pytest.raises(NotFound):
            await covers.end_cover(house, olu, cover_id)
    assert (await covers.sheet(house, olu)).lines == ()
    assert ("answer_cover", "refused") in await chain(house, HOUSE)


@pytest.mark.parametrize("who", ["sam", "robin"])
async def test_nobody_else_has_this_page(house: House, people: People, who: str) -> None:
    """A practitioner and a data protection lead neither see, set, ask, answer nor end."""
    asker = getattr(people, who)
    for tried in (
        covers.sheet(house, asker),
        covers.set_cover(house, asker, {}),
        covers.ask_cover(house, asker, {}),
        covers.answer_cover(house, asker, "0" * 32, agree=True),
        covers.end_cover(house, asker, "0" * 32),
    ):
        with pytest.raises(NotAllowed):
            await tried
    with pytest.raises(NotAllowed):
        await covers.set_cover(house, people.alex, {})  # an administrator asks
    with pytest.raises(NotAllowed):
        await covers.ask_cover(house, people.nadia, {})


async def test_two_at_once_for_the_same_days_leave_one(house: House, people: People) -> None:
    """A supervisor and an administrator say who covers for Sam in the same moment."""
    jo = await a_team(house, people)
    kim = await a_worker(house, name="Kim A", team_id=people.west)
    done = await asyncio.gather(
        covers.set_cover(house, people.nadia, form(people.sam, jo)),
        covers.ask_cover(house, people.alex, form(people.sam, kim)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "NoneType"]
    assert len((await covers.sheet(house, people.nadia)).lines) == 1


async def test_whoever_leaves_covers_no_more(house: House, people: People) -> None:
    """A closed account, or another team, and it stands nowhere; agreeing to it is refused."""
    jo = await a_team(house, people)
    kim = await a_worker(house, name="Kim A", team_id=people.west)
    await covers.set_cover(house, people.nadia, form(people.sam, jo))
    later = {"starts": "2026-12-01", "ends": "2026-12-02"}
    await covers.ask_cover(house, people.alex, form(people.sam, kim, **later))
    waits = next(one for one in (await covers.sheet(house, people.nadia)).lines if one.waits)
    for gone in (jo, kim):
        assert gone.worker_id is not None
        await administration.close_account(house, people.alex, gone.worker_id)
    assert (await covers.sheet(house, people.nadia)).lines == ()
    assert await covers.mine(house, people.sam) == ()
    with pytest.raises(Conflict, match="cover_gone"):
        await covers.answer_cover(house, people.nadia, waits.id, agree=True)
