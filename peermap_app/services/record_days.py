"""Closing the days of the access record, and whether what was closed still holds (rule 10).

Neither reads a row of it, and neither leaves one: what is told are numbers and codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.exc import IntegrityError

from peermap_app.bootstrap import House
from peermap_app.domain import record_seal
from peermap_app.domain.errors import NotFound
from peermap_app.services.unit import reading, writing
from peermap_app.storage import record_seals as stored
from peermap_app.storage.record_seals import SealFault

Verdict = Literal["holds", "foreign", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class CheckedDays:
    """How many days are closed, which do not hold, and what became of each head that was kept."""

    days: int
    faults: tuple[SealFault, ...]
    kept: tuple[tuple[date, Verdict], ...]


async def close_day(house: House) -> bool:
    """Close yesterday, once; True when this call did. Two processes may try in one moment."""
    try:
        async with writing(house) as session:
            return await stored.close_day(session, house.keys, house.clock()) is not None
    except IntegrityError:
        return False  # another process was first


async def signed_head(house: House) -> str:
    """The signed head of the newest closed day, in one line, to be kept elsewhere.

    Raises:
        NotFound: "no_day_closed" before the end of the first day.
    """
    await close_day(house)
    async with reading(house) as session:
        row = await stored.newest(session)
    if row is None:
        raise NotFound("no_day_closed")
    return record_seal.to_text(stored.as_seal(row), house.keys.head_key, row.signature)


async def check_days(house: House, kept: Iterable[str] = ()) -> CheckedDays:
    """Check every closed day against the record, and heads that were kept elsewhere against both.

    Raises:
        Invalid: "head_shape" when a line of `kept` is no signed head.
    """
    heads = [record_seal.from_text(line) for line in kept]
    async with reading(house) as session:
        days, faults = await stored.verify_seals(session, house.keys)
        there_on = {seal.day: await stored.of_day(session, seal.day) for seal, _ in heads}
    verdicts: list[tuple[date, Verdict]] = []
    for seal, signature in heads:
        there = there_on[seal.day]
        if not house.keys.signed_head(record_seal.signed_content(seal), signature):
            verdicts.append((seal.day, "foreign"))
        elif there is None:
            verdicts.append((seal.day, "gone"))
        else:
            verdicts.append((seal.day, "holds" if there == seal else "changed"))
    return CheckedDays(days, faults, tuple(verdicts))
