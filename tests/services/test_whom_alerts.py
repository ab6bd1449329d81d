"""Whom a flag alerts, out of the rows; and that who stands in has that alert alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import Relation
from peermap_app.domain.alerting import Why
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import NotFound
from peermap_app.domain.flags import AckState
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, alerts, cases, covers, duty, flag_changes, flags, maps
from peermap_app.services.standing import relation_of
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage.alert_tables import Absence
from peermap_app.storage.tables import Alert, new_id
from tests.services.test_alerts import ANSWERS
from tests.services.test_flags import flag
from tests.services.world import (
    ADE,
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

DANA = "dana"
FOR = {"purpose": Purpose.COORDINATE}
NIGHT = datetime(2026, 11, 24, 22, tzinfo=UTC)


async def a_linked_world(house: House) -> World:
    """Sam's and Priya's cases are linked; Ade and the supervisor Dana are of Sam's team."""
    world = await a_world(house)
    await linked(world)
    return world


async def covered(world: World) -> None:
    """Sam is away today, and Ade covers."""
    day = world.house.clock().date().isoformat()
    people = {"away": world.worker_id(SAM), "by": world.worker_id(ADE)}
    await covers.set_cover(world.house, world[DANA], {**people, "starts": day, "ends": day})


async def away(world: World, name: str) -> None:
    """They said that they are away today."""
    today = world.house.clock().date()
    async with writing(world.house) as session:
        session.add(
            Absence(
                worker_id=world.worker_id(name),
                starts=today,
                ends=today,
                said_at=world.house.clock(),
            )
        )


async def told(world: World, **changed: object) -> dict[str | None, Why]:
    """Priya flags; who was told, and why."""
    return {one.name: one.why for one in (await flag(world, **changed)).acks}


async def the_alert(world: World, name: str) -> str:
    """The one alert in their inbox."""
    (line,) = (await alerts.inbox(world.house, world[name], **FOR)).items
    return line.id


async def at_night(world: World) -> World:
    """The same world at ten in the evening."""
    return await world.later(hours=(NIGHT - world.house.clock()).total_seconds() / 3600)


async def noor(world: World) -> World:
    """Noor, a supervisor of another team, is on duty for Sam's team from now."""
    await accounts.add_worker(
        world.house,
        OPERATOR,
        email="noor@west.example",
        name="Noor N.",
        role=Role.SUPERVISOR.value,
        team="Night desk",
    )
    form = {"duty_email": "noor@west.example", "duty_hours": "12"}
    await duty.set_duty(world.house, world[DANA], form)
    (worker,) = [one for one in await table(world, "worker") if one["name"] == "Noor N."]
    who = Who(kind="worker", worker_id=worker["id"], role=Role.SUPERVISOR, name="Noor N.")
    return await replace(world, people={**world.people, "noor": who}).later()


async def test_a_cover_is_told_beside_whoever_is_away(house: House) -> None:
    """Both, each once, with the reason; the cover's reason names whom they stand in for."""
    world = await a_linked_world(house)
    await covered(world)
    sheet = await flag(world)
    said = {one.name: (one.why, one.instead_of) for one in sheet.acks}
    assert said == {"Sam S.": (Why.ALLOCATED, None), "Ade A.": (Why.COVERS, "Sam S.")}
    woken = {one["alert_id"] for one in await table(world, "outbox") if one["alert_id"]}
    assert woken == {one["id"] for one in await table(world, "alert")}
    (line,) = (await alerts.inbox(house, world[ADE], **FOR)).items
    assert (line.why, line.instead_of, line.alone, line.todo) == (Why.COVERS, "Sam S.", True, True)
    assert await alerts.todo_count(house, world[ADE]) == 1


async def test_who_is_away_and_has_no_cover_leaves_it_to_the_supervisor(house: House) -> None:
    """At once: nobody at work would see it. Once somebody at work has the case, not."""
    world = await a_linked_world(house)
    await away(world, SAM)
    assert await told(world) == {"Sam S.": Why.ALLOCATED, "dana@west.example": Why.ALL_AWAY}
    await bring_in(house, row(KS_CASE, SAM), row(KS_CASE, ADE))
    assert await told(world) == {"Sam S.": Why.ALLOCATED, "Ade A.": Why.ALLOCATED}


async def test_duty_is_told_of_what_cannot_wait_outside_hours(house: House) -> None:
    """At night of a flag for now, and of no other; by day of none."""
    world = await noor(await a_linked_world(house))
    assert await told(world) == {"Sam S.": Why.ALLOCATED}
    night = await at_night(world)
    form = {"duty_email": "noor@west.example", "duty_hours": "12"}
    await duty.set_duty(night.house, night[DANA], form)
    assert await told(night, urgency="today") == {"Sam S.": Why.ALLOCATED}
    assert await told(night) == {"Sam S.": Why.ALLOCATED, "Noor N.": Why.ON_DUTY}


async def test_with_nobody_allocated_the_supervisor_is_told_at_once(house: House) -> None:
    """Whoever was is told no more."""
    world = await a_linked_world(house)
    await bring_in(house, row(KS_CASE, SAM, ends=house.clock().date().isoformat()))
    assert await told(world) == {"dana@west.example": Why.NOBODY}
    (line,) = (await alerts.inbox(house, world[DANA], **FOR)).items
    assert (line.why, line.alone) == (Why.NOBODY, True)
    assert (await alerts.open_alert(house, world[DANA], line.id, **FOR)).works_with == ()


async def also(world: World) -> list[tuple[str, Why, str | None, bool]]:
    """Who stands on Priya's form beside those who work with the linked case."""
    form = await flags.flag_form(world.house, world[PRIYA], world.case(MS_CASE), **FOR)
    (side,) = form.recipients
    return [(one.name, one.why, one.instead_of, one.only_now) for one in side.also]


async def test_the_form_names_everybody_whom_the_rule_would_tell_now(house: House) -> None:
    """The cover, at night the duty supervisor of what is for now, the supervisor where nobody is
    there: by name, and why, before it is sent; nobody beside whoever is at work by day."""
    world = await noor(await a_linked_world(house))
    assert await also(world) == []
    await covered(world)
    cover = ("Ade A.", Why.COVERS, "Sam S.", False)
    assert await also(world) == [cover]
    night = await at_night(world)
    form = {"duty_email": "noor@west.example", "duty_hours": "12"}
    await duty.set_duty(night.house, night[DANA], form)
    assert await also(night) == [cover, ("Noor N.", Why.ON_DUTY, None, True)]
    today = house.clock().date().isoformat()
    await bring_in(house, row(KS_CASE, SAM, ends=today))
    assert await also(world) == [("dana@west.example", Why.NOBODY, None, False)]


async def test_a_cover_sees_that_alert_alone(house: House) -> None:
    """What happened and two people to talk to; nothing of either case, and no door to them."""
    world = await a_linked_world(house)
    await covered(world)
    sent = await flag(world)
    await sees_it_alone(world, ADE, sent)


@pytest.mark.parametrize("how", ["link", "flag"])
async def test_the_duty_supervisor_sees_that_alert_alone(house: House, how: str) -> None:
    """As a cover does, at night; and it opens nothing once the link ended or the flag is over. When
    somebody else is on duty it is theirs still, and what comes then is not."""
    world = await at_night(await noor(await a_linked_world(house)))
    form = {"duty_email": "noor@west.example", "duty_hours": "8"}
    await duty.set_duty(world.house, world[DANA], form)
    sent = await flag(world)
    await sees_it_alone(world, "noor", sent, Relation.ON_DUTY)  # who may let a sharing go
    alert_id = await the_alert(world, "noor")
    world = await world.later(hours=9)
    assert "Noor N." not in await told(world)
    assert await the_alert(world, "noor") == alert_id
    if how == "link":
        await choose(world, PRIYA, MS_CASE, talk="no")
    else:
        raw = {"what": "close", "text": "They are home.", "known": "0"}
        send = (world.house, world[PRIYA], sent.flag_id, new_id(), raw)
        await flag_changes.change_flag(*send, **FOR)
    assert (await alerts.inbox(world.house, world["noor"], **FOR)).items == ()
    for act in (alerts.open_alert, *ANSWERS):
        with pytest.raises(NotFound):
            await act(world.house, world["noor"], alert_id, **FOR)


async def sees_it_alone(
    world: World, name: str, sent: flags.FlagSheet, stands_so: Relation = Relation.NONE
) -> None:
    """They open the alert, and neither case. `stands_so`: how they stand to the linked one."""
    house = world.house
    alert_id = await the_alert(world, name)
    sheet = await alerts.open_alert(house, world[name], alert_id, **FOR)
    assert (sheet.own_reference, sheet.other_reference) == (KS_CASE, MS_CASE)
    assert (sheet.shared_because, sheet.agreed_at) == (None, None)
    assert sheet.talk_to is not None
    assert [sheet.talk_to.name, *(one.name for one in sheet.works_with)] == ["Priya P.", "Sam S."]
    assert [(one.name, one.why) for one in sheet.told] == [(one.name, one.why) for one in sent.acks]
    plan = {"purpose": Purpose.PLAN_TOGETHER}
    for reference in (KS_CASE, MS_CASE):
        case_id = world.case(reference)
        for door in (
            cases.open_case(house, world[name], case_id),
            maps.kept_map(house, world[name], case_id, 1, **plan),
            flags.flag_form(house, world[name], case_id, **FOR),
            flags.flag_sheet(house, world[name], sent.flag_id, **FOR),
        ):
            with pytest.raises(NotFound):
                await door
    assert ("see_alert", "allowed", "alerted") in await recorded(world, KS_CASE)
    assert ("see_alert", "allowed", "alerted coordinate") in await recorded(world, MS_CASE)
    async with reading(house) as session:
        stands = await relation_of(
            session, world.worker_id(name), world.case(KS_CASE), house.clock()
        )
    assert stands is stands_so


async def test_a_cover_answers_and_everybody_hears_of_it(house: House) -> None:
    """Seen by the cover stands on the flag, and on the alert of whoever was away."""
    world = await a_linked_world(house)
    await covered(world)
    sent = await flag(world)
    await alerts.seen(world.house, world[ADE], await the_alert(world, ADE), 0, **FOR)
    sheet = await flags.flag_sheet(house, world[PRIYA], sent.flag_id, **FOR)
    assert {one.name: one.state for one in sheet.acks} == {
        "Sam S.": AckState.SENT,
        "Ade A.": AckState.SEEN,
    }
    sams = await alerts.open_alert(house, world[SAM], await the_alert(world, SAM), **FOR)
    assert [one.state for one in sams.told if one.name == "Ade A."] == [AckState.SEEN]
    assert {"kind": "alert"} in world.told(SAM)


@pytest.mark.attack("others")
async def test_nobody_else_opens_it(house: House) -> None:
    """Not the supervisor who was not told, not a cover of tomorrow, and for no other purpose."""
    world = await a_linked_world(house)
    await covered(world)
    await flag(world)
    alert_id = await the_alert(world, ADE)
    for name in (DANA, PRIYA, SAM):
        with pytest.raises(NotFound):
            await alerts.open_alert(house, world[name], alert_id, **FOR)
        with pytest.raises(NotFound):
            await alerts.seen(house, world[name], alert_id, 0, **FOR)
    with pytest.raises(NotFound):
        await alerts.open_alert(house, world[ADE], alert_id, purpose=Purpose.PLAN_TOGETHER)


async def test_it_stays_after_the_cover_and_ends_with_the_flag(house: House) -> None:
    """The cover was it when the alert came; when the flag is over it opens nothing any more."""
    world = await a_linked_world(house)
    await covered(world)
    await flag(world)
    alert_id = await the_alert(world, ADE)
    later = await world.later(days=5)
    assert (await alerts.open_alert(later.house, later[ADE], alert_id, **FOR)).over is False
    over = await world.later(days=28)
    assert (await alerts.inbox(over.house, over[ADE], **FOR)).items == ()
    with pytest.raises(NotFound):
        await alerts.open_alert(over.house, over[ADE], alert_id, **FOR)


@pytest.mark.parametrize(("name", "reference"), [(SAM, KS_CASE), (PRIYA, MS_CASE)])
async def test_it_ends_with_the_link_on_either_side(
    house: House, name: str, reference: str
) -> None:
    """A young person's newer No takes it from the cover too, at once."""
    world = await a_linked_world(house)
    await covered(world)
    await flag(world)
    alert_id = await the_alert(world, ADE)
    await choose(world, name, reference, talk="no")
    assert (await alerts.inbox(house, world[ADE], **FOR)).items == ()
    assert await alerts.todo_count(house, world[ADE]) == 0
    for act in (alerts.open_alert, *ANSWERS):
        with pytest.raises(NotFound):
            await act(house, world[ADE], alert_id, **FOR)


async def test_an_alert_of_before_opens_for_its_worker(house: House) -> None:
    """What was sealed without a reason was of a worker of the case."""
    world = await a_linked_world(house)
    await flag(world)
    (held,) = await table(world, "alert")
    key = next(
        one for one in await table(world, "case_key") if one["case_id"] == world.case(MS_CASE)
    )
    vault = house.keys.vault(key["case_id"], key["wrapped"])
    (way,) = vault.open("alert", held["id"], held["sealed"])["over"]
    bare = {"over": [{"link": way["link"], "case": way["case"]}]}
    async with writing(house) as session:
        before = await session.get(Alert, held["id"])
        assert before is not None
        before.sealed = vault.seal("alert", before.id, bare)
        session.add(before)
    sheet = await alerts.open_alert(house, world[SAM], await the_alert(world, SAM), **FOR)
    assert (sheet.why, sheet.instead_of) == (Why.ALLOCATED, None)
    assert sheet.shared_because is not None
