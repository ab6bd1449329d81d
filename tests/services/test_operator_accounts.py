"""Accounts that an operator makes and resets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problems
from peermap_app.services import accounts, passwords
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import Worker
from tests.fakes import FakeClock
from tests.services.people import People
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows, signed_in


async def test_an_operator_adds_a_worker_who_signs_in(house: House) -> None:
    """The account has what was said, and its password works."""
    await accounts.add_worker(
        house,
        OPERATOR,
        email=" Jo@West.example",
        name="Jo Bright",
        role="practitioner",
        team="West",
        phone="+44 (0)7700 900118",
        password=PASSWORD,
    )
    signed = await accounts.sign_in(house, "jo@west.example", PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    assert await accounts.me(house, who) == accounts.Me(
        "Jo Bright", "jo@west.example", Role.PRACTITIONER, "West"
    )


async def test_an_account_without_a_password_cannot_be_signed_in_to(house: House) -> None:
    """Not with an empty password either."""
    await accounts.add_worker(
        house, OPERATOR, email="jo@west.example", name="Jo", role="administrator"
    )
    for password in ("", None, "None", passwords.NO_ONES):
        with pytest.raises(Invalid, match="wrong_sign_in"):
            await accounts.sign_in(house, "jo@west.example", password, ADDRESS)


async def test_every_fault_of_a_new_account_is_named(house: House) -> None:
    """All at once, each with its field, and nothing was made."""
    with pytest.raises(Problems) as caught:
        await accounts.add_worker(
            house,
            OPERATOR,
            email="not an address",
            name="",
            role="police",
            team="",
            phone="ring me",
            password="short",
        )
    assert {(each.data["field"], each.code) for each in caught.value.problems} == {
        ("email", "email_shape"),
        ("name", "missing"),
        ("role", "role_unknown"),
        ("team", "missing"),
        ("phone", "phone_shape"),
        ("password", "password_short"),
    }
    async with reading(house) as session:
        assert (await session.exec(select(Worker))).all() == []


async def test_one_address_has_one_account(house: House, sam: Who) -> None:
    """A second account with the same address is refused."""
    with pytest.raises(Conflict, match="worker_exists"):
        await accounts.add_worker(
            house, OPERATOR, email=EMAIL.upper(), name="Sam", role="administrator"
        )


async def test_a_reset_ends_every_session_and_changes_the_password(house: House, sam: Who) -> None:
    """The old password and all that was signed in with it are over."""
    who = await signed_in(house)
    await accounts.reset_password(house, OPERATOR, email=EMAIL, password="another paper boat")
    assert not await accounts.still(house, who)
    assert not await accounts.still(house, sam)
    with pytest.raises(Invalid):
        await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    await accounts.sign_in(house, EMAIL, "another paper boat", ADDRESS)
    rows = await all_rows(house)
    assert ("reset_password", "allowed", "also", None) in rows


@pytest.mark.parametrize("password", ["short", "x" * 11, "x" * 257, "", None, 7])
async def test_a_password_that_will_not_do_is_refused(
    house: House, sam: Who, password: object
) -> None:
    """Too short or too long, and the old one stays."""
    with pytest.raises(Invalid, match="password_"):
        await accounts.reset_password(house, OPERATOR, email=EMAIL, password=password)
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)


async def test_two_ways_to_type_a_letter_are_one_password(house: House, sam: Who) -> None:
    """A composed and a decomposed letter are the same password."""
    await accounts.reset_password(house, OPERATOR, email=EMAIL, password="caf\u00e9 on the shore")
    await accounts.sign_in(house, EMAIL, "cafe\u0301 on the shore", ADDRESS)


async def test_a_reset_of_an_unknown_account_says_so_to_the_operator(house: House) -> None:
    """The operator at the machine may know."""
    with pytest.raises(NotFound, match="no_such_worker"):
        await accounts.reset_password(house, OPERATOR, email="no@west.example", password=PASSWORD)


@pytest.mark.parametrize("name", ["sam", "nadia", "robin"])
async def test_workers_make_no_accounts(house: House, people: People, name: str) -> None:
    """Accounts are made by administrators and operators alone."""
    who = getattr(people, name)
    with pytest.raises(NotAllowed, match="not_allowed"):
        await accounts.add_worker(
            house, who, email="x@west.example", name="X", role="administrator"
        )
    with pytest.raises(NotAllowed, match="not_allowed"):
        await accounts.reset_password(house, who, email=EMAIL, password=PASSWORD)


async def test_all_of_it_leaves_whole_chains(house: House, sam: Who, clock: FakeClock) -> None:
    """Signing in, wrong tries and signing out stand in one chain that verifies."""
    who = await signed_in(house)
    with pytest.raises(Invalid):
        await accounts.sign_in(house, EMAIL, "wrong", ADDRESS)
    clock.now += timedelta(seconds=1)
    await accounts.sign_out(house, who)
    async with reading(house) as session:
        assert await verify_chain(session, house.keys, "house") == ()


@pytest.mark.parametrize(
    "email", ["k\u0456t@west.example", "kit@w\u0435st.example", "\u212ait@west.example"]
)
async def test_a_new_address_is_ascii(house: House, sam: Who, email: str) -> None:
    """A Cyrillic letter looks like ours, a Kelvin sign becomes one; neither makes an account."""
    with pytest.raises(Problems) as caught:
        await accounts.add_worker(house, OPERATOR, email=email, name="Kit", role="administrator")
    assert [each.code for each in caught.value.problems] == ["email_ascii"]


@pytest.mark.parametrize(
    "email",
    ["kit@=?utf-8?q?evil=2eexample?=.co", "x@=?utf-8?q?a=0d=0abcc=3a_z?=.co", "kit@[west.example"],
)
async def test_a_new_address_is_what_the_mail_says(house: House, sam: Who, email: str) -> None:
    """An encoded word is decoded in the head of a mail: it would go to who is shown to nobody."""
    with pytest.raises(Problems) as caught:
        await accounts.add_worker(house, OPERATOR, email=email, name="Kit", role="administrator")
    assert [each.code for each in caught.value.problems] == ["email_shape"]


async def test_an_address_that_is_there_goes_on_working(house: House, sam: Who) -> None:
    """An account of before that has another alphabet's letters signs in and gets a new password."""
    email = "zo\u00eb@west.example"
    async with writing(house) as session:
        worker = await session.get(Worker, sam.worker_id)
        assert worker is not None
        worker.email = email
        session.add(worker)
    await accounts.reset_password(house, OPERATOR, email=email, password="lanterns-harbour-59")
    assert await accounts.sign_in(house, email, "lanterns-harbour-59", ADDRESS)
