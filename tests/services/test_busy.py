"""Past what two cores can hash a bounded queue answers at once, and costs nobody a try."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid, TooMany
from peermap_app.services import accounts, my_map_door, passwords
from peermap_app.services.unit import Who
from tests.fakes import FakeSlow
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows

MOST = passwords.AT_ONCE + passwords.MOST_WAITING


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hashing stands still until the event is set."""
    go_on = threading.Event()

    def verify(typed: str, against: str) -> bool:
        go_on.wait(20)
        return False

    monkeypatch.setattr(passwords._context, "verify", verify)
    yield go_on
    go_on.set()


async def test_one_too_many_is_told_at_once(held_up: threading.Event) -> None:
    """As many as fit wait their turn; the next one is refused; afterwards there is room again."""
    waiting = [asyncio.ensure_future(passwords.matches("x", None)) for _ in range(MOST)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany) as caught:
        await asyncio.wait_for(passwords.matches("x", None), 1)
    assert (caught.value.code, caught.value.data) == ("busy", {"seconds": passwords.BUSY_SECONDS})
    held_up.set()
    assert await asyncio.gather(*waiting) == [False] * MOST
    assert await passwords.matches("x", None) is False


async def test_whoever_goes_away_leaves_no_room_before_their_hash_is_made(
    held_up: threading.Event,
) -> None:
    """Asking and leaving again is no way to pile up work behind the bound."""
    gone = [asyncio.ensure_future(passwords.matches("x", None)) for _ in range(MOST)]
    await asyncio.sleep(0)
    for each in gone:
        each.cancel()
    await asyncio.sleep(0)
    with pytest.raises(TooMany, match="busy"):
        await passwords.matches("x", None)
    held_up.set()
    await asyncio.wait(gone)
    assert await passwords.matches("x", None) is False


async def test_being_busy_is_no_try(
    house: House, sam: Who, slow: FakeSlow, held_up: threading.Event
) -> None:
    """Neither at the door nor at My map: nothing is counted, known accounts and unknown alike;
    the refusal is recorded."""
    waiting = [asyncio.ensure_future(passwords.matches("x", None)) for _ in range(MOST)]
    await asyncio.sleep(0)
    for email in (EMAIL, "nobody@west.example", "no address"):
        with pytest.raises(TooMany, match="busy"):
            await accounts.sign_in(house, email, PASSWORD, ADDRESS)
    with pytest.raises(TooMany, match="busy"):
        await my_map_door.open_card(house, ADDRESS, "2580", link="A" * 43)
    assert {kind for kind, _ in slow.tries} == {"turned_away", "turned_away_all"}
    rows = await all_rows(house)
    assert [row[:3] for row in rows if row[2] == "busy"][:3] == [("sign_in", "refused", "busy")] * 3
    held_up.set()
    await asyncio.gather(*waiting)
    with pytest.raises(Invalid):
        await accounts.sign_in(house, EMAIL, "wrong wrong wrong", ADDRESS)
