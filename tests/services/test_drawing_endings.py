"""How a drawing ends, what it leaves in the record, and what never was in the database (rule 3)."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import select

from peermap_app.domain.access import Action
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Gone, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services import accounts, cases, drawing_access, drawings, maps
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import (
    AccessRecord,
)
from tests.drawing_builders import (
    World,
    a_drawing,
    add_friend,
    keep_seen,
    said_yes,
    sign_in,
)
from tests.services.drawing_rows import the_row


async def test_signing_out_ends_it(world: World) -> None:
    """The drawing, its room and its key go with the session; the tablet is told."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await accounts.sign_out(world.house, world.sam)
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == (Phase.ENDED, Ending.SIGNED_OUT, None)
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, tablet, drawing_id, [])
    assert (await drawings.tablet_view(world.house, tablet)).ending is Ending.SIGNED_OUT


async def test_what_another_process_ended_is_forgotten_here(world: World) -> None:
    """A password that is reset on the command line leaves no picture in the server's memory."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    async with drawing_access.of_drawing(
        world.house, world.sam, Action.START_DRAWING, drawing_id
    ) as held:
        room = held.room
    elsewhere = replace(world.house, rooms=MemoryRooms(world.clock))
    await accounts.sign_out(elsewhere, world.sam)
    assert await world.house.rooms.read(room) is not None
    assert await drawings.end_overdue(world.house) == 0
    assert await world.house.rooms.read(room) is None


async def test_it_ends_with_the_sessions_last_moment(world: World) -> None:
    """On the second of the absolute expiry it is refused; the keeper then ends it for good."""
    tablet, drawing_id = await a_drawing(world)
    world.clock.move(seconds=world.house.settings.session_absolute.total_seconds())
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, tablet, drawing_id, [])
    assert (await the_row(world, drawing_id)).room_key is not None
    assert await drawings.end_overdue(world.house) == 1
    assert await drawings.end_overdue(world.house) == 0
    row = await the_row(world, drawing_id)
    assert (row.ending, row.room_key) == (Ending.EXPIRED, None)


async def test_the_worker_ends_it(world: World) -> None:
    """ "End this drawing" ends it at once, at any phase, and leaves no room."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await drawings.end(world.house, world.sam, drawing_id)
    sheet = await drawings.worker_view(
        world.house, world.sam, world.case_id, drawing_id, purpose=Purpose.PLAN_TOGETHER
    )
    assert (sheet.phase, sheet.ending) == (Phase.ENDED, Ending.ENDED_BY_WORKER)
    assert (
        await drawings.worker_view(
            world.house, world.sam, world.case_id, purpose=Purpose.PLAN_TOGETHER
        )
    ).phase is None


async def test_another_tablet_goes_on_where_the_first_stopped(world: World) -> None:
    """A flat tablet while choosing: the next one returns to choosing with nothing answered."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    made = await drawings.offer_again(world.house, world.sam, drawing_id)
    token = await drawings.take(world.house, made.link_token, "b", None)
    second = await drawings.tablet_who(world.house, token, "b")
    assert second is not None
    await drawings.confirm(world.house, world.sam, drawing_id)
    said = await drawings.choosing(world.house, second)
    assert said is not None
    assert (said.answers.keep, said.mark, said.number) == (None, None, 1)
    assert not await drawings.tablet_still(world.house, tablet)


async def test_a_crash_while_confirming_leaves_no_answers_of_the_first_tablet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 4: on the moment that the row says the second tablet is there, nothing is answered."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    made = await drawings.offer_again(world.house, world.sam, drawing_id)
    token = await drawings.take(world.house, made.link_token, "b", None)
    second = await drawings.tablet_who(world.house, token, "b")
    assert second is not None

    async def crashes(*_: object) -> None:
        raise KeyboardInterrupt  # the process stops right after the commit, before all else

    with monkeypatch.context() as crash:
        crash.setattr(world.heard, "publish", crashes)
        with pytest.raises(KeyboardInterrupt):
            await drawings.confirm(world.house, world.sam, drawing_id)
    assert (await the_row(world, drawing_id)).phase == Phase.CHOOSING
    said = await drawings.choosing(world.house, second)
    assert said is not None
    assert (said.answers.keep, said.mark) == (None, None)


async def test_the_record_of_a_drawing_is_whole(world: World) -> None:
    """Each step and each refusal has its row, and the chain of the case verifies."""
    tablet, _ = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    with pytest.raises(NotFound):
        await drawings.worker_view(
            world.house, world.priya, world.case_id, purpose=Purpose.PLAN_TOGETHER
        )
    async with world.house.make_session() as session:
        assert await verify_chain(session, world.house.keys, world.case_id) == ()
        rows = (
            await session.exec(select(AccessRecord).where(AccessRecord.chain == world.case_id))
        ).all()
    actions = [(row.who_kind, row.action) for row in rows]
    for expected in (
        ("worker", "start_drawing"),
        ("tablet", "join_drawing"),
        ("worker", "confirm_tablet"),
        ("tablet", "choose"),
        ("tablet", "answer_consent"),
        ("tablet", "keep_map"),
    ):
        assert expected in actions
    assert any(row.outcome == "refused" for row in rows)


async def test_the_database_never_held_the_picture(world: World) -> None:
    """Rule 3: while it is drawn and after "Don't keep anything", no row of any table shows what
    was drawn, and nothing sealed is there that could."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("zzperson", "QXZ")])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    before = await everything(world)
    await drawings.dont_keep(world.house, tablet)
    after = await everything(world)
    for held in (before, after):
        # Three letters: two would be found in sealed bytes by chance.
        for secret in ("zzperson", "QXZ", '"people"'):
            assert secret not in held


async def everything(world: World) -> str:
    """All rows of all tables as text."""
    from peermap_app.storage.tables import METADATA

    parts = []
    async with world.house.make_session() as session:
        for table in METADATA.sorted_tables:
            rows = await (await session.connection()).execute(text(f'SELECT * FROM "{table.name}"'))
            parts += [repr(tuple(row)) for row in rows]
    return "\n".join(parts)


def ink(n: int, chance: random.Random) -> dict[str, object]:
    """An edit that draws a long line that no packing makes shorter."""
    points = [chance.randint(-900, 900) for _ in range(400)]
    stroke = {"op": "add_stroke", "id": f"stroke{n:02}", "colour": "ink", "size": 4}
    return {"id": f"inkedit{n:04}", "ops": [{**stroke, "points": points}]}


async def test_no_row_is_large_enough_for_a_picture(world: World) -> None:
    """Rule 3, sealed or not: a board of 30 KB is drawn, answered, marked, put by, carried on and
    then not kept, and every row that is new or changed is as short as ever."""
    tablet, drawing_id = await a_drawing(world)
    before, chance = await everything(world), random.Random(4)
    drawn = [ink(n, chance) for n in range(20)]
    assert len((await drawings.edit(world.house, tablet, drawing_id, drawn)).done) == 20
    assert len(json.dumps(drawn)) > 30_000
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await drawings.later(world.house, tablet)
    await drawings.carry_on(world.house, tablet)
    await drawings.finish(world.house, tablet)
    choosing = await everything(world)
    await drawings.dont_keep(world.house, tablet)
    for after in (choosing, await everything(world)):
        changed = set(after.splitlines()) - set(before.splitlines())
        assert 5 < len(changed) < 30
        assert max(map(len, changed)) < 1500


async def test_what_is_kept_says_how_many_tablets_joined(world: World) -> None:
    """Rule 4: each new tablet begins the choosing anew, and the record of the answers says so.

    Somebody else's, which the worker turned away, joined nothing, and is recorded as turned away.
    """
    _, drawing_id = await a_drawing(world)
    for _ in range(2):
        strange = await drawings.offer_again(world.house, world.sam, drawing_id)
        await drawings.take(world.house, strange.link_token, "strange", "not ours")
        await drawings.turn_away(world.house, world.sam, drawing_id)
    again = await drawings.offer_again(world.house, world.sam, drawing_id)
    device = await drawings.take(world.house, again.link_token, "other", "another tablet")
    await drawings.confirm(world.house, world.sam, drawing_id)
    tablet = await drawings.tablet_who(world.house, device, "other")
    assert tablet is not None
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    sheet = await maps.kept_map(
        world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert sheet.tablets == 2
    async with world.house.make_session() as session:
        actions = list(await session.exec(select(AccessRecord.action)))
    assert actions.count("turn_away_tablet") == 2
    assert actions.count("confirm_tablet") == 2


async def test_a_drawing_follows_its_worker_into_a_new_session(world: World) -> None:
    """Who carries on in a newer session is warned before signing out of it, and ends it so."""
    _, drawing_id = await a_drawing(world)
    before = world.sam
    world.clock.move(minutes=1)
    token = await sign_in(world)
    now = await accounts.who_is(world.house, token, "127.0.0.1")
    assert now is not None
    assert (await cases.open_case(world.house, now, world.case_id)).drawing_id == drawing_id
    await drawings.worker_view(world.house, now, world.case_id, purpose=Purpose.PLAN_TOGETHER)
    await drawings.worker_view(
        world.house, before, world.case_id, purpose=Purpose.PLAN_TOGETHER
    )  # an older page, still open
    assert await accounts.open_drawings(world.house, before) == ()
    (open_one,) = await accounts.open_drawings(world.house, now)
    assert open_one.drawing_id == drawing_id
    await accounts.sign_out(world.house, now)
    assert (await cases.open_case(world.house, before, world.case_id)).drawing_id is None
