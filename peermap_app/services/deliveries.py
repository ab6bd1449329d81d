"""What a worker's own pages and phones say of deliveries: how far they know, and that it arrived.

A worker acknowledges for themself alone, and only what they may read at that moment: nothing counts
as delivered to somebody who has lost access.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.errors import NotAllowed
from peermap_app.services import alerts
from peermap_app.services.admission import well_formed
from peermap_app.services.alert_ways import holding
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage import deliveries as store

MOST = 100
"""How many are acknowledged at once by their ids: no phone is told of more."""
_LARGEST = 2**31 - 1


async def newest(house: House, who: Who) -> int:
    """The number of this worker's newest alert; 0 while there is none.

    A number alone, as the badge: no case's record gets a row.

    Raises NotAllowed for whoever gets no alerts.
    """
    worker_id = await _own(house, who)
    async with reading(house) as session:
        return await store.newest(session, worker_id)


async def shown(house: House, who: Who, number: object) -> bool:
    """A page shows all alerts up to this number that an inbox has room for: they arrived. What has
    no room was shown to nobody, and is still to be mailed. Anything may be sent as the number.

    True when there are newer ones, of which this page has not heard.
    """
    worker_id = await _own(house, who)
    up_to = number if type(number) is int and 0 <= number <= _LARGEST else 0
    async with reading(house) as session:
        more = await store.newest(session, worker_id) > up_to
        waits = await store.unacknowledged(session, worker_id, up_to)
        if waits:
            waits &= await alerts.with_room(house, session, who)
    await _arrived(house, who, sorted(waits), Channel.PAGE, "")
    return more


async def acknowledge(
    house: House, who: Who, alert_ids: Collection[object], channel: Channel, device: str
) -> int:
    """These alerts arrived on this device of the asker's; gives of how many that is new.

    Args:
        house: the house.
        who: whose device it is.
        alert_ids: may be anything that was sent; what is not theirs, is not there or holds no more
            is passed over, without a word about which.
        channel: by which way they came.
        device: of which device; "" for open pages.

    Raises NotAllowed for whoever gets no alerts.
    """
    worker_id = await _own(house, who)
    ids = [one for one in (well_formed(each) for each in list(alert_ids)[:MOST]) if one]
    async with reading(house) as session:
        rows = await store.with_alerts(session, ids)
        held = await holding(house, session, [row for row in rows if row[2].id == worker_id])
        waits = await store.not_arrived(session, sorted(held), channel, device)
    return await _arrived(house, who, waits, channel, device)


async def _arrived(
    house: House, who: Who, waits: Sequence[str], channel: Channel, device: str
) -> int:
    """Write it of those that hold and had not arrived; gives of how many it is new."""
    if not waits:
        return 0  # a repeat writes nothing, and takes no turn of a writer's
    async with unit(house, who, Action.ACK_DELIVERY) as u:
        assert who.worker_id is not None  # workers alone acknowledge
        arrived = await store.acknowledge(
            u.session, who.worker_id, waits, channel=channel, device=device, now=u.now
        )
        for flagger, flag_id in sorted(await store.flaggers(u.session, arrived)):
            u.hint(f"worker:{flagger}", {"kind": "flag", "id": flag_id})
    return len(arrived)


async def _own(house: House, who: Who) -> str:
    allowed = may(Action.ACK_DELIVERY, role=who.role, relation=Relation.NONE)
    if allowed and who.worker_id is not None:
        return who.worker_id
    async with unit(house, who, Action.ACK_DELIVERY):
        pass  # refuses and records it
    raise NotAllowed("not_allowed")
