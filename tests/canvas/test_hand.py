"""What a hand does to the board, as far as it is numbers: ink, loops, edges, rubber, the dot."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import cos, sin, tau
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.domain.peer_map import parse_edit
from tests.canvas.conftest import Model

few = settings(max_examples=60, deadline=None)

lines = st.lists(
    st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000), st.integers(0, 100)), max_size=450
)


def empty(**parts: Any) -> dict[str, Any]:
    """A map with these parts only."""
    return {"people": [], "places": [], "ties": [], "strokes": [], "stickers": [], **parts}


def friend(n: int, x: float, y: float, place: str | None = None) -> dict[str, Any]:
    """Somebody at a spot."""
    return {"id": f"friend{n:02}", "kind": "friend", "role": None, "x": x, "y": y, "place": place}


def place(**more: Any) -> dict[str, Any]:
    """A place of 240 by 160 about (300, 0)."""
    return {"id": "place01", "x": 300, "y": 0, "w": 240, "h": 160, "carries": True, **more}


def loop(x: float, y: float, r: float, rounds: float = 1) -> list[dict[str, float]]:
    """A ring of 40 points about a spot."""
    angles = [tau * rounds * i / 40 for i in range(41)]
    return [{"x": x + r * cos(a), "y": y + r * sin(a)} for a in angles]


@few
@given(lines, st.booleans())
def test_thinned_ink_is_ink_that_the_server_takes(
    model: Model, line: list[tuple[float, float, int]], pen: bool
) -> None:
    """Any line becomes few whole points within reach, in step with a pen's pressure, or none."""
    points = [at for x, y, _ in line for at in (x, y)]
    thin = model.ask("thin", points=points, press=[p for *_, p in line] if pen else [])
    if thin is None:
        assert len(points) < 4
        return
    stroke = {"op": "add_stroke", "id": "stroke1", "colour": "ink", "size": 4, **thin}
    parse_edit({"id": "ink000000000", "ops": [stroke]})
    assert len(thin["press"]) == (len(thin["points"]) // 2 if pen else 0)
    assert len(thin["points"]) <= (180 if pen else 240)


def test_a_straight_line_keeps_how_its_pressure_swelled(model: Model) -> None:
    """A pen that presses harder half-way leaves three points, not the two of a finger's line."""
    points = [at for x in range(0, 101, 10) for at in (x, 0)]
    swelling = [20, 32, 44, 56, 68, 80, 68, 56, 44, 32, 20]
    assert model.ask("thin", points=points) == {"points": [0, 0, 100, 0], "press": []}
    thin = model.ask("thin", points=points, press=swelling)
    assert thin == {"points": [0, 0, 50, 0, 100, 0], "press": [20, 80, 20]}


def test_a_loop_holds_those_whose_middle_lies_inside(model: Model) -> None:
    """ME counts; a loop drawn twice round still holds who is in it; who is outside is outside."""
    drawn = empty(people=[friend(1, 100, 0), friend(2, 0, 140), friend(3, 400, 0)])
    for rounds in (1, 1.6, 2, -1):
        assert model.ask("within", map=drawn, loop=loop(0, 0, 200, rounds)) == [
            "me",
            "friend01",
            "friend02",
        ]
    assert model.ask("within", map=drawn, loop=loop(400, 0, 60)) == ["friend03"]
    assert model.ask("within", map=drawn, loop=[{"x": 0, "y": 0}]) == []


@few
@given(st.integers(2, 11), st.integers(0, 40))
def test_a_group_is_every_pair_that_was_not_joined(model: Model, size: int, joined: int) -> None:
    """The edit joins all pairs once, fits the server's limits, and leaves old lines alone."""
    ids = ["me", *(f"friend{n:02}" for n in range(size - 1))]
    pairs = [set(pair) for pair in combinations(ids, 2)]
    ties = [
        {"id": f"tie{n:04}", "a": max(pair), "b": min(pair), "feeling": None}
        for n, pair in enumerate(pairs[:joined])
    ]
    people = [friend(n, 90 * n, 90) for n in range(size - 1)]
    group = model.ask("group", map=empty(people=people, ties=ties), ids=ids)
    if len(ties) == len(pairs):
        assert group == {"why": "lasso_joined"}
        return
    parse_edit({"id": "group0000000", "ops": group["ops"]})
    made = [{op["a"], op["b"]} for op in group["ops"]]
    assert sorted(map(sorted, made)) == sorted(map(sorted, pairs[joined:]))


@pytest.mark.parametrize(
    ("size", "ties", "why"), [(1, 0, "lasso_few"), (12, 0, "lasso_many"), (6, 66, "lasso_full")]
)
def test_a_group_that_is_too_few_or_too_many_says_why(
    model: Model, size: int, ties: int, why: str
) -> None:
    """One alone, more than eleven, or more lines than a map holds: nothing is joined."""
    many = [{"id": f"tie{n:04}", "a": f"x{n}", "b": f"y{n}", "feeling": None} for n in range(ties)]
    ids = [f"friend{n:02}" for n in range(size)]
    assert model.ask("group", map=empty(ties=many), ids=ids) == {"why": why}


def test_a_line_ends_at_whoever_is_within_reach(model: Model) -> None:
    """On somebody, or a finger beyond their edge, and the nearer of two; on nobody further away."""
    drawn = empty(people=[friend(1, 200, 0), friend(2, 320, 0)])
    near = {(205, 10): "friend01", (256, 0): "friend01", (10, -70): "me", (320, 64): "friend02"}
    for (x, y), who in near.items():
        assert model.ask("end_near", map=drawn, point={"x": x, "y": y}, reach=24) == who
    assert model.ask("end_near", map=drawn, point={"x": 200, "y": 90}, reach=24) is None


def test_of_two_who_lie_over_each_other_the_nearer_middle_is_joined(model: Model) -> None:
    """The one drawn first may lie underneath: the line goes to whom the finger came to rest on."""
    drawn = empty(people=[friend(1, 200, 0), friend(2, 230, 0), friend(3, 230, 0)])
    near = {(202, 0): "friend01", (228, 0): "friend03"}
    for (x, y), who in near.items():
        assert model.ask("end_near", map=drawn, point={"x": x, "y": y}, reach=24) == who


def test_a_sticker_beside_a_friend_is_taken_by_its_own_middle(model: Model) -> None:
    """Of a friend and a sticker within a finger's reach the nearer one is taken."""
    sticker = {"id": "sticker1", "picture": "star", "x": 130, "y": 0, "size": 48}
    drawn = empty(people=[friend(1, 100, 0)], stickers=[sticker])
    for x, kind in ((104, "person"), (126, "sticker")):
        near = model.ask("piece_near", map=drawn, point={"x": x, "y": 0}, reach=24)
        assert near["kind"] == kind
    assert model.ask("piece_near", map=drawn, point={"x": 0, "y": 0}, reach=24) is None


@pytest.mark.parametrize(("carries", "left"), [(True, []), (False, ["friend01"])])
def test_a_place_takes_its_people_along_or_leaves_them(
    model: Model, carries: bool, left: list[str]
) -> None:
    """Carried, they move by the same way; left behind, only who lies outside now is in no place."""
    people = [friend(1, 220, 0, "place01"), friend(2, 350, 0, "place01"), friend(3, 0, 300)]
    drawn = empty(people=people, places=[place(carries=carries)])
    ops = model.ask("move_place", map=drawn, place=drawn["places"][0], to={"x": 360, "y": 10})
    assert ops[0] == {"op": "move_place", "id": "place01", "x": 360, "y": 10}
    moved = {op["id"]: (op["x"], op["y"], op["place"]) for op in ops[1:]}
    if carries:
        assert moved == {"friend01": (280, 10, "place01"), "friend02": (410, 10, "place01")}
    else:
        assert moved == dict.fromkeys(left, (220, 0, None))


@few
@given(st.sampled_from(["e", "s", "se"]), st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_a_stretched_place_keeps_its_other_edges(model: Model, edge: str, dx: int, dy: int) -> None:
    """Left and upper edges stay to within a unit, and the size stays within the card's limits."""
    was = place()
    told = model.ask("stretch", place=was, edge=edge, dx=dx, dy=dy)
    after = told["after"]
    assert abs((after["x"] - after["w"] / 2) - (was["x"] - was["w"] / 2)) <= 1
    assert abs((after["y"] - after["h"] / 2) - (was["y"] - was["h"] / 2)) <= 1
    assert 140 <= after["w"] <= 900
    assert 100 <= after["h"] <= 700
    assert ("e" in edge) or after["w"] == was["w"]
    if told["ops"]:
        parse_edit({"id": "stretch00000", "ops": told["ops"]})


def test_the_rubber_takes_what_it_crosses(model: Model) -> None:
    """A quick sweep across a line takes it though no sample lay near; beside it, it does not."""
    stroke = {"id": "stroke1", "colour": "ink", "size": 4, "points": [0, -100, 0, 100]}
    sweeps = {((-80, 0), (80, 0)): True, ((20, -90), (20, 90)): False, ((9, 0), (9, 0)): True}
    for ((ax, ay), (bx, by)), met in sweeps.items():
        ends = {"a": {"x": ax, "y": ay}, "b": {"x": bx, "y": by}}
        assert model.ask("stroke_meets", stroke=stroke, reach=10, **ends) is met


@few
@given(st.lists(st.integers(0, 90), max_size=120))
def test_a_finger_is_told_at_most_five_times_a_second(model: Model, gaps: list[int]) -> None:
    """However often it moves: never two within 200 ms, the first at once, the last one always."""
    moments = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    sent = model.ask("often", ms=200, values=[[at, n] for n, at in enumerate(moments)])
    assert all(later - earlier >= 200 for (earlier, _), (later, _) in pairwise(sent))
    if moments:
        assert sent[0] == [moments[0], 0]
        assert sent[-1][1] == len(moments) - 1
