"""A map as one picture: SVG text, the same everywhere (case page, history, print, phone).

Self-contained: no script, no style attribute, no reference to anything outside, every text escaped.
It therefore stands under a strict Content-Security-Policy, inline or as an image.
"""

from xml.sax.saxutils import escape, quoteattr

from .map_parts import ME, RINGS, Feeling, PeerMap, Person, Place, Stroke, Tie

INK_COLOUR, TEAL, PAPER = "#1E2433", "#0B6E69", "#FBF6EE"
RING_COLOUR, GREY, OCHRE, RED, CORAL = "#E3DAC6", "#7A8090", "#96660A", "#B8432F", "#E0613F"
FONT = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, sans-serif"

COLOUR_OF: dict[str, str] = {
    "sky": "#AED5F5",
    "sun": "#F6C453",
    "lilac": "#C9B6F2",
    "mint": "#B9E6C5",
    "peach": "#FCC6A8",
    "rose": "#F5B3C6",
    "ink": INK_COLOUR,
    "coral": CORAL,
    "teal": TEAL,
}
PLACE_LOOK: dict[str, tuple[str, str, str]] = {
    "sky": ("#E3F0FB", "#4C86B5", "#1F4F77"),
    "sun": ("#FDF1D2", "#B98A1B", "#6B4E08"),
    "lilac": ("#EDE6FB", "#7D67B8", "#493680"),
    "mint": ("#D9EEDB", "#5BA570", "#215C38"),
    "peach": ("#FDE6D2", "#D38B45", "#7F4310"),
    "rose": ("#FBE1E8", "#C06A86", "#7E2947"),
}
"""Fill, edge and text of a place, by its colour; each text keeps 4.5:1 on its fill."""

PERSON_RADIUS, ME_RADIUS = 40, 56
_MARGIN = 36


def picture(peer_map: PeerMap, *, title: str, width: int = 640, height: int = 420) -> str:
    """The map as SVG, fitted: `width` and `height` are CSS px of the picture, its shape kept.

    `title` is read to whoever cannot see it. Coordinates inside are board units, ME at (0, 0).
    """
    left, top, right, bottom = _bounds(peer_map)
    # Widen the shorter side so that the view box has the picture's shape and ME is not squeezed.
    wide, high = right - left, bottom - top
    if wide * height < high * width:
        left, wide = left - (high * width / height - wide) / 2, high * width / height
    else:
        top, high = top - (wide * height / width - high) / 2, wide * height / width
    view = f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}"
    inside = [f'<circle r="{ring}"/>' for ring in RINGS]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{width}"'
        f' height="{height}" role="img" aria-label={quoteattr(_plain(title))}'
        f' font-family="{FONT}" font-weight="700" text-anchor="middle">',
        f"<title>{escape(_plain(title))}</title>",
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}"'
        f' fill="{PAPER}"/>',
        f'<g fill="none" stroke="{RING_COLOUR}" stroke-width="2" stroke-dasharray="4 8">'
        f"{''.join(inside)}</g>",
        *(_place(place) for place in peer_map.places),
        *(_stroke(stroke) for stroke in peer_map.strokes),
        *(_tie(peer_map, tie) for tie in peer_map.ties),
        *(_person(person) for person in peer_map.people),
        f'<circle r="{ME_RADIUS}" fill="{INK_COLOUR}"/>'
        '<text y="10" font-size="28" fill="#FFFFFF">ME</text>',
        "</svg>",
    ]
    return "".join(parts)


def _plain(text: str) -> str:
    """Without what XML cannot hold at all, escaped or not."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n"
        or ((sign >= " " and not "\ud800" <= sign <= "\udfff")
        and sign not in "\ufffe\uffff")
    )


def _bounds(peer_map: PeerMap) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of everything drawn, with a margin; never smaller than ring one."""
    boxes: list[tuple[float, float, float, float]] = [(-160, -150, 160, 150)]
    reach = PERSON_RADIUS + 10
    boxes += [
        (person.x - reach, person.y - reach, person.x + reach, person.y + reach)
        for person in peer_map.people
    ]
    boxes += [
        (
            place.x - place.w / 2,
            place.y - place.h / 2,
            place.x + place.w / 2,
            place.y + place.h / 2,
        )
        for place in peer_map.places
    ]
    boxes += [
        (
            min(stroke.points[0::2]),
            min(stroke.points[1::2]),
            max(stroke.points[0::2]),
            max(stroke.points[1::2]),
        )
        for stroke in peer_map.strokes
    ]
    return (
        min(box[0] for box in boxes) - _MARGIN,
        min(box[1] for box in boxes) - _MARGIN,
        max(box[2] for box in boxes) + _MARGIN,
        max(box[3] for box in boxes) + _MARGIN,
    )


def blob(place: Place) -> str:
    """Path data of a place's soft shape: a rounded, slightly uneven oval in its box."""
    a, b = place.w / 2, place.h / 2
    x, y = place.x, place.y
    return (
        f"M{x - a:.0f} {y + b * 0.1:.0f}"
        f"C{x - a:.0f} {y - b * 0.6:.0f} {x - a * 0.55:.0f} {y - b:.0f} {x:.0f} {y - b:.0f}"
        f"C{x + a * 0.6:.0f} {y - b:.0f} {x + a:.0f} {y - b * 0.62:.0f} {x + a:.0f} {y:.0f}"
        f"C{x + a:.0f} {y + b * 0.7:.0f} {x + a * 0.5:.0f} {y + b:.0f} {x - a * 0.06:.0f} {y + b:.0f}"
        f"C{x - a * 0.6:.0f} {y + b:.0f} {x - a:.0f} {y + b * 0.72:.0f} {x - a:.0f} {y + b * 0.1:.0f}Z"
    )


def _place(place: Place) -> str:
    fill, edge, text = PLACE_LOOK.get(place.colour, PLACE_LOOK["mint"])
    label = place.label or place.kind
    # The label stands near the lower edge, where people who were put inside leave room.
    return (
        f'<path d="{blob(place)}" fill="{fill}" stroke="{edge}" stroke-width="2.5"/>'
        f'<text x="{place.x}" y="{place.y + place.h / 2 - 24:.0f}" font-size="18"'
        f' fill="{text}">{escape(_plain(label))}</text>'
    )


def _stroke(stroke: Stroke) -> str:
    colour = COLOUR_OF.get(stroke.colour, INK_COLOUR)
    return (
        f'<path d="{smooth(stroke.points)}" fill="none" stroke="{colour}"'
        f' stroke-width="{stroke.size}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def smooth(points: tuple[int, ...]) -> str:
    """Path data through x, y, x, y, … with quadratic curves between the middles of its steps."""
    pairs = list(zip(points[0::2], points[1::2], strict=True))
    path = [f"M{pairs[0][0]} {pairs[0][1]}"]
    for (x, y), (next_x, next_y) in zip(pairs[1:-1], pairs[2:], strict=True):
        path.append(f"Q{x} {y} {(x + next_x) / 2:g} {(y + next_y) / 2:g}")
    if len(pairs) > 1:
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
    ends = []
    for end in (tie.a, tie.b):
        person = peer_map.person(end)
        if person is not None:
            ends.append((person.x, person.y))
        elif end == ME:
            ends.append((0, 0))
    if len(ends) < 2:
        return ""
    (x1, y1), (x2, y2) = ends
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke-linecap="round"'
        f" {_TIES[tie.feeling]}/>"
    )


def _person(person: Person) -> str:
    x, y, fill = person.x, person.y, COLOUR_OF.get(person.colour, COLOUR_OF["sky"])
    label = escape(_plain(person.label))
    if person.kind == "grown_up":
        size = 22 if person.role is None else (16 if len(person.label) < 8 else 12)
        shape = (
            f'<rect x="{x - 40}" y="{y - 34}" width="80" height="68" rx="16" fill="#FFFFFF"'
            f' stroke="{INK_COLOUR}" stroke-width="2.5"/>'
        )
    else:
        size = 22
        shape = f'<circle cx="{x}" cy="{y}" r="{PERSON_RADIUS}" fill="{fill}"/>'
    text = (
        f'<text x="{x}" y="{y + size * 0.36:.0f}" font-size="{size}"'
        f' fill="{INK_COLOUR}">{label}</text>'
    )
    return shape + text + (_heart(x + 32, y - 32) if person.matters else "")


def _heart(x: int, y: int) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="16" fill="#FFFFFF" stroke="{RING_COLOUR}"'
        f' stroke-width="1.5"/><path transform="translate({x} {y})" fill="{CORAL}"'
        ' d="M0 8C-3 5 -8 2 -8 -2.5C-8 -7 -2 -7.5 0 -3.5C2 -7.5 8 -7 8 -2.5C8 2 3 5 0 8Z"/>'
    )
