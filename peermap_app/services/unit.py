"""One use case, one transaction, one commit, with its access record inside it (rule 10).

Every service runs in a `unit`. It says who asks for what; `admission` reads the asker's role and
relation to the case now and asks `domain.access`, and only then the body gets a session and, with
a case, the proof that the case may be touched.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Denied, Relation, carries, may, may_system
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Refusal
from peermap_app.domain.purpose import Purpose, unsaid
from peermap_app.services import step_up
from peermap_app.services.admission import (
    NOBODY,
    OPERATOR,
    SYSTEM,
    AllocatedCase,
    Asked,
    Hidden,
    HiddenNotAllowed,
    Who,
    admit,
    session_lives,
    vault_of,
    well_formed,
)
from peermap_app.services.standing import relation_of
from peermap_app.storage import access_record
from peermap_app.storage.engine import ALONE, for_reading, is_sqlite
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.refusals import WINDOW, Put, Rows
from peermap_app.storage.sealing import Keys, Vault
from peermap_app.storage.tables import RecordHead, Worker
from peermap_app.storage.vaults import vaults_of

__all__ = [
    "NOBODY",
    "OPERATOR",
    "SYSTEM",
    "AllocatedCase",
    "Unit",
    "Who",
    "peeking",
    "reading",
    "session_lives",
    "unit",
    "write_counts",
    "writing",
]

_CROSSES = {
    Relation.LINKED: Action.SEE_LINK,
    Relation.ALERTED: Action.SEE_ALERT,
    Relation.SUPERVISES: Action.SEE_TEAM,
}
"""What is asked before a link is crossed, by how the asker stands to its end."""
_inside: ContextVar[bool] = ContextVar("inside_a_unit", default=False)


@dataclass(slots=True)
class Unit:
    """What the body of a use case works with: see `unit`."""

    house: House
    session: AsyncSession
    now: datetime
    who: Who
    action: Action
    case: AllocatedCase | None = None
    _entries: list[tuple[str, access_record.Entry]] = field(default_factory=list)
    _hints: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    _outbox: bool = False
    _linked: set[tuple[str, Relation]] = field(default_factory=set)
    _vaults: dict[str, Vault] = field(default_factory=dict, repr=False)

    @property
    def keys(self) -> Keys:
        """The keys of the house."""
        return self.house.keys

    @property
    def held(self) -> AllocatedCase:
        """The case this unit was opened with; a unit without one is a mistake of ours."""
        if self.case is None:
            raise RuntimeError("this unit was opened without a case")
        return self.case

    async def vault(self, case_id: str) -> Vault:
        """The vault of any case, for what crosses a link. Whoever calls it has asked first.

        Read once in a unit: an inbox of a hundred alerts of one case asks a hundred times.

        Raises:
            NotFound: there is no such case (or its key was destroyed).
        """
        if self.case is not None and self.case.id == case_id:
            return self.case.vault
        if case_id not in self._vaults:
            self._vaults[case_id] = await vault_of(self.session, self.keys, case_id)
        return self._vaults[case_id]

    async def read_vaults(self, case_ids: Iterable[str]) -> None:
        """Read those of several cases at once; `vault` is asked for each, as ever."""
        self._vaults |= await vaults_of(self.session, self.keys, {*case_ids} - self._vaults.keys())

    async def own_vault(self, thing_id: str) -> Vault:
        """The vault of a link or a waiting import. Whoever calls it has asked for the case first.

        Raises:
            NotFound: its key was destroyed.
        """
        key = await self.session.get(OwnKey, thing_id)
        if key is None:
            raise Hidden("no_case_key")
        return self.keys.vault(thing_id, key.wrapped)

    async def relation(self, case_id: str) -> Relation:
        """How the asker stands to a case today."""
        return await relation_of(self.session, self.who.worker_id, case_id, self.now)

    def also(
        self,
        action: Action,
        case_id: str | None,
        outcome: Literal["allowed", "refused"] = "allowed",
        detail: str = "",
    ) -> None:
        """One more row for the record, of what was asked already. Over a link: see `across`."""
        self._note(action, case_id, outcome, "also", detail)

    async def part(self, action: Action, purpose: Purpose, detail: str = "") -> None:
        """Ask for one part of the case that this unit holds, for that part's own purpose (rule 1).

        Raises Hidden, with the reason for the record; what is allowed is recorded.
        """
        rule = await self._ask(action, self.held.relation, purpose)
        self._note(action, self.held.id, access_record.ALLOWED, rule, detail)

    async def link(self, case_id: str, purpose: Purpose, by: Relation = Relation.LINKED) -> None:
        """Let this unit cross to a case. Whoever calls it has found that the link holds now.

        `by`: LINKED, ALERTED for an alert alone, SUPERVISES for a number. Raises Hidden when the
        asker may not read over links, or not for this purpose.
        """
        await self._ask(_CROSSES[by], by, purpose)
        self._linked.add((case_id, by))

    async def across(
        self,
        action: Action,
        case_id: str,
        *,
        purpose: Purpose,
        detail: str = "",
        by: Relation = Relation.LINKED,
    ) -> None:
        """Ask for what crosses a link to `case_id`; it stands on that case's chain too (rule 10).

        The link counts when this very unit found that it holds (`link_ends.crossings`). Raises
        Hidden otherwise, and for a wrong purpose.
        """
        relation = by if (case_id, by) in self._linked else Relation.NONE
        rule = await self._ask(action, relation, purpose)
        self._note(action, case_id, access_record.ALLOWED, rule, detail)

    async def _ask(self, action: Action, relation: Relation, purpose: Purpose) -> str:
        """What the record calls the rule that allows it: relation and purpose."""
        if self.who.kind == "system":
            if isinstance(refused := carries(action, purpose) and may_system(self.action), Denied):
                raise Hidden(refused.reason)
            return f"system {purpose.value}"
        worker_id = self.who.worker_id
        worker = await self.session.get(Worker, worker_id) if worker_id else None
        role = Role(worker.role) if worker is not None and worker.active else None
        answer = may(action, role=role, relation=relation, purpose=purpose)
        if isinstance(answer, Denied):
            raise Hidden(answer.reason)
        return f"{relation.value} {purpose.value}"

    def record(self, chain: str, entry: access_record.Entry) -> None:
        """One more row for the record in its own words: a session that ends, a device that joins.

        Written with the unit's other rows, so that chains are locked in one order.
        """
        self._entries.append((chain, entry))

    def hint(self, audience: str, message: dict[str, object]) -> None:
        """Wake the pages of "worker:{id}" or "drawing:{id}" once this unit is committed."""
        self._hints.append((audience, message))

    def outbox_written(self) -> None:
        """Wake the sender once this unit is committed."""
        self._outbox = True

    def _note(
        self, action: Action, case_id: str | None, outcome: str, rule: str, detail: str
    ) -> None:
        entry = _entry(
            self.who,
            self.now,
            action,
            case_id=case_id,
            outcome=outcome,
            rule=rule,
            detail=detail,
        )
        self._entries.append((case_id or access_record.HOUSE, entry))

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[None]:
        """What is done in it is undone at its end: to see what would change, by the same code."""
        entries, hints, outbox = len(self._entries), len(self._hints), self._outbox
        step = await self.session.begin_nested()
        try:
            yield
        finally:
            await step.rollback()
            del self._entries[entries:], self._hints[hints:]
            self._outbox = outbox

    async def _finish(self, reason: str | None) -> None:
        case_id = self.case.id if self.case else None
        rule = self.case.relation.value if self.case else (self.who.role or self.who.kind)
        self._note(self.action, case_id, access_record.ALLOWED, str(rule), reason or "")
        await self.session.flush()
        await access_record.append(self.session, self.keys, self._entries)
        await self.session.commit()


@asynccontextmanager
async def unit(
    house: House,
    who: Who,
    action: Action,
    case_id: str | None = None,
    *,
    purpose: Purpose | None = None,
    reason: str | None = None,
    alert_id: str | None = None,
) -> AsyncIterator[Unit]:
    """One transaction for one use case, allowed and recorded.

    Args:
        house: the house.
        who: the asker, made from the cookie of this event.
        action: what is asked; `domain.access` says who may.
        case_id: the case it is about. May be anything that was sent: it is hostile.
        purpose: the purpose it is asked for (rule 1). What reads or shares a map, a plan or a link
            (`domain.purpose.SAID`) must say it; for all else it is that of the action.
        reason: an id that belongs into the record's detail; never what somebody typed.
        alert_id: of an alert by which the asker may stand to the case. Hostile as well.

    Raises:
        NotFound: "not_found" for an unknown or malformed case id, another's case and an ended
            allocation alike; the record holds the true reason.
        Conflict: "confirm_first" when the action asks for a fresh proof (`step_up`).
        NotAllowed: "signed_out" when the session ended meanwhile, "not_allowed" without a case.
        Refusal: what the body raised. Everything is rolled back and the refusal is recorded.
    """
    async with _turn_to_write(house) as session:
        u = Unit(house=house, session=session, now=house.clock(), who=who, action=action)
        try:
            await session.connection()  # the transaction begins here, and is no part of the check
            asked = Asked(house, session, u.now, who, action)
            u.case = await admit(asked, case_id, purpose or unsaid(action), well_formed(alert_id))
            await step_up.check(asked)
            if u.case is not None:
                u.now = house.clock()  # the case is held now: whoever had it before is earlier
            yield u
            await u._finish(reason)
        except Refusal as refusal:
            await session.rollback()
            await _record_refusal(u, case_id, refusal)
            raise
    await _tell(u)


@asynccontextmanager
async def writing(house: House) -> AsyncIterator[AsyncSession]:
    """A transaction of one's own, outside any use case (signing in, a session that was seen).

    It commits on leaving and takes its turn like a unit does.
    """
    async with _turn_to_write(house) as session:
        yield session
        await session.commit()


@asynccontextmanager
async def reading(house: House) -> AsyncIterator[AsyncSession]:
    """A transaction that only reads: it waits for no writer."""
    async with house.make_session() as session:
        yield await for_reading(session)


@asynccontextmanager
async def peeking(house: House) -> AsyncIterator[AsyncConnection]:
    """For one statement that only reads, and is a moment by itself."""
    async with house.engine.connect() as connection:
        yield await connection.execution_options(**ALONE)


@asynccontextmanager
async def _turn_to_write(house: House) -> AsyncIterator[AsyncSession]:
    """A session when it is this task's turn. A second one inside it would wait for itself."""
    with _once():
        async with AsyncExitStack() as stack:
            if is_sqlite(house.engine):
                await stack.enter_async_context(house.turn)
            yield await stack.enter_async_context(house.make_session())


@contextmanager
def _once() -> Iterator[None]:
    if _inside.get():
        raise RuntimeError("a unit was opened inside a unit")
    _inside.set(True)
    try:
        yield
    finally:
        # Set, not reset: a generator may be closed in another context than it began in.
        _inside.set(False)


async def _tell(u: Unit) -> None:
    if u._outbox:
        u.house.wake.set()
    for audience, message in u._hints:
        await u.house.hints.publish(audience, message)


def _entry(
    who: Who,
    at: datetime,
    action: Action,
    *,
    case_id: str | None,
    outcome: str,
    rule: str,
    detail: str = "",
) -> access_record.Entry:
    return access_record.Entry(
        at=at,
        who_kind=who.kind,
        worker_id=who.worker_id,
        device=who.device or who.session_id,
        action=action.value,
        case_id=case_id,
        outcome=outcome,
        rule=rule,
        detail=detail,
    )


async def _record_refusal(u: Unit, asked_for: object, refusal: Refusal) -> None:
    """Write that it was refused, in a transaction of its own: it stays when the work rolls back.

    The same refusal again within a minute is counted and not written (`storage.refusals`).
    """
    rule = refusal.rule if isinstance(refusal, Hidden | HiddenNotAllowed) else refusal.code
    asked = well_formed(asked_for)
    async with u.house.make_session() as session:
        known = asked is not None and await session.get(RecordHead, asked) is not None
        entry = _entry(
            u.who,
            u.now,
            u.action,
            case_id=asked if known else None,
            outcome=access_record.REFUSED,
            rule=rule,
            detail="" if known else (asked or ""),
        )
    chain = asked if known and asked else access_record.HOUSE
    await u.house.refusals.heard(_puts(u.house, u.house.make_session), chain, entry)


async def write_counts(house: House, *, everything: bool = False) -> None:
    """Write how often was refused again what was refused first a minute ago, or `everything`."""
    before = None if everything else house.clock() - WINDOW
    await house.refusals.write(_puts(house, partial(_turn_to_write, house)), before)


def _puts(house: House, opened: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> Put:
    """What writes rows of the record, each time in a session of its own."""

    async def put(rows: Rows) -> None:
        async with opened() as session:
            await access_record.append(session, house.keys, rows)
            await session.commit()

    return put
