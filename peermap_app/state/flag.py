"""Flag a case: the form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import flag_drafts, flags
from peermap_app.services.alert_sides import AlsoTold
from peermap_app.services.unit import Who
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded, guarded_in_passing
from peermap_app.state.views import FlagFormView, KindOption, ToldRow
from peermap_app.words import alert_words as a
from peermap_app.words import half_written_words as half
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say
from peermap_app.words.review_words import until_hint

TELL = "tell_"
LEFT_OUT = "left_out_"


class FlagState(FormPage, rx.State):
    """The page makes the form's id itself: a form sent again after a cut is the same form."""

    view: FlagFormView = FlagFormView()
    kept: int = 0
    """The newest writing on the form that is kept, as the page counted it."""
    kept_said: str = ""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Who would be told now."""
        house, who = await self._worker(present=False)
        self._fresh()
        form = await flags.flag_form(house, who, self._param("case_id"), purpose=Purpose.COORDINATE)
        self.view, self.ready = _view(form, house.clock()), True
        self.kept, self.kept_said = 0, ""
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, form.case_id))

    @rx.event
    @guarded
    async def send(self, form: dict[str, Any]) -> Any:
        """Send; the same form sent twice makes one flag."""
        house, who = await self._worker()
        case_id, form_id = typed(form, "case_id"), typed(form, "form_id")
        made = await flags.flag_case(
            house, who, case_id, form_id, _with_left_out(form), purpose=Purpose.COORDINATE
        )
        return rx.redirect(f"/flags/{made.flag_id}")

    @rx.event
    @guarded_in_passing
    async def keep_draft(self, form: dict[str, Any], number: int) -> None:
        """Keep what is half written; the page tells it by itself, so it is nobody's presence."""
        house, who = await self._worker(present=False)
        case_id, form_id = typed(form, "case_id"), typed(form, "form_id")
        kept = await flag_drafts.keep(
            house, who, case_id, form_id, sent(form), purpose=Purpose.COORDINATE
        )
        self.kept, self.kept_said = number if type(number) is int else 0, half.FLAG[kept]

    @rx.event
    @guarded
    async def throw_away(self, case_id: str) -> Any:
        """Nothing is half written any more."""
        house, who = await self._worker()
        await flag_drafts.throw_away(house, who, case_id, purpose=Purpose.COORDINATE)
        return rx.redirect(f"/cases/{case_id}")


def _on_hint(house: House, who: Who, case_id: str) -> OnHint:
    """Who would be told follows a link that ends while the form is open; what was typed stays."""

    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "link", "case"):
            return None
        return push.delta(
            FlagState,
            view=_view(
                await flags.flag_form(house, who, case_id, purpose=Purpose.COORDINATE),
                house.clock(),
            ),
        )

    return on_hint


def _with_left_out(form: dict[str, Any]) -> dict[str, Any]:
    """Those whose box is not ticked are left out, each with the reason typed beside it."""
    sides = [name.removeprefix(LEFT_OUT) for name in form if str(name).startswith(LEFT_OUT)]
    left = {side: typed(form, LEFT_OUT + side) for side in sides if not form.get(TELL + side)}
    return {**form, "left_out": left}


def _view(form: flags.FlagForm, now: datetime) -> FlagFormView:
    draft = form.draft
    return FlagFormView(
        id=form.case_id,
        reference=form.reference,
        kinds=[KindOption(one.code, one.words, one.urgency.value) for one in form.kinds],
        told_label=say.knows_you_share(form.initials),
        told=[_told(side) for side in form.recipients],
        review=form.review.isoformat(),
        review_hint=until_hint(form.most),
        form_id=draft.form_id if draft else "",
        draft=dict(draft.fields) if draft else {},
    )


def _told(side: flags.ToldSide) -> ToldRow:
    names = say.listed([one.name for one in side.colleagues]) or w.NO_WORKER_NOW
    return ToldRow(
        id=side.link_id,
        name=say.recipient(names, side.reference),
        field=LEFT_OUT + side.link_id,
        also=" ".join(
            words.format(names=say.listed(names))
            for words, only_now in ((a.ALSO_TOLD, False), (a.ALSO_IF_NOW, True))
            if (names := [_also(one) for one in side.also if one.only_now is only_now])
        ),
    )


def _also(one: AlsoTold) -> str:
    return a.told_because(one.name, a.because(one.why, one.instead_of))
