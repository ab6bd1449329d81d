"""Signs that PostgreSQL and encoders do not take, at a server on PostgreSQL: a sentence each time.

What is read in their place is tried in tests/api/test_gate_signs.py, and every method on SQLite in
test_doors.py. That nothing unexpected was logged is asked when the server has stopped (conftest).
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from peermap_app.domain.errors import Invalid
from peermap_app.words import errors
from tests.attacks.confidential import found
from tests.attacks.counted import Tried
from tests.attacks.seed import seed
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.builders import a_step_form
from tests.servers import PeerMapServer, Postgres, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
BROKEN = ("marker\x00", "\x00", "\ud800marker", "mark\udfffer")
HONEST = "👩🏽‍🦱 caf\u00e9 — สวัสดี, \U0001f3f4 n\u030c"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    pages: None, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """Sam is signed in."""
    url = postgres.new_name()
    postgres.create(url)
    place = tmp_path_factory.mktemp("signs") / "var"
    server = PeerMapServer(place, free_port(), {"PEERMAP_DATABASE_URL": url})
    await asyncio.to_thread(server.peermap, "migrate")
    made = Stage(server, await seed(server.env))
    await asyncio.to_thread(server.start_again)
    try:
        await made.connect("sam", await made.sign_in("sam"))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(postgres.drop, url)


@pytest.mark.attack("malformed", tries=16)
async def test_an_event_with_one_is_a_sentence(stage: Stage, tried: Tried) -> None:
    """In a step's words, in a case's id, in a list of cases that are to end, in the reference of a
    case; and the page's socket stays."""
    sam, said = stage.sockets["sam"], errors.sentence(Invalid("unreadable"))
    case = {"case_id": stage.target.case}
    for broken in BROKEN:
        for name, form in (
            ("CaseState.say_next_step", {**case, **a_step_form(text=broken)}),
            ("FlagState.send", {"case_id": broken, broken: "on"}),
            ("DueState.erase", {broken: "yes"}),
            ("TemporaryAskState.ask", {"reference": broken, "why": broken}),
        ):
            await sam.call(full(name), {"form": form}, f"/cases/{stage.target.case}", case)
            held = (await sam.settled())[full(name).rpartition(".")[0]]
            assert held["notice_rx_state_"] == said, name
            tried("malformed")


@pytest.mark.attack("malformed", tries=4)
async def test_an_address_with_one_is_nothing(stage: Stage, tried: Tried) -> None:
    """Of what page an event says that it is: no method runs, and the page goes on as it was."""
    sam = stage.sockets["sam"]
    for broken in BROKEN:
        before = len(sam.frames)
        await sam.call(full("CaseState.load"), {}, f"/cases/{broken}", {"case_id": broken})
        await sam.settled()
        assert not [each for each in sam.frames[before:] if "case_state" in each and broken in each]
        tried("malformed")


@pytest.mark.attack("malformed", tries=8)
async def test_a_form_with_one_is_a_sentence(stage: Stage, tried: Tried) -> None:
    """At each door that looks something up by what was typed."""
    async with stage.client() as client:
        for typed in ("sam%00@quorum.example", "%00"):
            for path, field in (
                *(("/sign-in", "email"), ("/forgotten", "email")),
                *(("/join", "code"), ("/my-map", "words")),
            ):
                answer = await client.post(
                    path,
                    content=f"{field}={typed}&password=x&pin=4711&lost=password",
                    headers={
                        "Origin": stage.server.url,
                        "Content-Type": "application/x-www-form-urlencoded",
                    },
                )
                assert (answer.status_code, answer.text) == (
                    422,
                    errors.sentence(Invalid("unreadable")),
                ), path
                tried("malformed")


async def test_whatever_somebody_writes_is_kept(stage: Stage) -> None:
    """Faces of several signs, marks above a letter, another script: sent, kept, and shown again, in
    the one way in which Unicode says that it is to be compared."""
    sam, case = stage.sockets["sam"], {"case_id": stage.target.case}
    form = {**case, **a_step_form(text=HONEST, review=stage.target.review)}
    path = f"/cases/{stage.target.case}"
    await sam.call(full("CaseState.say_next_step"), {"form": form}, path, case)
    await sam.settled()
    sam.frames.clear()
    map_of = {**case, "version": "1"}
    await sam.call(full("CaseState.load"), {}, path, case)
    await sam.call(full("KeptMapState.load"), {}, f"{path}/maps/1", map_of)
    await sam.settled()
    kept = unicodedata.normalize("NFC", HONEST)
    assert found(sam.frames, {kept}) == {kept}
