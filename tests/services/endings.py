"""A case that is closed, what is due of it, and erasing it, as tests of endings need them."""

from __future__ import annotations

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.endings import Kind
from peermap_app.services import (
    accounts,
    closing,
    my_map,
    receipts,
    retention,
)
from peermap_app.services.retention import DueSheet
from peermap_app.services.unit import OPERATOR, Who
from tests.services import world as w
from tests.services.world import KS_CASE, SAM, World

DANA, ROBIN, NADIA = "dana", "robin", "nadia"
ADDRESS = "192.0.2.7"
DONE = {"reason": "done"}
REST = {"reference": KS_CASE, "reason": "A complaint is being looked into."}


async def a_world(house: House) -> World:
    """The world of the services, with a records checker and a second supervisor of Sam's team."""
    for name, role in ((ROBIN, Role.DATA_PROTECTION), (NADIA, Role.SUPERVISOR)):
        await accounts.add_worker(
            house,
            OPERATOR,
            email=f"{name}@west.example",
            name=name.title(),
            role=role.value,
            team="Youth Support West",
        )
    return await w.a_world(house)


async def closed(world: World, reference: str = KS_CASE, by: str = SAM) -> None:
    """Asked for by its worker, agreed by its supervisor."""
    await closing.ask_to_close(world.house, world[by], world.case(reference), DONE)
    line = (await closing.waiting(world.house, world[DANA]))[0]
    await closing.answer(world.house, world[DANA], line.id, agree=True)


async def a_card(world: World, tablet: Who) -> receipts.Card:
    return await receipts.make(world.house, tablet, "270519", "270519")


async def opened(world: World, card: receipts.Card) -> my_map.Here:
    """My map by the words on the card."""
    token = (await my_map.open_card(world.house, ADDRESS, "270519", words=card.words)).token
    here = await my_map.here(world.house, token, ADDRESS, present=True)
    assert here is not None
    return here


async def due(world: World) -> DueSheet:
    return await retention.what_is_due(world.house, world[ROBIN])


async def erase(world: World, *keys: str) -> int:
    return await retention.erase(world.house, world[ROBIN], keys)


def of_case(world: World, reference: str = KS_CASE, kind: Kind = Kind.CASE) -> str:
    """How the page's form names a line."""
    return f"{kind}-{world.case(reference)}"
