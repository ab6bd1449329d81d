"""Many at once on PostgreSQL and on SQLite: what is counted before it is written stays counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain import links as link_rules
from peermap_app.domain.access import Relation
from peermap_app.domain.errors import Conflict, Gone, Refusal
from peermap_app.domain.factors import FactorKind
from peermap_app.domain.recovery import AskState, Lost
from peermap_app.domain.temporary import MOST_ASKS
from peermap_app.notify import mail
from peermap_app.services import (
    administration,
    drawing_offers,
    factor_proofs,
    factors,
    recovery,
    recovery_links,
    temporary,
    waiting_imports,
)
from peermap_app.services.standing import relation_of
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage.recovery_tables import RecoveryAsk
from peermap_app.storage.team_tables import TemporaryAllocation, TemporaryAsk
from peermap_app.storage.waiting_tables import WaitingImport
from tests.fakes import NOW, FakeSlow
from tests.services.people import People, a_case, a_worker, allocate
from tests.services.test_links import ready
from tests.services.test_recovery import ADDRESS, FRESH, SAM, SMTP, Post, agreed
from tests.services.world import (
    HEADINGS,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    accept,
    ask,
    choose,
    newest_link,
    row,
    table,
)
from tests.services.world import SAM as WORLD_SAM

ROUNDS = 4
GIVEN = {"email": "jo@west.example", "hours": "4", "why": "Nadia is ill tonight."}
pytestmark = pytest.mark.attack("races", tries=ROUNDS)


@dataclass
class Ticking:
    """A clock that is never twice the same, as a true one."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        """A thousandth of a second later than before."""
        self.now += timedelta(milliseconds=1)
        return self.now


async def at_once(*tried: Awaitable[object]) -> Counter[str]:
    """How each of them ended: "ok", or the code of its refusal; anything else is a fault."""
    done = await asyncio.gather(*tried, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException) and not isinstance(one, Refusal):
            raise one
    return Counter(one.code if isinstance(one, Refusal) else "ok" for one in done)


@pytest.fixture
async def ticking(house: House) -> House:
    """The same house by a clock that goes on, with a mail server."""
    settings = replace(house.settings, smtp=SMTP)
    return replace(house, settings=settings, clock=Ticking(), slow=FakeSlow(most=99))


@pytest.fixture
async def folk(ticking: House) -> People:
    """Sam and Nadia of West, and whoever else moves in."""
    return await People.move_in(ticking)


async def test_asks_for_a_case_stop_at_five(ticking: House, folk: People) -> None:
    """Twelve at once of one worker: five wait."""
    for number in range(ROUNDS):
        jo = await a_worker(ticking, name=f"Jo{number} B", team_id=folk.west)
        wanted = [{"reference": f"AA-{n:04d}", "why": "A review tonight."} for n in range(12)]
        done = await at_once(*(temporary.ask(ticking, jo, one) for one in wanted))
        assert done == {"ok": MOST_ASKS, "asks_full": 12 - MOST_ASKS}
    async with reading(ticking) as session:
        rows = (await session.exec(select(TemporaryAsk))).all()
    assert len(rows) == MOST_ASKS * ROUNDS


async def test_a_case_is_given_once_and_taken_back_whole(ticking: House, folk: People) -> None:
    """Eight taps at once give it once; taken back, nothing of it is left."""
    jo = await a_worker(ticking, name="Jo B", team_id=folk.west)
    for _ in range(ROUNDS * 2):
        done = await at_once(
            *(temporary.give(ticking, folk.nadia, folk.case_k, GIVEN) for _ in range(8))
        )
        assert done == {"ok": 1, "has_it_already": 7}
        async with reading(ticking) as session:
            rows = (await session.exec(select(TemporaryAllocation))).all()
        (runs,) = [one for one in rows if one.over_at is None]
        await temporary.take_back(ticking, folk.nadia, folk.case_k, runs.id)
        async with reading(ticking) as session:
            found = await relation_of(session, jo.worker_id, folk.case_k, ticking.clock())
        assert found is not Relation.COVERS


async def test_a_gift_taken_back_ends_each_gift_of_that_worker(
    ticking: House, folk: People
) -> None:
    """Two lie there from before: one tap ends both, also one that begins in a moment."""
    jo = await a_worker(ticking, name="Jo B", team_id=folk.west)
    await temporary.give(ticking, folk.nadia, folk.case_k, GIVEN)
    async with writing(ticking) as session:
        (one,) = (await session.exec(select(TemporaryAllocation))).all()
        starts = one.starts_at + timedelta(seconds=2)
        held = one.model_dump(exclude={"id", "starts_at"})
        session.add(TemporaryAllocation(**held, starts_at=starts))
    with pytest.raises(Conflict, match="has_it_already"):
        await temporary.give(ticking, folk.nadia, folk.case_k, GIVEN)
    await temporary.take_back(ticking, folk.nadia, folk.case_k, one.id)
    async with reading(ticking) as session:
        rows = (await session.exec(select(TemporaryAllocation))).all()
        later = ticking.clock() + timedelta(minutes=1)
        assert await relation_of(session, jo.worker_id, folk.case_k, later) is not Relation.COVERS
    assert [row.taken_back_by for row in rows] == [folk.nadia.worker_id] * 2


async def a_passkey(house: House, who: Who) -> str:
    """One that was confirmed, straight into the table; its id."""
    held: dict[str, object] = {"name": "Phone", "credential": "a", "key": "b"}
    made = factor_proofs.new_factor(
        house.keys, who.worker_id or "", FactorKind.PASSKEY, held, house.clock()
    )
    made.confirmed_at, made.credential_hash = house.clock(), made.id
    async with writing(house) as session:
        session.add(made)
    return made.id


async def test_the_last_factor_of_who_must_have_one_stays(ticking: House, folk: People) -> None:
    """A supervisor's factors are taken away all at once: one is left."""
    for _ in range(ROUNDS):
        own = [await a_passkey(ticking, folk.nadia) for _ in range(2)]
        own += [line.id for line in (await factors.sheet(ticking, folk.nadia)).lines]
        tried = [factors.remove(ticking, folk.nadia, one) for one in sorted(set(own))]
        done = await at_once(*tried)
        assert done == {"ok": len(tried) - 1, "factor_needed": 1}
        assert len((await factors.sheet(ticking, folk.nadia)).lines) == 1


async def states(house: House) -> Counter[tuple[str, str]]:
    """How each ask for an account stands."""
    async with reading(house) as session:
        rows = (await session.exec(select(RecoveryAsk))).all()
    return Counter((one.lost, one.state) for one in rows)


async def test_of_many_asks_at_the_door_one_waits(ticking: House, folk: People) -> None:
    """Whatever was lost, and whoever asks: the newest alone may be agreed to."""
    kinds = ["password", "factor"] * 3
    for number in range(ROUNDS):
        asks = [
            recovery.ask_at_door(ticking, SAM, kind, f"198.51.100.{number}{n}")
            for n, kind in enumerate(kinds)
        ]
        await at_once(*asks, recovery.ask_for(ticking, folk.alex, folk.sam.worker_id, "password"))
        waits = [one for one in await recovery.waiting(ticking, folk.nadia) if one.email == SAM]
        assert len(waits) == 1
        found = await states(ticking)
        assert sum(n for (_, state), n in found.items() if state == AskState.WAITING.value) == 1


async def test_a_password_and_a_factor_link_are_not_out_together(
    ticking: House, folk: People
) -> None:
    """Whoever reads a mailbox for an hour gets one of the two: the newer one ends the older."""
    post = Post()
    await recovery.ask_at_door(ticking, SAM, "password", ADDRESS)
    await agreed(ticking, folk.nadia)
    await mail.deliver(ticking, post)
    first = post.token()
    assert await recovery_links.open_link(ticking, first) is Lost.PASSWORD
    await recovery.ask_at_door(ticking, SAM, "factor", ADDRESS)
    await agreed(ticking, folk.nadia)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.set_password(ticking, first, FRESH, ADDRESS)
    await mail.deliver(ticking, post)
    assert await recovery_links.open_link(ticking, post.token()) is Lost.FACTOR


async def test_asking_agreeing_and_using_at_once_wait_for_nobody_for_ever(
    ticking: House, folk: People
) -> None:
    """All hold the account first: none meets another in the other order."""
    for number in range(ROUNDS):
        post = Post()
        await recovery.ask_at_door(ticking, SAM, "factor", f"192.0.2.{number}")
        await agreed(ticking, folk.nadia)
        await mail.deliver(ticking, post)
        await recovery.ask_at_door(ticking, SAM, "password", f"192.0.3.{number}")
        (waits,) = await recovery.waiting(ticking, folk.nadia)
        await at_once(
            recovery_links.take_factors(ticking, post.token(), ADDRESS),
            recovery.agree(ticking, folk.nadia, waits.id),
            recovery.ask_at_door(ticking, SAM, "factor", f"192.0.4.{number}"),
        )
        out = sum(n for (_, state), n in (await states(ticking)).items() if state == "agreed")
        assert out <= 1


async def test_drawings_of_one_worker_stop_where_they_must(
    ticking: House, folk: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four cases at once, and room for two drawings."""
    monkeypatch.setattr(drawing_offers, "MOST_DRAWINGS", 2)
    cases = [folk.case_k]
    for number in range(3):
        made = await a_case(ticking, reference=f"HX-400{number}", team_id=folk.west)
        await allocate(ticking, made, folk.sam)
        cases.append(made)
    done = await at_once(*(drawing_offers.offer(ticking, folk.sam, one) for one in cases))
    assert done == {"ok": 2, "drawings_full": 2}


async def test_one_file_waits(ticking: House, folk: People) -> None:
    """Four administrators' taps at once: the last one's file waits and no other."""
    lines = row("HX-5000", "sam", team="West").replace("dana@", "nadia@")
    file = f"{HEADINGS}\n{lines}\n".encode()
    await at_once(*(waiting_imports.ask_import(ticking, folk.alex, file) for _ in range(4)))
    async with reading(ticking) as session:
        rows = (await session.exec(select(WaitingImport))).all()
    assert sorted(one.state for one in rows) == ["replaced"] * 3 + ["waiting"]


async def test_an_address_gets_one_account(ticking: House, folk: People) -> None:
    """Added twice at once: the second is told that there is one."""
    raw = {"email": "new@west.example", "name": "New B", "role": "practitioner", "team": "West"}
    done = await at_once(*(administration.add_account(ticking, folk.alex, raw) for _ in range(4)))
    assert done == {"ok": 1, "worker_exists": 3}


async def test_two_that_answer_each_other_follow_one_another(house: House) -> None:
    """Each had asked the other: one link, and nobody waits for ever."""
    world = await ready(house)
    await ask(world)
    one = await newest_link(world)
    await ask(world, KS_CASE, name=PRIYA, own=MS_CASE)
    other = next(each["id"] for each in await table(world, "link") if each["id"] != one)
    done = await at_once(accept(world, one), accept(world, other, WORLD_SAM))
    assert done == {"ok": 1, "link_not_open": 1}
    assert sorted(each["state"] for each in await table(world, "link")) == ["accepted", "ended"]


async def test_links_of_one_case_stop_where_they_must(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sam says yes to Jo while Priya says yes to Sam, and there is room for one link."""
    monkeypatch.setattr(link_rules, "MOST_LINKS", 1)
    world = await ready(house)
    await choose(world, JO, JOS_CASE)
    await ask(world)
    of_sam = await newest_link(world)
    await ask(world, KS_CASE, name=JO, own=JOS_CASE)
    of_jo = next(each["id"] for each in await table(world, "link") if each["id"] != of_sam)
    await at_once(accept(world, of_sam), accept(world, of_jo, WORLD_SAM))
    assert [each["state"] for each in await table(world, "link")].count("accepted") == 1
