"""A kept map as a list, for workers: all that the picture shows."""

from __future__ import annotations

from dataclasses import replace

from peermap_app.domain.peer_map import Feeling, PeerMap, Sticker, describe
from peermap_app.services import map_sentences
from tests.builders import a_grown_up, a_map, a_person, a_place, a_stroke, a_tie


def test_the_list_says_all_that_the_picture_shows() -> None:
    """How close, how it is between two friends, shapes, pictures, stickers and ink too."""
    near = a_person(id="near0001", initials="TR", x=60, y=0)
    far = replace(a_person(id="far00001", initials=None, x=400, y=0), picture="bolt")
    there = replace(a_person(id="there001", initials="GD", x=150, y=0), shape="flower")
    grown_up = replace(a_grown_up(), role=None, initials="MM")
    drawn = PeerMap(
        people=(near, far, replace(there, place="place001"), grown_up),
        places=(replace(a_place(id="place001"), feeling=Feeling.TRICKY, when="night"),),
        ties=(
            a_tie(id="tie00001", a="near0001", b="far00001", feeling=Feeling.TRICKY),
            a_tie(id="tie00002", a="near0001", b="there001"),
            a_tie(id="tie00003", b="there001", feeling=Feeling.GOOD),
            a_tie(id="tie00004", b="near0001"),
        ),
        strokes=(a_stroke(),),
        stickers=(Sticker("sticker1", "heart", 0, 0, 64), Sticker("sticker2", "heart", 9, 9, 64)),
    )
    assert map_sentences.lines(describe(drawn)) == [
        "GD: good, close, at skate park, joined with TR, shape: flower",
        "TR: really close, joined with ME, lightning, GD",
        "lightning: further out, joined with TR",
        "MM: further out, grown-up",
        "skate park: tricky, at night, GD",
        "TR and GD: joined",
        "TR and lightning: tricky",
        "Sticker: heart, 2 times",
        "Drawn freely: 1 line",
    ]


def test_the_map_of_the_screens_says_how_close() -> None:
    """What a worker reads on a case of how somebody stands on its map."""
    said = map_sentences.lines(describe(a_map()))
    assert said[0] == "AK: good, really matters, close"


def test_a_role_is_not_called_grown_up() -> None:
    """A sister may be seven: the word on a case would say what nobody said."""
    sister = a_grown_up(role="sister", x=150, y=0)
    assert map_sentences.lines(describe(PeerMap(people=(sister,)))) == ["sister: close"]
