"""The forms of flags and links: sent once, refused kindly, and only by whom they may be sent."""

from __future__ import annotations

import pytest

from peermap_app.state.case import CaseState
from peermap_app.state.closing import CloseCaseState
from peermap_app.state.flag import FlagState
from peermap_app.state.forms import FormPage
from peermap_app.state.link_answer import LinkAnswerState
from peermap_app.state.link_ask import LinkAskState
from peermap_app.state.live import LiveState
from peermap_app.state.me import MeState
from peermap_app.state.team_give import TemporaryAskState
from tests.builders import a_flag_form, a_sharing_form, a_step_form
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    ask,
    choose,
    linked,
    newest_link,
    review,
    table,
)
from tests.state.worker.open_pages import FakeWire, a_page, address, call, shown

FORM_ID = "ab" * 16
SCREENED = "With Anna Kowalska, 07700 900123"


async def the_flag_page(world: World, name: str = PRIYA) -> FlagState:
    """The flag form of Priya's case, opened."""
    page = await a_page(world, name, FlagState, case_id=world.case(MS_CASE))
    await call(page, "load")
    return page


async def test_the_form_names_who_will_be_told(world: World, wire: FakeWire) -> None:
    """One line for each linked case, with its field for a reason to leave it out."""
    link_id = await linked(world)
    page = await the_flag_page(world)
    (row,) = page.view.told
    assert (row.name, row.field) == (f"Sam S. ({KS_CASE})", f"left_out_{link_id}")
    assert page.view.told_label == "Does M know you are sharing this?"


async def test_a_form_sent_twice_makes_one_flag(world: World, wire: FakeWire) -> None:
    """After a cut the same form is sent again: one flag, and both lead to it."""
    link_id = await linked(world)
    page = await the_flag_page(world)
    form = a_flag_form(
        case_id=page.view.id,
        form_id=FORM_ID,
        **{f"tell_{link_id}": "yes", f"left_out_{link_id}": ""},
    )
    first, second = await call(page, "send", form), await call(page, "send", form)
    assert address(first) == address(second)
    assert len(await table(world, "flag")) == 1
    assert len(await table(world, "alert")) == 1


async def test_who_is_not_ticked_is_left_out_with_the_reason(world: World, wire: FakeWire) -> None:
    """An unticked box needs a reason; with one, nobody behind it is told."""
    link_id = await linked(world)
    page = await the_flag_page(world)
    form = a_flag_form(case_id=page.view.id, form_id=FORM_ID, **{f"left_out_{link_id}": ""})
    await call(page, "send", form)
    assert page.problems == {f"left_out_{link_id}": "Say why this worker is left out."}
    assert await table(world, "flag") == []
    await call(page, "send", {**form, f"left_out_{link_id}": "Told by phone"})
    assert (len(await table(world, "flag")), await table(world, "alert")) == (1, [])


async def test_what_screening_found_is_shown_and_a_reason_goes_on(
    world: World, wire: FakeWire
) -> None:
    """A flag is never held up: any reason sends it (rule 2)."""
    await linked(world)
    page = await the_flag_page(world)
    form = a_flag_form(case_id=page.view.id, form_id=FORM_ID, need_to_know=SCREENED)
    await call(page, "send", form)
    assert page.found == [
        "“Anna Kowalska” reads as a full name",
        "“07700 900123” reads as a phone number",
    ]
    assert await call(page, "send", {**form, "screened_reason": "They must phone"}) is not None


@pytest.mark.parametrize(
    ("state", "handler", "form"),
    [
        (FlagState, "send", a_flag_form(form_id=FORM_ID, need_to_know=SCREENED)),
        (LinkAskState, "ask", a_sharing_form(reference=UNKNOWN, why=SCREENED)),
        (CaseState, "say_next_step", a_step_form(text=SCREENED)),
        (TemporaryAskState, "ask", {"reference": UNKNOWN, "why": SCREENED}),
        (CloseCaseState, "ask", {"why": ""}),
    ],
)
async def test_what_was_said_of_a_form_stands_until_it_is_opened_anew(
    world: World, wire: FakeWire, state: type[FormPage], handler: str, form: dict[str, str]
) -> None:
    """After a cut or a lock what was typed is still there, and so is what is wrong with it; another
    page in between, or a reload, begins without it."""
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    page = await a_page(world, SAM, state, case_id=case_id)
    live = await page.get_state(LiveState)

    async def opened(*, at: str) -> tuple[dict[str, str], list[str]]:
        live._opened = at
        await call(page, "load")
        await call(live, "enter")
        return dict(page.problems), list(page.found)

    async def refused() -> tuple[dict[str, str], list[str]]:
        await call(page, handler, {"case_id": case_id, **form})
        return dict(page.problems), list(page.found)

    assert await opened(at="") == ({}, [])
    said = await refused()
    assert said[0]
    assert await opened(at="/") == said
    assert await opened(at="/cases") == ({}, [])
    assert await refused() == said
    page._opened_anew()
    assert await opened(at="/") == ({}, [])


@pytest.mark.parametrize("name", [SAM, JO, ADE, ALEX])
async def test_no_form_of_a_case_that_is_not_one_s_own(
    world: World, wire: FakeWire, name: str
) -> None:
    """Linked, unlinked, without cases, administrator: each handler ends at "not found"."""
    await linked(world)
    case_id = world.case(MS_CASE)
    for state, handler in ((FlagState, "send"), (LinkAskState, "ask")):
        page = await a_page(world, name, state, case_id=case_id)
        await call(page, "load")
        assert page.missing
        await call(page, handler, a_flag_form(case_id=case_id, form_id=FORM_ID))
        assert page.missing
    assert await table(world, "flag") == []


async def test_asking_leads_back_to_the_case(world: World, wire: FakeWire) -> None:
    """A known and an unknown reference get the same answer."""
    await choose(world, SAM, KS_CASE)
    answers = []
    for reference in (MS_CASE, UNKNOWN):
        page = await a_page(world, SAM, LinkAskState, case_id=world.case(KS_CASE))
        await call(page, "load")
        form = a_sharing_form(case_id=page.view.id, reference=reference, review=review(world))
        answers.append((address(await call(page, "ask", form)), shown(page)))
    assert answers[0] == answers[1]


async def test_without_a_yes_asking_is_closed(world: World, wire: FakeWire) -> None:
    """One sentence says why; a form sent all the same is refused."""
    await choose(world, SAM, KS_CASE, talk="no")
    page = await a_page(world, SAM, LinkAskState, case_id=world.case(KS_CASE))
    await call(page, "load")
    assert page.view.closed_why.startswith("Linking is not open")
    form = a_sharing_form(case_id=page.view.id, reference=MS_CASE, review=review(world))
    await call(page, "ask", form)
    assert page.notice.startswith("Not now")
    assert await table(world, "link") == []


async def test_accepting_needs_one_s_own_young_person_s_yes(world: World, wire: FakeWire) -> None:
    """Closed with the reason until Priya's young person says Yes; then the form accepts."""
    await choose(world, SAM, KS_CASE)
    await ask(world)
    link_id = await newest_link(world)
    page = await a_page(world, PRIYA, LinkAnswerState, link_id=link_id)
    await call(page, "load")
    assert (page.view.can_accept, KS_CASE in shown(page)) == (False, False)
    assert page.view.closed_why.startswith("You cannot accept")
    await choose(world, PRIYA, MS_CASE)
    await call(page, "load")
    assert page.view.can_accept
    await call(page, "accept", a_sharing_form(link_id=link_id, review=review(world)))
    assert page.view.settled == "You accepted. The cases are linked."


async def test_an_ask_is_for_the_one_it_came_to(world: World, wire: FakeWire) -> None:
    """The asker, strangers and made-up ids end at "not found"; a decline by them changes none."""
    await choose(world, SAM, KS_CASE)
    await ask(world)
    link_id = await newest_link(world)
    for name in (SAM, JO, ADE, ALEX):
        for each in (link_id, "0" * 32, "x"):
            page = await a_page(world, name, LinkAnswerState, link_id=each)
            await call(page, "load")
            assert page.missing
            await call(page, "decline", each)
            assert page.missing
    assert [row["state"] for row in await table(world, "link")] == ["asked"]


async def test_a_decline_is_said_to_who_declined_alone(world: World, wire: FakeWire) -> None:
    """Priya reads "You declined."; nothing is sent to Sam's page."""
    await choose(world, SAM, KS_CASE)
    await ask(world)
    link_id = await newest_link(world)
    page = await a_page(world, PRIYA, LinkAnswerState, link_id=link_id)
    await call(page, "load")
    told = len(world.told(SAM))
    await call(page, "decline", link_id)
    assert page.view.settled == "You declined."
    assert len(world.told(SAM)) == told


@pytest.mark.parametrize("name", [SAM, ALEX])
async def test_me_is_for_everybody(world: World, wire: FakeWire, name: str) -> None:
    """Name, role and the way out, for each role."""
    page = await a_page(world, name, MeState)
    await call(page, "load")
    assert page.view.facts[0].detail == world[name].name
