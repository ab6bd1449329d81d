"""A flag that is half written is its worker's alone, sealed, and goes when it is not needed."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.drafts import DRAFT_DAYS, Kept
from peermap_app.domain.errors import Invalid, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.services import cases, flag_drafts, flags
from peermap_app.services.drafts import Draft
from peermap_app.services.pruning import prune
from peermap_app.storage.tables import new_id
from tests.builders import a_flag_form
from tests.services.world import (
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    bring_in,
    row,
    table,
)

COORDINATE = Purpose.COORDINATE
TEXT = "Was at the bus station last night"


async def wrote(world: World, form_id: str, name: str = PRIYA, text: str = TEXT) -> Kept:
    """So far, on Priya's case."""
    said = {"need_to_know": text, "kind": "missing"}
    case_id = world.case(MS_CASE)
    return await flag_drafts.keep(
        world.house, world[name], case_id, form_id, said, purpose=COORDINATE
    )


async def half(world: World, name: str = PRIYA) -> Draft | None:
    """What the form would begin with."""
    form = await flags.flag_form(world.house, world[name], world.case(MS_CASE), purpose=COORDINATE)
    return form.draft


async def send(world: World, form_id: str) -> str:
    """The flag of that form."""
    sheet = await flags.flag_case(
        world.house,
        world[PRIYA],
        world.case(MS_CASE),
        form_id,
        a_flag_form(),
        purpose=COORDINATE,
    )
    return sheet.flag_id


async def test_what_was_written_is_there_again_under_its_forms_id(house: House) -> None:
    """On any device of the same worker; the case says that a flag is half written."""
    world = await a_world(house)
    first, form_id = await half(world), new_id()
    assert first is None
    assert [await wrote(world, form_id, text=TEXT[:n]) for n in (3, 9, 99)] == [Kept.KEPT] * 3
    found = await half(world)
    assert found is not None
    assert (found.form_id, found.fields["need_to_know"]) == (form_id, TEXT)
    assert len(await table(world, "flag_draft")) == 1
    sheet = await cases.open_case(house, world[PRIYA], world.case(MS_CASE))
    assert sheet.half_flag == found.at


async def test_it_is_sealed_and_its_workers_alone(house: House) -> None:
    """No plain column holds a word of it, and a colleague of the case sees an empty form."""
    world = await a_world(house)
    await bring_in(house, row(MS_CASE, SAM, initials="M", team="Family Safeguarding East"))
    await wrote(world, new_id())
    (held,) = await table(world, "flag_draft")
    assert TEXT.encode() not in held["sealed"]
    assert TEXT not in repr(held)
    assert await half(world, SAM) is None
    assert (await cases.open_case(house, world[SAM], world.case(MS_CASE))).half_flag is None


@pytest.mark.attack("others")
async def test_who_does_not_work_with_the_case_keeps_nothing_on_it(house: House) -> None:
    """Nor throws away what somebody else has half written."""
    world = await a_world(house)
    await wrote(world, new_id())
    with pytest.raises(NotFound):
        await wrote(world, new_id(), SAM)
    with pytest.raises(NotFound):
        await flag_drafts.throw_away(house, world[SAM], world.case(MS_CASE), purpose=COORDINATE)
    with pytest.raises(Invalid):
        await wrote(world, "no id")
    assert await half(world) is not None


async def test_sending_takes_it_away_and_a_late_writing_brings_it_not_back(house: House) -> None:
    """The page may tell what stood in the form after its flag was sent."""
    world, form_id = await a_world(house), new_id()
    await wrote(world, form_id)
    flag_id = await send(world, form_id)
    assert await wrote(world, form_id) is Kept.SENT
    assert (await half(world), await table(world, "flag_draft")) == (None, [])
    assert await send(world, form_id) == flag_id


async def test_a_flag_that_was_refused_is_half_written_still(house: House) -> None:
    """Screening and faults take nothing away."""
    world, form_id = await a_world(house), new_id()
    await wrote(world, form_id)
    with pytest.raises(Problems):
        await flags.flag_case(
            house, world[PRIYA], world.case(MS_CASE), form_id, {}, purpose=COORDINATE
        )
    assert await half(world) is not None


async def test_another_device_goes_on_with_it_and_overwrites_nothing(house: House) -> None:
    """A form that was open before has an id of its own: what the other holds is left alone."""
    world, one, other = await a_world(house), new_id(), new_id()
    await wrote(world, one)
    assert await wrote(world, other, text="New") is Kept.ELSEWHERE
    found = await half(world)
    assert found is not None
    assert found.fields["need_to_know"] == TEXT
    assert await wrote(world, found.form_id, text="Gone on with") is Kept.KEPT


async def test_an_empty_form_and_a_throwing_away_leave_nothing(house: House) -> None:
    """Taking out all that was typed is as good as throwing it away; twice is no error."""
    world, form_id = await a_world(house), new_id()
    await wrote(world, form_id)
    case_id = world.case(MS_CASE)
    await flag_drafts.keep(
        house, world[PRIYA], case_id, form_id, {"review": "2026-12-22"}, purpose=COORDINATE
    )
    assert await table(world, "flag_draft") == []
    await wrote(world, form_id)
    for _ in range(2):
        await flag_drafts.throw_away(house, world[PRIYA], case_id, purpose=COORDINATE)
    assert await table(world, "flag_draft") == []


async def test_after_some_days_it_is_gone_whoever_has_tidied_up_or_not(house: House) -> None:
    """On the last day it is there, on the next it is not read, and the round deletes it."""
    world, form_id = await a_world(house), new_id()
    await wrote(world, form_id)
    before = await world.later(days=DRAFT_DAYS, minutes=-1)
    assert await half(before) is not None
    await prune(before.house)
    assert len(await table(world, "flag_draft")) == 1
    after = await world.later(days=DRAFT_DAYS)
    assert await half(after) is None
    assert await wrote(after, new_id()) is Kept.KEPT  # an old one is in nobody's way
    await prune((await world.later(days=2 * DRAFT_DAYS)).house)
    assert await table(world, "flag_draft") == []


@pytest.mark.attack("races")
async def test_many_writings_at_once_are_one_draft(house: House) -> None:
    """Whichever came last; none is an error."""
    world, form_id = await a_world(house), new_id()
    told = await asyncio.gather(*(wrote(world, form_id, text=f"Text {n}") for n in range(6)))
    assert set(told) == {Kept.KEPT}
    assert len(await table(world, "flag_draft")) == 1


async def test_the_day_of_review_is_the_workers_within_the_setting(house: House) -> None:
    """Empty leaves it to the setting; further away than that is a fault of its field."""
    world = await a_world(house)
    form = await flags.flag_form(house, world[PRIYA], world.case(MS_CASE), purpose=COORDINATE)

    async def sent(review: str) -> str:
        made = await flags.flag_case(
            house,
            world[PRIYA],
            world.case(MS_CASE),
            new_id(),
            a_flag_form(review=review),
            purpose=COORDINATE,
        )
        rows = {held["thing_id"]: held["due"] for held in await table(world, "review")}
        return str(rows[made.flag_id])

    assert await sent("2026-12-01") == "2026-12-01"
    assert await sent("") == form.review.isoformat()
    with pytest.raises(Problems):
        await sent(form.review.replace(year=form.review.year + 1).isoformat())
