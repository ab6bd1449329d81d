"""A day of the access record, closed: what a signed head says, and how it is written down.

Whoever has the database can cut the newest rows off a chain and set its head back: the chain alone
shows nothing then. A head that was taken elsewhere in time shows it, and needs no key to be read.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from .errors import Invalid

BEFORE_ALL = "0" * 64
"""What stands in the first seal for the seal before it."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where one chain stood: the number and the code of its last row."""

    chain: str
    number: int
    mac: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A day that was closed. `rows`: of all chains together, from the record's first day on."""

    day: date
    made_at: datetime
    rows: int
    digest: str
    previous: str


def close(day: date, made_at: datetime, rows: int, grown: Iterable[Stood], previous: str) -> Seal:
    """The seal over a day: over where each chain that grew now stands, and the seal before."""
    said = [
        day.isoformat(),
        _moment(made_at),
        rows,
        previous,
        sorted([one.chain, one.number, one.mac] for one in grown),
    ]
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return Seal(day, made_at, rows, hashlib.sha256(content).hexdigest(), previous)


def signed_content(seal: Seal) -> bytes:
    """What is signed: all of a seal, in one fixed form."""
    return json.dumps(_wire(seal), separators=(",", ":"), sort_keys=True).encode()


def to_text(seal: Seal, key: str, signature: str) -> str:
    """A signed head in one line, as it is kept elsewhere: numbers alone, and ids of nobody."""
    return json.dumps(_wire(seal) | {"key": key, "signature": signature}, sort_keys=True)


def from_text(text: object) -> tuple[Seal, str]:
    """A signed head that was kept elsewhere, and its signature; hostile like all that comes in.

    Raises Invalid "head_shape".
    """
    try:
        raw: Any = json.loads(text) if isinstance(text, str) else None
        made_at = datetime.fromisoformat(raw["made_at"])
        seal = Seal(
            date.fromisoformat(raw["day"]),
            made_at.astimezone(UTC),
            raw["rows"],
            raw["digest"],
            raw["previous"],
        )
        signature = raw["signature"]
    except (TypeError, KeyError, ValueError, OverflowError, RecursionError):
        raise Invalid("head_shape") from None
    words = (seal.digest, seal.previous, signature)
    if type(seal.rows) is not int or not all(isinstance(one, str) for one in words):
        raise Invalid("head_shape")
    return seal, signature


def _wire(seal: Seal) -> dict[str, object]:
    return asdict(seal) | {"day": seal.day.isoformat(), "made_at": _moment(seal.made_at)}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
