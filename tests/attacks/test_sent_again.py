"""What a page held before is not sent again once it was taken back (rules 4, 6 and 12).

The page was left for another one, so no hint reaches it; then whoever sits there hydrates, as a
reload or a reconnect does, and claims to be wherever they like.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.settings import Settings
from tests.attacks import confidential as s
from tests.attacks.seed import a_file, add_people, row
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.attacks.test_lapsing import load, the_alert, the_day_comes, the_map
from tests.attacks.wire import HYDRATE, Socket
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Sam, Priya and Dana are signed in; Nell supervises another team."""
    server = PeerMapServer(tmp_path_factory.mktemp("again") / "var", free_port(), {})
    target = await seeded(server.env)
    house = await build_house(Settings.from_env(server.env))
    try:
        await add_people(house, ("nell", Role.SUPERVISOR, "East"))
    finally:
        await close_house(house)
    made = Stage(server, target)
    await asyncio.to_thread(server.start_again)
    try:
        for name in ("sam", "priya", "dana"):
            await made.connect(name, await made.sign_in(name))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


def case_of(stage: Stage, name: str) -> str:
    """The case of somebody who has one."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        found = "SELECT case_id FROM allocation WHERE worker_id = ?"
        ((case,),) = database.execute(found, (stage.target.workers[name],)).fetchall()
    return str(case)


async def hydrated(page: Socket, *claims: str) -> set[str]:
    """What hydrating sends, at each address that it claims to be, and whichever way it is asked."""
    page.frames.clear()
    await page.call(f"{HYDRATE}_and_load", {"vars": None, "hashes": None}, "/nowhere")
    for path in ("/", *claims):
        await page.call(HYDRATE, path=path)
    await page.settled()
    return s.found(page.frames, s.EVERYTHING)


@pytest.mark.attack("left open", tries=3)
async def test_what_came_over_a_link_that_ended_is_not_sent_again(stage: Stage) -> None:
    """The other young person takes back that workers may talk: the flag, its worker's phone and
    address and the reference stay on Priya's side."""
    sam, target = stage.sockets["sam"], stage.target
    path, case = f"/alerts/{target.alert}", f"/cases/{target.case}"
    await the_alert(sam, target)
    await load(sam, "CaseState.load", case, case_id=target.case)
    await load(sam, "FlagState.load", f"{case}/flag", case_id=target.case)
    await load(sam, "AlertsState.load", "/alerts")
    told = {s.FLAG_IN, s.PRIYA_PHONE, s.PRIYA_AT, s.LINKED_CASE}
    assert s.found(sam.frames, told) == told
    await load(sam, "MeState.load", "/me")
    today = datetime.now(UTC).date().isoformat()
    said = {"statement": "talk", "answer": "no", "said_on": today}
    form = {"case_id": case_of(stage, "priya"), "version": "1", **said}
    await stage.call("priya", "MyMapState.said_aloud", {"form": form})
    assert await hydrated(sam, path, case, f"{case}/flag", "/alerts") == set()
    sam.frames.clear()
    await the_alert(sam, target)
    assert s.found(sam.frames, told) == set()


@pytest.mark.attack("left open", tries=3)
async def test_a_map_that_lapsed_is_not_sent_again(stage: Stage) -> None:
    """Its date comes while another page is open; picture and initials stay away."""
    sam, target = stage.sockets["sam"], stage.target
    await the_map(sam, target)
    assert s.found(sam.frames, {s.PLACE, s.FRIEND}) == {s.PLACE, s.FRIEND}
    await load(sam, "MeState.load", "/me")
    the_day_comes(stage, [target.kept_map])
    path = f"/cases/{target.case}/maps/1"
    assert await hydrated(sam, path, "/cases") == set()


@pytest.mark.attack("left open", tries=3)
async def test_a_case_that_moved_is_not_sent_again(stage: Stage) -> None:
    """Another team's supervisor has it: the list of the one before, and the case's own page."""
    dana, case = stage.sockets["dana"], stage.target.other_case
    await load(dana, "TeamState.load", "/team")
    await load(dana, "TeamCaseState.load", f"/team/{case}", case_id=case)
    theirs = {s.OTHER_CASE, s.OTHER_YOUNG}
    assert s.found(dana.frames, theirs) == theirs
    await load(dana, "MeState.load", "/me")
    line = row(s.OTHER_CASE, s.OTHER_YOUNG, "priya", phone=s.PRIYA_PHONE)
    file = stage.server.var / "moved.csv"
    file.write_text(a_file(line.replace("dana@", "nell@")))
    await asyncio.to_thread(stage.server.peermap, "import-allocations", str(file))
    assert await hydrated(dana, f"/team/{case}", "/team") == set()


@pytest.mark.attack("left open")
async def test_hydrating_sends_nothing_that_is_still_theirs_either(stage: Stage) -> None:
    """The rule asks no right, so that none can be forgotten: what is read is sent by `load`."""
    sam, target = stage.sockets["sam"], stage.target
    path = f"/cases/{target.case}"
    await load(sam, "CaseState.load", path, case_id=target.case)
    sam.frames.clear()
    await sam.call(HYDRATE, path=path)
    await sam.settled()
    assert s.found(sam.frames, s.EVERYTHING) == set()
    await sam.call(full("CaseState.load"), {}, path, {"case_id": target.case})
    await sam.settled()
    assert s.found(sam.frames, {s.CASE, s.YOUNG}) == {s.CASE, s.YOUNG}
