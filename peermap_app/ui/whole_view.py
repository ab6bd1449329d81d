"""Puts `whole_view.js` between Reflex's socket and the page: a cut empties no page for a moment."""

from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

from .own_origin import STATE_JS

SOURCE = Path(__file__).with_suffix(".js")
PLACE = "utils/whole_view.js"
IMPORT = 'import { inOnePiece, wasTold } from "$/utils/whole_view";\n'
AFTER = 'import env from "$/env.json";\n'
CHANGES = (
    (AFTER, AFTER + IMPORT),
    (
        '  socket.current.on("event", (update) => {\n',
        '  socket.current.on("event", inOnePiece((update) => {\n',
    ),
    (
        '  });\n  socket.current.on("new_token"',
        '  }));\n  socket.current.on("new_token"',
    ),
    # A page whose very first try failed is still a page that was only now opened (state/held.py).
    (
        "      socket.current.auth = bootAuth(false);\n",
        "      socket.current.auth = bootAuth(!wasTold());\n",
    ),
)


def in_one_piece(state_js: str) -> str:
    """The text of Reflex's state.js with its updates handed through ours; unchanged if they are.

    Raises:
        ValueError: a new Reflex writes one of these places differently.
    """
    if IMPORT in state_js:
        return state_js
    for before, after in CHANGES:
        if state_js.count(before) != 1:
            raise ValueError("the updates in Reflex's state.js are not as peermap_app/ui knows")
        state_js = state_js.replace(before, after)
    return state_js


def whole_view() -> tuple[str, str]:
    """Where the script goes in `.web`, and its text."""
    return PLACE, SOURCE.read_text(encoding="utf-8")


class WholeView(Plugin):
    """A Reflex plugin that adds the script and its place at every compilation."""

    def pre_compile(self, **context: Any) -> None:
        """Register both; Reflex calls this before it writes `.web`."""
        context["add_save_task"](whole_view)
        context["add_modify_task"](STATE_JS, in_one_piece)
