"""After keeping, on the tablet: is it safe to take a card, a PIN, and the card itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import qrcode
import reflex as rx
from qrcode.image.svg import SvgPathImage

from peermap_app.domain.errors import Invalid
from peermap_app.services import drawings, receipts
from peermap_app.state.guarded import TabletPage, guarded


@dataclass(frozen=True)
class CardView:
    """The card: shown once, to the young person who made it."""

    qr: str = ""
    """SVG text, made by us from the address."""
    address: str = ""
    """Where to type the words, without the scheme."""
    words: tuple[str, ...] = ()


class ReceiptState(TabletPage, rx.State):
    """Which step of the offer is shown. The PIN passes through and lies in no var."""

    step: str = ""
    """"" (the offer stands), "pin", "card", or "over" once it was answered."""
    card: CardView = CardView()
    serial: int = 0
    """Changes when a PIN was refused, so that the keypad begins anew."""
    _spoken: str = "en"
    """The drawing's language: what is refused is said in it."""

    def _language(self) -> str:
        return self._spoken

    @rx.event
    @guarded
    async def load(self) -> None:
        """The page opened, or came back after a cut: an answered offer is not made again."""
        house, who = await self._tablet()
        self._spoken = (await drawings.tablet_view(house, who)).language
        answered = await receipts.settled(house, who)
        if self.step == ("card" if answered else "pin"):
            return  # a cut: the card is still being copied down, or the PIN is half typed
        self.step, self.card = "over" if answered else "", CardView()

    def _opened_anew(self) -> None:
        self.step, self.card = "", CardView()

    @rx.event
    @guarded
    async def take(self) -> None:
        """Yes, it is safe to take a card: now a PIN."""
        house, who = await self._tablet()
        self.step = "over" if await receipts.settled(house, who) else "pin"

    @rx.event
    @guarded
    async def not_now(self) -> None:
        """Not now."""
        house, who = await self._tablet()
        await receipts.not_now(house, who)
        self.step = "over"

    @rx.event
    @guarded
    async def choose(self, chosen: dict[str, Any]) -> None:
        """The PIN, typed twice: the card is made."""
        house, who = await self._tablet()
        given = chosen if isinstance(chosen, Mapping) else {}
        try:
            made = await receipts.make(house, who, given.get("pin"), given.get("again"))
        except Invalid:
            self.serial += 1
            raise
        self.card = await asyncio.to_thread(card_view, made, house.settings.base_url)
        self.step = "card"

    @rx.event
    @guarded
    async def done(self) -> None:
        """I have it: the card is shown no more, and this page forgets it."""
        await self._tablet()
        self.step, self.card = "over", CardView()


def card_view(card: receipts.Card, base_url: str) -> CardView:
    """The card as the page shows it. The address is the house's own, never a request's Host."""
    code = qrcode.QRCode(
        border=1, error_correction=qrcode.ERROR_CORRECT_M, image_factory=SvgPathImage
    )
    code.add_data(card.link)
    return CardView(
        qr=code.make_image().to_string(encoding="unicode"),
        address=f"{base_url.split('://', 1)[-1]}{receipts.PATH}",
        words=tuple(card.words.split()),
    )
