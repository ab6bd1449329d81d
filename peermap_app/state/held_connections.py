"""What a case's own record already holds of connections: lines of the case, and one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from peermap_app.domain.connections import Symbol
from peermap_app.domain.links import SUPPORT
from peermap_app.domain.purpose import Purpose
from peermap_app.services import held_connections
from peermap_app.services.held_connections import HeldForm, HeldLine
from peermap_app.state import times
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.views import HeldRow, Option, Pair
from peermap_app.words import held_connection_words as w
from peermap_app.words.review_words import until_hint

_SYMBOLS = frozenset(Symbol)


@dataclass(frozen=True, slots=True)
class HeldView:
    """What the form of one begins with. `id`: "new" for one that is to be added."""

    id: str = ""
    case_id: str = ""
    reference: str = ""
    initials: str = ""
    symbol: str = ""
    not_a_name: bool = False
    known: str = ""
    source: str = ""
    source_day: str = ""
    nature: str = ""
    weight: str = ""
    shown: str = ""
    shown_on: str = ""
    shown_by: str = ""
    because: str = ""
    review: str = ""
    weight_label: str = ""
    shown_label: str = ""
    review_hint: str = ""
    there: bool = False


class HeldConnectionState(FormPage, rx.State):
    """One connection that the case's own record holds."""

    view: HeldView = HeldView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read it."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, held_id = self._param("case_id"), self._param("held_id")
        form = await held_connections.held_form(
            house, who, case_id, held_id, purpose=Purpose.COORDINATE
        )
        self.view, self.ready = _view(form), True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def save(self, form: dict[str, Any]) -> Any:
        """Add it or correct it; sent twice it is one."""
        house, who = await self._worker()
        case_id, held_id = typed(form, "case_id"), typed(form, "held_id")
        form_id = typed(form, "form_id")
        await held_connections.save(
            house,
            who,
            case_id,
            held_id,
            sent(form),
            form_id=form_id,
            purpose=Purpose.COORDINATE,
        )
        return rx.redirect(f"/cases/{case_id}#held")

    @rx.event
    @guarded
    async def take_away(self, case_id: str, held_id: str) -> Any:
        """For good."""
        house, who = await self._worker()
        await held_connections.take_away(house, who, case_id, held_id, purpose=Purpose.COORDINATE)
        return rx.redirect(f"/cases/{case_id}#held")


def _view(form: HeldForm) -> HeldView:
    line = form.line
    empty = HeldView(
        id=line.id if line else held_connections.NEW,
        case_id=form.case_id,
        reference=form.reference,
        shown_on=form.today.isoformat(),
        weight_label=w.weight_label(form.initials),
        shown_label=w.shown_label(form.initials),
        review_hint=until_hint(form.most),
        there=line is not None,
    )
    return empty if line is None else _filled(empty, line)


def _filled(view: HeldView, line: HeldLine) -> HeldView:
    sign = line.who in _SYMBOLS
    return HeldView(
        id=view.id,
        case_id=view.case_id,
        reference=view.reference,
        weight_label=view.weight_label,
        shown_label=view.shown_label,
        review_hint=view.review_hint,
        there=True,
        initials="" if sign else line.who,
        symbol=line.who if sign else "",
        not_a_name=not sign,
        known=line.known,
        source=line.source.value,
        source_day=line.source_day.isoformat(),
        nature=line.nature.value,
        weight=line.weight.value,
        shown="yes" if line.shown_on else "no",
        shown_on=line.shown_on.isoformat() if line.shown_on else "",
        shown_by=line.shown_by.value if line.shown_by else "",
        because=line.not_shown_because,
        review=line.review.isoformat(),
    )


def to_tick(lines: Iterable[HeldLine], today: date) -> list[Option]:
    """What may be ticked as what a link rests on, in the list's own order; nothing is ticked."""
    return [Option(f"{SUPPORT}{line.id}", line.known, _about(line, today)) for line in lines]


def supports(lines: Iterable[HeldLine], gone: int, today: date) -> list[Pair]:
    """What a sharing record rests on as well, on its own side's pages."""
    held = [Pair(w.SUPPORTS, f"{line.known} · {_about(line, today)}") for line in lines]
    return [*held, *([Pair(w.SUPPORTS, w.support_gone(gone))] if gone else [])]


def _about(line: HeldLine, today: date) -> str:
    source = w.source_line(line.source, times.day(line.source_day, today), line.nature)
    return f"{w.named(line.who)} · {w.WEIGHTS[line.weight]} · {source}"


def rows(
    lines: Iterable[HeldLine], case_id: str, initials: str, today: date, *, changes: bool
) -> list[HeldRow]:
    """The list on the case. `changes`: the reader may correct it, and has it not only for hours."""
    return [_row(line, case_id, initials, today, changes=changes) for line in lines]


def _row(line: HeldLine, case_id: str, initials: str, today: date, *, changes: bool) -> HeldRow:
    shown = (
        w.shown_line(initials, times.day(line.shown_on, today), line.shown_by or "")
        if line.shown_on
        else w.not_shown_line(initials, line.not_shown_because)
    )
    return HeldRow(
        id=line.id,
        href=f"/cases/{case_id}/held/{line.id}" if changes else "",
        title=f"{w.named(line.who)} · {w.WEIGHTS[line.weight]}",
        known=line.known,
        source=w.source_line(line.source, times.day(line.source_day, today), line.nature),
        shown=shown,
        stands=w.stands_until(times.day(line.review, today), line.by, line.corrected),
    )
