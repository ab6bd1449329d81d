"""A page shows what it holds only while that is what its address asks for.

A state still holds the last case, question or account while the next one loads, or cannot load
with the connection gone: whoever acts then acts on another one than they went to.
"""

from __future__ import annotations

import re

import pytest

from peermap_app.ui.pages import ROUTES, Route

PART = re.compile(r"\[(\w+)\]")
NAMED = [route for route in ROUTES if PART.search(route.path)]


@pytest.mark.parametrize("route", NAMED, ids=lambda route: route.path)
def test_what_is_held_is_compared_with_each_part_of_the_address(route: Route) -> None:
    """Each part that the address names stands in a comparison on the page."""
    page = str(route.page())
    for name in PART.findall(route.path):
        assert re.search(rf"=== \(+routeParts\.{name}\b", page), name
