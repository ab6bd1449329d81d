"""Rule 4 over the wire: while the young person chooses nobody edits, and no worker ever answers.

Sam's own session is the attacker here: the worker who offered this very drawing, with the drawing's
page open, calling everything that the tablet's page can call.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.attacks import confidential as s
from tests.attacks.seed import edits
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full, tries
from tests.attacks.wire import Socket
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
TABLET = full("TabletState.load").rpartition(".")[0]
SAID = {"keep": "yes", "plan": "no", "talk": ""}
SHOWN = SAID | {"mark": "tick", "here": ["friend"], "fine": "", "picture": 1}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Sam and Priya signed in; Sam's tablet at Your map, your say, with two answers given."""
    server = PeerMapServer(tmp_path_factory.mktemp("choosing") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    made.drawings["orphaned tablet"] = ""
    try:
        for name in ("sam", "priya"):
            await made.connect(name, await made.sign_in(name))
        await made.draw("sam", "tablet", made.target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
        await made.call("tablet", "TabletState.finished")
        for statement, value in SAID.items():
            if value:
                said = {"statement": statement, "value": value}
                await made.call("tablet", "TabletState.answer", said)
        await made.call("tablet", "TabletState.say_here", {"who": "friend"})
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def standing(stage: Stage) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the tablet's page shows now, read afresh: what was said, and the picture."""
    tablet = stage.sockets["tablet"]
    tablet.frames.clear()
    await stage.call("tablet", "TabletState.load")
    held = (await tablet.settled())[TABLET]
    assert held["view_rx_state_"]["screen"] == "choosing"
    found = re.findall(r'"snapshot_rx_state_":(\{"serial".*?"lost":\w+\})', "".join(tablet.frames))
    shown = json.loads(found[-1])
    return held["say_rx_state_"], {key: shown[key] for key in ("room", "n", "map")}


async def a_second_page(stage: Stage, name: str) -> Socket:
    """Another page of the same browser, which has read what it may."""
    page = await Socket.open(stage.server.url, stage.cookies[name])
    await page.settled()
    if name == "tablet":
        await page.call(full("TabletState.load"), path="/draw")
    else:
        case = {"case_id": stage.target.case}
        await page.call(full("DrawingState.load"), {}, f"/cases/{stage.target.case}/draw", case)
    await page.settled()
    return page


@pytest.mark.parametrize("name", ["sam", "priya"])
@pytest.mark.attack("others")
async def test_no_session_of_a_worker_answers(stage: Stage, name: str) -> None:
    """Every method of the tablet's page, called with a worker's cookie, from a page that shows the
    drawing: nothing is answered, marked, kept, declined, put by or gone back from."""
    before, rows = await standing(stage), stage.rows()
    assert {key: before[0][key] for key in SAID} == SAID
    page = await a_second_page(stage, "sam") if name == "sam" else stage.sockets[name]
    page.frames.clear()
    called = [each for each in tries(stage.target) if each.name.startswith("TabletState.")]
    assert len(called) >= 20
    for each in called:
        await page.call(full(each.name), each.payload, each.path, each.params)
    await page.call(full("TabletState.answer"), {"statement": "talk", "value": "yes"}, "/draw")
    for shown in (SHOWN, {}):
        await page.call(full("TabletState.keep"), {"shown": shown}, "/draw")
    held = await page.settled()
    assert held[TABLET]["say_rx_state_"]["keep"] == ""
    assert await standing(stage) == before
    assert stage.rows() == rows


def _copy(picture: dict[str, Any], **changed: Any) -> dict[str, Any]:
    carry = {"answers": {"keep": "yes", "plan": "yes", "talk": "yes"}, "mark": {"kind": "tick"}}
    return {"n": picture["n"], "map": picture["map"], "done": [], "carry": carry, **changed}


@pytest.mark.parametrize("name", ["sam", "tablet"])
@pytest.mark.parametrize("second", [False, True], ids=["first page", "second page"])
@pytest.mark.attack("forged")
async def test_nobody_edits_while_they_choose(stage: Stage, name: str, *, second: bool) -> None:
    """Edits and copies from the worker's page, from the tablet and from a second page of either
    change neither the picture nor what was said about it."""
    before = await standing(stage)
    page = await a_second_page(stage, name) if second else stage.sockets[name]
    state = "TabletState" if name == "tablet" else "DrawingState"
    case = {} if name == "tablet" else {"case_id": stage.target.case}
    path = "/draw" if name == "tablet" else f"/cases/{stage.target.case}/draw"
    empty = {"people": [], "places": [], "ties": [], "strokes": [], "stickers": []}
    for method, payload in (
        ("edits", {"edits": edits("ZZ", "a bench", "7")}),
        ("seed", {"copy": _copy(before[1])}),
        ("seed", {"copy": _copy(before[1], map=empty)}),
        ("seed", {"copy": _copy(before[1], n=before[1]["n"] + 5, map=empty)}),
        ("edits", {"edits": edits("ZZ", "a bench", "8")}),
    ):
        await page.call(full(f"{state}.{method}"), payload, path, case)
    await page.settled()
    assert await standing(stage) == before


@pytest.mark.attack("forged")
async def test_what_is_kept_is_what_was_seen_and_said(stage: Stage) -> None:
    """After all of that the tablet makes a mark and keeps: the version that stood still, once."""
    await stage.call("tablet", "TabletState.tick")
    other = ({"talk": "yes"}, {"more": "yes"}, {"here": "friend"}, {"picture": True})
    for unlike in ({}, None, [SHOWN], *(SHOWN | each for each in other), "yes"):
        await stage.call("tablet", "TabletState.keep", {"shown": unlike})
        held = (await stage.sockets["tablet"].settled())[TABLET]
        assert held["view_rx_state_"]["screen"] == "choosing"
    await stage.call("tablet", "TabletState.keep", {"shown": SHOWN})
    held = (await stage.sockets["tablet"].settled())[TABLET]
    assert held["view_rx_state_"]["ending"] == "kept"
    assert {key: held["say_rx_state_"][key] for key in SAID} == SAID
    assert held["say_rx_state_"]["here"] == ["friend"]
    kept = [key for table, key in stage.rows() if table == "kept_map"]
    assert len(kept) == 4  # three that were seeded, and this one
