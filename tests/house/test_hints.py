"""A page that names what it hears of reads anew after a loss too.

`message.get("kind") != "case"` lets a page sleep through the one hint that stands for all of them:
what was told while Redis was away would stay off the screen until somebody reloads.
"""

import re

from tests.house.code import PACKAGE

PASSES_OVER = re.compile(r'message\.get\("kind"\) (?:!=|not in)')


def test_whoever_passes_over_a_hint_asks_whether_it_is_of_theirs() -> None:
    """By `live.pages.is_of`, which knows of that hint."""
    states = sorted((PACKAGE / "state").glob("*.py"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in states}
    assert sum("is_of(message" in text for text in texts.values()) > 10
    assert [name for name, text in texts.items() if PASSES_OVER.search(text)] == []
