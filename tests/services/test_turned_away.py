"""The service that records what was turned away: bounded, and never in the way of the answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Refusal
from peermap_app.live.slow import RATES, Slowdown
from peermap_app.services import accounts, drawings, my_map, turned_away
from peermap_app.services.unit import reading
from peermap_app.storage.access_record import HOUSE, verify_chain
from peermap_app.storage.tables import AccessRecord


async def rules(house: House) -> Counter[str]:
    """Why, of each row."""
    async with reading(house) as session:
        return Counter((await session.exec(select(AccessRecord.rule))).all())


async def test_many_strangers_at_once_are_bounded_together(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has many addresses gets no more rows than all strangers have, and one for the rest;
    the chain stays whole."""
    monkeypatch.setitem(RATES, "turned_away_all", "7 per 1 minute")
    house = replace(house, slow=Slowdown())
    await asyncio.gather(
        *(
            turned_away.note(house, where="socket", rule="nobody", address=f"10.0.0.{n}")
            for n in range(20)
        )
    )
    await turned_away.settled()
    assert await rules(house) == Counter({"nobody": 7, "and_more": 1})
    async with reading(house) as session:
        assert await verify_chain(session, house.keys, HOUSE) == ()


async def test_a_name_that_is_not_ours_is_not_written(house: House) -> None:
    """A place that does not look like our code's is "unknown"."""
    await turned_away.note(house, where="<b>QXZ</b>\x00", rule="nobody", address="a")
    await turned_away.settled()
    async with reading(house) as session:
        assert (await session.exec(select(AccessRecord.detail))).all() == ["unknown"]


async def test_an_answer_waits_for_no_record(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While somebody else writes, the answer goes out and the row follows; when it cannot be
    written at all, the answer goes out all the same."""
    monkeypatch.setattr(turned_away, "PATIENCE", 0.01)
    if house.engine.dialect.name == "sqlite":
        async with house.turn:
            await turned_away.note(house, where="socket", rule="nobody", address="a")
            assert await rules(house) == Counter()
        await turned_away.settled()
        assert await rules(house) == Counter({"nobody": 1})

    def broken(*_: Any) -> Any:
        raise OSError("QXZ")

    await turned_away.note(replace(house, clock=broken), where="a", rule="b", address="a")
    await turned_away.settled()
    assert "OSError" in caplog.text
    assert "QXZ" not in caplog.text


async def test_who_goes_on_at_a_door_leaves_no_row_for_each_try(house: House) -> None:
    """A stranger who is slowed down, or types what is no code at all, has the rows of a minute and
    one more, however often and at whichever of the doors; and one for each try of a card's words
    that was counted, which are few by their own count (my-map-and-withdrawal.md)."""
    house, address = replace(house, slow=Slowdown()), "192.0.2.9"
    for _ in range(40):
        for tried in (
            my_map.open_card(house, address, "1", words="x"),
            my_map.open_card(house, address, "1", link="A" * 43),
            drawings.take(house, "!", address, None),
            drawings.take(house, "A" * 43, address, None),
        ):
            with pytest.raises(Refusal):
                await tried
    for n in range(60):
        await house.slow.clear("sign_in_account", house.keys.lookup("account", ""))
        if n < 40:
            await house.slow.hit("sign_in_address", address)
            continue
        with pytest.raises(Refusal):
            await accounts.sign_in(house, "no", "x", address)
    found = await rules(house)
    words_tried = 10  # of the address's twenty, each second one
    assert sum(found.values()) == 30 + 1 + words_tried
    assert found["and_more"] == 1
