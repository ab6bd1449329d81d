"""Rule 8 at the doors of rule 5 and of rule 7: whatever reference is typed, the pages say the same.

Asking by agreement is tried over the wire (tests/attacks/test_same_bytes.py).
"""

from __future__ import annotations

import re

import pytest

from peermap_app.domain import links as rules
from peermap_app.state.case import CaseState
from peermap_app.state.forms import FormPage
from peermap_app.state.link_ask import LinkAskState
from peermap_app.state.share_without import ShareAskState
from peermap_app.state.sharing import SharingState
from tests.attacks.surface import WITHOUT
from tests.builders import a_sharing_form
from tests.services.world import (
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    ask,
    choose,
    review,
    table,
)
from tests.state.worker.open_pages import FakeWire, a_page, address, call, shown

TAKEN = "HX-9100"
TYPED = (MS_CASE, JOS_CASE, UNKNOWN)
"""Of a case whose young person said yes, of one whose said no, and of none."""


async def asked(world: World, state: type[FormPage], reference: str, number: int) -> list[str]:
    """Everything that Sam's pages show after an ask: the form, where it leads, and what waits."""
    case_id, token = world.case(KS_CASE), f"page-{number}"
    page = await a_page(world, SAM, state, page=token, case_id=case_id)  # type: ignore[type-var]
    await call(page, "load")
    form = a_sharing_form(reference=reference, review=review(world), case_id=case_id)
    more = WITHOUT if state is ShareAskState else {}
    went = address(await call(page, "ask", {**form, **more, "reference": reference}))
    sharing = went.rpartition("/sharings/")[2].strip('"')
    waits = await a_page(world, SAM, SharingState, page=token, case_id=case_id, sharing_id=sharing)
    await call(waits, "load")
    assert waits.ready
    assert reference in shown(waits)
    return [_alike(one, reference) for one in (shown(page), went, shown(waits))]


def _alike(said: str, reference: str) -> str:
    return re.sub(r"[0-9a-f]{32}", "ID", said).replace(reference, "REFERENCE")


@pytest.mark.parametrize("state", [ShareAskState, LinkAskState])
async def test_an_ask_says_the_same_whatever_was_typed(
    world: World, wire: FakeWire, monkeypatch: pytest.MonkeyPatch, state: type[FormPage]
) -> None:
    """Without agreement, and by agreement beyond the places that there are: it waits for the second
    person, in the same words on the form, on its own page and on the case's."""
    await choose(world, PRIYA, MS_CASE)
    await choose(world, JO, JOS_CASE, talk="no")
    without = state is ShareAskState
    await choose(world, SAM, KS_CASE, talk="no" if without else "yes")
    if not without:
        monkeypatch.setattr(rules, "MOST_LINKS", 1)
        await ask(world, TAKEN)
    before = len(await table(world, "link"))
    said = [await asked(world, state, one, number) for number, one in enumerate(TYPED)]
    assert said[0] == said[1] == said[2]
    assert len(await table(world, "link")) == before
    page = await a_page(world, SAM, CaseState, page="case", case_id=world.case(KS_CASE))
    await call(page, "load")
    rows = page.view.sharings if without else page.view.beyond
    assert len(rows) == len(TYPED)
    of = {reference: repr(row) for row in rows for reference in TYPED if reference in repr(row)}
    assert len({_alike(row, reference) for reference, row in of.items()}) == 1
    assert set(of) == set(TYPED)
