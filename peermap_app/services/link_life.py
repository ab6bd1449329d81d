"""Ending a link, from either side and at any time: shares and access end at once on both sides.

The side that ends it says why, on its own case; the other side learns that it ended and when, and
no more. Nothing is asked twice: the page says what ends before it is pressed.
"""

from __future__ import annotations

from collections.abc import Mapping

from peermap_app.bootstrap import House
from peermap_app.domain import link_life as rules
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind
from peermap_app.services.admission import named
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, end_row, open_end, own_case
from peermap_app.services.review_answers import write_said
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import links as links_store
from peermap_app.storage.tables import Link, LinkEnd


async def own_link(u: Unit, own: OwnCase, link_id: object) -> tuple[Link, LinkEnd]:
    """A link of this case that both sides once agreed to, with this case's end.

    Raises NotFound for every other id: an ask that waits, was declined or that nobody has is not
    told apart from an id that never was (rule 8).
    """
    rows = await links_store.of_ends(u.session, (own.end_hash,))
    found = next((row for row in rows if row[0].id == link_id), None)
    other = open_end(own.vault, found[1]).get("other", {}) if found is not None else {}
    if found is None or other.get("case") is None:  # each side learns of the other's on accepting
        raise NotFound("not_found")
    return found


async def end_link(
    house: House,
    who: Who,
    case_id: str,
    link_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """End it, with a short reason for one's own case. What is over already stays as it ended.

    Raises:
        NotFound: as `own_link`.
        Problems: faults of the reason, as `domain.link_life.parse_reason`.
    """
    async with unit(
        house, who, Action.END_LINK, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        own = await own_case(u, u.held.id)
        _, end = await own_link(u, own, link_id)
        why, screened = rules.parse_reason(raw)
        link = await links_store.held(u.session, end.link_id)
        assert link is not None  # its end is there
        if not await end_row(u, link):
            return  # a second tap, or the other side was first
        said = {"kind": Kind.LINK.value, "thing": link.id, "version": 0, "what": "end"}
        said |= {"until": None, "why": why, "screened_reason": screened}
        write_said(u.session, u.now, own.vault, who.worker_id, said)
        await tell_both(u, own, open_end(own.vault, end)["other"]["case"], link.id)


async def tell_both(u: Unit, own: OwnCase, other: str, link_id: str) -> None:
    """It stands on the other side's record, and every page on either side that shows the link, or
    what came over it, is woken."""
    u.also(u.action, other, detail=link_id)
    for case_id in (own.id, other):
        for kind in ("link", "alert"):
            await tell_workers(u, case_id, {"kind": kind})
