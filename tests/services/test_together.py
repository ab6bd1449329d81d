"""What several ask in one moment is answered by one look."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from peermap_app.bootstrap import House
from peermap_app.services.together import Together


class Looks:
    """How a look went: what each was asked, and whether it may answer yet."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.began, self.may = asyncio.Event(), asyncio.Event()
        self.may.set()
        self.wrong: Exception | None = None

    async def look(self, house: House, several: Sequence[str]) -> dict[str, str]:
        self.asked.append(tuple(several))
        self.began.set()
        await self.may.wait()
        if self.wrong is not None:
            raise self.wrong
        return {one: one.upper() for one in several}


async def test_who_asks_at_once_is_answered_by_one_look(house: House) -> None:
    """Each gets its own answer; asked twice, one is asked once; no more than so many at a time."""
    looks = Looks()
    together = Together(looks.look, most=3)
    said = await asyncio.gather(*(together.ask(house, one) for one in "abbcd"))
    assert said == ["A", "B", "B", "C", "D"]
    assert looks.asked == [("a", "b"), ("c", "d")]


async def test_who_comes_during_a_look_is_answered_by_the_next(house: House) -> None:
    """What was read before somebody asked is no answer to them."""
    looks = Looks()
    together = Together(looks.look)
    looks.may.clear()
    first = asyncio.create_task(together.ask(house, "a"))
    await looks.began.wait()
    later = [asyncio.create_task(together.ask(house, one)) for one in "ab"]
    await asyncio.sleep(0)
    looks.may.set()
    assert await asyncio.gather(first, *later) == ["A", "A", "B"]
    assert looks.asked == [("a",), ("a", "b")]


async def test_a_look_that_fails_fails_for_its_own_alone(house: House) -> None:
    """Who asks after it is answered; who no longer waits for an answer stops nobody."""
    looks = Looks()
    together = Together(looks.look)
    looks.wrong = ConnectionError("away")
    failed = await asyncio.gather(
        *(together.ask(house, one) for one in "ab"), return_exceptions=True
    )
    assert [type(each) for each in failed] == [ConnectionError, ConnectionError]
    looks.wrong = None
    looks.may.clear()
    looks.began.clear()
    gone, stays = (asyncio.create_task(together.ask(house, one)) for one in "cd")
    await looks.began.wait()
    gone.cancel()
    looks.may.set()
    assert await stays == "D"
    with pytest.raises(asyncio.CancelledError):
        await gone
