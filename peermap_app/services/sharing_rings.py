"""An urgent sharing that waits lights up the phones of whoever may decide on it (rule 5).

One row of the outbox for each phone ("ring sharing worker phone"), so that each is tried again by
itself; whether it still waits, and for them, is read when it is handed over. Nothing of it is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.sharing import Standing
from peermap_app.services import sharing_second, tray_wake
from peermap_app.services.handing_over import InHand
from peermap_app.services.sharing_acts import body_of, second_of
from peermap_app.services.unit import SYSTEM, Unit, reading, writing
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage.alerts import RING
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import CaseFile, Outbox, Worker


class Phones(Protocol):
    """The way to phones, as far as this needs it."""

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[str]]:
        """The phones of each worker that take pushes now."""


async def begin(house: House, waits: str, outbox_id: str, phones: Phones) -> int:
    """Write the rows for what the outbox says waits; gives how many. A repeat writes none anew."""
    sharing_id = tray_wake.sharing_in(waits)
    if sharing_id is None:
        return 0
    async with reading(house) as session:
        people = await tray_wake.audience(house, session, waits)
        whom = [one for one in people if await _for_them(house, session, sharing_id, one)]
        devices = await phones.devices(house, session, whom)
    if not devices:
        return 0
    now, written = house.clock(), 0
    async with writing(house) as session:
        for worker_id, phone_id in [(who, one) for who in whom for one in devices.get(who, ())]:
            row_id = house.keys.lookup("ring", f"{outbox_id}|{phone_id}")[:32]
            if await session.get(Outbox, row_id) is None:
                said = f"{RING} {sharing_id} {worker_id} {phone_id}"
                session.add(Outbox(id=row_id, waits=said, created_at=now, due_at=now))
                written += 1
    return written


async def _for_them(house: House, session: AsyncSession, sharing_id: str, worker_id: str) -> bool:
    """Whether it is urgent, waits still, and is this supervisor's to answer in this moment."""
    row = await session.get(Sharing, sharing_id)
    me = await session.get(Worker, worker_id)
    case = await session.get(CaseFile, row.case_id) if row is not None else None
    if row is None or me is None or case is None or case.closed_at is not None:
        return False
    act = Action.SHARING_OVER
    u = Unit(house=house, session=session, now=house.clock(), who=SYSTEM, action=act)
    second = second_of(row, body_of(await u.vault(case.id), row))
    if not second.urgent or second.standing(u.now) is not Standing.WAITS:
        return False
    return await sharing_second.may_second(u, me, case) and await sharing_second.waits_for(
        u, me, row
    )


async def claim(house: House, name: str, lasts: timedelta, most: int) -> tuple[InHand, ...]:
    """Take up to `most` rings that are due, as deliveries of what is for now."""
    now = house.clock()
    async with reading(house) as session:
        if not await alerts_store.anything_due(session, now, rings=True):
            return ()
    async with writing(house) as session:
        rows = await alerts_store.claim(session, name, now, now + lasts, most, rings=True)
    return tuple(_in_hand(row) for row in rows)


def _in_hand(row: Outbox) -> InHand:
    _, sharing_id, worker_id, phone_id = (row.waits or "").split(" ")
    return InHand(
        id=row.id,
        alert_id=sharing_id,
        worker_id=worker_id,
        channel=Channel.PUSH,
        device=phone_id,
        number=0,
        tries=row.tries,
        made=row.created_at,
        urgency="now",
    )


async def still(house: House, ring: InHand) -> bool:
    """Whether it is still to be handed over."""
    async with reading(house) as session:
        return await _for_them(house, session, ring.alert_id, ring.worker_id)
