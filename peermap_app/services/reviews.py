"""What waits to be looked at again (rule 12): on a case, over a worker's cases, over a team's.

Read by the date of this moment: nothing here waits for the keeper that writes it into the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from peermap_app.domain.reviews import Kind, Standing
from peermap_app.services import flag_kinds, link_rests
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.link_ends import OwnCase, end_hash, open_end
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import held_tables
from peermap_app.storage import reviews as store
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.review_tables import Review
from peermap_app.storage.tables import CaseFile, Flag, KeptMap, Link, LinkEnd
from peermap_app.words.held_connection_words import named

SHOWN_LAPSED = 28
"""For so many days it stays on the lists that a link or a flag has lapsed; a map as long as it can
be taken up again."""
MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Waits:
    """How much of a case is asked about, and how much lapsed and nobody answered."""

    asked: int = 0
    lapsed: int = 0


NOTHING_WAITS = Waits()


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One thing to look at again, on its case's page.

    Attributes:
        thing: the id of the map, the link or the flag.
        version: of a map; 0 else. reference: of the linked case, or who is held; "" else, and of a
            link for whoever has yet to confirm it.
        flag: a flag's kind.
        due: when it lapses, or when it lapsed.
        until: a lapsed map can be taken up again before that day; None for whatever cannot.
        to_confirm: of a link that its next worker confirms before anybody renews it.
    """

    kind: Kind
    thing: str
    standing: Literal[Standing.ASKED, Standing.LAPSED]
    due: date
    version: int = 0
    reference: str = ""
    flag: KindSaid | None = None
    until: date | None = None
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What was said when something was looked at again. `by`: "" where it lapsed by itself.

    `what`: "keep", "end", "take_up", "lapsed". `version`: of a map, 0 else.
    """

    kind: Kind
    what: str
    by: str
    at: datetime
    until: date | None
    why: str
    version: int


Found = tuple[Kind, KeptMap | Flag | HeldConnection | tuple[Link, LinkEnd], Review]


async def waits(u: Unit, cases: Sequence[CaseFile]) -> Mapping[str, Waits]:
    """How much waits on each of these cases; cases where nothing waits are left out."""
    counted: dict[str, list[Standing]] = defaultdict(list)
    by_hash = {end_hash(u.keys, case.reference_hash): case.id for case in cases}
    for kind, row, review in await _found(u, [case.id for case in cases], tuple(by_hash)):
        standing = shown(u, kind, review)
        case_id = by_hash[row[1].end_hash] if isinstance(row, tuple) else row.case_id
        if standing is not Standing.RESTS:
            counted[case_id].append(standing)
    return {
        case_id: Waits(several.count(Standing.ASKED), several.count(Standing.LAPSED))
        for case_id, several in counted.items()
    }


async def lines(u: Unit, own: OwnCase) -> tuple[ReviewLine, ...]:
    """What waits on one case: what is asked first, then what lapsed; the soonest first."""
    several = await _found(u, (own.id,), (own.end_hash,))
    links = [row for _, row, _ in several if isinstance(row, tuple)]
    known = await link_rests.known(u, own.id, links)
    found = [line for one in several if (line := _line(u, own, one, known)) is not None]
    return tuple(sorted(found, key=lambda line: (line.standing, line.due)))


async def _found(u: Unit, case_ids: Sequence[str], hashes: Sequence[str]) -> list[Found]:
    """Everything of these cases that is asked about today, or lapsed."""
    times, today = u.house.settings.reviews, u.now.date()
    soon = {kind: today + timedelta(days=times.of(kind).ask) for kind in Kind}
    maps = await store.maps_of(u.session, case_ids, soon[Kind.MAP])
    links = await store.links_of(u.session, hashes, soon[Kind.LINK])
    flags = await store.flags_of(u.session, case_ids, soon[Kind.FLAG])
    held = await held_tables.due(u.session, case_ids, soon[Kind.HELD])
    return [
        *((Kind.MAP, kept, review) for kept, review in maps),
        *((Kind.LINK, (link, end), review) for link, end, review in links),
        *((Kind.FLAG, flag, review) for flag, review in flags),
        *((Kind.HELD, row, review) for row, review in held),
    ]


def shown(u: Unit, kind: Kind, review: Review) -> Standing:
    """How it stands on the lists: RESTS too for what lapsed longer ago than is shown."""
    times, today = u.house.settings.reviews, u.now.date()
    standing = times.standing(kind, review.due, today)
    for_days = times.take_up if kind is Kind.MAP else SHOWN_LAPSED
    over = standing is Standing.LAPSED and today >= review.due + timedelta(days=for_days)
    return Standing.RESTS if over else standing


def _line(u: Unit, own: OwnCase, one: Found, known: frozenset[str]) -> ReviewLine | None:
    kind, row, review = one
    standing = shown(u, kind, review)
    if standing is Standing.RESTS:
        return None
    if isinstance(row, KeptMap):
        up_to = review.due + timedelta(days=u.house.settings.reviews.take_up)
        until = up_to if standing is Standing.LAPSED else None
        return ReviewLine(kind, row.id, standing, review.due, version=row.version, until=until)
    if isinstance(row, Flag):
        flag = flag_kinds.said(own.vault.open("flag", row.id, row.sealed))
        return ReviewLine(kind, row.id, standing, review.due, flag=flag)
    if isinstance(row, HeldConnection):
        who = named(own.vault.open("held_connection", row.id, row.sealed)["who"])
        return ReviewLine(kind, row.id, standing, review.due, reference=who)
    link, end = row
    if link.id not in known:
        return ReviewLine(kind, link.id, standing, review.due, to_confirm=True)
    reference = open_end(own.vault, end).get("other", {}).get("reference") or ""
    return ReviewLine(kind, link.id, standing, review.due, reference=reference)


async def said_lines(u: Unit, own: OwnCase) -> tuple[SaidLine, ...]:
    """What was said on a case lately, and what lapsed; newest first."""
    rows = await store.said(u.session, own.id, MOST_SAID)
    ids = [row.worker_id for row in rows if row.worker_id is not None]
    people = await cases_store.workers_with_team(u.session, ids)
    found = []
    for row in rows:
        held = own.vault.open("review_said", row.id, row.sealed)
        found.append(
            SaidLine(
                kind=Kind(held["kind"]),
                what=held["what"],
                by=people[row.worker_id][0].name if row.worker_id else "",
                at=row.at,
                until=date.fromisoformat(held["until"]) if held["until"] else None,
                why=held["why"],
                version=held["version"],
            )
        )
    return tuple(found)
