"""Rules 6, 10 and 11: the inbox holds what still holds, and the flagger sees what came of it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotAllowed, NotFound
from peermap_app.domain.flags import AckState, FlagKind, Urgency
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, flag_changes, flags, link_confirms
from peermap_app.storage.tables import new_id
from tests.builders import a_flag_form
from tests.services.test_flags import flag
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    World,
    a_world,
    accept,
    ask,
    bring_in,
    choose,
    linked,
    newest_link,
    recorded,
    row,
    table,
)

COORDINATE = {"purpose": Purpose.COORDINATE}
ANSWERS = (partial(alerts.seen, known=0), partial(alerts.in_touch, known=0))
"""What is said of a flag that nobody changed."""


async def flagged(house: House) -> tuple[World, str, str]:
    """Priya flagged and Sam was told: the world, the alert's id, the flag's id."""
    world = await a_world(house)
    await linked(world)
    sheet = await flag(world)
    (line,) = (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items
    return world, line.id, sheet.flag_id


async def test_the_alert_says_what_the_other_worker_needs(house: House) -> None:
    """Who, when, how soon, what to know, why it is shared, whom to talk to; nothing of the map."""
    world, alert_id, _ = await flagged(house)
    (line,) = (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items
    assert (line.kind, line.own_reference, line.other_reference) == ("flagged", KS_CASE, MS_CASE)
    assert (line.flag_kind and line.flag_kind.code, line.by, line.todo) == (
        FlagKind.MISSING,
        "Priya P.",
        True,
    )
    sheet = await alerts.open_alert(house, world[SAM], alert_id, purpose=Purpose.COORDINATE)
    assert (sheet.other_reference, sheet.own_reference) == (MS_CASE, KS_CASE)
    said = sheet.said
    assert (said.kind.code, said.urgency, said.told) == (FlagKind.MISSING, Urgency.NOW, True)
    assert sheet.talk_to is not None
    assert (sheet.talk_to.name, sheet.talk_to.email) == ("Priya P.", "priya@west.example")
    assert sheet.shared_because.startswith("They look out for each other")
    assert "skate park" not in repr(sheet)


async def test_seen_then_in_touch_reaches_the_flagger(house: House) -> None:
    """Both with name and time, the flagger's pages are woken, and a repeat changes nothing."""
    world, alert_id, flag_id = await flagged(house)
    await alerts.seen(world.house, world[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
    after = await world.later(minutes=20)
    for _ in range(2):
        await alerts.seen(after.house, after[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
        await alerts.in_touch(after.house, after[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
        await alerts.seen(after.house, after[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
    (told,) = (
        await flags.flag_sheet(after.house, after[PRIYA], flag_id, purpose=Purpose.COORDINATE)
    ).acks
    assert (told.name, told.state) == ("Sam S.", AckState.IN_TOUCH)
    assert (told.seen_at, told.in_touch_at) == (house.clock(), after.house.clock())
    assert world.told(PRIYA).count({"kind": "flag", "id": flag_id}) == 2
    inbox = await alerts.inbox(after.house, after[SAM], purpose=Purpose.COORDINATE)
    assert (inbox.todo, [line.state for line in inbox.items]) == (0, ["in_touch"])


async def test_having_been_in_touch_means_having_seen(house: House) -> None:
    """Pressing the second button alone says both."""
    world, alert_id, flag_id = await flagged(house)
    await alerts.in_touch(house, world[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
    (told,) = (
        await flags.flag_sheet(house, world[PRIYA], flag_id, purpose=Purpose.COORDINATE)
    ).acks
    assert told.seen_at == told.in_touch_at == house.clock()


@pytest.mark.parametrize(("name", "reference"), [(SAM, KS_CASE), (PRIYA, MS_CASE)])
async def test_a_newer_no_on_either_side_takes_the_alert_away(
    house: House, name: str, reference: str
) -> None:
    """From the inbox, the count and its own page, and it cannot be answered any more."""
    world, alert_id, _ = await flagged(house)
    await choose(world, name, reference, talk="not_sure")
    assert (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items == ()
    assert await alerts.todo_count(house, world[SAM]) == 0
    for act in (alerts.open_alert, *ANSWERS):
        with pytest.raises(NotFound):
            await act(house, world[SAM], alert_id, purpose=Purpose.COORDINATE)
    (alert,) = await table(world, "alert")
    assert alert["seen_at"] is None


async def test_an_ended_allocation_takes_the_alert_away(house: House) -> None:
    """On the next event, with the page still open; recorded on the case that it came to."""
    world, alert_id, _ = await flagged(house)
    await bring_in(house, row(KS_CASE, SAM, ends=house.clock().date().isoformat()))
    assert await alerts.todo_count(house, world[SAM]) == 0
    assert (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items == ()
    with pytest.raises(NotFound):
        await alerts.seen(house, world[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
    assert ("ack_alert", "refused", "allocation_ended") in await recorded(world, KS_CASE)


async def test_a_flag_whose_worker_left_names_the_one_to_talk_to_now(house: House) -> None:
    """The alert stays; whoever has the case now is whom to call, once they confirmed the link."""
    world, alert_id, _ = await flagged(house)
    (link,) = [str(one["id"]) for one in await table(world, "link")]
    today, east = house.clock().date().isoformat(), "Family Safeguarding East"
    await bring_in(house, row(MS_CASE, PRIYA, initials="M", team=east, ends=today))
    sheet = await alerts.open_alert(house, world[SAM], alert_id, purpose=Purpose.COORDINATE)
    assert (sheet.by, sheet.talk_to) == ("Priya P.", None)
    await bring_in(house, row(MS_CASE, ADE, initials="M", team=east, starts=today))
    with pytest.raises(NotFound):
        await alerts.open_alert(house, world[SAM], alert_id, purpose=Purpose.COORDINATE)
    await link_confirms.confirm_link(
        house, world[ADE], world.case(MS_CASE), link, purpose=Purpose.COORDINATE
    )
    sheet = await alerts.open_alert(house, world[SAM], alert_id, purpose=Purpose.COORDINATE)
    assert sheet.talk_to is not None
    assert sheet.talk_to.name == "Ade A."


@pytest.mark.parametrize("name", [PRIYA, JO, ADE, ALEX])
async def test_an_alert_is_for_the_one_whom_it_reached(house: House, name: str) -> None:
    """The flagger too reads the flag and not the alert; nonsense is refused alike."""
    world, alert_id, _ = await flagged(house)
    for wanted in (alert_id, "0" * 32, "", "x" * 5000, None, 3):
        for act in (alerts.open_alert, *ANSWERS):
            with pytest.raises(NotFound) as refused:
                await act(house, world[name], wanted, purpose=Purpose.COORDINATE)  # type: ignore[operator]
            assert (refused.value.code, refused.value.data) == ("not_found", {})


async def test_an_ask_shows_without_a_reference_and_counts(house: House) -> None:
    """The colleague, the team and one's own case; done once it is answered."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    inbox = await alerts.inbox(house, world[PRIYA], purpose=Purpose.COORDINATE)
    (line,) = inbox.items
    assert (line.kind, line.by, line.team) == ("link_asked", "Sam S.", "Youth Support West")
    assert (line.own_reference, line.other_reference) == (MS_CASE, None)
    assert inbox.todo == await alerts.todo_count(house, world[PRIYA]) == 1
    assert KS_CASE not in repr(inbox)
    assert (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items == ()
    await accept(world, await newest_link(world))
    inbox = await alerts.inbox(house, world[PRIYA], purpose=Purpose.COORDINATE)
    assert (inbox.todo, [line.state for line in inbox.items]) == (0, ["accepted"])


async def test_one_flag_is_one_alert_for_a_worker_with_two_linked_cases(house: House) -> None:
    """It stays as long as one of the two links holds."""
    world = await a_world(house)
    await linked(world)
    await choose(world, SAM, SAMS_OTHER)
    await ask(world, own=SAMS_OTHER)
    await accept(world, await newest_link(world))
    await flag(world)
    (line,) = (await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)).items
    await choose(world, SAM, KS_CASE, talk="no")
    sheet = await alerts.open_alert(house, world[SAM], line.id, purpose=Purpose.COORDINATE)
    assert sheet.own_reference == SAMS_OTHER


async def test_reading_an_alert_stands_on_both_records(house: House) -> None:
    """Listing it, opening it and answering it: each on the flagged case's chain too."""
    world, alert_id, _ = await flagged(house)
    before = len(await recorded(world, MS_CASE))
    await alerts.inbox(house, world[SAM], purpose=Purpose.COORDINATE)
    await alerts.open_alert(house, world[SAM], alert_id, purpose=Purpose.COORDINATE)
    await alerts.seen(house, world[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
    rows = (await recorded(world, MS_CASE))[before:]
    assert [one[0] for one in rows] == ["list_alerts", "see_alert", "ack_alert"]
    assert [one[0] for one in await recorded(world, KS_CASE)][-3:] == [one[0] for one in rows]


async def test_an_administrator_has_no_inbox(house: House) -> None:
    """Neither the list nor the number."""
    world = await a_world(house)
    with pytest.raises(NotAllowed):
        await alerts.inbox(house, world[ALEX], purpose=Purpose.COORDINATE)
    with pytest.raises(NotAllowed):
        await alerts.todo_count(house, world[ALEX])


async def test_newest_first(house: House) -> None:
    """The inbox is in order of time, whatever was seen."""
    world, first, _ = await flagged(house)
    after = await world.later(hours=1)
    await alerts.seen(after.house, after[SAM], first, 0, purpose=Purpose.COORDINATE)
    await flag(after, kind="good_news")
    items = (await alerts.inbox(after.house, after[SAM], purpose=Purpose.COORDINATE)).items
    said = [line.flag_kind.code for line in items if line.flag_kind]
    assert said == [
        FlagKind.GOOD_NEWS,
        FlagKind.MISSING,
    ]
    assert items[0].at - items[1].at == timedelta(hours=1)


async def test_alerts_of_lost_links_hide_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stay unseen in their rows for ever; as many of them as an inbox shows leave its room to
    what holds, in the list and in the count alike."""
    monkeypatch.setattr(alerts, "MOST_SHOWN", 2)
    world, alert_id, _ = await flagged(house)
    await choose(world, JO, JOS_CASE)
    await ask(world, KS_CASE, name=JO, own=JOS_CASE)
    await accept(world, await newest_link(world), SAM)
    world = await world.later(minutes=1)
    for _ in range(5):
        form = await flags.flag_form(world.house, world[JO], world.case(JOS_CASE), **COORDINATE)
        await flags.flag_case(
            world.house,
            world[JO],
            world.case(JOS_CASE),
            form.form_id,
            a_flag_form(),
            **COORDINATE,
        )
    inbox = await alerts.inbox(world.house, world[SAM], **COORDINATE)
    assert inbox.todo == await alerts.todo_count(world.house, world[SAM]) == 6
    assert inbox.more == 4
    await choose(world, JO, JOS_CASE, talk="no")
    inbox = await alerts.inbox(world.house, world[SAM], **COORDINATE)
    assert [one.id for one in inbox.items if one.kind == "flagged"] == [alert_id]
    assert inbox.todo == await alerts.todo_count(world.house, world[SAM]) == 1


async def test_what_asks_something_has_room_before_what_is_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newer flags that were closed stand after an older one that nobody has seen."""
    monkeypatch.setattr(alerts, "MOST_SHOWN", 2)
    world, alert_id, _ = await flagged(house)
    world = await world.later(minutes=1)
    for _ in range(3):
        sheet = await flag(world)
        await flag_changes.change_flag(
            world.house,
            world[PRIYA],
            sheet.flag_id,
            new_id(),
            {"what": "close", "text": "They are home.", "known": "0"},
            **COORDINATE,
        )
    inbox = await alerts.inbox(world.house, world[SAM], **COORDINATE)
    shown = [(one.id == alert_id, one.todo) for one in inbox.items if one.kind == "flagged"]
    assert shown == [(True, True), (False, False)]
    assert inbox.todo == await alerts.todo_count(world.house, world[SAM]) == 1
