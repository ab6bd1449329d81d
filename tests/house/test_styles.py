"""The board's styles and the pages' styles lie in one document and must not reach each other."""

from __future__ import annotations

import re

from tests.servers import ROOT

BOARD = sorted((ROOT / "peermap_app" / "ui" / "canvas").glob("*.css"))
PAGES = sorted((ROOT / "assets").glob("*.css"))
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def classes(text: str) -> set[str]:
    """Every class that a style sheet names."""
    bare = re.sub(r'url\("[^"]*"\)', "", _COMMENT.sub("", text))
    return set(re.findall(r"\.([a-z][\w-]*)", bare))


def test_the_board_and_the_pages_share_no_class() -> None:
    """No class name is styled both by the board and by a page, so neither leaks into the other."""
    board = set().union(*(classes(sheet.read_text()) for sheet in BOARD))
    pages = set().union(*(classes(sheet.read_text()) for sheet in PAGES))
    assert {"pm-person", "pm-panel"} <= board
    assert {"pm-card", "pd-ask"} <= pages
    assert board & pages == set()


def test_the_board_styles_no_bare_element() -> None:
    """Each rule of the board hangs on one of its own names: no page's button or heading changes."""
    for sheet in BOARD:
        for selector in re.findall(r"([^{}]+)\{", _COMMENT.sub("", sheet.read_text())):
            if not selector.strip().startswith("@"):
                own = re.sub(r"@import[^;]*;", "", selector)
                for one in re.split(r",(?![^(]*\))", own):
                    assert ".pm-" in one or "#pm-" in one, f"{sheet.name}: {one.strip()}"


PALETTE = "board_colours.css"
_LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\))")


def test_the_board_takes_its_colours_from_its_palette() -> None:
    """A colour written out elsewhere would stay as it is when somebody chooses dark or calm."""
    for sheet in BOARD:
        if sheet.name != PALETTE:
            bare = re.sub(r"#pm-[\w-]+|\[fill=[^]]*\]", "", _COMMENT.sub("", sheet.read_text()))
            assert _LITERAL.findall(bare) == [], sheet.name
