"""What the record says of a link that no next worker confirmed in time, in the name of the system.

Nothing that crosses depends on it: that ends with the allocation, and for good after ten working
days, whether this ran or not. It writes that it ended, which frees its place, and wakes the pages.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.links import LinkState
from peermap_app.services import rounds
from peermap_app.services.hearing import working_with
from peermap_app.services.link_ends import reference_hash
from peermap_app.services.link_rests import Sides, rests
from peermap_app.services.unit import SYSTEM, Unit, reading, writing
from peermap_app.storage import access_record, own_keys
from peermap_app.storage import cases as cases_store
from peermap_app.storage import link_tables as store
from peermap_app.storage import links as links_store


async def note_over(house: House, noted: date | None) -> date:
    """Once with each day, which alone can make one over: end those that waited too long.

    Gives the day for which it was done. Of two processes one notes each.
    """
    today = house.clock().date()
    if noted == today:
        return today
    async with reading(house) as session:
        several = await store.may_rest_on_nobody(session, today)
    await rounds.each(several, partial(_note, house))  # what failed is looked at tomorrow
    return today


async def _note(house: House, link_id: str) -> None:
    async with writing(house) as session:
        u = Unit(
            house=house,
            session=session,
            now=house.clock(),
            who=SYSTEM,
            action=Action.END_LINK,
        )
        sides = await _sides(u, link_id)
        if sides is None:
            return
        both = (sides.own_case, sides.other_case)
        await cases_store.lock_cases(session, both)
        link = await links_store.held(session, link_id)
        people = await cases_store.allocated_workers(session, both, u.now.date())
        found = (await rests(u, (sides,), people))[link_id]
        if link is None or link.state != LinkState.ACCEPTED or not found.over:
            return
        link.state, link.ended_at = LinkState.ENDED.value, u.now
        session.add(link)
        await session.flush()
        entries = [(case_id, _entry(u, case_id, link_id)) for case_id in sorted(both)]
        await access_record.append(session, house.keys, entries)
        heard = {one for case_id in both for one in await working_with(session, case_id, u.now)}
    for worker_id in heard:
        for kind in ("link", "alert"):
            await house.hints.publish(f"worker:{worker_id}", {"kind": kind})


async def _sides(u: Unit, link_id: str) -> Sides | None:
    """Its ends and cases; None for one whose case or key is gone."""
    found = await links_store.with_ends(u.session, link_id)
    keys = await own_keys.of(u.session, (link_id,))
    if found is None or link_id not in keys:
        return None
    link, asking, asked = found
    between = u.keys.vault(link_id, keys[link_id]).open("link", link_id, link.sealed)
    other = await cases_store.case_by_hash(u.session, reference_hash(u.keys, between["asked"]))
    if other is None:
        return None
    return Sides(link, asking, between["asking_case"], asked.id, other.id)


def _entry(u: Unit, case_id: str, link_id: str) -> access_record.Entry:
    return access_record.Entry(
        at=u.now,
        who_kind=SYSTEM.kind,
        worker_id=None,
        device=None,
        action=Action.END_LINK.value,
        case_id=case_id,
        outcome=access_record.ALLOWED,
        rule="lapsed_by_itself",
        detail=link_id,
    )
