"""The card that opens My map: made on the tablet right after keeping, and ended.

The link carries 256 random bits, the words 32; both are stored as keyed hashes, and neither opens
anything without the PIN. Of the PIN there is an argon2 hash of a keyed hash, sealed under the case:
four digits would otherwise be found by trying them all.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drawing import Ending
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.receipt import OFFERED_FOR, WORDS, ReceiptEnding, parse_pin
from peermap_app.services import passwords
from peermap_app.services.hearing import tell_workers
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import drawings as stored_drawings
from peermap_app.storage import receipts as stored
from peermap_app.storage.my_map_tables import Receipt
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import Drawing, new_id
from peermap_app.words import languages
from peermap_app.words.card_words import CARD_WORDS
from peermap_app.words.languages import Catalogue

PATH = "/my-map"


@dataclass(frozen=True, slots=True)
class Card:
    """What the tablet shows, once: afterwards only keyed hashes are known."""

    link: str
    words: str


@dataclass(frozen=True, slots=True)
class CardLine:
    """Whether My map was handed out, for the worker's page: nothing of what is in it."""

    made_at: datetime
    ended_at: datetime | None
    ending: ReceiptEnding | None


async def make(house: House, who: Who, pin: object, again: object) -> Card:
    """Make the card, on the tablet, with the PIN that the young person chose. Older cards end.

    Raises:
        Invalid: "pin_shape", "pin_easy", "pin_differs".
        Conflict: "card_settled" when the offer was answered already.
        NotFound: not this tablet, or not right after keeping.
    """
    chosen = parse_pin(pin, again)
    if not await _stands(house, who):
        async with _offered(house, who):  # refuses and records it, before anything is hashed
            raise Conflict("not_now")
    row_id, token = new_id(), secrets.token_urlsafe(32)
    hashed = await passwords.hashed(keyed_pin(house.keys, row_id, chosen))
    async with _offered(house, who) as (u, drawing):
        for older in await stored.live_of_case(u.session, u.held.id):
            finish(older, ReceiptEnding.REPLACED, u.now)
            u.session.add(older)
        words = await _free_words(u)
        spoken = asked_for(languages.catalogue(drawing.language))
        u.session.add(
            Receipt(
                id=row_id,
                case_id=u.held.id,
                drawing_id=drawing.id,
                link_hash=u.keys.lookup("receipt_link", token),
                words_hash=u.keys.lookup("receipt_words", words),
                sealed=u.held.vault.seal("receipt", row_id, {"pin": hashed}),
                created_at=u.now,
            )
        )
        await tell_workers(u, u.held.id, {"kind": "case"})
    return Card(f"{house.settings.base_url}{PATH}/{token}{spoken}", words)


async def not_now(house: House, who: Who) -> None:
    """The offer was declined: it is not made again, to whoever holds the tablet next."""
    async with _offered(house, who) as (u, drawing):
        u.session.add(
            Receipt(
                case_id=u.held.id,
                drawing_id=drawing.id,
                created_at=u.now,
                ended_at=u.now,
                ending=ReceiptEnding.NOT_NOW.value,
            )
        )


async def settled(house: House, who: Who) -> bool:
    """Whether the offer after this tablet's drawing was answered, so that it is not shown again."""
    async with reading(house) as session:
        return await stored.of_drawing(session, who.drawing_id or "") is not None


async def end(house: House, who: Who, case_id: str) -> None:
    """End My map: by the young person in it, or by the worker. Ended already is no error."""
    by_worker = who.kind == "worker"
    ending = ReceiptEnding.BY_WORKER if by_worker else ReceiptEnding.BY_YOUNG_PERSON
    async with unit(house, who, Action.END_RECEIPT, case_id) as u:
        for card in await stored.live_of_case(u.session, u.held.id):
            finish(card, ending, u.now)
            u.session.add(card)
        await tell_workers(u, u.held.id, {"kind": "case"})


def finish(card: Receipt, ending: ReceiptEnding, now: datetime) -> None:
    """End a card; with its PIN goes what could still be tried."""
    card.ended_at, card.ending, card.sealed = now, ending.value, None


async def card_line(u: Unit, case_id: str) -> CardLine | None:
    """The newest card of a case, None when none was ever taken."""
    row = await stored.newest_of_case(u.session, case_id)
    if row is None:
        return None
    return CardLine(row.created_at, row.ended_at, ReceiptEnding(row.ending) if row.ending else None)


def asked_for(spoken: Catalogue) -> str:
    """How an address of My map asks for a language: nothing for English, else "?language=cy"."""
    return "" if spoken is languages.ENGLISH else f"?language={spoken.code}"


def keyed_pin(keys: Keys, receipt_id: str, pin: str) -> str:
    """What is hashed in a PIN's place: of no use without the key of the house."""
    return keys.lookup("receipt_pin", f"{receipt_id}|{pin}")


async def _stands(house: House, who: Who) -> bool:
    """Whether the offer looks open. A tablet may ask as often as it likes, and a hash is 64 MB and
    a tenth of a second of the two threads in which workers sign in."""
    async with reading(house) as session:
        found = await stored_drawings.whole(session, who.drawing_id or "")
        answered = await stored.of_drawing(session, who.drawing_id or "")
    if found is None or answered is not None:
        return False
    ended_at, ending = found[0].ended_at, found[0].ending
    return ended_at is not None and ending == Ending.KEPT and house.clock() < ended_at + OFFERED_FOR


@asynccontextmanager
async def _offered(house: House, who: Who) -> AsyncIterator[tuple[Unit, Drawing]]:
    """A unit on the case of the drawing that this tablet just kept, while the offer is open."""
    async with reading(house) as session:
        found = await stored_drawings.whole(session, who.drawing_id or "")
    if who.kind != "tablet" or found is None:
        raise NotFound("not_found")
    drawing = found[0]
    async with unit(house, who, Action.MAKE_RECEIPT, drawing.case_id, reason=drawing.id) as u:
        if await stored.of_drawing(u.session, drawing.id) is not None:
            raise Conflict("card_settled")
        yield u, drawing


async def _free_words(u: Unit) -> str:
    """Words that no other card carries."""
    while True:
        words = " ".join(secrets.choice(CARD_WORDS) for _ in range(WORDS))
        hashed = u.keys.lookup("receipt_words", words)
        if await stored.shown(u.session, words_hash=hashed) is None:
            return words
