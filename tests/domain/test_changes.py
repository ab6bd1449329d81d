"""What has changed between a kept map and the one drawn from it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.changes import Change, changes
from peermap_app.domain.errors import Refusal
from peermap_app.domain.map_parts import EMPTY, ME, Feeling, PeerMap, Person, Place, Stroke, Tie
from peermap_app.domain.peer_map import apply, parse_edit, ring_of
from tests.domain.strategies import raw_edits

AK = Person("ak", "friend", "AK", None, 50, 0, "sky", False, None)
DW = Person("dw", "friend", "DW", None, 300, 0, "sun", True, None)
COACH = Person("coach", "grown_up", None, "coach", 0, 200, "mint", False, None)
PARK = Place("park", "park", "", 0, 0, 100, 100, "mint", Feeling.GOOD)
BEFORE = PeerMap(
    people=(AK, DW, COACH),
    places=(PARK,),
    ties=(Tie("t1", ME, "ak", Feeling.GOOD), Tie("t2", "ak", "dw", None)),
)


def kinds(before: PeerMap, after: PeerMap) -> list[str]:
    return [each.kind for each in changes(before, after)]


def _drawn(edits: list[Any]) -> PeerMap:
    made = EMPTY
    for raw in edits:
        with contextlib.suppress(Refusal):
            made = apply(made, parse_edit(raw))
    return made


maps = st.lists(raw_edits, max_size=20).map(_drawn)


@given(maps)
def test_the_same_map_has_no_changes(one: PeerMap) -> None:
    """Whatever is on it, a copy tells of nothing."""
    assert changes(one, one) == ()


@given(maps, maps)
def test_people_who_are_new_here_are_gone_the_other_way(one: PeerMap, other: PeerMap) -> None:
    """Both ways tell of the same people and places."""
    there, back = changes(one, other), changes(other, one)
    for new, gone in (("person_new", "person_gone"), ("place_new", "place_gone")):
        came = sorted(each.label for each in there if each.kind == new)
        went = sorted(each.label for each in back if each.kind == gone)
        assert came == went
    closer = [each.label for each in there if each.kind == "closer"]
    assert len(closer) == len([each for each in back if each.kind == "further"])


@given(maps)
def test_drawn_anew_everybody_is_new_and_nobody_parted(one: PeerMap) -> None:
    """From an empty map: each person and place once, and no line without a feeling of its own."""
    told = [each.kind for each in changes(EMPTY, one)]
    assert told.count("person_new") == len(one.people)
    assert told.count("place_new") == len(one.places)
    assert {"person_gone", "parted", "feeling", "closer"}.isdisjoint(told)


def test_closeness_is_the_rings_word() -> None:
    """Moving within a ring is nothing; over its edge it is closer or further, in words."""
    within = replace(BEFORE, people=(replace(AK, x=60, y=20), DW, COACH))
    assert changes(BEFORE, within) == ()
    moved = replace(BEFORE, people=(replace(AK, x=400), replace(DW, x=200), COACH))
    assert changes(BEFORE, moved) == (
        Change("closer", "DW", was="further", now="close"),
        Change("further", "AK", was="really_close", now="further"),
    )
    assert ring_of(AK) == "really_close"


def test_feelings_with_me_and_between_two() -> None:
    """What was said of a line before and now; a line drawn anew with the same end is the same."""
    after = replace(
        BEFORE,
        ties=(Tie("x1", "ak", ME, Feeling.TRICKY), Tie("x2", "dw", "ak", Feeling.GOOD)),
    )
    assert changes(BEFORE, after) == (
        Change("feeling", "DW", other="AK", now="good"),
        Change("feeling", "AK", was="good", now="tricky"),
    )


def test_lines_that_came_and_went() -> None:
    """Between those who were there on both maps; who comes or goes takes their lines along."""
    after = replace(BEFORE, ties=(Tie("t9", "dw", "coach", None),))
    assert changes(BEFORE, after) == (
        Change("joined", "DW", other="coach"),
        Change("parted", "AK"),
        Change("parted", "AK", other="DW"),
    )
    without = replace(BEFORE, people=(AK, COACH), ties=BEFORE.ties[:1])
    assert kinds(BEFORE, without) == ["person_gone"]


def test_names_matters_and_places() -> None:
    """Other initials for the same person, who matters, and how it is in a place."""
    after = replace(
        BEFORE,
        people=(replace(AK, initials="AB", matters=True), replace(DW, matters=False), COACH),
        places=(replace(PARK, feeling=None), Place("s", "skate", "ramps", 0, 0, 90, 90, "sky")),
        ties=(),
    )
    told = changes(replace(BEFORE, ties=()), after)
    assert [(each.kind, each.label, each.was, each.now) for each in told] == [
        ("matters", "AB", None, None),
        ("place_new", "ramps", None, None),
        ("person_renamed", "AB", "AK", "AB"),
        ("place_feeling", "", "good", None),
        ("matters_not", "DW", None, None),
    ]
    assert told[3].place_kind == "park"


def test_strengths_stand_before_worries() -> None:
    """Rule 9: what is good now first, what is tricky now last."""
    after = PeerMap(
        people=(replace(AK, x=400), replace(COACH, matters=True)),
        ties=(
            Tie("t1", ME, "ak", Feeling.TRICKY),
            Tie("n", ME, "coach", Feeling.GOOD),
        ),
    )
    assert kinds(BEFORE, after) == [
        "joined",
        "matters",
        "further",
        "place_gone",
        "person_gone",
        "feeling",
    ]


def test_ink_and_looks_are_no_changes() -> None:
    """Colours, shapes and scribbles are theirs, and nothing to compare."""
    after = replace(
        BEFORE,
        people=(replace(AK, colour="rose", shape="flower"), DW, COACH),
        strokes=(Stroke("s", "ink", 4, (0, 0, 5, 5)),),
    )
    assert changes(BEFORE, after) == ()
