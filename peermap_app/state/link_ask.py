"""Ask to link: the form of the asking side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import Written
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import links
from peermap_app.services.unit import Who
from peermap_app.state import held_connections
from peermap_app.state.forms import typed
from peermap_app.state.guarded import guarded
from peermap_app.state.half_written import SharingDraftPage, half
from peermap_app.state.link_views import LinkAskView
from peermap_app.state.sharing_form import known
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


class LinkAskState(SharingDraftPage, rx.State):
    """An unknown reference gets the same answer as a known one (rule 8)."""

    view: LinkAskView = LinkAskView()

    def _written(self) -> tuple[Written, str]:
        return Written.ASK, "case_id"

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read whether this case may ask."""
        house, who = await self._worker(present=False)
        self._fresh()
        form = await links.link_form(house, who, self._param("case_id"), purpose=Purpose.COORDINATE)
        self.view, self.ready = _view(form, house.clock()), True
        self._nothing_kept()
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, form.case_id))

    @rx.event
    @guarded
    async def ask(self, form: dict[str, Any]) -> Any:
        """Ask; then the case shows "Asked". Beyond six links it waits for a supervisor."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        waits = await links.ask_link(house, who, case_id, form, purpose=Purpose.COORDINATE)
        to = f"/cases/{case_id}"
        return rx.redirect(f"{to}/sharings/{waits}" if waits else to)


def _on_hint(house: House, who: Who, case_id: str) -> OnHint:
    """An answer that is not Yes any more closes the form while it is open (rule 4)."""

    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case"):
            return None
        return push.delta(
            LinkAskState,
            view=_view(
                await links.link_form(house, who, case_id, purpose=Purpose.COORDINATE),
                house.clock(),
            ),
        )

    return on_hint


def _view(form: links.AskForm, now: datetime) -> LinkAskView:
    return LinkAskView(
        id=form.case_id,
        reference=form.reference,
        why_label=say.why_linking_helps(form.initials),
        told_label=say.knows_you_share(form.initials),
        known={**known(form.initials, form.said_at, now), "reference": form.found},
        held=held_connections.to_tick(form.held, now.date()),
        beyond=form.beyond,
        closed_why="" if form.may_ask else w.NO_LINK_WHY[form.why_not or "no_answer"],
        **half(form.draft),
    )
