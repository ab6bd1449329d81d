"""One change of a flag that was sent: the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from peermap_app.domain.purpose import Purpose
from peermap_app.services import flag_changes
from peermap_app.services.flag_changes import ChangeForm
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.words import flag_change_words as w


@dataclass(frozen=True, slots=True)
class FlagChangeView:
    """What the form begins with. `text`, `why`: labels, "" where the form has no such field."""

    id: str = ""
    what: str = ""
    known: str = ""
    title: str = ""
    lead: str = ""
    says: str = ""
    text: str = ""
    why: str = ""
    why_hint: str = ""
    send: str = ""


class FlagChangeState(FormPage, rx.State):
    """Correct it, say what is new, close it, or withdraw it."""

    view: FlagChangeView = FlagChangeView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """What it says now."""
        house, who = await self._worker(present=False)
        self._fresh()
        flag_id, what = self._param("flag_id"), self._param("act")
        form = await flag_changes.change_form(house, who, flag_id, what, purpose=Purpose.COORDINATE)
        self.view, self.ready = _view(form), True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def send(self, form: dict[str, Any]) -> Any:
        """Send it; the same form sent twice is one change."""
        house, who = await self._worker()
        flag_id, form_id = typed(form, "flag_id"), typed(form, "form_id")
        await flag_changes.change_flag(
            house, who, flag_id, form_id, sent(form), purpose=Purpose.COORDINATE
        )
        return rx.redirect(f"/flags/{flag_id}")


def _view(form: ChangeForm) -> FlagChangeView:
    what = form.what
    return FlagChangeView(
        id=form.flag_id,
        what=what.value,
        known=str(form.number),
        title=f"{w.DO[what]} · {form.reference}",
        lead=w.LEADS[what],
        says=form.says,
        text=w.TEXT[what],
        why=w.WHY[what],
        why_hint=w.WHY_HINT[what],
        send=w.SEND[what],
    )
