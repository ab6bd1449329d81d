"""The page on which a worker says when they are away."""

from __future__ import annotations

from peermap_app.state.absence import AbsenceState
from peermap_app.state.covers import CoversState, OwnCoversState
from tests.services.world import ALEX, SAM, World
from tests.state.worker.open_pages import FakeWire, a_page, call


async def test_it_is_said_seen_and_taken_back(world: World, wire: FakeWire) -> None:
    """In words on one's own page, and on the supervisor's page of covers."""
    page = await a_page(world, SAM, AbsenceState)
    await call(page, "load")
    await call(page, "save", {"away_from": "2026-11-24", "away_to": "2026-11-27"})
    (row,) = page.rows
    assert row.words == "24 Nov to 27 Nov"
    danas = await a_page(world, "dana", CoversState)
    await call(danas, "load")
    assert danas.away == ["Sam S.: 24 Nov to 27 Nov"]
    await call(page, "take_back", row.id)
    assert page.rows == []


async def test_faults_stay_beside_their_fields_and_an_office_has_no_such_page(
    world: World, wire: FakeWire
) -> None:
    """An administrator works with no cases: no link on Me, no page."""
    page = await a_page(world, SAM, AbsenceState)
    await call(page, "load")
    await call(page, "save", ["no", "form"])
    assert set(page.problems) == {"away_from", "away_to"}
    for name, works in ((SAM, True), (ALEX, False)):
        mine = await a_page(world, name, OwnCoversState)
        await call(mine, "load")
        assert mine.works is works
    theirs = await a_page(world, ALEX, AbsenceState)
    await call(theirs, "load")
    assert theirs.missing
