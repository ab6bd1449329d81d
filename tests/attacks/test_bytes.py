"""Packets of bytes, which Socket.IO collects until they are whole: none is begun."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.attacks.counted import Tried
from tests.attacks.plain import well
from tests.attacks.stage import Stage
from tests.attacks.wire import Closed, Socket

pytestmark = pytest.mark.asyncio(loop_scope="module")

FEW_MB = 12


def memory(stage: Stage) -> int:
    """MB that the server holds."""
    process = stage.server.running.process.pid
    told = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(told.partition("VmRSS:")[2].split()[0]) // 1024


async def fed(page: Socket) -> None:
    """Send bytes, as if they were what was announced."""
    for _ in range(20):
        await page.raw(b"\x00" * 45_000)
    await page.settled()


@pytest.mark.attack("malformed", tries=10)
@pytest.mark.parametrize(
    "announced",
    [
        '459999999-/_event,["event",{"_placeholder":true,"num":0}]',
        '469999999-/_event,1[{"_placeholder":true,"num":0}]',
        "",
    ],
    ids=["event", "answer", "none"],
)
async def test_announced_bytes_fill_no_memory(stage: Stage, tried: Tried, announced: str) -> None:
    """Pieces of 45 KB for a packet that never ends, over many sockets: each ends at the first, a
    row says so, and what the server holds stays what it was."""
    before, away = memory(stage), stage.turned_away("jo")
    for _ in range(10):
        page = await Socket.open(stage.server.url, stage.cookies["jo"])
        await page.settled()
        if announced:
            await page.raw(announced)
        with pytest.raises(Closed):
            await fed(page)
        await page.close()
        tried("malformed")
    assert memory(stage) - before < FEW_MB
    for _ in range(100):
        if told := set(stage.turned_away("jo") - away):
            break
        await asyncio.sleep(0.05)
    assert told == {("event", "binary")}
    await well(stage)
