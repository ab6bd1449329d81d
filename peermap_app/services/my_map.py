"""My map: what the young person sees and does there. Its door is `my_map_door`.

It holds nothing of a case: no reference, no link, no flag, no other young person, and no map but
their own.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import first_name
from peermap_app.domain.consent import Answer, SettledAnswers, Statement, settled_from_wire
from peermap_app.domain.looked import LOOKS, Look, looks
from peermap_app.domain.peer_map import PeerMap, from_wire
from peermap_app.domain.picture import picture
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.receipt import session_lives
from peermap_app.domain.reviews import lapsed
from peermap_app.domain.withdrawal import changed_by_young_person
from peermap_app.services import exports, receipts, withdrawals
from peermap_app.services.answers import newest_answers
from peermap_app.services.my_map_door import OPEN_MY_MAP, Opened, open_card
from peermap_app.services.unit import Unit, Who, reading, unit, writing
from peermap_app.services.withdrawals import ChangeLine
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import maps as maps_store
from peermap_app.storage import receipts as stored
from peermap_app.storage import record_reading
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.my_map_tables import ReceiptSession
from peermap_app.storage.tables import CaseFile, ConsentRecord, KeptMap
from peermap_app.words import languages
from peermap_app.words.dates import british

__all__ = [
    "OPEN_MY_MAP",
    "Contact",
    "Here",
    "MyMap",
    "Opened",
    "Picture",
    "change_mind",
    "end",
    "here",
    "leave",
    "open_card",
    "pulse",
    "shows",
    "take_copy",
]

SEEN_STEP = timedelta(seconds=30)
MOST_LOOKED_AT = 3_000
"""Rows of the record, newest first, of which the days are made."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One kept map of the young person's own.

    Attributes:
        svg: the picture; "" when it went, or when only a locked copy stays.
        locked: a locked copy stays.
        until: on that day it lapses, or has lapsed; None where there is nothing that could.
        lapsed: it did: nobody opens it any more, and it can still be taken back.
        words: the sentences that were shown when they chose, by their ids; {} for an old record.
        language: the one in which they were shown.
        drawn: what the picture shows, for whoever cannot see it; None where there is no picture.
    """

    version: int
    kept_at: datetime
    svg: str
    locked: bool
    answers: SettledAnswers
    words: dict[str, str]
    words_version: str
    language: str
    drawn: PeerMap | None = field(default=None, repr=False)
    until: date | None = None
    lapsed: bool = False

    @property
    def stands(self) -> bool:
        """Whether there is something to take back."""
        return self.svg != "" or self.lapsed


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to talk to: a worker's first name and how to reach them, no more."""

    first_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class MyMap:
    """All that My map shows, each newest first; `changes` and `looks` without anybody's name."""

    now: SettledAnswers | None
    pictures: tuple[Picture, ...]
    changes: tuple[ChangeLine, ...]
    contacts: tuple[Contact, ...]
    looks: tuple[Look, ...] = ()


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
    held, card, language = found
    now = house.clock()
    lives = session_lives(held.seen_at, held.created_at, held.ended_at, now)
    if card.ended_at is not None or not lives:
        return None
    if present and now - held.seen_at >= SEEN_STEP:
        async with writing(house) as session:
            again = await session.get(ReceiptSession, held.id)
            if again is not None:
                again.seen_at = now
                session.add(again)
    who = Who(kind="young_person", session_id=held.id, address=address)
    return Here(who, card.case_id, languages.catalogue(language).code)


async def shows(house: House, at: Here, *, purpose: Purpose) -> MyMap:
    """All of My map; `purpose` as for `unit`. Pictures are drawn in a thread, after the unit."""
    async with unit(house, at.who, Action.SEE_MY_MAP, at.case_id, purpose=purpose) as u:
        rows = await maps_store.ever_kept(u.session, u.held.id)
        dates = await _dates(u, [row.id for row, _ in rows])
        opened = [_opened(u, row, consent, dates.get(row.id)) for row, consent in rows]
        found = MyMap(
            now=await newest_answers(u, u.held.id),
            pictures=(),
            changes=await withdrawals.change_lines(u, u.held.vault),
            contacts=await _contacts(u),
            looks=await _looks(u),
        )
    pictures = await asyncio.to_thread(lambda: tuple(_drawn(*one) for one in opened))
    return replace(found, pictures=pictures)


_Open = tuple[KeptMap, dict[str, Any] | None, dict[str, Any], "_Until"]


@dataclass(frozen=True, slots=True)
class _Until:
    """When a map lapses, and whether it has."""

    day: date | None = None
    over: bool = False


async def _dates(u: Unit, ids: list[str]) -> dict[str, _Until]:
    """Until when each map stands. On a closed case no worker is asked any more, and nothing lapses
    that stood when it closed: it is erased as a whole (docs/decisions/lapsing.md)."""
    case = await u.session.get(CaseFile, u.held.id)
    closed = case.closed_at if case is not None else None
    on = min(u.now, closed).date() if closed else u.now.date()
    rows = await reviews_store.of_things(u.session, ids)
    return {
        one: _Until(None if closed and row.due > on else row.due, lapsed(row.due, on))
        for one, row in rows.items()
    }


def _opened(u: Unit, row: KeptMap, consent: ConsentRecord, until: _Until | None) -> _Open:
    """A kept map and its consent out of their seals; a locked copy stays sealed, and so does what
    has lapsed."""
    vault, drawn = u.held.vault, None
    stands = row.sealed is not None and row.locked_at is None
    until = (until or _Until(over=True)) if stands else _Until()
    if row.sealed is not None and stands and not until.over:
        drawn = vault.open("kept_map", row.id, row.sealed)
    return row, drawn, vault.open("consent_record", consent.id, consent.sealed), until


def _drawn(
    row: KeptMap, drawn: dict[str, Any] | None, said: dict[str, Any], until: _Until
) -> Picture:
    peer_map = None if drawn is None else from_wire(drawn["map"])
    return Picture(
        version=row.version,
        kept_at=row.kept_at,
        svg="" if peer_map is None else picture(peer_map, title=""),
        locked=row.locked_at is not None,
        answers=settled_from_wire(said["answers"]),
        words=_by_id(said.get("words", {})),
        words_version=said["words_version"],
        language=said["language"],
        drawn=peer_map,
        until=until.day,
        lapsed=until.over,
    )


def _by_id(words: dict[str, str]) -> dict[str, str]:
    """By whole ids; a record from before other pages were kept has the keys of one page alone."""
    return {key if "." in key else f"consent.{key}": text for key, text in words.items()}


async def _contacts(u: Unit) -> tuple[Contact, ...]:
    people = await stored_cases.allocated_workers(u.session, (u.held.id,), u.now.date())
    return tuple(Contact(first_name(worker.name), worker.phone) for worker, _ in people[u.held.id])


async def _looks(u: Unit) -> tuple[Look, ...]:
    """Who looked, by role and day on the British clock. An open page does not follow it."""
    actions = [action.value for action in LOOKS]
    rows = await record_reading.lookers(u.session, u.held.id, actions, MOST_LOOKED_AT)
    return looks((action, rule, british(at).date()) for action, rule, at in rows)


async def take_copy(
    house: House, at: Here, version: object, form: object, *, purpose: Purpose
) -> exports.Export:
    """A copy to keep on their own phone. NotFound as `exports.own_copy`."""
    spoken = languages.catalogue(at.language)
    return await exports.own_copy(
        house, at.who, at.case_id, version, form, spoken=spoken, purpose=purpose
    )


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
        today = house.clock().date()
        people = await stored_cases.allocated_workers(session, (at.case_id,), today)
        dates = await reviews_store.of_things(session, [row.id for row, _ in kept])
    said = [
        *(f"{row.id} {row.destroyed_at} {row.locked_at}" for row, _ in kept),
        *(f"{one} {row.due} {lapsed(row.due, today)}" for one, row in sorted(dates.items())),
        *(row.id for row in changes),
        *(f"{worker.id} {worker.phone}" for worker, _ in people[at.case_id]),
    ]
    return hashlib.sha256("|".join(said).encode()).hexdigest()[:16]
