"""Full names that are written so that no list of words finds them: "Sam.Jones", "samjones",
"S-a-m J", "5am Jones", and letters of another alphabet that only look Latin.

Read beside what `screening` finds by capitals, and stricter: both names must be known ones, so that
times ("5am"), makers' names and what merely stands next to each other do not alarm. A single first
name counts only where it is spelt out letter by letter, which nobody does by chance.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from .names import (
    AREA_WORDS,
    CALENDAR_WORDS,
    FIRST_NAMES,
    LOOK_ALIKES,
    NAME_LIKE,
    NOT_RUN_TOGETHER,
    ORDINARY_NAMES,
    ORGANISATION_WORDS,
    PLACE_WORDS,
    PLAIN_WORDS,
    SECOND_NAMES,
    SMALL_LOOK_ALIKES,
    SURNAMES,
)

Span = tuple[int, int]

_LATIN = re.compile(r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .+)?")
_BOXED = re.compile(
    r"(?:NEGATIVE |CROSSED NEGATIVE )?(?:SQUARED|CIRCLED) LATIN CAPITAL LETTER ([A-Z])"
    r"|REGIONAL INDICATOR SYMBOL LETTER ([A-Z])"
)
_FIGURES = str.maketrans("01345789@$!", "oieastbgasi")
_FIGURE = frozenset("01345789@$!")
_KNOWN = FIRST_NAMES | SURNAMES
_TOKEN = re.compile(r"(?:[a-z01345789]|[@$!](?=[@$]{0,2}[a-z])|(?<=[a-z])[@$]){2,30}")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_JOINS = re.compile(r" | ?[._,;:]| [.,] |[ ]?[_/\\|+*~=&·•–—-]{1,3}[ ]?")
"""Between two words of one name. A stop or comma before a space parts sentences and lists."""
_LISTS = frozenset("/&+,;:|\\")
"""Signs that also stand between two people: "Sam/Ali" is two first names, and no full one."""
_SPELT = re.compile(r"(?<![a-z0-9'])[a-z](?:[ ._\-*/~·•][a-z]){2,40}(?![a-z0-9'])")
_SPELT_NAMES = {name for name in _KNOWN | {each.lower() for each in NAME_LIKE} if len(name) > 2}
_NO_SURNAMES = (
    FIRST_NAMES
    | PLACE_WORDS
    | PLAIN_WORDS
    | CALENDAR_WORDS
    | ORGANISATION_WORDS
    | AREA_WORDS
    | SECOND_NAMES
    | {name.lower() for name in NAME_LIKE}
)
_LEAST_JOINED, _MOST_JOINED, _LEAST_SURNAME = 6, 30, 3


def disguised(text: str) -> tuple[Span, ...]:
    """Where in a text a name stands in disguise, as (start, end), in order and apart.

    `text` is NFKC with single spaces, as `screening` reads it, without what was found in it
    already. Linear in its length.
    """
    plain = "".join(map(_letter, text))
    found = [span for reading in _readings(plain) for span in _in(reading, text)]
    apart: list[Span] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return tuple(apart)


def as_read(text: str) -> str:
    """A text as it is read: small Latin letters for all that are or look like one."""
    return "".join(map(_letter, unicodedata.normalize("NFKC", text).lower()))


@lru_cache(maxsize=4096)
def _letter(sign: str) -> str:
    """The small Latin letter that a sign is or looks like, else the sign itself; always one."""
    if sign in SMALL_LOOK_ALIKES:
        return SMALL_LOOK_ALIKES[sign]
    base = unicodedata.normalize("NFD", sign)[0]
    latin = LOOK_ALIKES.get(base) or LOOK_ALIKES.get(base.upper())
    if latin is None:
        name = unicodedata.name(base, "")
        match = _LATIN.fullmatch(name) or _BOXED.fullmatch(name)
        latin = next((each for each in match.groups() if each), None) if match else None
    return latin.lower() if latin else base


def _readings(plain: str) -> Iterator[str]:
    """The text with figures and signs read as the letters that they stand for; a 1 is i or l."""
    as_i = _TOKEN.sub(lambda token: _spelt(token.group(), "i"), plain)
    yield as_i
    as_l = _TOKEN.sub(lambda token: _spelt(token.group(), "l"), plain)
    if as_l != as_i:
        yield as_l


def _spelt(token: str, one: str) -> str:
    """A word with figures in it, as letters; a number with a letter or none stays what it is."""
    figures = sum(sign in _FIGURE for sign in token)
    letters = len(token) - figures
    if not figures or not letters:
        return token
    by_one = {sign: token.replace("1", sign).translate(_FIGURES) for sign in "il"}
    known = next((each for each in by_one.values() if each in _KNOWN), None)
    return known or (by_one[one] if letters >= max(2, figures) else token)


def _in(reading: str, text: str) -> Iterator[Span]:
    words = list(_WORD.finditer(reading))
    for word in words:
        if _run_together(word.group(), text[word.start() : word.end()]):
            yield word.span()
    for first, last in pairwise(words):
        span = first.start(), last.end()
        between = text[first.end() : last.start()]
        # What is written plainly, with a space, is read by `screening` itself.
        seen = between != " " or reading[slice(*span)] != text[slice(*span)].lower()
        if seen and _stands_alone(reading, span) and _JOINS.fullmatch(between):
            written = text[first.start()], text[last.start()]
            surname = last.group().removesuffix("'s")
            if _full_name(first.group(), surname, between.strip(), written):
                yield span
    for run in _SPELT.finditer(reading):
        yield from _spelt_out(run, text)


def _stands_alone(reading: str, span: Span) -> bool:
    """Whether neither end goes on as the same word: "will-o'-the" and "d'Sam" are none."""
    start, end = span
    before, after = reading[max(0, start - 1) : start], reading[end : end + 1]
    return not (before.isalnum() or before == "'" or after.isalnum())


def _full_name(first: str, last: str, between: str, written: tuple[str, str]) -> bool:
    if first not in FIRST_NAMES or last not in SURNAMES:
        return _turned_round(first, last, between)
    if between in _LISTS and last in FIRST_NAMES:
        return False
    if last in PLACE_WORDS and between not in (".", "_"):
        return False
    typed_as_name = all(sign.isupper() for sign in written)
    return typed_as_name or not (first in ORDINARY_NAMES or last in ORDINARY_NAMES)


def _turned_round(last: str, first: str, between: str) -> bool:
    """ "Jones,Sam" and "jones_sam": the family name first, where it is nothing but one."""
    never = last in FIRST_NAMES or last in ORDINARY_NAMES or last in PLACE_WORDS
    known = last in SURNAMES and first in FIRST_NAMES and first not in ORDINARY_NAMES
    return known and not never and between in (",", ".", "_")


def _run_together(word: str, written: str) -> bool:
    """ "SamJones", "samjones"."""
    if not _LEAST_JOINED <= len(word) <= _MOST_JOINED or word in _KNOWN or word in NOT_RUN_TOGETHER:
        return False
    for at in range(2, len(word) - _LEAST_SURNAME + 1):
        first, last = word[:at], word[at:]
        if first not in FIRST_NAMES:
            continue
        humps = [place for place, sign in enumerate(written) if sign.isupper()] == [0, at]
        plain = not (last in PLACE_WORDS or {first, last} & ORDINARY_NAMES)
        if (last in SURNAMES and (humps or plain)) or (humps and _maybe_surname(last)):
            return True
    return False


def _maybe_surname(word: str) -> bool:
    """Whether a word behind a first name, with a capital of its own, may well be a family name."""
    return len(word) >= _LEAST_SURNAME and word not in _NO_SURNAMES


def _spelt_out(run: re.Match[str], text: str) -> Iterator[Span]:
    """ "S a m", "S-a-m J", "s.a.m j.o.n.e.s"; an "a" or "I" before it is a word of its own."""
    letters = run.group()[::2]
    for skip in (0, 1):
        if skip and text[run.start()] not in ("a", "I"):
            return
        name, start = letters[skip:], run.start() + 2 * skip
        with_initial = name[:-1] in FIRST_NAMES
        parted = ((name[:at], name[at:]) for at in range(2, len(name)))
        whole = any(first in FIRST_NAMES and last in SURNAMES for first, last in parted)
        if name in _SPELT_NAMES or with_initial or whole:
            yield start, run.end()
            return
