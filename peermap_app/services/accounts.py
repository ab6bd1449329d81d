"""Accounts: workers, passwords, signing in and out, and who is asking.

A session is a row; the cookie holds 32 random bytes of which only a keyed hash is stored. It ends
by signing out, when nothing was done for `session_idle`, and in any case after `session_absolute`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from peermap_app.bootstrap import House
from peermap_app.domain import idle_lock
from peermap_app.domain.access import Action
from peermap_app.domain.accounts import is_formula, parse_name, reads_otherwise
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotFound, Problems, TooMany
from peermap_app.services import passwords, sessions, sign_in_steps, turned_away
from peermap_app.services.admission import Sat, is_locked, seat_holds
from peermap_app.services.sessions import SignedIn
from peermap_app.services.sign_in_steps import HalfWay
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Who, peeking, reading, session_lives, unit, writing
from peermap_app.storage import access_record, beginnings, turns
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import SignInSession, Team, Worker, new_id

SEEN_STEP = idle_lock.TOLD_EVERY
"""How exactly it is known when a session was last used: not every event writes."""
MOST_EMAIL = 254
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,23}")
_EMAIL = re.compile(r"[^@\s,;:<>()\"\\]{1,64}@[^@\s,;:<>()\"\\]+\.[^@\s,;:<>()\"\\.]{2,}")
T = TypeVar("T")
_BY_ACCOUNT, _BY_ADDRESS = "sign_in_account", "sign_in_address"


@dataclass(frozen=True, slots=True)
class Me:
    """What a worker sees of themselves."""

    name: str
    email: str
    role: Role
    team: str


@dataclass(frozen=True, slots=True)
class OpenDrawing:
    """A drawing that signing out would end."""

    drawing_id: str
    case_id: str
    phase: str


def parse_email(raw: object, field: str = "email") -> str:
    """An e-mail address, lower case. Raises Invalid "email_shape"."""
    email = raw.strip().lower() if isinstance(raw, str) and len(raw) <= MOST_EMAIL + 50 else ""
    if len(email) > MOST_EMAIL or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise Invalid("email_shape", field=field)
    return email


def parse_new_email(raw: object, field: str = "email") -> str:
    """Of a new account. Raises Invalid "email_shape" of what is no plain one; "email_ascii"."""
    email, plain = parse_email(raw, field), str(raw).isascii()
    if is_formula(email) or reads_otherwise(email) or not plain:
        raise Invalid("email_shape" if plain else "email_ascii", field=field)
    return email


async def sign_in(
    house: House, email: object, password: object, address: str, *, presented: str | None = None
) -> SignedIn | HalfWay:
    """Begin a session; the live one whose cookie was `presented` along with it ends.

    Half a sign-in for who has a second factor, or must have one: see `sign_in_steps`.

    An unknown account, one without a password, one that was closed and a wrong password are
    refused alike, after the same work.

    Raises:
        Invalid: "wrong_sign_in".
        TooMany: "slow_down" with `seconds`, by account and by address; "busy".
    """
    try:
        known_as: str | None = parse_email(email)
    except Invalid:
        known_as = None
    account = house.keys.lookup("account", known_as or "")
    try:
        with passwords.room():
            # Counted before the answer is known: a hundred tries at once are a hundred tries.
            await slowly(house.slow, (_BY_ADDRESS, address), (_BY_ACCOUNT, account))
            async with reading(house) as session:
                worker = await stored.worker_by_email(session, known_as) if known_as else None
            right = await passwords.matches(password, worker.password_hash if worker else None)
    except TooMany as slowed:
        rule = await turned_away.has_room(house, address, slowed.code)
        if rule is not None:
            await _note(house, None, "sign_in", rule)
        raise
    if worker is None or not right or not worker.active:
        await _note(house, worker, "sign_in", _why_not(worker, right))
        raise Invalid("wrong_sign_in")
    await house.slow.clear(_BY_ACCOUNT, account)
    # Not cleared: with one account of their own, nobody gets tries at all the others.
    await house.slow.give_back(_BY_ADDRESS, address)
    try:
        return await sign_in_steps.after_password(house, worker, presented)
    except Invalid:
        await _note(house, worker, "sign_in", "changed_meanwhile")
        raise


async def who_is(
    house: House,
    token: str | None,
    address: str,
    *,
    present: bool = True,
    locked_too: bool = False,
) -> Who | None:
    """The worker behind a session cookie, or None when it holds no longer, or is locked.

    Counts as being here, unless a page does it by itself (`present` False). `locked_too`: for what
    only asks whether this browser is a worker's, and for the way out.
    """
    if not token:
        return None
    now = house.clock()
    seat = await _seat_of(house, token)
    if seat is None or not _sits(house, seat, now):
        return None
    locked = is_locked(house, seat.held, now)
    if locked and not locked_too:
        return None
    if present and not locked:
        await _seen(house, seat.held, now, touched=True)
    return Who(
        kind="worker",
        worker_id=seat.worker_id,
        session_id=seat.held.id,
        role=Role(seat.role),
        address=address,
        name=seat.name,
    )


def _sits(house: House, seat: stored.Seated, now: datetime) -> bool:
    return seat.active and seat_holds(house, seat.held, Role(seat.role), now)


async def _seat_of(house: House, token: str) -> stored.Seated | None:
    async with peeking(house) as connection:
        hashed = house.keys.lookup("session", token)
        return await stored.seated(connection, token_hash=hashed)


async def idled_out(house: House, token: str | None) -> bool:
    """Whether the session of this cookie is over because nobody was there for too long.

    Tells nothing but that, and only whoever holds the cookie: not whose session it was. One that
    was ended, or reached its last moment, did not idle out.
    """
    if not token:
        return False
    seat = await _seat_of(house, token)
    if seat is None or not seat.active:
        return False
    held, now = seat.held, house.clock()
    over = held.ended_at is not None or now >= held.expires_at
    if held.seen_at <= now - house.settings.session_absolute:
        return False  # after too many wrong tries to open it again (`idle_lock`)
    return not over and not session_lives(house, held, now)


async def still(house: House, who: Who) -> bool:
    """Whether the session behind an open page still holds, in the role in which it was opened.

    Does not count as being here. It may be locked.
    """
    return await seat_still(house, who) is not None


async def seat_still(house: House, who: Who) -> stored.Seated | None:
    """The session behind an open page while it holds, as `still` asks."""
    if who.session_id is None:
        return None
    async with peeking(house) as connection:
        seat = await stored.seated(connection, session_id=who.session_id)
    same = seat is not None and who.role in (None, seat.role)
    return seat if seat is not None and same and _sits(house, seat, house.clock()) else None


async def touch(house: House, session_id: str, seen_at: datetime) -> None:
    """Somebody was here: what is done on the tablet is its worker's presence (rule 3).

    It keeps a session from idling out, and never brings back one that has. `seen_at`: when it was
    last used, as the caller has just read it; each edit comes by here, and hardly one is news.
    """
    now = house.clock()
    if now - seen_at < SEEN_STEP:
        return
    async with reading(house) as session:
        held = await session.get(SignInSession, session_id)
    if held is not None and session_lives(house, held, now):
        await _seen(house, held, now, touched=False)


async def _seen(house: House, held: Sat, now: datetime, *, touched: bool) -> None:
    """Both moments in one statement, and not with each event."""
    last = held.seen_at if not touched or held.touched_at is None else held.touched_at
    if now - last < SEEN_STEP:
        return
    held_for = house.settings.lock_after + idle_lock.GRACE
    async with writing(house) as session:
        await stored.see(
            session,
            held.id,
            now,
            idle_since=now - house.settings.session_idle,
            locked_since=now - held_for if touched else None,
        )


async def sign_out(house: House, who: Who) -> None:
    """End the session and its drawings. Signing out twice is no error."""
    if who.session_id is None or who.worker_id is None:
        return
    now = house.clock()
    async with writing(house) as session:
        held = await session.get(SignInSession, who.session_id)
        if held is None or held.ended_at is not None:
            return
        await stored.end_session(session, held, now)
        worker = await session.get(Worker, who.worker_id)
        await sessions.append(
            house,
            session,
            worker,
            action="sign_out",
            outcome=access_record.ALLOWED,
            rule="own",
            session_id=held.id,
        )
    await sessions.after_end(house, who.worker_id, (who.session_id,))


async def me(house: House, who: Who) -> Me:
    """Name, address, role and team of the asker."""
    async with unit(house, who, Action.SEE_ME) as u:
        worker = await u.session.get(Worker, who.worker_id)
        if worker is None:
            raise NotFound("not_found")
        team = await u.session.get(Team, worker.team_id) if worker.team_id else None
        return Me(worker.name, worker.email, Role(worker.role), team.name if team else "")


async def open_drawings(house: House, who: Who) -> tuple[OpenDrawing, ...]:
    """What signing out would end, for the warning before it."""
    if who.session_id is None:
        return ()
    async with reading(house) as session:
        drawings = await stored.live_drawings(session, who.session_id)
    return tuple(OpenDrawing(d.id, d.case_id, d.phase) for d in drawings)


async def add_worker(
    house: House,
    who: Who,
    *,
    email: object,
    name: object,
    role: object,
    team: object = "",
    phone: object = "",
    password: object = None,
) -> str:
    """Make an account; without a password nobody can sign in to it yet. Gives its id.

    Raises:
        Problems: each field that cannot be used.
        Conflict: "worker_exists"; NotAllowed: "not_allowed".
    """
    async with unit(house, who, Action.ADD_WORKER) as u:
        fresh = await _parse_worker(
            email=email, name=name, role=role, team=team, phone=phone, password=password
        )
        await turns.take_turn(u.session, turns.ACCOUNTS)
        if await stored.worker_by_email(u.session, fresh.email) is not None:
            raise Conflict("worker_exists", field="email")
        worker = Worker(
            id=new_id(),
            email=fresh.email,
            name=fresh.name,
            phone=fresh.phone,
            role=fresh.role.value,
            team_id=(await stored.team_named(u.session, fresh.team)).id if fresh.team else None,
            password_hash=await passwords.hashed(fresh.password) if fresh.password else None,
            created_at=u.now,
        )
        u.session.add(worker)
        await beginnings.note(u.session, worker.id, u.who.worker_id, u.now)
        u.also(Action.ADD_WORKER, None, detail=worker.id)
        return worker.id


async def reset_password(house: House, who: Who, *, email: object, password: object) -> None:
    """Set a password and end every session of its owner.

    Raises:
        Invalid: "email_shape", "password_short", "password_long", "password_common".
        NotFound: "no_such_worker".
        NotAllowed: "not_allowed".
    """
    async with unit(house, who, Action.RESET_PASSWORD) as u:
        known_as = parse_email(email)
        worker = await stored.worker_by_email(u.session, known_as)
        known = await stored.known_of(u.session, worker) if worker else ()
        fresh = await passwords.parse_new(password, *known)
        if worker is None:
            raise NotFound("no_such_worker", field="email")
        worker.password_hash = await passwords.hashed(fresh)
        u.session.add(worker)
        ended = await stored.end_sessions(u.session, worker.id, u.now)
        u.also(Action.RESET_PASSWORD, None, detail=worker.id)
        worker_id = worker.id
    await house.slow.clear(_BY_ACCOUNT, house.keys.lookup("account", known_as))
    await sessions.after_end(house, worker_id, ended)


@dataclass(frozen=True, slots=True)
class _Fresh:
    email: str
    name: str
    role: Role
    team: str
    phone: str
    password: str | None


async def _parse_worker(
    *, email: object, name: object, role: object, team: object, phone: object, password: object
) -> _Fresh:
    """Every field of a new account; raises Problems that name each one that cannot be used."""
    faults: list[Invalid] = []

    def tried(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Invalid as fault:
            faults.append(fault)
            return otherwise

    known_role = tried(lambda: parse_role(role), Role.PRACTITIONER)
    in_team = known_role in (Role.PRACTITIONER, Role.SUPERVISOR)
    fresh = _Fresh(
        email=tried(lambda: parse_new_email(email), ""),
        name=tried(lambda: parse_name(name, "name"), ""),
        role=known_role,
        team=tried(lambda: parse_name(team, "team", in_team), ""),
        phone=tried(lambda: parse_phone(phone), ""),
        password=None,
    )
    if password is not None:
        known = [each[:MOST_EMAIL] for each in (name, email, team) if isinstance(each, str)]
        try:
            fresh = replace(fresh, password=await passwords.parse_new(password, *known))
        except Invalid as fault:
            faults.append(fault)
    if faults:
        raise Problems(tuple(faults))
    return fresh


def parse_role(raw: object, field: str = "role") -> Role:
    """One of the roles there are. Raises Invalid "role_unknown"."""
    try:
        return Role(raw) if isinstance(raw, str) else Role("")
    except ValueError:
        raise Invalid("role_unknown", field=field, choices=tuple(Role)) from None


def parse_phone(raw: object, field: str = "phone") -> str:
    """A phone number as people write it, or nothing. Raises Invalid "phone_shape"."""
    phone = raw.strip() if isinstance(raw, str) else None
    if phone is None or (phone and not _PHONE.fullmatch(phone)):
        raise Invalid("phone_shape", field=field)
    return phone


def _why_not(worker: Worker | None, right: bool) -> str:
    if worker is None:
        return "unknown_account"
    if worker.password_hash is None:
        return "no_password"
    return "wrong_password" if not right else "inactive"


async def _note(house: House, worker: Worker | None, action: str, rule: str) -> None:
    """Record that signing in was refused, in a transaction of its own."""
    async with writing(house) as session:
        await sessions.append(
            house, session, worker, action=action, outcome=access_record.REFUSED, rule=rule
        )
