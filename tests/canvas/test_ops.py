"""Edits that the cards and the list make: what a place carries, who is joined, what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given

from peermap_app.domain.peer_map import (
    EMPTY,
    Feeling,
    PeerMap,
    Sticker,
    edit_to_wire,
    to_wire,
)
from peermap_app.services import young_lines
from peermap_app.words import young
from peermap_app.words.languages import ENGLISH
from tests.builders import a_grown_up, a_map, a_person, a_place, a_stroke, a_tie
from tests.canvas.conftest import Model
from tests.canvas.test_model import few, parsed, sequences

INSIDE = a_person(id="inside01", x=300, y=0, place="place001")
EDGE = a_person(id="edge0001", x=380, y=0, place="place001")
CLUB = a_place(id="place001", x=300, y=0, w=230, h=146)


def moved(model: Model, carries: bool, to: dict[str, int]) -> dict[str, tuple[int, int, Any]]:
    """Where everybody is, and in which place, once the club stands at `to`."""
    peer_map = PeerMap(people=(INSIDE, EDGE), places=(replace(CLUB, carries=carries),))
    after = model.ask("place_moved", map=to_wire(peer_map), id=CLUB.id, to=to)
    assert (after["places"][0]["x"], after["places"][0]["y"]) == (to["x"], to["y"])
    return {p["id"]: (p["x"], p["y"], p["place"]) for p in after["people"]}


def test_people_move_with_a_place_that_carries_them(model: Model) -> None:
    """Everybody in it goes the same way, and is still in it."""
    assert moved(model, True, {"x": 200, "y": 50}) == {
        "inside01": (200, 50, CLUB.id),
        "edge0001": (280, 50, CLUB.id),
    }


def test_people_stay_when_a_place_does_not_carry_them(model: Model) -> None:
    """Nobody moves; who then stands outside of it is in no place."""
    assert moved(model, False, {"x": 230, "y": 0}) == {
        "inside01": (300, 0, CLUB.id),
        "edge0001": (380, 0, None),
    }


def test_who_is_joined_to_nobody(model: Model) -> None:
    """A line to anybody counts, ME too; the others are the ones who are shown."""
    people = tuple(a_person(id=f"person{n}") for n in range(4))
    ties = (a_tie(id="tie00001", b="person0"), a_tie(id="tie00002", a="person1", b="person2"))
    assert model.ask("unjoined", map=to_wire(PeerMap(people=people, ties=ties))) == ["person3"]
    assert model.ask("unjoined", map=to_wire(EMPTY)) == []


def test_joining_twice_parts(model: Model) -> None:
    """The same pick in the card makes the line and takes it off, whichever end it began at."""
    one = to_wire(PeerMap(people=(INSIDE, EDGE)))
    joined = model.ask("join", map=one, a=INSIDE.id, b=EDGE.id)
    assert [(t["a"], t["b"]) for t in joined["ties"]] == [(INSIDE.id, EDGE.id)]
    assert model.ask("join", map=joined, a=EDGE.id, b=INSIDE.id)["ties"] == []


def test_anything_can_be_taken_off_by_its_id(model: Model) -> None:
    """A person, a place, a line, a sticker, ink: one way to take each off, and none for a ghost."""
    full = PeerMap(
        people=(INSIDE,),
        places=(CLUB,),
        ties=(a_tie(id="tie00001", b=INSIDE.id),),
        strokes=(a_stroke(id="stroke01"),),
        stickers=(Sticker("sticker1", "heart", 0, 200, 64),),
    )
    ids = ["tie00001", "sticker1", "stroke01", "place001", "inside01", "nobody01"]
    assert model.ask("remove", map=to_wire(full), ids=ids) == model.ask(
        "remove", map=to_wire(EMPTY), ids=[]
    )


@few
@given(sequences)
def test_every_edit_is_told_in_words(model: Model, raws: list[dict[str, Any]]) -> None:
    """Whatever the other device did, the live region says a short whole sentence of it."""
    wired = [edit_to_wire(edit)["ops"] for edit in parsed(raws)]
    edits = [{"id": "e", "ops": [op]} for ops in wired for op in ops]
    for said in model.ask("news", words=young.BOARD, edits=edits):
        assert said.endswith((".", "?"))
        assert "{" not in said
        assert "undefined" not in said
        assert "_" not in said
        assert len(said.split()) <= 15


def test_the_news_name_what_they_are_about(model: Model) -> None:
    """Who came, where they went, what came off: by the words that stand on the board."""
    club = {"op": "add_place", "id": "place001", "kind": "club", "label": "youth club"}
    edits = [
        [{"op": "add_person", "id": "person01", "kind": "friend", "initials": "JS", "x": 90}],
        [{**club, "x": 300, "y": 0, "w": 230, "h": 146, "colour": "peach"}],
        [{"op": "move_person", "id": "person01", "x": 180, "y": 0, "place": None}],
        [
            {"op": "change_place", "id": "place001", "w": 300},
            {"op": "move_person", "id": "person01", "x": 300, "y": 0, "place": "place001"},
        ],
        [{"op": "add_tie", "id": "tie00001", "a": "person01", "b": "me", "feeling": None}],
        [{"op": "change_tie", "id": "tie00001", "feeling": "good"}],
        [{"op": "remove_tie", "id": "tie00001"}],
        [{"op": "add_tie", "id": "tie00002", "a": "me", "b": "person01", "feeling": "tricky"}],
        [{"op": "change_person", "id": "person01", "matters": True}],
        [{"op": "change_person", "id": "person01", "matters": False}],
        [{"op": "remove_person", "id": "person01"}],
    ]
    said = model.ask("news", words=young.BOARD, edits=[{"id": "e", "ops": ops} for ops in edits])
    assert said == [
        "JS is on the map.",
        "youth club is on the map.",
        "JS: close.",
        "JS: In youth club.",
        "JS and ME are joined.",
        "JS and ME: good.",
        "JS and ME are not joined now.",
        "JS and ME: tricky.",
        "JS: Really matters.",
        "JS changed.",
        "JS is off the map.",
    ]


def told(model: Model, peer_map: PeerMap, *edits: list[dict[str, Any]]) -> str:
    """What the live region says of edits that came at once."""
    wired = [{"id": "e", "ops": ops} for ops in edits]
    return str(model.ask("news_at_once", words=young.BOARD, map=to_wire(peer_map), edits=wired))


def joined(n: int, a: str, b: str) -> dict[str, Any]:
    """An op that joins two."""
    return {"op": "add_tie", "id": f"tie{n:05}", "a": a, "b": b, "feeling": None}


def test_several_edits_at_once_are_each_told(model: Model) -> None:
    """Two that came in one push, the second about what the first made."""
    js = {"op": "add_person", "id": "person09", "kind": "friend", "initials": "JS", "x": 90, "y": 0}
    said = told(model, EMPTY, [js], [joined(1, "person09", "me")])
    assert said == "JS is on the map. JS and ME are joined."


def test_a_group_that_was_joined_is_told_line_by_line(model: Model) -> None:
    """Three lines of one edit are three sentences; of six, three and that there is more."""
    people = [a_person(id=f"person{n:02}", initials=name) for n, name in enumerate("ABCD")]
    pairs = [(a.id, b.id) for at, a in enumerate(people) for b in people[at + 1 :]]
    lines = [joined(n, *pair) for n, pair in enumerate(pairs)]
    peer_map = PeerMap(people=tuple(people))
    first = "A and B are joined. A and C are joined. A and D are joined."
    assert told(model, peer_map, lines[:3]) == first
    assert told(model, peer_map, lines) == f"{first} {young.BOARD['news_other']}"


def test_what_is_said_of_a_place_is_told(model: Model) -> None:
    """How it is there and when; who goes along with a place is no news beside it."""
    change = {"op": "change_place", "id": CLUB.id}
    said = told(model, PeerMap(places=(CLUB,)), [{**change, "feeling": "tricky"}])
    assert said == f"{CLUB.label}: tricky."
    said = told(model, PeerMap(places=(CLUB,)), [{**change, "when": "night"}])
    assert said == f"{CLUB.label}: at night."
    peer_map = PeerMap(people=(INSIDE,), places=(CLUB,))
    away = {"op": "move_person", "id": INSIDE.id, "x": 200, "y": 50, "place": CLUB.id}
    moves = [{"op": "move_place", "id": CLUB.id, "x": 200, "y": 50}, away]
    for ops in (moves, moves[::-1]):
        assert told(model, peer_map, ops) == f"{CLUB.label} moved."


def a_worry_first() -> PeerMap:
    """Whatever was drawn first is tricky, and everything is on the map."""
    near, far = a_person(id="tricky01", initials="TR", x=60), a_person(id="good0001", initials="GD")
    school, park = a_place(id="place001", label="school"), a_place(id="place002", label="the park")
    return PeerMap(
        people=(near, replace(far, x=90)),
        places=(
            replace(school, feeling=Feeling.TRICKY, when="day"),
            replace(park, feeling=Feeling.GOOD, when="both"),
        ),
        ties=(
            a_tie(id="tie00001", a="me", b=near.id, feeling=Feeling.TRICKY),
            a_tie(id="tie00002", a=far.id, b="me", feeling=Feeling.GOOD),
            a_tie(id="tie00003", a=near.id, b=far.id, feeling=Feeling.UP_AND_DOWN),
        ),
        strokes=(a_stroke(id="stroke01"), a_stroke(id="stroke02")),
        stickers=(Sticker("sticker1", "heart", 0, 200, 64), Sticker("sticker2", "sad", 9, 0, 64)),
    )


def test_a_map_that_stands_still_is_all_there_in_words(model: Model) -> None:
    """Each kind of thing, strengths before worries (rule 9), whatever was drawn first."""
    said = model.ask("in_words", words=young.BOARD, map=to_wire(a_worry_first()))
    assert said["people"] == ["good0001", "tricky01"]
    assert said["lines"] == [
        "GD: good · really close · Joined to TR",
        "TR: tricky · really close · Joined to GD",
        "the park, a place: good · day and night",
        "school, a place: tricky · by day",
        "TR and GD: up & down",
        "Stickers: heart, sad face",
        "Drawings: 2",
    ]


def test_the_server_says_the_same_of_a_map(model: Model) -> None:
    """My map and a copy on paper (services/young_lines.py): line for line what the board says."""
    odd = replace(a_person(id="odd00001", initials=None), picture="bolt", shape="flower", x=500)
    full = a_worry_first()
    peer_maps = a_map(), full, replace(full, people=(*full.people, odd)), EMPTY
    for peer_map in peer_maps:
        said = model.ask("in_words", words=young.BOARD, map=to_wire(peer_map))["lines"]
        assert sorted(said) == sorted(young_lines.alone(peer_map, ENGLISH))


def test_a_role_is_not_called_grown_up(model: Model) -> None:
    """A sister may be seven: her role says who she is, on the board and on My map."""
    drawn = PeerMap((a_grown_up(role="sister", x=150, y=0),))
    lines = model.ask("in_words", words=young.BOARD, map=to_wire(drawn))["lines"]
    assert lines == young_lines.alone(drawn, ENGLISH) == ["sister: close"]


def test_a_line_to_me_without_a_feeling_is_said(model: Model) -> None:
    """A friend who is joined to ME and to nobody else is not like one without a line."""
    alone, there = a_person(id="alone001", initials="AL"), a_person(id="there001", initials="TH")
    drawn = PeerMap((alone, there), ties=(a_tie(id="tie00001", a="me", b=there.id, feeling=None),))
    lines = model.ask("in_words", words=young.BOARD, map=to_wire(drawn))["lines"]
    assert [line.endswith("Joined to ME") for line in lines] == [False, True]


def test_a_whole_map_can_be_taken_off(model: Model) -> None:
    """Taking everybody off leaves no line that leads nowhere."""
    full = a_map()
    left = model.ask("remove", map=to_wire(full), ids=[person.id for person in full.people])
    assert left["people"] == left["ties"] == []
