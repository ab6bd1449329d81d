"""The second person of a sharing without agreement (rule 5): a supervisor of the case, at night the

duty supervisor too, never oneself. Of a link beyond six by agreement (rule 7): a supervisor of the
case alone. They read the sharing record, and no map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict
from peermap_app.domain.links import (
    LinkState,
    SharingRecord,
    parse_second,
    sharing_from_wire,
    state_at,
)
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import Standing, check_open
from peermap_app.services import held_connections
from peermap_app.services.admission import Hidden, named, well_formed
from peermap_app.services.ask_standing import NO_CASE
from peermap_app.services.held_connections import HeldLine
from peermap_app.services.link_ends import (
    Colleague,
    OwnCase,
    colleague,
    end_hash,
    own_case,
    reference_hash,
)
from peermap_app.services.sharing_acts import (
    ANSWER,
    apply,
    beside,
    body_of,
    by_agreement,
    end_if_applied,
    goes_beyond,
    hold_sides,
    seal_body,
    second_of,
    tell,
)
from peermap_app.services.sharing_before import stands_now
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.services.working_time import of_team
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import sharings as store
from peermap_app.storage import teams as teams_store
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import CaseFile, Link, Worker


@dataclass(frozen=True, slots=True)
class SecondPersonSheet:
    """What the second person decides on.

    Attributes:
        act: "ask" or "answer". reference: what was typed for an ask; "" for an answer.
        asker: who asked for the link, for an answer.
        standing: WAITS or PROVISIONAL.
        own: the reader has a part in it (`has_part`), and another one decides.
        agreed: it rests on agreement. links: how many links the case has beside it.
        beyond: a yes takes the case beyond six, and its reason is the reason for that.
        held, held_gone: what that case's own record holds and its worker rests it on, and how much
            of that went since.
    """

    sharing_id: str
    reference: str
    initials: str
    by: str
    asked_at: datetime
    act: str
    other_reference: str
    asker: Colleague | None
    record: SharingRecord
    standing: Standing
    sent_at: datetime | None
    send_why: str
    decide_by: datetime | None
    own: bool
    agreed: bool
    links: int
    beyond: bool
    held: tuple[HeldLine, ...]
    held_gone: int


async def second_person_sheet(
    house: House, who: Who, sharing_id: object, *, purpose: Purpose
) -> SecondPersonSheet:
    """What waits. NotFound for whoever may not answer it, for what it is not, and once settled:

    then nobody need read it, whoever had its page open.
    """
    case_id, reason = await _case_of(house, sharing_id), named(sharing_id)
    async with unit(house, who, Action.SEE_SHARING, case_id, purpose=purpose, reason=reason) as u:
        row, own, me = await _theirs(u, sharing_id)
        if not await still_open(u, row):
            raise Hidden("sharing_settled")
        body = body_of(own.vault, row)
        people = await cases_store.workers_with_team(u.session, (row.asked_by,))
        record = sharing_from_wire(body["record"])
        held, gone = await held_connections.supporting(u, own, record.supports)
        return SecondPersonSheet(
            sharing_id=row.id,
            reference=own.reference,
            initials=own.initials,
            by=people[row.asked_by][0].name,
            asked_at=row.asked_at,
            act=body["act"],
            other_reference=body["reference"],
            asker=await _asker(u, body["link"]) if body["act"] == ANSWER else None,
            record=record,
            standing=second_of(row, body).standing(u.now),
            sent_at=row.sent_at,
            send_why=body.get("send_why", ""),
            decide_by=row.decide_by,
            own=await has_part(u, me, row, body),
            agreed=by_agreement(body),
            links=await beside(u, own, row, body),
            beyond=await goes_beyond(u, own, row, body),
            held=held,
            held_gone=gone,
        )


async def answer_sharing(
    house: House, who: Who, sharing_id: object, raw: Mapping[str, object], *, purpose: Purpose
) -> tuple[bool, bool]:
    """Yes: it is shared now, or goes on to be. No: nothing is, and what stood ends at once.

    Gives the answer, and whether it stood until then by its worker's own reason.

    Raises:
        NotFound: as `second_person_sheet`.
        Problems: faults of the form, as `domain.links.parse_second`.
        Conflict: "confirm_first", "not_your_own", "sharing_settled", "agreement_stands" (they said
            yes since), "beyond_by_now" (a yes that was not said of a link beyond six: "beyond" is
            not "yes"), and what `sharing_acts.apply` refuses.
    """
    case_id, reason = await _case_of(house, sharing_id), named(sharing_id)
    asks = Action.AGREE_SHARING
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        row, own, me = await _theirs(u, sharing_id)
        body = body_of(own.vault, row)
        if await has_part(u, me, row, body):
            raise Conflict("not_your_own")
        agree, why = parse_second(raw)
        if row.answered_by == who.worker_id and row.agreed is agree:
            return agree, row.sent_at is not None  # a second tap
        check_open(second_of(row, body), u.now)
        if await stands_now(u, row, body) is Standing.SAID_YES:
            raise Conflict("agreement_stands")
        await hold_sides(u, body)
        links = await beside(u, own, row, body)
        beyond = await goes_beyond(u, own, row, body)
        if agree and beyond and raw.get("beyond") != "yes":
            raise Conflict("beyond_by_now")
        row.agreed, row.answered_by, row.answered_at = agree, who.worker_id, u.now
        row.over_at = u.now
        seal_body(own.vault, row, {**body, "answer_why": why, "beyond": beyond})
        u.session.add(row)
        if not agree:
            await end_if_applied(u, own, row, body)
        elif row.applied_at is None:
            await apply(u, own, row, body, links)
        await tell(u, row, body)
        return agree, row.sent_at is not None


async def _case_of(house: House, sharing_id: object) -> str:
    """The case of a sharing, whoever asks; its unit says who may. `NO_CASE` for none."""
    async with reading(house) as session:
        row = await session.get(Sharing, well_formed(sharing_id) or "")
        return row.case_id if row is not None else NO_CASE


async def _theirs(u: Unit, sharing_id: object) -> tuple[Sharing, OwnCase, Worker]:
    """The sharing, held until the unit ends, for one who may be its second person: who that is."""
    row = await store.held(u.session, well_formed(sharing_id) or "")
    case = await u.session.get(CaseFile, u.held.id)
    me = await u.session.get(Worker, u.who.worker_id)
    if row is None or case is None or me is None:
        raise Hidden("unknown_sharing")
    if not await may_second(u, me, case):
        raise Hidden("not_their_team")
    own = await own_case(u, case.id)
    if by_agreement(body_of(own.vault, row)) and not teams_store.supervises(me, case):
        raise Hidden("not_their_team")
    return row, own, me


async def has_part(u: Unit, me: Worker, row: Sharing, body: Mapping[str, Any]) -> bool:
    """Whether it is a supervisor's own: they asked for it or for the link, or work with one of its

    two cases now, for some hours too. Their own cases are compared with what it is about, so that
    it tells nobody whether anybody has that reference.
    """
    if row.asked_by == me.id:
        return True
    if body["act"] == ANSWER:
        found = await links_store.with_ends(u.session, body["link"])
        if found is not None and found[0].asked_by == me.id:
            return True
        other = found[1].end_hash if found is not None else ""
    else:
        other = end_hash(u.keys, reference_hash(u.keys, body["reference"]))
    mine = [one for one, _ in await cases_store.allocated_cases(u.session, me.id, u.now.date())]
    mine += [one for one, _, _ in await teams_store.covered_cases(u.session, me.id, u.now)]
    return any(
        one.id == row.case_id or end_hash(u.keys, one.reference_hash) == other for one in mine
    )


async def may_second(u: Unit, me: Worker, case: CaseFile) -> bool:
    """A supervisor of the case, at any time; outside its team's hours the one on duty for it."""
    return teams_store.supervises(me, case) or case.team_id in await duty_teams(u, me)


async def duty_teams(u: Unit, me: Worker) -> Sequence[str]:
    """The teams for which somebody is on duty now, and that do not work now."""
    held = await teams_store.duties_of(u.session, me.id, u.now)
    return [
        row.team_id
        for row in held
        if teams_store.serves(me, row)
        and row.starts_at <= u.now
        and not (await of_team(u, row.team_id)).is_working(u.now)
    ]


async def waits_for(u: Unit, me: Worker, row: Sharing) -> bool:
    """Whether it is for this supervisor to answer now, as far as they are one of its case, or on
    duty for it."""
    if not await still_open(u, row):
        return False
    body, case = (
        body_of(await u.vault(row.case_id), row),
        await u.session.get(CaseFile, row.case_id),
    )
    if by_agreement(body) and not (case and teams_store.supervises(me, case)):
        return False
    return not await has_part(u, me, row, body)


async def agreed(u: Unit, row: Sharing) -> bool:
    """Whether it rests on agreement, and goes beyond six."""
    return by_agreement(body_of(await u.vault(row.case_id), row))


async def still_open(u: Unit, row: Sharing) -> bool:
    """Whether anybody need answer it: by its time, for an answer while its ask is open, and without
    agreement until the young person says yes."""
    vault = await u.vault(row.case_id)
    body = body_of(vault, row)
    standing = await stands_now(u, row, body)
    if standing is Standing.WAITS and body["act"] == ANSWER:
        link = await u.session.get(Link, body["link"])
        if link is None:
            return False
        return state_at(LinkState(link.state), link.asked_at, u.now) is LinkState.ASKED
    return standing in (Standing.WAITS, Standing.PROVISIONAL)


async def _asker(u: Unit, link_id: str) -> Colleague | None:
    link = await u.session.get(Link, link_id)
    if link is None:
        return None
    found = await cases_store.workers_with_team(u.session, (link.asked_by,))
    return colleague(*found[link.asked_by])
