"""Kinds of flag, for administrators: the list, and one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.flag_kinds import ALWAYS, OfferedKind
from peermap_app.services import flag_kinds
from peermap_app.services.unit import Who
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage, nothing_new
from peermap_app.state.views import Pair
from peermap_app.words import flag_kind_words as w
from peermap_app.words import worker_pages


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind. `code`: "new" for one that is to be added."""

    code: str = ""
    href: str = ""
    words: str = ""
    facts: list[Pair] = field(default_factory=list)
    note: str = ""
    urgency: str = ""
    good: str = ""
    offered: bool = True
    always: bool = False
    known: bool = False
    heading: str = ""


class FlagKindsState(ListPage, rx.State):
    """Every kind, in the order of the form; then what is not on it any more."""

    rows: list[KindRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        await self._opened()

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        every = await flag_kinds.kinds(house, who)
        return {"rows": [_row(kind) for kind in sorted(every, key=lambda kind: not kind.offered)]}


class FlagKindState(FormPage, rx.State):
    """One kind, or one that is to be added."""

    view: KindRow = KindRow()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read it."""
        house, who = await self._worker(present=False)
        self._fresh()
        await self._show(house, who, self._param("code"))
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def save(self, form: dict[str, Any]) -> Any:
        """Change it, or add it, and go back to the list."""
        house, who = await self._worker()
        await flag_kinds.save(house, who, typed(form, "code"), sent(form))
        return rx.redirect("/flag-kinds")

    @rx.event
    @guarded
    async def take_off(self, code: str) -> None:
        """Offer it no more."""
        house, who = await self._worker()
        await flag_kinds.offer(house, who, code, offered=False)
        await self._show(house, who, code)

    @rx.event
    @guarded
    async def put_back(self, code: str) -> None:
        """Offer it again."""
        house, who = await self._worker()
        await flag_kinds.offer(house, who, code, offered=True)
        await self._show(house, who, code)

    async def _show(self, house: House, who: Who, code: object) -> None:
        self.view, self.ready = _row(await flag_kinds.kind(house, who, code)), True


def _row(kind: OfferedKind) -> KindRow:
    code = kind.code or flag_kinds.NEW
    return KindRow(
        code=code,
        href=f"/flag-kinds/{code}",
        words=kind.words,
        facts=[
            Pair(w.SOON_TERM, worker_pages.URGENCIES[kind.urgency]),
            Pair(w.FIELDS["good"], worker_pages.YES if kind.good else w.NO),
        ],
        note="" if kind.offered else w.OFF_THE_FORM,
        urgency=kind.urgency.value if kind.code else "",
        good=("yes" if kind.good else "no") if kind.code else "",
        offered=kind.offered,
        always=kind.code == ALWAYS,
        known=bool(kind.code),
        heading=kind.words or w.ADD,
    )
