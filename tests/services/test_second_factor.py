"""The second step of signing in: half a sign-in opens nothing, and a code counts once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Gone, Invalid, NotAllowed, TooMany
from peermap_app.domain.factors import step_of
from peermap_app.services import accounts, passwords, rotation, sign_in_steps
from peermap_app.services.sign_in_steps import HalfWay
from peermap_app.services.unit import OPERATOR, Who, reading, unit, writing
from peermap_app.storage.factor_tables import Factor, HalfSignIn, RecoveryCode
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import SignInSession, Worker
from tests.factors import Phone, phone_of, whole
from tests.fakes import FakeClock
from tests.services.people import a_worker
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows

DANA = "dana@west.example"


@pytest.fixture
async def dana(house: House, password_hash: str) -> Who:
    """A supervisor with a password and no factor yet."""
    return await a_worker(
        house, name="Dana R", email=DANA, role=Role.SUPERVISOR, password_hash=password_hash
    )


async def half(house: House, email: str = DANA) -> str:
    """The password is right: the token of half a sign-in."""
    given = await accounts.sign_in(house, email, PASSWORD, ADDRESS)
    assert isinstance(given, HalfWay)
    return given.token


async def enrolled(house: House) -> Phone:
    """Dana set her app up."""
    await whole(house, DANA, PASSWORD, ADDRESS)
    phone = phone_of(house.settings.database_url, DANA)
    assert phone is not None
    return phone


async def test_a_supervisors_password_opens_nothing(house: House, dana: Who) -> None:
    """Half a sign-in is no session, by whatever cookie it comes; it leads to setting up alone."""
    token = await half(house)
    assert await accounts.who_is(house, token, ADDRESS) is None
    async with reading(house) as session:
        assert len((await session.exec(select(SignInSession))).all()) == 1  # the fixture's own
    held = await sign_in_steps.half_of(house, token)
    assert held is not None
    assert held.must_enrol
    with pytest.raises(Invalid, match="second_wrong"):
        await sign_in_steps.by_code(house, token, "000000", ADDRESS)


async def test_a_first_code_sets_up_the_app_and_begins_the_session(house: House, dana: Who) -> None:
    """Ten recovery codes come with it, and the session counts as proved by a second factor."""
    token = await half(house)
    shown = await sign_in_steps.set_up(house, token)
    assert (await sign_in_steps.set_up(house, token)).secret == shown.secret
    assert shown.address.startswith("otpauth://totp/PeerMap:dana%40west.example?")
    phone = Phone(shown.secret)
    done = await sign_in_steps.confirm_set_up(house, token, phone.code(house.clock()), ADDRESS)
    who = await accounts.who_is(house, done.signed_in.token, ADDRESS)
    assert who is not None
    assert (len(done.codes), len(set(done.codes))) == (10, 10)
    assert [row[:3] for row in await all_rows(house)] == [
        ("sign_in_half", "allowed", "no_factor_yet"),
        ("sign_in", "allowed", "one_time_code"),
        ("add_factor", "allowed", "code"),
    ]
    assert await sign_in_steps.half_of(house, token) is None
    with pytest.raises(Gone, match="half_over"):
        await sign_in_steps.set_up(house, token)


async def test_a_code_counts_once_and_none_older_than_it(
    house: House, dana: Who, clock: FakeClock
) -> None:
    """A code read over a shoulder is refused while its half minute lasts, and recorded as used."""
    phone = await enrolled(house)
    clock.forward(minutes=5)
    step = step_of(clock().timestamp())
    await sign_in_steps.by_code(house, await half(house), phone.at(step), ADDRESS)
    for again in (step, step - 1):
        with pytest.raises(Invalid, match="second_used"):
            await sign_in_steps.by_code(house, await half(house), phone.at(again), ADDRESS)
    assert ("sign_in", "refused", "second_used", dana.worker_id) in await all_rows(house)


@pytest.mark.parametrize(
    ("off", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
async def test_a_phones_clock_may_be_wrong_by_one_step(
    house: House, dana: Who, clock: FakeClock, off: int, right: bool
) -> None:
    """Half a minute to either side, and no more."""
    phone = await enrolled(house)
    clock.forward(minutes=5)
    code = phone.at(step_of(clock().timestamp()) + off)
    token = await half(house)
    if right:
        assert (await sign_in_steps.by_code(house, token, code, ADDRESS)).role is Role.SUPERVISOR
    else:
        with pytest.raises(Invalid, match="second_wrong"):
            await sign_in_steps.by_code(house, token, code, ADDRESS)


async def test_of_two_that_send_one_code_at_once_one_is_let_in(
    house: House, dana: Who, clock: FakeClock
) -> None:
    """Two halves, one code, one session."""
    phone = await enrolled(house)
    clock.forward(minutes=5)
    tokens = [await half(house), await half(house)]
    code = phone.code(clock())
    done = await asyncio.gather(
        *(sign_in_steps.by_code(house, token, code, ADDRESS) for token in tokens),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["Invalid", "SignedIn"]


async def test_one_half_is_made_whole_once(house: House, dana: Who, clock: FakeClock) -> None:
    """A cookie of the first step that was copied is worth nothing once its owner came in."""
    phone = await enrolled(house)
    clock.forward(minutes=5)
    token = await half(house)
    await sign_in_steps.by_code(house, token, phone.code(clock()), ADDRESS)
    with pytest.raises(Gone, match="half_over"):
        await sign_in_steps.by_code(house, token, phone.code(clock()), ADDRESS)


async def test_half_a_sign_in_is_over_after_ten_minutes(
    house: House, dana: Who, clock: FakeClock
) -> None:
    """And what is over is swept away when somebody comes next."""
    phone = await enrolled(house)
    token = await half(house)
    clock.forward(minutes=10)
    with pytest.raises(Gone, match="half_over"):
        await sign_in_steps.by_code(house, token, phone.code(clock()), ADDRESS)
    clock.forward(minutes=11)
    await half(house)
    async with reading(house) as session:
        assert len((await session.exec(select(HalfSignIn))).all()) == 1


async def test_a_recovery_code_gets_in_once(house: House, dana: Who) -> None:
    """Typed with or without its spaces; only a keyed hash of it is stored, bound to its owner."""
    phone = await enrolled(house)
    code = phone.paper[0]
    await sign_in_steps.by_code(house, await half(house), code.replace(" ", "-"), ADDRESS)
    with pytest.raises(Invalid, match="second_wrong"):
        await sign_in_steps.by_code(house, await half(house), code, ADDRESS)
    async with reading(house) as session:
        rows = (await session.exec(select(RecoveryCode))).all()
    assert [one.used_at is not None for one in rows].count(True) == 1
    assert not any(code.replace(" ", "") in repr(one.model_dump()) for one in rows)
    assert ("sign_in", "allowed", "recovery_code", dana.worker_id) in await all_rows(house)


async def test_guessing_is_slowed_by_account_whatever_the_address(house: House, dana: Who) -> None:
    """A hundred at once are a hundred tries; each that was looked at is recorded."""
    await enrolled(house)
    token = await half(house)
    tries = [sign_in_steps.by_code(house, token, f"{n:06d}", f"192.0.2.{n}") for n in range(20)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, TooMany) for one in done) >= 15
    assert not any(isinstance(one, str) for one in done)
    rows = [row for row in await all_rows(house) if row[:2] == ("sign_in", "refused")]
    assert len(rows) >= 5


async def test_a_worker_may_do_without_until_everybody_must(house: House, sam: Who) -> None:
    """`PEERMAP_SECOND_FACTOR=all`: an open page of a password alone is turned away at once."""
    signed = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    strict = replace(house, settings=replace(house.settings, second_factor_for_all=True))
    assert await accounts.who_is(strict, signed.token, ADDRESS) is None
    assert not await accounts.still(strict, who)
    with pytest.raises(NotAllowed, match="signed_out"):
        async with unit(strict, who, Action.SEE_ME):
            pass
    assert isinstance(await accounts.sign_in(strict, EMAIL, PASSWORD, ADDRESS), HalfWay)


async def test_who_becomes_a_supervisor_shows_a_factor_first(house: House, sam: Who) -> None:
    """A session of a password alone holds no longer the moment that the role asks for more."""
    signed = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    async with writing(house) as session:
        worker = await session.get(Worker, sam.worker_id)
        assert worker is not None
        worker.role = Role.SUPERVISOR.value
        session.add(worker)
    assert await accounts.who_is(house, signed.token, ADDRESS) is None
    with pytest.raises(NotAllowed):
        await accounts.me(house, who)
    rules = [row[2] for row in await all_rows(house) if row[1] == "refused"]
    assert rules == ["no_second_factor"]


async def test_a_secret_lies_sealed_and_is_wrapped_anew_with_the_others(
    house: House, dana: Who, clock: FakeClock
) -> None:
    """No column holds it; after `rotate-key` it opens by the new master key alone."""
    phone = await enrolled(house)
    clock.forward(minutes=5)
    async with reading(house) as session:
        factor = (await session.exec(select(Factor))).one()
    assert phone.secret not in repr(factor.model_dump())
    assert phone.secret.encode() not in factor.sealed
    new = bytes(reversed(range(32)))
    lookup = house.settings.lookup_key
    both = replace(house, keys=Keys.of(new, lookup, house.settings.master_key))
    assert (await rotation.rotate_key(both, OPERATOR)).anew == 1
    alone = replace(house, keys=Keys.of(new, lookup))
    signed = await sign_in_steps.by_code(alone, await half(alone), phone.code(clock()), ADDRESS)
    assert signed.worker_id == dana.worker_id


async def test_nobody_else_sees_the_secret_that_somebody_began(house: House, dana: Who) -> None:
    """Two who know the password: each has a secret of their own, and only one is confirmed."""
    one, two = await half(house), await half(house)
    first = (await sign_in_steps.set_up(house, one)).secret
    second = (await sign_in_steps.set_up(house, two)).secret
    assert first != second
    code = Phone(first).code(house.clock())
    with pytest.raises((Gone, Invalid)):
        await sign_in_steps.confirm_set_up(house, two, code, ADDRESS)


async def test_a_closed_account_gets_no_further_than_its_password(house: House, dana: Who) -> None:
    """Closed between the two steps: the second one is none."""
    phone = await enrolled(house)
    token = await half(house)
    async with writing(house) as session:
        worker = await session.get(Worker, dana.worker_id)
        assert worker is not None
        worker.active = False
        session.add(worker)
    with pytest.raises(Gone):
        await sign_in_steps.by_code(house, token, phone.paper[0], ADDRESS)


async def test_half_a_sign_in_ends_with_the_password_that_began_it(house: House, dana: Who) -> None:
    """Whoever knew the old password and waits at the second step cannot set up a factor of their
    own once the owner has a new one."""
    stolen = await half(house)
    await accounts.reset_password(house, OPERATOR, email=DANA, password="tin drums in October")
    assert await sign_in_steps.half_of(house, stolen) is None
    with pytest.raises(Gone, match="half_over"):
        await sign_in_steps.set_up(house, stolen)


@pytest.mark.parametrize("what", ["password", "role", "closed"])
async def test_what_changed_while_a_password_was_hashed_counts(
    house: House, dana: Who, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A sign-in that was on its way with the old password gets nothing, nor does one to an account
    that was closed or given another role in that tenth of a second; the record says so."""
    matches = passwords.matches

    async def slowly(typed: object, held: str | None) -> bool:
        right = await matches(typed, held)
        async with writing(house) as session:
            worker = await session.get(Worker, dana.worker_id)
            assert worker is not None
            worker.password_hash = None if what == "password" else worker.password_hash
            worker.role = Role.PRACTITIONER.value if what == "role" else worker.role
            worker.active = what != "closed"
            session.add(worker)
        return right

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(Invalid, match="wrong_sign_in"):
        await accounts.sign_in(house, DANA, PASSWORD, ADDRESS)
    assert (await all_rows(house))[-1][:3] == ("sign_in", "refused", "changed_meanwhile")
    async with reading(house) as session:
        assert (await session.exec(select(HalfSignIn))).all() == []
