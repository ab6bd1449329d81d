"""One's own ways of signing in, and showing once more who is there before they change."""

from __future__ import annotations

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import TABLE, Action, Relation
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotAllowed, NotFound, TooMany
from peermap_app.domain.purpose import PURPOSES
from peermap_app.domain.step_up import ASKS
from peermap_app.services import accounts, confirming, factors, sign_in_steps
from peermap_app.services.sign_in_steps import HalfWay
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage.factor_tables import Factor, RecoveryCode
from tests.factors import Phone, phone_of, whole
from tests.fakes import FakeClock, FakeSlow
from tests.services.people import a_worker
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows

DANA = "dana@west.example"


async def signed_in(house: House, email: str) -> Who:
    """Through both steps."""
    signed = await whole(house, email, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    return who


@pytest.fixture
async def dana(house: House, password_hash: str) -> Who:
    """A supervisor who set her app up and is signed in."""
    await a_worker(
        house, name="Dana R", email=DANA, role=Role.SUPERVISOR, password_hash=password_hash
    )
    return await signed_in(house, DANA)


def app_of(house: House, email: str = DANA) -> Phone:
    """Somebody's phone."""
    phone = phone_of(house.settings.database_url, email)
    assert phone is not None
    return phone


async def add_app(house: House, who: Who) -> tuple[Phone, tuple[str, ...]]:
    """Set up an app while signed in."""
    phone = Phone((await factors.begin_app(house, who)).secret)
    return phone, await factors.confirm_app(house, who, phone.code(house.clock()))


async def test_a_worker_adds_an_app_and_is_asked_for_it_from_then_on(
    house: House, sam: Who
) -> None:
    """Ten recovery codes come with the first factor; a password alone is half a sign-in now."""
    who = await signed_in(house, EMAIL)
    assert not (await factors.sheet(house, who)).lines
    _, codes = await add_app(house, who)
    assert len(codes) == 10
    sheet = await factors.sheet(house, who)
    assert sheet.app is not None
    assert (sheet.must, sheet.recovery_left, len(sheet.lines)) == (False, 10, 1)
    half = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    assert isinstance(half, HalfWay)
    assert not half.must_enrol
    done = await sign_in_steps.by_code(house, half.token, codes[3], ADDRESS)
    assert done.worker_id == who.worker_id


OF_A_CASE = {Action.EXPORT_MAP, Action.SHARE_WITHOUT, Action.AGREE_SHARING}
"""They need a case: their own tests show that they ask."""


@pytest.mark.parametrize("action", sorted(ASKS - OF_A_CASE))
async def test_each_action_of_the_table_asks_for_a_proof_of_the_last_five_minutes(
    house: House, password_hash: str, clock: FakeClock, action: Action
) -> None:
    """Fresh at the sign-in; refused and recorded after five minutes; fresh again once shown."""
    role = next(role for role, relation in sorted(TABLE[action]) if relation is Relation.NONE)
    await a_worker(house, name="Dana R", email=DANA, role=role, password_hash=password_hash)
    who = await signed_in(house, DANA)

    async def asked() -> None:
        purpose = next(iter(sorted(PURPOSES.get(action, ()))), None)
        async with unit(house, who, action, purpose=purpose):
            pass

    await asked()
    clock.forward(minutes=5)
    with pytest.raises(Conflict, match="confirm_first"):
        await asked()
    assert (action.value, "refused", "confirm_first", who.worker_id) in await all_rows(house)
    app = phone_of(house.settings.database_url, DANA)
    code = app.code(clock()) if app else PASSWORD  # whose role needs no factor has none here
    await confirming.confirm(house, who, code)
    await asked()


async def test_who_has_no_factor_shows_the_password(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """A wrong one shows nothing; a right one lets the app be added."""
    who = await signed_in(house, EMAIL)
    clock.forward(minutes=6)
    with pytest.raises(Conflict, match="confirm_first"):
        await factors.begin_app(house, who)
    assert (await confirming.asked(house, who)).password
    with pytest.raises(Invalid, match="password_wrong"):
        await confirming.confirm(house, who, "wrong wrong wrong")
    with pytest.raises(Conflict, match="confirm_first"):
        await factors.begin_app(house, who)
    await confirming.confirm(house, who, PASSWORD)
    await add_app(house, who)
    rows = await all_rows(house)
    assert ("confirm_self", "refused", "password_wrong", who.worker_id) in rows


async def test_who_has_a_factor_shows_that_and_no_password(
    house: House, dana: Who, clock: FakeClock
) -> None:
    """Neither a password nor a code that was used already shows who is there."""
    clock.forward(minutes=6)
    with pytest.raises(Invalid, match="second_shape"):
        await confirming.confirm(house, dana, PASSWORD)
    code = app_of(house).code(clock())
    await confirming.confirm(house, dana, code)
    clock.forward(seconds=10)
    with pytest.raises(Invalid, match="second_used"):
        await confirming.confirm(house, dana, code)


async def test_an_older_session_of_a_password_alone_is_not_fresh_once_there_is_a_factor(
    house: House, sam: Who
) -> None:
    """Somebody who came in by the password a minute ago may not add a way of their own."""
    thief, owner = await signed_in(house, EMAIL), await signed_in(house, EMAIL)
    await add_app(house, owner)
    with pytest.raises(Conflict, match="confirm_first"):
        await factors.begin_app(house, thief)
    with pytest.raises(Conflict, match="confirm_first"):
        await factors.new_codes(house, thief)


async def test_confirming_is_slowed_by_account(
    house: House, dana: Who, clock: FakeClock, slow: FakeSlow
) -> None:
    """A phone that was left open does not let anybody guess codes; being slowed is recorded."""
    for guess in range(slow.most):
        with pytest.raises(Invalid, match="second_wrong"):
            await confirming.confirm(house, dana, f"{guess:06d}")
    with pytest.raises(TooMany, match="slow_down"):
        await confirming.confirm(house, dana, app_of(house).code(clock()))
    assert ("confirm_self", "refused", "slow_down", dana.worker_id) in await all_rows(house)


async def test_the_last_factor_of_who_must_have_one_stays(house: House, dana: Who) -> None:
    """A supervisor sets another app up in its place, and the old one's codes are none any more."""
    old = app_of(house)
    line = (await factors.sheet(house, dana)).app
    assert line is not None
    with pytest.raises(Conflict, match="factor_needed"):
        await factors.remove(house, dana, line.id)
    new, codes = await add_app(house, dana)
    assert (new.secret == old.secret, codes) == (False, ())
    async with reading(house) as session:
        assert len((await session.exec(select(Factor))).all()) == 1
    half = await accounts.sign_in(house, DANA, PASSWORD, ADDRESS)
    with pytest.raises(Invalid, match="second_wrong"):
        await sign_in_steps.by_code(house, half.token, old.code(house.clock()), ADDRESS)


async def test_a_worker_takes_the_last_one_away_with_all_that_hangs_on_it(
    house: House, sam: Who
) -> None:
    """Secret and recovery codes are gone; the password is enough again."""
    who = await signed_in(house, EMAIL)
    await add_app(house, who)
    line = (await factors.sheet(house, who)).app
    assert line is not None
    await factors.remove(house, who, line.id)
    async with reading(house) as session:
        assert (await session.exec(select(Factor))).all() == []
        assert (await session.exec(select(RecoveryCode))).all() == []
    assert not isinstance(await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS), HalfWay)
    assert ("remove_factor", "allowed", "practitioner", who.worker_id) in await all_rows(house)


async def test_nobody_touches_a_factor_of_somebody_else(house: House, dana: Who, sam: Who) -> None:
    """Another's id reads as one that is not there, like what is malformed."""
    who = await signed_in(house, EMAIL)
    line = (await factors.sheet(house, dana)).app
    assert line is not None
    for factor_id in (line.id, "f" * 32, "", None, "../x", 7):
        for verb in (factors.find, factors.remove):
            with pytest.raises(NotFound, match="not_found"):
                await verb(house, who, factor_id)
    assert (await factors.sheet(house, dana)).app == line


async def test_new_recovery_codes_end_the_old_ones(house: House, dana: Who) -> None:
    """Ten others; those on the paper of before open nothing."""
    old = app_of(house).paper[0]
    codes = await factors.new_codes(house, dana)
    assert (len(set(codes)), old in codes) == (10, False)
    half = await accounts.sign_in(house, DANA, PASSWORD, ADDRESS)
    with pytest.raises(Invalid, match="second_wrong"):
        await sign_in_steps.by_code(house, half.token, old, ADDRESS)
    await sign_in_steps.by_code(house, half.token, codes[0], ADDRESS)


async def test_without_a_factor_there_is_nothing_to_recover(house: House, sam: Who) -> None:
    """Recovery codes alone would be a weaker second password."""
    who = await signed_in(house, EMAIL)
    with pytest.raises(Conflict, match="factor_first"):
        await factors.new_codes(house, who)


async def test_an_app_that_was_begun_elsewhere_is_not_confirmed_here(
    house: House, sam: Who
) -> None:
    """Two sessions of one worker: each confirms what it showed itself."""
    one, two = await signed_in(house, EMAIL), await signed_in(house, EMAIL)
    phone = Phone((await factors.begin_app(house, one)).secret)
    with pytest.raises(Gone, match="half_over"):
        await factors.confirm_app(house, two, phone.code(house.clock()))


async def test_signed_out_there_is_nothing_of_all_this(house: House, dana: Who) -> None:
    """Every one of them asks the session again."""
    await accounts.sign_out(house, dana)
    for verb in (factors.sheet, factors.begin_app, factors.new_codes, confirming.asked):
        with pytest.raises(NotAllowed, match="signed_out"):
            await verb(house, dana)
