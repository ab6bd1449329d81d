"""Servers with the guard before them; `own_wire` for what moves the clock or uses up tries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from peermap_app import bootstrap
from tests.api.wire import Wire, serving
from tests.one_thread import one_thread_of_a_module
from tests.quick_hashes import quick_hashes, true_hashes

__all__ = ["one_thread_of_a_module", "quick_hashes", "true_hashes"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    """One server for the tests that leave it as it was."""
    async with serving(tmp_path_factory.mktemp("wire")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def wire(shared: Wire) -> Wire:
    """The shared server, whose house is the process's for this test."""
    bootstrap.use_house(shared.world.house)
    return shared


@pytest_asyncio.fixture(loop_scope="module")
async def own_wire(tmp_path: Path) -> AsyncIterator[Wire]:
    """A server for a test that moves the clock, joins or uses up its tries."""
    async with serving(tmp_path) as made:
        yield made
