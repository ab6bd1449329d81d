"""The supervisor's part of finding a colleague: ask others by word of mouth, write it in.

Nothing typed here is looked up: a reference that nobody has is taken alike (rule 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain import finding as rules
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.consent import may_rest_on_agreement
from peermap_app.domain.errors import Conflict
from peermap_app.domain.finding import Standing
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.admission import Hidden, named, well_formed
from peermap_app.services.answers import newest_answers
from peermap_app.services.ask_standing import NO_CASE
from peermap_app.services.finding import opened, seal
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, own_case
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import finding_tables as store
from peermap_app.storage.finding_tables import ColleagueAsk
from peermap_app.storage.tables import Worker


@dataclass(frozen=True, slots=True)
class FindingSheet:
    """What the supervisor sees: whose case it is, who asks, and what may help. No map.

    `open`: it waits; once it does not, nobody need read whose it is or what helps: both are "".
    """

    ask_id: str
    reference: str
    initials: str
    by: str
    asked_at: datetime
    helps: str
    open: bool


async def finding_sheet(
    house: House, who: Who, ask_id: object, *, purpose: Purpose
) -> FindingSheet:
    """What waits. NotFound for whoever may not answer it, and for what is none."""
    case_id, reason = await _case_of(house, ask_id), named(ask_id)
    asks = Action.FIND_COLLEAGUE
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        row, own = await _theirs(u, ask_id)
        people = await cases_store.workers_with_team(u.session, (row.asked_by,))
        is_open = await waits(u, row)
        return FindingSheet(
            ask_id=row.id,
            reference=own.reference if is_open else "",
            initials=own.initials if is_open else "",
            by=people[row.asked_by][0].name,
            asked_at=row.asked_at,
            helps=opened(own.vault, row)["helps"] if is_open else "",
            open=is_open,
        )


async def answer_finding(
    house: House, who: Who, ask_id: object, raw: Mapping[str, object], *, purpose: Purpose
) -> None:
    """Write in the other case's reference, or that nobody was found; its workers hear of it.

    Raises:
        NotFound: as `finding_sheet`.
        Problems: as `domain.finding.parse_found`.
        Conflict: "finding_settled"; "reference_own" (field "reference") for the case's own.
    """
    case_id, reason = await _case_of(house, ask_id), named(ask_id)
    asks = Action.FIND_COLLEAGUE
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        row, own = await _theirs(u, ask_id)
        reference, why, because = rules.parse_found(raw)
        if reference == own.reference:
            raise Conflict("reference_own", field="reference")
        held = opened(own.vault, row)
        said = {"reference": reference, "why": why, "answer_reason": because}
        if row.answered_by == who.worker_id and said.items() <= held.items():
            return  # a second tap
        rules.check_open(row.finding(), u.now, agreed=await _agreed(u, row.case_id))
        row.found, row.answered_by, row.answered_at = reference is not None, who.worker_id, u.now
        seal(own.vault, row, {**held, **said})
        u.session.add(row)
        await tell_workers(u, own.id, {"kind": "case"})
        tray_wake.wake(u, Kind.COLLEAGUE, row.id)


async def to_answer(u: Unit, me: Worker) -> list[ColleagueAsk]:
    """What waits for this supervisor: of cases that they supervise and do not work with."""
    rows = await store.to_answer(u.session, me, u.now)
    return [
        row
        for row in rows
        if await u.relation(row.case_id) is Relation.SUPERVISES and await waits(u, row)
    ]


async def waits(u: Unit, row: ColleagueAsk) -> bool:
    """Whether anybody need answer it now."""
    agreed = await _agreed(u, row.case_id)
    return row.finding().standing(u.now, agreed=agreed) is Standing.WAITS


async def _agreed(u: Unit, case_id: str) -> bool:
    return may_rest_on_agreement(await newest_answers(u, case_id))


async def _case_of(house: House, ask_id: object) -> str:
    """The case of an ask, whoever asks; its unit says who may. `NO_CASE` for none."""
    async with reading(house) as session:
        row = await session.get(ColleagueAsk, well_formed(ask_id) or "")
        return row.case_id if row is not None else NO_CASE


async def _theirs(u: Unit, ask_id: object) -> tuple[ColleagueAsk, OwnCase]:
    """The ask, held until the unit ends; nobody finds their own (they have the case, or had it)."""
    row = await store.held(u.session, well_formed(ask_id) or "")
    if row is None or row.asked_by == u.who.worker_id:
        raise Hidden("unknown_ask")
    return row, await own_case(u, row.case_id)
