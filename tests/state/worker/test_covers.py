"""The page of covers for a supervisor and for an administrator, and the lines on Me."""

from __future__ import annotations

from peermap_app.state.case import CaseState
from peermap_app.state.covers import CoversState, OwnCoversState
from peermap_app.state.devices import DevicesState
from tests.services.world import ADE, ALEX, KS_CASE, SAM, World
from tests.state.worker.open_pages import FakeWire, a_page, call, hear, shown

DANA = "dana"


def form(world: World, **changed: str) -> dict[str, str]:
    """Ade covers for Sam for four days."""
    days = {"starts": "2026-11-24", "ends": "2026-11-27"}
    return {"away": world.worker_id(SAM), "by": world.worker_id(ADE), **days, **changed}


async def test_what_a_supervisor_sets_stands_on_the_open_me_of_both(
    world: World, wire: FakeWire
) -> None:
    """Sam reads who covers for him, Ade for whom she does, without a reload; ended, it is gone."""
    page, mine = await a_page(world, DANA, CoversState), await a_page(world, SAM, DevicesState)
    await call(page, "load")
    await call(mine, "load")
    await call(page, "save", form(world))
    (row,) = page.rows
    assert (row.title, row.about, row.today) == (
        "Ade A. covers for Sam S.",
        "24 Nov to 27 Nov",
        True,
    )
    await hear(world, SAM, "cover")
    told = wire.set_on("page-1", OwnCoversState)["lines"]
    assert told == ["Ade A. covers for you: 24 Nov to 27 Nov"]
    ades = await a_page(world, ADE, OwnCoversState)
    await call(ades, "load")
    assert ades.lines == ["You cover for Sam S.: 24 Nov to 27 Nov"]
    await call(page, "end", row.id)
    await call(ades, "load")
    assert (page.rows, ades.lines) == ([], [])


async def test_whoever_covers_opens_no_case_by_it(world: World, wire: FakeWire) -> None:
    """Ade covers for Sam and finds no page of his case."""
    page = await a_page(world, DANA, CoversState)
    await call(page, "save", form(world))
    case = await a_page(world, ADE, CaseState, case_id=world.case(KS_CASE))
    await call(case, "load")
    assert case.missing
    assert KS_CASE not in shown(case)


async def test_an_administrator_asks_and_a_supervisor_answers(world: World, wire: FakeWire) -> None:
    """Alex may name two of a team; the row waits, and Dana's answer ends that."""
    asks, page = await a_page(world, ALEX, CoversState), await a_page(world, DANA, CoversState)
    await call(asks, "load")
    assert asks.asks
    assert "Sam S. (Youth Support West)" in [one.words for one in asks.people]
    await call(asks, "save", form(world))
    assert [(row.waits, row.today) for row in asks.rows] == [(True, False)]
    await call(page, "load")
    (row,) = page.rows
    assert row.about.endswith("Alex A. asks")
    await call(page, "agree", row.id)
    assert [(one.waits, one.today) for one in page.rows] == [(False, True)]


async def test_a_form_that_is_not_right_names_the_field(world: World, wire: FakeWire) -> None:
    """What was never a form, a day that is over, and herself."""
    page = await a_page(world, DANA, CoversState)
    await call(page, "load")
    await call(page, "save", ["not", "a", "form"])
    assert set(page.problems) == {"away", "by", "starts", "ends"}
    await call(page, "save", form(world, starts="2020-01-01"))
    assert set(page.problems) == {"starts"}
    await call(page, "save", form(world, by=world.worker_id(DANA)))
    assert set(page.problems) == {"by"}
    assert page.rows == []
