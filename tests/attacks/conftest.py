"""`stage`, for the tests here that need no cast of their own; what all their servers are asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.attacks import confidential as s
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.log_lines import faults
from tests.servers import PeerMapServer, free_port


@pytest.fixture(scope="module", autouse=True)
def _nothing_unexpected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """When a module's servers have stopped: whatever was sent to them, none of it met what nobody
    expected, and each of their lines is one of a log's. Zero crashes, also of one handler alone."""
    base = tmp_path_factory.getbasetemp()
    before = _logs(base)
    yield
    found = {log: faults(log.read_text(errors="replace")) for log in _logs(base) - before}
    assert {log.parent.parent.name: several for log, several in found.items() if several} == {}


def _logs(base: Path) -> set[Path]:
    return {log.resolve() for log in base.glob("*/var*/server.log")}


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
