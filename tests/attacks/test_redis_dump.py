"""A Redis that several processes share, taken or written to by a stranger."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis import Redis as Client

from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.seed import PASSWORD
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full, tries
from tests.attacks.wire import ROOT
from tests.servers import PeerMapServer, Redis, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def shared() -> Iterator[Redis]:
    """A Redis of this module's own."""
    started = Redis.start()
    yield started
    started.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    pages: None, shared: Redis, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """A server whose pages and drawings lie in Redis; Sam draws with a tablet."""
    var = tmp_path_factory.mktemp("redis") / "var"
    server = PeerMapServer(var, free_port(), {"REFLEX_REDIS_URL": shared.url})
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    made.drawings["orphaned tablet"] = ""
    try:
        await made.connect("sam", await made.sign_in("sam"))
        await made.draw("sam", "tablet", made.target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


def held(shared: Redis) -> dict[bytes, bytes]:
    """Everything, as a dump would have it: each key with its value, of whatever type."""
    with Client.from_url(shared.url) as client:
        return {key: bytes(client.dump(key) or b"") for key in client.scan_iter()}


def ways(secret: str) -> set[bytes]:
    """A word as bytes: plain, escaped as JSON does, in two bytes a sign."""
    forms = {secret, json.dumps(secret)[1:-1]}
    return {form.encode(how) for form in forms for how in ("utf-8", "utf-16-le")}


@pytest.mark.attack("stolen", tries=20)
async def test_a_dump_shows_nothing(stage: Stage, shared: Redis, tried: Tried) -> None:
    """Pages and a drawing are in it, and not one word of them: no case, no initials, no place, no
    password, code, cookie or address; nothing in it is a pickle that can be read."""
    sam = stage.sockets["sam"]
    sam.frames.clear()
    for each in tries(stage.target):
        if each.name in ("CaseState.load", "KeptMapState.load", "DrawingState.load"):
            await sam.call(full(each.name), each.payload, each.path, each.params)
            await sam.until('"ready_rx_state_":true')
    # Nothing empties the pages here, as hydrating would: what they just read lies in Redis.
    await sam.call(f"{ROOT}.set_is_hydrated", {"value": True}, "/all-is-written")
    await sam.until("/all-is-written")
    assert s.found(sam.frames, s.EVERYTHING) >= {s.CASE, s.YOUNG, s.PLACE}
    whole = await asyncio.to_thread(held, shared)
    keys = b" ".join(whole)
    assert b"reflex___state" in keys
    assert len(b"".join(whole.values())) > 5_000
    cookies = [each.partition("=")[2] for each in stage.cookies.values()]
    typed = (PASSWORD, "quorum.example", *stage.codes, *cookies)
    found = set()
    for secret in (*s.EVERYTHING, *typed):
        tried("stolen")
        for way in ways(secret):
            found |= {(secret, key) for key, value in whole.items() if way in key + value}
    assert found == set()
    assert b"peermap_app" not in b"".join(whole.values())


class Planted:
    """A pickle that does something when it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> object:
        return os.mkdir, (str(self.file),)


@pytest.mark.attack("stolen", tries=3)
async def test_what_a_stranger_writes_is_not_run(
    stage: Stage, shared: Redis, tried: Tried, tmp_path: Path
) -> None:
    """Whoever can write into Redis puts a pickle in the place of every page and every socket: none
    is read, the pages begin anew, and the server goes on."""
    trap = tmp_path / "run"
    assert pickle.loads(pickle.dumps(Planted(tmp_path / "works"))) is None
    assert (tmp_path / "works").is_dir()

    def plant() -> int:
        with Client.from_url(shared.url) as client:
            pages = [key for key in client.scan_iter() if client.type(key) == b"string"]
            pages = [key for key in pages if b"reflex" in key or b"token" in key]
            for key in pages:
                client.set(key, pickle.dumps(Planted(trap)))
            for channel in [*client.pubsub_channels(), b"token_manager_lost_and_found_x"]:
                client.publish(channel, pickle.dumps(Planted(trap)))
            return len(pages)

    planted = await asyncio.to_thread(plant)
    assert planted >= 3
    tried("stolen", planted)
    fresh = await stage.connect("again", await stage.sign_in("sam"))
    case = {"case_id": stage.target.case}
    await fresh.call(full("CaseState.load"), {}, f"/cases/{stage.target.case}", case)
    await fresh.settled()
    assert s.YOUNG in "".join(fresh.frames) or json.dumps(s.YOUNG)[1:-1] in "".join(fresh.frames)
    sam = stage.sockets["sam"]
    await sam.call(full("CaseState.load"), {}, f"/cases/{stage.target.case}", case)
    await sam.settled()
    assert not trap.exists()
