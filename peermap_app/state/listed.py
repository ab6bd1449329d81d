"""What pages that list something share: they read alike when they open, after an act, and when a

hint says that it changed meanwhile. A page says what it reads once, as the values of its vars.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services.unit import Who
from peermap_app.state.guarded import Page


class ListPage(Page, mixin=True):
    """A page whose vars follow from one reading. Its handlers are what it does, and no more."""

    @classmethod
    def _hears(cls) -> frozenset[str]:
        """The kinds of hints after which it is read again; every page hears that it was ended."""
        return frozenset()

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        """Every var that is read, by its name. Authorised in the services that it calls."""
        raise NotImplementedError

    async def _opened(self) -> None:
        """For `load`: read it, and hear of changes from now on."""
        house, who = await self._worker(present=False)
        self._fresh()
        await self._show(house, who)
        self._enter(who, [f"worker:{who.worker_id}"], _again(type(self), house, who))

    async def _show(self, house: House, who: Who) -> None:
        for name, value in (await self._read(house, who)).items():
            setattr(self, name, value)
        self.ready = True

    async def _done(self, house: House, who: Who, said: str) -> None:
        """After an act: how things stand now, and how it went."""
        await self._show(house, who)
        self.notice = said


def _again(kind: type[ListPage], house: House, who: Who) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if not kind._hears() or not is_of(message, *kind._hears()):
            return None
        return push.delta(kind, **await kind._read(house, who))

    return on_hint


def reads_again(kind: type[Page], read: Callable[[], Awaitable[object]], *hears: str) -> OnHint:
    """For a page that is one view: it is read anew after hints of these kinds, while it is open.

    Args:
        kind: whose `view` it is.
        read: reads it, authorised in the services that it calls.
        hears: kinds of hints (`live.pages.is_of`).
    """

    async def on_hint(message: Message) -> push.Delta | None:
        return push.delta(kind, view=await read()) if is_of(message, *hears) else None

    return on_hint


async def nothing_new(_message: Message) -> push.Delta | None:
    """The page hears only that its session ended, which leads it to the door."""
    return None
