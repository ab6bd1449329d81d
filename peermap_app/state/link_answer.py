"""Answer a colleague who asked to link: the asked side's own record."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import Written
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import links
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.forms import typed
from peermap_app.state.guarded import guarded
from peermap_app.state.half_written import SharingDraftPage, half
from peermap_app.state.link_views import LinkAnswerView
from peermap_app.state.sharing_form import known
from peermap_app.state.views import Pair
from peermap_app.words import second_words
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say
from peermap_app.words.sharing_words import OPENS_WITHOUT


class LinkAnswerState(SharingDraftPage, rx.State):
    """Who asks and our own case; never the other reference before both agreed."""

    view: LinkAnswerView = LinkAnswerView()

    def _written(self) -> tuple[Written, str]:
        return Written.ACCEPT, "link_id"

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the ask."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view = await _read(house, who, self._param("link_id"))
        self.ready = True
        self._nothing_kept()
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, self.view.id))

    @rx.event
    @guarded
    async def accept(self, form: dict[str, Any]) -> Any:
        """Accept with our own side of the record. Beyond six links it waits for a supervisor."""
        house, who = await self._worker()
        link_id = typed(form, "link_id")
        case_id, waits = await links.answer_link(
            house, who, link_id, True, form, purpose=Purpose.COORDINATE
        )
        self.view, self.found = await _read(house, who, link_id), []
        return rx.redirect(f"/cases/{case_id}/sharings/{waits}") if waits else None

    @rx.event
    @guarded
    async def decline(self, link_id: str) -> None:
        """Decline; the asker is not told."""
        house, who = await self._worker()
        await links.answer_link(house, who, link_id, False, {}, purpose=Purpose.COORDINATE)
        self.view = await _read(house, who, link_id)


async def _read(house: House, who: Who, link_id: str) -> LinkAnswerView:
    sheet = await links.asked(house, who, link_id, purpose=Purpose.COORDINATE)
    now = house.clock()
    return LinkAnswerView(
        id=sheet.link_id,
        title=say.asks_to_link(sheet.colleague.name, sheet.reference),
        facts=[
            Pair(w.ASKED_BY, sheet.colleague.name),
            Pair(w.TEAM, sheet.colleague.team or w.NOT_RECORDED),
            Pair(w.WHEN, times.at(sheet.asked_at, now)),
            Pair(w.YOUR_CASE, f"{sheet.reference} · {sheet.initials}"),
            Pair(w.LAPSES, times.day_of(sheet.lapses_at, now)),
        ],
        why_label=say.why_linking_helps(sheet.initials),
        told_label=say.knows_you_share(sheet.initials),
        known=known(sheet.initials, sheet.said_at, now),
        can_accept=sheet.may_accept and not sheet.beyond_id,
        beyond=sheet.beyond,
        waits_to=f"/cases/{sheet.case_id}/sharings/{sheet.beyond_id}" if sheet.beyond_id else "",
        without_to=f"/links/{sheet.link_id}/without" if sheet.why_not in OPENS_WITHOUT else "",
        closed_why=w.NO_ACCEPT_WHY[sheet.why_not] if sheet.why_not else "",
        settled=""
        if sheet.state == "asked"
        else second_words.WAITS
        if sheet.waits
        else w.ASK_SETTLED[sheet.state],
        together_to=f"/cases/{sheet.case_id}/links/{sheet.link_id}"
        if sheet.state == "accepted" and not sheet.waits
        else "",
        case_to=f"/cases/{sheet.case_id}",
        **half(sheet.draft),
    )


def _on_hint(house: House, who: Who, link_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta:
        return push.delta(LinkAnswerState, view=await _read(house, who, link_id))

    return on_hint
