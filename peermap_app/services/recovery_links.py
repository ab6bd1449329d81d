"""The link of a recovery: made as its mail goes out, kept as a hash alone, used once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Gone, NotFound
from peermap_app.domain.recovery import LINK_LASTS, AskState, Lost
from peermap_app.services import accounts, factors, passwords, recovery, sessions
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Who, reading, unit, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import factors as factors_store
from peermap_app.storage import recovery as stored
from peermap_app.storage.recovery_tables import RecoveryAsk
from peermap_app.storage.tables import Worker

PATH = "/recover"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BY_ADDRESS = "recovery_link"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in hand: to whom, of which kind, and the link that it carries ("" for none)."""

    id: str
    to: str
    kind: str
    lost: str
    link: str
    tries: int


async def next_letter(house: House, lasts: timedelta) -> Letter | None:
    """Take the mail that is due longest, with a link made for this very sending; None: none is due.

    Nobody else gets it for `lasts`. A link that was made for an earlier sending opens nothing now.
    """
    now = house.clock()
    async with reading(house) as session:
        if not await stored.any_mail_due(session, now):
            return None
    async with writing(house) as session:
        mail = await stored.claim_mail(session, now, now + lasts)
        if mail is None:
            return None
        owner = await session.get(Worker, mail.worker_id)
        ask = await session.get(RecoveryAsk, mail.ask_id) if mail.ask_id else None
        link = _new_link(house, session, ask, now)
        if owner is None or not owner.active or (mail.ask_id is not None and not link):
            await stored.settle_mail(session, mail.id, stored.DROPPED, at=now)
            return Letter(mail.id, "", mail.kind, "", "", mail.tries)
        lost = ask.lost if ask is not None else ""
        return Letter(mail.id, owner.email, mail.kind, lost, link, mail.tries)


def _new_link(house: House, session: AsyncSession, ask: RecoveryAsk | None, now: datetime) -> str:
    if ask is None or ask.state != AskState.AGREED.value:
        return ""
    token = secrets.token_urlsafe(32)
    ask.token_hash, ask.link_until = house.keys.lookup("recovery", token), now + LINK_LASTS
    session.add(ask)
    return f"{house.settings.base_url}{PATH}/{token}"


async def settle(house: House, letter: Letter, *, wait: timedelta | None) -> None:
    """It was sent (`wait` None), or is due again after a wait."""
    now = house.clock()
    async with writing(house) as session:
        if wait is None:
            await stored.settle_mail(session, letter.id, stored.SENT, at=now)
        else:
            due = now + wait
            await stored.settle_mail(session, letter.id, stored.QUEUED, at=now, due_at=due)


async def open_link(house: House, token: object) -> Lost:
    """What a link is for; looking spends nothing, for mail programs look too. Gone("link_over")."""
    async with reading(house) as session:
        ask, _ = await _held(house, session, token)
    return Lost(ask.lost)


async def set_password(house: House, token: object, fresh: object, address: str) -> None:
    """Set a new password by a link: every session ends, and the owner is told by mail.

    Raises:
        Gone: "link_over".
        Invalid: as `passwords.parse_new`; the link still works then.
        TooMany: "slow_down", "busy".
    """
    with passwords.room():
        await slowly(house.slow, (_BY_ADDRESS, address))
        async with reading(house) as session:
            ask, owner = await _held(house, session, token, Lost.PASSWORD)
            known = await accounts_store.known_of(session, owner)
        hashed = await passwords.hashed(await passwords.parse_new(fresh, *known))
    now = house.clock()
    async with writing(house) as session:
        owner = await _spend(house, session, ask, now)
        owner.password_hash = hashed
        session.add(owner)
        ended = await _done(house, session, owner, recovery.PASSWORD_CHANGED, now)
    await house.slow.give_back(_BY_ADDRESS, address)
    await house.slow.clear("sign_in_account", house.keys.lookup("account", owner.email))
    await sessions.after_end(house, owner.id, ended)


async def take_factors(house: House, token: object, address: str) -> None:
    """Take every second factor away by a link: the password stays, every session ends.

    Raises Gone "link_over", TooMany "slow_down".
    """
    await slowly(house.slow, (_BY_ADDRESS, address))
    async with reading(house) as session:
        ask, _ = await _held(house, session, token, Lost.FACTOR)
    now = house.clock()
    async with writing(house) as session:
        owner = await _spend(house, session, ask, now)
        await factors_store.forget_all(session, owner.id)
        ended = await _done(house, session, owner, recovery.FACTORS_GONE, now)
    await house.slow.give_back(_BY_ADDRESS, address)
    await sessions.after_end(house, owner.id, ended)


async def take_by_operator(house: House, who: Who, email: object) -> None:
    """The same at the machine's command line, without a link and without a supervisor's word.

    Raises Invalid "email_shape", NotFound "no_such_worker", NotAllowed "not_allowed".
    """
    async with unit(house, who, Action.TAKE_FACTORS) as u:
        owner = await accounts_store.worker_by_email(u.session, accounts.parse_email(email))
        if owner is None:
            raise NotFound("no_such_worker", field="email")
        await factors.take_all_away(u.session, owner.id)
        await stored.forget_links(u.session, owner.id)
        if recovery.can_mail(house):
            recovery.queue(u.session.add, owner.id, recovery.TAKEN_BY_OPERATOR, u.now)
        ended = await accounts_store.end_sessions(u.session, owner.id, u.now)
        u.also(Action.TAKE_FACTORS, None, detail=owner.id)
        owner_id = owner.id
    await sessions.after_end(house, owner_id, ended)


async def _held(
    house: House, session: AsyncSession, token: object, lost: Lost | None = None
) -> tuple[RecoveryAsk, Worker]:
    shaped = token if isinstance(token, str) and _TOKEN.fullmatch(token) else ""
    found = await stored.by_token(session, house.keys.lookup("recovery", shaped))
    if found is None:
        raise Gone("link_over")
    ask, owner = found
    over = ask.link_until is None or house.clock() >= ask.link_until
    if over or ask.state != AskState.AGREED.value or not owner.active:
        raise Gone("link_over")
    if lost is not None and ask.lost != lost.value:
        raise Gone("link_over")
    return found


async def _spend(house: House, session: AsyncSession, ask: RecoveryAsk, now: datetime) -> Worker:
    """Use the link up in the caller's transaction; Gone("link_over") when somebody was quicker."""
    # Held first, as by whoever lets it begin anew: else what is set here could outlive that.
    owner = await accounts_store.held(session, ask.worker_id)
    if not await stored.use(session, ask.id, str(ask.token_hash), now):
        raise Gone("link_over")
    if owner is None or not owner.active:
        raise Gone("link_over")
    return owner


async def _done(
    house: House, session: AsyncSession, owner: Worker, kind: str, now: datetime
) -> tuple[str, ...]:
    """End the owner's sessions and other links, record it, and write the mail that tells them."""
    await stored.forget_links(session, owner.id)
    recovery.queue(session.add, owner.id, kind, now)
    ended = await accounts_store.end_sessions(session, owner.id, now)
    await sessions.append(
        house,
        session,
        owner,
        action="recovered",
        outcome=access_record.ALLOWED,
        rule=kind,
    )
    return ended
