"""The door of My map: a card (its link, or the words on it) and the PIN of the young person's own.

Words can be guessed and read over a shoulder. So all that is wrong with them costs the same, in
hashes and in what is read and written: no answer, and no time that one takes, tells a card that is
there from one that is not.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Gone, Invalid, NotAllowed, Refusal, TooMany
from peermap_app.domain.receipt import pause_after, typed_pin, typed_words
from peermap_app.services import passwords, turned_away
from peermap_app.services.receipts import keyed_pin
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage import access_record
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import receipts as stored
from peermap_app.storage.my_map_tables import Receipt, ReceiptSession
from peermap_app.storage.tables import new_id

OPEN_MY_MAP = "open_my_map"
"""What the record calls a card and a PIN that were tried."""
_LINK = re.compile(r"[A-Za-z0-9_-]{43}")
_BY_ADDRESS, _TYPED = "receipt_address", "receipt_typed"


@dataclass(frozen=True, slots=True)
class Opened:
    """My map, opened in this browser: the token goes into its cookie and nowhere else."""

    token: str


async def open_card(
    house: House,
    address: str,
    pin: object,
    *,
    link: object = None,
    words: object = None,
    signed_in: Who | None = None,
) -> Opened:
    """Open My map by its card (the link, or the words on it) and the PIN.

    Looking at the address spends nothing; a try is counted before anybody knows whether it is
    right, so that many at once are many. All that is wrong with words has one answer, after the
    same work: words of no shape, that no card has, a wrong PIN, a card that rests. Only the record
    knows which it was.

    `signed_in`: the worker of a live session in that very browser. Answers never come from a
    worker's own browser (rule 4), so nothing opens there.

    Raises:
        NotAllowed: "worker_here" in a browser in which a worker is signed in.
        Invalid: "words_wrong" by words; "card_wrong" for a wrong PIN by a link.
        Gone: "card_over" for a link that is unknown or whose card has ended.
        TooMany: "slow_down"; "busy"; by a link "card_rests" with `seconds` after five wrong tries.
    """
    by = {} if link is None else {"link_hash": _link_hash(house, link)}
    counts = [(_BY_ADDRESS, address)]
    try:
        if signed_in is not None:
            raise NotAllowed("worker_here")
        if link is None:
            by = {"words_hash": house.keys.lookup("receipt_words", typed_words(words))}
            counts.append((_TYPED, "all"))
        with passwords.room():  # before the try is counted: being busy rests nobody's card
            await slowly(house.slow, *counts)
            opened = await _try(house, await _counted(house, by), typed_pin(pin))
    except Refusal as refusal:
        tried = link is None and refusal.code in _OF_A_CARD
        if not isinstance(refusal, _Recorded):
            # Tries of words are few by their own count, and a row more or less would tell.
            rule = (
                refusal.code if tried else await turned_away.has_room(house, address, refusal.code)
            )
            if rule is not None:
                await _note(house, None, access_record.REFUSED, rule)
        if tried:
            raise Invalid("words_wrong", field="words") from None
        raise
    for count in counts:
        await house.slow.give_back(*count)
    return opened


_OF_A_CARD = ("card_wrong", "card_over", "card_rests")
"""What would tell whoever types words whether there is such a card."""


class _Recorded(Invalid):
    """A wrong PIN: it stands on its own case's record already."""


def _link_hash(house: House, link: object) -> str:
    known = isinstance(link, str) and _LINK.fullmatch(link)
    return house.keys.lookup("receipt_link", str(link) if known else "")


@dataclass(frozen=True, slots=True)
class _Tried:
    """A try that was counted: on a card, or on nobody's and then `why` it opens nothing."""

    card: Receipt | None
    why: Refusal | None = None


async def _counted(house: House, by: dict[str, str]) -> _Tried:
    """Count this try on the card, or on nobody's where it is unknown, has ended or rests.

    Each way reads twice and writes one row.
    """
    async with writing(house) as session:
        found = await stored.shown(session, **by)
        card = await stored.held(session, stored.NOBODY if found is None else found.id)
        now = house.clock()
        why: Refusal | None = None
        if card is None or card.ended_at is not None:
            why = Gone("card_over")
        elif card.paused_until is not None and now < card.paused_until:
            left = (card.paused_until - now).total_seconds()
            why = TooMany("card_rests", seconds=int(left) + 1)
        if card is None or why is not None:
            await stored.count_for_nobody(session)
        else:
            card.tries += 1
            pause = pause_after(card.tries)
            card.paused_until = None if pause is None else now + pause
            session.add(card)
    return _Tried(card, why)


async def _try(house: House, tried: _Tried, pin: str) -> Opened:
    """Check the PIN of a try that was counted; open My map when it is right.

    Raises what the try was counted for nobody for, after the same work.
    """
    card = tried.card
    hashed = await _pin_hash(house, card)
    known_as = stored.NOBODY if card is None else card.id
    right = await passwords.matches(keyed_pin(house.keys, known_as, pin), hashed)
    if tried.why is not None or card is None:
        raise tried.why or Gone("card_over")
    if not right:
        await _note(house, card, access_record.REFUSED, "wrong_pin")
        raise _Recorded("card_wrong", field="pin")
    return await _open(house, card)


async def _pin_hash(house: House, card: Receipt | None) -> str | None:
    """The hash of a card's PIN; None where there is none, after the same reading."""
    async with reading(house) as session:
        case_id = stored.NOBODY if card is None else card.case_id
        wrapped = await stored_cases.wrapped_key(session, case_id)
    if card is None or wrapped is None or card.sealed is None:
        return None
    vault = house.keys.vault(card.case_id, wrapped)
    return str(vault.open("receipt", card.id, card.sealed)["pin"])


async def _open(house: House, card: Receipt) -> Opened:
    token, now = secrets.token_urlsafe(32), house.clock()
    async with writing(house) as session:
        held = await stored.held(session, card.id)
        if held is None or held.ended_at is not None:
            raise Gone("card_over")
        held.tries, held.paused_until = 0, None
        fresh = ReceiptSession(
            id=new_id(),
            receipt_id=card.id,
            token_hash=house.keys.lookup("receipt_session", token),
            created_at=now,
            seen_at=now,
        )
        session.add(held)
        session.add(fresh)
        await session.flush()
        entry = _entry(house, card, access_record.ALLOWED, "card_and_pin", device=fresh.id)
        await access_record.append(session, house.keys, [(card.case_id, entry)])
    return Opened(token)


async def _note(house: House, card: Receipt | None, outcome: str, rule: str) -> None:
    """Record a try: on its case's chain where the card is known, else on the house's."""
    async with writing(house) as session:
        entry = _entry(house, card, outcome, rule)
        chain = access_record.HOUSE if card is None else card.case_id
        await access_record.append(session, house.keys, [(chain, entry)])


def _entry(
    house: House, card: Receipt | None, outcome: str, rule: str, *, device: str | None = None
) -> access_record.Entry:
    return access_record.Entry(
        at=house.clock(),
        who_kind="nobody" if outcome == access_record.REFUSED else "young_person",
        worker_id=None,
        device=device,
        action=OPEN_MY_MAP,
        case_id=None if card is None else card.case_id,
        outcome=outcome,
        rule=rule,
        detail="" if card is None else card.id,
    )
