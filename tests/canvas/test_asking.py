"""When a worker's browser is asked for alerts, what the card says of it, and the app's badge."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from peermap_app.words import push_words
from tests.canvas.conftest import _node

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ASKING = ROOT / "peermap_app" / "ui" / "push" / "asking.js"
NOBODY_HERE = ROOT / "assets" / "nobody-here.js"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/144.0 Mobile Safari/537.36"


def looked(
    *states: dict[str, object], agent: str = ANDROID, push: bool = True, home: bool = False
) -> dict[str, Any]:
    """What the card shows in each state, and what the browser was asked and told."""
    asked = {"browser": {"agent": agent, "push": push, "homeScreen": home}, "states": states}
    command = [
        *(_node(), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(HERE / "asking.mjs")),
        *(str(ASKING), str(NOBODY_HERE), json.dumps(asked)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def state(permission: str = "default", *, here: bool = False, held: bool = True) -> dict[str, Any]:
    """What the browser says of itself, and what the server has of it."""
    return {"permission": permission, "here": here, "held": held}


def test_the_browser_asks_only_when_its_owner_tapped() -> None:
    """Looking at the card asks for nothing, in whatever state; one tap asks once."""
    states = [state(one, here=here) for one in ("default", "granted") for here in (True, False)]
    found = looked(*states)
    assert (found["asksBefore"], found["asks"], found["answer"]) == (0, 1, "granted")


def test_it_is_on_where_browser_and_server_agree() -> None:
    """One of the two alone is off, and a tap mends it; a browser that said no is told how to."""
    found = looked(
        state("granted", here=True),
        state("granted", here=True, held=False),
        state("granted"),
        state("default", here=True),
        state("denied", here=True),
    )
    assert found["shown"] == ["on", "off", "off", "off", "blocked"]


@pytest.mark.parametrize(
    ("agent", "push", "home", "shown"),
    [
        (IPHONE, False, False, "ios"),
        (IPHONE, False, True, "cannot"),
        (IPHONE, True, True, "off"),
        (ANDROID, False, False, "cannot"),
    ],
)
def test_an_iphone_goes_to_the_home_screen_first(
    agent: str, push: bool, home: bool, shown: str
) -> None:
    """Its browser has no pushes before that: the card says how. Nobody else is sent there."""
    assert looked(state(), agent=agent, push=push, home=home)["shown"] == [shown]
    assert {"ios", "ios_how", "cannot", "blocked", "on", "off"} <= push_words.CARD.keys()
    assert "Add to Home Screen" in push_words.CARD["ios_how"]


def test_what_a_phone_will_show_stands_beside_the_button() -> None:
    """Before anybody is asked: that something waits, and neither a name nor a case."""
    assert "only says that something waits" in push_words.CARD["why"]
    assert "No names, no case" in push_words.CARD["why"]


def test_the_badge_counts_for_nobody_at_the_door() -> None:
    """Whoever is signed out has no number on the app's sign."""
    assert looked()["cleared"] == 1
