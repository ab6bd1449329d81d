"""Signing in: one answer for every wrong sign-in, and each one slows the next down."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Invalid, TooMany
from peermap_app.services import accounts, passwords
from peermap_app.services.unit import Who, reading
from peermap_app.storage.tables import SignInSession
from tests.fakes import FakeSlow
from tests.services.people import a_worker
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The argon2 hashes that a password was checked against."""
    seen: list[str] = []
    verify = passwords._context.verify

    def counted(typed: str, against: str) -> bool:
        seen.append(against)
        return bool(verify(typed, against))

    monkeypatch.setattr(passwords._context, "verify", counted)
    return seen


async def test_the_right_password_begins_a_session(house: House, sam: Who) -> None:
    """The token leads to the worker, in any way that an address is written."""
    signed_in = await accounts.sign_in(house, f"  {EMAIL.upper()} ", PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed_in.token, ADDRESS)
    assert who is not None
    assert (who.kind, who.worker_id, who.role, who.name, who.address) == (
        "worker",
        sam.worker_id,
        Role.PRACTITIONER,
        "Sam O",
        ADDRESS,
    )
    assert await all_rows(house) == [("sign_in", "allowed", "password", sam.worker_id)]


async def test_the_token_is_not_stored(house: House, sam: Who) -> None:
    """32 random bytes go to the browser; the database holds a keyed hash of them."""
    one = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    two = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    assert one.token != two.token
    assert len(one.token) >= 43
    async with reading(house) as session:
        hashes = (await session.exec(select(SignInSession.token_hash))).all()
    assert one.token not in "".join(hashes)
    assert house.keys.lookup("session", one.token) in hashes


async def test_every_wrong_sign_in_has_one_answer_for_one_work(
    house: House, sam: Who, password_hash: str, hashing: list[str]
) -> None:
    """Unknown, wrong, without a password, closed, malformed: same code, one argon2 check each."""
    await a_worker(house, name="New Here", email="new@west.example", password_hash=None)
    await a_worker(
        house,
        name="Gone Away",
        email="gone@west.example",
        password_hash=password_hash,
        active=False,
    )
    tries: list[tuple[object, object]] = [
        ("nobody@west.example", PASSWORD),
        (EMAIL, "paper boats in July"),
        ("new@west.example", PASSWORD),
        ("gone@west.example", PASSWORD),
        ("not an address", PASSWORD),
        (EMAIL, ""),
        (EMAIL, "x" * 100_000),
        (EMAIL, None),
        (None, None),
        ({"$ne": ""}, ["x"]),
    ]
    answers = set()
    for email, password in tries:
        house.slow.tries.clear()  # type: ignore[attr-defined]
        with pytest.raises(Invalid) as caught:
            await accounts.sign_in(house, email, password, ADDRESS)
        answers.add((caught.value.code, tuple(caught.value.data)))
    assert answers == {("wrong_sign_in", ())}
    assert len(hashing) == len(tries)
    assert len({each.split("$")[3] for each in hashing}) == 1
    rules = [rule for _, _, rule, _ in await all_rows(house)]
    assert rules[:4] == ["unknown_account", "wrong_password", "no_password", "inactive"]


@pytest.mark.usefixtures("true_hashes")
async def test_the_hash_of_no_one_costs_what_a_new_hash_costs() -> None:
    """Should argon2's cost be raised, the hash for unknown accounts must follow."""
    assert not passwords._context.needs_update(passwords.NO_ONES)
    made = await passwords.hashed(PASSWORD)
    for each in (passwords.NO_ONES, made):
        assert each.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.matches(PASSWORD, made)
    assert not await passwords.matches(f"{PASSWORD}!", made)


async def test_wrong_passwords_slow_an_account_down(
    house: House, sam: Who, slow: FakeSlow, hashing: list[str]
) -> None:
    """After the tries that are allowed the right password waits too, and nothing is hashed."""
    for _ in range(slow.most):
        with pytest.raises(Invalid):
            await accounts.sign_in(house, EMAIL, "wrong wrong wrong", ADDRESS)
    hashing.clear()
    with pytest.raises(TooMany) as caught:
        await accounts.sign_in(house, EMAIL, PASSWORD, "198.51.100.4")
    assert (caught.value.code, caught.value.data["seconds"]) == ("slow_down", 60)
    assert hashing == []
    assert (await all_rows(house))[-1][:3] == ("sign_in", "refused", "slow_down")


async def test_wrong_passwords_slow_an_address_down(house: House, sam: Who, slow: FakeSlow) -> None:
    """One address that tries many accounts waits, and others do not."""
    for number in range(slow.most):
        with pytest.raises(Invalid):
            await accounts.sign_in(house, f"w{number}@west.example", "wrong wrong", ADDRESS)
    with pytest.raises(TooMany):
        await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    await accounts.sign_in(house, EMAIL, PASSWORD, "198.51.100.4")


async def test_unknown_accounts_slow_down_like_known_ones(house: House, slow: FakeSlow) -> None:
    """Waiting does not tell whether an account exists."""
    for number in range(slow.most):
        with pytest.raises(Invalid):
            await accounts.sign_in(house, "nobody@west.example", "wrong", f"192.0.2.{number}")
    with pytest.raises(TooMany):
        await accounts.sign_in(house, "nobody@west.example", "wrong", "192.0.2.99")


@pytest.mark.attack("guessing", tries=8)
@pytest.mark.usefixtures("true_hashes")
async def test_many_tries_at_once_are_counted_each(house: House, sam: Who, slow: FakeSlow) -> None:
    """Tries sent together are no way around the count."""
    tries = [accounts.sign_in(house, EMAIL, "wrong wrong wrong", f"192.0.2.{n}") for n in range(9)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, Invalid) for answer in answers) == slow.most
    assert sum(isinstance(answer, TooMany) for answer in answers) == 9 - slow.most


async def test_the_right_password_clears_the_account(
    house: House, sam: Who, slow: FakeSlow
) -> None:
    """Who mistyped and then got it right begins anew; the address keeps its wrong try alone."""
    with pytest.raises(Invalid):
        await accounts.sign_in(house, EMAIL, "wrong wrong wrong", ADDRESS)
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    assert slow.tries == {("sign_in_address", ADDRESS): 1}


@pytest.mark.attack("guessing", tries=8)
@pytest.mark.usefixtures("true_hashes")
async def test_many_accounts_tried_at_once_are_counted_each(
    house: House, sam: Who, slow: FakeSlow
) -> None:
    """Tries at nine accounts from one address at once are no way around the address's count."""
    tries = [accounts.sign_in(house, f"w{n}@west.example", "wrong", ADDRESS) for n in range(9)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, Invalid) for answer in answers) == slow.most
    assert sum(isinstance(answer, TooMany) for answer in answers) == 9 - slow.most


async def test_waiting_for_an_account_uses_up_nothing_of_the_address(
    house: House, sam: Who, slow: FakeSlow
) -> None:
    """An office shares an address: one person who must wait does not make the others wait."""
    slow.tries["sign_in_account", house.keys.lookup("account", EMAIL)] = slow.most
    for _ in range(slow.most + 1):
        with pytest.raises(TooMany):
            await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    assert slow.tries["sign_in_address", ADDRESS] == 0
