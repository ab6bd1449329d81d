"""The picture of a kept map: whole, safe to put into a page, and inside its frame."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.consent import Squiggle
from peermap_app.domain.errors import Refusal
from peermap_app.domain.peer_map import EMPTY, PeerMap, apply, parse_edit
from peermap_app.domain.picture import picture, squiggle_picture
from tests.builders import a_map, a_person, a_place
from tests.domain import strategies

ALLOWED = {"svg", "title", "rect", "g", "circle", "path", "text"}


def _even(points: list[int]) -> tuple[int, ...]:
    return tuple(points[: len(points) // 2 * 2])


def tags(svg: str) -> set[str]:
    """Element names in a picture, which must be well-formed XML."""
    return {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}


@given(st.lists(strategies.raw_edits, max_size=12), st.text(max_size=30))
def test_any_map_is_a_safe_picture(edits: list[object], title: str) -> None:
    """Whatever was drawn and whatever the title says, the SVG holds plain shapes and text alone."""
    peer_map = EMPTY
    for raw in edits:
        try:
            peer_map = apply(peer_map, parse_edit(raw))
        except Refusal:
            continue
    svg = picture(peer_map, title=title)
    assert tags(svg) <= ALLOWED
    assert " style=" not in svg
    assert "href" not in svg


def test_text_is_text() -> None:
    """A label that looks like markup is shown, never run."""
    svg = picture(
        PeerMap(people=(a_person(),), places=(a_place(label="<script>&\"'"),)), title='"><script>'
    )
    assert tags(svg) <= ALLOWED
    assert "&lt;script&gt;&amp;" in svg


def test_everybody_is_on_it() -> None:
    """Initials, roles, places and ME all stand in the picture."""
    svg = picture(a_map(), title="A map")
    texts = [element.text for element in ElementTree.fromstring(svg).iter() if element.text]
    assert {"ME", "JS", "AK", "DW", "TM", "coach", "skate park", "A map"} <= set(texts)


@pytest.mark.parametrize(("y", "covered"), [(-45, False), (45, False), (400, False)])
def test_a_places_name_is_under_nobody(y: int, covered: bool) -> None:
    """A friend who stands where the name would be is not drawn over it."""
    where = a_place(x=0, y=300, w=240, h=160)
    friend = a_person(x=0, y=300 + y)
    svg = ElementTree.fromstring(picture(a_map(people=[friend], places=[where]), title="A map"))
    (name,) = (one for one in svg.iter() if one.text == where.label)
    middle = 300 + float(name.get("y") or 0) - 6
    assert (abs(middle - friend.y) < 40) == covered


def test_the_frame_holds_everything() -> None:
    """A friend far out is inside the view box, and the box has the picture's shape."""
    svg = picture(a_map(people=[a_person(x=3900, y=-3000)]), title="A map", width=600, height=400)
    box = ElementTree.fromstring(svg).get("viewBox") or ""
    left, top, wide, high = (float(part) for part in box.split())
    assert left < 3900 - 40
    assert left + wide > 3900 + 40
    assert top < -3040
    assert abs(wide / high - 1.5) < 0.01


@given(st.lists(st.lists(st.integers(0, 1000), min_size=2, max_size=40).map(_even), max_size=8))
def test_a_mark_is_a_safe_picture(strokes: list[tuple[int, ...]]) -> None:
    """Whatever was scribbled, it is paths alone, one a stroke, a tap too; any title is text."""
    svg = squiggle_picture(Squiggle(tuple(strokes)), title='"><script>\x00')
    assert tags(svg) <= {"svg", "title", "path"}
    assert svg.count("<path") == len(strokes)
