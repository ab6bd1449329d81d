"""On the tablet's screens, whatever the server must hear of is marked so (ui/lost_taps.js)."""

import ast

from tests.house.code import modules

PAGES = "peermap_app.ui.pages.tablet"
LOOKS = {"TabletState.look_before"}
"""What only looks: nothing counts by it."""


def test_every_tap_that_counts_is_marked() -> None:
    """Without the mark Reflex sends it late, when its young person no longer sees it (rule 4)."""
    taps = [tap for name, tree in modules() if name.startswith(PAGES) for tap in _taps(tree)]
    assert len(taps) >= 8
    assert [what for what, marked in taps if not marked] == []


def _taps(tree: ast.AST) -> list[tuple[str, bool]]:
    """Of each element with a handler: which one, and whether it, or the label around, is marked."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = {each.arg: ast.unparse(each.value) for each in node.keywords}
        marked = given.get("custom_attrs") == "counts()"
        for each in (node, *(each for each in node.args if isinstance(each, ast.Call))):
            for keyword in each.keywords:
                what = ast.unparse(keyword.value)
                if keyword.arg in ("on_click", "on_change") and what not in LOOKS:
                    found.append((what, marked, id(keyword)))
    best: dict[int, tuple[str, bool]] = {}
    for what, marked, where in found:
        best[where] = (what, marked or best.get(where, ("", False))[1])
    return list(best.values())
