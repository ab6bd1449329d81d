"""On Me: alerts on one's own phones, ending and trying them, and quiet hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.web_push import said_at
from peermap_app.live import identity
from peermap_app.services import web_push
from peermap_app.services.unit import Who
from peermap_app.services.web_push import Phone
from peermap_app.state import times
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.push_views import PhoneRow, PhonesView
from peermap_app.words import push_words as w
from peermap_app.words.devices import DEVICES


class PhonesState(Page, rx.State):
    """One's own alone. Whoever gets no alerts sees nothing of it."""

    view: PhonesView = PhonesView([])
    mine: bool = False
    """Gets alerts, so that there is something to set."""
    said: str = ""
    """How it went, which stays until the next."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them. The page hears of changes by `DevicesState`, which opened it."""
        house, who = await self._worker(present=False)
        self.said = ""
        await self._show(house, who)

    @rx.event
    @guarded
    async def changed(self) -> None:
        """This browser was added or ended by a route of ours: read them anew."""
        await self._show(*await self._worker())

    @rx.event
    @guarded
    async def end(self, phone_id: str) -> None:
        """No more alerts to one of them."""
        house, who = await self._worker()
        await web_push.end(house, who, phone_id)
        self.said = w.ENDED_ONE
        await self._show(house, who)

    @rx.event
    @guarded
    async def try_out(self, phone_id: str) -> None:
        """Send a test to one of them."""
        house, who = await self._worker()
        await web_push.try_out(house, who, phone_id)
        self.said = w.TRIED

    @rx.event
    @guarded
    async def set_quiet(self, form: dict[str, Any]) -> None:
        """Other quiet hours, or none."""
        house, who = await self._worker()
        await web_push.set_quiet(house, who, form.get("begins"), form.get("ends"))
        self.said = w.QUIET_SAVED
        await self._show(house, who)

    async def _show(self, house: House, who: Who) -> None:
        self.mine = bool(may(Action.SEE_PHONES, role=who.role, relation=Relation.NONE))
        if self.mine:
            self.view = await own_phones(house, who, self._cookie(identity.PHONE_COOKIE))
        self.ready = True


async def own_phones(house: House, who: Who, token: str | None) -> PhonesView:
    """What stands on the card. `token`: of the cookie that tells this browser."""
    held, now = await web_push.mine(house, who, token), house.clock()
    quiet = held.quiet
    asleep = any(one.here and one.asleep for one in held.phones)
    ended = "key" if asleep else held.ended_here or ""
    return PhonesView(
        rows=[_row(one, now) for one in held.phones],
        key=held.key,
        here=any(one.here and not one.asleep for one in held.phones),
        ended=w.ENDED.get(str(ended), ""),
        quiet_from=said_at(quiet.begins) if quiet else "",
        quiet_to=said_at(quiet.ends) if quiet else "",
    )


def _row(one: Phone, now: datetime) -> PhoneRow:
    name, since = DEVICES.get(one.kind, DEVICES["other"]), times.at(one.since, now)
    return PhoneRow(
        id=one.id,
        name=name,
        since=w.SINCE.format(when=since),
        reached=w.REACHED.format(when=times.ago(one.reached, now))
        if one.reached
        else w.NEVER_REACHED,
        trouble=w.ASLEEP if one.asleep else w.FAILING if one.failing else "",
        end_named=w.END_NAMED.format(device=name, when=since),
        try_named=w.TRY_NAMED.format(device=name, when=since),
        here=one.here,
    )
