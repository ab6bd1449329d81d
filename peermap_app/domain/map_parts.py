"""The parts of a peer map and the edits that change it: values and their limits.

`map_read.py` reads them from untrusted JSON, `peer_map.py` applies them. Positions and sizes are
whole board units, ME at (0, 0), x to the right, y down; at 1180 x 820 a unit is a CSS pixel.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

ME = "me"
"""The young person. Never in `people`; a tie may end here."""
MOST_PEOPLE = 20
MOST_PLACES = 12
MOST_TIES = 80
MOST_STROKES = 60
MOST_STICKERS = 40
MOST_POINTS = 400
"""Points of one stroke: at most this many (x, y) pairs."""
MOST_OPS = 64
REACH = 4000
"""Nothing lies further than this from ME, on either axis."""
LONGEST_LABEL = 24
LEAST_PLACE, MOST_PLACE = 40, 1600
"""Bounds of a place's width and height."""
MOST_SIZE = 40
"""Widest stroke."""
MOST_PRESS = 100
"""Hardest press of a pen."""
LEAST_STICKER, MOST_STICKER = 24, 200
"""Bounds of a sticker's side."""
RINGS = (135, 225, 310)
"""Radii of the rings: words for closeness, never measures."""

COLOURS = ("sky", "sun", "lilac", "mint", "peach", "rose")
INK = ("ink", "coral", "teal", "sky", "sun", "lilac")
PLACE_KINDS = ("home", "school", "park", "shop", "bus", "online", "club", "skate", "other")
SHAPES = ("round", "square", "flower", "diamond")
"""What a friend may stand on; a grown-up stands on a card. A shape means what they say it means."""
TIMES = ("day", "night", "both")
"""When they spend time in a place."""
ROLES = (
    "mum",
    "dad",
    "nan",
    "grandad",
    "brother",
    "sister",
    "cousin",
    "carer",
    "coach",
    "teacher",
    "youth_worker",
    "worker",
    "someone_else",
)

PersonKind = Literal["friend", "grown_up"]


class Feeling(StrEnum):
    """How it is between two people, said by the young person."""

    GOOD = "good"
    UP_AND_DOWN = "up_and_down"
    TRICKY = "tricky"


@dataclass(frozen=True, slots=True)
class Person:
    """A friend or a grown-up. `x`, `y`: centre.

    A friend is initials, or a picture where there are none; a grown-up may carry a role from the
    list instead (rule 2).
    """

    id: str
    kind: PersonKind
    initials: str | None
    role: str | None
    x: int
    y: int
    colour: str
    matters: bool
    place: str | None
    shape: str = "round"
    picture: str | None = None

    @property
    def label(self) -> str:
        """What stands on the node: the role in words, the initials, or the picture's name."""
        return self.role.replace("_", " ") if self.role else self.initials or self.picture or ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where they spend time. `x`, `y`: centre; `label` may be empty (then the kind is shown).

    `feeling`: how it is there; `when`: one of TIMES; `carries`: whether people in it move with it.
    """

    id: str
    kind: str
    label: str
    x: int
    y: int
    w: int
    h: int
    colour: str
    feeling: Feeling | None = None
    when: str | None = None
    carries: bool = True


@dataclass(frozen=True, slots=True)
class Tie:
    """Two who are joined; `a` or `b` may be ME. At most one for each pair, in either order."""

    id: str
    a: str
    b: str
    feeling: Feeling | None

    def joins(self, one: str, other: str) -> bool:
        """Whether it is between these two."""
        return {self.a, self.b} == {one, other}


@dataclass(frozen=True, slots=True)
class Stroke:
    """Free ink: `points` is x, y, x, y, …; `size` its width in board units.

    `press`: how hard a pen pressed at each point, 0 to 100; empty where a finger drew.
    """

    id: str
    colour: str
    size: int
    points: tuple[int, ...]
    press: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sticker:
    """A little picture of its own. `x`, `y`: centre; `size`: its side in board units."""

    id: str
    picture: str
    x: int
    y: int
    size: int


@dataclass(frozen=True, slots=True)
class PeerMap:
    """What a young person drew. Order within each part is the order of drawing."""

    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    ties: tuple[Tie, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    stickers: tuple[Sticker, ...] = ()

    def person(self, id: str) -> Person | None:
        """The person of that id, or None."""
        return next((person for person in self.people if person.id == id), None)

    def place(self, id: str) -> Place | None:
        """The place of that id, or None."""
        return next((place for place in self.places if place.id == id), None)

    def tie(self, id: str) -> Tie | None:
        """The tie of that id, or None."""
        return next((tie for tie in self.ties if tie.id == id), None)

    def tie_between(self, a: str, b: str) -> Tie | None:
        """The tie of two people (either may be ME), or None."""
        return next((tie for tie in self.ties if tie.joins(a, b)), None)

    def sticker(self, id: str) -> Sticker | None:
        """The sticker of that id, or None."""
        return next((sticker for sticker in self.stickers if sticker.id == id), None)

    def has(self, id: str) -> bool:
        """Whether any part carries that id."""
        return any(
            part.id == id
            for parts in (self.people, self.places, self.ties, self.strokes, self.stickers)
            for part in parts
        )


EMPTY = PeerMap()


# --- edits: one value for each thing that can be done; `id` is always the part it is about ---


@dataclass(frozen=True, slots=True)
class AddPerson:
    """A new person. `not_a_name`: the writer was asked about SAM and said that it is no name."""

    person: Person
    not_a_name: bool = False


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """New initials, role, picture, shape, colour or "really matters": (field, value) pairs."""

    id: str
    changes: tuple[tuple[str, str | bool | None], ...]
    not_a_name: bool = False


@dataclass(frozen=True, slots=True)
class MovePerson:
    """To another spot, and into a place or out of any."""

    id: str
    x: int
    y: int
    place: str | None


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """Off the map, ties too."""

    id: str


@dataclass(frozen=True, slots=True)
class AddPlace:
    """A new place. `reason`: why the label stays although screening found something."""

    place: Place
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChangePlace:
    """New label, size, colour, feeling, time or "carries": (field, value) pairs."""

    id: str
    changes: tuple[tuple[str, str | int | None], ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MovePlace:
    """To another spot; people who go along have ops of their own."""

    id: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class RemovePlace:
    """Off the map; the people in it stay."""

    id: str


@dataclass(frozen=True, slots=True)
class AddTie:
    """Join two."""

    tie: Tie


@dataclass(frozen=True, slots=True)
class ChangeTie:
    """Say how it is between two."""

    id: str
    feeling: Feeling | None


@dataclass(frozen=True, slots=True)
class RemoveTie:
    """No longer joined."""

    id: str


@dataclass(frozen=True, slots=True)
class AddStroke:
    """New ink."""

    stroke: Stroke


@dataclass(frozen=True, slots=True)
class RemoveStroke:
    """Rubbed out."""

    id: str


@dataclass(frozen=True, slots=True)
class AddSticker:
    """A new sticker."""

    sticker: Sticker


@dataclass(frozen=True, slots=True)
class MoveSticker:
    """To another spot."""

    id: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class RemoveSticker:
    """Off the map."""

    id: str


Op = (
    AddPerson
    | ChangePerson
    | MovePerson
    | RemovePerson
    | AddPlace
    | ChangePlace
    | MovePlace
    | RemovePlace
    | AddTie
    | ChangeTie
    | RemoveTie
    | AddStroke
    | RemoveStroke
    | AddSticker
    | MoveSticker
    | RemoveSticker
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One durable change, applied whole or not at all. `id` makes a repeat harmless."""

    id: str
    ops: tuple[Op, ...]
