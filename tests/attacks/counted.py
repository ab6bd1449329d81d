"""Tries, counted by family: what was tried, told above pytest's summary, in whichever process.

    @pytest.mark.attack("host")                 one try for each item
    @pytest.mark.attack("malformed", tries=900) at least so many, told by the fixture `tried`

An item may carry several of these marks; each try asserts what came of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pytest

FAMILIES: Mapping[str, str] = {
    "others": "other team's ids in every argument",
    "forged": "replayed and forged events",
    "spoofed": "spoofed paths and tokens",
    "cross-site": "cross-site form posts and websockets",
    "sessions": "session fixation, and theft after sign-out",
    "guessing": "code, PIN and password guessing in parallel",
    "malformed": "oversized, deep, malformed Unicode, null bytes, of another type",
    "script": "script in every text field and in the CSV",
    "paths": "path tricks on assets and pages",
    "headers": "header injection and smuggling",
    "host": "Host poisoning and forwarded headers",
    "formulas": "formulas and markup in exports",
    "races": "two accepts, two keeps, revoke while reading",
    "moved": "a copied row between cases",
    "stolen": "a database, a Redis dump and a log taken by a stranger",
    "left open": "a page left open over role changes",
}
LEAST = 300
KEPT = "attack"
"""The property of a report under which an item's tries are handed to whoever sums them up."""


def declared(item: pytest.Item) -> Counter[str]:
    """What an item says that it tries at least, by family."""
    found: Counter[str] = Counter()
    for mark in item.iter_markers(KEPT):
        for family in mark.args:
            assert family in FAMILIES, (item.nodeid, family)
            found[family] += mark.kwargs.get("tries", 1)
    return found


class Tried:
    """What the fixture `tried` is: told how many tries a test made."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()

    def __call__(self, family: str, several: int = 1) -> None:
        """So many more."""
        self.told[family] += several


def keep(item: pytest.Item, tried: Tried | None) -> None:
    """Leave an item's tries where its report carries them along.

    Raises AssertionError when it made fewer than it declares.
    """
    for family, least in declared(item).items():
        made = tried.told[family] if tried else least
        assert made >= least, (family, made, least)
        item.user_properties.append((KEPT, [family, made]))


def summed(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """The tries of all tests that passed."""
    found: Counter[str] = Counter()
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == KEPT and report.when == "call":
                found[value[0]] += int(value[1])
    return found


def lines(found: Mapping[str, int]) -> Sequence[str]:
    """One line for each family, and the sum; none when nothing was tried."""
    if not found:
        return ()
    each = [f"  {found.get(key, 0):>6}  {key}: {what}" for key, what in FAMILIES.items()]
    return ("tries of the attack suite:", *each, f"  {sum(found.values()):>6}  in all")
