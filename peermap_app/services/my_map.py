"""My map: opened by card and PIN, and what the young person sees and does there.

It holds nothing of a case: no reference, no link, no flag, no other young person, and no map but
their own.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import first_name
from peermap_app.domain.consent import Answer, SettledAnswers, Statement, settled_from_wire
from peermap_app.domain.errors import Gone, Invalid, NotAllowed, Refusal, TooMany
from peermap_app.domain.peer_map import from_wire
from peermap_app.domain.picture import picture
from peermap_app.domain.receipt import (
    pause_after,
    session_lives,
    typed_pin,
    typed_words,
)
from peermap_app.domain.withdrawal import changed_by_young_person
from peermap_app.services import exports, passwords, receipts, turned_away, withdrawals
from peermap_app.services.answers import newest_answers
from peermap_app.services.receipts import keyed_pin
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Unit, Who, reading, unit, writing
from peermap_app.services.withdrawals import ChangeLine
from peermap_app.storage import access_record
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import maps as maps_store
from peermap_app.storage import receipts as stored
from peermap_app.storage.my_map_tables import Receipt, ReceiptSession
from peermap_app.storage.tables import ConsentRecord, KeptMap, new_id
from peermap_app.words import languages

OPEN_MY_MAP = "open_my_map"
"""What the record calls a card and a PIN that were tried."""
SEEN_STEP = timedelta(seconds=30)
_LINK = re.compile(r"[A-Za-z0-9_-]{43}")
_BY_ADDRESS, _TYPED = "receipt_address", "receipt_typed"


@dataclass(frozen=True, slots=True)
class Opened:
    """My map, opened in this browser: the token goes into its cookie and nowhere else."""

    token: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One kept map of the young person's own.

    Attributes:
        svg: the picture; "" when it went, or when only a locked copy stays.
        locked: a locked copy stays.
        words: the sentences that were shown when they chose, by their ids; {} for an old record.
        language: the one in which they were shown.
    """

    version: int
    kept_at: datetime
    svg: str
    locked: bool
    answers: SettledAnswers
    words: dict[str, str]
    words_version: str
    language: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to talk to: a worker's first name and how to reach them, no more."""

    first_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class MyMap:
    """All that My map shows. `pictures` newest first; `changes` newest first, nobody's name."""

    now: SettledAnswers | None
    pictures: tuple[Picture, ...]
    changes: tuple[ChangeLine, ...]
    contacts: tuple[Contact, ...]


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
    right, so that many at once are many. Words can be guessed and read over a shoulder, so all that
    is wrong with them has one answer, after the same work: words of no shape, that no card has, a
    wrong PIN, a card that rests. Only the record knows which it was.

    `signed_in`: the worker of a live session in that very browser. Answers never come from a
    worker's own browser (rule 4), so nothing opens there.

    Raises:
        NotAllowed: "worker_here" in a browser in which a worker is signed in.
        Invalid: "words_wrong" by words; "card_wrong" for a wrong PIN by a link.
        Gone: "card_over" for a link that is unknown or whose card has ended.
        TooMany: "slow_down"; by a link "card_rests" with `seconds` after five wrong tries.
    """
    by = {} if link is None else {"link_hash": _link_hash(house, link)}
    counts = [(_BY_ADDRESS, address)]
    try:
        if signed_in is not None:
            raise NotAllowed("worker_here")
        if link is None:
            by = {"words_hash": house.keys.lookup("receipt_words", typed_words(words))}
            counts.append((_TYPED, "all"))
        await slowly(house.slow, *counts)
        opened = await _try(house, await _count_try(house, by), typed_pin(pin))
    except Refusal as refusal:
        if not isinstance(refusal, _Recorded):
            rule = await turned_away.has_room(house, address, refusal.code)
            if rule is not None:
                await _note(house, None, access_record.REFUSED, rule)
        if link is None and refusal.code in _OF_A_CARD:
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


async def _count_try(house: House, by: dict[str, str]) -> Receipt:
    """The card, with this try counted.

    Raises Gone "card_over" when there is none and TooMany "card_rests" while it rests, both after
    the work that a PIN costs.
    """
    try:
        return await _counted(house, by)
    except Refusal:
        await passwords.matches("", None)
        raise


async def _counted(house: House, by: dict[str, str]) -> Receipt:
    async with writing(house) as session:
        found = await stored.shown(session, **by)
        card = None if found is None else await stored.held(session, found.id)
        if card is None or card.ended_at is not None:
            raise Gone("card_over")
        now = house.clock()
        if card.paused_until is not None and now < card.paused_until:
            left = (card.paused_until - now).total_seconds()
            raise TooMany("card_rests", seconds=int(left) + 1)
        card.tries += 1
        pause = pause_after(card.tries)
        card.paused_until = None if pause is None else now + pause
        session.add(card)
    return card


async def _try(house: House, card: Receipt, pin: str) -> Opened:
    """Check the PIN of a card whose try was counted; open My map when it is right."""
    async with reading(house) as session:
        wrapped = await stored_cases.wrapped_key(session, card.case_id)
    hashed = None
    if wrapped is not None and card.sealed is not None:
        vault = house.keys.vault(card.case_id, wrapped)
        hashed = str(vault.open("receipt", card.id, card.sealed)["pin"])
    if not await passwords.matches(keyed_pin(house.keys, card.id, pin), hashed):
        await _note(house, card, access_record.REFUSED, "wrong_pin")
        raise _Recorded("card_wrong", field="pin")
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


@dataclass(frozen=True, slots=True)
class Here:
    """A browser in which My map is open, and the case of its card (for the services alone).

    `language`: that of the drawing after which the card was made.
    """

    who: Who
    case_id: str
    language: str = languages.ENGLISH.code


async def here(house: House, token: str | None, address: str, *, present: bool) -> Here | None:
    """Who has My map open behind this cookie, if it still holds.

    `present`: somebody did something; a page that only looks whether anything changed is nobody.
    """
    if not token:
        return None
    hashed = house.keys.lookup("receipt_session", token)
    async with reading(house) as session:
        found = await stored.by_token(session, hashed)
    if found is None:
        return None
    held, card, closed_at, language = found
    now = house.clock()
    over = closed_at is not None or card.ended_at is not None
    if over or not session_lives(held.seen_at, held.created_at, held.ended_at, now):
        return None
    if present and now - held.seen_at >= SEEN_STEP:
        async with writing(house) as session:
            again = await session.get(ReceiptSession, held.id)
            if again is not None:
                again.seen_at = now
                session.add(again)
    who = Who(kind="young_person", session_id=held.id, address=address)
    return Here(who, card.case_id, languages.catalogue(language).code)


async def shows(house: House, at: Here) -> MyMap:
    """All of My map. Pictures are drawn in a thread, after the unit."""
    async with unit(house, at.who, Action.SEE_MY_MAP, at.case_id) as u:
        rows = await maps_store.ever_kept(u.session, u.held.id)
        opened = [_opened(u, *row) for row in rows]
        found = MyMap(
            now=await newest_answers(u, u.held.id),
            pictures=(),
            changes=await withdrawals.change_lines(u, u.held.vault),
            contacts=await _contacts(u),
        )
    pictures = await asyncio.to_thread(lambda: tuple(_drawn(*one) for one in opened))
    return replace(found, pictures=pictures)


_Open = tuple[KeptMap, dict[str, Any] | None, dict[str, Any]]


def _opened(u: Unit, row: KeptMap, consent: ConsentRecord) -> _Open:
    """A kept map and its consent out of their seals; a locked copy stays sealed."""
    vault, drawn = u.held.vault, None
    if row.sealed is not None and row.locked_at is None:
        drawn = vault.open("kept_map", row.id, row.sealed)
    return row, drawn, vault.open("consent_record", consent.id, consent.sealed)


def _drawn(row: KeptMap, drawn: dict[str, Any] | None, said: dict[str, Any]) -> Picture:
    return Picture(
        version=row.version,
        kept_at=row.kept_at,
        svg="" if drawn is None else picture(from_wire(drawn["map"]), title=""),
        locked=row.locked_at is not None,
        answers=settled_from_wire(said["answers"]),
        words=_by_id(said.get("words", {})),
        words_version=said["words_version"],
        language=said["language"],
    )


def _by_id(words: dict[str, str]) -> dict[str, str]:
    """By whole ids; a record from before other pages were kept has the keys of one page alone."""
    return {key if "." in key else f"consent.{key}": text for key, text in words.items()}


async def _contacts(u: Unit) -> tuple[Contact, ...]:
    people = await stored_cases.allocated_workers(u.session, (u.held.id,), u.now.date())
    return tuple(Contact(first_name(worker.name), worker.phone) for worker, _ in people[u.held.id])


async def take_copy(house: House, at: Here, version: object, form: object) -> exports.Export:
    """A copy to keep on their own phone. NotFound as `exports.own_copy`."""
    spoken = languages.catalogue(at.language)
    return await exports.own_copy(house, at.who, at.case_id, version, form, spoken=spoken)


async def change_mind(
    house: House, at: Here, statement: Statement, answer: Answer, version: object = None
) -> None:
    """A new answer by the young person. See `withdrawals.change_mind`.

    Raises Invalid "bad_answer" for anything but No to the first statement.
    """
    change = changed_by_young_person(statement, answer)
    await withdrawals.change_mind(house, at.who, at.case_id, change, version=version)


async def end(house: House, at: Here) -> None:
    """End My map for good: the card opens nothing any more."""
    await receipts.end(house, at.who, at.case_id)


async def leave(house: House, at: Here) -> None:
    """Close My map in this browser; the card still opens it."""
    async with writing(house) as session:
        held = await session.get(ReceiptSession, at.who.session_id)
        if held is not None:
            held.ended_at = house.clock()
            session.add(held)


async def pulse(house: House, at: Here) -> str:
    """A sign that changes when My map would show something else: what an open page asks for."""
    async with reading(house) as session:
        kept = await maps_store.ever_kept(session, at.case_id)
        changes = await maps_store.changes(session, (at.case_id,))
        people = await stored_cases.allocated_workers(session, (at.case_id,), house.clock().date())
    said = [
        *(f"{row.id} {row.destroyed_at} {row.locked_at}" for row, _ in kept),
        *(row.id for row in changes),
        *(f"{worker.id} {worker.phone}" for worker, _ in people[at.case_id]),
    ]
    return hashlib.sha256("|".join(said).encode()).hexdigest()[:16]
