"""Me: who is signed in, and what signing out would end."""

from __future__ import annotations

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.services import accounts, mail_choice
from peermap_app.services.unit import Who
from peermap_app.state.cases import own_phone
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.views import MeView, Pair
from peermap_app.words import mail_choice as words
from peermap_app.words import worker_pages as w


class MeState(Page, rx.State):
    """Name, role, team."""

    view: MeView = MeView()
    phone: str = ""
    """That their own number was changed by a file, for a time."""

    mail: str = ""
    """How they are e-mailed now; "" where this house sends no mails, or they get no alerts."""
    mail_too: bool = False

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read who is signed in."""
        house, who = await self._worker(present=False)
        self._fresh()
        me, drawings = await accounts.me(house, who), await accounts.open_drawings(house, who)
        self.view, self.ready = _view(me, bool(drawings)), True
        self.phone = await own_phone(house, who)
        await self._show_mail(house, who)

    @rx.event
    @guarded
    async def also_mail(self, also: bool) -> None:
        """Also e-mail me, or only when nothing else reached me."""
        house, who = await self._worker()
        await mail_choice.choose(house, who, also)
        await self._show_mail(house, who)

    async def _show_mail(self, house: House, who: Who) -> None:
        found = await mail_choice.mailing(house, who)
        self.mail_too = found.chosen
        how = words.how(chosen=found.chosen, minutes=found.minutes)
        self.mail = how if found.offered else ""


def _view(me: accounts.Me, drawing: bool) -> MeView:
    return MeView(
        facts=[
            Pair(w.NAME, me.name),
            Pair(w.ROLE, w.ROLES[me.role]),
            *([Pair(w.TEAM, me.team)] if me.team else []),
            Pair(w.EMAIL_TERM, me.email),
        ],
        drawing_open=w.DRAWING_OPEN_WARNING if drawing else "",
    )
