"""The page of the access record, as each role finds it."""

from __future__ import annotations

from peermap_app.state.record import RecordState
from peermap_app.words import record_words as w
from tests.services.test_withdrawals import data_protection
from tests.services.world import KS_CASE, SAM, World, choose
from tests.state.worker.open_pages import FakeWire, a_page, call


async def with_robin(world: World) -> World:
    """Robin, the data protection lead, is there too."""
    world.people["robin"] = await data_protection(world)
    return world


async def test_no_worker_has_the_page(world: World, wire: FakeWire) -> None:
    """Sam finds nothing there, and nothing by asking without it."""
    page = await a_page(world, SAM, RecordState)
    await call(page, "load")
    assert page.missing
    for form in ({"reason": "worry", "reference": KS_CASE}, {}, [], None, {"day": ["x"]}):
        await call(page, "look", form)
        assert page.missing
    for handler in ("older", "newest"):
        await call(page, handler)
        assert page.missing
    assert page.rows == []


async def test_a_question_is_answered_in_words(world: World, wire: FakeWire) -> None:
    """Robin looks a case up: who, which case, why, by which device, and by which rule."""
    await choose(world, SAM, KS_CASE)
    await with_robin(world)
    page = await a_page(world, "robin", RecordState)
    await call(page, "load")
    assert page.ready
    assert page.rows[0].what == w.ACTIONS["see_access_record"]
    await call(page, "look", {"reason": "complaint", "reference": KS_CASE.lower()})
    facts = [{pair.term: pair.detail for pair in row.facts} for row in page.rows]
    kept = next(each for each in facts if each[w.WHO] == w.WHO_KINDS["tablet"])
    assert kept[w.CASE] == KS_CASE
    assert kept[w.WHY] == w.PURPOSES["plan"]
    assert kept[w.ANSWER].startswith(w.ALLOWED)


async def test_a_question_needs_its_reason(world: World, wire: FakeWire) -> None:
    """Without one nothing is looked up, what was found before stays, and each fault is named."""
    await with_robin(world)
    page = await a_page(world, "robin", RecordState)
    await call(page, "load")
    before = page.rows
    await call(page, "look", {"reference": "!", "email": "x" * 300, "day": "yesterday"})
    assert set(page.problems) == {"reason", "reference", "email", "day"}
    assert page.rows == before
