"""What the board offers to tap is what a map may hold: no choice is missing, none is refused."""

from __future__ import annotations

import re

import pytest

from peermap_app.domain import map_parts
from peermap_app.words import young
from tests.house.code import PACKAGE

CANVAS = PACKAGE / "ui" / "canvas"


def offered(source: str, name: str) -> list[str]:
    """The keys of an object in the board's sources."""
    text = (CANVAS / source).read_text(encoding="utf-8")
    (held,) = re.findall(rf"const {name} = \{{(.*?)\}};", text, re.DOTALL)
    return re.findall(r"(\w+):", held)


@pytest.mark.parametrize(
    ("source", "name", "allowed", "word"),
    [
        ("entry.jsx", "PLACE_KINDS", map_parts.PLACE_KINDS, "place"),
        ("entry.jsx", "ROLES", map_parts.ROLES, "role"),
        ("geometry.js", "TINT", map_parts.COLOURS, "colour"),
        ("geometry.js", "INKS", map_parts.INK, "ink"),
    ],
)
def test_every_choice_is_offered(
    source: str, name: str, allowed: tuple[str, ...], word: str
) -> None:
    """Presets of places, words for grown-ups, colours and inks: each of the domain's, with its
    word, and no other."""
    assert sorted(offered(source, name)) == sorted(allowed)
    assert [each for each in allowed if f"{word}_{each}" not in young.BOARD] == []


def test_a_map_is_as_small_on_the_page_as_on_the_server() -> None:
    """Rule 7: twenty people, fixed, and sixty lines of ink; the board counts as the server does."""
    assert (map_parts.MOST_PEOPLE, map_parts.MOST_STROKES) == (20, 60)
    text = (CANVAS / "model.js").read_text(encoding="utf-8")
    (held,) = re.findall(r"const MOST = \{(.*?)\};", text)
    most = {name: int(many) for name, many in re.findall(r"(\w+): (\d+)", held)}
    assert most == {
        "people": map_parts.MOST_PEOPLE,
        "places": map_parts.MOST_PLACES,
        "ties": map_parts.MOST_TIES,
        "strokes": map_parts.MOST_STROKES,
        "stickers": map_parts.MOST_STICKERS,
    }


def test_the_presets_that_everybody_knows_are_there() -> None:
    """Home, school, park, shop, bus, online and somewhere else (issue 4)."""
    known = {"home", "school", "park", "shop", "bus", "online", "other"}
    assert known <= set(map_parts.PLACE_KINDS)
