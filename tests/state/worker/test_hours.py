"""The page of a team's working hours, for its supervisor."""

from __future__ import annotations

from peermap_app.state.hours import HoursState
from tests.services.world import SAM, World
from tests.state.worker.open_pages import FakeWire, a_page, call

DANA = "dana"


async def test_the_form_shows_what_counts_and_keeps_what_is_set(
    world: World, wire: FakeWire
) -> None:
    """It opens with the usual week; what is saved stands in it, midnight as the control has it."""
    page = await a_page(world, DANA, HoursState)
    await call(page, "load")
    assert page.held["opens_monday"] == "09:00"
    assert page.held["closes_sunday"] == ""
    assert page.held["region"] == "england_and_wales"
    await call(page, "save", {**page.held, "opens_sunday": "18:00", "closes_sunday": "00:00"})
    assert page.problems == {}
    assert (page.held["opens_sunday"], page.held["closes_sunday"]) == ("18:00", "00:00")


async def test_a_closed_day_is_added_and_taken_away(world: World, wire: FakeWire) -> None:
    """Bank holidays stand beside it and cannot be taken away."""
    page = await a_page(world, DANA, HoursState)
    await call(page, "load")
    await call(page, "close", {"closed": "2026-12-24"})
    assert [row.words for row in page.closed] == ["Thursday 24 Dec"]
    assert "Friday 25 Dec" in page.bank
    await call(page, "open_again", "2026-12-24")
    await call(page, "open_again", "2026-12-25")
    assert page.closed == []
    assert "Friday 25 Dec" in page.bank


async def test_a_fault_stands_beside_its_field_and_a_worker_sees_no_page(
    world: World, wire: FakeWire
) -> None:
    """What was never a form names every field that is wrong."""
    page = await a_page(world, DANA, HoursState)
    await call(page, "load")
    await call(page, "save", ["not", "a", "form"])
    assert set(page.problems) == {"opens_monday", "region"}
    await call(page, "close", {"closed": "2020-01-01"})
    assert set(page.problems) == {"closed"}
    sams = await a_page(world, SAM, HoursState)
    await call(sams, "load")
    assert (sams.held, sams.closed, sams.missing) == ({}, [], True)
