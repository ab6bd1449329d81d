"""The card that opens My map: its PIN, its words, how long it lasts, and what wrong tries cost."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from .drawing import Ending
from .errors import Conflict, Invalid

LEAST_PIN, MOST_PIN = 4, 8
WORDS = 4
"""How many words are typed where a QR code cannot be read."""
MOST_TYPED = 80
IDLE = timedelta(minutes=10)
"""My map closes when nothing was done in it for so long."""
LONGEST = timedelta(hours=1)
"""And after so long in any case: then the PIN is asked for again."""
TRIES = 5
_PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
_PIN = re.compile(r"[0-9]+", re.ASCII)
_WORD = re.compile(r"[a-z]+")


class ReceiptEnding(StrEnum):
    """How a card ended. It also ends with its case, which no row needs to say."""

    NOT_NOW = "not_now"
    """It was offered, and not taken."""
    REPLACED = "replaced"
    BY_YOUNG_PERSON = "by_young_person"
    BY_WORKER = "by_worker"
    ERASED = "erased"


def parse_pin(raw: object, again: object) -> str:
    """The PIN that a young person chose, typed twice: 4 to 8 digits that are not the first guess.

    Raises Invalid `pin_shape`, `pin_easy`, `pin_differs`.
    """
    if not isinstance(raw, str) or not _PIN.fullmatch(raw):
        raise Invalid("pin_shape", field="pin")
    if not LEAST_PIN <= len(raw) <= MOST_PIN:
        raise Invalid("pin_shape", field="pin")
    if is_easy(raw):
        raise Invalid("pin_easy", field="pin")
    if raw != again:
        raise Invalid("pin_differs", field="pin")
    return raw


def is_easy(pin: str) -> bool:
    """One digit over and over, a pair over and over, or a run up or down (9 goes on with 0)."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    pair = pin[:2] * len(pin)
    return steps in ({0}, {1}, {9}) or pair.startswith(pin)


def typed_pin(raw: object) -> str:
    """A PIN as somebody tries it; "" for what cannot be one, which is wrong like any other."""
    fits = isinstance(raw, str) and len(raw) <= MOST_PIN and _PIN.fullmatch(raw)
    return str(raw) if fits else ""


def typed_words(raw: object) -> str:
    """The words as somebody tries them, in small letters with one space between.

    "" for what cannot be any card's, which is wrong like any other: no answer tells them apart.
    """
    if not isinstance(raw, str) or len(raw) > MOST_TYPED:
        return ""
    words = _WORD.findall(raw.lower())
    return " ".join(words) if len(words) == WORDS else ""


def pause_after(tries: int) -> timedelta | None:
    """How long the card rests once its `tries`-th wrong try in a row was counted, None for no rest.

    Every fifth rests it, longer each time; it is never closed for good by somebody else's tries.
    """
    if tries <= 0 or tries % TRIES:
        return None
    return _PAUSES[min(tries // TRIES, len(_PAUSES)) - 1]


def check_offered(ending: Ending | None, ended_at: datetime, now: datetime) -> None:
    """A card is offered right after keeping, for as long as the tablet lingers.

    Raises Conflict `not_now`.
    """
    if ending is not Ending.KEPT or now >= ended_at + OFFERED_FOR:
        raise Conflict("not_now")


OFFERED_FOR = timedelta(minutes=10)


def session_lives(
    seen_at: datetime, created_at: datetime, ended_at: datetime | None, now: datetime
) -> bool:
    """Whether My map is still open in a browser that the PIN opened it in."""
    return ended_at is None and now < seen_at + IDLE and now < created_at + LONGEST
