"""What waits without agreement, on its worker's page, while the young person says yes."""

from __future__ import annotations

import pytest

from peermap_app.state.sharing import SharingState
from peermap_app.words import sharing_words as words
from tests.services import test_sharings as rule5
from tests.services import world as w
from tests.services.test_sharing_again import asked_by_agreement
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World
from tests.state.worker.open_pages import FakeWire, a_page, call


@pytest.mark.parametrize("act", ["ask", "answer"])
async def test_the_page_leads_on_until_it_went_by_agreement(
    world: World, wire: FakeWire, act: str
) -> None:
    """A Yes alone sends nothing: the page says so, with the way to ask or accept by agreement.
    It says that it went on so once it did, and leads nowhere; before the Yes neither."""
    name, case = (SAM, KS_CASE) if act == "ask" else (PRIYA, MS_CASE)
    await w.choose(world, name, case, talk="no")
    link = "" if act == "ask" else await asked(world)
    sharing = await (rule5.ask(world) if act == "ask" else rule5.accept(world, link))
    to = f"/cases/{world.case(case)}/link" if act == "ask" else f"/links/{link}"
    page = await a_page(world, name, SharingState, case_id=world.case(case), sharing_id=sharing)

    async def says() -> tuple[str, str]:
        await call(page, "load")
        return page.view.facts[0].detail, page.view.agreed_to

    assert await says() == (words.STANDINGS["waits"], "")
    await w.choose(world, name, case)
    assert await says() == (words.SAY_YES_NOW[act], to)
    await (asked_by_agreement(world) if act == "ask" else w.accept(world, link))
    assert await says() == (words.STANDINGS["overtaken"], "")


async def asked(world: World) -> str:
    """Sam asks for Priya's case by agreement; the link's id."""
    await w.choose(world, SAM, KS_CASE)
    await w.ask(world)
    return await w.newest_link(world)
