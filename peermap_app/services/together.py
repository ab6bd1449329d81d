"""Answers what several ask in one moment by one look at the database.

A thousand phones ring within seconds of each other and say so: each with a reading and a turn of
the writer of its own, they would take every way to the database and keep pages waiting for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from peermap_app.bootstrap import House

AsksT = TypeVar("AsksT", bound=Hashable)
SaysT = TypeVar("SaysT")


class Together(Generic[AsksT, SaysT]):
    """Who comes while one look is on its way is answered by the next, together with all others.

    Args:
        look: gives an answer to each that it is asked; what it raises goes to all of them.
        most: so many are asked at a time.
    """

    def __init__(
        self,
        look: Callable[[House, Sequence[AsksT]], Awaitable[Mapping[AsksT, SaysT]]],
        most: int = 100,
    ) -> None:
        self._look, self._most = look, most
        self._waiting: dict[int, list[tuple[AsksT, asyncio.Future[SaysT]]]] = {}
        self._looks: dict[int, asyncio.Task[None]] = {}

    async def ask(self, house: House, one: AsksT) -> SaysT:
        """The answer to one. The same asked twice at once is asked once."""
        answer: asyncio.Future[SaysT] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(id(house), []).append((one, answer))
        if id(house) not in self._looks:
            self._looks[id(house)] = asyncio.create_task(self._run(house))
        return await answer

    async def _run(self, house: House) -> None:
        try:
            while waiting := self._waiting.pop(id(house), []):
                now, later = waiting[: self._most], waiting[self._most :]
                if later:
                    self._waiting[id(house)] = later
                await self._answer(house, now)
        finally:
            del self._looks[id(house)]

    async def _answer(
        self, house: House, asked: Sequence[tuple[AsksT, asyncio.Future[SaysT]]]
    ) -> None:
        try:
            said = await self._look(house, tuple(dict.fromkeys(one for one, _ in asked)))
        except Exception as problem:
            for _, answer in asked:
                if not answer.done():
                    answer.set_exception(problem)
            return
        for one, answer in asked:
            if not answer.done():
                answer.set_result(said[one])
