"""From a right password to a session: half a sign-in, which a second factor makes whole.

Half a sign-in is a row of its own with a cookie of its own: nothing that asks for a session takes
it. It lasts some minutes and leads to one thing, the code, or to setting up a first factor for who
must have one and has none. See docs/decisions/second-factors.md.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Gone, Invalid, Refusal, TooMany
from peermap_app.domain.factors import ENROL_LASTS, HALF_LASTS, FactorKind, must_have, parse_typed
from peermap_app.services import enrolment, factor_proofs, sessions, turned_away
from peermap_app.services.sessions import SignedIn
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import reading, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import factors as stored
from peermap_app.storage.factor_tables import HalfSignIn
from peermap_app.storage.tables import Worker

BY_ACCOUNT, BY_ADDRESS = "second_account", "second_address"


@dataclass(frozen=True, slots=True)
class HalfWay:
    """The password was right. `token` goes into a cookie of its own; it opens nothing."""

    token: str
    must_enrol: bool


@dataclass(frozen=True, slots=True)
class Half:
    """A half sign-in that still holds, and what it waits for."""

    id: str
    worker_id: str
    must_enrol: bool
    """There is no factor yet: only setting one up leads on."""
    app: bool
    passkey: bool


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A first factor was set up and a session began; `codes` are shown once."""

    signed_in: SignedIn
    codes: tuple[str, ...]


async def after_password(house: House, worker: Worker, presented: str | None) -> SignedIn | HalfWay:
    """A session for who needs no more than a password, half a sign-in for everybody else.

    `worker` is the account whose password was right, as it was read before that was known: when
    it was given another one meanwhile, or another role, or closed, nothing was right.

    Raises Invalid "wrong_sign_in".
    """
    everybody = house.settings.second_factor_for_all
    async with writing(house) as session:
        now_is = await accounts_store.held(session, worker.id)
        if now_is is None or _differs(worker, now_is):
            raise Invalid("wrong_sign_in")
        has = await stored.has_any(session, worker.id)
        if has or must_have(Role(worker.role), everybody=everybody):
            return await _halfway(house, session, worker, must_enrol=not has)
        begun = await sessions.begin(
            house, session, worker, presented, rule="password", second=False
        )
    return await sessions.settle(house, begun)


def _differs(one: Worker, other: Worker) -> bool:
    held = ("password_hash", "role", "active")
    return any(getattr(one, each) != getattr(other, each) for each in held)


async def _halfway(
    house: House, session: AsyncSession, worker: Worker, *, must_enrol: bool
) -> HalfWay:
    token, now = secrets.token_urlsafe(sessions.TOKEN_BYTES), house.clock()
    await stored.sweep(session, now)
    half = HalfSignIn(
        token_hash=house.keys.lookup("half", token),
        worker_id=worker.id,
        created_at=now,
        expires_at=now + (ENROL_LASTS if must_enrol else HALF_LASTS),
    )
    session.add(half)
    await session.flush()
    await sessions.append(
        house,
        session,
        worker,
        action="sign_in_half",
        outcome=access_record.ALLOWED,
        rule="no_factor_yet" if must_enrol else "password",
        session_id=half.id,
    )
    return HalfWay(token, must_enrol)


async def half_of(house: House, token: str | None) -> Half | None:
    """The half sign-in of a cookie, None when it holds no longer."""
    if not token:
        return None
    async with reading(house) as session:
        try:
            held, worker = await held_half(house, session, token)
        except Gone:
            return None
        kinds = {one.kind for one in await stored.of_worker(session, worker.id)}
    return Half(
        id=held.id,
        worker_id=worker.id,
        must_enrol=not kinds,
        app=FactorKind.CODE in kinds,
        passkey=FactorKind.PASSKEY in kinds,
    )


async def held_half(house: House, session: AsyncSession, token: str) -> tuple[HalfSignIn, Worker]:
    """The half sign-in of a cookie. Gone("half_over") when it ended, ran out, or never was."""
    found = await stored.half_by_token(session, house.keys.lookup("half", token))
    if found is None:
        raise Gone("half_over")
    held, worker = found
    if held.ended_at is not None or house.clock() >= held.expires_at or not worker.active:
        raise Gone("half_over")
    return found


async def by_code(
    house: House, token: str | None, raw: object, address: str, *, presented: str | None = None
) -> SignedIn:
    """A session, for the code of an app or a recovery code.

    Raises:
        Gone: "half_over".
        Invalid: "second_shape", "second_wrong", "second_used".
        TooMany: "slow_down" with `seconds`, by account and by address.
    """
    worker, typed = await _counted(house, token, raw, address)
    try:
        async with writing(house) as session:
            held, worker = await held_half(house, session, token or "")
            await accounts_store.held(session, worker.id)  # before its factors, as by everybody
            now = house.clock()
            rule = await factor_proofs.spend(house, session, worker.id, typed, now)
            begun = await finish(house, session, (held, worker), presented, rule=rule)
    except Refusal as refusal:
        await note(house, worker, refusal.code)
        raise
    await right(house, worker.id, address)
    return await sessions.settle(house, begun)


async def finish(
    house: House,
    session: AsyncSession,
    half: tuple[HalfSignIn, Worker],
    presented: str | None,
    *,
    rule: str,
) -> sessions.Begun:
    """End half a sign-in and begin the session that it was for, in the caller's transaction.

    Gone("half_over") when somebody was quicker with it.
    """
    held, worker = half
    await accounts_store.held(session, worker.id)  # it begins anew before this, or ends it after
    if not await stored.end_half(session, held.id, house.clock()):
        raise Gone("half_over")
    return await sessions.begin(house, session, worker, presented, rule=rule, second=True)


async def set_up(house: House, token: str | None) -> enrolment.SetUp:
    """What an app needs, for who must have a factor and has none; the same when asked again.

    Gone("half_over").
    """
    async with writing(house) as session:
        held, worker = await _without_factor(house, session, token)
        return await enrolment.begin(house, session, worker, held.id)


async def confirm_set_up(
    house: House, token: str | None, raw: object, address: str, *, presented: str | None = None
) -> Enrolled:
    """The app's first code was typed: from now on it is asked for, and the session begins.

    Raises as `by_code`.
    """
    worker, typed = await _counted(house, token, raw, address)
    try:
        async with writing(house) as session:
            held, worker = await _without_factor(house, session, token)
            codes = await enrolment.confirm(house, session, worker.id, held.id, typed)
            begun = await finish(house, session, (held, worker), presented, rule="one_time_code")
            await _added(house, session, worker, held.id)
    except Refusal as refusal:
        await note(house, worker, refusal.code)
        raise
    await right(house, worker.id, address)
    return Enrolled(await sessions.settle(house, begun), codes)


async def _added(house: House, session: AsyncSession, worker: Worker, half_id: str) -> None:
    await sessions.append(
        house,
        session,
        worker,
        action="add_factor",
        outcome=access_record.ALLOWED,
        rule=FactorKind.CODE.value,
        session_id=half_id,
    )


async def _without_factor(
    house: House, session: AsyncSession, token: str | None
) -> tuple[HalfSignIn, Worker]:
    held, worker = await held_half(house, session, token or "")
    await accounts_store.held(session, worker.id)  # two halves of one account set up one app
    if await stored.has_any(session, worker.id):
        raise Gone("half_over")  # set up meanwhile: a password alone sets up no second one
    return held, worker


async def _counted(
    house: House, token: str | None, raw: object, address: str
) -> tuple[Worker, str]:
    """Count a try before anybody knows whether it is right; whose it is, and what was typed.

    What is no code at all is no try: it tells nothing and costs nothing.
    """
    async with reading(house) as session:
        _, worker = await held_half(house, session, token or "")
    try:
        typed = parse_typed(raw)
        await slowly(house.slow, (BY_ADDRESS, address), (BY_ACCOUNT, worker.id))
    except TooMany as slowed:
        rule = await turned_away.has_room(house, address, slowed.code)
        if rule is not None:
            await note(house, worker, rule)
        raise
    except Invalid as odd:
        await note(house, worker, odd.code)
        raise
    return worker, typed


async def right(house: House, worker_id: str, address: str) -> None:
    """The last try was none: it was right."""
    await house.slow.clear(BY_ACCOUNT, worker_id)
    await house.slow.give_back(BY_ADDRESS, address)


async def note(house: House, worker: Worker | None, rule: str) -> None:
    """Record that a second factor was refused, in a transaction of its own."""
    async with writing(house) as session:
        await sessions.append(
            house,
            session,
            worker,
            action="sign_in",
            outcome=access_record.REFUSED,
            rule=rule,
        )
