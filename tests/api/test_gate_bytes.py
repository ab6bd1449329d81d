"""How much one message holds and how much comes in a second: enough for the longest drawing, and
for nobody who only wants to keep the server reading."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

import pytest
import websockets

from peermap_app.api import gate_bytes
from peermap_app.api.gate_size import MOST_EVENT
from peermap_app.domain import consent, map_parts
from peermap_app.domain.peer_map import from_wire
from peermap_app.serve import MOST_MESSAGE
from tests.api.wire import EVENT, NAME, SOCKET, Wire
from tests.drawing_builders import sign_in
from tests.servers import ROOT

over_the_wire = pytest.mark.asyncio(loop_scope="module")

CANVAS = ROOT / "peermap_app" / "ui" / "canvas"
FAR = -map_parts.REACH


async def send(wire: Wire, cookie: str, messages: list[str]) -> tuple[list[str], float]:
    """All at once on one socket: what arrived, by its first word, and the seconds it took."""
    address = f"ws://127.0.0.1:{wire.port}{SOCKET}?token={NAME}&count=1"
    headers = {"Cookie": f"peermap_session={cookie}"}
    async with websockets.connect(
        address,
        origin=wire.url,  # type: ignore[arg-type]
        additional_headers=headers,
    ) as page:
        await page.recv()
        began = time.monotonic()
        for each in (*messages, "end"):
            await page.send(EVENT + each)
        return json.loads(await page.recv()), time.monotonic() - began


def a_flood(kilobytes: int, of: int = 8) -> list[str]:
    return [f"{n} ".ljust(of * 1000, "x") for n in range(kilobytes // of)]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 KB at once, then 80 KB a second: a test need not send what a flood sends."""
    monkeypatch.setattr(gate_bytes, "BURST", 40_000)
    monkeypatch.setattr(gate_bytes, "PER_SECOND", 80_000)


@over_the_wire
async def test_what_comes_too_fast_waits_and_arrives(own_wire: Wire, narrow: None) -> None:
    """A flood is read at the pace that is allowed; nothing of it is lost or changes its order."""
    flood = a_flood(120)
    arrived, seconds = await send(own_wire, await sign_in(own_wire.world), flood)
    assert arrived == [str(n) for n in range(len(flood))]
    assert seconds > 0.9  # 120 KB, less the 40 that may come at once, at 80 a second


@over_the_wire
async def test_messages_that_hold_nothing_are_messages(own_wire: Wire, narrow: None) -> None:
    """Each has to be looked at: six hundred of a letter or two are no lighter than 120 KB."""
    flood = [str(n % 10) for n in range(600)]
    arrived, seconds = await send(own_wire, await sign_in(own_wire.world), flood)
    assert arrived == flood
    assert seconds > 0.9


@over_the_wire
async def test_many_sockets_of_one_cookie_are_no_faster_than_one(
    own_wire: Wire, narrow: None
) -> None:
    """The bound is the session's: who opens more pages reads no more; another session waits for
    none of it."""
    sam, priya = await sign_in(own_wire.world), await sign_in(own_wire.world, "priya")
    began = time.monotonic()
    slow = asyncio.gather(*(send(own_wire, sam, a_flood(32)) for _ in range(5)))
    arrived, _ = await send(own_wire, priya, a_flood(32))
    assert len(arrived) == 4
    assert not slow.done()
    assert [len(each) for each, _ in await slow] == [4] * 5
    assert time.monotonic() - began > 1.4  # 160 KB, less 40, at 80 a second


def test_a_long_drawing_made_without_a_connection_waits_for_nothing() -> None:
    """Ten boards full of ink, each stroke as long as our pages make them, come in all at once."""
    points, pressed = thinned()[0]
    op = {"op": "add_stroke"} | a_stroke(0, points, pressed)
    one = len(json.dumps({"id": an_id("edit", 0), "ops": [op]}, separators=(",", ":")))
    assert 10 * map_parts.MOST_STROKES * one < gate_bytes.BURST


def test_the_fullest_board_is_one_event() -> None:
    """A page gives its whole copy back in one message: the fullest that our pages can draw, with a
    mark, and also one with the longest strokes of a finger that the domain takes."""
    for points, pressed in thinned():
        assert 1.8 * sent(a_full_copy(points, pressed)) < MOST_EVENT
    board = a_full_copy(map_parts.MOST_POINTS, False, near=True)
    assert sent(board) < MOST_EVENT
    assert most_letters() * 2 < MOST_EVENT  # a label's letters are three bytes each in some scripts


def test_what_is_too_large_for_an_event_still_comes_in() -> None:
    """The sentence is the server's: three times the largest event reaches what says it."""
    assert 3 * MOST_EVENT < MOST_MESSAGE <= gate_bytes.BURST


def sent(copy: dict[str, Any]) -> int:
    """Bytes of the message in which a page sends it."""
    data = {"pathname": "/draw", "asPath": "/draw", "query": {}}
    event = {"name": "x" * 80, "payload": {"copy": copy}, "router_data": data}
    written = json.dumps(["event", event], ensure_ascii=False, separators=(",", ":"))
    return len(written.encode()) + 100


def thinned() -> list[tuple[int, bool]]:
    """(points, with pressure) of the longest strokes that our pages send."""
    code = (CANVAS / "thin.js").read_text()
    return [(_number(code, "MOST_SENT"), False), (_number(code, "MOST_PRESSED"), True)]


def most_letters() -> int:
    """Of one sending of edits."""
    return _number((CANVAS / "sync.js").read_text(), "MOST_LETTERS")


def _number(code: str, name: str) -> int:
    found = re.search(rf"const {name} = ([0-9_]+)", code)
    assert found is not None
    return int(found[1])


def an_id(kind: str, number: int) -> str:
    return f"{kind:x<22}{number:02}"


def a_stroke(number: int, points: int, pressed: bool, *, near: bool = False) -> dict[str, Any]:
    at = -999 if near else FAR
    made = {"id": an_id("stroke", number), "colour": "coral", "size": map_parts.MOST_SIZE}
    press = {"press": [map_parts.MOST_PRESS] * points} if pressed else {}
    return made | {"points": [at] * (2 * points)} | press


def a_full_copy(points: int, pressed: bool, *, near: bool = False) -> dict[str, Any]:
    """Everything of a board as often as there may be of it, each as long as it can be written."""
    spot = {"x": FAR, "y": FAR, "colour": "lilac"}
    people = [
        {"id": an_id("person", n), "kind": "grown_up", "initials": "ԱԲԳ", "matters": False}
        | {"place": an_id("place", n % map_parts.MOST_PLACES), "shape": "round", **spot}
        for n in range(map_parts.MOST_PEOPLE)
    ]
    places = [
        {"id": an_id("place", n), "kind": "school", "label": "Ա" * map_parts.LONGEST_LABEL}
        | {"w": map_parts.MOST_PLACE, "h": map_parts.MOST_PLACE, "feeling": "up_and_down", **spot}
        for n in range(map_parts.MOST_PLACES)
    ]
    pairs = [(a["id"], b["id"]) for n, a in enumerate(people) for b in people[:n]]
    ties = [
        {"id": an_id("tie", n), "a": a, "b": b, "feeling": "up_and_down"}
        for n, (a, b) in enumerate(pairs[: map_parts.MOST_TIES])
    ]
    strokes = [a_stroke(n, points, pressed, near=near) for n in range(map_parts.MOST_STROKES)]
    board = {"people": people, "places": places, "ties": ties, "strokes": strokes}
    from_wire(board)  # it is one that the domain takes
    mark = {"kind": "squiggle", "strokes": [[999] * consent.MOST_MARK_NUMBERS]}
    known = [
        an_id("edit", n % 100)
        for n in range(_number((CANVAS / "sync.js").read_text(), "MOST_KNOWN"))
    ]
    return {"n": 9999, "map": board, "done": known, "carry": {"mark": mark, "note": "x" * 600}}
