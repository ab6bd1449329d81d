"""Rules 6, 8 and 11: a flag reaches whom it must, once, with the least that they need."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from peermap_app.bootstrap import House
from peermap_app.domain import flags as rules
from peermap_app.domain.errors import Invalid, NotFound, Problems, TooMany
from peermap_app.domain.flags import AckState, FlagKind, Urgency
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, flag_changes, flags, link_confirms
from peermap_app.services.flags import FlagSheet
from peermap_app.storage.tables import Outbox, new_id
from tests.builders import a_flag_form
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    bring_in,
    choose,
    linked,
    recorded,
    row,
    table,
)

EAST = "Family Safeguarding East"


async def flag(world: World, **changed: object) -> FlagSheet:
    """Priya flags her case from a fresh form."""
    case_id = world.case(MS_CASE)
    form = await flags.flag_form(world.house, world[PRIYA], case_id, purpose=Purpose.COORDINATE)
    return await flags.flag_case(
        world.house,
        world[PRIYA],
        case_id,
        form.form_id,
        a_flag_form(**changed),
        purpose=Purpose.COORDINATE,
    )


async def test_a_flag_reaches_the_worker_of_the_linked_case(house: House) -> None:
    """Flag, alert and outbox row are there together, and the flagger sees who was told."""
    world = await a_world(house)
    await linked(world)
    sheet = await flag(world)
    (told,) = sheet.acks
    assert (told.name, told.reference, told.state) == ("Sam S.", KS_CASE, AckState.SENT)
    assert (sheet.said.kind.code, sheet.said.urgency) == (FlagKind.MISSING, Urgency.NOW)
    assert sheet.by == "Priya P."
    (alert,) = await table(world, "alert")
    assert alert["worker_id"] == world.worker_id(SAM)
    assert [one["alert_id"] for one in await table(world, "outbox") if one["alert_id"]] == [
        alert["id"]
    ]
    assert (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).todo == 1
    (line,) = (await cases.open_case(house, world[PRIYA], world.case(MS_CASE))).flags
    assert (line.flag_id, line.acks[0].name) == (sheet.flag_id, "Sam S.")


async def test_a_flag_an_alert_and_its_outbox_row_are_there_together_or_not_at_all(
    house: House,
) -> None:
    """The database refuses the outbox row: no flag, no alert, no page told, and no draft lost.

    What was typed goes out on the next try, once.
    """
    world = await a_world(house)
    await linked(world)
    case_id, form_id = world.case(MS_CASE), "f" * 32

    async def send() -> FlagSheet:
        return await flags.flag_case(
            house, world[PRIYA], case_id, form_id, a_flag_form(), purpose=Purpose.COORDINATE
        )

    def refuse(_mapper: object, _connection: object, target: Outbox) -> None:
        if target.alert_id:
            raise OperationalError("INSERT", {}, Exception("disk full"))

    world.hints.told.clear()
    event.listen(Outbox, "before_insert", refuse)
    try:
        with pytest.raises(OperationalError):
            await send()
    finally:
        event.remove(Outbox, "before_insert", refuse)
    for name in ("flag", "alert", "delivery"):
        assert await table(world, name) == []
    assert [one for one in await table(world, "outbox") if one["alert_id"]] == []
    assert not world.hints.told
    await send()
    assert [len(await table(world, name)) for name in ("flag", "alert")] == [1, 1]


@pytest.mark.attack("races")
async def test_two_taps_at_once_make_one_flag(house: House) -> None:
    """The same form sent five times, together and again later, is one flag and one alert."""
    world = await a_world(house)
    await linked(world)
    case_id = world.case(MS_CASE)
    form = await flags.flag_form(house, world[PRIYA], case_id, purpose=Purpose.COORDINATE)
    sent = await asyncio.gather(
        *(
            flags.flag_case(
                house,
                world[PRIYA],
                case_id,
                form.form_id,
                a_flag_form(),
                purpose=Purpose.COORDINATE,
            )
            for _ in range(4)
        )
    )
    again = await flags.flag_case(
        house,
        world[PRIYA],
        case_id,
        form.form_id,
        a_flag_form(kind="plan_changed"),
        purpose=Purpose.COORDINATE,
    )
    assert {one.flag_id for one in sent} == {again.flag_id}
    assert again.said.kind.code == FlagKind.MISSING
    counts = [len(await table(world, name)) for name in ("flag", "alert")]
    assert counts == [1, 1]


async def test_the_recipients_are_found_when_it_is_sent(house: House) -> None:
    """Whoever was allocated meanwhile is told, whoever left is not, whatever the form showed."""
    world = await a_world(house)
    await linked(world)
    today = house.clock().date().isoformat()
    await bring_in(house, row(KS_CASE, JO))
    case_id = world.case(MS_CASE)
    form = await flags.flag_form(house, world[PRIYA], case_id, purpose=Purpose.COORDINATE)
    assert [one.name for one in form.recipients[0].colleagues] == ["Jo J.", "Sam S."]
    await bring_in(house, row(KS_CASE, JO, ends=today), row(KS_CASE, ADE, starts=today))
    sheet = await flags.flag_case(
        house, world[PRIYA], case_id, form.form_id, a_flag_form(), purpose=Purpose.COORDINATE
    )
    assert [one.name for one in sheet.acks] == ["Ade A.", "Sam S."]


async def test_a_next_worker_is_told_once_they_confirmed_the_link(house: House) -> None:
    """Nothing crosses to who has not agreed to it: nobody is told, and the form says so."""
    world = await a_world(house)
    link = await linked(world)
    today = house.clock().date().isoformat()
    await bring_in(house, row(KS_CASE, SAM, ends=today), row(KS_CASE, ADE, starts=today))
    case_id = world.case(MS_CASE)
    form = await flags.flag_form(house, world[PRIYA], case_id, purpose=Purpose.COORDINATE)
    assert form.recipients == ()
    assert (await flag(world)).acks == ()
    await link_confirms.confirm_link(
        house, world[ADE], world.case(KS_CASE), link, purpose=Purpose.COORDINATE
    )
    assert [one.name for one in (await flag(world)).acks] == ["Ade A."]


async def test_leaving_one_out_needs_a_reason(house: House) -> None:
    """Without a reason the flag is not sent; with one, nobody on that side is told."""
    world = await a_world(house)
    link_id = await linked(world)
    with pytest.raises(Problems):
        await flag(world, left_out={link_id: "  "})
    assert await table(world, "flag") == []
    sheet = await flag(world, left_out={link_id: "They were there and know."})
    assert sheet.acks == ()
    assert [(one.reference, one.because) for one in sheet.left_out] == [
        (KS_CASE, "They were there and know.")
    ]
    assert (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items == ()


async def test_a_made_up_link_leaves_nobody_out(house: House) -> None:
    """A link that is none, or none any more, is passed over: all who must be told are told."""
    world = await a_world(house)
    await linked(world)
    sheet = await flag(world, left_out={"0" * 32: "made up"})
    assert (len(sheet.acks), sheet.left_out) == (1, ())


async def test_screening_warns_and_never_holds_up(house: House) -> None:
    """A full name and a number are named back; any reason at all sends it as it is."""
    world = await a_world(house)
    await linked(world)
    text = "She is with Jane Brown, 07700 900123."
    with pytest.raises(Problems) as warned:
        await flag(world, need_to_know=text)
    (problem,) = warned.value.problems
    assert (problem.code, problem.data["field"]) == ("screened", "need_to_know")
    assert await table(world, "flag") == []
    sheet = await flag(world, need_to_know=text, screened_reason="send_anyway")
    assert sheet.said.need_to_know == text
    assert len(sheet.acks) == 1


@pytest.mark.parametrize(("name", "reference"), [(SAM, KS_CASE), (PRIYA, MS_CASE)])
async def test_a_newer_no_keeps_a_flag_from_reaching_across(
    house: House, name: str, reference: str
) -> None:
    """Whichever side withdrew: the flag stands on its own case and nobody is told."""
    world = await a_world(house)
    await linked(world)
    await choose(world, name, reference, talk="no")
    assert (await flag(world)).acks == ()
    assert await table(world, "alert") == []


async def test_what_was_told_over_an_ended_link_names_nobody_any_more(house: House) -> None:
    """What they said stays said; the name and the reference went with the agreement."""
    world = await a_world(house)
    await linked(world)
    sheet = await flag(world)
    (line,) = (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items
    await alerts.seen(house, world[SAM], line.id, 0, purpose=Purpose.COORDINATE)
    await choose(world, SAM, KS_CASE, talk="no")
    (told,) = (
        await flags.flag_sheet(house, world[PRIYA], sheet.flag_id, purpose=Purpose.COORDINATE)
    ).acks
    assert (told.name, told.reference, told.team, told.state) == (None, None, None, AckState.SEEN)


async def test_a_case_without_links_can_be_flagged(house: House) -> None:
    """The flag stands on the case; nobody is told, and the form says so beforehand."""
    world = await a_world(house)
    form = await flags.flag_form(
        house, world[PRIYA], world.case(MS_CASE), purpose=Purpose.COORDINATE
    )
    assert form.recipients == ()
    assert (await flag(world)).acks == ()


@pytest.mark.parametrize("name", [SAM, JO, ADE, ALEX])
async def test_a_flag_is_made_and_read_by_its_own_workers_alone(house: House, name: str) -> None:
    """The linked worker reads the alert, not the flag's page; the refusal is recorded."""
    world = await a_world(house)
    await linked(world)
    sheet = await flag(world)
    for wanted in (sheet.flag_id, "0" * 32, "x", ""):
        with pytest.raises(NotFound) as refused:
            await flags.flag_sheet(house, world[name], wanted, purpose=Purpose.COORDINATE)
        assert refused.value.code == "not_found"
    with pytest.raises(NotFound):
        await flags.flag_case(
            house,
            world[name],
            world.case(MS_CASE),
            "a" * 32,
            a_flag_form(),
            purpose=Purpose.COORDINATE,
        )
    with pytest.raises(NotFound):
        await flags.flag_form(house, world[name], world.case(MS_CASE), purpose=Purpose.COORDINATE)
    refusals = {one[0] for one in await recorded(world, MS_CASE) if one[1] == "refused"}
    assert refusals == {"see_flag", "flag_case"}


@pytest.mark.parametrize("form_id", ["", "x", "A" * 32, None, 7, "a" * 33, ["a" * 32]])
async def test_a_form_id_that_is_none_is_refused(house: House, form_id: object) -> None:
    """Nothing is written for it."""
    world = await a_world(house)
    with pytest.raises(Invalid) as refused:
        await flags.flag_case(
            house,
            world[PRIYA],
            world.case(MS_CASE),
            form_id,
            a_flag_form(),
            purpose=Purpose.COORDINATE,
        )
    assert refused.value.code == "something_wrong"
    assert await table(world, "flag") == []


async def test_every_fault_of_the_form_is_told_at_once(house: House) -> None:
    """An empty form names every field that it needs."""
    world = await a_world(house)
    with pytest.raises(Problems) as refused:
        await flags.flag_case(
            house, world[PRIYA], world.case(MS_CASE), "a" * 32, {}, purpose=Purpose.COORDINATE
        )
    fields = {problem.data["field"] for problem in refused.value.problems}
    assert {"kind", "need_to_know", "urgency", "threshold", "told"} <= fields


async def test_nobody_sends_flags_without_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first beyond the number is refused with how long to wait, and so is what tells everybody
    again; a second tap, an end, a colleague and whoever waited are not."""
    monkeypatch.setattr(rules, "MOST_IN_AN_HOUR", 2)
    world = await a_world(house)
    await linked(world)
    first = await flag(world)
    world = await world.later(minutes=20)
    case, form = world.case(MS_CASE), a_flag_form()
    tapped = ("a" * 32, form)
    await flags.flag_case(world.house, world[PRIYA], case, *tapped, purpose=Purpose.COORDINATE)
    await flags.flag_case(world.house, world[PRIYA], case, *tapped, purpose=Purpose.COORDINATE)
    for held_up in (flag(world), changed(world, first.flag_id, "update", "They were seen.")):
        with pytest.raises(TooMany, match="flags_paced") as refused:
            await held_up
        assert refused.value.data["seconds"] == 40 * 60
    await changed(world, first.flag_id, "close", "They are home.")
    world = await world.later(minutes=61)
    await flag(world)


async def changed(world: World, flag_id: str, what: str, text: str) -> None:
    await flag_changes.change_flag(
        world.house,
        world[PRIYA],
        flag_id,
        new_id(),
        {"what": what, "text": text, "known": "0"},
        purpose=Purpose.COORDINATE,
    )
