"""Rule 3 against chance: whatever two devices do in whatever order, nothing is kept unasked."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlmodel import select

from peermap_app.domain.consent import Decided
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Refusal
from peermap_app.domain.peer_map import to_wire
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import ConsentRecord, Drawing, KeptMap
from tests.drawing_builders import (
    World,
    a_drawing,
    a_world,
    add_friend,
    keep_seen,
    move,
    some_settings,
)

Step = Callable[[], Awaitable[object]]
ROUNDS, STEPS = 14, 40
OFTEN = {"answer": 7, "mark": 4, "keep": 3, "finish": 3, "tablet draws": 2}
"""How much more often than once: so that some rounds end with a Yes and some without."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = await a_world(some_settings(tmp_path))
    yield made
    await made.house.engine.dispose()


class Round:
    """One drawing, two devices that do anything at any time, and what must hold after each step."""

    def __init__(self, world: World, tablet: Who, drawing_id: str, chance: random.Random) -> None:
        self.world, self.tablet, self.drawing_id = world, tablet, drawing_id
        self.chance = chance
        self.said: dict[str, str] = {}
        self.marked = False
        self.kept = False
        self.copy: dict[str, object] | None = None

    def steps(self) -> dict[str, Step]:
        """Everything that the two pages can send, also at the wrong moment."""
        tablet, sam, drawing = self.tablet, self.world.sam, self.drawing_id
        house = self.world.house
        return {
            "tablet draws": lambda: drawings.edit(house, tablet, drawing, [self.a_change()]),
            "worker draws": lambda: drawings.edit(house, sam, drawing, [self.a_change()]),
            "worker looks": self.worker_looks,
            "finish": lambda: drawings.finish(house, tablet),
            "answer": self.answers,
            "mark": self.marks,
            "keep": self.keeps,
            "go back": self.goes_back,
            "later": lambda: drawings.later(house, tablet),
            "carry on": self.carries_on,
            "worker answers": lambda: drawings.answer(house, sam, "keep", "yes"),
            "worker keeps": lambda: drawings.keep(house, sam, {}, purpose=Purpose.PLAN_TOGETHER),
            "server starts again": self.starts_again,
            "seed": self.seeds,
        }

    def a_change(self) -> dict[str, object]:
        who = f"zz{self.chance.choice('abc') * 6}"
        if self.chance.random() < 0.5:
            return add_friend(who, "QX")
        return move(who, self.chance.randint(-99, 99), self.chance.randint(-99, 99))

    async def worker_looks(self) -> None:
        row = await self.row()
        shot = await drawings.snapshot(
            self.world.house, self.world.sam, self.drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
        assert row.phase == Phase.DRAWING
        assert shot.room == self.drawing_id

    async def answers(self) -> None:
        statement = self.chance.choice(("keep", "plan", "talk"))
        value = self.chance.choice(("yes", "yes", "no", "not_sure"))
        await drawings.answer(self.world.house, self.tablet, statement, value)
        self.said[statement] = value

    async def marks(self) -> None:
        await drawings.mark(self.world.house, self.tablet, {"kind": "tick"})
        self.marked = True

    async def keeps(self) -> None:
        done = await keep_seen(self.world.house, self.tablet)
        self.kept = done is Decided.KEEP
        if self.kept:
            assert (self.said.get("keep"), self.marked) == ("yes", True)

    async def goes_back(self) -> None:
        await drawings.go_back(self.world.house, self.tablet)
        self.said, self.marked = {}, False

    async def carries_on(self) -> None:
        await drawings.carry_on(self.world.house, self.world.sam, self.drawing_id)
        self.said, self.marked = {}, False

    async def starts_again(self) -> None:
        """The server is killed; the tablet's page has what it last saw, with its answers."""
        shot = await drawings.snapshot(
            self.world.house, self.tablet, self.drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
        if shot.peer_map is None or shot.lost:
            return
        self.copy = {"n": shot.number, "map": to_wire(shot.peer_map), "done": list(shot.done)}
        if (await self.row()).phase == Phase.CHOOSING:
            said = await drawings.choosing(self.world.house, self.tablet)
            self.copy["carry"] = said.carry() if said else {}
        await self.world.restarted()
        await self.seeds()

    async def seeds(self) -> None:
        if self.copy is not None:
            await drawings.seed(self.world.house, self.tablet, self.drawing_id, self.copy)

    async def row(self) -> Drawing:
        async with self.world.house.make_session() as session:
            row = await session.get(Drawing, self.drawing_id)
            assert row is not None
            return row


async def kept_of(world: World, drawing_id: str) -> tuple[int, int]:
    async with world.house.make_session() as session:
        maps = await session.exec(select(KeptMap).where(KeptMap.drawing_id == drawing_id))
        said = await session.exec(
            select(ConsentRecord).where(ConsentRecord.drawing_id == drawing_id)
        )
        return len(maps.all()), len(said.all())


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "var").glob("peermap.db*")))


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_nothing_is_kept_unasked(world: World, tmp_path: Path, seed: int) -> None:
    """Over any order of taps, late messages, restarts and a worker who tries to answer: a map is
    on the case exactly when the tablet said Yes, made a mark and kept it; until then neither
    initials nor ids of the drawing are on the disk; when it has ended the room is gone."""
    chance = random.Random(seed)
    tablet, drawing_id = await a_drawing(world)
    one = Round(world, tablet, drawing_id, chance)
    for _ in range(STEPS):
        steps = one.steps()
        (name,) = chance.choices(list(steps), [OFTEN.get(name, 1) for name in steps])
        try:
            await steps[name]()
        except Refusal:
            pass
        else:
            assert not name.startswith(("worker answers", "worker keeps"))
        assert await kept_of(world, drawing_id) == ((1, 1) if one.kept else (0, 0))
        if one.kept:
            break
    if not one.kept:
        await drawings.end(world.house, world.sam, drawing_id)
    row = await one.row()
    assert (row.phase, row.room_key) == (Phase.ENDED, None)
    held = on_disk(tmp_path)
    assert b'"QX"' not in held
    assert b"zzaaaaaa" not in held
    async with world.house.make_session() as session:
        assert await verify_chain(session, world.house.keys, world.case_id) == ()
