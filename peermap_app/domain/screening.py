"""Initials and free-text screening (rule 2). Patterns and look-ups; nothing leaves the process.

Initials are enforced: one to three letters. Free text is only ever *screened*: the writer is shown
what was found and may go on with a reason.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from .addresses import addresses
from .disguise import disguised
from .errors import Invalid
from .names import (
    AREA_WORDS,
    CALENDAR_WORDS,
    FIRST_NAMES,
    KNOWN_PHRASES,
    LOOK_ALIKES,
    MAIL_DOMAINS,
    NAME_LIKE,
    ORDINARY_NAMES,
    ORGANISATION_WORDS,
    PLACE_WORDS,
    PLAIN_WORDS,
    SURNAMES,
    TITLES,
)

__all__ = [
    "MOST_INITIALS",
    "NAME_LIKE",
    "Found",
    "clean_text",
    "parse_initials",
    "reads_as_name",
    "screen_text",
]

MOST_INITIALS = 3
_category = unicodedata.category
_MOST_MARKS = 2  # combining marks on one letter; more is a scrawl, not a script
# Marks that are letters, small above or below another one: three initials would hold a whole name.
_ABOVE = re.compile(
    "[\u0363-\u036f\u1abf\u1ac0\u1acc-\u1ace\u1dca\u1dd3-\u1df4"
    "\u2de0-\u2dff\ua674-\ua67b\ua69e\ua69f]"
)
_NAME_LIKE = frozenset(NAME_LIKE)
_LOOK_ALIKES = str.maketrans(LOOK_ALIKES)
# All but the jamo that a Korean keyboard types: changed while a syllable is being put together,
# they would never become one, and on their own they are how Korean initials are written.
_NOT_JAMO = re.compile("[^\u3131-\u3163]+")
_BIDI_AND_MARKS = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff"
)


def parse_initials(raw: object) -> str:
    """One to three letters of any script, stripped, upper-cased, NFKC: a ligature or another sign
    that stands for letters counts as those letters. The page foresees this (ui/canvas/text.js).

    Raises Invalid `initials_empty`, `initials_too_long` or `initials_letters` (field "initials").
    """
    if not isinstance(raw, str):
        raise Invalid("initials_letters", field="initials")
    if len(raw) > 100:
        raise Invalid("initials_too_long", field="initials", most=MOST_INITIALS)
    initials = _plain_letters(_plain_letters(raw).upper()).strip()
    if not initials:
        raise Invalid("initials_empty", field="initials")
    letters = marks = 0
    odd = False
    for sign in initials:
        category = _category(sign)
        if category.startswith("L") and sign not in _FILLERS:
            letters, marks = letters + 1, 0
        elif category in ("Mn", "Mc") and letters and marks < _most_marks(sign):
            marks += 1
        else:
            odd = True
    if letters > MOST_INITIALS:
        raise Invalid("initials_too_long", field="initials", most=MOST_INITIALS)
    if odd or not letters:
        raise Invalid("initials_letters", field="initials")
    return initials


def _most_marks(sign: str) -> int:
    return 0 if _ABOVE.match(sign) else _MOST_MARKS


def _plain_letters(text: str) -> str:
    return _NOT_JAMO.sub(lambda part: unicodedata.normalize("NFKC", part.group()), text)


def reads_as_name(initials: str) -> bool:
    """Whether what is typed reads as a name (SAM, ALI, JO); then the writer is asked.

    Accents and letters that only look Latin do not hide a name. In a script without capitals two
    signs can be a whole name (王明, علي), so two of them always ask.
    """
    signs = _plain_letters(initials).upper().strip()
    if sum(map(_caseless, signs)) > 1:
        return True
    bare = (s for s in unicodedata.normalize("NFD", signs) if not _category(s).startswith("M"))
    return "".join(bare).translate(_LOOK_ALIKES) in _NAME_LIKE


def _caseless(sign: str) -> bool:
    return _category(sign).startswith("L") and sign.upper() == sign.lower()


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a free text that may say too much. `text` is what was written."""

    kind: Literal["name", "phone", "email", "handle", "address"]
    text: str


def clean_text(raw: object, field: str, longest: int, required: bool = True) -> str:
    """A text fit to keep: NFC, line ends as \\n, no control or direction signs, stripped.

    Raises Invalid `not_text`, `too_long` (with `most`) or `missing`, each with `field`.
    """
    if not isinstance(raw, str):
        raise Invalid("not_text", field=field)
    if len(raw) > longest * 4 + 100:  # before any work is done on it
        raise Invalid("too_long", field=field, most=longest)
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(sign for sign in text if _keeps(sign)).strip()
    if len(text) > longest:
        raise Invalid("too_long", field=field, most=longest)
    if required and not text:
        raise Invalid("missing", field=field)
    return text


def _keeps(sign: str) -> bool:
    if sign == "\n":
        return True
    # Cs: lone surrogates cannot be stored or sent; bidi overrides make text read as what it is not.
    return _category(sign) not in ("Cc", "Cs") and sign not in _BIDI_AND_MARKS


_EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)[\w-]{1,63}(?:(?:\.|\s?[(\[]dot[)\]]\s?)[\w-]{1,63}){1,6}",
    re.IGNORECASE,
)
# "me at gmail dot com", "me @ gmail . com". "at" and a stop are everyday words and signs: a stop
# counts only after the name of a mail service, and the last word must be one that ends addresses.
_AT_SIGN = r"(?: at | ?@ ?| ?[(\[{] ?at ?[)\]}] ?)"
_DOT = r"(?: dot | ?[(\[{] ?dot ?[)\]}] ?)"
_STOP = rf"(?:\.| \. ?|{_DOT})"
_SPELT_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,3}}{_AT_SIGN}"
    rf"(?:(?:{'|'.join(MAIL_DOMAINS)}){_STOP}(?:co{_STOP}uk|com|org|net|me|de|fr|pl|ro)"
    rf"|[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,3}}{_DOT}(?:com|org|net|uk|eu|ie|edu|gov|io))(?!\w)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:snapchat|instagram|tiktok|facebook|discord|twitter|youtube|wa|t)\.(?:com|gg|me)/[@\w./-]{2,60}",
    re.IGNORECASE,
)
_AT = re.compile(r"(?<![\w@])@[\w][\w.]{1,30}")
_NETWORK = re.compile(
    r"\b(?:snap|snapchat|insta|instagram|ig|tiktok|tik tok|discord|whatsapp|telegram|fb|facebook"
    r"|twitter|xbox|psn|roblox)"
    r"(?:\s?(?:name|user|username|handle|tag|id))?"
    r"(?:\s?[:=]\s?(?P<said>[\w][\w.\-]{2,30})|\s(?:is\s)?(?P<odd>(?=[\w.\-]*[\d_])[\w][\w.\-]{2,30}))",
    re.IGNORECASE,
)
_DISCORD = re.compile(r"\b\w{2,32}#\d{4}\b")
_DAY_OR_TIME = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}[:.]\d{2}\b"
)
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[\s().\-]{0,2}\d){8,14}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_PHRASES = re.compile(
    r"\b(?:" + "|".join(re.escape(p) for p in KNOWN_PHRASES) + r")\b", re.IGNORECASE
)
# Fillers are letters to Unicode and blanks to the eye; selectors and tags are seen by nobody.
_FILLERS = "\u115f\u1160"
_UNSEEN = re.compile(
    f"[\u00ad\u034f\u061c{_FILLERS}\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
_NEVER_NAME = PLAIN_WORDS | CALENDAR_WORDS | ORGANISATION_WORDS


def screen_text(text: str) -> tuple[Found, ...]:
    """What in a free text looks like a full name, phone, e-mail or street address, or a handle.

    In the order of the text, without repeats, as one would read it aloud: line breaks are spaces,
    and signs that nobody sees are not there. As such a sign may also stand for a space, the text is
    then read both ways. Single first names and initials are not found: rule 2 asks for full names.
    Linear in the length of the text.
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    found = _screen(_UNSEEN.sub("", text))
    if _UNSEEN.search(text):
        parted = _screen(_UNSEEN.sub(" ", text))
        # "Tom Jones" with such a sign in the place of the space reads best with the space.
        apart = {item.text.replace(" ", ""): item for item in parted}
        found = tuple(apart.get(item.text, item) for item in found)
        whole = "\n".join(item.text for item in found)
        found += tuple(item for item in parted if item.text not in whole)
    return found


def _screen(text: str) -> tuple[Found, ...]:
    text = " ".join(text.split())
    found: list[tuple[int, Found]] = []

    def take(pattern: re.Pattern[str], kind: Literal["phone", "email", "handle"], rest: str) -> str:
        def note(match: re.Match[str]) -> str:
            found.append((match.start(), Found(kind, match.group().strip())))
            return "\x00" * len(match.group())  # keeps positions; breaks up words

        return pattern.sub(note, rest)

    rest = take(_EMAIL, "email", text)
    rest = take(_SPELT_EMAIL, "email", rest)
    rest = take(_LINK, "handle", rest)
    rest = take(_DISCORD, "handle", rest)
    rest = take(_NETWORK, "handle", rest)
    rest = take(_AT, "handle", rest)
    rest = _DAY_OR_TIME.sub(lambda m: "\x00" * len(m.group()), rest)
    rest = take(_PHONE, "phone", rest)
    homes = addresses(rest)
    rest = _without(rest, homes)
    found.extend((at, Found("address", where)) for at, where in homes)
    rest = _PHRASES.sub(lambda m: "\x00" * len(m.group()), rest)
    names = _names(rest)
    hidden = disguised(_without(rest, names))
    names += [(start, rest[start:end]) for start, end in hidden]
    found.extend((at, Found("name", name)) for at, name in names)
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(item for _, item in found))


def _without(text: str, names: list[tuple[int, str]]) -> str:
    """A text with these parts, (position, text) in their order, taken out and positions kept."""
    parts, done = [], 0
    for at, name in names:
        parts += [text[done:at], "\x00" * len(name)]
        done = at + len(name)
    return "".join((*parts, text[done:]))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        low = self.text.lower()
        return low[:-2] if low.endswith("'s") else low

    @property
    def first_name(self) -> bool:
        return self.low in FIRST_NAMES

    @property
    def surname(self) -> bool:
        return self.low in SURNAMES

    @property
    def capital(self) -> bool:
        if not self.text[0].isupper():
            return False
        if len(self.text) > 1 and self.text.isupper():
            # "JS", "AK" are initials and "CALL" is shouting, but "SAM JONES" is a name in capitals.
            return self.first_name or self.surname or self.low.upper() in _NAME_LIKE
        return True


def _names(text: str) -> list[tuple[int, str]]:
    """Positions and texts of full names: runs of words with only spaces or a hyphen between."""
    names: list[tuple[int, str]] = []
    run: list[_Word] = []

    def close() -> None:
        if run:
            names.extend(_names_of_run(run, text))
            run.clear()

    for match in _WORD.finditer(text):
        word = _Word(match.group(), match.start(), match.end())
        if run and not _same_run(run[-1], text[run[-1].end : word.start]):
            close()
        run.append(word)
    close()
    return names


def _same_run(last: _Word, between: str) -> bool:
    """Whether two words may belong to one name: a space between, or the stop of "Mr. Khan"."""
    return between == " " or (between == ". " and last.low in TITLES)


def _names_of_run(run: list[_Word], text: str) -> list[tuple[int, str]]:
    names: list[tuple[int, str]] = []
    at = 0
    while at < len(run):
        end = _name_end(run, at)
        if end > at:
            names.append((run[at].start, text[run[at].start : run[end - 1].end]))
            at = end
        else:
            at = max(_place_end(run, at), at + 1)
    return names


def _place_end(run: list[_Word], at: int) -> int:
    """Where a place that begins at `at` ends ("St Peter Street"), or `at` when none does."""
    end = at
    while end < len(run) and end < at + 5 and run[end].capital and run[end].low not in _NEVER_NAME:
        end += 1
        if run[end - 1].low in PLACE_WORDS and end > at + 1:
            return end
    begins = run[at].capital and (run[at].low in AREA_WORDS or run[at].low in PLACE_WORDS)
    return min(end, at + 2) if begins and end > at else at


def _name_end(run: list[_Word], at: int) -> int:
    """The end of a full name that begins at word `at`, or `at` when none does."""
    word = run[at]
    after = run[at + 1] if at + 1 < len(run) else None
    if after is None:
        return at
    if word.low in TITLES and after.capital and after.low not in _NEVER_NAME:
        return at + 2 + (at + 2 < len(run) and _plain_capital(run[at + 2]))
    # Known first name and known surname, however they are typed; "summer hill" in small letters
    # is two ordinary words when either is one.
    typed_as_name = word.capital or after.capital or not (_ordinary(word) or _ordinary(after))
    known = word.first_name and after.surname
    if known and typed_as_name and _place_end(run, at) == at:
        more = at + 2 < len(run) and _plain_capital(run[at + 2]) and run[at + 2].surname
        return at + 2 + more
    if not _plain_capital(word) or _place_end(run, at) > at:
        return at
    end = at
    while end < len(run) and end < at + 4 and _plain_capital(run[end]):
        end += 1
    return end if end - at >= 2 else at


def _plain_capital(word: _Word) -> bool:
    if not word.capital or len(word.low) < 2:
        return False
    if word.low in _NEVER_NAME or word.low in AREA_WORDS or word.low in TITLES:
        return False
    return word.low not in PLACE_WORDS


def _ordinary(word: _Word) -> bool:
    return word.low in ORDINARY_NAMES
