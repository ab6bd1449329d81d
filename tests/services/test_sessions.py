"""Sessions: when they end, what keeps them, and that nothing brings one back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import NotAllowed
from peermap_app.services import accounts
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage.tables import Drawing, Team, Worker, new_id
from tests.fakes import FakeClock, FakeHints
from tests.services.people import People, a_case
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows, signed_in

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


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
        await accounts.touch(house, who.session_id, LONG_AGO)
        assert await accounts.still(house, who)
    clock.forward(hours=1)
    await accounts.touch(house, who.session_id, LONG_AGO)
    assert not await accounts.still(house, who)


async def test_a_tap_does_not_bring_back_a_session_that_idled_out(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """The tablet keeps a session alive while it lives, and never afterwards."""
    who = await signed_in(house)
    assert who.session_id is not None
    clock.forward(minutes=30)
    await accounts.touch(house, who.session_id, LONG_AGO)
    assert not await accounts.still(house, who)


async def test_what_was_just_seen_is_not_looked_at_again(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """Each edit comes by: a session that was used within half a minute is not read again."""
    who = await signed_in(house)
    assert who.session_id is not None
    clock.forward(minutes=29)
    await accounts.touch(house, who.session_id, house.clock() - timedelta(seconds=29))
    clock.forward(minutes=1)
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
    await accounts.touch(house, who.session_id, LONG_AGO)
    assert not await accounts.still(house, who)


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
