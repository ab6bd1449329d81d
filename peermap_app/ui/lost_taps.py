"""Puts `lost_taps.js` before Reflex's own connection, in the code that every page loads anyway.

It has to run before the library of the socket takes the browser's WebSocket for its own. As a
script by itself in the head it held up the first sight of every page for a journey to the server.
"""

from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

from .own_origin import STATE_JS

SOURCE = Path(__file__).with_suffix(".js")
PLACE = "utils/lost_taps.js"
IMPORT = 'import "$/utils/lost_taps";\n'


def first_of_all(state_js: str) -> str:
    """The text of Reflex's state.js with our import before its own; unchanged if it is there."""
    return state_js if IMPORT in state_js else IMPORT + state_js


def lost_taps() -> tuple[str, str]:
    """Where the script goes in `.web`, and its text."""
    return PLACE, SOURCE.read_text(encoding="utf-8")


class LostTaps(Plugin):
    """A Reflex plugin that adds the script and its import at every compilation."""

    def pre_compile(self, **context: Any) -> None:
        """Register both; Reflex calls this before it writes `.web`."""
        context["add_save_task"](lost_taps)
        context["add_modify_task"](STATE_JS, first_of_all)
