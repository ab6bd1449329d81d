"""The data protection lead's page, as each role finds it (rule 4)."""

from __future__ import annotations

from peermap_app.state.locked import LockedState
from peermap_app.state.views import LockedView
from peermap_app.words import worker_my_map as m
from tests.services.world import KS_CASE, SAM, World, choose
from tests.state.worker.open_pages import FakeWire, a_page, call


async def test_no_worker_has_the_page(world: World, wire: FakeWire) -> None:
    """Sam finds nothing there, and nothing by asking without it."""
    await choose(world, SAM, KS_CASE)
    page = await a_page(world, SAM, LockedState, page="page-1")
    await call(page, "load")
    assert page.missing
    asked = {"reference": KS_CASE, "version": "1", "reason": "court"}
    for form in (asked, {}, [], None, {"reference": [KS_CASE]}):
        await call(page, "open_copy", form)
        assert page.missing
        assert page.view == LockedView()
    assert page.notice != m.LOCKED_NONE
