"""Taking back an ask to link, by the side that asked and while it reads "Asked" to them (rule 8).

What is done, written and said is the same for an ask that waits, for one that was declined and for
a reference that nobody has.
"""

from __future__ import annotations

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.domain.links import LinkState
from peermap_app.domain.links import take_back as take_back_rule
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import named
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import own_case
from peermap_app.services.unit import Who, unit
from peermap_app.storage import links as links_store
from peermap_app.storage.links import ASKING
from peermap_app.storage.tables import Outbox


async def take_back(
    house: House, who: Who, case_id: str, link_id: object, *, purpose: Purpose
) -> None:
    """End an ask of one's own case: nobody can accept it any more. Its place among the six stays
    taken until it would have lapsed. What is over stays so; a second tap is no error.

    Raises:
        NotFound: it is no ask of this case's; one that came to it is answered, not taken back.
        Conflict: "ask_accepted": it is a link by now, and ends as one.
    """
    asks, reason = Action.END_LINK, named(link_id)
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        own = await own_case(u, u.held.id)
        rows = await links_store.of_ends(u.session, (own.end_hash,))
        mine = [row for row in rows if row[0].id == link_id and row[1].side == ASKING]
        link = await links_store.held(u.session, mine[0][0].id) if mine else None
        if link is None:
            raise NotFound("not_found")
        before = LinkState(link.state)
        after = take_back_rule(before, link.asked_at, u.now)
        if after is before:
            return
        link.state, link.ended_at = after.value, u.now
        u.session.add(link)
        # Whose open pages show it is found at delivery, as when it was asked.
        u.session.add(Outbox(link_id=link.id, created_at=u.now, due_at=u.now))
        u.outbox_written()
        await tell_workers(u, own.id, {"kind": "case"})
