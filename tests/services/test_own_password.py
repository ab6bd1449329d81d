"""Changing one's own password: the old one is asked, and everywhere else is signed out."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid, NotAllowed, TooMany
from peermap_app.services import accounts, own_password
from peermap_app.services.unit import NOBODY, Who
from tests.fakes import FakeHints, FakeSlow
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows, signed_in

FRESH = "another paper boat"


async def test_the_new_one_holds_and_others_are_signed_out(
    house: House, sam: Who, hints: FakeHints
) -> None:
    """Here one stays signed in; the laptop is turned away; the old password is over."""
    phone, laptop = await signed_in(house), await signed_in(house)
    await own_password.change(house, phone, PASSWORD, FRESH)
    assert [await accounts.still(house, who) for who in (phone, laptop, sam)] == [
        True,
        False,
        False,
    ]
    assert {"kind": "session"} in hints.to(f"worker:{phone.worker_id}")
    with pytest.raises(Invalid, match="wrong_sign_in"):
        await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    await accounts.sign_in(house, EMAIL, FRESH, ADDRESS)
    rows = await all_rows(house)
    assert ("change_password", "allowed", "practitioner", phone.worker_id) in rows


@pytest.mark.parametrize("old", ["", None, "wrong wrong wrong", 7, "x" * 5000])
async def test_without_the_old_one_nothing_changes(house: House, sam: Who, old: object) -> None:
    """An open phone is not enough; the refusal is recorded."""
    phone, laptop = await signed_in(house), await signed_in(house)
    with pytest.raises(Invalid) as caught:
        await own_password.change(house, phone, old, FRESH)
    assert (caught.value.code, caught.value.data) == ("password_wrong", {"field": "old_password"})
    assert await accounts.still(house, laptop)
    assert (await all_rows(house))[-1][:3] == ("change_password", "refused", "password_wrong")
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)


@pytest.mark.parametrize("fresh", ["short", "password1234", "sam@west.example", None])
async def test_a_new_one_that_will_not_do_is_refused(house: House, sam: Who, fresh: object) -> None:
    """Too short, too common or one's own address: the old one stays."""
    phone = await signed_in(house)
    with pytest.raises(Invalid, match="password_"):
        await own_password.change(house, phone, PASSWORD, fresh)
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)


@pytest.mark.usefixtures("true_hashes")
async def test_guesses_at_the_old_one_are_slowed(house: House, sam: Who, slow: FakeSlow) -> None:
    """Tries at once are counted each, and then the right one waits too."""
    phone = await signed_in(house)
    tries = [own_password.change(house, phone, f"guess number {n}", FRESH) for n in range(9)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, Invalid) for each in answers) == slow.most
    with pytest.raises(TooMany, match="slow_down"):
        await own_password.change(house, phone, PASSWORD, FRESH)
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)


@pytest.mark.usefixtures("true_hashes")
async def test_two_changes_at_once_are_one(house: House, sam: Who) -> None:
    """The second rests on an old password that is not the old one any more."""
    phone = await signed_in(house)
    both = [
        own_password.change(house, phone, PASSWORD, each) for each in (FRESH, "tin drum at noon")
    ]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in answers) == ["Invalid", "NoneType"]


async def test_nobody_changes_a_password(house: House, sam: Who) -> None:
    """Signed out meanwhile, or never in."""
    phone = await signed_in(house)
    await accounts.sign_out(house, phone)
    for who in (phone, NOBODY):
        with pytest.raises((NotAllowed, Invalid)):
            await own_password.change(house, who, PASSWORD, FRESH)
        with pytest.raises(NotAllowed):
            await own_password.may_change(house, who)
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
