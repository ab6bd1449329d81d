"""A first or forgotten password or a lost second factor: asked for, agreed to, mailed, used.

Asked for at the door by the owner, or by an administrator. The link goes to the owner's mailbox
alone: whoever asked and whoever agrees never see it. `recovery_links` opens it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotFound, TooMany
from peermap_app.domain.recovery import Asked, AskState, Lost, Person, parse_lost, waits, who_may
from peermap_app.domain.tray import Kind
from peermap_app.services import sessions, tray_wake, turned_away
from peermap_app.services.accounts import parse_email
from peermap_app.services.admission import well_formed
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Unit, Who, unit, writing
from peermap_app.storage import access_record, beginnings
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import recovery as stored
from peermap_app.storage.recovery_tables import Mail, RecoveryAsk
from peermap_app.storage.tables import Team, Worker

LINK, PASSWORD_CHANGED, FACTORS_GONE = "recovery_link", "password_changed", "factors_gone"
TAKEN_BY_OPERATOR = "factors_gone_by_operator"
"""Kinds of mail: `words.mails` says what stands in each."""
_BY_ADDRESS, _BY_ACCOUNT = "recovery_address", "recovery_account"


@dataclass(frozen=True, slots=True)
class Ask:
    """An ask that waits, for who may answer it."""

    id: str
    name: str
    email: str
    role: Role
    """As what they would sign in."""
    team: str
    lost: Lost
    first: bool
    """It has no password yet: who agrees says that they may see what they will see."""
    asked_by: str | None
    """The administrator's name; None: the owner, at the door."""
    asked_at: datetime


def can_mail(house: House) -> bool:
    """Whether a mail server is set up: without one nothing is asked for here."""
    return house.settings.smtp is not None


async def ask_at_door(house: House, email: object, lost: object, address: str) -> None:
    """The owner cannot sign in. The same work and no answer, whether there is such an account.

    Raises:
        Invalid: "email_shape", "choose_one".
        TooMany: "slow_down", by address and by account.
        Conflict: "no_mail".
    """
    _must_mail(house)
    known_as, what = parse_email(email), parse_lost(lost)
    account = house.keys.lookup("account", known_as)
    try:
        await slowly(house.slow, (_BY_ADDRESS, address), (_BY_ACCOUNT, account))
    except TooMany as slowed:
        rule = await turned_away.has_room(house, address, slowed.code)
        if rule is not None:
            await _note(house, None, access_record.REFUSED, rule)
        raise
    now = house.clock()
    async with writing(house) as session:
        # Held, so that one ask of theirs waits and no second.
        found = await accounts_store.held_by_email(session, known_as)
        worker = found if found is not None and found.active else None
        ask = RecoveryAsk(
            account_hash=account,
            worker_id=worker.id if worker else None,
            lost=what.value,
            state=AskState.WAITING.value,
            asked_at=now,
        )
        await stored.put(session, ask)
        session.add(tray_wake.row(Kind.RECOVERY, now, ask.id))
        # The same rows either way; only the record says which it was.
        outcome = access_record.ALLOWED if worker else access_record.REFUSED
        rule = "at_the_door" if worker else "unknown_account"
        await sessions.append(
            house, session, worker, action="ask_recovery", outcome=outcome, rule=rule
        )
    house.wake.set()


async def ask_for(house: House, who: Who, worker_id: object, lost: object) -> None:
    """An administrator asks for a link for somebody; it is theirs to see to nobody but the owner.

    Raises:
        NotFound: "no_such_worker".
        Invalid: "choose_one".
        Conflict: "no_mail"; "confirm_first" for another's second factor; "operator_agrees" where
            nobody in a page may: an operator does it at the machine.
        NotAllowed: every other role.
    """
    async with unit(house, who, Action.ASK_RECOVERY) as u:
        _must_mail(house)
        what = parse_lost(lost)
        owner = await accounts_store.held(u.session, well_formed(worker_id))
        if owner is None or not owner.active:
            raise NotFound("no_such_worker")
        people = await beginnings.people(u.session, (owner.id,))
        if not who_may(Asked(who.worker_id, u.now), people[owner.id], people.values()):
            raise Conflict("operator_agrees")
        ask = RecoveryAsk(
            account_hash=u.keys.lookup("account", owner.email),
            worker_id=owner.id,
            asked_by=who.worker_id,
            lost=what.value,
            state=AskState.WAITING.value,
            asked_at=u.now,
        )
        await stored.put(u.session, ask)
        tray_wake.wake(u, Kind.RECOVERY, ask.id)
        u.also(Action.ASK_RECOVERY, None, detail=owner.id)


async def waiting(house: House, who: Who) -> tuple[Ask, ...]:
    """What the asker may answer, oldest first. NotAllowed for practitioners."""
    async with unit(house, who, Action.ANSWER_RECOVERY, reason="page") as u:
        return tuple([await _shown(u, ask, owner) for ask, owner in await answerable(u)])


async def answerable(u: Unit) -> list[tuple[RecoveryAsk, Worker]]:
    """Each ask that the unit's asker may answer, with whose account it is for, oldest first."""
    rows = await stored.waiting(u.session)
    if not rows:
        return []  # the usual case, for the number on every page
    people = await beginnings.people(u.session, {owner.id for _, owner in rows})
    return [
        (ask, owner)
        for ask, owner in rows
        if waits(AskState(ask.state), ask.asked_at, u.now) and _may(u, ask, people)
    ]


async def agree(house: House, who: Who, ask_id: object) -> None:
    """Say that it is them who asks: the link goes out to the owner.

    Raises:
        NotFound: no ask that the asker may answer: their own, one they asked for, another team's,
            a first password of who will see more, or none at all, all alike.
        Conflict: "recovery_settled" when it was answered, asked again, or has lapsed;
            "confirm_first", for it takes away what somebody else signs in by.
    """
    async with unit(house, who, Action.AGREE_RECOVERY) as u:
        ask, owner = await _to_answer(u, ask_id)
        await stored.forget_sent(u.session, owner.id)  # never a password and a factor at once
        _answer(u, ask, AskState.AGREED)
        queue(u.session.add, owner.id, LINK, u.now, ask.id)
        u.also(Action.AGREE_RECOVERY, None, detail=f"{owner.id} agreed")


async def refuse(house: House, who: Who, ask_id: object) -> None:
    """Say that it is not. Nothing goes out, so nothing is to be shown; else raises as `agree`."""
    async with unit(house, who, Action.ANSWER_RECOVERY) as u:
        ask, owner = await _to_answer(u, ask_id)
        _answer(u, ask, AskState.REFUSED)
        u.also(Action.ANSWER_RECOVERY, None, detail=f"{owner.id} refused")


def queue(add: object, worker_id: str, kind: str, now: datetime, ask_id: str | None = None) -> None:
    """Write that a mail must go out, in the caller's transaction (`add` is its session's)."""
    assert callable(add)
    add(Mail(worker_id=worker_id, kind=kind, ask_id=ask_id, created_at=now, due_at=now))


def _must_mail(house: House) -> None:
    if not can_mail(house):
        raise Conflict("no_mail")


async def _to_answer(u: Unit, ask_id: object) -> tuple[RecoveryAsk, Worker]:
    known = well_formed(ask_id)
    found = await stored.to_answer(u.session, known) if known else None
    if found is None:
        raise NotFound("not_found")
    ask, owner = found
    if not _may(u, ask, await beginnings.people(u.session, (owner.id,))):
        raise NotFound("not_found")
    if not waits(AskState(ask.state), ask.asked_at, u.now):
        raise Conflict("recovery_settled")
    return ask, owner


def _may(u: Unit, ask: RecoveryAsk, people: Mapping[str, Person]) -> bool:
    return any(one.id == u.who.worker_id for one in may_answer(ask, people))


def may_answer(ask: RecoveryAsk, people: Mapping[str, Person]) -> tuple[Person, ...]:
    """Who may answer an ask; `people`: of `beginnings.people`, its owner among them."""
    owner = people.get(ask.worker_id or "")
    if owner is None:
        return ()  # closed meanwhile
    return who_may(Asked(ask.asked_by, ask.asked_at), owner, people.values())


def _answer(u: Unit, ask: RecoveryAsk, state: AskState) -> None:
    ask.state, ask.answered_by, ask.answered_at = state.value, u.who.worker_id, u.now
    u.session.add(ask)
    tray_wake.wake(u, Kind.RECOVERY, ask.id)


async def _shown(u: Unit, ask: RecoveryAsk, owner: Worker) -> Ask:
    team = await u.session.get(Team, owner.team_id) if owner.team_id else None
    asker = await u.session.get(Worker, ask.asked_by) if ask.asked_by else None
    return Ask(
        id=ask.id,
        name=owner.name,
        email=owner.email,
        role=Role(owner.role),
        team=team.name if team else "",
        lost=Lost(ask.lost),
        first=owner.password_hash is None,
        asked_by=asker.name if asker else None,
        asked_at=ask.asked_at,
    )


async def _note(house: House, worker: Worker | None, outcome: str, rule: str) -> None:
    async with writing(house) as session:
        await sessions.append(
            house, session, worker, action="ask_recovery", outcome=outcome, rule=rule
        )
