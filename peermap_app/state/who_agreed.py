"""Who else agreed: the form of the one task below the age for agreeing alone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.domain.purpose import Purpose
from peermap_app.services import agreed
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.views import WhoAgreedView
from peermap_app.words import agreed as w


class WhoAgreedState(FormPage, rx.State):
    """What is noted here changes nothing that the young person said."""

    view: WhoAgreedView = WhoAgreedView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read whether anybody else must agree."""
        house, who = await self._worker(present=False)
        self._fresh()
        form = await agreed.agreed_form(
            house, who, self._param("case_id"), purpose=Purpose.PLAN_TOGETHER
        )
        self.view, self.ready = _view(form), True

    @rx.event
    @guarded
    async def say(self, form: dict[str, Any]) -> Any:
        """Note it; then the case shows no task any more."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        await agreed.say_who_agreed(house, who, case_id, form)
        return rx.redirect(f"/cases/{case_id}")


def _view(form: agreed.AgreedForm) -> WhoAgreedView:
    return WhoAgreedView(
        id=form.case_id,
        question=w.question(form.initials, form.say.age),
        closed_why="" if form.say.asked else w.NOT_NEEDED,
    )
