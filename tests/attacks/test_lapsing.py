"""Rule 12 over the wire: what lapses on its review date is gone from the pages that are open, and
opens for nobody; each refusal stands in the record with its rule."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from tests.attacks import confidential as s
from tests.attacks.seed import Target
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.attacks.wire import Socket
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
MISSING = '"missing_rx_state_":true'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Sam has a kept map open, then an alert that came over a link, and the day comes."""
    server = PeerMapServer(tmp_path_factory.mktemp("lapsing") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    made.drawings["orphaned tablet"] = ""
    try:
        for name in ("sam", "priya", "dana"):
            await made.connect(name, await made.sign_in(name))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def load(page: Socket, name: str, path: str, **params: str) -> None:
    await page.call(full(name), {}, path, params)
    await page.settled()


async def the_map(page: Socket, target: Target) -> None:
    path = f"/cases/{target.case}/maps/1"
    await load(page, "KeptMapState.load", path, case_id=target.case, version="1")


async def the_alert(page: Socket, target: Target) -> None:
    await load(page, "AlertState.load", f"/alerts/{target.alert}", alert_id=target.alert)


def the_day_comes(stage: Stage, things: Iterable[str]) -> None:
    """Their review date is today: nobody waits half a year for a test."""
    today = datetime.now(UTC).date().isoformat()
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(place, timeout=30)) as database, database:
        for thing in things:
            database.execute("UPDATE review SET due = ? WHERE thing_id = ?", (today, thing))


def ends_of(stage: Stage, link: str) -> list[str]:
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        found = database.execute("SELECT id FROM link_end WHERE link_id = ?", (link,))
        return [str(row[0]) for row in found]


def rules(stage: Stage, name: str) -> set[tuple[str, str]]:
    """(action, rule) of what was refused to somebody."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        found = database.execute(
            "SELECT action, rule FROM access_record WHERE outcome = 'refused' AND worker_id = ?",
            (stage.target.workers[name],),
        )
        return {(str(action), str(rule)) for action, rule in found}


@pytest.mark.attack("left open")
async def test_an_open_map_is_emptied_when_it_lapses_and_opens_no_more(stage: Stage) -> None:
    """The page that shows it is told within one round of the keeper; asked for anew it is refused,
    recorded as lapsed, and nothing of it is sent, by hydrating neither, which forgets before it
    sends (state/held.py). That what the server's state held of a page is reset when its right ends
    is shown by `Holds` in tests/state/worker/test_team.py."""
    sam, target = stage.sockets["sam"], stage.target
    await the_map(sam, target)
    assert s.FRIEND in "".join(sam.frames)
    the_day_comes(stage, [target.kept_map])
    sam.frames.clear()
    await sam.until(MISSING)
    await sam.settled()
    sam.frames.clear()
    await sam.settled()
    await the_map(sam, target)
    form = {"case_id": target.case, "version": "1"}
    await sam.call(full("KeptMapState.draw_again"), {"form": form}, "/")
    await sam.settled()
    assert s.found(sam.frames, s.EVERYTHING) & {s.FRIEND, s.PLACE} == set()
    assert {("see_map", "lapsed"), ("start_drawing", "lapsed")} <= rules(stage, "sam")


@pytest.mark.attack("left open")
async def test_an_open_alert_goes_when_its_link_lapses(stage: Stage) -> None:
    """One end's date is enough: the page is emptied, the flag does not cross any more, and what is
    sent back over it (I have seen this) is refused too."""
    sam, target = stage.sockets["sam"], stage.target
    await the_alert(sam, target)
    assert s.FLAG_IN in "".join(sam.frames)
    the_day_comes(stage, ends_of(stage, target.link)[:1])
    sam.frames.clear()
    await sam.until(MISSING)
    await sam.settled()
    sam.frames.clear()
    await the_alert(sam, target)
    await sam.call(full("AlertState.seen"), {"alert_id": target.alert, "number": 0}, "/")
    await sam.settled()
    assert s.FLAG_IN not in "".join(sam.frames)
    assert {("see_alert", "lapsed"), ("ack_alert", "lapsed")} <= rules(stage, "sam")


@pytest.mark.attack("others")
async def test_nobody_answers_for_a_thing_that_is_not_of_their_case(stage: Stage) -> None:
    """Priya names Sam's map and flag under her own case, and the link's other side under Sam's: all
    are refused like what does not exist, and no date moves."""
    priya, target = stage.sockets["priya"], stage.target
    before = dates(stage)
    for case_id in (target.case, target.other_case, target.foreign_case):
        for thing in (f"map-{target.kept_map}", f"flag-{target.flag}", f"link-{target.link}"):
            said = {"answer": "keep", "why": "It is.", "until": target.review}
            form = {"case_id": case_id, "thing": thing, **said}
            await priya.call(full("ReviewState.answer"), {"form": form}, "/")
            await priya.settled()
    assert dates(stage) == before


def dates(stage: Stage) -> list[tuple[str, str]]:
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute("SELECT thing_id, due FROM review ORDER BY thing_id").fetchall()
