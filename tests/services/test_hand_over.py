"""Use this device instead: the worker's own browser is signed out and locked in (rules 3 and 4)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlmodel import col, select

from peermap_app.domain.consent import Answers
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, Gone, NotAllowed, NotFound, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, cases, drawings, maps
from peermap_app.services.unit import OPERATOR, Who
from peermap_app.settings import Settings
from peermap_app.storage.access_record import verify_all
from peermap_app.storage.tables import AccessRecord, Drawing, SignInSession
from tests.drawing_builders import (
    PASSWORD,
    World,
    a_drawing,
    a_world,
    add_friend,
    keep_seen,
    said_yes,
    sign_in,
)

HERE = "127.0.0.1"


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    made = await a_world(settings)
    yield made
    await made.house.engine.dispose()


async def handed_over(world: World) -> tuple[Who, str, str]:
    """Sam's own device, locked into a drawing: who it is, its token, and the drawing's id."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    token = await drawings.hand_over(world.house, world.sam, made.drawing_id, "android_phone")
    device = await drawings.tablet_who(world.house, token, HERE)
    assert device is not None
    return device, token, made.drawing_id


async def again(world: World, name: str = "sam") -> Who:
    """The same worker in a new session, a moment later."""
    world.clock.move(seconds=1)
    who = await accounts.who_is(world.house, await sign_in(world, name), HERE)
    assert who is not None
    return who


async def the_row(world: World, drawing_id: str) -> Drawing:
    async with world.house.make_session() as session:
        row = await session.get(Drawing, drawing_id)
        assert row is not None
        return row


async def recorded(world: World) -> list[tuple[str, str, str, str]]:
    """(who, action, outcome, rule) of every row, oldest first."""
    async with world.house.make_session() as session:
        found = await session.exec(select(AccessRecord).order_by(col(AccessRecord.id)))
        return [(one.who_kind, one.action, one.outcome, one.rule) for one in found.all()]


async def test_the_whole_path(world: World) -> None:
    """Hand over, start, draw, choose, keep, all without a session; then it is on the case."""
    device, _, drawing_id = await handed_over(world)
    assert (await drawings.tablet_view(world.house, device)).phase is Phase.READY
    await drawings.start(world.house, device)
    applied = await drawings.edit(world.house, device, drawing_id, [add_friend()])
    assert applied.number == 1
    await drawings.finish(world.house, device)
    await said_yes(world, device)
    await keep_seen(world.house, device)
    sheet = await drawings.tablet_view(world.house, device)
    assert (sheet.phase, sheet.ending, sheet.handed_over) == (Phase.ENDED, Ending.KEPT, True)
    kept = await maps.kept_map(
        world.house, await again(world), world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert (len(kept.peer_map.people), kept.presence, kept.tablets) == (1, None, 1)


async def test_the_session_is_over_at_once(world: World) -> None:
    """Its cookie opens nothing, its pages are woken to be turned away, a unit refuses it."""
    await handed_over(world)
    assert await accounts.who_is(world.house, f"token-of-{world.sam.worker_id}", HERE) is None
    assert not await accounts.still(world.house, world.sam)
    assert "session" in world.heard.kinds(f"worker:{world.sam.worker_id}")
    with pytest.raises(NotAllowed, match="signed_out"):
        await cases.my_cases(world.house, world.sam)
    with pytest.raises(Refusal):
        await drawings.worker_view(
            world.house, world.sam, world.case_id, purpose=Purpose.PLAN_TOGETHER
        )


async def test_what_is_recorded(world: World) -> None:
    """Handed over, signed out by it, and joined by it: three rows of one transaction."""
    await handed_over(world)
    rows = await recorded(world)
    assert ("worker", "hand_over", "allowed", "allocated") in rows
    assert ("worker", "sign_out", "allowed", "handed_over") in rows
    assert ("tablet", "join_drawing", "allowed", "hand_over") in rows
    async with world.house.make_session() as session:
        assert (await verify_all(session, world.house.keys)).faults == ()


async def test_other_drawings_of_that_session_end_with_it(world: World) -> None:
    """As by signing out: nobody is left who could see to them."""
    async with world.house.make_session() as session:
        row = await session.get(SignInSession, world.priya.session_id)
        assert row is not None
    other = await drawings.offer(world.house, world.priya, world.other_case_id)
    async with world.house.make_session() as session:
        beside = await session.get(Drawing, other.drawing_id)
        assert beside is not None
        beside.session_id = world.sam.session_id or ""
        session.add(beside)
        await session.commit()
    _, _, drawing_id = await handed_over(world)
    assert (await the_row(world, other.drawing_id)).ending == Ending.SIGNED_OUT
    assert (await the_row(world, drawing_id)).ended_at is None


async def test_the_keeper_lets_it_live_until_the_sessions_last_moment(world: World) -> None:
    """Its session ended, and it goes on; at the moment when that session would have expired it

    is refused, and the keeper ends it.
    """
    device, _, drawing_id = await handed_over(world)
    await drawings.start(world.house, device)
    assert await drawings.end_overdue(world.house) == 0
    lasts = world.house.settings.session_absolute.total_seconds()
    world.clock.move(seconds=lasts - 1)
    assert await drawings.end_overdue(world.house) == 0
    await drawings.edit(world.house, device, drawing_id, [add_friend()])
    world.clock.move(seconds=1)
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, device, drawing_id, [])
    assert await drawings.end_overdue(world.house) == 1
    assert (await the_row(world, drawing_id)).ending == Ending.EXPIRED


async def test_it_ends_when_its_worker_has_the_case_no_longer(world: World) -> None:
    """A password that is set anew ends every session, and what was handed over from one."""
    device, _, drawing_id = await handed_over(world)
    await drawings.start(world.house, device)
    await accounts.reset_password(
        world.house, OPERATOR, email="sam@example.org", password="another paper and ink"
    )
    assert (await the_row(world, drawing_id)).ending == Ending.SIGNED_OUT
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, device, drawing_id, [add_friend()])


async def test_signing_out_elsewhere_does_not_end_it(world: World) -> None:
    """A session that was open on another device before takes nothing and ends nothing."""
    elsewhere = await again(world)
    made = await drawings.offer(world.house, world.sam, world.case_id)
    world.clock.move(seconds=1)
    await drawings.hand_over(world.house, world.sam, made.drawing_id, None)
    sheet = await drawings.worker_view(
        world.house, elsewhere, world.case_id, purpose=Purpose.PLAN_TOGETHER
    )
    assert (sheet.drawing_id, sheet.phase) == (made.drawing_id, Phase.READY)
    await accounts.sign_out(world.house, elsewhere)
    assert (await the_row(world, made.drawing_id)).ended_at is None


async def test_a_new_session_takes_it_along(world: World) -> None:
    """Back with the password on another device: the drawing follows, and ends by signing out."""
    device, _, drawing_id = await handed_over(world)
    await drawings.start(world.house, device)
    back = await again(world)
    await drawings.worker_view(world.house, back, world.case_id, purpose=Purpose.PLAN_TOGETHER)
    await drawings.edit(world.house, device, drawing_id, [add_friend()])
    (open_one,) = await accounts.open_drawings(world.house, back)
    assert open_one.drawing_id == drawing_id
    await accounts.sign_out(world.house, back)
    sheet = await drawings.tablet_view(world.house, device)
    assert (sheet.ending, sheet.handed_over) == (Ending.SIGNED_OUT, True)


async def test_signing_in_on_the_device_takes_it_out_of_the_drawing(world: World) -> None:
    """Rule 4: no browser is a worker's and the young person's. The board stays; a new device that

    is handed over goes on where it was, and what was answered before is asked anew.
    """
    device, token, drawing_id = await handed_over(world)
    await drawings.start(world.house, device)
    await drawings.edit(world.house, device, drawing_id, [add_friend()])
    await drawings.finish(world.house, device)
    await drawings.answer(world.house, device, "keep", "yes")
    back = await again(world)
    await drawings.take_back(world.house, token, back.worker_id or "", back.session_id or "")
    assert await drawings.tablet_who(world.house, token, HERE) is None
    with pytest.raises(Refusal):
        await drawings.answer(world.house, device, "plan", "yes")
    row = await the_row(world, drawing_id)
    assert (row.phase, row.session_id) == (Phase.OFFERED, back.session_id)
    assert ("tablet", "leave_drawing", "allowed", "worker_signed_in") in await recorded(world)
    fresh = await drawings.hand_over(world.house, back, drawing_id, None)
    device = await drawings.tablet_who(world.house, fresh, HERE) or device
    said = await drawings.choosing(world.house, device)
    assert said is not None
    assert said.answers == Answers()
    await drawings.go_back(world.house, device)
    board = await drawings.snapshot(world.house, device, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map is not None
    assert len(board.peer_map.people) == 1


async def test_another_worker_who_signs_in_on_it_ends_nothing(world: World) -> None:
    """The device is out, the drawing waits for its own worker, who offers it again."""
    _, token, drawing_id = await handed_over(world)
    other = world.priya
    await drawings.take_back(world.house, token, other.worker_id or "", other.session_id or "")
    assert await drawings.tablet_who(world.house, token, HERE) is None
    assert await drawings.end_overdue(world.house) == 0
    back = await again(world)
    assert (await drawings.offer(world.house, back, world.case_id)).drawing_id == drawing_id
    row = await the_row(world, drawing_id)
    assert (row.session_id, row.handed_over_from) == (back.session_id, None)


async def test_an_unknown_device_that_signs_in_changes_nothing(world: World) -> None:
    """A cookie of nobody's, of an ended drawing, or none."""
    _, token, drawing_id = await handed_over(world)
    back = await again(world)
    await drawings.end(world.house, back, drawing_id)
    before = await recorded(world)
    for cookie in (None, "x" * 43, token):
        await drawings.take_back(world.house, cookie, back.worker_id or "", back.session_id or "")
    assert await recorded(world) == before


@pytest.mark.parametrize("raw", [None, "", "x" * 32, 7, ["a"], "0" * 32])
async def test_a_drawing_that_is_not_theirs_is_not_found(world: World, raw: object) -> None:
    """A wrong id and another worker's drawing look the same, are recorded, and end no session."""
    await drawings.offer(world.house, world.sam, world.case_id)
    with pytest.raises(NotFound, match="not_found"):
        await drawings.hand_over(world.house, world.sam, raw, None)
    assert await accounts.still(world.house, world.sam)
    assert (await recorded(world))[-1][1:3] == ("hand_over", "refused")


async def test_another_workers_drawing_is_not_found(world: World) -> None:
    """Priya cannot be handed into Sam's drawing; nothing of it changes."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    with pytest.raises(NotFound, match="not_found"):
        await drawings.hand_over(world.house, world.priya, made.drawing_id, None)
    assert await accounts.still(world.house, world.priya)
    assert (await the_row(world, made.drawing_id)).phase == Phase.OFFERED


async def test_a_drawing_that_has_a_tablet_cannot_be_handed_over(world: World) -> None:
    """Asked, ready, drawing, choosing: a device is there. The session stays."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    await drawings.take(world.house, made.code, "10.0.0.9", "ipad")
    with pytest.raises(Conflict, match="not_now"):
        await drawings.hand_over(world.house, world.sam, made.drawing_id, None)
    await drawings.end(world.house, world.sam, made.drawing_id)
    tablet, drawing_id = await a_drawing(world)
    for _ in range(2):
        with pytest.raises(Conflict, match="not_now"):
            await drawings.hand_over(world.house, world.sam, drawing_id, None)
        if (await the_row(world, drawing_id)).phase == Phase.DRAWING:
            await drawings.finish(world.house, tablet)
    assert await accounts.still(world.house, world.sam)


async def test_neither_a_tablet_nor_nobody_hands_over(world: World) -> None:
    """Only a worker of a live session who has the case today."""
    tablet, drawing_id = await a_drawing(world)
    gone = replace(world.sam, session_id="0" * 32)
    for who in (tablet, Who(kind="nobody"), gone, replace(world.sam, worker_id=None)):
        with pytest.raises(Refusal):
            await drawings.hand_over(world.house, who, drawing_id, None)
    assert (await the_row(world, drawing_id)).phase == Phase.DRAWING


@pytest.mark.attack("races")
async def test_handed_over_twice_at_once_it_is_one_device(world: World) -> None:
    """Two taps that race: one binds its device, the other finds the session over."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    both = await asyncio.gather(
        *(drawings.hand_over(world.house, world.sam, made.drawing_id, None) for _ in range(2)),
        return_exceptions=True,
    )
    (token,) = [each for each in both if isinstance(each, str)]
    assert await drawings.tablet_who(world.house, token, HERE) is not None
    (other,) = [each for each in both if not isinstance(each, str)]
    assert isinstance(other, Refusal)


async def test_a_tablet_that_takes_it_first_wins(world: World) -> None:
    """The offer's code is spent by handing over, and the other way round."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    await drawings.hand_over(world.house, world.sam, made.drawing_id, None)
    for shown in (made.code, made.link_token):
        with pytest.raises(Refusal):
            await drawings.take(world.house, shown, "10.0.0.9", "ipad")


async def test_a_new_code_brings_a_real_tablet_in(world: World) -> None:
    """The phone is flat: back in a new session the worker lets a tablet in; that one is no phone

    to give back, and the drawing hangs on the new session.
    """
    device, _, drawing_id = await handed_over(world)
    await drawings.start(world.house, device)
    back = await again(world)
    made = await drawings.offer_again(world.house, back, drawing_id)
    token = await drawings.take(world.house, made.code, "10.0.0.9", "ipad")
    tablet = await drawings.tablet_who(world.house, token, "10.0.0.9")
    assert tablet is not None
    await drawings.confirm(world.house, back, drawing_id)
    sheet = await drawings.tablet_view(world.house, tablet)
    assert (sheet.phase, sheet.handed_over) == (Phase.DRAWING, False)
    assert await drawings.tablet_who(world.house, "x" * 43, HERE) is None
    await accounts.sign_out(world.house, back)
    assert (await the_row(world, drawing_id)).ending == Ending.SIGNED_OUT


async def test_signing_in_at_the_door_says_whose_session_it_is(world: World) -> None:
    """The sign-in that takes a device back hangs the drawing on the session that it began."""
    signed = await accounts.sign_in(world.house, "sam@example.org", PASSWORD, HERE)
    who = await accounts.who_is(world.house, signed.token, HERE)
    assert who is not None
    assert who.session_id == signed.session_id
