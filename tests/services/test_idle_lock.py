"""The idle lock on a moved clock: when a session locks, what it still does, and what opens it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany
from peermap_app.domain.idle_lock import GRACE, TOLD_EVERY
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    accounts,
    cases,
    drawing_board,
    drawings,
    factors,
    idle_lock,
    passkeys,
    passwords,
    sessions,
)
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import Drawing, SignInSession, Worker
from tests.drawing_builders import World, a_tablet, sign_in
from tests.fakes import FakeClock, FakeHints
from tests.services.people import People
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows, signed_in
from tests.services.statements import counted
from tests.services.test_factors import add_app

AFTER = timedelta(minutes=5)


@pytest.fixture
def house(house: House) -> House:
    """One whose pages lock after five minutes."""
    return replace(house, settings=replace(house.settings, lock_after=AFTER))


@pytest.fixture
def world(world: World) -> World:
    """The same of Sam, Priya and Kim."""
    quick = replace(world.house.settings, lock_after=AFTER)
    return replace(world, house=replace(world.house, settings=quick))


async def session_of(house: House, who: Who) -> SignInSession:
    async with reading(house) as session:
        held = await session.get(SignInSession, who.session_id)
    assert held is not None
    return held


async def locked_now(house: House, clock: FakeClock, who: Who) -> None:
    clock.forward(seconds=AFTER.total_seconds())
    assert await idle_lock.lock(house, who)


async def test_nobody_there_for_five_minutes_and_nothing_is_answered(
    house: House, people: People, clock: FakeClock
) -> None:
    """The server's own clock locks it, a minute after the page's would; each unit is refused and
    stands in the record, with a case and without one, and the session is not over."""
    sam = people.sam
    clock.forward(seconds=(AFTER + GRACE).total_seconds() - 1)
    assert await cases.open_case(house, sam, people.case_k)
    clock.forward(seconds=1)
    for asked in (
        cases.open_case(house, sam, people.case_k),
        cases.my_cases(house, sam),
        accounts.me(house, sam),
        factors.sheet(house, sam),
        passkeys.to_confirm(house, sam),
    ):
        with pytest.raises(Conflict, match="locked"):
            await asked
    assert await accounts.still(house, sam)
    with pytest.raises(Conflict, match="locked"):
        await idle_lock.in_sight(house, sam)
    rows = await all_rows(house)
    for action in ("see_case", "list_cases", "see_me", "see_factors"):
        assert (action, "refused", "locked", sam.worker_id) in rows


async def test_a_page_that_does_it_by_itself_keeps_nothing_open(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """What polls, hears and reconnects is no touch; somebody who does something is."""
    token = (await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)).token
    for _ in range(3):
        clock.forward(minutes=4)
        assert await accounts.who_is(house, token, ADDRESS) is not None
    for _ in range(5):
        clock.forward(minutes=1)
        assert await accounts.who_is(house, token, ADDRESS, present=False) is not None
    clock.forward(minutes=1)
    assert await accounts.who_is(house, token, ADDRESS) is None
    assert await idle_lock.behind(house, token, ADDRESS) is not None
    clock.forward(minutes=24)  # and from the last touch on, the session idles out as ever
    assert await idle_lock.behind(house, token, ADDRESS) is None


async def test_a_touch_is_written_once_in_half_a_minute(world: World) -> None:
    """Each event reads one statement, as before; the last touch costs no other one."""
    token = await sign_in(world)
    world.clock.move(seconds=TOLD_EVERY.total_seconds())
    with counted(world.house) as seen:
        for _ in range(20):
            assert await accounts.who_is(world.house, token, ADDRESS) is not None
    written = [each for each in seen if each.startswith("UPDATE")]
    assert len(written) == 1
    assert len([each for each in seen if each.startswith("SELECT")]) == 20


async def test_a_page_locks_its_session_at_once(house: House, sam: Who, clock: FakeClock) -> None:
    """A page says that its time is up; while another page was touched since, it stays open."""
    who = await signed_in(house)
    clock.forward(seconds=(AFTER - TOLD_EVERY).total_seconds() - 1)
    assert not await idle_lock.lock(house, who)
    assert (await accounts.me(house, who)).name == "Sam O"
    clock.forward(seconds=1)
    assert await idle_lock.lock(house, who)
    with pytest.raises(Conflict, match="locked"):
        await accounts.me(house, who)
    assert await idle_lock.lock(house, who)  # again is no error


async def test_a_touch_under_way_opens_nothing(house: House, sam: Who, clock: FakeClock) -> None:
    """An event that was let in before the lock writes its touch after it: it stays locked."""
    who = await signed_in(house)
    await locked_now(house, clock, who)
    async with writing(house) as session:
        now = house.clock()
        assert who.session_id is not None
        since = now - timedelta(minutes=6)
        await stored.see(session, who.session_id, now, idle_since=since, locked_since=since)
    assert (await session_of(house, who)).touched_at is None


async def test_the_password_opens_it_for_who_has_no_factor(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """A wrong one does not; a right one does, and counts as having shown who is there."""
    who = await signed_in(house)
    await locked_now(house, clock, who)
    assert (await idle_lock.asked(house, who)).password
    with pytest.raises(Invalid, match="password_wrong"):
        await idle_lock.open_again(house, who, "not the password")
    with pytest.raises(Conflict, match="locked"):
        await accounts.me(house, who)
    await idle_lock.open_again(house, who, PASSWORD)
    assert (await accounts.me(house, who)).name == "Sam O"
    held = await session_of(house, who)
    assert (held.touched_at, held.proved_at) == (house.clock(), house.clock())
    rows = await all_rows(house)
    assert ("unlock", "refused", "password_wrong", who.worker_id) in rows
    assert ("unlock", "allowed", "also", who.worker_id) in rows


async def test_a_factor_opens_it_and_then_the_password_does_not(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """The app's code once, a recovery code too; the password is too little for who has more."""
    who = await signed_in(house)
    phone, paper = await add_app(house, who)
    await locked_now(house, clock, who)
    with pytest.raises(Invalid, match="second_shape"):
        await idle_lock.open_again(house, who, PASSWORD)
    code = phone.code(house.clock())
    await idle_lock.open_again(house, who, code)
    assert await idle_lock.in_sight(house, who)
    await locked_now(house, clock, who)
    for wrong in (code, "000000"):
        with pytest.raises(Invalid):
            await idle_lock.open_again(house, who, wrong)
    await idle_lock.open_again(house, who, paper[0])
    assert await idle_lock.in_sight(house, who)


async def test_only_five_tries(house: House, sam: Who, clock: FakeClock, hints: FakeHints) -> None:
    """One more and the session is over, though it be the right password; its pages are told."""
    who = await signed_in(house)
    await locked_now(house, clock, who)
    for number in range(5):
        with pytest.raises(Invalid, match="password_wrong"):
            await idle_lock.open_again(house, who, f"guess {number} of a password")
    hints.told.clear()
    with pytest.raises(NotAllowed, match="signed_out"):
        await idle_lock.open_again(house, who, PASSWORD)
    assert not await accounts.still(house, who)
    assert hints.to(f"worker:{who.worker_id}") == [{"kind": "session"}]
    assert ("sign_out", "allowed", "unlock_tries", who.worker_id) in await all_rows(house)
    with pytest.raises(Refusal, match="signed_out"):
        await idle_lock.open_again(house, who, PASSWORD)


async def test_that_is_not_told_as_idling_out(house: House, sam: Who, clock: FakeClock) -> None:
    """The door does not say that nothing was touched for half an hour."""
    token = (await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)).token
    who = await accounts.who_is(house, token, ADDRESS)
    assert who is not None
    await locked_now(house, clock, who)
    for _ in range(6):
        with pytest.raises(Refusal):
            await idle_lock.open_again(house, who, "not the password")
    assert not await accounts.idled_out(house, token)
    assert await idle_lock.behind(house, token, ADDRESS) is None


async def test_what_uses_up_no_try(house: House, sam: Who, clock: FakeClock) -> None:
    """What has not the shape of a code, and a server that is busy."""
    who = await signed_in(house)
    await add_app(house, who)
    await locked_now(house, clock, who)
    for _ in range(9):
        with pytest.raises(Invalid, match="second_shape"):
            await idle_lock.open_again(house, who, "12345")
    taken = [passwords.room() for _ in range(passwords.AT_ONCE + passwords.MOST_WAITING)]
    for place in taken:
        place.__enter__()
    try:
        for _ in range(9):
            with pytest.raises(TooMany, match="busy"):
                await idle_lock.open_again(house, who, "123456")
    finally:
        for place in taken:
            place.__exit__(None, None, None)
    with pytest.raises(Invalid, match="second_wrong"):
        await idle_lock.open_again(house, who, "000000")


async def test_the_drawing_goes_on_while_its_workers_phone_is_locked(world: World) -> None:
    """The tablet draws and keeps the session from idling out; it opens nothing of the worker's."""
    tablet, drawing_id = await a_tablet(world)
    await drawings.start(world.house, tablet)
    for number in range(12):
        world.clock.move(minutes=4)
        edit = {"id": f"{number:032x}", "op": "add_person", "person": f"p{number}"}
        del edit  # the board's own edits are tested elsewhere: any look of the tablet's counts
        assert (
            await drawing_board.snapshot(
                world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER
            )
            is not None
        )
        await accounts.touch(world.house, str(world.sam.session_id), world.clock() - AFTER)
    with pytest.raises(Conflict, match="locked"):
        await drawing_board.snapshot(
            world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
    assert await accounts.still(world.house, world.sam)
    async with reading(world.house) as session:
        row = await session.get(Drawing, drawing_id)
    assert row is not None
    assert row.ended_at is None


async def test_a_colleague_who_signs_in_on_a_locked_phone_cuts_no_drawing(world: World) -> None:
    """Priya finds Sam's locked phone and signs in there as herself: his session is over, its pages
    are told, and what the young person draws goes on."""
    token = await sign_in(world)
    sam = await accounts.who_is(world.house, token, ADDRESS)
    assert sam is not None
    tablet, drawing_id = await a_tablet(replace(world, sam=sam))
    await drawings.start(world.house, tablet)
    world.clock.move(minutes=5)
    assert await idle_lock.lock(world.house, sam)
    async with writing(world.house) as session:
        priya = await session.get_one(Worker, world.priya.worker_id)
        begun = await sessions.begin(
            world.house, session, priya, token, rule="password", second=True
        )
    world.heard.told.clear()
    await sessions.settle(world.house, begun)
    assert world.heard.kinds(f"worker:{sam.worker_id}") == ["session"]
    assert await accounts.who_is(world.house, token, ADDRESS, locked_too=True) is None
    assert await drawings.tablet_still(world.house, tablet)
    assert (
        await drawing_board.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
        is not None
    )


async def test_too_many_tries_cut_no_drawing(world: World) -> None:
    """Whoever guesses at the worker's phone ends its session; what is drawn is not cut, and hangs
    on the next session of its worker."""
    tablet, drawing_id = await a_tablet(world)
    await drawings.start(world.house, tablet)
    world.clock.move(minutes=5)
    assert await idle_lock.lock(world.house, world.sam)
    for _ in range(6):
        with pytest.raises(Refusal):
            await idle_lock.open_again(world.house, world.sam, "not the password")
    assert not await accounts.still(world.house, world.sam)
    assert await drawings.tablet_still(world.house, tablet)
    assert (
        await drawing_board.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
        is not None
    )


@pytest.mark.parametrize("action", [each for each in Action if each is not Action.UNLOCK])
async def test_no_other_action_is_open(
    house: House, sam: Who, clock: FakeClock, action: Action
) -> None:
    """Every action there is, of a session that is locked: refused as locked, whoever asks."""
    from peermap_app.services.unit import unit

    who = await signed_in(house)
    await locked_now(house, clock, who)
    with pytest.raises(Conflict, match="locked"):
        async with unit(house, who, action):
            raise AssertionError("the unit was opened")
