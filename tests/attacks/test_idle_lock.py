"""Somebody finds a phone that locked by itself, and takes its page's own script away.

Over the wire, with the cookie and the page's own socket: no method, no route and no new page of the
session gives anything of what it may see; it opens and it signs out, and that is all.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
import pytest_asyncio

from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.seed import PASSWORD
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import Try, addresses, full, reflexes, tries
from tests.attacks.wire import Socket
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
COVERED = '"covered_rx_state_":true'
MARK = re.compile(r'data-lock-whose="([0-9a-f]{64})"')
OF_A_TABLET = ("TabletState.", "ReceiptState.")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A server whose sessions lock after five minutes, with Sam's case."""
    var = tmp_path_factory.mktemp("found") / "var"
    server = PeerMapServer(var, free_port(), {"PEERMAP_LOCK_AFTER": "5"})
    made = Stage(server, await seeded(server.env), drawings={"orphaned tablet": ""})
    await asyncio.to_thread(server.start_again)
    try:
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


def nobody_came(stage: Stage) -> None:
    """Seven minutes without a touch."""
    with closing(sqlite3.connect(stage.server.var / "peermap.db", timeout=20)) as database:
        database.execute(
            "UPDATE session SET touched_at ="
            " strftime('%Y-%m-%d %H:%M:%f', touched_at, '-7 minutes')"
        )
        database.commit()


async def mark_of(stage: Stage, cookie: str) -> str:
    """What a page of this worker's says to show whose it is, read off a plain one."""
    async with stage.client(cookie) as client:
        shown = MARK.search((await client.get("/signing-in")).text)
    assert shown is not None
    return shown[1]


async def found(stage: Stage) -> tuple[Socket, str]:
    """Sam's page, which showed the case while it was open, and its cookie; now it is locked."""
    cookie = await stage.sign_in("sam")
    socket = await stage.connect("sam", cookie)
    for name in ("CaseState.load", "KeptMapState.load", "AlertState.load"):
        each = next(one for one in tries(stage.target) if one.name == name)
        await socket.call(full(each.name), each.payload, each.path, each.params)
        await socket.settled()
    assert s.found(socket.frames, s.EVERYTHING) >= {s.CASE, s.YOUNG, s.PLACE, s.FRIEND, s.STEP}
    nobody_came(stage)
    socket.frames.clear()
    return socket, cookie


def of_workers(stage: Stage) -> Iterator[Try]:
    yield from (each for each in tries(stage.target) if not each.name.startswith(OF_A_TABLET))


@pytest.mark.attack("left open", tries=100)
async def test_every_method_is_refused(stage: Stage, tried: Tried) -> None:
    """Whatever a worker's page calls, with true ids of its own case: a cover, and nothing else. The
    same for a second page that is opened with the cookie, and for all of Reflex's own."""
    socket, cookie = await found(stage)
    before, away = stage.rows(), stage.turned_away("sam")
    again = await Socket.open(stage.server.url, cookie)
    for page in (socket, again):
        for each in of_workers(stage):
            await page.call(full(each.name), each.payload, each.path, each.params)
            await page.until(COVERED)
            tried("left open")
        for each in (one for one in tries(stage.target) if one.name.startswith(OF_A_TABLET)):
            await page.call(full(each.name), each.payload, each.path, each.params)
        for each in reflexes(stage.target):
            await page.call(each.name, each.payload, each.path, each.params)
        await page.call(full("MeState.load"))
        await page.until(COVERED)
    await again.close()
    everything = [*socket.frames, *again.frames]
    assert s.found(everything, s.EVERYTHING) - {s.STEP} == set()
    assert stage.rows() == before
    told = stage.turned_away("sam") - away
    assert ("CaseState.load", "locked") in told


@pytest.mark.attack("left open", tries=100)
async def test_every_route_is_refused(stage: Stage, tried: Tried) -> None:
    """Files, plain pages and the pages' own shells lead to the lock; no form is taken but those
    that open it, and the way out."""
    _, cookie = await found(stage)
    before, bodies = stage.rows(), []
    origin = {"Origin": stage.server.url}
    async with stage.client(cookie) as client:
        for path in sorted({*addresses(stage.target)} - {"/sign-out"}):
            for method in ("GET", "POST"):
                answer = await client.request(method, path, headers=origin)
                bodies.append(f"{answer.headers} {answer.text}")
                tried("left open")
                assert answer.status_code < 500, (method, path)
        assert (await client.get(f"/cases/{stage.target.case}")).headers["location"] == (
            f"/unlock?then=/cases/{stage.target.case}"
        )
        taken = f"/cases/{stage.target.case}/maps/{stage.target.version}/record.pdf"
        for path in (taken, "/signing-in", "/change-password", "/confirm", "/alerts"):
            answer = await client.get(path)
            assert answer.headers["location"] == f"/unlock?then={path}"
        assert (await client.post("/here", headers=origin)).status_code == 423
        assert (
            (await client.post("/hand-over", headers=origin))
            .headers["location"]
            .startswith("/unlock")
        )
    assert s.found(bodies, s.EVERYTHING) == set()
    assert stage.rows() == before


@pytest.mark.attack("guessing", tries=6)
async def test_guessing_ends_it_and_its_owner_opens_it(stage: Stage, tried: Tried) -> None:
    """The owner's password opens it for all its pages; six wrong ones end it, many at once too."""
    socket, cookie = await found(stage)
    said = {"Origin": stage.server.url, "accept": "application/json"}
    async with stage.client(cookie) as client:
        whose = await mark_of(stage, await stage.sign_in("sam"))  # of any session of hers
        right = await client.post("/unlock", data={"code": PASSWORD, "whose": whose}, headers=said)
        assert right.status_code == 204
        await socket.settled()
        assert s.found(socket.frames, s.EVERYTHING) == set()  # the page reads it, as after a cut
        path, params = f"/cases/{stage.target.case}", {"case_id": stage.target.case}
        await socket.call(full("CaseState.load"), {}, path, params)
        await socket.settled()
        assert s.found(socket.frames, {s.CASE}) == {s.CASE}
        nobody_came(stage)
        wrong = [
            client.post("/unlock", data={"code": f"guess {n} of it", "whose": whose}, headers=said)
            for n in range(12)
        ]
        codes = [each.status_code for each in await asyncio.gather(*wrong)]
        tried("guessing", len(codes))
        assert set(codes) <= {401, 422, 429}
        assert codes.count(422) <= 5
        last = await client.post("/unlock", data={"code": PASSWORD, "whose": whose}, headers=said)
        assert last.status_code == 401
        assert (await client.get("/alerts")).headers["location"] == "/sign-in"


@pytest.mark.attack("left open", tries=24)
async def test_a_page_of_somebody_else_is_opened_by_nothing(stage: Stage, tried: Tried) -> None:
    """Jo signs in beside Sam's page. That page says whose it is: it is told 401 and nothing else,
    whether Jo's session is open or locked, with Jo's right password too; it locks nothing, touches
    nothing and uses up no try. Each stands in the record. So it is for a page that says nothing."""
    sams = await mark_of(stage, await stage.sign_in("sam"))
    cookie = await stage.sign_in("jo")
    jos = await mark_of(stage, cookie)
    assert jos != sams
    said = {"Origin": stage.server.url, "accept": "application/json"}
    paths = ("/lock", "/unlock", "/unlock/passkey/ask", "/unlock/passkey", "/here")
    forms = [
        {"whose": whose, "code": PASSWORD, "answer": "{}"} for whose in (sams, "", "\u00e9" * 64)
    ]
    forms.append({"code": PASSWORD})
    async with stage.client(cookie) as client:
        for lies_open in (True, False):
            for form in forms:
                for path in paths:
                    if path == "/here" and "whose" not in form:
                        continue  # it is told nothing but that somebody is signed in
                    answer = await client.post(path, data=form, headers=said)
                    assert (answer.status_code, answer.content) == (401, b""), (path, form)
                    tried("left open")
            rule = ("page_of_another", "and_more")
            told = {where for where, why in stage.turned_away("jo") if why in rule}
            assert {f"form {path}" for path in paths} <= told
            if lies_open:
                assert (await client.get("/alerts")).status_code == 200  # and is open still
                nobody_came(stage)
        owner = await client.post("/unlock", data={"code": PASSWORD, "whose": jos}, headers=said)
        assert owner.status_code == 204
