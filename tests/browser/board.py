"""What is on the board, for who looks at it, and what it says of itself."""

from __future__ import annotations

from playwright.async_api import Locator, Page

from peermap_app.words import young

SAID = young.BOARD
BOARD = ".pm-board:not(.pm-still)"
SPOT = """(el) => {
  const box = el.querySelector(":scope > :first-child").getBBox();
  return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
}"""
"""The middle of something on the board, in its own units, whatever the view."""


def on(page: Page, kind: str) -> Locator:
    """Everything of one kind on the board: person, place, tie, sticker."""
    return page.locator(f"{BOARD} .pm-svg .pm-{kind}")


def status(page: Page) -> Locator:
    """What the board tells a screen reader."""
    return page.locator(f'{BOARD} .pm-only-read[role="status"]')
