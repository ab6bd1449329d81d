"""Rules 4 and 10 over the wire: what a second page of the same tablet, or a page that sends more
than a page can have to say, does while the young person chooses.

The attacker holds the tablet's own cookie; nothing of it is a worker's.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.attacks import confidential as s
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.attacks.wire import Closed, Socket
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
TABLET = full("TabletState.load").rpartition(".")[0]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Sam's tablet at Your map, your say, with nothing said yet."""
    server = PeerMapServer(tmp_path_factory.mktemp("second") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    made.drawings["orphaned tablet"] = ""
    try:
        await made.connect("sam", await made.sign_in("sam"))
        await made.draw("sam", "tablet", made.target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
        await made.call("tablet", "TabletState.finished")
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def does(page: Socket, name: str, **payload: Any) -> dict[str, Any]:
    """One call of the tablet's page; all that its state holds afterwards."""
    await page.call(full(f"TabletState.{name}"), payload, "/draw")
    held: dict[str, Any] = (await page.settled())[TABLET]
    return held


async def opened(stage: Stage) -> Socket:
    """One more page of the tablet."""
    page = await Socket.open(stage.server.url, stage.cookies["tablet"])
    await page.settled()
    await does(page, "load")
    return page


def copied(page: Socket) -> dict[str, Any]:
    """The board's copy that a page has been sent."""
    found = re.findall(r'"snapshot_rx_state_":(\{"serial".*?"lost":false\})', "".join(page.frames))
    board = json.loads(found[-1])
    return {"n": board["n"], "map": board["map"], "done": board["done"], "carry": {}}


@pytest.mark.attack("forged")
async def test_what_one_page_waits_to_say_is_not_said_in_the_next_choosing(stage: Stage) -> None:
    """After a restart the first page says Yes before the server has a picture; a second page goes
    back and begins another choosing; the first page's copy then brings no Yes into it."""
    watching = await opened(stage)
    copy = copied(watching)
    await watching.close()
    for name in ("sam", "tablet"):
        await stage.sockets.pop(name).close()
    await asyncio.to_thread(stage.server.stop)
    await asyncio.to_thread(stage.server.start_again)
    first, second = await opened(stage), await opened(stage)
    held = await does(first, "answer", statement="keep", value="yes")
    assert "lost touch" in held["notice_rx_state_"]
    await does(second, "go_back")
    await does(second, "seed", copy=copy)
    held = await does(second, "finished")
    assert held["view_rx_state_"]["screen"] == "choosing"
    await does(first, "seed", copy=copy)
    held = await does(second, "load")
    assert held["say_rx_state_"]["keep"] == ""
    held = await does(second, "answer", statement="keep", value="not_sure")
    assert held["say_rx_state_"]["keep"] == "not_sure"
    stage.sockets |= {"first": first, "second": second}


@pytest.mark.attack("malformed")
async def test_more_than_a_board_holds_is_answered_with_a_sentence(stage: Stage) -> None:
    """650 KB of labels to be screened are not read at all: the page says so and stays as it was, a
    row says so too, and the very same socket is served as ever."""
    page = await opened(stage)
    refused = stage.turned_away("tablet")
    held = await does(page, "edits", edits=_labels(50))
    assert held["notice_rx_state_"] == "That is too long to send. Make it shorter."
    assert held["view_rx_state_"]["screen"] == "choosing"
    assert await _told_since(stage, refused) == {("event", "too_large")}
    held = await does(page, "load")
    assert (held["view_rx_state_"]["screen"], held["notice_rx_state_"]) == ("choosing", "")
    await page.close()


@pytest.mark.attack("malformed")
async def test_what_is_larger_than_a_socket_takes_ends_it(stage: Stage) -> None:
    """Over a megabyte, which no page of ours sends: the socket ends, a row says so, and the next
    page of the same tablet is served as ever."""
    page = await opened(stage)
    refused = stage.turned_away("tablet")
    with pytest.raises(Closed):
        await does(page, "edits", edits=_labels(100))
    assert await _told_since(stage, refused) == {("socket", "too_large")}
    again = await opened(stage)
    assert (await does(again, "load"))["view_rx_state_"]["screen"] == "choosing"
    await again.close()


def _labels(several: int) -> list[dict[str, Any]]:
    """13 KB each."""
    place = {"op": "add_place", "id": "place1", "kind": "park", "label": "x" * 200}
    return [{"id": f"largeedit{n:06}", "ops": [place] * 50} for n in range(several)]


async def _told_since(stage: Stage, before: Counter[tuple[str, str]]) -> set[tuple[str, str]]:
    told = Counter[tuple[str, str]]()
    for _ in range(100):
        told = stage.turned_away("tablet") - before
        if told:
            break
        await asyncio.sleep(0.05)
    return set(told)
