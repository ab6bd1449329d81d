# ruff: noqa: SIM905 - word lists read better as text than as quoted columns
"""Addresses in a free text: a number with a street's word ("14 Elm St"), and UK postcodes.

A place on a map is a word, never where somebody lives (issue 4: "no address, no map service"). A
bus, a year at school and a park with a number stay: what alarms is a number, one to three words and
then a word that ends the name of a street. Only the process's own lists are asked.
"""

import re
from collections.abc import Iterator

__all__ = ["addresses"]

_STREETS = frozenset(
    """
    avenue ave crescent cres gdns lane ln mews rd road st street terrace
    """.split()
)
"""Words that hardly end anything but the name of a street: however they are typed."""
_MAYBE_STREETS = frozenset(
    """
    bank circus close court drive dr end gardens gate green grove heights hill parade park place
    rise row square vale view villas walk way yard
    """.split()
)
"""Ordinary words too ("2 minutes' walk"): only as part of a name, with capitals ("7 Elm Close")."""
_COUNTED = frozenset(
    """
    bay bus class floor gate grade group key ks level line page part platform room route stage
    step stop tram version week year
    """.split()
)
"""What has a number of its own, which is no house's: "bus 42 Mill Lane"."""
_BETWEEN = frozenset(
    """
    a am an and at before after by days day down for friends from hour hours her his in into is
    kids mates miles min mins minute minutes months my near of off on or our over people pm round
    that the their then they times to up us was we weeks were with years
    """.split()
)
"""No part of a street's name: "3 friends on the road", "5 pm Mill Lane"."""

_HOUSE = re.compile(
    r"(?<![\w.:£/#+-])(?:(?:flat|apartment|apt)\.?\s\d{1,4}[a-z]?,?\s)?"
    r"\d{1,4}[a-z]?(?:\s?[-/]\s?\d{1,4}[a-z]?)?,?\s(?=[^\W\d_])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[^\W\d_](?:[^\W\d_]|['-]){0,29}(?=\s|[.,;:!?)]|$)")
_MOST_WORDS = 4  # three and the street's own: "14 St Peter's Hill Road"
_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E"
    "|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE"
    "|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL"
    "|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![\w-])(?:{_AREAS})\d[A-Z\d]?(?:\s\d|\d)(?!st\b|nd\b|rd\b|th\b)[ABD-HJLNP-UW-Z]{{2}}(?!\w)",
    re.IGNORECASE,
)


def addresses(text: str) -> list[tuple[int, str]]:
    """Positions and texts of the addresses in a text whose blanks are single spaces, in order.

    A street whose postcode follows is one finding with it. Linear in the length of the text.
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted([*_streets(text), *(m.span() for m in _POSTCODE.finditer(text))]):
        if found and text[found[-1][1] : start] in (" ", ", "):
            found[-1] = (found[-1][0], end)
        elif not found or start >= found[-1][1]:
            found.append((start, end))
    return [(start, text[start:end]) for start, end in found]


def _streets(text: str) -> Iterator[tuple[int, int]]:
    for house in _HOUSE.finditer(text):
        end = _street_end(text, house.end())
        if end and _before(text, house.start()) not in _COUNTED:
            yield house.start(), end


def _before(text: str, at: int) -> str:
    """The word before a position, in small letters."""
    words = text[max(0, at - 20) : at].rstrip().lower().rsplit(" ", 1)
    return words[-1].strip(".,;:()")


def _street_end(text: str, at: int) -> int:
    """Where the street that begins at `at` ends, or 0 when none begins there.

    The last word that may end one: "St" and "Park" also stand within a name ("Victoria Park Road").
    """
    named, end = True, 0
    for count in range(_MOST_WORDS):
        match = _NAMED.match(text, at)
        if match is None:
            return end
        word = match.group()
        low = word.lower()
        named = named and word[0].isupper()
        if count and (low in _STREETS or (low in _MAYBE_STREETS and named)):
            end = match.end()
        elif low in _BETWEEN and (count or word != "The"):
            return end
        at = match.end() + 1
        if text[match.end() : at] != " ":
            return end
    return end
