"""What the database holds of a drawing, and the copy of it that a page holds."""

from __future__ import annotations

from sqlmodel import select

from peermap_app.domain.peer_map import to_wire
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.storage.tables import Drawing
from tests.drawing_builders import World


async def the_row(world: World, drawing_id: str) -> Drawing:
    async with world.house.make_session() as session:
        row = await session.get(Drawing, drawing_id)
        assert row is not None
        return row


async def rows_of(world: World, table: type) -> list:
    async with world.house.make_session() as session:
        return list((await session.exec(select(table))).all())


async def a_copy(world: World, tablet: Who, drawing_id: str) -> dict[str, object]:
    """What a page's board hands back after a loss."""
    shot = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert shot.peer_map is not None
    return {"n": shot.number, "map": to_wire(shot.peer_map), "carry": {}, "done": list(shot.done)}
