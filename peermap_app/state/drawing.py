"""The worker's Draw together: offer, let the tablet in, draw along, note who was there, end it.

While the young person chooses, this page shows nothing of the board and hears no answer
(rule 4). The picture is pushed to the page and lies in no var on the server (rule 3).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import qrcode
import reflex as rx
from qrcode.image.svg import SvgPathImage

from peermap_app.bootstrap import House
from peermap_app.domain.consent import Present, Understanding
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Conflict, Gone
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.lines import LINE, watch
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.drawing_views import DrawingView, OfferView
from peermap_app.state.drawn import drawn
from peermap_app.state.guarded import Page, guarded, guarded_in_passing
from peermap_app.state.live import LiveState


class DrawingState(Page, rx.State):
    """Where the drawing stands, for the worker who offered it."""

    view: DrawingView = DrawingView()
    offer: OfferView = OfferView()
    """Known to this page alone, and only until a tablet took it."""
    watching: bool = True
    """The board fills the screen while they draw."""
    asks_end: bool = False

    # These six are set on the page alone, by `_push`; here they stay empty.
    snapshot: dict[str, Any] = {}  # noqa: RUF012 - Reflex copies defaults for each page
    incoming: dict[str, Any] = {}  # noqa: RUF012
    answered: dict[str, Any] = {}  # noqa: RUF012
    finger: dict[str, Any] = {}  # noqa: RUF012
    beat: dict[str, Any] = {}  # noqa: RUF012
    line: str = ""
    """"away" while the tablet is out of touch, "back" for a moment after, or ""."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """The page opened, or came back after a cut. Where nothing goes on, a code is offered."""
        house, who = await self._worker(present=False)
        self._fresh()
        if await self._came_from_elsewhere():
            self._begin_afresh()
        case_id = self._param("case_id")
        followed = self.view.drawing_id if self.view.case_id == case_id else ""
        sheet = await drawings.worker_view(
            house, who, case_id, followed or None, purpose=Purpose.PLAN_TOGETHER
        )
        if followed and sheet.phase is Phase.ENDED:
            # Another one was begun since, from a kept map or on another page: that one counts.
            newer = await drawings.worker_view(house, who, case_id, purpose=Purpose.PLAN_TOGETHER)
            sheet = newer if newer.phase is not None else sheet
        if sheet.phase is None or (sheet.phase is Phase.OFFERED and not self._holds(house, sheet)):
            await self._offer(house, await drawings.offer(house, who, case_id))
            sheet = await drawings.worker_view(house, who, case_id, purpose=Purpose.PLAN_TOGETHER)
        await self._follow(house, who, sheet)

    @rx.event
    @guarded
    async def left(self) -> None:
        """Another page was opened: the next visit begins afresh."""
        await self._worker()
        self._fresh()
        self._begin_afresh()

    @rx.event
    @guarded
    async def again(self) -> None:
        """Offer a new drawing on this case, after one has ended."""
        house, who = await self._worker()
        case_id = self._param("case_id")
        await self._offer(house, await drawings.offer(house, who, case_id))
        await self._follow(
            house,
            who,
            await drawings.worker_view(house, who, case_id, purpose=Purpose.PLAN_TOGETHER),
        )

    @rx.event
    @guarded
    async def new_code(self) -> None:
        """A new code for this drawing: the old one is spent or ran out, or the tablet is flat."""
        house, who = await self._worker()
        await self._offer(
            house, await drawings.offer_again(house, who, await self._drawing(house, who))
        )
        await self._present(house, who)

    @rx.event
    @guarded
    async def that_is_ours(self) -> None:
        """That's our tablet."""
        house, who = await self._worker()
        drawing_id = await self._drawing(house, who)
        await drawings.confirm(house, who, drawing_id)
        watch.let_in(drawing_id)
        await self._present(house, who)

    @rx.event
    @guarded
    async def not_ours(self) -> None:
        """Not ours: turned away, and a new code stands there."""
        house, who = await self._worker()
        await drawings.turn_away(house, who, await self._drawing(house, who))
        await self._offer(
            house, await drawings.offer_again(house, who, await self._drawing(house, who))
        )
        await self._present(house, who)

    @rx.event
    @guarded
    async def watch(self, on: bool) -> None:
        """Watch live, or look at the page behind."""
        await self._worker()
        self.watching = on is True

    @rx.event
    @guarded
    async def edits(self, edits: list[dict[str, Any]]) -> None:
        """What the worker just drew, or sent again after a cut.

        After a restart this comes before `load`: unanswered here, the board sends it again once
        it has the snapshot. A refusal would take the board away with what only it holds.
        """
        house, who = await self._worker()
        if not self.view.drawing_id:
            return
        applied = await drawings.edit(house, who, self.view.drawing_id, edits)
        await self._push(**drawn(self._token(), applied))

    @rx.event
    @guarded_in_passing
    async def dot(self, at: dict[str, Any] | None) -> None:
        """Where the finger is on the board, or None: lifted."""
        house, who = await self._worker(present=False)
        if self.view.drawing_id:
            await drawings.dot(house, who, self.view.drawing_id, at)

    @rx.event
    @guarded
    async def ask(self, number: int) -> None:
        """The board saw a gap after `number`. It asks by itself: nobody need be here."""
        house, who = await self._worker(present=False)
        newer = await drawings.since(
            house, who, self.view.drawing_id, number, purpose=Purpose.PLAN_TOGETHER
        )
        if newer is not None:
            await self._push(incoming=newer.wire())
        else:
            await self._present(house, who)

    @rx.event
    @guarded
    async def seed(self, copy: dict[str, Any]) -> None:
        """The room was lost (a restart) and the board gives its copy back, by itself."""
        house, who = await self._worker(present=False)
        await drawings.seed(house, who, self.view.drawing_id, copy)

    @rx.event
    @guarded
    async def note(self, form: dict[str, Any]) -> None:
        """Who is there, and how understanding was checked."""
        house, who = await self._worker()
        drawing_id, turn = await self._drawing(house, who), _turn(form)
        await drawings.note_presence(house, who, drawing_id, _presence(form), turn)
        await self._present(house, who)

    @rx.event
    @guarded
    async def carry_on(self) -> None:
        """Carry on with what was put by."""
        house, who = await self._worker()
        await drawings.carry_on(house, who, await self._drawing(house, who))
        await self._present(house, who)

    @rx.event
    @guarded
    async def ask_end(self, on: bool) -> None:
        """End this drawing says first what goes; or the question is put away."""
        await self._worker()
        self.asks_end = on is True

    @rx.event
    @guarded
    async def end(self) -> None:
        """End it."""
        house, who = await self._worker()
        await drawings.end(house, who, await self._drawing(house, who))
        self.asks_end = False
        await self._present(house, who)

    def _forget_what_was_read(self, *stays: str) -> None:
        """Which drawing it is and the code that this page was given stay; whose it is goes."""
        mine = DrawingView(case_id=self.view.case_id, drawing_id=self.view.drawing_id)
        super()._forget_what_was_read("offer", "watching", "asks_end", *stays)
        self.view = mine

    async def _came_from_elsewhere(self) -> bool:
        """Another page was open since: no reconnect, though `left` was lost on its way."""
        live = await self.get_state(LiveState)
        return live._opened not in ("", str(self.router._page.raw_path))

    def _begin_afresh(self) -> None:
        self.view, self.offer = DrawingView(), OfferView()
        self.watching, self.asks_end = True, False

    def _holds(self, house: House, sheet: drawings.DrawingSheet) -> bool:
        """Whether the code on this page is that drawing's, and still counts."""
        expires = sheet.offer_expires
        fresh = expires is not None and house.clock() < expires
        return fresh and self.offer.code != ("", "") and self.view.drawing_id == sheet.drawing_id

    async def _drawing(self, house: House, who: Who) -> str:
        """This page's drawing. A tap that waited for a restarted server comes before `load`."""
        if not self.view.drawing_id:
            sheet = await drawings.worker_view(
                house, who, self._param("case_id"), purpose=Purpose.PLAN_TOGETHER
            )
            self.view = _view(sheet, house.clock())
        return self.view.drawing_id

    async def _offer(self, house: House, offer: drawings.Offer) -> None:
        self.offer = await asyncio.to_thread(offer_view, offer, house.settings.base_url)
        self.watching, self.asks_end = True, False
        self.view = DrawingView(
            case_id=self._param("case_id"), drawing_id=offer.drawing_id, screen="offered"
        )

    async def _follow(self, house: House, who: Who, sheet: drawings.DrawingSheet) -> None:
        """Hear of this drawing from now on, and show it."""
        case_id, drawing_id = sheet.case_id, sheet.drawing_id or ""
        dots = drawings.dots_from(drawing_id, "tablet")
        # The worker's own audience too: an allocation that ends takes the canvas away at once.
        own = f"worker:{who.worker_id}"
        heard = [f"drawing:{drawing_id}", dots, f"{LINE}{drawing_id}", own]
        self._enter(who, heard, _on_hint(house, who, case_id, drawing_id))
        self.view, self.ready = _view(sheet, house.clock()), True
        await self._push(line=watch.said(drawing_id), **await _board(house, who, sheet))

    async def _present(self, house: House, who: Who) -> None:
        case_id, drawing_id = self._param("case_id"), self.view.drawing_id
        sheet = await drawings.worker_view(
            house, who, case_id, drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
        await self._follow(house, who, sheet)

    async def _push(self, **values: Any) -> None:
        await push.to_page(self._token(), push.delta(DrawingState, **values))


def _view(sheet: drawings.DrawingSheet, now: datetime) -> DrawingView:
    noted = sheet.presence
    return DrawingView(
        starts_from=times.date_of(sheet.starts_from, now) if sheet.starts_from else "",
        screen=_screen(sheet.phase),
        case_id=sheet.case_id,
        drawing_id=sheet.drawing_id or "",
        reference=sheet.reference,
        initials=sheet.initials,
        ending=sheet.ending.value if sheet.ending else "",
        device=sheet.device_name or "",
        turn=sheet.turn,
        noted=noted is not None,
        present=tuple(each.value for each in noted.present) if noted else (),
        understanding=tuple(each.value for each in noted.understanding) if noted else (),
    )


def _screen(phase: Phase | None) -> str:
    return "over" if phase in (None, Phase.ENDED) else str(phase.value) if phase else ""


def _beat(beat: drawings.Beat) -> dict[str, Any]:
    return {"screen": _screen(beat.phase), "n": beat.number}


async def _board(house: House, who: Who, sheet: drawings.DrawingSheet) -> dict[str, Any]:
    """The board while they draw; nothing of it at any other moment."""
    if sheet.phase is not Phase.DRAWING:
        return {"snapshot": {}, "incoming": {}, "answered": {}}
    try:
        return {
            "snapshot": (
                await drawings.snapshot(house, who, sheet.drawing_id, purpose=Purpose.PLAN_TOGETHER)
            ).wire()
        }
    except (Conflict, Gone):  # it went on between the two readings: the hint of it is on its way
        return {"snapshot": {}, "incoming": {}, "answered": {}}


_OF_OTHER_PAGES = ("alert", "link", "duty")
"""What a worker's pages are told that changes nothing about their right to a drawing."""


def _on_hint(house: House, who: Who, case_id: str, drawing_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if message.get("kind") in _OF_OTHER_PAGES:
            return None
        if message.get("kind") == "dot":
            finger = await drawings.heard_dot(house, who, drawing_id, message)
            return push.delta(DrawingState, finger=finger) if finger else None
        if message.get("kind") == "line":
            missed = await drawings.tablet_is_missed(house, who, drawing_id)
            return push.delta(DrawingState, line=watch.said(drawing_id)) if missed else None
        if message.get("kind") == "beat":
            beat = await drawings.beat(house, who, drawing_id)
            return push.delta(DrawingState, beat=_beat(beat)) if beat else None
        if message.get("kind") == "edits":
            try:
                newest = await drawings.newest(
                    house, who, drawing_id, purpose=Purpose.PLAN_TOGETHER
                )
                return push.delta(DrawingState, incoming=newest.wire())
            except (Conflict, Gone):
                pass  # they choose by now, or it is over: what the page may show is read below
        sheet = await drawings.worker_view(
            house, who, case_id, drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
        return push.delta(
            DrawingState,
            view=_view(sheet, house.clock()),
            ready=True,
            line=watch.said(drawing_id),
            **await _board(house, who, sheet),
        )

    return on_hint


def _turn(form: object) -> object:
    """The choosing that the note's form was about, as the page sent it."""
    return form.get("turn") if isinstance(form, Mapping) else None


def _presence(form: object) -> dict[str, list[str]]:
    """The ticked boxes of the note; the domain reads what is made of them."""
    ticked = form if isinstance(form, Mapping) else {}
    return {
        "present": [each.value for each in Present if ticked.get(f"present_{each.value}")],
        "understanding": [
            each.value for each in Understanding if ticked.get(f"understanding_{each.value}")
        ],
    }


def offer_view(offer: drawings.Offer, base_url: str) -> OfferView:
    """The QR code, the address and the code as the page shows them. The address is the house's own

    (PUBLIC_URL or loopback), never what a request's Host header said.
    """
    code = qrcode.QRCode(
        border=1, error_correction=qrcode.ERROR_CORRECT_M, image_factory=SvgPathImage
    )
    code.add_data(offer.join_url)
    half = len(offer.code) // 2
    return OfferView(
        qr=code.make_image().to_string(encoding="unicode"),
        address=f"{base_url.split('://', 1)[-1]}/join",
        code=(offer.code[:half], offer.code[half:]),
        spoken=" ".join(offer.code),
    )
