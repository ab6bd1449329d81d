"""The way of a tie from one to the other: under nobody else, for that would read as theirs.

So it bows past them; nobody is moved for it. The same as on the board (`ui/canvas/ties.js`); a test
in `tests/canvas` compares the two. Lengths are board units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from .map_parts import ME, PeerMap, Person, Tie
from .picture_words import ME_RADIUS

_LINE = 3.0
"""Half as wide as a tie is drawn."""
_AIR = 10.0
"""Between a bow and who it passes."""
_OWN = 36.0
"""Of the two whom it joins this much covers its ends: there it need not be clear of others."""
_FURTHEST = 0.9
"""Of a tie's length: how far out a bow's control point may lie."""
_ROUNDS = 4
"""A bow past somebody may come to the next one."""
_EDGE = [(n / 6, sqrt(1 - (n / 6) ** 2)) for n in range(-6, 7)]
"""Points of the edge of who is passed."""

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """A quadratic curve from one centre to the other."""

    start: tuple[int, int]
    control: Spot
    end: tuple[int, int]

    @property
    def middle(self) -> Spot:
        """The point half-way along it, where a bow is furthest out."""
        (ax, ay), (x, y), (bx, by) = self.start, self.control, self.end
        return (ax + bx + 2 * x) / 4, (ay + by + 2 * y) / 4


def way_of(peer_map: PeerMap, tie: Tie) -> Way | None:
    """A little bent, as by hand, or past whom it would run under; None if an end is not there."""
    a, b = _where(peer_map, tie.a), _where(peer_map, tie.b)
    if a is None or b is None:
        return None
    across, down = b[0] - a[0], b[1] - a[1]
    length = hypot(across, down) or 1
    line = _Line(a, length, across / length, down / length)
    bend = line.bend(_others(peer_map, line, (tie.a, tie.b)))
    x, y = (a[0] + b[0]) / 2 - line.v * bend, (a[1] + b[1]) / 2 + line.u * bend
    return Way(a, (x, y), b)


def _where(peer_map: PeerMap, id: str) -> tuple[int, int] | None:
    if id == ME:
        return (0, 0)
    person = peer_map.person(id)
    return None if person is None else (person.x, person.y)


def _halves(person: Person) -> Spot:
    """Half a width and half a height of what somebody stands on."""
    if person.kind == "grown_up":
        return max(33, len(person.role or "") * 4.6 + 10), 28
    radius = (45 if person.matters else 40) * (1.1 if person.shape == "diamond" else 1)
    return radius, radius


@dataclass(frozen=True, slots=True)
class _Seen:
    """Somebody as a line sees them: how far along it and off it, and how far they reach."""

    at: float
    off: float
    along: float
    across: float


def _others(peer_map: PeerMap, line: "_Line", ids: tuple[str, str]) -> list[_Seen]:
    """ME and all people beside the line but the two whom it joins."""
    all_of = [(ME, (0, 0), (float(ME_RADIUS), float(ME_RADIUS)))]
    all_of += [(one.id, (one.x, one.y), _halves(one)) for one in peer_map.people]
    found = (line.sees(spot, halves) for id, spot, halves in all_of if id not in ids)
    return [one for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class _Line:
    """The straight line of a tie: where it starts, its length and its direction."""

    start: tuple[int, int]
    length: float
    u: float
    v: float

    def sees(self, spot: tuple[int, int], halves: Spot) -> _Seen | None:
        """Somebody beside it, or None beyond its ends."""
        x, y = spot[0] - self.start[0], spot[1] - self.start[1]
        at = x * self.u + y * self.v
        if at <= 0 or at >= self.length:
            return None
        wide, high = halves
        u, v = abs(self.u), abs(self.v)
        off = y * self.u - x * self.v
        return _Seen(at, off, u * wide + v * high, v * wide + u * high)

    def bend(self, others: Sequence[_Seen]) -> float:
        """How far off the middle its control point lies."""
        plain = min(14, self.length * 0.05)
        best, least = plain, self._crossed(others, plain)
        for side in (1, -1) if least else ():
            bend = self._bowed(others, plain, side)
            count = self._crossed(others, bend)
            if count < least or (count == least and abs(bend) < abs(best)):
                best, least = bend, count
        return best

    def _crossed(self, others: Sequence[_Seen], bend: float) -> int:
        return sum(self._under(one, bend) for one in others)

    def _under(self, one: _Seen, bend: float) -> bool:
        """Whether the line, bowed so far, runs under somebody."""
        s = one.at / self.length
        slope = 2 * bend * (1 - 2 * s) / self.length
        off = abs(one.off - 2 * bend * s * (1 - s))
        return off < (one.across + _LINE) * sqrt(1 + slope * slope)

    def _bowed(self, others: Sequence[_Seen], plain: float, side: int) -> float:
        """The bend to one side past all in the way, and past whom that leads to."""
        passed: list[_Seen] = []
        bend = plain
        for _ in range(_ROUNDS):
            more = [one for one in others if one not in passed and self._under(one, bend)]
            if not more:
                break
            passed += more
            bend = side * max(self._past(one, side) for one in passed)
        return bend

    def _past(self, one: _Seen, side: int) -> float:
        """The least bend to a side that passes somebody there."""
        least = 0.0
        for u, v in _EDGE:
            x = one.at + (one.along + _AIR) * u
            if _OWN <= x <= self.length - _OWN:
                s, high = x / self.length, side * one.off + (one.across + _AIR) * v
                least = max(least, high / (2 * s * (1 - s)))
        return min(least, _FURTHEST * self.length)
