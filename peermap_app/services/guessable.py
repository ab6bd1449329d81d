"""Whether a new password is one that others guess first: zxcvbn's lists, offline, in bounded time.

zxcvbn reads common passwords, names, words, keyboards, dates and repeats, and what is known of the
account. It tries every way of undoing signs that stand for letters ("p4$$w0rd"), which takes
seconds for a text made to have many: so a password is read in pieces, with a few such signs each.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

LEAST_GUESSES = 10**9
"""What a guesser who has the hash must try at least, each at argon2's cost of a tenth of a second:
three years on one processor. At the door eight tries in ten minutes are all there are."""
PIECE = 36
"""Signs that are read at a time."""
MOST_SIGNS = 4
"""Different signs of a piece that may stand for letters in one reading."""
OWN = "peermap"
_FIGURES = "0123456789"
_SIGNS = "@({[<!|$+%"
_AS_NOTHING = {sign: chr(0x16A0 + 7 * n) for n, sign in enumerate(_SIGNS + _FIGURES)}
"""Runes, which stand in no list; another one for each, so that no repeats come in."""
_ODD = chr(0x16A0 - 1)
_WORDS = re.compile(r"[^\W_]{3,}")
_LONGEST_KNOWN = 100

# One thread: zxcvbn keeps what is known of an account in a place that all its callers share.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="guessable")


async def easy(password: str, known: Sequence[str] = ()) -> bool:
    """Whether it is easy to guess for somebody who knows `known` (name, address, team).

    Whatever is typed, the answer takes a few hundredths of a second, in a thread of its own.
    """
    return await asyncio.get_running_loop().run_in_executor(_thread, _easy, password, known)


def _easy(password: str, known: Sequence[str]) -> bool:
    about = [OWN]
    for each in known:
        short = each[:_LONGEST_KNOWN].lower()
        words = _WORDS.findall(short)
        about += [short, *words, "".join(words)]
    pieces = [password[:PIECE]]
    if len(password) > PIECE:
        # One piece that nobody guesses is enough, at whichever end it stands.
        pieces.append(password[-PIECE:])
    return all(_easy_piece(each, about) for each in pieces)


def _easy_piece(piece: str, about: list[str]) -> bool:
    return not piece or any(_guesses(read, about) < LEAST_GUESSES for read in _readings(piece))


def _readings(piece: str) -> tuple[str, ...]:
    """The piece with few signs for letters, and with its figures alone: dates, years and rows."""
    signs = list(dict.fromkeys(each for each in piece if each in _AS_NOTHING))
    return (_without(piece, signs[MOST_SIGNS:]), _without(piece, _SIGNS))


def _without(piece: str, signs: Sequence[str]) -> str:
    # A letter that is two in lower case would put zxcvbn's places out of step with the text's.
    read = (each if len(each.lower()) == 1 else _ODD for each in piece)
    return "".join(_AS_NOTHING[each] if each in signs else each for each in read)


def _guesses(piece: str, about: list[str]) -> int:
    # Here: its lists take a tenth of a second to read, and a start waits for nothing it needs not.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    return int(zxcvbn(piece, user_inputs=about)["guesses"])
