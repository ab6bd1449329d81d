"""What crosses an accepted link, and whether it still may: both ends are checked now (rule 6).

A link is stored without the ids of its cases. Each end is found by a keyed hash of its case; what
an end knows of the other is sealed under its own case's key (docs/decisions/links-and-what-the-
asker-sees.md).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peermap_app.domain import link_life as life
from peermap_app.domain.access import Relation
from peermap_app.domain.link_life import Life
from peermap_app.domain.links import LinkState, SharingRecord, sharing_to_wire
from peermap_app.domain.purpose import Purpose
from peermap_app.services.answers import newest_answers_of
from peermap_app.services.link_rests import Sides, rests
from peermap_app.services.link_seconds import Between, waiting
from peermap_app.services.sharing_ends import stands, without_agreement
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.sealing import Keys, Vault
from peermap_app.storage.tables import CaseFile, Link, LinkEnd, Worker


@dataclass(frozen=True, slots=True)
class Colleague:
    """A worker as a colleague sees them. `id` is for hints between services, never for a page."""

    id: str
    name: str
    team: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that the asker was let in to, as far as links need it."""

    id: str
    reference: str
    initials: str
    end_hash: str
    vault: Vault


@dataclass(frozen=True, slots=True)
class Crossing:
    """An accepted link that holds now, seen from one of its two cases.

    Attributes:
        why: this side's own reason for sharing, never the other side's.
        review: this side's own review date.
        colleagues: the workers allocated to the other case today; may be nobody.
    """

    link_id: str
    case_id: str
    reference: str
    other_case_id: str
    other_reference: str
    agreed_at: datetime
    why: str
    review: date
    colleagues: tuple[Colleague, ...]


def end_hash(keys: Keys, reference_hash: str) -> str:
    """How the end of a link is found: nobody without the key can tell which case it is."""
    return keys.lookup("link_end", reference_hash)


def reference_hash(keys: Keys, reference: str) -> str:
    """How a case is found by its reference; the same for a reference that no case has."""
    return keys.lookup("reference", reference)


def colleague(worker: Worker, team: str) -> Colleague:
    """A worker as a colleague sees them."""
    return Colleague(worker.id, worker.name, team, worker.phone, worker.email)


async def own_case(u: Unit, case_id: str) -> OwnCase:
    """A case of the asker's. Whoever calls this has asked `domain.access` about it."""
    case = await u.session.get(CaseFile, case_id)
    assert case is not None  # the unit found it, or an allocation points to it
    return open_own(u, case, await u.vault(case_id))


def open_own(u: Unit, case: CaseFile, vault: Vault) -> OwnCase:
    """A case of the asker's whose row and vault are at hand."""
    held = vault.open("case_file", case.id, case.sealed)
    found_by = end_hash(u.keys, case.reference_hash)
    return OwnCase(case.id, held["reference"], held["initials"], found_by, vault)


def seal_end(
    vault: Vault, end: LinkEnd, record: SharingRecord, *, other: Mapping[str, str | None]
) -> bytes:
    """One side's sharing record and what it knows of the other: `case` (id) and `reference`."""
    held = {"sharing": sharing_to_wire(record), "other": dict(other)}
    return vault.seal("link_end", end.id, held)


def open_end(vault: Vault, end: LinkEnd) -> dict[str, Any]:
    """What `seal_end` sealed; {} for a side that has not answered."""
    if end.sealed is None:
        return {}
    held = vault.open("link_end", end.id, end.sealed)
    assert isinstance(held, dict)
    return held


async def standing_by_date(u: Unit, links: Sequence[Link]) -> Mapping[str, Mapping[str, date]]:
    """Those links, by id, that are accepted and have lapsed by the date of neither side, each with
    the date of each of its ends.

    By the date of this moment, whoever has noted that one lapsed or not.
    """
    accepted = [link.id for link in links if link.state == LinkState.ACCEPTED]
    return await reviews_store.standing_links(u.session, accepted, u.now.date())


def life_of(link: Link, standing: Mapping[str, Mapping[str, date]]) -> Life:
    """A link as the rules see it; `standing`: what `standing_by_date` gave, for one accepted."""
    return Life(
        state=LinkState(link.state),
        asked_at=link.asked_at,
        dues=standing.get(link.id, {}),
        answered_at=link.answered_at,
        ended_at=link.ended_at,
    )


def answer_row(
    u: Unit, link: Link, by: str | None, dues: Mapping[str, date] | None
) -> Mapping[str, date]:
    """A link is accepted with the date of each end, or declined (None), in its row, which is held.

    Gives the dates that it stands by. Raises Conflict "link_not_open".
    """
    after = life.answered(life_of(link, {}), u.now, dues)
    link.state, link.answered_at, link.answered_by = after.state.value, after.answered_at, by
    u.session.add(link)
    return after.dues


async def end_row(u: Unit, link: Link) -> bool:
    """End a link in its row, which is held; False for one that was over."""
    before = life_of(link, await standing_by_date(u, (link,)))
    after = life.ended(before, u.now)
    if after is before:
        return False
    link.state, link.ended_at = after.state.value, after.ended_at
    u.session.add(link)
    return True


def not_renewed(link: Link, standing: Container[str]) -> bool:
    """Whether a link was accepted and has lapsed since, noted so by now or not; `standing`: what
    `standing_by_date` gave for it."""
    if link.answered_at is None:
        return False
    by_date = link.state == LinkState.ACCEPTED and link.id not in standing
    return by_date or link.state == LinkState.LAPSED


async def crossings(
    u: Unit, owns: Iterable[OwnCase], *, purpose: Purpose, by: Relation = Relation.LINKED
) -> dict[str, tuple[Crossing, ...]]:
    """The links of each of these cases that hold now, oldest first.

    A link holds while it is accepted, has lapsed on neither side (rule 12), both cases are open,
    each end rests on its young person's newest Yes or on a sharing without agreement that stands
    (rule 5), supervisors agreed where one worker has both cases, or agreed for both, and neither
    side waits for its next worker to confirm: all of it
    read here and now, never remembered. `domain.access` is asked for each (rule 1: for coordinating
    alone), and only then the unit may go across.

    `by`: how the asker stands to the other ends; ALERTED for the alert that came over one, alone.
    """
    by_hash = {own.end_hash: own for own in owns}
    rows = await links_store.of_ends(u.session, tuple(by_hash))
    standing = await standing_by_date(u, [link for link, _ in rows])
    accepted = [
        (link, by_hash[end.end_hash], _dated(by_hash[end.end_hash].vault, end, standing[link.id]))
        for link, end in rows
        if link.id in standing
    ]
    mine = {(link.id, end.end_hash): end for link, end in rows}
    others = {held["other"]["case"] for _, _, held in accepted}
    cases = others | {own.id for _, own, _ in accepted}
    await u.read_vaults(cases)
    answers = await newest_answers_of(u, cases)
    people = await cases_store.allocated_workers(u.session, tuple(cases), u.now.date())
    between = [Between.of(link, own.id, held["other"]["case"]) for link, own, held in accepted]
    held_up = await waiting(u, between, people)
    resting = await rests(u, both_sides(accepted, mine, standing), people)
    held_up |= {link_id for link_id, one in resting.items() if one.blocks}
    closed = await cases_store.closed_cases(u.session, tuple(others))
    without = await without_agreement(u, [end for one, *_ in accepted for end in standing[one.id]])
    found: dict[str, list[Crossing]] = {own.id: [] for own in by_hash.values()}
    for link, own, held in accepted:
        other = held["other"]["case"]
        own_end = mine[link.id, own.end_hash].id
        ends = dict.fromkeys(standing[link.id], other) | {own_end: own.id}
        if link.id in held_up or other in closed:
            continue
        if all(stands(u, one, without, answers.get(case_id)) for one, case_id in ends.items()):
            await u.link(other, purpose, by)
            found[own.id].append(_crossing(link, own, held, people[other]))
    return {case_id: tuple(held_now) for case_id, held_now in found.items()}


def _crossing(
    link: Link,
    own: OwnCase,
    held: Mapping[str, Any],
    people: tuple[tuple[Worker, str], ...],
) -> Crossing:
    assert link.answered_at is not None  # accepted
    return Crossing(
        link_id=link.id,
        case_id=own.id,
        reference=own.reference,
        other_case_id=held["other"]["case"],
        other_reference=held["other"]["reference"],
        agreed_at=link.answered_at,
        why=held["sharing"]["why"],
        review=held["due"],
        colleagues=tuple(colleague(worker, team) for worker, team in people),
    )


def both_sides(
    accepted: Iterable[tuple[Link, OwnCase, Mapping[str, Any]]],
    mine: Mapping[tuple[str, str], LinkEnd],
    standing: Mapping[str, Mapping[str, date]],
) -> tuple[Sides, ...]:
    """Each of these links with its ends and cases. `mine`: the ends at hand, by link and hash."""
    found = []
    for link, own, held in accepted:
        end = mine[link.id, own.end_hash]
        other_end = next(one for one in standing[link.id] if one != end.id)
        found.append(Sides(link, end, own.id, other_end, held["other"]["case"]))
    return tuple(found)


def _dated(vault: Vault, end: LinkEnd, dates: Mapping[str, date]) -> dict[str, Any]:
    """One side as it was sealed, with the date that holds by now."""
    return {**open_end(vault, end), "due": dates[end.id]}


async def own_cases(u: Unit) -> tuple[OwnCase, ...]:
    """The cases allocated to the asker today."""
    assert u.who.worker_id is not None
    rows = await cases_store.allocated_cases(u.session, u.who.worker_id, u.now.date())
    return tuple(open_own(u, case, u.keys.vault(case.id, wrapped)) for case, wrapped in rows)
