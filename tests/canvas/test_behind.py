"""Whether a page must load, having heard a beat: by the screen it shows and the one it heard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peermap_app.state.tablet_shown import _SCREENS
from peermap_app.ui.pages import tablet
from tests.canvas.conftest import Model

QUESTIONS = ("what_if", "here", "not_sure", "dont_keep", "finish_later")
SCREENS = tuple(_SCREENS.values())


def loads(model: Model, here: str) -> set[str]:
    """The screens that, told by a beat, make a page that shows `here` load."""
    return {there for there in SCREENS if model.ask("behind", here=here, there=there)}


@pytest.mark.parametrize("here", [each for each in SCREENS if each != "over"])
def test_any_other_phase_loads(model: Model, here: str) -> None:
    """A page at a phase of the drawing loads when the server is at another, its end above all."""
    assert loads(model, here) == set(SCREENS) - {here}


@pytest.mark.parametrize("here", QUESTIONS)
def test_a_question_stands_while_they_choose_or_have_put_it_by(model: Model, here: str) -> None:
    """A question in between is not taken away, and does not outlast an end or a way back."""
    assert loads(model, here) == set(SCREENS) - {"choosing", "later"}


@pytest.mark.parametrize("here", ["over", "", "unheard_of"])
def test_what_is_over_or_not_known_loads_nothing(model: Model, here: str) -> None:
    """A late beat blanks no screen that is shown once, and a page that is loading waits for it."""
    assert loads(model, here) == set()


def test_a_beat_without_a_screen_loads_nothing(model: Model) -> None:
    """No beat yet, or one that names no phase."""
    for there in ("", None):
        assert not model.ask("behind", here="drawing", there=there)


def test_each_screen_of_the_tablet_is_a_phase_or_a_question() -> None:
    """A screen that nobody put into either list would hear no beat."""
    page = Path(tablet.__file__).read_text()
    screens = page[page.index("def _screens(") : page.index("def _told(")]
    shown = set(re.findall(r'^ +\("(\w+)", ', screens, re.MULTILINE))
    assert shown == {*SCREENS, *QUESTIONS} - {"drawing"}
