"""What the record says of questions and of lapses, in the name of the system (rule 12).

Nothing depends on it: what has lapsed does not open from its day on, whether this ran or not. It
writes that it was asked and that it lapsed, and wakes the pages on which it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.links import LinkState
from peermap_app.domain.reviews import ACTIONS, Kind, lapsed
from peermap_app.services.hearing import concerned
from peermap_app.services.link_ends import reference_hash
from peermap_app.services.review_answers import Thing, of_one_case, thing_said, write_said
from peermap_app.services.unit import reading, writing
from peermap_app.storage import access_record, own_keys
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import reviews as store
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.review_tables import Review
from peermap_app.storage.tables import CaseFile, Flag, KeptMap, Link

MOST_AT_ONCE = 500
"""So many of one kind in one round; the next one takes the rest."""


@dataclass(frozen=True, slots=True)
class _News:
    """One thing that the record does not tell of yet: that it lapsed, or else that it is asked
    about. `owner`: its case; for the end of a link, the link."""

    kind: Kind
    thing_id: str
    owner: str
    lapse: bool


async def note_due(house: House) -> int:
    """Note what is asked about and what lapsed since it was last looked; how much that was.

    Run by the process's keeper. Of two processes one notes it.
    """
    today, noted = house.clock().date(), 0
    for kind in Kind:
        soon = today + timedelta(days=house.settings.reviews.of(kind).ask)
        for lapse in (True, False):
            async with reading(house) as session:
                found = await store.to_note(
                    session, kind, today, soon, lapse=lapse, most=MOST_AT_ONCE
                )
            for thing_id, owner in found:
                noted += await _note(house, _News(kind, thing_id, owner, lapse), today)
    return noted


async def _note(house: House, news: _News, today: date) -> bool:
    """Note one thing; False when another process was first, or it was answered meanwhile."""
    async with writing(house) as session:
        about = await _cases_of(house, session, news)
        if not about:
            return False
        await cases_store.lock_cases(session, about)
        review = await store.held(session, news.thing_id)
        if review is None or not _still_news(review, today, lapse=news.lapse):
            return False
        if news.kind is Kind.LINK and not await _holds(session, news.owner):
            return False  # it lapsed by its other side
        heard: set[str] = set()
        if news.lapse:
            review.lapsed_for = review.due
            heard |= await _lapse(house, session, news, review, about)
        else:
            review.asked_for, about = review.due, about[:1]  # one side is asked
        session.add(review)
        await session.flush()
        entries = [(case_id, _entry(house, news, case_id)) for case_id in sorted(about)]
        await access_record.append(session, house.keys, entries)
        for case_id in about:
            case = await session.get(CaseFile, case_id)
            heard |= await concerned(session, case, house.clock()) if case is not None else set()
    for worker_id in heard:
        for told in ("case", "alert") if news.lapse else ("case",):
            await house.hints.publish(f"worker:{worker_id}", {"kind": told})
    return True


def _still_news(review: Review, today: date, *, lapse: bool) -> bool:
    if review.closed_at is not None or lapsed(review.due, today) is not lapse:
        return False
    return (review.lapsed_for if lapse else review.asked_for) != review.due


async def _holds(session: AsyncSession, link_id: str) -> bool:
    link = await links_store.held(session, link_id)
    return link is not None and link.state == LinkState.ACCEPTED


async def _cases_of(house: House, session: AsyncSession, news: _News) -> list[str]:
    """The case of a map or a flag; of a link's end its own case first, then the other one.

    None of a link that was erased meanwhile, or whose key was: a store of rows that was restored
    beside a newer one of keys (docs/operating.md) must not end each round at that link.
    """
    if news.kind is not Kind.LINK:
        return [news.owner]
    found = await links_store.with_ends(session, news.owner)
    keys = await own_keys.of(session, (news.owner,))
    if found is None or news.owner not in keys:
        return []
    link, asking, _ = found
    between = house.keys.vault(link.id, keys[link.id]).open("link", link.id, link.sealed)
    by_hash = reference_hash(house.keys, between["asked"])
    asked = await cases_store.case_by_hash(session, by_hash)
    both = [between["asking_case"], *([asked.id] if asked is not None else [])]
    return both if news.thing_id == asking.id else both[::-1]


async def _lapse(
    house: House, session: AsyncSession, news: _News, review: Review, about: list[str]
) -> set[str]:
    """Say on each case's page that it lapsed; whoever else must hear of it."""
    row: KeptMap | Flag | Link | HeldConnection | None
    if news.kind is Kind.LINK:
        row = await links_store.held(session, news.owner)
    else:
        row = await of_one_case(session, news.kind, news.thing_id)
    assert row is not None  # just read
    if isinstance(row, Link):
        row.state, row.ended_at = LinkState.LAPSED.value, house.clock()
        session.add(row)
    said = thing_said(Thing(news.kind, row, review), "lapsed", None)
    for case_id in about:
        wrapped = await cases_store.wrapped_key(session, case_id)
        if wrapped is not None:
            write_said(session, house.clock(), house.keys.vault(case_id, wrapped), None, said)
    if isinstance(row, HeldConnection):
        review.closed_at = house.clock()
        await session.delete(row)  # it is gone, and not only over
    if not isinstance(row, Flag):
        return set()
    alerts = await alerts_store.alerts_of_flags(session, (row.id,))
    return {alert.worker_id for alert in alerts[row.id]}


def _entry(house: House, news: _News, case_id: str) -> access_record.Entry:
    """A row in the name of the system. A link stands on it by the link's own id."""
    return access_record.Entry(
        at=house.clock(),
        who_kind="system",
        worker_id=None,
        device=None,
        action=ACTIONS[news.kind].value,
        case_id=case_id,
        outcome=access_record.ALLOWED,
        rule="lapsed_by_itself" if news.lapse else "review_asked",
        detail=news.owner if news.kind is Kind.LINK else news.thing_id,
    )
