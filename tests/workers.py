"""How `pytest -n 2` shares the tests out: browsers on one worker, the other files on the other.

Two browsers at once would take the time from each other that their tests measure, so tests/browser
is one piece of work, in the order of its files; every other file is a piece of its own. Whoever
has none left takes the next. Last come the browser tests that measure no time: they look at
screens, give way to those that do, and are shared by both workers, the longest first.
Why: docs/decisions/tests-in-two-workers.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BROWSERS = "tests/browser"
WALKING = "tests/browser: the walk"
WALK = ("axe", "policy", "widths")
"""The files of tests/browser, without `test_`, that ask for one walk through every screen
(`walk` in tests/browser/conftest.py): one piece, or it would be walked twice."""
WALKS_FOR = 1800
"""Seconds that the walk may take on a slow machine, where every other test has ten minutes."""
LOOK = (
    *(*WALK, "languages", "comfort", "consent", "script_everywhere", "practice", "reader"),
    "installable",
)
"""Those that look at screens and measure no time, the longest first."""
ON_ONE_SERVER = (
    *("another", "back_to_the_board", "broken", "canvas_list", "canvas_parts", "canvas_places"),
    *("ears", "focus", "gestures", "interleavings", "left_open", "out_of_touch", "phone"),
    *("small_board", "small_choosing", "touch", "view"),
)
"""Those that draw, keep nothing and end what they drew: a server forgets all of it."""
ENGINE_ALONE = (
    *("another", "focus", "phone", "script_everywhere", "small_board", "small_choosing", "touch"),
    "view",
)
"""Those that need no more of Chromium than what makes a page of what a server sends."""
GIVES_WAY = 5
"""How much later a worker's other tests get a core that a browser waits for, as `nice` counts."""
WHOLE = "PEERMAP_WHOLE"
"""Set: all of what `make test` takes a fixed share of (`make whole`)."""
VARIANTS = 1
"""On PostgreSQL a test runs with so many of its values, on SQLite with each of them."""
CHECKED = "PEERMAP_CHECKED"
"""Set by `.ci/run`: `make check` ran tests/house a moment ago, so they are not run twice."""
SAID = "figures"
"""The property of a test's report that carries a line for the end of the run."""


class BrowsersTogether(LoadScopeScheduling):
    """Pieces of work: the browsers that measure, each file outside, the walk, each that looks."""

    def __init__(self, config: pytest.Config, log: Producer | None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the longest piece comes first

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if not file.startswith(f"{BROWSERS}/"):
            return file
        if file in _WALKS:
            return WALKING
        return file if file in _LOOKS else BROWSERS


_LOOKS, _WALKS = (
    frozenset(f"{BROWSERS}/test_{name}.py" for name in names) for names in (LOOK, WALK)
)


def looks_only(item: pytest.Item) -> bool:
    """Whether the test drives a browser and measures no time."""
    return drives_a_browser(item) and _name(item) in LOOK


def on_one_server(module: pytest.Collector | pytest.Item) -> bool:
    """Whether a file of browser tests leaves nothing on its server, and so may share one."""
    return drives_a_browser(module) and _name(module) in ON_ONE_SERVER


def by_the_engine_alone(module: pytest.Collector | pytest.Item) -> bool:
    """Whether a file of browser tests runs without windows, menus, profiles (`light_browser`)."""
    return drives_a_browser(module) and _name(module) in ENGINE_ALONE


def walks(item: pytest.Item) -> bool:
    """Whether the test may be the one that the walk is walked for."""
    return drives_a_browser(item) and _name(item) in WALK


def _name(item: pytest.Collector | pytest.Item) -> str:
    return item.path.stem.removeprefix("test_")


def left_to_the_whole(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Those that run when WHOLE is set: on PostgreSQL a test's second value and what follows; and
    tests/house where CHECKED is.

    What varies in them are rules, and every value is tried on SQLite; that the statements do the
    same on both is what the first shows. The values: in an order that is the same each time.
    """
    items = list(items)
    house = [item for item in items if "house" in item.path.parts] if _is_set(CHECKED) else []
    return house + ([] if _is_set(WHOLE) else _more_values(items))


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name))


def _more_values(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    of: dict[str, list[pytest.Item]] = {}
    for item in items:
        call = getattr(item, "callspec", None)
        if call is not None and call.params.get("database_url") == "postgresql":
            of.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return [item for each in of.values() for item in sorted(each, key=_by_name)[VARIANTS:]]


def _by_name(item: pytest.Item) -> int:
    return crc32(item.nodeid.encode())


def drives_a_browser(item: pytest.Collector | pytest.Item) -> bool:
    """Whether the test is one of tests/browser."""
    return "browser" in item.path.parts


def in_order(items: list[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """One process runs the browsers last, as the quick ones speak first; workers share them first.

    The order of the rest is as collected.
    """
    looking = sorted(filter(looks_only, items), key=lambda item: LOOK.index(_name(item)))
    browsers = [item for item in items if drives_a_browser(item) and item not in looking]
    others = [item for item in items if not drives_a_browser(item)]
    if hasattr(config, "workerinput"):
        return browsers + others + looking
    return others + browsers + looking


def give_way(item: pytest.Item) -> None:
    """Of a worker, let the processor go to the browsers first whose tests measure time.

    The worker stays so, and so does what it starts; nothing that measures follows on it.
    """
    measures = drives_a_browser(item) and not looks_only(item)
    if hasattr(item.config, "workerinput") and not measures and os.nice(0) == 0:
        os.nice(GIVES_WAY)


def said(stats: Mapping[str, list[Any]]) -> Iterator[str]:
    """The lines that tests said, from the reports of any process."""
    for report in (*stats.get("passed", ()), *stats.get("failed", ())):
        yield from (str(line) for name, line in report.user_properties if name == SAID)
