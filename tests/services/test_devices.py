"""Where one is signed in: seen and ended by its owner, and by nobody else."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotAllowed, NotFound
from peermap_app.services import accounts, devices
from peermap_app.services.unit import NOBODY, Who, reading, writing
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import Drawing, SignInSession, new_id
from tests.fakes import FakeClock, FakeHints
from tests.services.people import People, a_worker
from tests.services.sign_ins import all_rows, signed_in


async def a_phone(house: House, kind: str = "android_phone") -> Who:
    """Sam signs in on another device."""
    who = await signed_in(house)
    await devices.name(house, str(who.session_id), kind)
    return who


async def test_one_sees_ones_own(house: House, sam: Who, clock: FakeClock) -> None:
    """This one first, then the last used; the kind in a code, two moments and nothing else."""
    clock.forward(minutes=1)
    phone = await a_phone(house)
    clock.forward(minutes=1)
    laptop = await a_phone(house, "windows")
    seen = await devices.mine(house, laptop)
    assert [(one.id, one.kind, one.here) for one in seen] == [
        (laptop.session_id, "windows", True),
        (phone.session_id, "android_phone", False),
        (sam.session_id, "other", False),
    ]
    assert (seen[0].begun_at, seen[1].seen_at < seen[0].seen_at) == (clock(), True)


async def test_what_ended_or_idled_out_is_not_listed(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """Only what lives can be ended."""
    gone = await a_phone(house)
    await accounts.sign_out(house, gone)
    clock.forward(minutes=30)
    here = await a_phone(house)
    assert [one.id for one in await devices.mine(house, here)] == [here.session_id]


async def test_another_is_ended_with_its_drawings(
    house: House, people: People, hints: FakeHints
) -> None:
    """The lost phone is turned away, its drawing ends, this one goes on; both ends are recorded."""
    sam = people.sam
    here = Who(**{**_fields(sam), "session_id": await _second_session(house, sam)})
    drawing = await _a_drawing(house, people)
    assert [(one.here, one.draws) for one in await devices.mine(house, here)] == [
        (True, False),
        (False, True),
    ]
    await devices.end(house, here, sam.session_id)
    await devices.end(house, here, sam.session_id)
    assert [await accounts.still(house, who) for who in (sam, here)] == [False, True]
    assert {"kind": "session"} in hints.to(f"worker:{sam.worker_id}")
    async with reading(house) as session:
        row = await session.get(Drawing, drawing)
        assert row is not None
        assert (row.phase, row.ending) == ("ended", "signed_out")
        assert await verify_chain(session, house.keys, "house") == ()
    rows = await all_rows(house)
    assert rows.count(("sign_out", "allowed", "from_another", sam.worker_id)) == 1


async def test_everywhere_else(house: House, sam: Who) -> None:
    """All but this one."""
    here, phone = await a_phone(house), await a_phone(house)
    assert await devices.end_others(house, here) == 2
    assert [await accounts.still(house, who) for who in (here, phone, sam)] == [True, False, False]
    assert await devices.end_others(house, here) == 0


async def test_everywhere_and_here_too(house: House, sam: Who) -> None:
    """All of one's own, each with a row, and nobody else's."""
    priya = await a_worker(house, name="Priya K")
    here, phone = await a_phone(house), await a_phone(house)
    await devices.end_all(house, here)
    assert [await accounts.still(house, who) for who in (here, phone, sam)] == [False] * 3
    assert await accounts.still(house, priya)
    rows = await all_rows(house)
    assert rows.count(("sign_out", "allowed", "from_another", sam.worker_id)) == 3


@pytest.mark.parametrize("made_up", ["", "x", None, 7, "a" * 32, ["a"], "\x00"])
async def test_nobody_elses(house: House, people: People, made_up: object) -> None:
    """Another's session and one that never was are refused alike, and nothing of them is listed."""
    for asked in (made_up, people.priya.session_id):
        with pytest.raises(NotFound, match="not_found"):
            await devices.end(house, people.sam, asked)
    assert await accounts.still(house, people.priya)
    assert [one.id for one in await devices.mine(house, people.sam)] == [people.sam.session_id]
    assert (await all_rows(house))[-2][:2] == ("end_device", "refused")


async def test_nobody_has_none(house: House) -> None:
    """Without a session there is nothing to see or end."""
    for call in (devices.mine(house, NOBODY), devices.end_others(house, NOBODY)):
        with pytest.raises(NotAllowed):
            await call


def _fields(who: Who) -> dict[str, object]:
    return {name: getattr(who, name) for name in ("kind", "worker_id", "role", "address", "name")}


async def _second_session(house: House, who: Who) -> str:
    now = house.clock()
    held = SignInSession(
        token_hash=new_id(),
        worker_id=str(who.worker_id),
        created_at=now,
        seen_at=now,
        touched_at=now,
        expires_at=now + house.settings.session_absolute,
        second=True,
    )
    async with writing(house) as session:
        session.add(held)
    return held.id


async def _a_drawing(house: House, people: People) -> str:
    drawing = Drawing(
        id=new_id(),
        case_id=people.case_k,
        worker_id=str(people.sam.worker_id),
        session_id=str(people.sam.session_id),
        phase="drawing",
        created_at=house.clock(),
    )
    async with writing(house) as session:
        session.add(drawing)
    return drawing.id
