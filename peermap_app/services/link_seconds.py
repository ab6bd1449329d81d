"""A link whose two cases one worker has waits for a supervisor of each case (rule 8).

A link is two people agreeing. Where one worker has both cases, by asking themselves or because a
case came to them later, nothing crosses until a supervisor of each case has said yes: for exactly
this worker, read at each crossing. Who asked and accepted in one person is asked about for as long
as the link lasts: a case that went to somebody else makes no second person of them. See
docs/decisions/links-and-what-the-asker-sees.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peermap_app.domain.links import SECOND_YES, both_have
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import seconds as store
from peermap_app.storage.sealing import Keys
from peermap_app.storage.second_tables import LinkSecond
from peermap_app.storage.tables import Link, Worker

People = Mapping[str, tuple[tuple[Worker, str], ...]]
"""The workers allocated to each case today, as `cases_store.allocated_workers` gives them."""


@dataclass(frozen=True, slots=True)
class Between:
    """A link and its two cases. `alone`: who asked and accepted in one person."""

    link_id: str
    one: str
    other: str
    alone: str | None

    @classmethod
    def of(cls, link: Link, one: str, other: str) -> Between:
        """An accepted link between these two."""
        return cls(
            link.id, one, other, link.asked_by if link.asked_by == link.answered_by else None
        )


def who_hash(keys: Keys, end_id: str, worker_id: str) -> str:
    """How it is found what was said at one end about one worker."""
    return keys.lookup("link_second", f"{end_id}|{worker_id}")


def in_one(people: People, between: Between) -> frozenset[str]:
    """The ids of whoever has both cases today, and of who agreed with nobody but themself."""
    one, other = people.get(between.one, ()), people.get(between.other, ())
    both = both_have([each.id for each, _ in one], [each.id for each, _ in other])
    return both if between.alone is None else both | {between.alone}


async def waiting(u: Unit, links: Iterable[Between], people: People) -> frozenset[str]:
    """The ids of those links that one worker has, or agreed, both sides of and that wait for a
    yes."""
    needed = {each.link_id: found for each in links if (found := in_one(people, each))}
    if not needed:
        return frozenset()  # nearly always
    hashes = await _hashes(u, needed)
    said = await store.said(u.session, {one for several in hashes.values() for one in several})
    return frozenset(
        link_id
        for link_id, several in hashes.items()
        if any(said.get(one) is None or said[one].answer != SECOND_YES for one in several)
    )


async def ask_where_needed(u: Unit, links: Iterable[Between]) -> frozenset[str]:
    """As `waiting`, and let the supervisors know of what waits: for units that may write."""
    all_of_them = tuple(links)
    cases = {case_id for each in all_of_them for case_id in (each.one, each.other)}
    people = await cases_store.allocated_workers(u.session, tuple(cases), u.now.date())
    held_up = await waiting(u, all_of_them, people)
    asked = [each for each in all_of_them if each.link_id in held_up]
    needed = {each.link_id: in_one(people, each) for each in asked}
    for link_id, ends in (await store.ends_of(u.session, needed)).items():
        written = [
            await store.ask_once(
                u.session,
                LinkSecond(end_id=end, who_hash=who_hash(u.keys, end, worker_id), asked_at=u.now),
            )
            for end in ends
            for worker_id in sorted(needed[link_id])
        ]
        if any(written):
            tray_wake.wake(u, Kind.LINK, link_id)
    return held_up


async def _hashes(u: Unit, needed: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    ends = await store.ends_of(u.session, needed)
    return {
        link_id: tuple(
            who_hash(u.keys, end, worker_id) for end in ends[link_id] for worker_id in workers
        )
        for link_id, workers in needed.items()
    }
