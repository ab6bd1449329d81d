"""One use case, one transaction, one commit, with its access record inside it (rule 10).

Every service runs in a `unit`. It says who asks for what; the unit reads the asker's role and
relation to the case now, asks `domain.access`, and only then gives the body a session and, with a
case, the proof that the case may be touched.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain import cases
from peermap_app.domain.access import (
    Action,
    Denied,
    Relation,
    may,
    may_tablet,
)
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import NotAllowed, NotFound, Refusal
from peermap_app.domain.purpose import Purpose, purpose_of
from peermap_app.storage import access_record
from peermap_app.storage.engine import for_reading, is_sqlite
from peermap_app.storage.sealing import Keys, Vault
from peermap_app.storage.tables import (
    Allocation,
    CaseFile,
    CaseKey,
    Drawing,
    RecordHead,
    SignInSession,
    Worker,
)

log = logging.getLogger(__name__)

_ID = re.compile(r"[0-9a-f]{32}")
_PROOF = object()


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, as the cookie of this very event said. `device` is a keyed hash; `name` for words.

    kind "operator" is a person at the machine's own command line.
    """

    kind: Literal["worker", "tablet", "operator", "nobody"]
    worker_id: str | None = None
    session_id: str | None = None
    role: Role | None = None
    drawing_id: str | None = None
    device: str | None = None
    address: str = ""
    name: str = ""


NOBODY = Who(kind="nobody")
OPERATOR = Who(kind="operator", name="operator")


@dataclass(frozen=True, slots=True)
class AllocatedCase:
    """The proof that the asker may do what they asked on this case. Made by `unit` alone."""

    id: str
    vault: Vault = field(repr=False)
    relation: Relation
    made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse to be made anywhere else."""
        if self.made_by is not _PROOF:
            raise TypeError("only the access check makes an AllocatedCase")


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

        Raises:
            NotFound: there is no such case (or its key was destroyed).
        """
        if self.case is not None and self.case.id == case_id:
            return self.case.vault
        return await _vault(self.session, self.keys, case_id)

    async def relation(self, case_id: str) -> Relation:
        """How the asker stands to a case today."""
        return await _relation(self.session, self.who.worker_id, case_id, self.now)

    def also(
        self,
        action: Action,
        case_id: str | None,
        outcome: Literal["allowed", "refused"] = "allowed",
        detail: str = "",
    ) -> None:
        """One more row for the record: a read across a link stands on both cases' chains."""
        self._note(action, case_id, outcome, "also", detail)

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
) -> AsyncIterator[Unit]:
    """One transaction for one use case, allowed and recorded.

    Args:
        house: the house.
        who: the asker, made from the cookie of this event.
        action: what is asked; `domain.access` says who may.
        case_id: the case it is about. May be anything that was sent: it is hostile.
        purpose: the purpose it is asked for; that of the action when left out (rule 1).
        reason: an id that belongs into the record's detail; never what somebody typed.

    Raises:
        NotFound: "not_found" for an unknown or malformed case id, another's case and an ended
            allocation alike; the record holds the true reason.
        NotAllowed: "signed_out" when the session ended meanwhile, "not_allowed" without a case.
        Refusal: what the body raised. Everything is rolled back and the refusal is recorded.
    """
    async with AsyncExitStack() as stack:
        if is_sqlite(house.engine):
            await stack.enter_async_context(house.turn)
        session = await stack.enter_async_context(house.make_session())
        u = Unit(house=house, session=session, now=house.clock(), who=who, action=action)
        try:
            await _admit(u, case_id, purpose or purpose_of(action))
            yield u
            await u._finish(reason)
        except Refusal as refusal:
            await session.rollback()
            await _record_refusal(u, case_id, refusal)
            raise
    await _tell(u)


async def _tell(u: Unit) -> None:
    if u._outbox:
        u.house.wake.set()
    for audience, message in u._hints:
        await u.house.hints.publish(audience, message)


@asynccontextmanager
async def writing(house: House) -> AsyncIterator[AsyncSession]:
    """A transaction of one's own, outside any use case (signing in, a session that was seen).

    It commits on leaving and takes its turn like a unit does.
    """
    async with AsyncExitStack() as stack:
        if is_sqlite(house.engine):
            await stack.enter_async_context(house.turn)
        session = await stack.enter_async_context(house.make_session())
        yield session
        await session.commit()


@asynccontextmanager
async def reading(house: House) -> AsyncIterator[AsyncSession]:
    """A transaction that only reads: it waits for no writer."""
    async with house.make_session() as session:
        yield await for_reading(session)


class _Hidden(NotFound):
    """A NotFound whose true reason stands in the record alone."""

    def __init__(self, rule: str) -> None:
        super().__init__("not_found")
        self.rule = rule


class _HiddenNotAllowed(NotAllowed):
    """A NotAllowed whose true reason stands in the record alone."""

    def __init__(self, code: str, rule: str) -> None:
        super().__init__(code)
        self.rule = rule


async def _admit(u: Unit, case_id: str | None, purpose: Purpose) -> None:
    """Let the asker in, or refuse. Sets `u.case` when a case was asked for."""
    role = await _role_now(u)
    if case_id is None:
        if u.who.kind == "tablet":
            await _tablet_may(u, None)
            return
        answer = may(u.action, role=role, relation=Relation.NONE, purpose=purpose)
        if isinstance(answer, Denied):
            raise _HiddenNotAllowed("not_allowed", answer.reason)
        return
    if not isinstance(case_id, str) or not _ID.fullmatch(case_id):
        raise _Hidden("malformed_id")
    if not await _case_exists(u.session, case_id):
        raise _Hidden("unknown_case")
    if u.who.kind == "tablet":
        await _tablet_may(u, case_id)
        relation = Relation.NONE
    else:
        relation = await _relation(u.session, u.who.worker_id, case_id, u.now)
        answer = may(u.action, role=role, relation=relation, purpose=purpose)
        if isinstance(answer, Denied):
            raise _Hidden(answer.reason)
    vault = await _vault(u.session, u.keys, case_id)
    u.case = AllocatedCase(case_id, vault, relation, _PROOF)


async def _role_now(u: Unit) -> Role | None:
    """The asker's role as it is now; an operator has what an administrator may."""
    who = u.who
    if who.kind == "operator":
        return Role.ADMINISTRATOR
    if who.kind != "worker":
        if who.kind == "nobody":
            raise _HiddenNotAllowed("signed_out", "nobody")
        return None
    worker = await u.session.get(Worker, who.worker_id) if who.worker_id else None
    if worker is None or not worker.active:
        raise _HiddenNotAllowed("signed_out", "inactive")
    if who.session_id is not None:
        held = await u.session.get(SignInSession, who.session_id)
        if held is None or held.worker_id != worker.id or not session_lives(u.house, held, u.now):
            raise _HiddenNotAllowed("signed_out", "session_ended")
    return Role(worker.role)


def session_lives(house: House, held: SignInSession, now: datetime) -> bool:
    """Neither ended, nor past its last moment, nor idle for too long."""
    return (
        held.ended_at is None
        and now < held.expires_at
        and now < held.seen_at + house.settings.session_idle
    )


async def _tablet_may(u: Unit, case_id: str | None) -> None:
    """A tablet acts on the drawing that it joined, while its worker has the case and is here."""
    drawing = await u.session.get(Drawing, u.who.drawing_id) if u.who.drawing_id else None
    if drawing is None or drawing.ended_at is not None or drawing.device_hash != u.who.device:
        raise _Hidden("not_this_tablet")
    if case_id is not None and drawing.case_id != case_id:
        raise _Hidden("not_this_case")
    # Idle does not count: what is done on the tablet is the worker's presence (rule 3).
    held = await u.session.get(SignInSession, drawing.session_id)
    if held is None or held.ended_at is not None or u.now >= held.expires_at:
        raise _Hidden("session_ended")
    relation = await _relation(u.session, drawing.worker_id, drawing.case_id, u.now)
    if relation is not Relation.ALLOCATED:
        raise _Hidden("allocation_ended")
    answer = may_tablet(u.action, Phase(drawing.phase))
    if isinstance(answer, Denied):
        raise _Hidden(answer.reason)


async def _case_exists(session: AsyncSession, case_id: str) -> bool:
    """Whether there is such a case; holds it, so that units on one case follow one another.

    (SQLite has one writer anyway and leaves the lock out.)
    """
    held = select(CaseFile.id).where(CaseFile.id == case_id).with_for_update(key_share=True)
    return (await session.exec(held)).first() is not None


async def _vault(session: AsyncSession, keys: Keys, case_id: str) -> Vault:
    key = await session.get(CaseKey, case_id)
    if key is None:
        raise _Hidden("no_case_key")
    return keys.vault(case_id, key.wrapped)


async def _relation(
    session: AsyncSession, worker_id: str | None, case_id: str, now: datetime
) -> Relation:
    if worker_id is None:
        return Relation.NONE
    rows = await session.exec(
        select(Allocation).where(Allocation.case_id == case_id, Allocation.worker_id == worker_id)
    )
    held = [cases.Allocation(a.case_id, a.worker_id, a.starts, a.ends) for a in rows]
    if cases.is_allocated(held, worker_id, now.date()):
        return Relation.ALLOCATED
    case = await session.get(CaseFile, case_id)
    if case is not None and case.supervisor_id == worker_id:
        return Relation.SUPERVISES
    return Relation.WAS_ALLOCATED if held else Relation.NONE


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
    """Write that it was refused, in a transaction of its own: it stays when the work rolls back."""
    rule = refusal.rule if isinstance(refusal, _Hidden | _HiddenNotAllowed) else refusal.code
    asked = asked_for if isinstance(asked_for, str) and _ID.fullmatch(asked_for) else None
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
        await access_record.append(session, u.keys, [(chain, entry)])
        await session.commit()
