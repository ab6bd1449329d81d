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


def test_the_presets_that_everybody_knows_are_there() -> None:
    """Home, school, park, shop, bus, online and somewhere else (issue 4)."""
    known = {"home", "school", "park", "shop", "bus", "online", "other"}
    assert known <= set(map_parts.PLACE_KINDS)
