"""A sharing record that is half written is its worker's alone, sealed, and goes when it is sent."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drafts import DRAFT_DAYS, Kept
from peermap_app.domain.errors import Conflict, Invalid, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import MOST_DRAFTS, Written
from peermap_app.services import cases, links, sharing_drafts, sharing_writing, sharings
from peermap_app.services.drafts import Draft
from peermap_app.services.pruning import prune
from peermap_app.services.unit import unit
from peermap_app.storage.tables import new_id
from tests.builders import a_sharing_form
from tests.services import world as w
from tests.services.test_sharings import form, ready
from tests.services.world import (
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    choose,
    newest_link,
    table,
)

COORDINATE = Purpose.COORDINATE
TEXT = "They met at the old mill on Saturday"
ASKS = (Written.ASK, Written.ASK_WITHOUT)


async def wrote(
    world: World,
    on: Written,
    about: str,
    form_id: str,
    *,
    name: str = SAM,
    **said: str,
) -> Kept:
    """So far."""
    raw = {"why": TEXT, "threshold": "4", "urgent": "yes", **said}
    return await sharing_writing.keep(
        world.house, world[name], (on, about), form_id, raw, purpose=COORDINATE
    )


async def half(world: World, on: Written, about: str, name: str = SAM) -> Draft | None:
    """What the form would begin with."""
    if on in ASKS:
        asked = await links.link_form(world.house, world[name], about, purpose=COORDINATE, on=on)
        return asked.draft
    sheet = await links.asked(world.house, world[name], about, purpose=COORDINATE, on=on)
    return sheet.draft


async def send(world: World, on: Written, about: str, form_id: str) -> None:
    """Send that form as it should be."""
    case_id, raw = world.case(KS_CASE), {**form(world), "form_id": form_id}
    if on is Written.ASK:
        await links.ask_link(world.house, world[SAM], case_id, raw, purpose=COORDINATE)
    elif on is Written.ASK_WITHOUT:
        await sharings.ask_without(world.house, world[SAM], case_id, raw, purpose=COORDINATE)
    elif on is Written.ACCEPT:
        await links.answer_link(world.house, world[PRIYA], about, True, raw, purpose=COORDINATE)
    else:
        await sharings.accept_without(world.house, world[PRIYA], about, raw, purpose=COORDINATE)


async def at_the_form(house: House, on: Written) -> tuple[World, str, str]:
    """A world in which this form may be sent; about what, and by whom."""
    asks = on in ASKS
    talk = "no" if on is Written.ASK_WITHOUT else "yes"
    world = await ready(house, talk=talk, theirs="no" if on is Written.ACCEPT_WITHOUT else "yes")
    if asks:
        return world, world.case(KS_CASE), SAM
    await w.ask(world)
    return world, await newest_link(world), PRIYA


@pytest.mark.parametrize("on", Written)
async def test_what_was_written_is_there_again_until_it_is_sent(house: House, on: Written) -> None:
    """On any device of the same worker, sealed, and said on the case; sent, it is gone, and a late
    writing of that form brings it not back."""
    world, about, name = await at_the_form(house, on)
    form_id = new_id()
    for text in (TEXT[:4], TEXT):
        assert await wrote(world, on, about, form_id, name=name, why=text) is Kept.KEPT
    found = await half(world, on, about, name)
    assert found is not None
    assert (found.form_id, found.fields["why"]) == (form_id, TEXT)
    (held,) = await table(world, "sharing_draft")
    assert TEXT not in repr(held)
    assert about not in repr({**held, "case_id": ""})
    own = world.case(KS_CASE if on in ASKS else MS_CASE)
    (line,) = (await cases.open_case(world.house, world[name], own)).half_shared
    assert (line.on, line.about) == (on, "" if on in ASKS else about)
    with pytest.raises(Problems):  # a form that was refused is half written still
        await send_nothing(world, on, about)
    assert await half(world, on, about, name) is not None
    await send(world, on, about, form_id)
    assert await wrote(world, on, about, form_id, name=name) is Kept.SENT
    assert (await cases.open_case(world.house, world[name], own)).half_shared == ()
    (left,) = await table(world, "sharing_draft")
    async with unit(world.house, world[name], Action.WRITE_SHARING, own, purpose=COORDINATE) as u:
        said = u.held.vault.open(sharing_drafts.SEAL, left["id"], left["sealed"])
    assert "draft" not in said
    assert await wrote(world, on, about, new_id(), name=name) is Kept.KEPT


async def send_nothing(world: World, on: Written, about: str) -> None:
    """An empty form."""
    house = world.house
    if on is Written.ASK:
        await links.ask_link(house, world[SAM], about, {}, purpose=COORDINATE)
    elif on is Written.ASK_WITHOUT:
        await sharings.ask_without(house, world[SAM], about, {}, purpose=COORDINATE)
    elif on is Written.ACCEPT:
        await links.answer_link(house, world[PRIYA], about, True, {}, purpose=COORDINATE)
    else:
        await sharings.accept_without(house, world[PRIYA], about, {}, purpose=COORDINATE)


async def test_another_device_goes_on_with_it_and_overwrites_nothing(house: House) -> None:
    """A form that was open there before has an id of its own; each form has its own draft."""
    world, about, _ = await at_the_form(house, Written.ASK_WITHOUT)
    one, other = new_id(), new_id()
    await wrote(world, Written.ASK_WITHOUT, about, one)
    assert await wrote(world, Written.ASK_WITHOUT, about, other, why="x") is Kept.ELSEWHERE
    assert await wrote(world, Written.ASK, about, other, why="By agreement") is Kept.KEPT
    found = await half(world, Written.ASK_WITHOUT, about)
    assert found is not None
    assert (found.form_id, found.fields["why"]) == (one, TEXT)
    for _ in range(2):
        await sharing_writing.throw_away(
            world.house, world[SAM], (Written.ASK_WITHOUT, about), purpose=COORDINATE
        )
    assert await half(world, Written.ASK_WITHOUT, about) is None
    assert await half(world, Written.ASK, about) is not None


@pytest.mark.attack("others")
async def test_it_is_its_workers_alone(house: House) -> None:
    """Who does not work with the case, and whom the ask did not come to, keep nothing there; a
    colleague of the case sees an empty form; what no form has is left out."""
    world, link, _ = await at_the_form(house, Written.ACCEPT)
    case_id = world.case(KS_CASE)
    await wrote(world, Written.ASK, case_id, new_id(), nonsense="y")
    found = await half(world, Written.ASK, case_id)
    assert found is not None
    assert {"nonsense", "form_id"}.isdisjoint(found.fields)
    for name, on, about in (
        (PRIYA, Written.ASK, case_id),
        (JO, Written.ACCEPT, link),
        (SAM, Written.ACCEPT, link),
        (SAM, Written.ACCEPT_WITHOUT, "0" * 32),
        (SAM, Written.ASK, "'; --"),
    ):
        with pytest.raises(NotFound):
            await wrote(world, on, about, new_id(), name=name)
        with pytest.raises(NotFound):
            await sharing_writing.throw_away(
                world.house, world[name], (on, about), purpose=COORDINATE
            )
    with pytest.raises(Invalid):
        await wrote(world, Written.ASK, case_id, "no id")
    await w.bring_in(house, w.row(KS_CASE, SAM), w.row(KS_CASE, JO))
    assert await half(await world.later(minutes=1), Written.ASK, case_id, JO) is None


async def test_after_some_days_it_is_gone_whoever_has_tidied_up(house: House) -> None:
    """By the date; then the round deletes it."""
    world, about, _ = await at_the_form(house, Written.ASK_WITHOUT)
    await wrote(world, Written.ASK_WITHOUT, about, new_id())
    after = await world.later(days=DRAFT_DAYS)
    assert await half(after, Written.ASK_WITHOUT, about) is None
    assert (await cases.open_case(after.house, after[SAM], about)).half_shared == ()
    await prune(after.house)
    assert await table(after, "sharing_draft") == []


async def test_they_are_few(house: House) -> None:
    """Of one worker on one case; what was written on longest ago goes."""
    world, case_id, _ = await at_the_form(house, Written.ASK)
    for number in range(MOST_DRAFTS + 1):
        then = await world.later(minutes=number)
        async with unit(
            then.house, then[SAM], Action.WRITE_SHARING, case_id, purpose=COORDINATE
        ) as u:
            raw = {"why": str(number)}
            await sharing_drafts.keep(u, Written.ACCEPT, f"{number:032x}", new_id(), raw)
    rows = await table(world, "sharing_draft")
    assert len(rows) == MOST_DRAFTS
    assert min(row["at"] for row in rows) > world.house.clock()


async def test_a_sending_that_was_refused_takes_nothing_away(house: House) -> None:
    """Here because agreement stands: what was typed without it is there still."""
    world, about, _ = await at_the_form(house, Written.ASK)
    form_id = new_id()
    await wrote(world, Written.ASK_WITHOUT, about, form_id)
    raw = {**a_sharing_form(**form(world)), "form_id": form_id}
    with pytest.raises(Conflict):
        await sharings.ask_without(world.house, world[SAM], about, raw, purpose=COORDINATE)
    assert await half(world, Written.ASK_WITHOUT, about) is not None
    await choose(world, SAM, KS_CASE, talk="no")
    await sharings.ask_without(world.house, world[SAM], about, raw, purpose=COORDINATE)
    assert await half(world, Written.ASK_WITHOUT, about) is None
