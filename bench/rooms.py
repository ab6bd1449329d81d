"""Nineteen more drawings beside the measured one, each with a tablet and a worker's page.

Pages without a browser (bench/wire.py): they load the server as twenty rooms do, and leave the
processor to the two browsers whose edits are measured.
"""

import asyncio
import contextlib
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date

import httpx

from bench import story
from bench.full_board import full_board
from bench.wire import WirePage, wire_page
from peermap_app.services.demo import CASES, PRIYA, SAM
from peermap_app.state.drawing import DrawingState
from peermap_app.state.tablet import TabletState
from tests.servers import PeerMapServer

OTHERS = {SAM: 11, PRIYA: 8}
"""Beside Sam's measured one, nineteen; nobody has more than twelve drawings at once (limits.md)."""
WORKER, TABLET = DrawingState.get_full_name(), TabletState.get_full_name()
BETWEEN_S = 0.3
"""From the push of an edit to the next one in the same room: somebody who draws without a pause."""


@dataclass
class Room:
    """One drawing: the tablet that draws, the worker's page that hears of it."""

    name: str
    tablet: WirePage
    worker: WirePage
    heard: int = 0

    async def fill(self) -> None:
        """The full board, as in the measured room."""
        for edit in story.board_edits(full_board()):
            await self._edit(edit["id"], edit["ops"])

    async def draw_on(self) -> None:
        """Move somebody to and fro until cancelled; the next once the worker's page has heard."""
        while True:
            x = 200 if self.heard % 2 else 240
            move = {"op": "move_person", "id": "person07", "x": x, "y": 120, "place": None}
            edit_id = f"{self.name}{self.heard:08}"
            await self._edit(edit_id, [move])
            while edit_id not in await self._pushed():
                pass
            self.heard += 1
            await asyncio.sleep(BETWEEN_S)

    async def _pushed(self) -> list[str]:
        """The ids in the next push to the worker's page."""
        push = await self.worker.until("drawing_state", "incoming")
        return [each["edit"]["id"] for each in push.get("edits", [])]

    async def _edit(self, edit_id: str, ops: Sequence[object]) -> None:
        await self.tablet.send(f"{TABLET}.edits", edits=[{"id": edit_id, "ops": ops}])
        answered = await self.tablet.until("tablet_state", "answered")
        if answered["refused"]:
            raise AssertionError(f"an edit was refused: {answered['refused']}")


def add_cases(server: PeerMapServer) -> dict[str, list[str]]:
    """Give each so many more cases, as an allocations file does; references by worker's e-mail."""
    added: dict[str, list[str]] = {}
    out = io.StringIO()
    lines = csv.writer(out)
    headings = ("case reference", "initials", "year of birth", "worker name", "worker e-mail")
    lines.writerow((*headings, "worker phone", "team", "supervisor e-mail", "from", "to"))
    since = date.today().replace(day=1).isoformat()
    for who, many in OTHERS.items():
        boss = next(case.supervisor.email for case in CASES if case.worker is who)
        added[who.email] = [f"R{who.name[0]}-{number:04}" for number in range(many)]
        for reference in added[who.email]:
            held = (reference, "K", 2011, who.name, who.email, who.phone, who.team, boss, since, "")
            lines.writerow(held)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(out.getvalue())
        file.flush()
        server.peermap("import-allocations", file.name)
    return added


@contextlib.asynccontextmanager
async def drawing(url: str, cases: Sequence[tuple[str, str]]) -> AsyncIterator[list[Room]]:
    """A room on each case, all of them drawing meanwhile; they end with the block.

    Args:
        cases: of each, the Cookie header of the worker whose it is, and its id.

    Raises:
        AssertionError: a room drew nothing meanwhile, so that it was no load.
    """
    async with contextlib.AsyncExitStack() as stack:
        rooms = [await _room(stack, url, cookie, case_id) for cookie, case_id in cases]
        async with asyncio.TaskGroup() as filling:
            for room in rooms:
                filling.create_task(room.fill())
        drawing = [asyncio.create_task(room.draw_on()) for room in rooms]
        try:
            yield rooms
        finally:
            for task in drawing:
                task.cancel()
            ended = await asyncio.gather(*drawing, return_exceptions=True)
        broken = [each for each in ended if not isinstance(each, asyncio.CancelledError)]
        if broken or not all(room.heard for room in rooms):
            raise AssertionError(f"not all rooms drew: {[r.heard for r in rooms]}, {broken}")


async def _room(stack: contextlib.AsyncExitStack, url: str, cookie: str, case_id: str) -> Room:
    """Offer, join, confirm, start, by the same doors as in browsers."""
    path, query = f"/cases/{case_id}/draw", {"case_id": case_id}
    worker = await stack.enter_async_context(wire_page(url, cookie, path, query))
    await worker.send(f"{WORKER}.load")
    code = "".join((await worker.until("drawing_state", "offer"))["code"])
    device = await _join(url, code)
    tablet = await stack.enter_async_context(wire_page(url, device, "/draw"))
    await tablet.send(f"{TABLET}.load")
    await _screen(tablet, "tablet_state", "waiting")
    await worker.send(f"{WORKER}.that_is_ours")
    await _screen(tablet, "tablet_state", "ready")
    await tablet.send(f"{TABLET}.start")
    await _screen(tablet, "tablet_state", "drawing")
    await _screen(worker, "drawing_state", "drawing")
    return Room(f"room{case_id[:6]}", tablet, worker)


async def _join(url: str, code: str) -> str:
    """Take a drawing by its code; the tablet's Cookie header."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        answer = await client.post("/join", data={"code": code}, headers={"Origin": url})
    if answer.status_code != 303:
        raise AssertionError(f"the code was not taken: {answer.status_code}")
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


async def _screen(page: WirePage, state: str, wanted: str) -> None:
    """Wait until a page is told to show this screen."""
    while (await page.until(state, "view"))["screen"] != wanted:
        pass
