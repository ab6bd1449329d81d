"""Rules 2 and 7 on the map itself: edits are total, all or nothing, and never break the map."""

import copy
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.errors import Conflict, Invalid, Refusal, TooMany
from peermap_app.domain.peer_map import (
    EMPTY,
    ME,
    MOST_PEOPLE,
    MOST_PLACES,
    MOST_STROKES,
    AddPerson,
    AddPlace,
    AddStroke,
    AddTie,
    ChangePerson,
    Feeling,
    MovePerson,
    PeerMap,
    RemovePerson,
    RemovePlace,
    apply,
    canonical,
    describe,
    edit_to_wire,
    friends_by_feeling,
    from_wire,
    parse_edit,
    to_wire,
)
from tests.builders import a_grown_up, a_map, a_person, a_place, a_stroke, a_tie, an_edit
from tests.domain import strategies


def a_raw_person(**changed: object) -> dict[str, Any]:
    """An add_person op as it comes over the wire."""
    op: dict[str, Any] = {
        "op": "add_person",
        "id": "person9",
        "kind": "friend",
        "initials": "LB",
        "role": None,
        "x": 10,
        "y": -20,
        "colour": "mint",
        "place": None,
        "matters": False,
        "not_a_name": False,
    }
    return {**op, **changed}


def a_raw_place(**changed: object) -> dict[str, Any]:
    """An add_place op as it comes over the wire."""
    op: dict[str, Any] = {
        "op": "add_place",
        "id": "place9",
        "kind": "park",
        "label": "the park",
        "x": 0,
        "y": 0,
        "w": 200,
        "h": 150,
        "colour": "mint",
        "reason": None,
    }
    return {**op, **changed}


def an_add(op: dict[str, Any]) -> dict[str, Any]:
    """An edit of one op."""
    return {"id": "edit000000000001", "ops": [op]}


def holds(peer_map: PeerMap) -> None:
    """What is true of every map, whatever was done to it."""
    assert from_wire(to_wire(peer_map)) == peer_map
    for person in peer_map.people:
        assert person.initials is None or 1 <= len(person.initials) <= 6
        assert person.initials or person.picture or person.role
        assert person.kind == "grown_up" or person.role is None
        assert person.place is None or peer_map.place(person.place) is not None
    assert len({frozenset((tie.a, tie.b)) for tie in peer_map.ties}) == len(peer_map.ties)


@given(st.lists(strategies.raw_edits, max_size=25))
def test_any_edits_leave_a_whole_map(edits: list[Any]) -> None:
    """Every edit is applied whole or refused, and the map always holds what maps promise."""
    peer_map = EMPTY
    for raw in edits:
        before = canonical(peer_map)
        try:
            peer_map = apply(peer_map, parse_edit(raw))
        except Refusal:
            assert canonical(peer_map) == before
        holds(peer_map)


@given(strategies.raw_edits)
def test_an_edit_survives_the_wire(raw: dict[str, Any]) -> None:
    """An edit that was read, written and read again is the same edit."""
    try:
        edit = parse_edit(raw)
    except Refusal:
        return
    assert parse_edit(json.loads(json.dumps(edit_to_wire(edit)))) == edit


@given(strategies.anything)
def test_no_json_crashes_the_reader(raw: object) -> None:
    """Whatever JSON comes in, it is read or refused with a code, never anything else."""
    for read in (parse_edit, from_wire):
        with pytest.raises(Refusal):
            read(raw)


@given(strategies.raw_edits, st.data())
def test_an_edit_that_was_tampered_with_is_read_or_refused(raw: Any, data: st.DataObject) -> None:
    """One value of an edit replaced by anything at all never crashes and never half-applies."""
    tampered = copy.deepcopy(raw)
    op = data.draw(st.sampled_from(tampered["ops"]))
    key = data.draw(st.sampled_from(sorted(op)))
    op[key] = data.draw(strategies.anything)
    with suppress(Refusal):
        holds(apply(EMPTY, parse_edit(tampered)))


def test_all_ops_or_none() -> None:
    """An edit whose last op cannot be done leaves nothing of the others."""
    start = a_map()
    edit = an_edit(AddPerson(a_person(id="person9", initials="LB")), RemovePerson("nobody1"))
    with pytest.raises(Conflict, match="gone"):
        apply(start, edit)
    assert start == a_map()


@pytest.mark.parametrize(
    "initials", ["SAMUEL", "J S", "J.S.", "J1", "😀", "", "   ", "ABCD", "<B>"]
)
def test_more_than_initials_is_refused(initials: str) -> None:
    """Rule 2: a friend is one to three letters, on the server too."""
    with pytest.raises(Invalid) as refused:
        parse_edit(an_add(a_raw_person(initials=initials)))
    assert refused.value.code.startswith("initials_")
    assert refused.value.data["field"] == "initials"


def test_a_name_is_asked_about_and_may_stay() -> None:
    """Rule 2: SAM asks, and stays once the writer says that it is no name."""
    with pytest.raises(Invalid, match="reads_as_name"):
        parse_edit(an_add(a_raw_person(initials="sam")))
    edit = parse_edit(an_add(a_raw_person(initials="sam", not_a_name=True)))
    assert apply(EMPTY, edit).people[0].initials == "SAM"


def test_a_friend_has_no_role_and_nobody_is_nameless() -> None:
    """A role is for grown-ups, from the list; a person without initials or role is refused."""
    for op in (
        a_raw_person(role="coach"),
        a_raw_person(initials=None),
        a_raw_person(kind="grown_up", initials=None, role=None),
        a_raw_person(kind="grown_up", initials=None, role="dealer"),
    ):
        with pytest.raises(Invalid):
            parse_edit(an_add(op))
    parse_edit(an_add(a_raw_person(kind="grown_up", initials=None, role="coach")))


def test_initials_cannot_be_taken_away() -> None:
    """Changing a friend's initials to nothing is refused."""
    with pytest.raises(Invalid, match="initials_empty"):
        apply(a_map(), an_edit(ChangePerson("person1", (("initials", None),))))


def test_a_place_label_is_screened_and_may_stay_with_a_reason() -> None:
    """Rule 2: the writer sees a full name in a place's label, and may go on with a reason."""
    with pytest.raises(Invalid, match="place_label_screened") as refused:
        parse_edit(an_add(a_raw_place(label="Sam Jones house")))
    found = refused.value.data["found"]
    assert isinstance(found, tuple)
    assert "Sam Jones" in found[0].text
    parse_edit(an_add(a_raw_place(label="Sam Jones house", reason="it is the shop’s name")))


def test_a_place_label_is_short() -> None:
    """A label has at most 24 signs."""
    with pytest.raises(Invalid, match="place_label_long"):
        parse_edit(an_add(a_raw_place(label="x" * 25)))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"id": "edit000000000001", "ops": []}, "no ops"),
        ({"id": "edit000000000001", "ops": [a_raw_person()] * 65}, "too many ops"),
        ({"id": "E", "ops": [a_raw_person()]}, "an id that is none"),
        (an_add(a_raw_person(x=4001)), "out of reach"),
        (an_add(a_raw_person(x=True)), "a truth for a number"),
        (an_add(a_raw_person(x=1.5)), "half a unit"),
        (an_add(a_raw_person(extra=1)), "a key too many"),
        (an_add(a_raw_person(op="drop_table")), "no such op"),
        (an_add({"op": "add_tie", "id": "tie009", "a": ME, "b": ME, "feeling": None}), "ME and ME"),
        (
            an_add(
                {
                    "op": "add_stroke",
                    "id": "stroke9",
                    "colour": "ink",
                    "size": 4,
                    "points": [1] * 802,
                }
            ),
            "too much ink",
        ),
        (
            an_add(
                {
                    "op": "add_stroke",
                    "id": "stroke9",
                    "colour": "ink",
                    "size": 4,
                    "points": [1, 2, 3],
                }
            ),
            "half a point",
        ),
    ],
)
def test_what_is_not_an_edit_is_refused(raw: object, why: str) -> None:
    """Everything that is not exactly as agreed is one refusal, `bad_edit`."""
    with pytest.raises(Invalid, match="bad_edit"):
        parse_edit(raw)


def test_a_map_is_small_by_construction() -> None:
    """Rule 7: twenty people, twelve places, sixty strokes; one more is refused kindly."""
    full = PeerMap(
        tuple(a_person(id=f"person{n}") for n in range(MOST_PEOPLE)),
        tuple(a_place(id=f"place{n}") for n in range(MOST_PLACES)),
        (),
        tuple(a_stroke(id=f"stroke{n}") for n in range(MOST_STROKES)),
    )
    for op, code in (
        (AddPerson(a_person(id="onemore")), "people_full"),
        (AddPlace(a_place(id="onemore")), "places_full"),
        (AddStroke(a_stroke(id="onemore")), "strokes_full"),
    ):
        with pytest.raises(TooMany, match=code):
            apply(full, an_edit(op))
    too_many = to_wire(full)
    people = too_many["people"]
    assert isinstance(people, list)
    people.append({**people[0], "id": "onemore"})
    with pytest.raises(TooMany, match="people_full"):
        from_wire(too_many)


def test_two_are_joined_once() -> None:
    """At most one tie a pair, in either order; a tie needs both its ends."""
    start = a_map()
    with pytest.raises(Conflict, match="already_joined"):
        apply(start, an_edit(AddTie(a_tie(id="tie009", a="person1", b=ME))))
    with pytest.raises(Conflict, match="gone"):
        apply(start, an_edit(AddTie(a_tie(id="tie009", a="nobody1", b=ME))))
    with pytest.raises(Conflict, match="exists"):
        apply(start, an_edit(AddTie(a_tie(id="person1", a="person3", b="person2"))))


def test_taking_someone_off_takes_their_ties() -> None:
    """No tie is left dangling, and people of a place that goes stay on the map."""
    after = apply(a_map(), an_edit(RemovePerson("person1"), RemovePlace("place1")))
    assert {tie.id for tie in after.ties} == {"tie002", "tie003"}
    person = after.person("person4")
    assert person is not None
    assert person.place is None


def test_a_move_into_an_unknown_place_is_a_move_into_none() -> None:
    """A move never fails because the other device took the place away."""
    after = apply(a_map(), an_edit(MovePerson("person1", 5, 6, "nowhere1")))
    person = after.person("person1")
    assert person is not None
    assert (person.x, person.y, person.place) == (5, 6, None)


def test_good_comes_before_tricky() -> None:
    """Rule 9: strengths before worries, who really matters first."""
    groups = friends_by_feeling(a_map())
    assert [group.feeling for group in groups] == [Feeling.GOOD, Feeling.TRICKY]
    assert [person.label for person in groups[0].people] == ["AK", "JS"]
    lines = describe(a_map())
    people = [line.label for line in lines if line.kind == "person"]
    assert people == [
        "AK",
        "JS",
        "TM",
        "coach",
        "DW",
    ]
    assert lines[0].matters
    assert lines[-1].count == 1


def test_a_worry_that_was_drawn_first_comes_last() -> None:
    """Rule 9 for places and for lines between friends too; of equals what was drawn first."""
    places = [
        replace(a_place(id=f"place{n}", label=str(n)), feeling=feeling)
        for n, feeling in enumerate((Feeling.TRICKY, Feeling.UP_AND_DOWN, None, Feeling.GOOD, None))
    ]
    people = [a_person(id=f"person{name}", initials=name) for name in "ABC"]
    ties = [
        a_tie(id="tie0001", a="personA", b="personB", feeling=Feeling.TRICKY),
        a_tie(id="tie0002", a="personB", b="personC"),
        a_tie(id="tie0003", a="personC", b="personA", feeling=Feeling.GOOD),
    ]
    lines = describe(a_map(people=people, places=places, ties=ties))
    assert [each.label for each in lines if each.kind == "place"] == ["3", "2", "4", "1", "0"]
    said = [(each.label, *each.joined, each.feeling) for each in lines if each.kind == "tie"]
    assert said == [("C", "A", Feeling.GOOD), ("B", "C", None), ("A", "B", Feeling.TRICKY)]


def test_what_nothing_was_said_of_comes_before_worries() -> None:
    """A friend without a feeling stands between who is good and who is up and down."""
    people = [a_person(id=f"person{name}", initials=name) for name in "ABC"]
    ties = [
        a_tie(id="tie0001", b="personA", feeling=Feeling.UP_AND_DOWN),
        a_tie(id="tie0002", b="personC", feeling=Feeling.GOOD),
    ]
    lines = describe(a_map(people=people, ties=ties))
    assert [each.label for each in lines] == ["C", "B", "A"]


def test_the_same_map_has_the_same_bytes() -> None:
    """The digest of a frozen board depends on nothing but the map."""
    assert canonical(a_map()) == canonical(from_wire(json.loads(canonical(a_map()))))
    assert canonical(a_map()) != canonical(a_map(people=[a_grown_up()]))
