"""Queries for teams, workers and their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.web_push import Ended
from peermap_app.storage import web_push
from peermap_app.storage.at_hand import Sitting
from peermap_app.storage.factor_tables import HalfSignIn
from peermap_app.storage.tables import METADATA, Drawing, SignInSession, Team, Worker


async def worker_by_email(session: AsyncSession, email: str) -> Worker | None:
    """The worker with this address; `email` is lower case already."""
    return (await session.exec(select(Worker).where(Worker.email == email))).first()


async def held(session: AsyncSession, worker_id: str | None) -> Worker | None:
    """An account as it is now, held until the transaction ends: nobody begins or changes it
    meanwhile. Rows that only refer to it may be written."""
    if worker_id is None:
        return None
    return await session.get(
        Worker, worker_id, populate_existing=True, with_for_update={"key_share": True}
    )


async def held_by_email(session: AsyncSession, email: str) -> Worker | None:
    """The same by its address; the same statement for an address that nobody has."""
    found = select(Worker).where(Worker.email == email).with_for_update(key_share=True)
    return (await session.exec(found.execution_options(populate_existing=True))).first()


async def known_of(session: AsyncSession, worker: Worker) -> tuple[str, str, str]:
    """What others know of a worker, and a password must not be made of: name, address, team."""
    team = await session.get(Team, worker.team_id) if worker.team_id else None
    return worker.name, worker.email, team.name if team else ""


async def by_token(session: AsyncSession, token_hash: str) -> tuple[SignInSession, Worker] | None:
    """The session with this keyed hash, and whose it is, whether or not it still holds."""
    found = select(SignInSession, Worker).where(
        SignInSession.token_hash == token_hash, SignInSession.worker_id == Worker.id
    )
    return (await session.exec(found)).first()


@dataclass(frozen=True, slots=True)
class Seated:
    """A session and whose it is, as far as each event of an open page asks."""

    held: Sitting
    worker_id: str
    name: str
    role: str
    active: bool


async def seated(
    connection: AsyncConnection, *, token_hash: str | None = None, session_id: str | None = None
) -> Seated | None:
    """The session with this keyed hash or id, whether or not it still holds; in one statement."""
    found, asked = (
        (_BY_TOKEN, {"token": token_hash})
        if token_hash is not None
        else (_BY_SESSION, {"session": session_id})
    )
    row = (await connection.execute(found, asked)).first()
    if row is None:
        return None
    *sitting, worker_id, name, role, active = row
    return Seated(Sitting(*sitting), worker_id, name, role, active)


_SESSION, _WORKER = METADATA.tables["session"], METADATA.tables["worker"]
# Made once, as in `at_hand`.
_SEATED = plain_select(
    *(_SESSION.c[one.name] for one in fields(Sitting)),
    *(_WORKER.c[name] for name in ("id", "name", "role", "active")),
).join(_WORKER, _WORKER.c.id == _SESSION.c.worker_id)
_BY_TOKEN = _SEATED.where(_SESSION.c.token_hash == bindparam("token"))
_BY_SESSION = _SEATED.where(_SESSION.c.id == bindparam("session"))


async def see(
    session: AsyncSession,
    session_id: str,
    now: datetime,
    *,
    idle_since: datetime,
    locked_since: datetime | None,
) -> None:
    """Note that somebody was here. A session that has ended stays ended, a later moment stays.

    One that was last seen at `idle_since` is over as well. `locked_since`: a page of it was
    touched, unless it is locked, which it is when the last touch was then; None: no page was.
    """
    unless = [col(SignInSession.touched_at) > locked_since] if locked_since else []
    touched = {"touched_at": now} if locked_since else {}
    await session.exec(
        update(SignInSession)
        .where(
            col(SignInSession.id) == session_id,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.seen_at) > idle_since,
            col(SignInSession.seen_at) <= now,
            *unless,
        )
        .values(seen_at=now, **touched)
    )


async def spend_proof(session: AsyncSession, session_id: str | None) -> bool:
    """Use up the proof of a session. Of two that come at once one gets True."""
    done = await session.exec(
        update(SignInSession)
        .where(
            col(SignInSession.id) == (session_id or ""), col(SignInSession.proved_at).is_not(None)
        )
        .values(proved_at=None)
        .returning(col(SignInSession.id))
    )
    return done.first() is not None


async def end_sessions(
    session: AsyncSession, worker_id: str, now: datetime, *, but: str | None = None
) -> tuple[str, ...]:
    """End every session of a worker, `but` one, and what was handed over from an ended one.

    Their phones take no pushes any more, idled out or not; that of `but` goes on.
    Half a sign-in ends with them: whoever holds one has shown a password that may be none by now.

    Gives the ids of those that had not ended yet, or on which a drawing still hung.
    """
    hung = (
        col(Drawing.worker_id) == worker_id,
        col(Drawing.ended_at).is_(None),
        col(Drawing.handed_over_from).is_not(None),
    )
    handed_over = (await session.exec(select(Drawing.session_id).where(*hung))).all()
    await session.exec(update(Drawing).where(*hung).values(handed_over_from=None))
    open_ones = select(SignInSession.id).where(
        SignInSession.worker_id == worker_id,
        col(SignInSession.ended_at).is_(None),
        SignInSession.id != (but or ""),
    )
    ids = tuple((await session.exec(open_ones)).all())
    halves = col(HalfSignIn.worker_id) == worker_id, col(HalfSignIn.ended_at).is_(None)
    await session.exec(update(HalfSignIn).where(*halves).values(ended_at=now))
    await session.exec(
        update(SignInSession).where(col(SignInSession.id).in_(ids)).values(ended_at=now)
    )
    await web_push.end_of_worker(session, worker_id, Ended.CLOSED, now, but=but)
    return tuple({*ids, *handed_over})


async def end_session(session: AsyncSession, held: SignInSession, now: datetime) -> None:
    """End one session: its phone takes no pushes any more. Idling out ends none."""
    held.ended_at = now
    session.add(held)
    await web_push.end_of_sessions(session, (held.id,), Ended.SIGNED_OUT, now)


async def sessions_of(session: AsyncSession, worker_id: str) -> tuple[SignInSession, ...]:
    """The sessions of a worker that were not ended, whether or not they idled out."""
    found = select(SignInSession).where(
        SignInSession.worker_id == worker_id, col(SignInSession.ended_at).is_(None)
    )
    return tuple((await session.exec(found)).all())


async def drawn_on(session: AsyncSession, session_ids: Sequence[str]) -> frozenset[str]:
    """Those of the sessions on which a drawing hangs that has not ended."""
    found = select(Drawing.session_id).where(
        col(Drawing.session_id).in_(session_ids), col(Drawing.ended_at).is_(None)
    )
    return frozenset((await session.exec(found)).all())


async def carry_drawings_over(
    session: AsyncSession, fresh: SignInSession, idle_since: datetime
) -> None:
    """The drawings of a worker's sessions that idled out hang on their `fresh` session from now on.

    Idle: not seen since `idle_since`. Drawings of a session that ended or expired end with it.
    """
    now = fresh.created_at
    idle = select(SignInSession.id).where(
        SignInSession.worker_id == fresh.worker_id,
        col(SignInSession.ended_at).is_(None),
        SignInSession.expires_at > now,
        SignInSession.seen_at <= idle_since,
    )
    await session.exec(
        update(Drawing)
        .where(col(Drawing.session_id).in_(idle), col(Drawing.ended_at).is_(None))
        .values(session_id=fresh.id)
    )


async def live_drawings(session: AsyncSession, session_id: str) -> tuple[Drawing, ...]:
    """The drawings of a session that have not ended, oldest first."""
    found = (
        select(Drawing)
        .where(Drawing.session_id == session_id, col(Drawing.ended_at).is_(None))
        .order_by(col(Drawing.created_at))
    )
    return tuple((await session.exec(found)).all())


async def sessions_by_id(
    session: AsyncSession, session_ids: Sequence[str]
) -> dict[str, SignInSession]:
    """Sign-ins by id, ended ones too; a few, of one page."""
    found = await session.exec(select(SignInSession).where(col(SignInSession.id).in_(session_ids)))
    return {held.id: held for held in found}


async def team_named(session: AsyncSession, name: str) -> Team:
    """The team of this name, made when there is none."""
    team = (await session.exec(select(Team).where(Team.name == name))).first()
    if team is None:
        team = Team(name=name)
        session.add(team)
        await session.flush()
    return team
