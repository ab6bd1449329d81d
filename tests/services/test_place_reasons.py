"""Why a place's label stays although it was screened: where that goes, and where it does not."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from peermap_app.domain.errors import Conflict
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings
from peermap_app.storage.tables import CaseKey, KeptMap
from tests.drawing_builders import World, a_drawing, add_friend, edit_id, keep_seen, said_yes

REASON = "qzx it is what the shop is called"
LABEL = "Sam Jones house"


def add_place(reason: str | None) -> dict[str, object]:
    """The edit that puts the shop on the board."""
    spot = {"x": 0, "y": 0, "w": 300, "h": 200}
    op = {"op": "add_place", "id": "placeaaa1", "kind": "shop", "label": LABEL, **spot}
    return {"id": edit_id(), "ops": [{**op, "colour": "mint", "reason": reason}]}


def remove_place() -> dict[str, object]:
    """The edit that takes it off."""
    return {"id": edit_id(), "ops": [{"op": "remove_place", "id": "placeaaa1"}]}


@pytest.mark.parametrize("by", ["tablet", "worker"])
async def test_the_other_page_hears_the_reason_to_put_the_place_back(world: World, by: str) -> None:
    """Each device undoes its own work: whoever takes off a place of the other's needs the reason
    that came with it, or the server would ask for one again."""
    tablet, drawing_id = await a_drawing(world)
    writer, other = (tablet, world.sam) if by == "tablet" else (world.sam, tablet)
    house = world.house
    await drawings.edit(house, writer, drawing_id, [add_place(REASON)])
    heard = (await drawings.newest(house, other, drawing_id, purpose=Purpose.PLAN_TOGETHER)).wire()
    told = json.loads(json.dumps(heard))["edits"][0]["edit"]["ops"][0]
    assert told["reason"] == REASON
    await drawings.edit(house, other, drawing_id, [remove_place()])
    again = await drawings.edit(house, other, drawing_id, [add_place(None), add_place(REASON)])
    assert [each.code for each in again.refused] == ["place_label_screened"]
    assert len(again.done) == 1


async def test_nothing_that_stays_has_the_reason(world: World) -> None:
    """No snapshot of the board, so no page's copy, nothing that is shown while they choose, and
    nothing that is kept: the label is there, the reason is not."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_place(REASON), add_friend()])
    for who in (tablet, world.sam):
        shot = json.dumps(
            (await drawings.snapshot(house, who, drawing_id, purpose=Purpose.PLAN_TOGETHER)).wire()
        )
        assert LABEL in shot
        assert "qzx" not in shot
    await drawings.finish(house, tablet)
    with pytest.raises(Conflict):
        await drawings.newest(house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    await said_yes(world, tablet)
    await keep_seen(house, tablet)
    async with house.make_session() as session:
        (kept,) = (await session.exec(select(KeptMap))).all()
        key = await session.get_one(CaseKey, world.case_id)
    vault = house.keys.vault(world.case_id, key.wrapped)
    assert kept.sealed is not None
    opened = json.dumps(vault.open("kept_map", kept.id, kept.sealed))
    assert LABEL in opened
    assert "qzx" not in opened
