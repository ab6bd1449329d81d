"""Who was turned away before any use case began, in the access record (rule 10).

A unit records its own refusals. What is refused before one (no session, a foreign origin, a page
too many) is written here: one row on the house's chain, in a transaction of its own. A row says
who, where and why in our own names; nothing that was sent stands in it, and no address.
"""

from __future__ import annotations

import asyncio
import re
from contextvars import Context
from dataclasses import dataclass

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain.errors import TooMany
from peermap_app.services.unit import reading, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as stored
from peermap_app.storage import drawings as stored_drawings

ACTION = "turned_away"
AND_MORE = "and_more"
"""The rule of the one row a minute that stands for all that had no room."""
PATIENCE = 0.5
"""Seconds that an answer waits for its row; the row is written all the same."""
MOST_WAITING = 200
_BY_ASKER, _BY_NOBODY, _MORE = "turned_away", "turned_away_all", "turned_away_more"
_OUR_NAME = re.compile(r"[A-Za-z0-9_./ -]{1,80}")

_waiting: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class _Asker:
    """Whose cookie it was, as far as the database knows it: ended ones too."""

    kind: str
    worker_id: str | None = None
    device: str | None = None


async def note(
    house: House,
    *,
    where: str,
    rule: str,
    address: str,
    session: str | None = None,
    device: str | None = None,
) -> None:
    """Record one refusal; never fails, and holds the answer up for half a second at most.

    Args:
        house: the house.
        where: the name of our own code that was called ("CaseState.load", "page /cases").
        rule: why, in a word of ours.
        address: the peer's, for the bound alone: it is not stored.
        session: what the session cookie held, to find whose it is or was.
        device: the same of the device cookie.
    """
    if len(_waiting) >= MOST_WAITING:
        logs.warn(logs.Word.REFUSAL_NOT_RECORDED, count=len(_waiting))
        return
    # In a context of its own: whoever is refused may stand inside a unit that is being undone.
    task = asyncio.get_running_loop().create_task(
        _noted(house, where=where, rule=rule, address=address, session=session, device=device),
        context=Context(),
    )
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)
    await asyncio.wait({task}, timeout=PATIENCE)


async def has_room(house: House, address: str, rule: str) -> str | None:
    """The rule to write of a stranger's refused try at a door (a code, a card, a sign-in).

    AND_MORE, or None for no row, once that address or all strangers had theirs: being slowed down
    is refused for as long as somebody goes on, and each refusal would be a row.
    """
    return await _told(house, _Asker("nobody"), address, rule)


async def settled() -> None:
    """Wait until every row that was begun is written (for tests)."""
    while _waiting:
        await asyncio.wait(set(_waiting))


async def _noted(
    house: House,
    *,
    where: str,
    rule: str,
    address: str,
    session: str | None,
    device: str | None,
) -> None:
    try:
        asker = await _asker(house, session, device)
        told = await _told(house, asker, address, rule)
        if told is None:
            return
        entry = access_record.Entry(
            at=house.clock(),
            who_kind=asker.kind,
            worker_id=asker.worker_id,
            device=asker.device,
            action=ACTION,
            case_id=None,
            outcome=access_record.REFUSED,
            rule=told,
            detail=where if _OUR_NAME.fullmatch(where) else "unknown",
        )
        async with writing(house) as open_session:
            await access_record.append(open_session, house.keys, [(access_record.HOUSE, entry)])
    except Exception as problem:  # the answer is a refusal whether or not it could be written
        logs.note(problem, logs.Word.REFUSAL_NOT_RECORDED)


async def _asker(house: House, session: str | None, device: str | None) -> _Asker:
    if not session and not device:
        return _Asker("nobody")
    async with reading(house) as open_session:
        if session:
            found = await stored.by_token(open_session, house.keys.lookup("session", session))
            if found is not None:
                return _Asker("worker", found[1].id, found[0].id)
        if device:
            known_as = house.keys.lookup("device", device)
            if await stored_drawings.of_device(open_session, known_as) is not None:
                return _Asker("tablet", None, known_as)
    return _Asker("nobody")


async def _told(house: House, asker: _Asker, address: str, rule: str) -> str | None:
    """The rule to write, AND_MORE, or None for nothing: a flood must not become one of rows.

    Counted by address and by whom the database knows, so that strangers behind the same address
    cannot crowd out the row of an ended session; strangers are counted together as well.
    """
    key = f"{address} {asker.device or ''}"
    try:
        await house.slow.hit(_BY_ASKER, key)
    except TooMany:
        return await _once(house, key)
    if asker.kind == "nobody":
        try:
            await house.slow.hit(_BY_NOBODY, "")
        except TooMany:
            await house.slow.give_back(_BY_ASKER, key)
            return await _once(house, "")
    return rule


async def _once(house: House, key: str) -> str | None:
    try:
        await house.slow.hit(_MORE, key)
    except TooMany:
        return None
    return AND_MORE
