"""Where a place's name stands in a picture: words make way for people, people never for words.

The same as on the board (`ui/canvas/words_at.js`); a test in `tests/canvas` compares the two.
Lengths are board units.
"""

from collections.abc import Iterable
from enum import IntEnum

from .map_parts import PeerMap, Person, Place

ME_RADIUS = 56
_AIR = 10.0
"""What stays free about ME: a name that touches ME reads as ME's."""
_TALL = 9.0
"""Half of a name's height."""
_LETTER = 4.6
"""Half of a letter's width."""


class Side(IntEnum):
    """Where a place's name stands: at an edge inside of it, or outside when both are under people.

    The numbers are those of the board.
    """

    UPPER = 0
    LOWER = 1
    ABOVE = 2
    BELOW = 3


def name_side(peer_map: PeerMap, place: Place, name: str) -> Side:
    """The side with the most room for a name; of equals the one that people leave free."""
    own = Side.LOWER if _sits_high(peer_map, place) else Side.UPPER
    other = Side.UPPER if own is Side.LOWER else Side.LOWER
    best, most = own, -1.0
    for side in (own, other, Side.ABOVE, Side.BELOW):
        room = _room_at(peer_map, place.x, place.y + name_y(place, side) - 6, len(name) * _LETTER)
        if room > most + 0.01:
            best, most = side, room
    return best


def name_y(place: Place, side: Side) -> float:
    """The name's base line, from the place's middle down."""
    if side is Side.ABOVE:
        return -place.h / 2 - 9
    if side is Side.BELOW:
        return place.h / 2 + 21
    if side is Side.LOWER:
        return place.h / 2 - min(26, place.h * 0.18)
    return min(46, place.h * 0.32) - place.h / 2


def said_y(place: Place, side: Side) -> float:
    """The middle of the pictures of what was said of a place: at the edge that its name leaves."""
    if side is Side.LOWER:
        return min(30, place.h * 0.2) - place.h / 2
    return place.h / 2 - min(24, place.h * 0.16)


def _sits_high(peer_map: PeerMap, place: Place) -> bool:
    """Whether those in a place leave its lower edge free rather than its upper one."""
    there = [person.y - place.y for person in peer_map.people if person.place == place.id]
    return bool(there) and sum(there) / len(there) < 4


def _room_at(peer_map: PeerMap, x: float, y: float, half: float) -> float:
    """The least room beside anything, from 0 to 1, of a word about x, y that is 2 `half` wide."""
    return min(_beside(x, y, half, *thing) for thing in _things(peer_map))


_Thing = tuple[float, float, float, float]
"""x and y of a middle, and how far it reaches across and down."""


def _things(peer_map: PeerMap) -> Iterable[_Thing]:
    yield 0, 0, ME_RADIUS + _AIR, ME_RADIUS + _AIR
    for person in peer_map.people:
        yield person.x, person.y, _reach(person), 46
    for sticker in peer_map.stickers:
        yield sticker.x, sticker.y, sticker.size / 2, sticker.size / 2


def _reach(person: Person) -> float:
    """A role stands on a card as wide as its word."""
    return max(46, len(person.role or "") * _LETTER + 14)


def _beside(x: float, y: float, half: float, *thing: float) -> float:
    """How much room a word has beside one thing: 1 is enough, less is under it."""
    at_x, at_y, across, down = thing
    off_x = max(0, abs(at_x - x) - half) / across
    off_y = max(0, abs(at_y - y) - _TALL) / down
    return min(1, off_x**2 + off_y**2)
