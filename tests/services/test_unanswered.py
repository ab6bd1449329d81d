"""My team says to which cases alerts came that nobody has seen, and nothing of what they say."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.services import alerts, flag_changes, team, unanswered
from peermap_app.storage.tables import new_id
from tests.services.test_flags import flag
from tests.services.test_whom_alerts import DANA, FOR, a_linked_world, covered, the_alert
from tests.services.world import ADE, KS_CASE, MS_CASE, PRIYA, SAM, World, choose, recorded


async def unseen(world: World) -> dict[str, int]:
    """By case, where it is not none."""
    sheet = await team.my_team(world.house, world[DANA])
    return {line.reference: line.unseen for line in sheet.lines if line.unseen}


async def test_it_counts_until_somebody_has_seen_it(house: House) -> None:
    """Two flags are two; a cover who saw one leaves one; nothing of the flagged case is shown."""
    world = await a_linked_world(house)
    await covered(world)
    assert await unseen(world) == {}
    await flag(world)
    await flag(world, urgency="today")
    assert await unseen(world) == {KS_CASE: 2}
    sheet = await team.my_team(house, world[DANA])
    assert sheet.lines[0].reference == KS_CASE
    assert "skate park" not in repr(sheet)
    items = (await alerts.inbox(house, world[ADE], **FOR)).items
    await alerts.seen(house, world[ADE], items[0].id, 0, **FOR)
    assert await unseen(world) == {KS_CASE: 1}
    before = await recorded(world, MS_CASE)
    assert await unseen(world) == {KS_CASE: 1}
    added = (await recorded(world, MS_CASE))[len(before) :]
    assert {action for action, _, _ in added} <= {"see_team"}  # the flagged case is read by nobody


async def test_what_no_longer_holds_is_not_counted(house: House) -> None:
    """A newer No on either side, and a flag that lapsed."""
    world = await a_linked_world(house)
    await flag(world)
    await choose(world, PRIYA, MS_CASE, talk="no")
    assert await unseen(world) == {}


async def test_a_flag_that_is_over_is_not_counted(house: House) -> None:
    """Nobody is asked to see it any more."""
    world = await a_linked_world(house)
    await flag(world)
    assert (await the_alert(world, SAM)) != ""
    assert await unseen(await world.later(days=28)) == {}


async def test_flags_that_are_over_hide_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the newest so many, only those count that ask something still."""
    monkeypatch.setattr(unanswered, "MOST_READ", 1)
    world = await a_linked_world(house)
    await flag(world)
    world = await world.later(minutes=1)
    closed = {"what": "close", "text": "They are home.", "known": "0"}
    newer = await flag(world)
    await flag_changes.change_flag(
        world.house, world[PRIYA], newer.flag_id, new_id(), closed, **FOR
    )
    assert await unseen(world) == {KS_CASE: 1}
