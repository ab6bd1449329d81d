"""A case for some hours: given by a supervisor to somebody else, and over by itself (issue 5).

Whether it holds follows from its moments alone, asked anew each time. The keeper only notes that it
is over, and wakes whoever must know.
"""

from __future__ import annotations

from collections.abc import Mapping

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.cases import Role, may_be_allocated, parse_reference
from peermap_app.domain.errors import Conflict, Invalid, NotFound, TooMany
from peermap_app.domain.temporary import ASK_LAPSES, MOST_ASKS, parse_given, parse_why
from peermap_app.domain.tray import Kind
from peermap_app.services import accounts, hearing, tray_wake
from peermap_app.services.admission import named, well_formed
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.standing import relation_of
from peermap_app.services.unit import Unit, Who, reading, unit, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as stored_accounts
from peermap_app.storage import cases as cases_store
from peermap_app.storage import teams as store
from peermap_app.storage.tables import CaseFile, Worker, new_id
from peermap_app.storage.team_tables import Addition, TemporaryAllocation, TemporaryAsk

NO_CASE = "0" * 32
KIND = "temporary"
GIVEN, REFUSED = "given", "refused"


async def give(house: House, who: Who, case_id: str, raw: Mapping[str, object]) -> None:
    """Give a case to a named worker for some hours.

    Raises:
        NotFound: the asker neither supervises this case nor is on duty for its team.
        Problems: faults of the form, each with its field.
        Invalid: "worker_unknown" (field "email").
        Conflict: "not_yourself", "has_it_already" (field "email").
    """
    async with unit(house, who, Action.GIVE_TEMPORARY, case_id) as u:
        await _give(u, await _named(u, raw), raw)


async def give_on_duty(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """The same by the duty supervisor, who sees no list of cases: by a reference that they know.

    An unknown reference and a case of another team are refused alike, as `give`: each unknown one
    as an id of its own that no case has, so that it is counted and recorded like another's.
    """
    reference = parse_reference(raw.get("reference", ""))
    async with reading(house) as session:
        hashed = house.keys.lookup("reference", reference)
        case = await cases_store.case_by_hash(session, hashed)
    nobodys = house.keys.lookup("no_case", reference)[:32]
    await give(house, who, nobodys if case is None else case.id, raw)


async def answer(
    house: House, who: Who, case_id: str, ask_id: object, raw: Mapping[str, object], *, yes: bool
) -> None:
    """Give what a worker asked for, or refuse it. Never one's own ask. Raises what `give` does."""
    reason = named(ask_id)
    async with unit(house, who, Action.GIVE_TEMPORARY, case_id, reason=reason) as u:
        case = await u.session.get(CaseFile, u.held.id)
        known = well_formed(ask_id)
        ask = await u.session.get(TemporaryAsk, known) if known else None
        if (
            case is None
            or ask is None
            or ask.case_hash != store.ask_hash(u.keys, case.reference_hash)
        ):
            raise NotFound("not_found")
        if ask.answer is not None or ask.asked_at < u.now - ASK_LAPSES:
            raise Conflict("answered_already")
        if ask.asked_by == who.worker_id:
            raise Conflict("not_yourself", field="email")
        if yes:
            await _give(u, await u.session.get(Worker, ask.asked_by), raw)
        ask.answer, ask.answered_by = GIVEN if yes else REFUSED, who.worker_id
        ask.answered_at = u.now
        u.session.add(ask)
        u.hint(f"worker:{ask.asked_by}", {"kind": "case"})
        await tell_concerned(u, case_id, {"kind": "case"})
        tray_wake.wake(u, Kind.TEMPORARY, ask.id)


async def may_ask(house: House, who: Who) -> None:
    """Whether the asker has the page at all. NotAllowed "not_allowed" for every other role."""
    async with unit(house, who, Action.ASK_TEMPORARY, reason="page"):
        pass


async def ask(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Ask the supervisors of a case for it, by a reference that the asker knows.

    The same work, rows and answer whether or not there is such a case, or the asker has it already.

    Raises:
        Problems, Invalid: faults of the form, each with its field.
        TooMany: "asks_full" while five of the asker's wait.
    """
    async with unit(house, who, Action.ASK_TEMPORARY) as u:
        reference = parse_reference(raw.get("reference", ""))
        why = parse_why(raw)
        assert who.worker_id is not None  # the table lets workers alone ask
        await stored_accounts.held(u.session, who.worker_id)  # twelve at once: five of them wait
        lately = await store.asks_by(u.session, who.worker_id, u.now - ASK_LAPSES)
        if sum(one.answer is None for one in lately) >= MOST_ASKS:
            raise TooMany("asks_full", most=MOST_ASKS)
        hashed = u.keys.lookup("reference", reference)
        case = await cases_store.case_by_hash(u.session, hashed)
        # A key is read and one is made either way; that of no case is kept by nobody.
        known_as, nobodys = NO_CASE if case is None else case.id, new_id()
        key = await cases_store.wrapped_key(u.session, known_as)
        fresh = u.keys.new_case_key(nobodys)
        vault = u.keys.vault(nobodys, fresh) if key is None else u.keys.vault(known_as, key)
        row_id = new_id()
        u.session.add(
            TemporaryAsk(
                id=row_id,
                case_hash=store.ask_hash(u.keys, hashed),
                asked_by=who.worker_id,
                asked_at=u.now,
                sealed=vault.seal("temporary_ask", row_id, why.to_wire()),
            )
        )
        tray_wake.wake(u, Kind.TEMPORARY, row_id)


async def take_back(house: House, who: Who, case_id: str, temporary_id: object) -> None:
    """End it before its time, and all else that this worker was given of this case.

    A second tap changes nothing. NotFound as `give`.
    """
    reason = named(temporary_id)
    async with unit(house, who, Action.GIVE_TEMPORARY, case_id, reason=reason) as u:
        known = well_formed(temporary_id)
        row = await u.session.get(TemporaryAllocation, known) if known else None
        if row is None or row.case_id != u.held.id:
            raise NotFound("not_found")
        running = await store.not_over(u.session, u.held.id, row.worker_id, u.now)
        for each in running:
            each.over_at, each.taken_back_by = u.now, who.worker_id
            u.session.add(each)
        if running:
            u.hint(f"worker:{row.worker_id}", {"kind": "case"})
            await tell_concerned(u, u.held.id, {"kind": "case"})


async def _named(u: Unit, raw: Mapping[str, object]) -> Worker | None:
    email = accounts.parse_email(raw.get("email", ""))
    return await stored_accounts.worker_by_email(u.session, email)


async def _give(u: Unit, worker: Worker | None, raw: Mapping[str, object]) -> None:
    given = parse_given(raw, u.held.relation)
    if worker is None or not worker.active or not may_be_allocated(Role(worker.role)):
        raise Invalid("worker_unknown", field="email")
    if worker.id == u.who.worker_id:
        raise Conflict("not_yourself", field="email")
    standing = await relation_of(u.session, worker.id, u.held.id, u.now)
    # By their ends alone: on another machine's clock a gift may begin a moment from now.
    given_already = await store.not_over(u.session, u.held.id, worker.id, u.now)
    if given_already or standing in (Relation.ALLOCATED, Relation.COVERS):
        raise Conflict("has_it_already", field="email")
    assert u.who.worker_id is not None  # the table lets supervisors alone give
    row_id = new_id()
    u.session.add(
        TemporaryAllocation(
            id=row_id,
            case_id=u.held.id,
            worker_id=worker.id,
            given_by=u.who.worker_id,
            starts_at=u.now,
            ends_at=u.now + given.hours,
            sealed=u.held.vault.seal(KIND, row_id, given.why.to_wire()),
        )
    )
    added = Addition(case_id=u.held.id, worker_id=worker.id, added_by=u.who.worker_id, at=u.now)
    u.session.add(added)
    u.also(Action.GIVE_TEMPORARY, u.held.id, detail=f"{row_id} {worker.id}")
    u.hint(f"worker:{worker.id}", {"kind": "case"})
    await tell_concerned(u, u.held.id, {"kind": "case"})


async def end_overdue(house: House) -> int:
    """Note what ran out: on the case's record, and to the pages of everybody whom it concerns.

    Run by the process's keeper. Of two processes one notes it; both tell their own pages.
    """
    async with reading(house) as session:
        due = [(row.id, row.case_id) for row in await store.run_out(session, house.clock())]
    for row_id, case_id in due:
        await _over(house, row_id, case_id)
    return len(due)


async def _over(house: House, row_id: str, case_id: str) -> None:
    async with writing(house) as session:
        await cases_store.lock_cases(session, (case_id,))
        row = await session.get(TemporaryAllocation, row_id)
        case = await session.get(CaseFile, case_id)
        if row is None or case is None or row.over_at is not None:
            return
        row.over_at = row.ends_at
        session.add(row)
        heard = await hearing.concerned(session, case, house.clock()) | {row.worker_id}
        entry = access_record.Entry(
            at=house.clock(),
            who_kind="system",
            worker_id=row.worker_id,
            device=None,
            action=Action.GIVE_TEMPORARY.value,
            case_id=case_id,
            outcome=access_record.ALLOWED,
            rule="over_by_itself",
            detail=row.id,
        )
        await access_record.append(session, house.keys, [(case_id, entry)])
    for worker_id in heard:
        await house.hints.publish(f"worker:{worker_id}", {"kind": "case"})


async def seconds_to_next(house: House, most: float) -> float:
    """How long until the next one runs out, `most` at most."""
    async with reading(house) as session:
        ends = await store.next_end(session)
    if ends is None:
        return most
    return min(most, max(0.0, (ends - house.clock()).total_seconds()))
