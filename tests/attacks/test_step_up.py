"""A session that was left open: what takes somebody's way in or a case away asks who is there.

Over the wire, as whoever found the page would: the socket is open and signed in, and nobody has
shown anything for more than five minutes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from peermap_app.words import ending_words, errors, recovery
from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.no_mail import NO_MAIL
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.factors import phone_of
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Dana supervises, Robin erases; both pages were left open, and one case is due."""
    server = PeerMapServer(tmp_path_factory.mktemp("step") / "var", free_port(), NO_MAIL)
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    try:
        for name in ("dana", "robin"):
            await made.connect(name, await made.sign_in(name))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


def ago(**since: float) -> str:
    """A moment as the database holds it."""
    return (datetime.now(UTC) - timedelta(**since)).replace(tzinfo=None).isoformat(" ")


def change(stage: Stage, sql: str, *given: str) -> None:
    """No test waits for a clock."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(place, timeout=30)) as database, database:
        database.execute(sql, given)


def count(stage: Stage, sql: str) -> int:
    """How many rows there are of it."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        return int(database.execute(sql).fetchone()[0])


async def does(stage: Stage, name: str, method: str, path: str, payload: Any = None) -> Any:
    """One call; what that page's state holds afterwards, by the names of its vars."""
    socket = stage.sockets[name]
    await socket.call(full(method), payload, path)
    held = (await socket.settled())[full(method).rpartition(".")[0]]
    return {key.removesuffix("_rx_state_"): value for key, value in held.items()}


async def show(stage: Stage, name: str, then: str) -> httpx.Response:
    """Type the code of one's app at /confirm."""
    phone = phone_of(stage.server.url, f"{name}@quorum.example")
    assert phone is not None
    async with stage.client(stage.cookies[name]) as client:
        return await client.post(
            f"/confirm?then={then}",
            data={"code": phone.code()},
            headers={"Origin": stage.server.url},
        )


@pytest.mark.attack("sessions", tries=2)
async def test_whoever_finds_a_supervisors_page_takes_nobodys_way_in_away(
    stage: Stage, tried: Tried
) -> None:
    """The page lists who waits; "It is them" sends no mail until the code of her app was typed."""
    async with stage.client() as client:
        given = {"email": "sam@quorum.example", "lost": "factor"}
        await client.post("/forgotten", data=given, headers={"Origin": stage.server.url})
    change(stage, "UPDATE session SET proved_at = ?", ago(minutes=6))
    (row,) = (await does(stage, "dana", "RecoveryState.load", "/recovery"))["rows"]
    for _ in range(2):
        held = await does(stage, "dana", "RecoveryState.agree", "/recovery", {"ask_id": row["id"]})
        assert held["notice"] == errors.WORKERS["confirm_first"]
        tried("sessions")
    assert count(stage, "SELECT count(*) FROM mail") == 0
    refused = "SELECT count(*) FROM access_record WHERE action = 'agree_recovery'"
    assert count(stage, f"{refused} AND outcome = 'refused' AND rule = 'confirm_first'") == 1
    answer = await show(stage, "dana", "/recovery")
    assert (answer.status_code, answer.headers["location"]) == (303, "/recovery")
    held = await does(stage, "dana", "RecoveryState.agree", "/recovery", {"ask_id": row["id"]})
    assert (held["said"], held["rows"]) == (recovery.AGREED, [])
    assert count(stage, "SELECT count(*) FROM mail") == 1


@pytest.mark.attack("sessions")
async def test_whoever_finds_a_leads_page_erases_nothing(stage: Stage, tried: Tried) -> None:
    """What is due stands there; it goes when the code of the lead's app was typed, and the tick of
    before is still there then."""
    erased = "SELECT count(*) FROM erasure"
    change(stage, "UPDATE session SET proved_at = ?", ago(minutes=6))
    change(
        stage,
        "UPDATE case_file SET closed_at = ? WHERE id = ?",
        ago(days=400),
        stage.target.foreign_case,
    )
    (row,) = (await does(stage, "robin", "DueState.load", "/due"))["rows"]
    assert s.FOREIGN_CASE in row["title"]
    form = {"form": {row["box"]: "yes"}}
    held = await does(stage, "robin", "DueState.erase", "/due", form)
    assert held["notice"] == errors.WORKERS["confirm_first"]
    tried("sessions")
    assert count(stage, erased) == 0
    assert (await show(stage, "robin", "/due")).headers["location"] == "/due"
    (again,) = (await does(stage, "robin", "DueState.load", "/due"))["rows"]
    assert (row["ticked"], again["ticked"]) == (False, True)
    held = await does(stage, "robin", "DueState.erase", "/due", form)
    assert (held["notice"], held["rows"]) == (ending_words.erased(1), [])
    assert count(stage, erased) == 1
