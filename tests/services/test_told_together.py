"""Whether several workers may still read what they are told of, asked for all of them together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.services import flags, link_life
from peermap_app.services.alert_ways import holding
from peermap_app.services.unit import reading, writing
from peermap_app.storage import deliveries as store
from peermap_app.storage.tables import Alert, CaseKey, Worker
from tests.builders import a_flag_form
from tests.services.test_flags import flag
from tests.services.test_whom_alerts import FOR, a_linked_world, covered
from tests.services.world import (
    ADE,
    JO,
    JOS_CASE,
    KS_CASE,
    PRIYA,
    SAM,
    World,
    ask,
    bring_in,
    choose,
    newest_link,
    row,
    table,
)
from tests.services.world import accept as accepted


async def two_links(house: House) -> World:
    """Priya's case is linked with Sam's, whom Ade covers today, and with Jo's; Priya and Sam have
    each flagged."""
    world = await a_linked_world(house)
    await choose(world, JO, JOS_CASE)
    await ask(world, name=JO, own=JOS_CASE)
    await accepted(world, await newest_link(world))
    await covered(world)
    await flag(world)
    own = world.case(KS_CASE)
    form = await flags.flag_form(world.house, world[SAM], own, **FOR)
    await flags.flag_case(world.house, world[SAM], own, form.form_id, a_flag_form(), **FOR)
    return world


async def together(world: World) -> list[str]:
    """Whose alerts hold, asked for all at once."""
    async with reading(world.house) as session:
        ids = [one["id"] for one in await table(world, "alert")]
        rows = await store.with_alerts(session, ids)
        held = await holding(world.house, session, rows)
    return sorted(worker.name for alert, _, worker in rows if alert.id in held)


async def alone(world: World) -> list[str]:
    """The same, asked for each alert by itself."""
    async with reading(world.house) as session:
        ids = [one["id"] for one in await table(world, "alert")]
        rows = await store.with_alerts(session, ids)
        held = [await holding(world.house, session, [row]) for row in rows]
    return sorted(row[2].name for row, one in zip(rows, held, strict=True) if one)


async def nothing(world: World) -> None:
    """All of it stands."""


async def link_ended(world: World) -> None:
    """Sam ends his link; Jo's stands."""
    for one in await table(world, "link"):
        if one["asked_by"] == world.worker_id(SAM):
            case_id, why = world.case(KS_CASE), {"why": "It is over."}
            await link_life.end_link(world.house, world[SAM], case_id, one["id"], why, **FOR)


async def sam_goes(world: World) -> None:
    """Sam has the case no more: nobody works with it."""
    await bring_in(world.house, row(KS_CASE, SAM, ends=world.house.clock().date().isoformat()))


async def ade_goes(world: World) -> None:
    """Ade's account is closed."""
    async with writing(world.house) as session:
        ade = await session.get(Worker, world.worker_id(ADE))
        assert ade is not None
        ade.active = False
        session.add(ade)


async def says_no(world: World) -> None:
    """Jo's young person no longer wants workers to talk."""
    await choose(world, JO, JOS_CASE, talk="no")


async def key_destroyed(world: World) -> None:
    """Sam's case is erased at this moment: its key is gone, its rows are there still."""
    async with writing(world.house) as session:
        await session.delete(await session.get_one(CaseKey, world.case(KS_CASE)))


@pytest.mark.parametrize(
    ("happens", "holds"),
    [
        (nothing, ["Ade A.", "Jo J.", "Priya P.", "Sam S."]),
        (link_ended, ["Jo J."]),
        (sam_goes, ["Ade A.", "Jo J.", "Priya P."]),
        (ade_goes, ["Jo J.", "Priya P.", "Sam S."]),
        (says_no, ["Ade A.", "Priya P.", "Sam S."]),
        (key_destroyed, ["Jo J."]),
    ],
)
async def test_together_is_as_each_alone(
    house: House, happens: Callable[[World], Awaitable[None]], holds: list[str]
) -> None:
    """What ended for one takes nothing from another, and gives nothing to anybody."""
    world = await two_links(house)
    await happens(world)
    assert await together(world) == holds
    assert await alone(world) == holds


async def test_a_row_that_does_not_open_takes_nothing_from_others(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody with the database put another row's seal on an alert of Sam's, who has two: neither
    his other one goes, nor anybody else's; the log says that something did not open."""
    world = await two_links(house)
    await flag(world, need_to_know="Another one.")
    async with writing(world.house) as session:
        rows = (await session.exec(select(Alert).order_by(col(Alert.created_at)))).all()
        sams = next(row for row in rows if row.worker_id == world.worker_id(SAM))
        sams.sealed = next(row.sealed for row in rows if row.worker_id == world.worker_id(PRIYA))
        session.add(sams)
    assert await together(world) == ["Ade A.", "Ade A.", "Jo J.", "Jo J.", "Priya P.", "Sam S."]
    assert "SealBroken" in caplog.text
