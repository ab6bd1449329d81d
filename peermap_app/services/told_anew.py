"""A link holds again: who was not told while it waited is told now, if it is still for them.

What was dropped meanwhile was dropped by the moment, and that passes for people too: who covered or
was on duty that day stands in for nobody a week later.
"""

from __future__ import annotations

from collections.abc import Sequence

from peermap_app.domain.alerting import Side, named_now
from peermap_app.domain.flags import Urgency
from peermap_app.domain.purpose import Purpose
from peermap_app.services.alert_sides import sides_of
from peermap_app.services.link_ends import OwnCase, crossings, own_case
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import Unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage import escalation_tables as escalations
from peermap_app.storage.tables import Outbox


async def tell_anew(u: Unit, own: OwnCase, other: str, link_id: str) -> None:
    """What was dropped while nothing crossed this link is delivered anew to whom the rule names by
    now, and the keeper looks at once whom else to tell of flags of either case. Each is asked again
    at its handing over whether it holds by then.

    `other`: the case at the link's other end. Whoever calls it may write on the link.
    """
    cases = (own.id, other)
    dropped = await deliveries_store.dropped_unseen(u.session, cases)
    alerts = await _for_them(u, own, other, link_id, dropped) if dropped else ()
    if alerts:  # before their deliveries, as whoever says that they have seen one
        await alerts_store.hold(u.session, alerts)
    await deliveries_store.forget(u.session, alerts)
    for alert_id in alerts:
        u.session.add(Outbox(alert_id=alert_id, created_at=u.now, due_at=u.now))
        u.outbox_written()
    await escalations.look_at(u.session, cases)


async def _for_them(
    u: Unit, own: OwnCase, other: str, link_id: str, dropped: Sequence[str]
) -> tuple[str, ...]:
    """Those that came over this link, which holds, to somebody whom it would be told to now."""
    sides = await _sides(u, own, other, link_id)
    found = []
    for alert, flag in await alerts_store.with_flags(u.session, dropped):
        side = sides.get(flag.case_id)
        held = (await u.vault(flag.case_id)).open("alert", alert.id, alert.sealed)
        over = link_id in {way.link_id for way in ways_of(held)}
        urgency, by = Urgency(flag.urgency), flag.worker_id
        if side is not None and over and named_now(side, alert.worker_id, urgency, by):
            found.append(alert.id)
    return tuple(found)


async def _sides(u: Unit, own: OwnCase, other: str, link_id: str) -> dict[str, Side]:
    """By the flagged case, the end of this link that is told; none while the link still waits."""
    coordinate = Purpose.COORDINATE
    mine = (await crossings(u, (own,), purpose=coordinate))[own.id]
    if not any(one.link_id == link_id for one in mine):
        return {}
    theirs = await own_case(u, other)
    found = await crossings(u, (own, theirs), purpose=coordinate)
    here = [one for several in found.values() for one in several if one.link_id == link_id]
    return {one.case_id: side for one, side in zip(here, await sides_of(u, here), strict=True)}
