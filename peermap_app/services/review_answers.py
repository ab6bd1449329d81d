"""Answering what is asked before something lapses: still right, or let it go (rule 12).

By an allocated worker alone, never by who has the case for some hours. A map that lapsed can be
taken up again for a while; a link that lapsed is asked for anew, and a flag is sent anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.consent import may_rest_on_agreement
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.link_life import renewed
from peermap_app.domain.links import LinkState
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import (
    ACTIONS,
    Answer,
    Kind,
    Said,
    Standing,
    check_open,
    parse_said,
    parse_thing,
)
from peermap_app.services import flag_kinds, link_rests
from peermap_app.services.admission import page
from peermap_app.services.answers import newest_answers
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import (
    OwnCase,
    end_row,
    life_of,
    open_end,
    own_case,
    standing_by_date,
)
from peermap_app.services.sharing_ends import rest_on_agreement, without_agreement
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import links as links_store
from peermap_app.storage import reviews as store
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.review_tables import Review, ReviewSaid
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Flag, KeptMap, Link, LinkEnd, new_id
from peermap_app.words.held_connection_words import named as who_named

NO_THING = "0" * 32
"""An id that nothing has."""


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What the page of one question starts from; see `reviews.ReviewLine`.

    `most`: no new date is further away than so many days. `why`: a link's own reason, so far.
    `to_confirm`: of a link that waits for this side's next worker; `reference` is "" then.
    """

    case_id: str
    case_reference: str
    initials: str
    kind: Kind
    thing: str
    standing: Standing
    may_take_up: bool
    due: date
    most: int
    version: int = 0
    reference: str = ""
    flag: KindSaid | None = None
    why: str = ""
    to_confirm: bool = False


@dataclass(slots=True)
class Thing:
    """One thing of the unit's case, with its date, held until the unit ends."""

    kind: Kind
    row: KeptMap | Flag | Link | HeldConnection
    review: Review
    end: LinkEnd | None = None


async def review_form(
    house: House, who: Who, case_id: str, named: object, *, purpose: Purpose
) -> ReviewForm:
    """The question about one thing: `map-…`, `link-…` or `flag-…` with its id.

    NotFound for what is none of this case's, was withdrawn or closed, or ended.
    """
    kind, thing_id = _named(named)
    asks, reason = ACTIONS[kind], page(thing_id)
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        own = await own_case(u, u.held.id)
        thing = await _thing(u, own, kind, thing_id)
        times, today = house.settings.reviews, u.now.date()
        due = thing.review.due
        return ReviewForm(
            case_id=own.id,
            case_reference=own.reference,
            initials=own.initials,
            kind=kind,
            thing=thing_id,
            standing=await _standing(u, thing),
            may_take_up=kind is Kind.MAP and times.may_take_up(due, today),
            due=due,
            most=times.of(kind).most,
            **await _told(u, own, thing),  # type: ignore[arg-type]
        )


async def _told(u: Unit, own: OwnCase, thing: Thing) -> dict[str, object]:
    if isinstance(thing.row, KeptMap):
        return {"version": thing.row.version}
    if isinstance(thing.row, Flag):
        return {"flag": flag_kinds.said(own.vault.open("flag", thing.row.id, thing.row.sealed))}
    if isinstance(thing.row, HeldConnection):
        row = own.vault.open("held_connection", thing.row.id, thing.row.sealed)
        return {"reference": who_named(row["who"])}
    assert thing.end is not None  # a link's
    held, known = open_end(own.vault, thing.end), await _is_known(u, own, thing)
    reference = (held["other"]["reference"] or "") if known else ""
    return {"reference": reference, "why": held["sharing"]["why"], "to_confirm": not known}


async def _is_known(u: Unit, own: OwnCase, thing: Thing) -> bool:
    """Whether a link rests on whoever has this case now; else the next worker confirms it first."""
    assert isinstance(thing.row, Link)
    assert thing.end is not None
    return bool(await link_rests.known(u, own.id, ((thing.row, thing.end),)))


async def answer_review(
    house: House,
    who: Who,
    case_id: str,
    named: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> Said:
    """Keep it until another day, or let it go; or take up again a map that has lapsed.

    Raises:
        NotFound: as `review_form`.
        Problems: faults of the form, as `domain.reviews.parse_said`.
        Conflict: "lapsed_for_good" for what lapsed meanwhile and cannot be taken up again;
            "link_to_confirm": nobody renews a link that they have yet to confirm; they may end it.
    """
    kind, thing_id = _named(named)
    async with unit(house, who, ACTIONS[kind], case_id, purpose=purpose, reason=thing_id) as u:
        own = await own_case(u, u.held.id)
        thing = await _thing(u, own, kind, thing_id)
        times, today = house.settings.reviews, u.now.date()
        said = parse_said(raw, today, times.of(kind).most)
        standing = await _standing(u, thing)
        again = kind is Kind.MAP and times.may_take_up(thing.review.due, today)
        check_open(standing, may_take_up=again, said=said.answer)
        if said.until is not None:
            await _check_basis(u, own, thing)
            thing.review.due = await _until(u, thing, said.until)
        else:
            await _end(u, thing)
        u.session.add(thing.review)
        what = "take_up" if standing is Standing.LAPSED else said.answer.value
        write_said(u.session, u.now, own.vault, who.worker_id, thing_said(thing, what, said))
        await _tell(u, own, thing, said)
        return said


async def _check_basis(u: Unit, own: OwnCase, thing: Thing) -> None:
    """What rests on a second person is not renewed by one alone (rule 5).

    Raises Conflict "without_renewed"; a Yes that came since makes it rest on agreement. Raises
    "link_to_confirm" where those whom it rests on have gone.
    """
    if thing.kind is Kind.LINK and not await _is_known(u, own, thing):
        raise Conflict("link_to_confirm")
    if thing.end is None or not await without_agreement(u, (thing.end.id,)):
        return
    if not may_rest_on_agreement(await newest_answers(u, own.id)):
        raise Conflict("without_renewed")
    await rest_on_agreement(u, thing.end.id)


async def _end(u: Unit, thing: Thing) -> None:
    """Let a map lapse today, close a flag, end a link."""
    if thing.kind is Kind.MAP:
        thing.review.due = thing.review.lapsed_for = u.now.date()  # its worker said so: noted
    elif thing.kind is Kind.FLAG:
        thing.review.closed_at = u.now
    elif isinstance(thing.row, HeldConnection):
        thing.review.closed_at = u.now
        await u.session.delete(thing.row)
    elif isinstance(thing.row, Link):
        await end_row(u, thing.row)


async def _until(u: Unit, thing: Thing, day: date) -> date:
    """Its new date. Of a link it is that of this side alone, by the link's own rule."""
    if not isinstance(thing.row, Link) or thing.end is None:
        return day
    before = life_of(thing.row, await standing_by_date(u, (thing.row,)))
    return renewed(before, thing.end.id, day, u.now).dues[thing.end.id]


def thing_said(thing: Thing, what: str, said: Said | None) -> dict[str, object]:
    """What is sealed of it; `said` is None for what lapsed by itself."""
    return {
        "kind": thing.kind.value,
        "thing": thing.row.id,
        "version": thing.row.version if isinstance(thing.row, KeptMap) else 0,
        "what": what,
        "until": said.until.isoformat() if said and said.until else None,
        "why": said.why if said else "",
        "screened_reason": said.screened_reason if said else None,
    }


def write_said(
    session: AsyncSession,
    now: datetime,
    vault: Vault,
    worker_id: str | None,
    said: Mapping[str, object],
) -> None:
    """One line for the case's page, sealed under its case; nobody's where it lapsed by itself."""
    row_id = new_id()
    sealed = vault.seal("review_said", row_id, dict(said))
    session.add(
        ReviewSaid(id=row_id, case_id=vault.case_id, worker_id=worker_id, at=now, sealed=sealed)
    )


def _named(raw: object) -> tuple[Kind, str]:
    """What is named. What is no name of ours is looked for all the same, and not found."""
    return parse_thing(raw) or (Kind.MAP, NO_THING)


async def _thing(u: Unit, own: OwnCase, kind: Kind, thing_id: str) -> Thing:
    """One thing of this case as it is now. Raises NotFound."""
    if kind is Kind.LINK:
        return await _link(u, own, thing_id)
    row = await of_one_case(u.session, kind, thing_id)
    review = await store.held(u.session, thing_id)
    if row is None or review is None or row.case_id != own.id or review.closed_at is not None:
        raise NotFound("not_found")
    if isinstance(row, KeptMap) and (row.destroyed_at is not None or row.locked_at is not None):
        raise NotFound("not_found")
    return Thing(kind, row, review)


async def of_one_case(
    session: AsyncSession, kind: Kind, thing_id: str
) -> KeptMap | Flag | HeldConnection | None:
    """A kept map, a flag or what is already held, by its id."""
    if kind is Kind.HELD:
        return await session.get(HeldConnection, thing_id)
    if kind is Kind.MAP:
        return await session.get(KeptMap, thing_id)
    return await session.get(Flag, thing_id)


async def _link(u: Unit, own: OwnCase, link_id: str) -> Thing:
    rows = await links_store.of_ends(u.session, (own.end_hash,))
    end = next((end for link, end in rows if link.id == link_id), None)
    link = await links_store.held(u.session, link_id) if end is not None else None
    review = await store.held(u.session, end.id) if end is not None else None
    known = (LinkState.ACCEPTED, LinkState.LAPSED)
    if end is None or link is None or review is None or link.state not in known:
        raise NotFound("not_found")
    return Thing(Kind.LINK, link, review, end)


async def _standing(u: Unit, thing: Thing) -> Standing:
    """A link lapses by the date of either side."""
    if isinstance(thing.row, Link) and not await standing_by_date(u, (thing.row,)):
        return Standing.LAPSED
    return u.house.settings.reviews.standing(thing.kind, thing.review.due, u.now.date())


async def _tell(u: Unit, own: OwnCase, thing: Thing, said: Said) -> None:
    """Wake the pages of whoever sees it; what ends for another case stands on its record too."""
    await tell_workers(u, own.id, {"kind": "case"})
    if said.answer is Answer.KEEP:
        return
    if isinstance(thing.row, Flag):
        alerts = await alerts_store.alerts_of_flags(u.session, (thing.row.id,))
        for alert in alerts[thing.row.id]:
            u.hint(f"worker:{alert.worker_id}", {"kind": "alert"})
    if isinstance(thing.row, Link) and thing.end is not None:
        other = open_end(own.vault, thing.end)["other"]["case"]
        if other is not None:
            u.also(ACTIONS[Kind.LINK], other, detail=thing.row.id)
            for kind in ("link", "alert"):
                await tell_workers(u, other, {"kind": kind})
