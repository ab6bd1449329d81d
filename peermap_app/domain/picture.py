"""A map as one picture: SVG text, the same everywhere (case page, history, print, phone).

Self-contained: no script, no style attribute, no reference to anything outside, every text escaped.
It therefore stands under a strict Content-Security-Policy, inline or as an image. Its shapes and
colours are those of the canvas (`ui/canvas/geometry.js`, `scene.jsx`).
"""

from itertools import pairwise
from math import cos, pi, sin
from xml.sax.saxutils import escape, quoteattr

from .consent import MARK_SIDE, Squiggle
from .map_parts import RINGS, Feeling, PeerMap, Person, Place, Sticker, Stroke, Tie
from .map_pictures import PATHS, STICKERS
from .picture_ties import way_of
from .picture_words import ME_RADIUS, Side, name_side, name_y, said_y

INK_COLOUR, TEAL, PAPER = "#1E2433", "#0B6E69", "#FBF6EE"
RING_COLOUR, GREY, OCHRE, RED, CORAL = "#E3DAC6", "#7A8090", "#96660A", "#B8432F", "#E1603F"
FONT = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, sans-serif"

LOOKS: dict[str, tuple[str, str, str, str]] = {
    "sky": ("#AED6F7", "#E0F0FC", "#5B9BD1", "#1C5078"),
    "sun": ("#F6C453", "#FDF1CF", "#CF9A1E", "#6B4A00"),
    "lilac": ("#C9B8F2", "#ECE6FB", "#8E76CF", "#4C378C"),
    "mint": ("#B9E6C3", "#DAEEDC", "#5BA66E", "#25613A"),
    "peach": ("#FCC4A4", "#FDE6D0", "#D98D43", "#854510"),
    "rose": ("#F7B2C4", "#FCE3EA", "#D4738F", "#86284A"),
}
"""Colour name -> a friend's disc, a place's ground, its edge, its label (4.5:1 on the ground)."""
INKS: dict[str, str] = {
    "ink": INK_COLOUR,
    "coral": CORAL,
    "teal": TEAL,
    "sky": "#2F7FC1",
    "sun": "#B57B00",
    "lilac": "#7C5FD0",
}
_MARGIN = 36


def picture(peer_map: PeerMap, *, title: str, width: int = 640, height: int = 420) -> str:
    """The map as SVG, fitted: `width` and `height` are CSS px of the picture, its shape kept.

    `title` is read to whoever cannot see it. Coordinates inside are board units, ME at (0, 0).
    """
    left, top, right, bottom = _bounds(peer_map)
    wide, high = right - left, bottom - top
    # The shorter side is widened, so that the view box has the picture's shape.
    if wide * height < high * width:
        left, wide = left - (high * width / height - wide) / 2, high * width / height
    else:
        top, high = top - (wide * height / width - high) / 2, wide * height / width
    said = _plain(title)
    return "".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="'
            f'{left:.0f} {top:.0f} {wide:.0f} {high:.0f}" width="{width}" height="{height}"'
            f' role="img" aria-label={quoteattr(said)} font-family="{FONT}" font-weight="700"'
            ' text-anchor="middle">',
            f"<title>{escape(said)}</title>",
            f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}"'
            f' fill="{PAPER}"/>',
            f'<g fill="none" stroke="{RING_COLOUR}" stroke-width="2" stroke-dasharray="4 8">',
            *(f'<circle r="{ring}"/>' for ring in RINGS),
            "</g>",
            *(_place(peer_map, place) for place in peer_map.places),
            *(_stroke(stroke) for stroke in peer_map.strokes),
            *(_tie(peer_map, tie) for tie in peer_map.ties),
            f'<circle r="{ME_RADIUS}" fill="{INK_COLOUR}"/>'
            '<text y="10" font-size="28" fill="#FFFFFF">ME</text>',
            *(_person(person) for person in peer_map.people),
            *(_sticker(sticker) for sticker in peer_map.stickers),
            "</svg>",
        )
    )


MARK_SHAPE = 3
"""How many times as wide as high a mark is shown, about as the box that it was drawn in."""


def squiggle_picture(squiggle: Squiggle, *, title: str) -> str:
    """The young person's own mark as SVG, in the shape of the box that it was drawn in."""
    said, wide, high = _plain(title), MARK_SIDE + 40, MARK_SIDE // MARK_SHAPE + 40
    strokes = [
        tuple(number // MARK_SHAPE if place % 2 else number for place, number in enumerate(stroke))
        for stroke in squiggle.strokes
    ]
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 {wide} {high}"'
            f' width="{wide}" height="{high}" role="img"'
            f" aria-label={quoteattr(said)}><title>{escape(said)}</title>",
            *(
                f'<path d="{_marked(stroke)}" fill="none" stroke="{INK_COLOUR}" stroke-width="14"'
                ' stroke-linecap="round" stroke-linejoin="round"/>'
                for stroke in strokes
            ),
            "</svg>",
        )
    )


def _marked(stroke: tuple[int, ...]) -> str:
    """A tap of the finger is a dot: a line that goes nowhere is not drawn by everything."""
    return smooth(stroke) if len(stroke) > 2 else f"M{stroke[0]} {stroke[1]}h1"


def _plain(text: str) -> str:
    """Without what XML cannot hold at all, escaped or not."""
    return "".join(
        sign
        for sign in text
        if (sign >= " " or sign in "\t\n")
        and not "\ud800" <= sign <= "\udfff"
        and sign not in "\ufffe\uffff"
    )


Box = tuple[float, float, float, float]


def _bounds(peer_map: PeerMap) -> Box:
    """Left, top, right, bottom of everything drawn, with a margin; never smaller than ring one."""
    boxes: list[Box] = [(-160, -150, 160, 150)]
    boxes += [_around(person.x, person.y, 56, 56) for person in peer_map.people]
    boxes += [_around(place.x, place.y, place.w / 2, place.h / 2) for place in peer_map.places]
    boxes += [_around(one.x, one.y, one.size / 2, one.size / 2) for one in peer_map.stickers]
    ways = (way_of(peer_map, tie) for tie in peer_map.ties)
    boxes += [_around(*way.middle, 8, 8) for way in ways if way]
    for stroke in peer_map.strokes:
        xs, ys = stroke.points[0::2], stroke.points[1::2]
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return (
        min(box[0] for box in boxes) - _MARGIN,
        min(box[1] for box in boxes) - _MARGIN,
        max(box[2] for box in boxes) + _MARGIN,
        max(box[3] for box in boxes) + _MARGIN,
    )


def _around(x: float, y: float, across: float, down: float) -> Box:
    return (x - across, y - down, x + across, y + down)


def _pebble(place: Place) -> str:
    """Path data of a place's outline around (0, 0): an ellipse that a hand might have drawn."""
    a, b, k = place.w / 2, place.h / 2, 0.58
    curves = (
        (-a * 1.02, -b * k, -a * k, -b, a * 0.06, -b),
        (a * 0.66, -b * 1.02, a, -b * 0.5, a, b * 0.06),
        (a * 1.01, b * 0.66, a * 0.6, b, -a * 0.04, b),
        (-a * 0.62, b * 0.99, -a * 0.98, b * 0.72, -a, b * 0.14),
    )
    start = f"M{-a:.1f} {b * 0.14:.1f}"
    return start + "".join("C" + " ".join(f"{at:.1f}" for at in curve) for curve in curves) + "Z"


def _place(peer_map: PeerMap, place: Place) -> str:
    _, ground, edge, ink = LOOKS.get(place.colour, LOOKS["mint"])
    name = _plain(place.label or place.kind)
    side = name_side(peer_map, place, name)
    return (
        f'<g transform="translate({place.x} {place.y})"><path d="{_pebble(place)}" fill="{ground}"'
        f' stroke="{edge}" stroke-width="2.5"/>'
        f'<text y="{name_y(place, side):.0f}" font-size="18" fill="{ink}">{escape(name)}</text>'
        f"{_said_of(place, side)}</g>"
    )


_FACES = {
    Feeling.GOOD: ("smile", TEAL),
    Feeling.UP_AND_DOWN: ("cloud", OCHRE),
    Feeling.TRICKY: ("sad", RED),
}
_SKIES = {"day": ("sun",), "night": ("moon",), "both": ("sun", "moon")}
SKY_COLOUR = "#6B4A00"


def _said_of(place: Place, side: Side) -> str:
    """How it feels there and when, as small pictures near the edge that the name leaves free."""
    found = [_FACES[place.feeling]] if place.feeling else []
    found += [(name, SKY_COLOUR) for name in _SKIES.get(place.when or "", ())]
    y = said_y(place, side)
    return "".join(
        _little(name, (n - (len(found) - 1) / 2) * 30, y, 24, colour)
        for n, (name, colour) in enumerate(found)
    )


def _little(name: str, x: float, y: float, side: float, colour: str) -> str:
    """A small picture with its middle at x, y."""
    scale = side / 24
    return (
        f'<path transform="translate({x - side / 2:.1f} {y - side / 2:.1f}) scale({scale:.4g})"'
        f' fill="{colour}" fill-rule="evenodd" d="{PATHS[name]}"/>'
    )


def _sticker(sticker: Sticker) -> str:
    colour = STICKERS[sticker.picture]
    return _little(sticker.picture, sticker.x, sticker.y, sticker.size, colour)


def _stroke(stroke: Stroke) -> str:
    colour = INKS.get(stroke.colour, INK_COLOUR)
    return (
        f'<path d="{smooth(stroke.points)}" fill="none" stroke="{colour}"'
        f' stroke-width="{stroke.size}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def smooth(points: tuple[int, ...]) -> str:
    """Path data through x, y, x, y, … with quadratic curves between the middles of its steps."""
    pairs = list(zip(points[0::2], points[1::2], strict=True))
    path = [f"M{pairs[0][0]} {pairs[0][1]}"]
    for (x, y), (next_x, next_y) in pairwise(pairs[1:]):
        path.append(f"Q{x} {y} {(x + next_x) / 2:g} {(y + next_y) / 2:g}")
    path.append(f"L{pairs[-1][0]} {pairs[-1][1]}")
    return "".join(path)


_TIES: dict[Feeling | None, str] = {
    Feeling.GOOD: f'stroke="{TEAL}" stroke-width="6"',
    Feeling.UP_AND_DOWN: f'stroke="{OCHRE}" stroke-width="4" stroke-dasharray="14 9"',
    Feeling.TRICKY: f'stroke="{RED}" stroke-width="4" stroke-dasharray="1 10"',
    None: f'stroke="{GREY}" stroke-width="3"',
}
"""Never by colour alone: thick, dashed, dotted and thin tell the four apart (WCAG 1.4.1)."""


def _tie(peer_map: PeerMap, tie: Tie) -> str:
    way = way_of(peer_map, tie)
    if way is None:
        return ""
    (ax, ay), (x, y), (bx, by) = way.start, way.control, way.end
    return (
        f'<path d="M{ax} {ay}Q{x:.1f} {y:.1f} {bx} {by}" fill="none"'
        f' stroke-linecap="round" {_TIES[tie.feeling]}/>'
    )


def _person(person: Person) -> str:
    nameless = person.initials is None and person.role is None
    name = "" if nameless else person.initials or person.label
    label = escape(_plain(name))
    if person.kind == "grown_up":
        half = max(66.0, len(name) * 9.2 + 20 if name else 0.0) / 2
        size, heart = 16 if person.initials is None else 22, (half - 4, -28.0)
        shape = (
            f'<rect x="{-half:.1f}" y="-28" width="{half * 2:.1f}" height="56" rx="15"'
            f' fill="#FFFFFF" stroke="{INK_COLOUR}" stroke-width="2.5"/>'
        )
    else:
        radius = 45 if person.matters else 40
        size, heart = 22, (radius * 0.76, -radius * 0.72)
        disc = LOOKS.get(person.colour, LOOKS["sky"])[0]
        shape = _ground(person.shape, radius, disc)
    if nameless:
        shown = _little(person.picture or "star", 0, 0, 44, INK_COLOUR)
    else:
        y = f"{size * 0.36:.0f}"
        shown = f'<text y="{y}" font-size="{size}" fill="{INK_COLOUR}">{label}</text>'
        shown += _badge(person.picture, -heart[0], heart[1]) if person.picture else ""
    return (
        f'<g transform="translate({person.x} {person.y})">{shape}{shown}'
        f"{_heart(*heart) if person.matters else ''}</g>"
    )


def _badge(name: str, x: float, y: float) -> str:
    """A picture beside the initials, opposite the heart."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="16" fill="#FFFFFF" stroke="{RING_COLOUR}"'
        f' stroke-width="1.5"/>{_little(name, x, y, 20, INK_COLOUR)}'
    )


def _ground(shape: str, r: float, fill: str) -> str:
    """What a friend stands on, around (0, 0)."""
    if shape == "round":
        return f'<circle r="{r}" fill="{fill}"/>'
    return f'<path d="{_outline(shape, r)}" fill="{fill}"/>'


def _outline(shape: str, r: float) -> str:
    """Path data of a ground that is no disc: as `shapePath` in the canvas."""
    if shape == "square":
        a, c = r * 0.94, r * 0.34
        side = 2 * (a - c)
        return (
            f"M{-a + c:.1f} {-a:.1f}h{side:.1f}q{c:.1f} 0 {c:.1f} {c:.1f}v{side:.1f}"
            f"q0 {c:.1f} {-c:.1f} {c:.1f}h{-side:.1f}q{-c:.1f} 0 {-c:.1f} {-c:.1f}v{-side:.1f}"
            f"q0 {-c:.1f} {c:.1f} {-c:.1f}z"
        )
    if shape == "diamond":
        a, b = r * 1.2, r * 0.22
        return (
            f"M{-b:.1f} {-a + b:.1f}q{b:.1f} {-b:.1f} {2 * b:.1f} 0L{a - b:.1f} {-b:.1f}"
            f"q{b:.1f} {b:.1f} 0 {2 * b:.1f}L{b:.1f} {a - b:.1f}q{-b:.1f} {b:.1f} {-2 * b:.1f} 0"
            f"L{-a + b:.1f} {b:.1f}q{-b:.1f} {-b:.1f} 0 {-2 * b:.1f}z"
        )
    petal = f"A{r * 0.5:.1f} {r * 0.5:.1f} 0 0 1 "
    turns = (n * pi / 3 - pi / 6 for n in range(7))
    at = [f"{r * 0.92 * cos(turn):.1f} {r * 0.92 * sin(turn):.1f}" for turn in turns]
    return f"M{at[0]}" + "".join(petal + spot for spot in at[1:]) + "z"


def _heart(x: float, y: float) -> str:
    return (
        f'<g transform="translate({x:.1f} {y:.1f})"><circle r="16" fill="#FFFFFF"'
        f' stroke="{RING_COLOUR}" stroke-width="1.5"/><path fill="{CORAL}"'
        ' d="M0 7S-8.5 2.5-8.5-3A4.6 4.6 0 0 1 0-5.2 4.6 4.6 0 0 1 8.5-3C8.5 2.5 0 7 0 7Z"/></g>'
    )
