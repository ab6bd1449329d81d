"""Kinds of flag: which there are now, set by administrators; and what a flag was sent as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.domain.flag_kinds import (
    NEW_KIND,
    OfferedKind,
    check_kinds,
    defaults,
    merged,
    parse_code,
    parse_kind,
)
from peermap_app.domain.flags import FlagKind, Urgency
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import flag_tables, turns
from peermap_app.storage.flag_tables import FlagKindSet
from peermap_app.storage.tables import new_id
from peermap_app.words.flag_kind_words import WORDS

USUAL = defaults(WORDS)
NEW = "new"
"""Instead of a code: a kind that is to be added."""


@dataclass(frozen=True, slots=True)
class KindSaid:
    """What a flag was sent as: in the words of that day, whatever the kind is called now."""

    code: str
    words: str
    good: bool


def to_seal(kind: OfferedKind) -> dict[str, object]:
    """What a flag keeps of its kind."""
    return {"kind": kind.code, "kind_words": kind.words, "kind_good": kind.good}


def said(held: Mapping[str, Any]) -> KindSaid:
    """`held`: a flag out of its seal. One from before kinds were a setting has its code alone."""
    code = str(held["kind"])
    words = held.get("kind_words") or WORDS[code]
    return KindSaid(code, words, held.get("kind_good", code == FlagKind.GOOD_NEWS))


async def all_kinds(u: Unit) -> tuple[OfferedKind, ...]:
    """Every kind, also what is offered no more, in the order of the form."""
    rows = await flag_tables.kinds(u.session)
    changed = [
        OfferedKind(row.code, row.words, Urgency(row.urgency), row.good, row.offered)
        for row in rows
    ]
    return merged(USUAL, changed)


async def kinds(house: House, who: Who) -> tuple[OfferedKind, ...]:
    """Every kind, for whoever sets them. NotAllowed for all but administrators."""
    async with unit(house, who, Action.SET_FLAG_KINDS, reason="page") as u:
        return await all_kinds(u)


async def kind(house: House, who: Who, code: object) -> OfferedKind:
    """One kind; for `NEW` one that has no words yet. Raises NotFound; NotAllowed as `kinds`."""
    async with unit(house, who, Action.SET_FLAG_KINDS, reason="page") as u:
        return _of(await all_kinds(u), code)


def _of(every: tuple[OfferedKind, ...], code: object) -> OfferedKind:
    if code == NEW:
        return NEW_KIND
    found = next((one for one in every if one.code == parse_code(code)), None)
    if found is None:
        raise NotFound("not_found")
    return found


async def save(house: House, who: Who, code: object, raw: Mapping[str, object]) -> str:
    """Change what a kind is called and proposes, or add one; gives its code.

    Flags that were sent keep the words that they were sent with.

    Raises:
        Problems: as `domain.flag_kinds.parse_kind`.
        Conflict: as `domain.flag_kinds.check_kinds`.
        NotFound, NotAllowed: as `kind`.
    """
    async with unit(house, who, Action.SET_FLAG_KINDS) as u:
        await turns.take_turn(u.session, turns.FLAG_KINDS)
        every = await all_kinds(u)
        wanted = parse_kind(raw, _of(every, code))
        if not wanted.code:
            wanted = replace(wanted, code=f"kind_{new_id()[:12]}")
        await _write(u, every, wanted)
        return wanted.code


async def offer(house: House, who: Who, code: object, *, offered: bool) -> None:
    """Take a kind off the form, or put it back. Raises as `save`, but for Problems."""
    async with unit(house, who, Action.SET_FLAG_KINDS) as u:
        await turns.take_turn(u.session, turns.FLAG_KINDS)
        every = await all_kinds(u)
        found = _of(every, code)
        if not found.code:
            raise NotFound("not_found")
        await _write(u, every, replace(found, offered=offered))


async def _write(u: Unit, every: tuple[OfferedKind, ...], wanted: OfferedKind) -> None:
    check_kinds([*(one for one in every if one.code != wanted.code), wanted])
    row = await u.session.get(FlagKindSet, wanted.code)
    row = row or FlagKindSet(code=wanted.code, added_at=u.now)  # type: ignore[call-arg]
    row.words, row.urgency, row.good = wanted.words, wanted.urgency.value, wanted.good
    row.offered, row.set_by, row.set_at = wanted.offered, u.who.worker_id, u.now
    u.session.add(row)
    u.also(Action.SET_FLAG_KINDS, None, detail=f"{wanted.code} {'on' if wanted.offered else 'off'}")
