"""Sharing without agreement, its worker's part (rule 5): ask, accept, see, send by a reason.

What goes beyond six links by agreement is seen here as well.

Nothing of it is shared before a second person agreed, or it was urgent and none answered in time.
An ask does the same work and writes the same rows whether or not anybody has the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain import links as rules
from peermap_app.domain.access import Action, Denied, Relation
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.links import LinkState, SharingRecord, sharing_from_wire
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import Basis as _Basis
from peermap_app.domain.sharing import Standing, decide_by, may_send
from peermap_app.domain.sharing_drafts import Written
from peermap_app.services import (
    held_connections,
    link_making,
    link_rests,
    sharing_acts,
    sharing_drafts,
    sharing_waits,
)
from peermap_app.services.admission import named, well_formed
from peermap_app.services.agreed import other_say
from peermap_app.services.answers import newest_answers
from peermap_app.services.ask_standing import ask_of, asked_case, with_asker
from peermap_app.services.held_connections import HeldLine
from peermap_app.services.link_ends import OwnCase, own_case
from peermap_app.services.link_lines import links_held
from peermap_app.services.links import parse_ask
from peermap_app.services.sharing_acts import (
    ANSWER,
    ASK,
    apply,
    body_of,
    by_agreement,
    seal_body,
    second_of,
    tell,
)
from peermap_app.services.sharing_before import refused_before, stands_now
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.services.working_time import of_team
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import sharings as store
from peermap_app.storage.links import ASKED
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import CaseFile, new_id
from peermap_app.words.dates import LONDON

SHOWN_FOR = timedelta(days=14)
"""So long a case page shows what was settled."""


@dataclass(frozen=True, slots=True)
class SharingSheet:
    """One sharing that a second person decides on, as the workers of its case see it.

    Attributes:
        act: "ask" or "answer". reference: what was typed for an ask; "" for an answer, and for
            whoever came to the case after who typed it and has yet to confirm the link.
        link_id: of the link that it is for, once there is one.
        may_send: its worker may send it by their own reason now; `from_then`: not before.
        refused_before: a second person decides first, for the same was refused lately.
        beyond: by agreement, beyond six links.
        held, held_gone: what supports it, and how much of that went since; on its own page alone.
        answer_why: the second person's reason.
    """

    sharing_id: str
    case_id: str
    case_reference: str
    initials: str
    act: str
    reference: str
    link_id: str
    record: SharingRecord
    standing: Standing
    by: str
    yours: bool
    asked_at: datetime
    may_send: bool
    refused_before: bool
    from_then: datetime
    sent_at: datetime | None
    send_why: str
    decide_by: datetime | None
    answered_by: str
    answered_at: datetime | None
    answer_why: str
    beyond: bool
    held: tuple[HeldLine, ...] = ()
    held_gone: int = 0


async def ask_without(
    house: House, who: Who, case_id: str, raw: Mapping[str, object], *, purpose: Purpose
) -> str:
    """Ask to link without agreement: it waits for a second person. Gives the sharing's id.

    Raises:
        Problems: faults of the form, each with its field.
        Conflict: "confirm_first"; "agreement_stands"; with field "reference": "reference_own",
            "already_linked", "already_asked", "sharing_waits".
        TooMany: "links_full": what waits counts.
    """
    async with unit(house, who, Action.SHARE_WITHOUT, case_id, purpose=purpose) as u:
        most = house.settings.reviews.without
        reference, record = parse_ask({**raw, "basis": _Basis.WITHOUT}, u.now.date(), most)
        own = await own_case(u, u.held.id)
        await held_connections.check_support(u, own, record.supports)
        hashed = link_making.asked_hash(u, own, reference)
        await sharing_drafts.sent(u, Written.ASK_WITHOUT, "", raw)
        for row, body in await sharing_waits.waiting(u, own, ASK):
            if body["reference"] == reference:
                return sharing_waits.again(row, body, record, "reference")
        if await link_making.standing_ask(u, own, hashed) is not None:
            raise Conflict("already_asked", field="reference")
        await _may(u, own, await sharing_acts.places(u, own))
        body = {"act": ASK, "link": new_id(), "end": new_id(), "reference": reference}
        return await sharing_waits.write(u, own, body, record)


async def accept_without(
    house: House, who: Who, link_id: str, raw: Mapping[str, object], *, purpose: Purpose
) -> tuple[str, str]:
    """Accept without one's own young person's agreement; gives the case's and the sharing's id.

    Raises:
        NotFound: the ask did not come to a case of the asker's.
        Problems: faults of the sharing record.
        Conflict: "confirm_first", "agreement_stands", "link_not_open", "asker_gone",
            "sharing_waits".
        TooMany: "links_full".
    """
    case_id, reason = await asked_case(house, who, link_id), named(link_id)
    asks = Action.SHARE_WITHOUT
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        link, own = await ask_of(u, link_id)
        rules.answer(rules.state_at(LinkState(link.state), link.asked_at, u.now), accept=True)
        given, most = {**raw, "basis": _Basis.WITHOUT}, house.settings.reviews.without
        record = rules.parse_sharing(given, u.now.date(), most_without=most)
        await held_connections.check_support(u, own, record.supports)
        await sharing_drafts.sent(u, Written.ACCEPT_WITHOUT, link.id, raw)
        for row, body in await sharing_waits.waiting(u, own, ANSWER):
            if body["link"] == link.id:
                return own.id, sharing_waits.again(row, body, record, None)
        if not await with_asker(u, (link,)):
            raise Conflict("asker_gone")
        await _may(u, own, await links_held(u, own.end_hash))
        ends = await links_store.of_ends(u.session, (own.end_hash,))
        end = next(one for each, one in ends if each.id == link.id and one.side == ASKED)
        body = {"act": ANSWER, "link": link.id, "end": end.id, "reference": ""}
        return own.id, await sharing_waits.write(u, own, body, record)


async def _may(u: Unit, own: OwnCase, used: int) -> None:
    newest, missing = await newest_answers(u, own.id), (await other_say(u, own.id)).missing
    link_making.allow(rules.may_share_without(newest, used, others_missing=missing))


async def sharing_sheet(
    house: House, who: Who, case_id: str, sharing_id: object, *, purpose: Purpose
) -> SharingSheet:
    """One sharing of one's own case. NotFound for another's."""
    reason = named(sharing_id)
    async with unit(house, who, Action.SEE_SHARING, case_id, purpose=purpose, reason=reason) as u:
        if u.held.relation is not Relation.ALLOCATED:
            raise NotFound("not_found")  # a second person has a page of their own, and when
        own = await own_case(u, u.held.id)
        row = await _own_row(u, own, sharing_id)
        sheet = (await _sheets(u, own, (row,)))[0]
        held, gone = await held_connections.supporting(u, own, sheet.record.supports)
        return replace(sheet, held=held, held_gone=gone)


async def _own_row(u: Unit, own: OwnCase, sharing_id: object) -> Sharing:
    row = await store.held(u.session, well_formed(sharing_id) or "")
    if row is None or row.case_id != own.id:
        raise NotFound("not_found")
    return row


async def send_now(
    house: House,
    who: Who,
    case_id: str,
    sharing_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """Send what is urgent by one's own reason: a second person decides by the next working day's

    end, and it ends then unless they agreed.

    Raises:
        NotFound: another's sharing, or another worker's.
        Problems: "missing" for the reason ("send_why").
        Conflict: "confirm_first", "not_urgent", "refused_before", "too_soon", "sharing_settled",
            "agreement_stands" (they said yes since), "beyond_six" (its supervisor decides first),
            and what `sharing_acts.apply` refuses.
    """
    reason = named(sharing_id)
    async with unit(house, who, Action.SHARE_WITHOUT, case_id, purpose=purpose, reason=reason) as u:
        own = await own_case(u, u.held.id)
        row = await _own_row(u, own, sharing_id)
        if row.asked_by != who.worker_id:
            raise NotFound("not_found")
        body = body_of(own.vault, row)
        if second_of(row, body).standing(u.now) is Standing.PROVISIONAL:
            return  # a second tap
        why = rules.parse_send(raw)
        against = await refused_before(u, own, row, body)
        answer = may_send(second_of(row, body), u.now, against=against)
        if isinstance(answer, Denied):
            raise Conflict(answer.reason)
        if await stands_now(u, row, body) is Standing.SAID_YES:
            raise Conflict("agreement_stands")
        await sharing_acts.hold_sides(u, body)
        beside = await sharing_acts.beside(u, own, row, body)
        link_making.allow(rules.has_room(beside))
        row.sent_at, row.decide_by = u.now, decide_by(u.now, await _works_until(u))
        seal_body(own.vault, row, {**body, "send_why": why})
        await apply(u, own, row, body, beside)
        await tell(u, row, body)


async def _works_until(u: Unit) -> datetime:
    """The end of the next day on which the case's team works."""
    case = await u.session.get(CaseFile, u.held.id)
    assert case is not None  # the unit found it
    works = await of_team(u, case.team_id)
    day = works.opening(u.now).astimezone(LONDON).date()
    return works.closing(works.next_working_day(day) if works.is_working(u.now) else day)


async def sharing_lines(u: Unit, own: OwnCase) -> tuple[SharingSheet, ...]:
    """What waits, stands by its worker's reason, or was settled lately; for the case's page."""
    return await _sheets(u, own, await store.of_case(u.session, own.id, u.now - SHOWN_FOR))


async def _sheets(u: Unit, own: OwnCase, rows: Sequence[Sharing]) -> tuple[SharingSheet, ...]:
    ids = {one for row in rows for one in (row.asked_by, row.answered_by) if one}
    people = await cases_store.workers_with_team(u.session, sorted(ids))
    names = {one: worker.name for one, (worker, _) in people.items()}
    found = [await _sheet(u, own, row, body_of(own.vault, row), names) for row in rows]
    known = await _known(u, own, rows)
    return tuple(one if one.sharing_id in known else replace(one, reference="") for one in found)


async def _known(u: Unit, own: OwnCase, rows: Sequence[Sharing]) -> set[str]:
    """Those sharings of which whoever has the case now may read the reference: who typed it has it
    still, or whoever confirmed the link that came of it."""
    if not rows:
        return set()
    people = await cases_store.allocated_workers(u.session, (own.id,), u.now.date())
    here = {worker.id for worker, _ in people[own.id]}
    links = await links_store.of_ends(u.session, (own.end_hash,))
    known = await link_rests.known(u, own.id, links)
    return {
        row.id for row in rows if row.asked_by in here or body_of(own.vault, row)["link"] in known
    }


async def _sheet(
    u: Unit, own: OwnCase, row: Sharing, body: dict[str, Any], names: Mapping[str, str]
) -> SharingSheet:
    second, how = second_of(row, body), await stands_now(u, row, body)
    yours = row.asked_by == u.who.worker_id
    sends = yours and second.urgent and how is Standing.WAITS
    against = sends and await refused_before(u, own, row, body)
    return SharingSheet(
        sharing_id=row.id,
        case_id=own.id,
        case_reference=own.reference,
        initials=own.initials,
        act=body["act"],
        reference=body["reference"],
        link_id=body["link"] if body["act"] == ANSWER or row.applied_at else "",
        record=sharing_from_wire(body["record"]),
        standing=how,
        by=names[row.asked_by],
        yours=yours,
        asked_at=row.asked_at,
        may_send=sends and bool(may_send(second, u.now, against=against)),
        refused_before=against,
        from_then=second.from_then,
        sent_at=row.sent_at,
        send_why=body.get("send_why", ""),
        decide_by=row.decide_by,
        answered_by=names.get(row.answered_by or "", ""),
        answered_at=row.answered_at,
        answer_why=body.get("answer_why", ""),
        beyond=by_agreement(body),
    )
