"""Working together, as a page: the colleague is at hand while the link holds, and not after."""

from __future__ import annotations

from peermap_app.state.together import TogetherState
from peermap_app.words import link_words as w
from tests.services.test_flags import flag
from tests.services.test_link_life import end
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World, linked
from tests.state.worker.open_pages import FakeWire, a_page, call, hear, shown


async def test_the_colleague_s_team_phone_and_e_mail_stand_there(
    world: World, wire: FakeWire
) -> None:
    """To be rung with one tap, and in full for another phone; nothing of either case in a link;
    once the link ended none of it is on an open page."""
    link = await linked(world)
    page = await a_page(world, SAM, TogetherState, case_id=world.case(KS_CASE), link_id=link)
    await call(page, "load")
    (priya,) = page.view.contacts
    assert (priya.name, priya.phone, priya.address) == (
        "Priya P.",
        "07700 900123",
        "priya@west.example",
    )
    assert (priya.call, priya.email) == ("tel:07700900123", "mailto:priya@west.example")
    facts = {pair.term: pair.detail for pair in page.view.facts}
    assert facts[w.COLLEAGUE] == "Priya P., Family Safeguarding East"
    await end(world, link, PRIYA, MS_CASE)
    await hear(world, SAM, "link")
    view = wire.set_on("page-1", TogetherState)["view"]
    assert (view.contacts, view.stands) == ([], w.STANDS["ended"])
    await call(page, "load")
    for gone in ("Priya", "07700", "East"):
        assert gone not in shown(page)


async def test_what_is_good_to_build_on_stands_first(world: World, wire: FakeWire) -> None:
    """Rule 9, also where a worry is newer: from either side of the link."""
    link = await linked(world)
    for kind in ("good_news", "missing"):
        await flag(world, kind=kind)
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        parts = {"case_id": world.case(reference), "link_id": link}
        page = await a_page(world, name, TogetherState, **parts)
        await call(page, "load")
        assert [row.good for row in page.view.flags] == [True, False]
