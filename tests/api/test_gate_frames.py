"""Frames that bring no message: a socket may send a few, and is ended for a flood of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import websockets

from peermap_app.api.gate_frames import BURST
from tests.api.wire import NAME, SOCKET, Wire, serving
from tests.drawing_builders import sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def wire(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    """A server of this module's own."""
    async with serving(tmp_path_factory.mktemp("frames")) as made:
        yield made


async def ends(wire: Wire, first: bytes, frame: bytes, times: int, last: bytes) -> bool:
    """Whether the socket ends before it tells that what was sent after all of them came."""
    address = f"ws://127.0.0.1:{wire.port}{SOCKET}?token={NAME}&count=1"
    async with websockets.connect(
        address,
        origin=wire.url,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"peermap_session={await sign_in(wire.world)}"},
    ) as page:
        await page.recv()
        page.transport.write(first + frame * times + last)
        try:
            async with asyncio.timeout(10):
                await page.recv()
        except websockets.ConnectionClosed:
            return True
        return False


def masked(opcode: int, data: bytes, *, fin: bool = True) -> bytes:
    """A frame as a client sends it."""
    return bytes([(128 if fin else 0) | opcode, 128 | len(data)]) + bytes(4) + data


END = masked(1, b"42end")
PIECES = masked(1, b"42e", fin=False), masked(0, b"", fin=False), masked(0, b"nd")
PINGS = b"", masked(9, b"x"), END
PONGS = b"", masked(10, b"x"), END


@pytest.mark.parametrize(
    ("first", "frame", "last"), [PIECES, PINGS, PONGS], ids=["pieces", "pings", "pongs"]
)
async def test_a_flood_of_them_ends_the_socket(
    wire: Wire, first: bytes, frame: bytes, last: bytes
) -> None:
    """A few are a program's own way of speaking, and what follows them is heard."""
    assert not await ends(wire, first, frame, BURST // 2, last)
    assert await ends(wire, first, frame, BURST * 3, last)
