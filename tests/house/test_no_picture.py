"""What a record already holds of connections is a list in words: it has no picture (rule 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
import reflex as rx

from peermap_app.ui.pages import case_held, held_connection, kept_map, link_ask, share_without

DRAWN = {"svg", "img", "image", "canvas", "picture", "figure", "object", "embed", "iframe", "video"}


def elements(rendered: object) -> Iterator[str]:
    """The name of each element and component that is rendered, in whichever state of the page."""
    if isinstance(rendered, Mapping):
        if isinstance(rendered.get("name"), str):
            yield rendered["name"].strip('"')
        for each in rendered.values():
            yield from elements(each)
    elif isinstance(rendered, Sequence) and not isinstance(rendered, str):
        for each in rendered:
            yield from elements(each)


@pytest.mark.parametrize(
    "part",
    [case_held.held, held_connection.page, link_ask.page, share_without.asking],
    ids=["case", "form", "to tick", "to tick, without agreement"],
)
def test_what_is_held_is_words(part: object) -> None:
    """Its list on the case, its form, and where it is ticked: nothing is there that could draw."""
    assert callable(part)
    made = part()
    assert isinstance(made, rx.Component)
    found = set(elements(made.render()))
    assert "p" in found
    assert found & DRAWN == set()


def test_a_picture_would_be_found() -> None:
    """The page of a kept map has one."""
    assert set(elements(kept_map.page().render())) & DRAWN
