"""What a page is told of its own edits: what became of them, and with it what is new on the board.

In one push: the page that drew need not be woken by the hint of its own edit, which would ask once
more who is there, a moment after this very call asked it.
"""

from __future__ import annotations

from typing import Any

from peermap_app.live.pages import pages
from peermap_app.services import drawings
from peermap_app.services.ports import Applied


def drawn(token: str, applied: Applied, language: str = "") -> dict[str, Any]:
    """The vars of a board, `answered` and perhaps `incoming`; see `drawings.answered_wire`."""
    told: dict[str, Any] = {"answered": drawings.answered_wire(applied, language)}
    if applied.edits and pages.told(token, applied.number):
        told["incoming"] = drawings.Newest.of(applied).wire()
    return told
