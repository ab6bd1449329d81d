"""A tie runs under nobody but the two whom it joins: it bows past them, the same in the picture."""

from __future__ import annotations

import re
from itertools import combinations
from math import hypot
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.domain.map_parts import ME, PeerMap
from peermap_app.domain.peer_map import to_wire
from peermap_app.domain.picture import picture
from peermap_app.domain.picture_ties import way_of
from tests.builders import a_grown_up, a_person, a_tie
from tests.canvas.conftest import Model

Numbers = list[float]
spots = st.lists(
    st.tuples(st.integers(-400, 400), st.integers(-400, 400)),
    min_size=2,
    max_size=7,
    unique_by=lambda at: (at[0] // 80, at[1] // 80),
)


def numbers(path: str | None) -> Numbers:
    """Start, control point and end of a tie's path: six numbers."""
    assert path
    assert re.fullmatch(r"M\S+ \S+Q\S+ \S+ \S+ \S+", path)
    return [float(part) for part in re.findall(r"-?[\d.]+", path)]


def three(b: tuple[int, int], c: tuple[int, int], *, matters: bool = False) -> PeerMap:
    """A friend left of ME, joined to another at `c`; a third who stands at `b`."""
    return PeerMap(
        people=(
            a_person(id="frienda", x=-200, y=200),
            a_person(id="friendb", x=b[0], y=b[1], matters=matters),
            a_person(id="friendc", x=c[0], y=c[1]),
        ),
        ties=(a_tie(a="frienda", b="friendc"),),
    )


def path_of(model: Model, drawn: PeerMap) -> Numbers:
    """The way of a map's only tie on the board."""
    (path,) = model.ask("tie_paths", map=to_wire(drawn))
    return numbers(path)


def on_curve(way: Numbers, n: int) -> tuple[float, float]:
    """The n-th of 200 points of a way."""
    ax, ay, x, y, bx, by = way
    s = n / 200
    near, over, far = (1 - s) ** 2, 2 * s * (1 - s), s**2
    return near * ax + over * x + far * bx, near * ay + over * y + far * by


def room_about(way: Numbers, x: float, y: float) -> float:
    """How near a way comes to a spot."""
    return min(hypot(x - px, y - py) for px, py in (on_curve(way, n) for n in range(201)))


def plain(ax: float, ay: float, bx: float, by: float) -> Numbers:
    """A tie that nobody is in the way of: a little bent, as by hand."""
    length = hypot(bx - ax, by - ay)
    bend = min(14, length * 0.05)
    x = (ax + bx) / 2 - (by - ay) / length * bend
    y = (ay + by) / 2 + (bx - ax) / length * bend
    return [ax, ay, x, y, bx, by]


@pytest.mark.parametrize("b", [(0, 120), (0, 290), (-300, 200), (300, 200), (200, 110)])
def test_a_tie_that_runs_under_nobody_stays_as_it_was(model: Model, b: tuple[int, int]) -> None:
    """Whoever stands beside it or beyond its ends bends nothing."""
    way = path_of(model, three(b, (200, 200)))
    assert way == pytest.approx(plain(-200, 200, 200, 200), abs=0.06)


@pytest.mark.parametrize("matters", [False, True])
@pytest.mark.parametrize("off", [-35, -20, 0, 7, 20, 35])
@pytest.mark.parametrize("x", [-105, -60, 0, 70, 105])
def test_a_tie_bows_past_who_stands_on_it(model: Model, x: int, off: int, matters: bool) -> None:
    """Half-way or near an end: it is clear of their disc, and goes no further out than it must."""
    way = path_of(model, three((x, 200 + off), (200, 200), matters=matters))
    assert room_about(way, x, 200 + off) >= (45 if matters else 40) + 3
    out = max(abs(on_curve(way, n)[1] - 200) for n in range(201))
    assert out <= 45 + 10 + 35
    assert way[:2] + way[4:] == [-200, 200, 200, 200]


def test_a_tie_between_two_friends_does_not_run_under_me(model: Model) -> None:
    """Else it reads as two ties with ME."""
    drawn = PeerMap(
        people=(a_person(id="frienda", x=-200, y=10), a_person(id="friendb", x=200, y=-10)),
        ties=(a_tie(a="frienda", b="friendb"),),
    )
    assert room_about(path_of(model, drawn), 0, 0) >= 56 + 3


def test_a_bow_past_one_does_not_run_under_the_next(model: Model) -> None:
    """Two beside each other on the line, a third where the bow would come to lie."""
    drawn = PeerMap(
        people=(
            a_person(id="frienda", x=-300, y=300),
            a_person(id="friendb", x=-60, y=300),
            a_person(id="friendc", x=60, y=305),
            a_person(id="friendd", x=0, y=390),
            a_person(id="friende", x=300, y=300),
        ),
        ties=(a_tie(a="frienda", b="friende"),),
    )
    way = path_of(model, drawn)
    for one in drawn.people[1:4]:
        assert room_about(way, one.x, one.y) >= 43, one


def test_a_grown_ups_card_is_passed_whole(model: Model) -> None:
    """It is wider than high: a tie that comes from above goes round its side."""
    card = a_grown_up(id="grownup", role="youth_worker", x=200, y=0)
    ends = (a_person(id="frienda", x=200, y=-200), a_person(id="friendc", x=200, y=200))
    drawn = PeerMap(people=(card, *ends), ties=(a_tie(a="frienda", b="friendc"),))
    way = path_of(model, drawn)
    half = len("youth_worker") * 4.6 + 10
    for x, y in (on_curve(way, n) for n in range(201)):
        assert abs(x - 200) > half or abs(y) > 28


@given(spots, st.sampled_from(["round", "diamond"]), st.data())
@settings(max_examples=150, deadline=None)
def test_board_and_picture_draw_the_same(
    model: Model, at: list[tuple[int, int]], shape: str, data: st.DataObject
) -> None:
    """Any friends and grown-ups anywhere, everybody joined with everybody."""
    people = []
    for n, (x, y) in enumerate(at):
        one = a_person(id=f"friend{n:02}", x=x, y=y, matters=data.draw(st.booleans()))
        if data.draw(st.booleans()):
            one = a_grown_up(id=f"friend{n:02}", role="grandad", x=x, y=y)
        people.append(one)
    ids = [ME, *(one.id for one in people)]
    ties = tuple(a_tie(id=f"tie{n:03}", a=a, b=b) for n, (a, b) in enumerate(combinations(ids, 2)))
    drawn = PeerMap(people=tuple(people), ties=ties)
    shown = [numbers(path) for path in model.ask("tie_paths", map=to_wire(drawn))]
    svg = picture(drawn, title="A map")
    kept = [numbers(path) for path in re.findall(r'<path d="(M[^"C]+Q[^"]+)" fill="none"', svg)]
    assert len(kept) == len(ties)
    for one, other in zip(shown, kept, strict=True):
        assert one == pytest.approx(other, abs=0.11)


def test_a_bow_is_tapped_where_it_is_seen(model: Model) -> None:
    """Not where the straight line would be."""
    drawn = three((0, 200), (200, 200))
    (tie,) = drawn.ties
    way = way_of(drawn, tie)
    assert way
    x, y = way.middle
    asked = {"map": to_wire(drawn), "reach": 12}
    assert model.ask("tie_near", point={"x": x, "y": y}, **asked) == tie.id
    assert model.ask("tie_near", point={"x": 0, "y": 200 - (y - 200)}, **asked) is None


def test_a_bow_is_in_the_frame(model: Model) -> None:
    """On the board as on the picture, however far out it goes."""
    row = [a_person(id=f"friend{n:02}", x=0, y=y) for n, y in enumerate((-800, -730, 800))]
    drawn = PeerMap(people=tuple(row), ties=(a_tie(a="friend00", b="friend02"),))
    (tie,) = drawn.ties
    way = way_of(drawn, tie)
    assert way
    out, _ = way.middle
    assert abs(out) > 120
    box: dict[str, Any] = model.ask("bounds", map=to_wire(drawn))
    assert box["x0"] <= out <= box["x1"]
    found = re.search(r'viewBox="(\S+) \S+ (\S+)', picture(drawn, title="A map", width=50))
    assert found
    left, wide = (float(part) for part in found.groups())
    assert left < out < left + wide


def test_a_full_board_costs_a_drag_little(model: Model) -> None:
    """20 people close together, 19 ties of one of them: far less than a frame, most bowed."""
    spots = [(90 * (n % 5) - 180, 90 * (n // 5) + 100) for n in range(20)]
    people = tuple(a_person(id=f"friend{n:02}", x=x, y=y) for n, (x, y) in enumerate(spots))
    ties = tuple(a_tie(id=f"tie{n:03}", a="friend00", b=f"friend{n:02}") for n in range(1, 20))
    drawn = to_wire(PeerMap(people=people, ties=ties))
    assert model.ask("tie_time", map=drawn, times=200) < 4
