"""What changes by the date alone: an allocation that ends or begins with a day (UTC).

It counts from the first moment of that day, whatever this does; this wakes the pages that are open,
and has the alerts looked at that nobody has seen.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from peermap_app.bootstrap import House
from peermap_app.services import drawings, escalating
from peermap_app.services.unit import reading
from peermap_app.storage import cases as store


async def turned(house: House, told: date) -> date:
    """Wake the pages of everybody whose cases changed with the days after `told`, today's too.

    Every process does it for itself: with Redis a page is woken twice and reads the same. Gives the
    day up to which it was done.
    """
    today = house.clock().date()
    if today <= told:
        return told
    async with reading(house) as session:
        workers = await store.changed_with_days(session, told, today)
    for worker_id in workers:
        await house.hints.publish(f"worker:{worker_id}", {"kind": "case"})
    if workers:  # whoever was told of an alert may read it no more
        await escalating.look_again(house)
    await drawings.end_overdue(house)  # the tablet's page, too, is a page of who had the case
    return today


def seconds_to_turn(now: datetime) -> float:
    """How long until the day is over."""
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), tzinfo=UTC)
    return (midnight - now).total_seconds()
