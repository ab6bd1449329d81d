"""Two pages and a room over a bad network: nothing drawn is lost, nothing is doubled."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.services.drawing_board import MOST_AT_ONCE
from tests.canvas.conftest import Model
from tests.canvas.two_pages import PAGES, Pages, Room
from tests.domain.strategies import raw_edits

few = settings(max_examples=50, deadline=None)
many = settings(max_examples=1000, deadline=None)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("draw"), st.sampled_from(PAGES), raw_edits),
        st.tuples(st.just("arrive"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("reach"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("lose"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("reconnect"), st.sampled_from(PAGES), st.none()),
    ),
    max_size=40,
)


def live(pages: Pages, events: list[tuple[str, Any, Any]]) -> None:
    """Lets things happen in the given order."""
    for what, which, more in events:
        if what == "draw":
            pages.draw(which, more)
        elif what == "reconnect":
            pages.reload_socket(which)
        elif what == "crash":
            pages.crash()
        else:
            mail: list[Any] = pages.to_room if what == "arrive" else pages.to_page
            if what == "lose":
                mail = pages.to_room if more else pages.to_page
            if not mail:
                continue
            i = which % len(mail)
            if what == "lose":
                mail.pop(i)
            elif what == "arrive":
                pages.arrive(i, copy=more)
            else:
                pages.reach(i, copy=more)


@many
@given(happenings)
def test_both_pages_end_with_the_rooms_map(
    model: Model, events: list[tuple[str, Any, Any]]
) -> None:
    """After any drops, repeats and reorderings, both pages show exactly the room's map."""
    pages = Pages(model)
    live(pages, events)
    pages.heal()
    for page in PAGES:
        assert pages.room.wire == pages.view(page)
        assert model.ask("pending", id=page) == []


@few
@given(happenings)
def test_everything_drawn_is_applied_once_or_refused(
    model: Model, events: list[tuple[str, Any, Any]]
) -> None:
    """No edit that a page took is lost, and none is applied twice."""
    pages = Pages(model)
    live(pages, events)
    pages.heal()
    assert len(set(pages.room.book.done)) == len(pages.room.book.done)
    assert pages.kept <= set(pages.room.book.done) | pages.room.refused


strokes = st.builds(
    lambda n, at: {
        "id": f"edit{n:012}",
        "ops": [
            {
                "op": "add_stroke",
                "id": f"stroke{n}",
                "colour": "ink",
                "size": 4,
                "points": [at, 0, at, 9],
            }
        ],
    },
    st.integers(0, 10**9),
    st.integers(-90, 90),
)
"""Edits that never stand in each other's way: each one must still be there at the end."""
storms = st.lists(
    st.one_of(
        st.tuples(st.just("draw"), st.sampled_from(PAGES), strokes),
        st.tuples(st.just("draw"), st.sampled_from(PAGES), strokes),
        st.tuples(st.just("arrive"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("reach"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("lose"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("reconnect"), st.sampled_from(PAGES), st.none()),
        st.tuples(st.just("crash"), st.none(), st.none()),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(storms, st.sampled_from(PAGES))
def test_a_server_that_is_killed_loses_no_stroke(
    model: Model, events: list[tuple[str, Any, Any]], first: str
) -> None:
    """Whichever page comes back first after a kill, every stroke that was drawn is there once."""
    pages = Pages(model)
    live(pages, events)
    pages.heal(first)
    drawn = sorted(each["id"] for each in pages.room.wire["strokes"])
    assert sorted(f"stroke{int(id[4:])}" for id in pages.kept) == drawn
    for page in PAGES:
        assert pages.room.wire == pages.view(page)


def stroke(n: int) -> dict[str, Any]:
    """An edit that draws stroke `n`."""
    points = [n, 0, n, 9]
    drawn = {"op": "add_stroke", "id": f"stroke{n}", "colour": "ink", "size": 4, "points": points}
    return {"id": f"edit{n:012}", "ops": [drawn]}


def deliver(pages: Pages, only: str | None = None, methods: tuple[str, ...] = ()) -> None:
    """Everything reaches the room; of its answers, those for `only` and of `methods` arrive."""
    while pages.to_room:
        pages.arrive(0, copy=False)
    pages.to_page = [
        mail
        for mail in pages.to_page
        if (only is None or mail[0] == only) and (not methods or mail[1] in methods)
    ]
    while pages.to_page:
        pages.reach(0, copy=False)


def shown(pages: Pages) -> list[str]:
    """The room's strokes."""
    return sorted(each["id"] for each in pages.room.wire["strokes"])


def test_a_page_that_knew_more_than_the_first_copy_offers_it_again(model: Model) -> None:
    """When the page that lagged behind gives its copy first, the other's newer edits come back."""
    pages = Pages(model)
    pages.draw("tablet", stroke(1))
    deliver(pages)
    pages.draw("tablet", stroke(2))
    deliver(pages, only="tablet")
    pages.crash()
    pages.heal("worker")
    assert shown(pages) == ["stroke1", "stroke2"]


def test_a_page_that_only_has_a_picture_of_the_rest_gives_its_whole_copy(model: Model) -> None:
    """A tablet that was reloaded knows no single edits; its copy still replaces an older one."""
    pages = Pages(model)
    pages.draw("tablet", stroke(1))
    deliver(pages)
    pages.draw("tablet", stroke(2))
    deliver(pages, only="tablet")
    pages.reload_page("tablet")
    pages.crash()
    pages.heal("worker")
    assert shown(pages) == ["stroke1", "stroke2"]


def test_an_edit_that_was_only_answered_survives_a_kill(model: Model) -> None:
    """The server said done and died before its push: the page sends the edit again."""
    pages = Pages(model)
    pages.draw("tablet", stroke(1))
    deliver(pages)
    pages.draw("tablet", stroke(2))
    deliver(pages, only="tablet", methods=("answer",))
    pages.crash()
    pages.heal("worker")
    assert shown(pages) == ["stroke1", "stroke2"]


def test_another_drawing_never_gets_what_was_drawn_before(model: Model) -> None:
    """A snapshot of another room empties the page: nothing of the last one is offered to it."""
    pages = Pages(model)
    pages.draw("tablet", stroke(1))
    deliver(pages)
    pages.draw("tablet", stroke(2))
    fresh = {**Room().snapshot(), "room": "another"}
    answer = model.ask("call", id="tablet", method="snapshot", args=[fresh])
    assert answer == {"seed": None, "send": []}
    assert pages.view("tablet")["strokes"] == []


def test_a_late_push_of_what_is_known_changes_nothing(model: Model) -> None:
    """The same push three times shows its stroke once."""
    pages = Pages(model)
    pages.draw("worker", stroke(1))
    pages.arrive(0, copy=False)
    for _ in range(3):
        model.ask("call", id="tablet", method="receive", args=[pages.room.push()])
    assert [each["id"] for each in pages.view("tablet")["strokes"]] == ["stroke1"]


def test_what_comes_too_early_is_not_lost(model: Model) -> None:
    """The second of two edits arrives alone and does not fit: it goes again behind the first."""
    pages = Pages(model)
    person = {
        "op": "add_person",
        "id": "person1",
        "kind": "friend",
        "initials": "JS",
        "role": None,
        "x": 200,
        "y": 0,
        "colour": "sky",
        "matters": False,
        "place": None,
        "not_a_name": False,
    }
    pages.draw("tablet", {"id": "edit00000001", "ops": [person]})
    matters = {"op": "change_person", "id": "person1", "matters": True}
    second = {"id": "edit00000002", "ops": [matters]}
    pages.draw("tablet", second)
    pages.to_room = [("tablet", [second])]
    deliver(pages)
    assert pages.room.refused == {"edit00000002"}
    assert model.ask("pending", id="tablet") == ["edit00000001", "edit00000002"]
    pages.heal()
    assert [each["matters"] for each in pages.room.wire["people"]] == [True]


def test_what_was_lost_does_not_count_after_what_came_of_it(model: Model) -> None:
    """Drawn, taken back and drawn again, and the first of the three is lost: the stroke is there.

    Alone the third would get there before the first, and the second, sent again, would take away
    what the third had put back.
    """
    pages = Pages(model)
    drawn = stroke(1)
    pages.draw("tablet", drawn)
    pages.to_room.clear()
    taken_back = {"id": "edit00000002", "ops": [{"op": "remove_stroke", "id": "stroke1"}]}
    again = {**drawn, "id": "edit00000003"}
    for edit in (taken_back, again):
        pages.draw("tablet", edit)
    other = stroke(2)
    pages.draw("tablet", other)
    assert [[each["id"] for each in edits] for _, edits in pages.to_room] == [
        [drawn["id"], "edit00000002"],
        [drawn["id"], "edit00000002", "edit00000003"],
        [other["id"]],
    ]
    deliver(pages)
    pages.heal()
    assert shown(pages) == ["stroke1", "stroke2"]


def test_a_page_that_drew_nothing_yet_gives_its_empty_copy(model: Model) -> None:
    """A server that was killed before the first edit has a room again at once."""
    pages = Pages(model)
    pages.crash()
    assert pages.room.snapshot()["lost"]
    pages.heal()
    assert not pages.room.snapshot()["lost"]


@few
@given(st.integers(0, 130), st.integers(1, 60))
def test_much_unsent_goes_in_several_sendings(model: Model, many: int, long: int) -> None:
    """In their order, none twice, none of more than the server takes at once."""
    edits = [{**stroke(n), "more": "x" * (long * 1000)} for n in range(many)]
    sent = model.ask("sendings", edits=edits)
    assert [each for part in sent for each in part] == edits
    assert all(0 < len(part) <= MOST_AT_ONCE for part in sent)
    assert all(len(part) == 1 or sum(len(str(each)) for each in part) < 125_000 for part in sent)


def test_what_was_said_is_not_carried_into_the_next_choosing(model: Model) -> None:
    """It outlasts a server that waits for its copy, and ends with the board on which they draw."""
    first, second = {"turn": "a", "mark": None}, {"turn": "b", "mark": None}
    told = [
        ({}, True),
        (first, False),
        ({}, False),
        ({}, True),
        ({}, False),
        (second, False),
        (None, False),
    ]
    held = [None, first, first, None, None, second, second]
    assert model.ask("held_carry", told=told) == held
