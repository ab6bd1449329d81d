"""The access record, read by the data protection lead: in pages, and what is unusual first.

Each reading is recorded with the reason for it, on the chain of a case too where it asks about one
(rule 10). Nothing of a case is read but its reference: no map, no plan, no note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain import unusual
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.domain.forms import near
from peermap_app.domain.house_settings import watch_of
from peermap_app.domain.record_query import LookReason, RecordAsk
from peermap_app.domain.unusual import ReadHour, Sign, Unusual, Watch
from peermap_app.services import record_reasons
from peermap_app.services.admission import vault_of
from peermap_app.services.record_reasons import Reason
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage import accounts as stored_accounts
from peermap_app.storage import cases as cases_store
from peermap_app.storage import house_settings
from peermap_app.storage import record_reading as stored
from peermap_app.storage.record_reading import Place, Wanted
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import AccessRecord, CaseFile, SignInSession, Worker
from peermap_app.words.dates import british, midnight

__all__ = ["Place", "RecordLine", "RecordPage", "UnusualLine", "look", "stands_out"]

MOST_UNUSUAL = 20
"""Lines that stand first; the rest are told as a number."""
MOST_COUNTED = 50
"""Workers whose busy hours are counted exactly."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One row, with who and which case where they are known; ids of ours where they are not.

    Attributes:
        who: a worker's name, "" where it was none.
        reference: the case's, "" for none; None for a case that does not open any more.
        reason: why a supervisor looked or gave it, in their own words.
        began: when the sign-in began by whose device it was, None where it was no worker's.
    """

    at: datetime
    who_kind: str
    who: str
    email: str
    action: str
    reference: str | None
    allowed: bool
    rule: str
    detail: str
    device: str
    began: datetime | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page, newest first; `older`: where the next one begins, None at the end."""

    lines: tuple[RecordLine, ...]
    older: Place | None


@dataclass(frozen=True, slots=True)
class UnusualLine:
    """One sign, with whose it is; `reference` as in `RecordLine`."""

    found: Unusual
    who: str
    email: str
    reference: str | None


async def may_look(house: House, who: Who) -> None:
    """Whether the asker has this page at all. NotAllowed "not_allowed" for every other role."""
    async with unit(house, who, Action.SEE_ACCESS_RECORD, reason="page"):
        pass


async def look(house: House, who: Who, ask: RecordAsk, before: Place | None = None) -> RecordPage:
    """One page of the record. What nobody has (a reference, an address) finds nothing.

    Raises:
        NotAllowed: for every role but the data protection lead.
    """
    async with unit(house, who, Action.SEE_ACCESS_RECORD, reason=_asked(ask)) as u:
        wanted, known = await _wanted(house, u.session, ask)
        if wanted.chain is not None and known:
            u.also(Action.SEE_ACCESS_RECORD, wanted.chain, detail=ask.reason.value)
        if wanted.worker_id is not None:
            about = f"{ask.reason.value} {wanted.worker_id}"
            u.also(Action.SEE_ACCESS_RECORD, None, detail=about)
    if not known:
        return RecordPage((), None)
    async with reading(house) as session:
        rows = list(await stored.page(session, wanted, before))
        more, rows = len(rows) > stored.PAGE, rows[: stored.PAGE]
        names = await _Names.of(house, session, rows)
        reasons = await record_reasons.of_rows(house, session, rows)
    last = rows[-1] if more else None
    older = None if last is None or last.id is None else Place(last.at, last.id)
    lines = (replace(names.line(row), reason=reasons.get(row.id or 0)) for row in rows)
    return RecordPage(tuple(lines), older)


async def stands_out(house: House, who: Who) -> tuple[tuple[UnusualLine, ...], int, Watch]:
    """What is unusual, newest first, how many more there are, and what counts as usual."""
    check = LookReason.CHECK.value
    async with unit(house, who, Action.SEE_ACCESS_RECORD, reason=f"{check} unusual") as u:
        watch, now = watch_of(await house_settings.held(u.session)), u.now
    async with reading(house) as session:
        found = await _found(session, watch, now - timedelta(days=watch.look_back))
        found.sort(key=lambda each: each.at, reverse=True)
        shown = found[:MOST_UNUSUAL]
        workers = await _workers(session, {each.worker_id for each in shown})
        references = await _references(
            house, session, {each.case_id for each in shown if each.case_id}
        )
    lines = tuple(
        UnusualLine(
            each,
            workers[each.worker_id].name if each.worker_id in workers else "",
            workers[each.worker_id].email if each.worker_id in workers else "",
            references.get(each.case_id) if each.case_id else "",
        )
        for each in shown
    )
    return lines, len(found) - len(shown), watch


def _asked(ask: RecordAsk) -> str:
    """For the record's own row: the reason, and what narrowed the question. Nothing typed."""
    parts = (
        ("case", bool(ask.reference)),
        ("person", bool(ask.email)),
        ("day", ask.day is not None),
        ("refused", ask.refused),
    )
    return " ".join([ask.reason.value, *(name for name, said in parts if said)])


async def _wanted(house: House, session: AsyncSession, ask: RecordAsk) -> tuple[Wanted, bool]:
    """The rows that are asked for, and whether what was named is known at all."""
    wanted, known = Wanted(refused=ask.refused), True
    if ask.reference:
        hashed = house.keys.lookup("reference", ask.reference)
        case_id = await cases_store.id_of_reference(session, hashed)
        wanted, known = replace(wanted, chain=case_id), case_id is not None
    if ask.email:
        worker = await stored_accounts.worker_by_email(session, ask.email)
        wanted = replace(wanted, worker_id=worker.id if worker else None)
        known = known and worker is not None
    if ask.day is not None:
        first = midnight(near(ask.day, "day", house.clock().date()))
        wanted = replace(wanted, since=first, until=midnight(ask.day + timedelta(days=1)))
    return wanted, known


async def _found(session: AsyncSession, watch: Watch, since: datetime) -> list[Unusual]:
    hours = [
        ReadHour(each.worker_id, _on_the_wall(each.began), each.cases, each.readings)
        for each in await stored.hours_of_reading(session, since)
    ]
    found = unusual.out_of_hours(hours, watch)
    busy = unusual.may_be_many(hours, watch)
    for worker_id in busy[:MOST_COUNTED]:
        read = await stored.readings_of(session, worker_id, since)
        found += unusual.many_cases(worker_id, [(british(at), c) for at, c in read], watch)
    made = await stored.whole_records(session, since)
    found += unusual.whole_records((worker_id, british(at)) for _, worker_id, at in made)
    for worker_id, case_id, at, count in await stored.after_allocation(
        session, since, MOST_COUNTED
    ):
        found.append(Unusual(Sign.AFTER_CHANGE, worker_id, british(at), count, case_id))
    return found


def _on_the_wall(began: int) -> datetime:
    return british(datetime.fromtimestamp(began, UTC))


@dataclass(frozen=True, slots=True)
class _Names:
    """Who and which case stand behind the ids of a page."""

    workers: dict[str, Worker]
    references: dict[str, str | None]
    sittings: dict[str, SignInSession]

    @classmethod
    async def of(cls, house: House, session: AsyncSession, rows: Sequence[AccessRecord]) -> _Names:
        devices = {row.device for row in rows if row.device and row.who_kind == "worker"}
        sittings = await stored_accounts.sessions_by_id(session, sorted(devices))
        return cls(
            await _workers(session, {row.worker_id for row in rows if row.worker_id}),
            await _references(house, session, {row.case_id for row in rows if row.case_id}),
            sittings,
        )

    def line(self, row: AccessRecord) -> RecordLine:
        worker = self.workers.get(row.worker_id or "")
        held = self.sittings.get(row.device or "")
        return RecordLine(
            at=row.at,
            who_kind=row.who_kind,
            who=worker.name if worker else "",
            email=worker.email if worker else "",
            action=row.action,
            reference=self.references.get(row.case_id) if row.case_id else "",
            allowed=row.outcome == "allowed",
            rule=row.rule,
            detail=row.detail,
            device=(row.device or "")[:6],
            began=held.created_at if held else None,
        )


async def _workers(session: AsyncSession, ids: Iterable[str]) -> dict[str, Worker]:
    found = await cases_store.workers_with_team(session, sorted(ids))
    return {worker_id: worker for worker_id, (worker, _) in found.items()}


async def _references(
    house: House, session: AsyncSession, case_ids: Iterable[str]
) -> dict[str, str | None]:
    """The reference of each case; None where its key was destroyed. At most a page of them."""
    said: dict[str, str | None] = {}
    for case_id in sorted(case_ids):
        case = await session.get(CaseFile, case_id)
        try:
            vault = await vault_of(session, house.keys, case_id)
            opened = vault.open("case_file", case_id, case.sealed) if case else {}
            said[case_id] = str(opened["reference"])
        except (NotFound, SealBroken, KeyError):
            said[case_id] = None
    return said
