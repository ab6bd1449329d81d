"""What `notify` needs of the outbox: claim rows, find whom they wake, say what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.links import LinkState, asked_round, state_at
from peermap_app.services import tray_wake
from peermap_app.services.handing_over import InHand, Ways, expand
from peermap_app.services.link_ends import reference_hash
from peermap_app.services.unit import reading, writing
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import deliveries as store
from peermap_app.storage import links as links_store
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.tables import Alert, Link


@dataclass(frozen=True, slots=True)
class Claimed:
    """One row in hand: an alert, or a link that was asked for, or such an ask that was taken back,

    or what waits for a supervisor ("kind id"). `tries` counts this one.
    """

    id: str
    alert_id: str | None
    link_id: str | None
    waits: str | None
    tries: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What one claim gave: rows that wake pages, and deliveries of new alerts to pages."""

    rows: tuple[Claimed, ...] = ()
    born: tuple[InHand, ...] = ()


async def claim(
    house: House, name: str, lasts: timedelta, most: int, ways: Ways, *, woken: bool = False
) -> Taken:
    """Take up to `most` due rows; nobody else gets them until the claim runs out.

    `woken`: something was written a moment ago, so nobody has to look first whether there is.

    The row of an alert that has no deliveries (a new one, or one whose deliveries were forgotten so
    that it is told anew) is made into them here, in this very transaction, and is done with it:
    `born` has those to pages, claimed under the same name. Every other row is in `rows` and wakes
    pages: one of an alert that has deliveries already, so also the second of two of an alert that
    are taken at once; and whatever is no alert.
    """
    now = house.clock()
    if not woken:
        async with reading(house) as session:
            if not await alerts_store.anything_due(session, now):
                return Taken()  # looking every few seconds must not keep the writer busy
    async with writing(house) as session:
        rows = await alerts_store.claim(session, name, now, now + lasts, most)
        if not rows:
            return Taken()
        told = await store.has_any(session, [row.alert_id for row in rows if row.alert_id])
        new = {row.alert_id: row.id for row in rows if row.alert_id and row.alert_id not in told}
        born: tuple[InHand, ...] = ()
        if new:
            until = now + lasts
            born = await expand(house, session, list(new), ways=ways, name=name, until=until)
        await alerts_store.mark_sent(session, name, list(new.values()), now)
        return Taken(
            tuple(
                Claimed(row.id, row.alert_id, row.link_id, row.waits, row.tries)
                for row in rows
                if row.id not in new.values()
            ),
            born,
        )


async def settle(
    house: House, name: str, sent: Sequence[str], failed: Sequence[tuple[str, timedelta]]
) -> None:
    """Say what became of rows in hand: sent, or due again after a wait."""
    now = house.clock()
    async with writing(house) as session:
        await alerts_store.mark_sent(session, name, sent, now)
        for row_id, wait in failed:
            await alerts_store.put_back(session, name, row_id, now + wait)


async def readers(house: House, rows: Sequence[Claimed]) -> dict[str, tuple[str, ...]]:
    """The workers whom each row wakes, by row id.

    Who is asked to link is found here and not when it was asked, so that an ask does the same work
    for every reference (rule 8). Whether an alert still holds is for the inbox to say: a hint
    carries nothing.
    """
    async with reading(house) as session:
        return {row.id: await _readers(house, session, row) for row in rows}


async def _readers(house: House, session: AsyncSession, row: Claimed) -> tuple[str, ...]:
    if row.alert_id is not None:
        alert = await session.get(Alert, row.alert_id)
        return (alert.worker_id,) if alert is not None else ()
    if row.waits is not None:
        return await tray_wake.audience(house, session, row.waits)
    link = await session.get(Link, row.link_id) if row.link_id is not None else None
    return await _asked(house, session, link) if link is not None else ()


async def _asked(house: House, session: AsyncSession, link: Link) -> tuple[str, ...]:
    """Those who are asked to link, or were when it was taken back; nobody for every other link, nor
    for what is asked again too soon after it was taken back (`domain.links.asked_round`)."""
    state = state_at(LinkState(link.state), link.asked_at, house.clock())
    ended = state in (LinkState.ENDED, LinkState.TAKEN_BACK)
    taken_back = ended and link.answered_at is None
    if state is not LinkState.ASKED and not taken_back:
        return ()
    if not taken_back and await _asked_round(session, link):
        return ()
    key = await session.get(OwnKey, link.id)
    if key is None:
        return ()
    between = house.keys.vault(link.id, key.wrapped).open("link", link.id, link.sealed)
    hashed = reference_hash(house.keys, between["asked"])
    case = await cases_store.case_by_hash(session, hashed)
    if case is None:
        return ()
    people = await cases_store.allocated_workers(session, (case.id,), house.clock().date())
    return tuple(worker.id for worker, _ in people[case.id])


async def _asked_round(session: AsyncSession, link: Link) -> bool:
    """Read at the delivery, as who is asked: asking does the same work for every reference."""
    found = await links_store.with_ends(session, link.id)
    if found is None:
        return False
    ends, states = (found[1].end_hash, found[2].end_hash), (LinkState.TAKEN_BACK,)
    earlier = await links_store.between(session, *ends, states)
    before = [row.asked_at for row, own, _ in earlier if own.side == links_store.ASKING]
    return asked_round(before, link.asked_at)
