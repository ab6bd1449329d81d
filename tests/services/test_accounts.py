"""Signing in, sessions and accounts: one answer for every wrong sign-in, and sessions that end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problems, TooMany
from peermap_app.services import accounts, passwords
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import AccessRecord, Drawing, SignInSession, Team, Worker, new_id
from tests.fakes import FakeClock, FakeHints, FakeSlow
from tests.services.people import People, a_case, a_worker

PASSWORD = "paper boats in June"
ADDRESS = "192.0.2.7"
EMAIL = "sam@west.example"


@pytest.fixture(scope="module")
def password_hash() -> str:
    """The argon2 hash of PASSWORD, made once: it takes a tenth of a second."""
    return asyncio.run(passwords.hashed(PASSWORD))


@pytest.fixture
async def sam(house: House, password_hash: str) -> Who:
    """Sam, who may sign in with PASSWORD."""
    return await a_worker(house, name="Sam O", email=EMAIL, password_hash=password_hash)


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


async def all_rows(house: House) -> list[tuple[str, str, str, str | None]]:
    async with reading(house) as session:
        found = await session.exec(select(AccessRecord).order_by(col(AccessRecord.id)))
        return [(r.action, r.outcome, r.rule, r.worker_id) for r in found]


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
    await a_worker(house, name="New Here", email="new@west.example")
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
    assert {each.split("$")[3] for each in hashing} == {"m=65536,t=3,p=4"}
    rules = [rule for _, _, rule, _ in await all_rows(house)]
    assert rules[:4] == ["unknown_account", "wrong_password", "no_password", "inactive"]


def test_the_hash_of_no_one_costs_what_a_new_hash_costs() -> None:
    """Should argon2's cost be raised, the hash for unknown accounts must follow."""
    assert not passwords._context.needs_update(passwords.NO_ONES)


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


@pytest.mark.parametrize("token", [None, "", "x", "x" * 5000, "é\x00"])
async def test_a_made_up_token_is_nobody(house: House, sam: Who, token: str | None) -> None:
    """Anything that is not a live token is nobody, whatever it looks like."""
    assert await accounts.who_is(house, token, ADDRESS) is None


async def test_a_session_ends_when_idle(house: House, sam: Who, clock: FakeClock) -> None:
    """Unused for the idle time it is over; used within it, it goes on."""
    token = (await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)).token
    for _ in range(3):
        clock.forward(minutes=29)
        assert await accounts.who_is(house, token, ADDRESS) is not None
    clock.forward(minutes=30)
    assert await accounts.who_is(house, token, ADDRESS) is None


async def test_a_session_ends_in_any_case(house: House, sam: Who, clock: FakeClock) -> None:
    """In use all day, it is over at its absolute end."""
    token = (await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)).token
    for _ in range(23):
        clock.forward(minutes=20)
        assert await accounts.who_is(house, token, ADDRESS) is not None
    clock.forward(minutes=20)
    assert await accounts.who_is(house, token, ADDRESS) is None


async def test_looking_does_not_keep_a_session(house: House, sam: Who, clock: FakeClock) -> None:
    """An open page that only hears pushes is not somebody being there."""
    who = await signed_in(house)
    clock.forward(minutes=29)
    assert await accounts.still(house, who)
    clock.forward(minutes=1)
    assert not await accounts.still(house, who)


async def test_the_tablet_keeps_its_workers_session(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """What is done on the tablet is the worker's presence (rule 3), until the absolute end."""
    who = await signed_in(house)
    assert who.session_id is not None
    for _ in range(15):
        clock.forward(minutes=29)
        await accounts.touch(house, who.session_id)
        assert await accounts.still(house, who)
    clock.forward(hours=1)
    await accounts.touch(house, who.session_id)
    assert not await accounts.still(house, who)


async def test_a_tap_does_not_bring_back_a_session_that_idled_out(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """The tablet keeps a session alive while it lives, and never afterwards."""
    who = await signed_in(house)
    assert who.session_id is not None
    clock.forward(minutes=30)
    await accounts.touch(house, who.session_id)
    assert not await accounts.still(house, who)


async def test_looking_up_a_cookie_keeps_no_session(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """What an open page does by itself finds its worker and is nobody being there."""
    token = (await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)).token
    clock.forward(minutes=29)
    assert await accounts.who_is(house, token, ADDRESS, present=False) is not None
    clock.forward(minutes=1)
    assert await accounts.who_is(house, token, ADDRESS, present=False) is None


async def test_nothing_brings_an_ended_session_back(house: House, sam: Who) -> None:
    """Neither the tablet nor a late event."""
    who = await signed_in(house)
    assert who.session_id is not None
    await accounts.sign_out(house, who)
    await accounts.touch(house, who.session_id)
    assert not await accounts.still(house, who)


async def signed_in(house: House) -> Who:
    signed = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    return who


async def test_signing_out_ends_this_session_alone(
    house: House, sam: Who, hints: FakeHints
) -> None:
    """The phone signs out, the laptop stays; pages are told to look again."""
    phone, laptop = await signed_in(house), await signed_in(house)
    await accounts.sign_out(house, phone)
    await accounts.sign_out(house, phone)
    assert [await accounts.still(house, who) for who in (phone, laptop)] == [False, True]
    assert hints.to(f"worker:{phone.worker_id}") == [{"kind": "session"}]
    assert [row[0] for row in await all_rows(house)].count("sign_out") == 1


async def test_a_closed_account_is_turned_away_at_once(house: House, sam: Who) -> None:
    """Deactivated while a page is open: the next event is refused."""
    who = await signed_in(house)
    async with writing(house) as session:
        worker = await session.get(Worker, who.worker_id)
        assert worker is not None
        worker.active = False
        session.add(worker)
    assert not await accounts.still(house, who)


async def test_drawings_are_named_before_signing_out_and_end_with_it(
    house: House, people: People, clock: FakeClock
) -> None:
    """The warning lists them; afterwards there are none."""
    sam = people.sam
    drawing = Drawing(
        id=new_id(),
        case_id=people.case_k,
        worker_id=str(sam.worker_id),
        session_id=str(sam.session_id),
        phase="drawing",
        created_at=clock(),
    )
    async with writing(house) as session:
        session.add(drawing)
    (open_one,) = await accounts.open_drawings(house, sam)
    assert (open_one.drawing_id, open_one.case_id) == (drawing.id, people.case_k)
    await accounts.sign_out(house, sam)
    assert await accounts.open_drawings(house, sam) == ()
    async with reading(house) as session:
        row = await session.get(Drawing, drawing.id)
        assert row is not None
        assert (row.phase, row.ending, row.room_key) == ("ended", "signed_out", None)


async def test_a_drawing_of_an_idle_session_ends_with_the_next_one(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """Idled out and signed in anew: the warning names the drawing, and signing out ends it."""
    team = Team(name="West")
    async with writing(house) as session:
        session.add(team)
    case_id = await a_case(house, reference="HX-1187", initials="K", team_id=team.id)
    before = await signed_in(house)
    drawing = Drawing(
        id=new_id(),
        case_id=case_id,
        worker_id=str(before.worker_id),
        session_id=str(before.session_id),
        phase="later",
        created_at=clock(),
    )
    async with writing(house) as session:
        session.add(drawing)
    clock.forward(minutes=20)
    phone = await signed_in(house)
    assert await accounts.open_drawings(house, phone) == ()
    clock.forward(minutes=10)
    again = await signed_in(house)
    (open_one,) = await accounts.open_drawings(house, again)
    assert open_one.drawing_id == drawing.id
    await accounts.sign_out(house, again)
    async with reading(house) as session:
        row = await session.get(Drawing, drawing.id)
        assert row is not None
        assert (row.phase, row.ending) == ("ended", "signed_out")


async def test_me(house: House, people: People) -> None:
    """Every role sees its own name, address, role and team."""
    assert await accounts.me(house, people.sam) == accounts.Me(
        "Sam O", "sam@west.example", Role.PRACTITIONER, "West"
    )
    assert (await accounts.me(house, people.alex)).team == ""
    with pytest.raises(NotAllowed):
        await accounts.me(house, Who(kind="nobody"))


async def test_an_operator_adds_a_worker_who_signs_in(house: House) -> None:
    """The account has what was said, and its password works."""
    await accounts.add_worker(
        house,
        OPERATOR,
        email=" Jo@West.example",
        name="Jo Bright",
        role="supervisor",
        team="West",
        phone="+44 (0)7700 900118",
        password=PASSWORD,
    )
    signed = await accounts.sign_in(house, "jo@west.example", PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    assert await accounts.me(house, who) == accounts.Me(
        "Jo Bright", "jo@west.example", Role.SUPERVISOR, "West"
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
