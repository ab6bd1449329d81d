"""Who asks, and whether they are let in now: role, relation and session are read for each unit.

Only here is an `AllocatedCase` made, the proof that a case may be touched. A case that is not the
asker's is refused as if it did not exist; the true reason goes into the record alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import bindparam
from sqlalchemy import select as plain_select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain import factors, idle_lock
from peermap_app.domain import receipt as receipt_rules
from peermap_app.domain.access import (
    WITHOUT_ALLOCATION,
    Action,
    Denied,
    Relation,
    carries,
    may,
    may_system,
    may_tablet,
    may_young_person,
)
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services.standing import alerted, relation_of
from peermap_app.storage import at_work
from peermap_app.storage.engine import is_sqlite
from peermap_app.storage.my_map_tables import Receipt, ReceiptSession
from peermap_app.storage.sealing import Keys, Vault
from peermap_app.storage.tables import CaseFile, CaseKey, Drawing, SignInSession, Worker
from peermap_app.words.record_words import PAGE

_ID = re.compile(r"[0-9a-f]{32}")
_PROOF = object()
# Made once, and of one column: building a statement, and a row of a class, costs more than it runs.
_HELD = (
    plain_select(col(CaseFile.closed_at))
    .where(col(CaseFile.id) == bindparam("case"))
    .with_for_update(key_share=True)
)
_BY_RECORDS_CHECKER = frozenset({Action.OPEN_LOCKED_COPY, Action.SUBJECT_ACCESS})
"""What opens a closed case too, until it is erased."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, as the cookie of this very event said. `device` is a keyed hash; `name` for words.

    kind "operator" is a person at the machine's own command line; "young_person" has My map open:
    `session_id` is that browser's, and they have no name and no case but their card's; "system" is
    PeerMap's own keeper, whom nobody can be from outside.
    """

    kind: Literal["worker", "tablet", "young_person", "operator", "nobody", "system"]
    worker_id: str | None = None
    session_id: str | None = None
    role: Role | None = None
    drawing_id: str | None = None
    device: str | None = None
    address: str = ""
    name: str = ""


NOBODY = Who(kind="nobody")
OPERATOR = Who(kind="operator", name="operator")
SYSTEM = Who(kind="system")


@dataclass(frozen=True, slots=True)
class AllocatedCase:
    """The proof that the asker may do what they asked on this case. Made by `admit` alone."""

    id: str
    vault: Vault = field(repr=False)
    relation: Relation
    made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse to be made anywhere else."""
        if self.made_by is not _PROOF:
            raise TypeError("only the access check makes an AllocatedCase")


class Hidden(NotFound):
    """Reads "not_found"; `rule` is the true reason."""

    def __init__(self, rule: str) -> None:
        super().__init__("not_found")
        self.rule = rule


class HiddenNotAllowed(NotAllowed):
    """Reads "signed_out" or "not_allowed"; `rule` is the true reason."""

    def __init__(self, code: str, rule: str) -> None:
        super().__init__(code)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, by whom, when, in which transaction."""

    house: House
    session: AsyncSession
    now: datetime
    who: Who
    action: Action


async def admit(
    asked: Asked, case_id: object, purpose: Purpose | None, alert_id: str | None = None
) -> AllocatedCase | None:
    """Let the asker in, or refuse; the proof when a case was asked for.

    `alert_id`: of an alert by which they may stand to the case (`Relation.ALERTED`).

    Raises:
        Hidden: about a case or a drawing: "not_found", whatever the reason.
        HiddenNotAllowed: "signed_out", or "not_allowed" without a case.
        Conflict: "locked", whatever is asked for but opening it again.
    """
    theirs = await _at_work(asked, case_id, purpose)
    if theirs is not None:
        return theirs
    role = await _role_now(asked)
    if case_id is None:
        await _without_a_case(asked, role, purpose)
        return None
    known = well_formed(case_id)
    if known is None:
        raise Hidden("malformed_id")
    closed_too = asked.who.kind == "young_person" or asked.action in _BY_RECORDS_CHECKER
    try:
        await _hold_case(asked.session, known, closed_too=closed_too)
    except Hidden:
        # As much is read as of somebody else's case: no refusal comes sooner and tells that way.
        await relation_of(asked.session, asked.who.worker_id, known, asked.now)
        raise
    if asked.who.kind == "tablet":
        await _tablet_may(asked, known, purpose)
        relation = Relation.NONE
    elif asked.who.kind == "young_person":
        await _young_person_may(asked, known, purpose)
        relation = Relation.NONE
    else:
        relation = await _relation(asked, known, alert_id)
        answer = may(asked.action, role=role, relation=relation, purpose=purpose)
        if isinstance(answer, Denied):
            raise Hidden(answer.reason)
        works = relation in (Relation.ALLOCATED, Relation.COVERS, Relation.ALERTED)
        if not works and asked.action not in WITHOUT_ALLOCATION:
            # Allowed to all of a role (a list, an import), which is no reason to open one case.
            raise Hidden("not_allocated")
    vault = await vault_of(asked.session, asked.house.keys, known)
    return AllocatedCase(known, vault, relation, _PROOF)


async def _relation(asked: Asked, case_id: str, alert_id: str | None) -> Relation:
    """How the asker stands to the case; who works with it needs no alert for that."""
    session, worker_id = asked.session, asked.who.worker_id
    relation = await relation_of(session, worker_id, case_id, asked.now)
    if alert_id is None or relation is Relation.ALLOCATED:
        return relation
    told = await alerted(session, asked.house.keys, worker_id, case_id, alert_id)
    return Relation.ALERTED if told else relation


async def _at_work(asked: Asked, case_id: object, purpose: Purpose | None) -> AllocatedCase | None:
    """The common way, in one statement or two: a worker and an open case that is theirs today.

    None for everybody else, and for whatever is not so: `admit` then finds out how, or why not.
    """
    who, known = asked.who, well_formed(case_id)
    if who.kind != "worker" or known is None or not who.worker_id or not who.session_id:
        return None
    found = await at_work.read(
        asked.session,
        who.worker_id,
        who.session_id,
        known,
        asked.now.date(),
        hold=not is_sqlite(asked.house.engine),
    )
    if found is None or not seat_holds(asked.house, found.held, Role(found.role), asked.now):
        return None
    if is_locked(asked.house, found.held, asked.now):
        return None
    role, relation = Role(found.role), Relation.ALLOCATED
    if not may(asked.action, role=role, relation=relation, purpose=purpose):
        return None
    return AllocatedCase(known, asked.house.keys.vault(known, found.wrapped), relation, _PROOF)


def well_formed(raw: object) -> str | None:
    """An id as we make them, or None: only such ids are looked up and recorded."""
    return raw if isinstance(raw, str) and _ID.fullmatch(raw) else None


def named(raw: object) -> str:
    """For the record's detail: an id of ours, never something that was sent."""
    return well_formed(raw) or ""


def page(raw: object) -> str:
    """The same where only the page of an act was read: the record tells the two apart."""
    return f"{PAGE} {named(raw)}".strip()


class Sat(Protocol):
    """A session's moments, as its row or as what was read of it."""

    @property
    def id(self) -> str: ...
    @property
    def seen_at(self) -> datetime: ...
    @property
    def touched_at(self) -> datetime | None: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def second(self) -> bool: ...


class Drawn(Protocol):
    """How a drawing stands to its end, as its row or as what was read of it."""

    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def handed_over_from(self) -> str | None: ...


def session_lives(house: House, held: Sat, now: datetime) -> bool:
    """Neither ended, nor past its last moment, nor idle for too long."""
    return (
        held.ended_at is None
        and now < held.expires_at
        and now < held.seen_at + house.settings.session_idle
    )


def seat_holds(house: House, held: Sat, role: Role, now: datetime) -> bool:
    """Whether a worker of this role is signed in by this session now.

    Who must have a second factor is not, until one was shown in it: the door leads them to it.
    """
    everybody = house.settings.second_factor_for_all
    return session_lives(house, held, now) and (
        held.second or not factors.must_have(role, everybody=everybody)
    )


def is_locked(house: House, held: Sat, now: datetime) -> bool:
    """Whether a session that lives waits to be opened again (`domain/idle_lock.py`)."""
    return idle_lock.is_locked(held.touched_at, now, house.settings.lock_after)


def lives(row: Drawn, held: Sat, now: datetime) -> bool:
    """Whether a drawing goes on: until it is ended, signed out of, or its session's last moment.

    Handing the device over ends its session and not the drawing, which was handed over with it.
    Idle does not count: what is done on the tablet is the worker's presence (rule 3).
    """
    signed_out = held.ended_at is not None and row.handed_over_from != held.id
    return row.ended_at is None and not signed_out and now < held.expires_at


async def vault_of(session: AsyncSession, keys: Keys, case_id: str) -> Vault:
    """The vault of a case. Raises Hidden when it has no key (any more)."""
    key = await session.get(CaseKey, case_id)
    if key is None:
        raise Hidden("no_case_key")
    return keys.vault(case_id, key.wrapped)


async def _without_a_case(asked: Asked, role: Role | None, purpose: Purpose | None) -> None:
    """May they, where no case is asked for? PeerMap itself has a table of its own."""
    if asked.who.kind == "tablet":
        await _tablet_may(asked, None, purpose)
        return
    if asked.who.kind == "young_person":
        raise Hidden("no_card_without_a_case")
    answer = (
        may_system(asked.action)
        if asked.who.kind == "system"
        else may(asked.action, role=role, relation=Relation.NONE, purpose=purpose)
    )
    if isinstance(answer, Denied):
        raise HiddenNotAllowed("not_allowed", answer.reason)


async def _role_now(asked: Asked) -> Role | None:
    """The asker's role as it is now; an operator has what an administrator may."""
    who = asked.who
    if who.kind == "operator":
        return Role.ADMINISTRATOR
    if who.kind == "nobody":
        raise HiddenNotAllowed("signed_out", "nobody")
    if who.kind in ("tablet", "young_person", "system"):
        return None
    worker = await asked.session.get(Worker, who.worker_id) if who.worker_id else None
    if worker is None or not worker.active:
        raise HiddenNotAllowed("signed_out", "inactive")
    if who.session_id is not None:
        held = await asked.session.get(SignInSession, who.session_id)
        mine = held is not None and held.worker_id == worker.id
        if held is None or not mine or not session_lives(asked.house, held, asked.now):
            raise HiddenNotAllowed("signed_out", "session_ended")
        if not seat_holds(asked.house, held, Role(worker.role), asked.now):
            raise HiddenNotAllowed("signed_out", "no_second_factor")
        open_to = asked.action in idle_lock.WHILE_LOCKED
        if not open_to and is_locked(asked.house, held, asked.now):
            raise Conflict("locked")
    return Role(worker.role)


async def _tablet_may(asked: Asked, case_id: str | None, purpose: Purpose | None) -> None:
    """A tablet acts on the drawing that it joined, while its worker has the case and is here."""
    who, session = asked.who, asked.session
    drawing = await session.get(Drawing, who.drawing_id) if who.drawing_id else None
    if drawing is None or drawing.device_hash != who.device:
        raise Hidden("not_this_tablet")
    if case_id is not None and drawing.case_id != case_id:
        raise Hidden("not_this_case")
    if asked.action is Action.MAKE_RECEIPT:
        _just_kept(drawing, asked.now)
        return
    if drawing.ended_at is not None:
        raise Hidden("not_this_tablet")
    # Idle does not count: what is done on the tablet is the worker's presence (rule 3).
    held = await session.get(SignInSession, drawing.session_id)
    if held is None or not lives(drawing, held, asked.now):
        raise Hidden("session_ended")
    worker = await session.get(Worker, drawing.worker_id)
    if worker is None or not worker.active:
        raise Hidden("inactive")
    relation = await relation_of(session, drawing.worker_id, drawing.case_id, asked.now)
    if relation is not Relation.ALLOCATED:
        raise Hidden("allocation_ended")
    answer = carries(asked.action, purpose) and may_tablet(asked.action, Phase(drawing.phase))
    if isinstance(answer, Denied):
        raise Hidden(answer.reason)


def _just_kept(drawing: Drawing, now: datetime) -> None:
    """The one thing that a tablet may do after its drawing: take a card, right after keeping.

    Its worker may have signed out by then; the card is the young person's.
    """
    ending = Ending(drawing.ending) if drawing.ending else None
    try:
        receipt_rules.check_offered(ending, drawing.ended_at or now, now)
    except Conflict:
        raise Hidden("not_now") from None


async def _young_person_may(asked: Asked, case_id: str, purpose: Purpose | None) -> None:
    """My map acts on its card's own case, while the card and the browser's session last."""
    session, session_id = asked.session, asked.who.session_id
    held = await session.get(ReceiptSession, session_id) if session_id else None
    if held is None or not receipt_rules.session_lives(
        held.seen_at, held.created_at, held.ended_at, asked.now
    ):
        raise HiddenNotAllowed("signed_out", "session_ended")
    card = await session.get(Receipt, held.receipt_id)
    if card is None or card.ended_at is not None:
        raise HiddenNotAllowed("signed_out", "card_ended")
    if card.case_id != case_id:
        raise Hidden("not_this_case")
    answer = carries(asked.action, purpose) and may_young_person(asked.action)
    if isinstance(answer, Denied):
        raise Hidden(answer.reason)


async def _hold_case(session: AsyncSession, case_id: str, *, closed_too: bool) -> None:
    """Hold an open case until the unit ends, so that units on one case follow one another.

    `closed_too`: what opens until the case is erased, such as My map, the young person's own.
    (SQLite has one writer anyway and leaves the lock out.)
    """
    held = (await (await session.connection()).execute(_HELD, {"case": case_id})).first()
    if held is None:
        raise Hidden("unknown_case")
    if held.closed_at is not None and not closed_too:
        raise Hidden("case_closed")
