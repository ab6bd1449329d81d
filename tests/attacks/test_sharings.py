"""Sharing without agreement, and beyond six links, over the wire (rules 5 and 7): nobody but a

second person of that case lets it go, from no page that was left open, and a second tap makes no
second link.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest
import pytest_asyncio

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.domain.links import MOST_LINKS
from peermap_app.settings import Settings
from peermap_app.words import errors
from tests.attacks.counted import Tried
from tests.attacks.seed import add_people
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import WITHOUT, full
from tests.attacks.test_step_up import ago, change, count, does, show
from tests.builders import a_sharing_form
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
UNKNOWN = "ZQX-7777"
LINKS = "SELECT count(*) FROM link"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Dana supervises Sam's cases, Omar a team that has none of them."""
    server = PeerMapServer(tmp_path_factory.mktemp("sharing") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    house = await build_house(Settings.from_env(server.env))
    await add_people(house, ("omar", Role.SUPERVISOR, "Night desk"))
    await close_house(house)
    await asyncio.to_thread(server.start_again)
    try:
        for name in ("sam", "priya", "dana", "omar"):
            await made.connect(name, await made.sign_in(name))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


@pytest.mark.attack("sessions", tries=2)
@pytest.mark.attack("others", tries=4)
async def test_only_a_second_person_of_that_case_lets_it_go(stage: Stage, tried: Tried) -> None:
    """A colleague, the worker themself and another team's supervisor find no such page; from
    Dana's, left open, nothing goes; with her code it goes once, however often it is sent."""
    case_id, before = stage.target.other_case, count(stage, LINKS)
    form = {"case_id": case_id, "reference": UNKNOWN, **WITHOUT}
    sent = {"form": {**a_sharing_form(review=stage.target.review), **form}}
    change(stage, "UPDATE session SET proved_at = ?", ago(minutes=6))
    held = await does(stage, "sam", "ShareAskState.ask", f"/cases/{case_id}/link/without", sent)
    assert held["notice"] == errors.WORKERS["confirm_first"]
    assert count(stage, "SELECT count(*) FROM sharing") == 0
    tried("sessions")
    again = await opened(stage, "sam", "ShareAskState.load", case_id)
    assert (again["view"]["known"]["reference"], again["view"]["known"]["position"]) == (
        UNKNOWN,
        "refused",
    )
    change(stage, "UPDATE session SET proved_at = ?", ago(minutes=1))
    for _ in range(2):
        await does(stage, "sam", "ShareAskState.ask", f"/cases/{case_id}/link/without", sent)
    assert count(stage, "SELECT count(*) FROM sharing") == 1
    page = f"/agree/sharing/{sharing(stage)}"
    yes = {"form": {"sharing_id": sharing(stage), "agree": "yes", "why": "They are at risk."}}
    for name in ("sam", "priya", "omar"):
        held = await does(stage, name, "SecondPersonState.answer", page, yes)
        assert held["missing"], name
        tried("others")
    assert (await opened(stage, "omar", "SecondPersonState.load", sharing(stage)))["missing"]
    tried("others")
    change(stage, "UPDATE session SET proved_at = ?", ago(minutes=6))
    held = await does(stage, "dana", "SecondPersonState.answer", page, yes)
    assert held["notice"] == errors.WORKERS["confirm_first"]
    assert count(stage, LINKS) == before
    tried("sessions")
    assert (await show(stage, "dana", page)).headers["location"] == page
    for _ in range(2):
        await does(stage, "dana", "SecondPersonState.answer", page, yes)
    assert count(stage, LINKS) == before + 1
    refused = "SELECT count(*) FROM access_record WHERE outcome = 'refused' AND action = "
    assert count(stage, f"{refused}'agree_sharing'") >= 4


@pytest.mark.attack("sessions")
@pytest.mark.attack("others", tries=6)
async def test_only_a_supervisor_of_that_case_lets_it_go_beyond_six(
    stage: Stage, tried: Tried
) -> None:
    """By agreement: the seventh link of Sam's case is no link before Dana's code and her reason. A
    colleague, the worker and another team's supervisor find no such page, by no field that they
    add; a yes from a page that did not say so is asked for again."""
    case_id, before = stage.target.case, count(stage, LINKS)
    path = f"/cases/{case_id}/link"
    for number in range(MOST_LINKS):  # one place is taken by the link with Priya's case
        form = {"case_id": case_id, "reference": f"{UNKNOWN}{number}", "basis": "without"}
        sent = {"form": {**a_sharing_form(review=stage.target.review), **form}}
        await does(stage, "sam", "LinkAskState.ask", path, sent)
    assert count(stage, LINKS) == before + MOST_LINKS - 1
    page = f"/agree/sharing/{sharing(stage)}"
    said = {"sharing_id": sharing(stage), "agree": "yes", "why": "The same park."}
    yes = {"form": {**said, "beyond": "yes"}}
    for name in ("sam", "priya", "omar"):
        assert (await does(stage, name, "SecondPersonState.answer", page, yes))["missing"], name
        assert (await opened(stage, name, "SecondPersonState.load", sharing(stage)))["missing"]
        tried("others")
        tried("others")
    change(stage, "UPDATE session SET proved_at = ?", ago(minutes=6))
    held = await does(stage, "dana", "SecondPersonState.answer", page, yes)
    assert held["notice"] == errors.WORKERS["confirm_first"]
    tried("sessions")
    assert (await show(stage, "dana", page)).headers["location"] == page
    held = await does(stage, "dana", "SecondPersonState.answer", page, {"form": said})
    assert held["notice"] == errors.WORKERS["beyond_by_now"]
    assert count(stage, LINKS) == before + MOST_LINKS - 1
    for _ in range(2):
        await does(stage, "dana", "SecondPersonState.answer", page, yes)
    assert count(stage, LINKS) == before + MOST_LINKS


async def opened(stage: Stage, name: str, method: str, about: str) -> dict[str, Any]:
    """A page is opened: what its state holds then."""
    socket, params = stage.sockets[name], {"case_id": about, "sharing_id": about}
    await socket.call(full(method), {}, "/", params)
    held = (await socket.settled())[full(method).rpartition(".")[0]]
    return {key.removesuffix("_rx_state_"): value for key, value in held.items()}


def sharing(stage: Stage) -> str:
    """The newest that there is."""
    with closing(sqlite3.connect(stage.server.var / "peermap.db", timeout=30)) as database:
        return str(database.execute("SELECT id FROM sharing ORDER BY asked_at DESC").fetchone()[0])
