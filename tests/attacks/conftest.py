"""`stage`, for the tests here that need no cast of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.attacks import confidential as s
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.servers import PeerMapServer, free_port


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Sam is signed in with a drawing on a tablet; Jo works elsewhere."""
    server = PeerMapServer(tmp_path_factory.mktemp("attacked") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    made.drawings["orphaned tablet"] = ""
    try:
        for name in ("sam", "jo"):
            await made.connect(name, await made.sign_in(name))
        await made.draw("sam", "tablet", made.target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)
