"""Share without agreement (rule 5): the form of the asking side, and of the side that accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.links import SUPPORT
from peermap_app.domain.map_parts import MOST_PEOPLE
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import Written
from peermap_app.live.pages import OnHint
from peermap_app.services import links, sharings
from peermap_app.services.unit import Who
from peermap_app.state import held_connections
from peermap_app.state.forms import sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.half_written import SharingDraftPage, half
from peermap_app.state.listed import reads_again
from peermap_app.state.sharing_form import FIELDS, WithoutView, known_without
from peermap_app.state.views import Pair
from peermap_app.words import sharing_words as s
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say

TYPED_STAYS = timedelta(minutes=10)
"""Time to go to /confirm and back; what is older is not found again by whoever forgot it."""
MOST_KEPT = 4_000
"""Signs of one field that are kept meanwhile: more than any may hold."""


class _Typed(SharingDraftPage, mixin=True):
    """What was typed is there again after /confirm, from the server's memory, once."""

    _typed: dict[str, str] = {}  # noqa: RUF012 - Reflex copies defaults for each page
    """On the server alone: what was sent and not taken yet. `_typed_at`: when, about what."""
    _typed_at: datetime | None = None
    _typed_about: str = ""

    def _keep_typed(self, house: House, about: str, form: object) -> None:
        given = [name for name in sent(form) if isinstance(name, str)]
        ticked = [name for name in given if name.startswith(SUPPORT)][:MOST_PEOPLE]
        named = [name for name in given if name in FIELDS] + ticked
        self._typed = {name: typed(form, name)[:MOST_KEPT] for name in named}
        self._typed_at, self._typed_about = house.clock(), about

    def _taken_in(self) -> None:
        self._typed, self._typed_at, self._typed_about = {}, None, ""

    def _kept_newer(self) -> None:
        self._taken_in()

    def _typed_again(self, house: House, about: str) -> dict[str, str]:
        at = self._typed_at
        fresh = at is not None and house.clock() < at + TYPED_STAYS
        return dict(self._typed) if fresh and about == self._typed_about else {}

    def _forget_what_was_read(self, *stays: str) -> None:
        # Never sent by itself: `load` gives it back, under the right of that moment.
        super()._forget_what_was_read("_typed", "_typed_at", "_typed_about", *stays)


class ShareAskState(_Typed, rx.State):
    """Ask to link without agreement: an unknown reference gets the same answer as a known one."""

    view: WithoutView = WithoutView()

    def _written(self) -> tuple[Written, str]:
        return Written.ASK_WITHOUT, "case_id"

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read whether this case may ask so."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id = self._param("case_id")
        view = await _asking(house, who, case_id)
        self.view, self.ready = _begun(view, self._typed_again(house, view.id)), True
        self._nothing_kept()
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, case_id))

    @rx.event
    @guarded
    async def ask(self, form: dict[str, Any]) -> Any:
        """It waits for a second person then."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        self._keep_typed(house, case_id, form)
        sharing_id = await sharings.ask_without(
            house, who, case_id, sent(form), purpose=Purpose.COORDINATE
        )
        self._taken_in()
        return rx.redirect(f"/cases/{case_id}/sharings/{sharing_id}")


class ShareAcceptState(_Typed, rx.State):
    """Accept a colleague's ask without one's own young person's agreement."""

    view: WithoutView = WithoutView()

    def _written(self) -> tuple[Written, str]:
        return Written.ACCEPT_WITHOUT, "link_id"

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the ask."""
        house, who = await self._worker(present=False)
        self._fresh()
        view = await _accepting(house, who, self._param("link_id"))
        self.view, self.ready = _begun(view, self._typed_again(house, view.id)), True
        self._nothing_kept()
        self._enter(who, [f"worker:{who.worker_id}"], _on_ask(house, who, view.id))

    @rx.event
    @guarded
    async def accept(self, form: dict[str, Any]) -> Any:
        """It waits for a second person then."""
        house, who = await self._worker()
        link_id = typed(form, "link_id")
        self._keep_typed(house, link_id, form)
        case_id, sharing_id = await sharings.accept_without(
            house, who, link_id, sent(form), purpose=Purpose.COORDINATE
        )
        self._taken_in()
        return rx.redirect(f"/cases/{case_id}/sharings/{sharing_id}")


def _begun(view: WithoutView, again: dict[str, str]) -> WithoutView:
    # What was sent a moment ago is newer than what was kept of it as it was written, or writing on
    # would have taken it away; a box without its tick is not sent.
    kept = {name: said for name, said in view.draft.items() if not name.startswith(SUPPORT)}
    draft = {**kept, **again} if again else view.draft
    return replace(view, known={**view.known, **again}, draft=draft)


async def _asking(house: House, who: Who, case_id: str) -> WithoutView:
    on = Written.ASK_WITHOUT
    form = await links.link_form(house, who, case_id, purpose=Purpose.COORDINATE, on=on)
    closed = s.BY_AGREEMENT if form.may_ask else w.NO_LINK_WHY[form.why_not or "no_answer"]
    return WithoutView(
        id=form.case_id,
        told_label=say.knows_you_share(form.initials),
        closed_why="" if form.why_not in s.OPENS_WITHOUT else closed,
        agreed_to=f"/cases/{form.case_id}/link" if form.may_ask else "",
        held=held_connections.to_tick(form.held, house.clock().date()),
        known=known_without(form.initials, house.clock()),
        **half(form.draft),
    )


async def _accepting(house: House, who: Who, link_id: str) -> WithoutView:
    on, now = Written.ACCEPT_WITHOUT, house.clock()
    sheet = await links.asked(house, who, link_id, purpose=Purpose.COORDINATE, on=on)
    return WithoutView(
        id=sheet.link_id,
        facts=_facts(sheet),
        told_label=say.knows_you_share(sheet.initials),
        closed_why=_closed(sheet, now),
        agreed_to=f"/links/{sheet.link_id}" if sheet.may_accept else "",
        known=known_without(sheet.initials, now),
        **half(sheet.draft),
    )


def _facts(sheet: links.AskSheet) -> list[Pair]:
    return [
        Pair(w.ASKED_BY, sheet.colleague.name),
        Pair(w.TEAM, sheet.colleague.team or w.NOT_RECORDED),
        Pair(w.YOUR_CASE, f"{sheet.reference} · {sheet.initials}"),
    ]


def _closed(sheet: links.AskSheet, now: datetime) -> str:
    if sheet.state != "asked":
        return w.ASK_SETTLED[sheet.state]
    if sheet.why_not in s.OPENS_WITHOUT:
        return ""
    return s.BY_AGREEMENT if sheet.may_accept else w.NO_ACCEPT_WHY[sheet.why_not or "no_answer"]


def _on_hint(house: House, who: Who, case_id: str) -> OnHint:
    """A Yes that came meanwhile closes the form while it is open."""
    return reads_again(ShareAskState, partial(_asking, house, who, case_id), "case")


def _on_ask(house: House, who: Who, link_id: str) -> OnHint:
    """An ask that was taken back or answered, a Yes that came: the form closes while it is open."""
    return reads_again(
        ShareAcceptState, partial(_accepting, house, who, link_id), "case", "alert", "link"
    )
