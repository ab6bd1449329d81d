"""What the states of the forms share that ask to share, or accept: they are kept as written."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.domain.drafts import Kept
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import Written
from peermap_app.services import sharing_writing
from peermap_app.services.drafts import Draft
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded, guarded_in_passing
from peermap_app.words import half_written_words as w


class SharingDraftPage(FormPage, mixin=True):
    """A form of a sharing record. What is kept of it is read with the page itself (`half`)."""

    kept: int = 0
    """The newest writing on the form that is kept, as the page counted it."""
    kept_said: str = ""

    def _written(self) -> tuple[Written, str]:
        """Which form it is, and the name of the field that says what it is about."""
        raise NotImplementedError

    def _kept_newer(self) -> None:
        """What is kept now is newer than anything of this form that was sent, and refused."""

    def _nothing_kept(self) -> None:
        self.kept, self.kept_said = 0, ""

    @rx.event
    @guarded_in_passing
    async def keep_draft(self, form: dict[str, Any], number: int) -> None:
        """Keep what is half written; the page tells it by itself, so it is nobody's presence."""
        house, who = await self._worker(present=False)
        on, about = self._written()
        of, form_id = (on, typed(form, about)), typed(form, "form_id")
        kept = await sharing_writing.keep(
            house, who, of, form_id, sent(form), purpose=Purpose.COORDINATE
        )
        self.kept, self.kept_said = number if type(number) is int else 0, w.SHARING[kept]
        if kept is Kept.KEPT:
            self._kept_newer()

    @rx.event
    @guarded
    async def throw_away(self, about: str) -> Any:
        """Nothing is half written any more."""
        house, who = await self._worker()
        on, _ = self._written()
        case_id = await sharing_writing.throw_away(
            house, who, (on, about), purpose=Purpose.COORDINATE
        )
        return rx.redirect(f"/cases/{case_id}")


def half(draft: Draft | None) -> dict[str, Any]:
    """Of a form's view: what was half written, and on which form."""
    return {
        "form_id": draft.form_id if draft else "",
        "draft": dict(draft.fields) if draft else {},
    }
