"""A world that the states of pages find by themselves, with what is pushed to pages caught."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from peermap_app import bootstrap
from peermap_app.live import push
from peermap_app.live.pages import pages
from tests.drawing_builders import World, a_world, some_settings
from tests.one_thread import one_thread
from tests.quick_hashes import quick_hashes
from tests.state.open_page import Wire

__all__ = ["one_thread", "quick_hashes"]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """What was pushed to each page; every page is connected."""
    caught = Wire()
    monkeypatch.setattr(push, "to_page", caught.to_page)
    monkeypatch.setattr(push, "connected", lambda token: True)
    monkeypatch.setattr(push, "lead_away", caught.lead_away)
    return caught


@pytest.fixture
async def world(tmp_path: Path, wire: Wire) -> AsyncIterator[World]:
    """A house on SQLite in which hints reach the pages that entered."""
    made = await a_world(some_settings(tmp_path), pages=pages)
    bootstrap.use_house(made.house)
    yield made
    await pages.settled()  # a page that still reads would leave a connection open
    for token in {token for token, _ in pages._entries}:
        pages.leave(token)
    await bootstrap.close_house(made.house)
