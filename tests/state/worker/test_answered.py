"""An answer leads to the list of what waits, which says once how it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from peermap_app import bootstrap
from peermap_app.domain.purpose import Purpose
from peermap_app.services import finding
from peermap_app.state.finding import FindingAnswerState
from peermap_app.state.link_second import LinkSecondState
from peermap_app.state.sharing import SecondPersonState, SharingState
from peermap_app.state.tray import TrayState
from peermap_app.words import finding_words, second_words, sharing_words
from tests.services import test_sharings as rule5
from tests.services import world as w
from tests.services.world import KS_CASE, SAM, SAMS_OTHER, World
from tests.state.worker.open_pages import FakeWire, a_page, address, call

DANA, COORDINATE = "dana", Purpose.COORDINATE
Asked = tuple[type[Any], dict[str, str], dict[bool, str]]


async def a_sharing(world: World) -> Asked:
    """Sam asks to share without agreement."""
    asked = await rule5.ask(world)
    return SecondPersonState, {"sharing_id": asked}, sharing_words.SECOND_SAID


async def a_link_of_one(world: World) -> Asked:
    """Sam has both cases of a link."""
    await w.choose(world, SAM, SAMS_OTHER)
    await w.ask(world, SAMS_OTHER)
    link = await w.newest_link(world)
    await w.accept(world, link, name=SAM)
    return LinkSecondState, {"link_id": link}, second_words.SAID


async def a_colleague(world: World) -> Asked:
    """Sam does not know a friend's worker."""
    helps = {"helps": "In year 10 at the same school."}
    case_id = world.case(KS_CASE)
    asked = await finding.ask_to_find(world.house, world[SAM], case_id, helps, purpose=COORDINATE)
    said = dict.fromkeys((True, False), finding_words.ANSWER_SAID)
    return FindingAnswerState, {"ask_id": asked}, said


@pytest.mark.parametrize("agree", [True, False])
@pytest.mark.parametrize("of", [a_sharing, a_link_of_one, a_colleague])
async def test_the_list_says_how_it_went_and_going_back_leads_nowhere_else(
    world: World, wire: FakeWire, of: Callable[[World], Awaitable[Asked]], agree: bool
) -> None:
    """It takes the place of the page that was answered, and says it once: not when the list is
    opened again."""
    await w.choose(world, SAM, KS_CASE, talk="no" if of is a_sharing else "yes")
    state, parts, said = await of(world)
    page = await a_page(world, DANA, state, **parts)
    await call(page, "load")
    assert not page.missing
    yes = "yes" if agree else "no"
    form = {**parts, "agree": yes, "found": yes, "reference": "HX-7001", "why": "It helps them."}
    led = await call(page, "answer", form)
    assert (address(led), replaces(led)) == ('"/waiting"', "true")
    there = await page.get_state(TrayState)
    await call(there, "load")
    assert (there.notice, there.rows) == (said[agree], [])
    await call(there, "load")
    assert there.notice == ""


@pytest.mark.parametrize("agree", [True, False])
async def test_a_no_to_what_was_sent_says_that_it_is_not_shared_any_more(
    world: World, wire: FakeWire, agree: bool
) -> None:
    """Sam sent it by their reason and it was shared until now: so both pages say that it ended, and
    not that nothing is shared."""
    await w.choose(world, SAM, KS_CASE, talk="no")
    sharing = await rule5.ask(world, urgent="yes")
    then = await world.later(minutes=15)
    bootstrap.use_house(then.house)
    await rule5.send(then, sharing)
    page = await a_page(then, DANA, SecondPersonState, sharing_id=sharing)
    await call(page, "load")
    yes = "yes" if agree else "no"
    await call(page, "answer", {"sharing_id": sharing, "agree": yes, "why": "It can wait."})
    there = await page.get_state(TrayState)
    await call(there, "load")
    said = sharing_words.SECOND_SAID[True] if agree else sharing_words.SECOND_ENDED
    assert there.notice == said
    own = await a_page(
        then, SAM, SharingState, case_id=world.case(KS_CASE), sharing_id=sharing, page="page-2"
    )
    await call(own, "load")
    assert ("not shared any more" in own.view.facts[0].detail) is not agree


def replaces(led: Any) -> str:
    """Whether it stands in the history in the place of the page that it leads away from."""
    return str({str(key): value for key, value in led.args}["replace"])


async def test_each_case_of_a_link_stands_on_a_card_of_its_own(
    world: World, wire: FakeWire
) -> None:
    """What is asked, then the sharing record of each case that Dana supervises, then her answer."""
    await w.choose(world, SAM, KS_CASE)
    state, parts, _ = await a_link_of_one(world)
    page = await a_page(world, DANA, state, **parts)
    await call(page, "load")
    asked = [pair.term for pair in page.view.facts]
    cases = {side[0].detail.partition(" ")[0] for side in page.view.sides}
    assert asked == [second_words.WORKER, second_words.SINCE]
    assert cases == {KS_CASE, SAMS_OTHER}
    assert {side[0].term for side in page.view.sides} == {second_words.CASE}
