"""On Me: where one is signed in, and ending that from here."""

from __future__ import annotations

from datetime import datetime

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.live import identity, push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import devices
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.covers import OwnCoversState, own_covers
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.views import DeviceRow
from peermap_app.state.web_push import PhonesState, own_phones
from peermap_app.words import own_account as w
from peermap_app.words.devices import DEVICES


class DevicesState(Page, rx.State):
    """One's own sessions alone, this one first."""

    rows: list[DeviceRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    others: bool = False
    """There are others to sign out."""
    said: str = ""
    """How it went, which stays until the next."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them, and hear when one ends elsewhere."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.said = ""
        await self._show(house, who)
        phone = self._cookie(identity.PHONE_COOKIE)
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, phone))

    @rx.event
    @guarded
    async def end(self, session_id: str) -> None:
        """Sign one of them out."""
        house, who = await self._worker()
        await devices.end(house, who, session_id)
        self.said = w.ENDED_ONE
        await self._show(house, who)

    @rx.event
    @guarded
    async def end_others(self) -> None:
        """Sign out everywhere but here."""
        house, who = await self._worker()
        await devices.end_others(house, who)
        self.said = w.ENDED_OTHERS
        await self._show(house, who)

    async def _show(self, house: House, who: Who) -> None:
        self.rows = await _rows(house, who)
        self.others, self.ready = len(self.rows) > 1, True


async def _rows(house: House, who: Who) -> list[DeviceRow]:
    now = house.clock()
    return [_row(each, now) for each in await devices.mine(house, who)]


def _on_hint(house: House, who: Who, phone: str | None) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if message.get("kind") == "cover":
            return push.delta(OwnCoversState, lines=await own_covers(house, who))
        if message.get("kind") == "phones":
            return push.delta(PhonesState, view=await own_phones(house, who, phone))
        if not is_of(message, "session"):
            return None
        rows = await _rows(house, who)
        return push.delta(DevicesState, rows=rows, others=len(rows) > 1)

    return on_hint


def _row(each: devices.Device, now: datetime) -> DeviceRow:
    name, begun = DEVICES.get(each.kind, DEVICES["other"]), times.at(each.begun_at, now)
    return DeviceRow(
        id=each.id,
        name=name,
        begun=w.BEGUN.format(when=begun),
        seen="" if each.here else w.SEEN.format(when=times.ago(each.seen_at, now)),
        draws=w.DRAWS if each.draws and not each.here else "",
        end_named=w.END_ONE_NAMED.format(device=name, when=begun),
        here=each.here,
    )
