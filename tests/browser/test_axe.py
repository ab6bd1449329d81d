"""Every page and main state, judged by axe on a phone and on a tablet: no finding at all."""

from __future__ import annotations

from tests.browser.conftest import Walk

SCREENS = 250
"""At least so many screens lie on the way; fewer means that the walk lost some."""


async def test_axe_finds_nothing(walk: Walk) -> None:
    """No screen of the story, and no refusal on the way, has an axe finding of any severity."""
    assert len(set(walk.seen)) == len(walk.seen) >= SCREENS
    assert walk.axe == []
