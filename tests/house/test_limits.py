"""docs/limits.md says the numbers that hold, and all of them that slow somebody down."""

import importlib
import re

from peermap_app.live.slow import RATES
from tests.house.code import ROOT

PAGE = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")


def test_every_number_on_the_page_is_the_codes() -> None:
    """Each limit that the page names is a constant with that value."""
    said = re.findall(r"^\| .+? \| (\d+) \| `([\w.]+)\.(\w+)` \|$", PAGE, re.MULTILINE)
    assert len(said) > 20
    wrong = [
        f"{module}.{name}"
        for number, module, name in said
        if getattr(importlib.import_module(module), name) != int(number)
    ]
    assert wrong == []


def test_every_slow_down_is_on_the_page() -> None:
    """Each kind of wrong try with how often it may be, none left out and none made up."""
    said = re.findall(r"^\| .+? \| (\d+ per \d+ \w+) \| `(\w+)` \|$", PAGE, re.MULTILINE)
    assert {kind: rate for rate, kind in said} == RATES


def test_every_file_on_the_page_is_there() -> None:
    """A rule is where the page says."""
    named = set(re.findall(r"`((?:peermap_app|tests)/[\w./]+\.py)`", PAGE))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
