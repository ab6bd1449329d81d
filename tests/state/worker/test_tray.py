"""Waiting for you: the list, the number in the bar, and how both change while a page is open."""

from __future__ import annotations

from peermap_app.services import temporary, waiting
from peermap_app.state.live import LiveState
from peermap_app.state.office import AgreeState
from peermap_app.state.tray import TrayState
from tests.services.world import ALEX, KS_CASE, PRIYA, SAM, World
from tests.state.worker.open_pages import FakeWire, a_page, call, hear, shown

DANA = "dana"
ASK = {"reference": KS_CASE, "why": "Sam is ill and the young person phoned."}


async def test_an_open_list_and_its_number_change_when_somebody_asks(
    world: World, wire: FakeWire
) -> None:
    """Priya asks: Dana's list has one line more, which leads to the answer and names no case."""
    rows, bar = await a_page(world, DANA, TrayState), await a_page(world, DANA, LiveState)
    await call(rows, "load")
    await call(bar, "enter")
    before = len(rows.rows)
    assert bar.waits == before
    await temporary.ask(world.house, world[PRIYA], ASK)
    await hear(world, DANA, "waits")
    pushed = wire.set_on("page-1", TrayState)["rows"]
    assert len(pushed) == before + 1
    assert pushed[0].title == "Priya P. asks for a case for some hours"
    assert pushed[0].href.startswith(f"/team/{world.case(KS_CASE)}/asks/")
    assert wire.set_on("page-1", LiveState) == {"waits": before + 1}
    assert KS_CASE not in repr(pushed)


async def test_each_line_leads_to_a_page_of_its_own(world: World, wire: FakeWire) -> None:
    """An allocation that is asked for is answered under To agree, and waits no more afterwards."""
    asked = await waiting.ask_allocation(
        world.house,
        world[ALEX],
        {"reference": KS_CASE, "email": "priya@west.example", "starts": "2026-11-24", "ends": ""},
    )
    page = await a_page(world, DANA, TrayState)
    await call(page, "load")
    assert ("/agree", "Alex A. asks to give a case to Priya P.") in [
        (row.href, row.title) for row in page.rows
    ]
    await waiting.answer(world.house, world[DANA], asked, agree=False)
    await call(page, "load")
    assert "/agree" not in [row.href for row in page.rows]


async def test_an_open_page_of_answers_hears_what_comes_and_goes(
    world: World, wire: FakeWire
) -> None:
    """To agree is open while Alex asks, and while another supervisor answers."""
    page = await a_page(world, DANA, AgreeState)
    await call(page, "load")
    asked = await waiting.ask_allocation(
        world.house,
        world[ALEX],
        {"reference": KS_CASE, "email": "priya@west.example", "starts": "2026-11-24", "ends": ""},
    )
    await hear(world, DANA, "waits")
    assert [row.id for row in wire.set_on("page-1", AgreeState)["rows"]] == [asked]
    await waiting.answer(world.house, world[DANA], asked, agree=True)
    await hear(world, DANA, "waits")
    assert wire.set_on("page-1", AgreeState)["rows"] == []


async def test_it_is_not_here_for_a_practitioner(world: World, wire: FakeWire) -> None:
    """Sam's alerts are his list: this page shows him nothing, and his bar has no number."""
    page, bar = await a_page(world, SAM, TrayState), await a_page(world, SAM, LiveState)
    await call(page, "load")
    await call(bar, "enter")
    assert page.missing
    assert bar.waits == 0
    assert KS_CASE not in shown(page)
