"""A worker's phones that take pushes: added, renewed and ended by their owner alone.

A phone is a browser. It is told again by a cookie of its own, which opens nothing: with it a
browser may say where it is reached now, and the next sign-in on it is known to be on it. What ends
a phone and what does not: docs/decisions/web-push.md.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotFound, TooMany
from peermap_app.domain.web_push import (
    MOST_PHONES,
    Ended,
    Quiet,
    Subscription,
    parse_quiet,
    parse_subscription,
)
from peermap_app.services.admission import well_formed
from peermap_app.services.unit import Unit, Who, reading, unit, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import web_push as stored
from peermap_app.storage.push_key import PushKey, on_the_curve, push_key
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import Worker, new_id

SEALED = "push_phone"
TESTS = "push_test"
"""Counts tries of phones by worker (live/slow.py)."""
FAILS_FROM = 3
"""So many pushes in a row that no service took: its owner is told."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone as its owner sees it. `kind` is a code of `words.devices.DEVICES`."""

    id: str
    kind: str
    since: datetime
    reached: datetime | None
    """When it last said that a push came."""
    here: bool
    asleep: bool
    """It was added under another key than today's, and takes nothing until it is added again."""
    failing: bool


@dataclass(frozen=True, slots=True)
class Phones:
    """All of them, this one first; `key`: what a browser must be given to add itself."""

    phones: tuple[Phone, ...]
    key: str
    quiet: Quiet | None
    ended_here: Ended | None
    """Why the browser that asks takes none any more, when it once did and is not listed."""


def key_of(house: House) -> PushKey:
    """The key that signs this house's pushes."""
    return push_key(house.keys.push_seed, house.settings.push.key)


async def phones_of_another_key(house: House) -> int:
    """How many phones were added under another key than today's: they must be added again."""
    async with reading(house) as session:
        return await stored.under_another_key(session, key_of(house).name)


async def mine(house: House, who: Who, token: str | None) -> Phones:
    """The asker's own. `token`: of the cookie that tells this browser, None without one."""
    key = key_of(house)
    here = _browser(house, token)

    def is_here(one: PushPhone) -> bool:
        # A page that was open before the cookie came does not send it yet: its sign-in tells too.
        return one.phone_hash == here or one.session_id == who.session_id

    async with unit(house, who, Action.SEE_PHONES) as u:
        rows = await stored.of_worker(u.session, str(who.worker_id))
        before = await stored.of_browser(u.session, here)
        quiet = await stored.quiet_of(u.session, str(who.worker_id))
    ended = next((one for one in before if one.worker_id == who.worker_id), None)
    return Phones(
        phones=tuple(
            Phone(
                id=one.id,
                kind=one.kind,
                since=one.created_at,
                reached=one.reached_at,
                here=is_here(one),
                asleep=one.key != key.name,
                failing=one.failures >= FAILS_FROM,
            )
            for one in sorted(rows, key=is_here, reverse=True)
        ),
        key=key.public,
        quiet=quiet,
        ended_here=Ended(ended.ended_why) if ended and ended.ended_why else None,
    )


async def has_phone(house: House, who: Who) -> bool:
    """Whether any phone of the asker's takes pushes now. It is their own and nothing of a case, and
    the inbox asks each time: not recorded."""
    key = key_of(house).name
    async with reading(house) as session:
        return any(one.key == key for one in await stored.of_worker(session, str(who.worker_id)))


async def add(house: House, who: Who, raw: object, token: str | None, kind: str) -> str:
    """Push to this browser from now on; gives the token of the cookie that tells it again.

    What the same browser was added as before is over, whoever added it: it has one owner.

    Args:
        house: the house.
        who: the asker.
        raw: the browser's subscription: anything.
        token: of the cookie that came along.
        kind: what kind of device it is, a code of `words.devices`.

    Raises:
        Invalid: "push_address", "push_shape".
        Conflict: "push_of_another": somebody else's phone has this very address.
        TooMany: "push_phones" with `most`.
    """
    fresh = secrets.token_urlsafe(32)
    async with unit(house, who, Action.ADD_PHONE) as u:
        subscription = parsed(house, raw)  # in here: a place that is none of theirs is recorded
        await accounts_store.held(u.session, who.worker_id)
        there = await stored.at_address(u.session, _address(house.keys, subscription))
        if there is not None and there.worker_id != who.worker_id:
            raise Conflict("push_of_another")
        before = await stored.of_browser(u.session, _browser(house, token))
        for one in (*before, *([there] if there else [])):
            why = Ended.REPLACED if one.worker_id == who.worker_id else Ended.ANOTHER
            await stored.end(u.session, one, why, u.now)
        await _room_for_one(u.session, str(who.worker_id))
        phone = _phone(house, who, subscription, token=fresh, kind=kind, now=u.now)
        u.session.add(phone)
        u.also(Action.ADD_PHONE, None, detail=phone.id)
    return fresh


async def renew(house: House, token: str | None, raw: object) -> None:
    """A browser says where it is reached now, with nobody signed in: its cookie tells which it is.

    A phone that its push service had given up comes back so; one that was ended does not.

    Raises:
        Invalid: "push_address", "push_shape".
        NotFound: there is no such phone, or its owner may have none any more.
        TooMany: "push_phones": it had been given up, and its owner has enough others meanwhile.
    """
    subscription = parsed(house, raw)
    async with writing(house) as session:
        rows = await stored.of_browser(session, _browser(house, token))
        phone = rows[0] if token and rows else None
        if phone is None or not _comes_back(phone):
            raise NotFound("not_found")
        worker = await accounts_store.held(session, phone.worker_id)
        there = await stored.at_address(session, _address(house.keys, subscription))
        if not _may_have_one(worker) or (there is not None and there.id != phone.id):
            raise NotFound("not_found")
        if phone.ended_at is not None:
            await _room_for_one(session, phone.worker_id)
        _reached_at(house.keys, phone, subscription)
        phone.ended_at, phone.ended_why, phone.failures = None, None, 0
        phone.key = key_of(house).name
        session.add(phone)
        await _append(house, session, phone, Action.ADD_PHONE, "renewed")


async def end(house: House, who: Who, phone_id: object) -> None:
    """No more pushes to one of one's own phones. One that has ended stays so, which is no error.

    Raises NotFound: it is somebody else's or never was, both alike.
    """
    async with unit(house, who, Action.END_PHONE) as u:
        phone = await _own(u, phone_id)
        await stored.end(u.session, phone, Ended.OWN, u.now)
        u.also(Action.END_PHONE, None, detail=phone.id)


async def end_here(house: House, who: Who, token: str | None) -> None:
    """No more pushes to this browser. It may have been none, which is no error."""
    async with unit(house, who, Action.END_PHONE) as u:
        for one in await stored.of_browser(u.session, _browser(house, token)):
            if one.worker_id == who.worker_id and _comes_back(one):
                await stored.end(u.session, one, Ended.OWN, u.now)
                u.also(Action.END_PHONE, None, detail=one.id)


async def signed_in(house: House, token: str | None, worker_id: str, session_id: str) -> bool:
    """Somebody has signed in on a browser: a phone of theirs hangs on that sign-in from now on.

    A phone of somebody else's is over: what comes for them must not light up in other hands. Gives
    whether it is a phone of theirs.
    """
    if token is None:
        return False
    async with writing(house) as session:
        theirs = False
        for one in await stored.of_browser(session, _browser(house, token)):
            if not _comes_back(one):
                continue
            if one.worker_id == worker_id:
                one.session_id, theirs = session_id, True
                session.add(one)
            else:
                await stored.end(session, one, Ended.ANOTHER, house.clock())
                await _append(house, session, one, Action.END_PHONE, Ended.ANOTHER.value)
    return theirs


async def left(house: House, token: str | None) -> None:
    """Somebody signed out on a browser: it takes no pushes, whichever sign-in it hung on."""
    if token is None:
        return
    async with writing(house) as session:
        for one in await stored.of_browser(session, _browser(house, token)):
            if _comes_back(one):
                await stored.end(session, one, Ended.SIGNED_OUT, house.clock())


async def try_out(house: House, who: Who, phone_id: object) -> None:
    """Send a push to one of one's own phones, by the way that alerts go.

    Raises:
        NotFound: it is somebody else's, never was or has ended.
        TooMany: "slow_down" with `seconds`.
    """
    async with unit(house, who, Action.TEST_PHONE) as u:
        phone = await _own(u, phone_id)
        if phone.ended_at is not None:
            raise NotFound("not_found")
        await house.slow.hit(TESTS, str(who.worker_id))
        phone.test_id, phone.test_due_at = new_id(), u.now
        u.session.add(phone)
        u.also(Action.TEST_PHONE, None, detail=phone.id)
        u.outbox_written()


async def set_quiet(house: House, who: Who, begins: object, ends: object) -> Quiet | None:
    """When one's phones are silent but for *now*; two empty times: never.

    Raises Invalid: "time_shape", "quiet_long".
    """
    quiet = parse_quiet(begins, ends)
    async with unit(house, who, Action.SET_QUIET_HOURS) as u:
        await accounts_store.held(u.session, who.worker_id)
        await stored.set_quiet(u.session, str(who.worker_id), quiet)
    return quiet


def parsed(house: House, raw: object) -> Subscription:
    """A subscription that a push can be sealed for. Raises Invalid."""
    subscription = parse_subscription(raw, house.settings.push.hosts)
    if not on_the_curve(subscription.point):
        raise Invalid("push_shape")
    return subscription


def _comes_back(phone: PushPhone) -> bool:
    """It takes pushes, or will again as soon as its browser says where it is reached."""
    return phone.ended_why in (None, Ended.GONE.value)


async def _room_for_one(session: AsyncSession, worker_id: str) -> None:
    """Raises TooMany "push_phones" with `most`. The caller holds the account."""
    if len(await stored.of_worker(session, worker_id)) >= MOST_PHONES:
        raise TooMany("push_phones", most=MOST_PHONES)


async def _own(u: Unit, phone_id: object) -> PushPhone:
    known = well_formed(phone_id)
    phone = await stored.held(u.session, known) if known else None
    if phone is None or phone.worker_id != u.who.worker_id:
        raise NotFound("not_found")
    return phone


def _phone(
    house: House,
    who: Who,
    subscription: Subscription,
    *,
    token: str,
    kind: str,
    now: datetime,
) -> PushPhone:
    phone_id = new_id()
    phone = PushPhone(
        id=phone_id,
        worker_id=str(who.worker_id),
        session_id=who.session_id,
        phone_hash=_browser(house, token),
        kind=kind,
        key=key_of(house).name,
        wrapped=house.keys.new_case_key(phone_id),
        sealed=b"",
        created_at=now,
    )
    _reached_at(house.keys, phone, subscription)
    return phone


def _reached_at(keys: Keys, phone: PushPhone, subscription: Subscription) -> None:
    """Seal where it is reached."""
    held = {
        "endpoint": subscription.address,
        "p256dh": subscription.point.hex(),
        "auth": subscription.secret.hex(),
    }
    phone.sealed = keys.vault(phone.id, phone.wrapped).seal(SEALED, phone.id, held)
    phone.endpoint_hash = _address(keys, subscription)


def _address(keys: Keys, subscription: Subscription) -> str:
    return keys.lookup("push_address", subscription.address)


def _browser(house: House, token: str | None) -> str:
    """What finds a browser's rows; without a cookie nothing."""
    return house.keys.lookup("push_phone", token) if token else ""


def _may_have_one(worker: Worker | None) -> bool:
    role = Role(worker.role) if worker is not None and worker.active else None
    return bool(may(Action.ADD_PHONE, role=role, relation=Relation.NONE))


async def _append(
    house: House, session: AsyncSession, phone: PushPhone, action: Action, rule: str
) -> None:
    """A row of what no unit did: the phone's owner, and why."""
    row = access_record.Entry(
        at=house.clock(),
        who_kind="worker",
        worker_id=phone.worker_id,
        device=phone.session_id,
        action=action.value,
        case_id=None,
        outcome=access_record.ALLOWED,
        rule=rule,
        detail=phone.id,
    )
    await access_record.append(session, house.keys, [(access_record.HOUSE, row)])
