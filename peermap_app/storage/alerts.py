"""Queries on flags, the alerts that they made, and the outbox that delivers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, update
from sqlalchemy import select as select_rows
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.review_tables import Review
from peermap_app.storage.tables import Alert, Flag, Outbox

FURTHEST = timedelta(minutes=6)
"""No row waits or is in hand for longer (`notify.outbox`)."""
QUEUED = "queued"
SENT = "sent"


async def add_flag_once(session: AsyncSession, flag: Flag) -> bool:
    """Write a flag unless one from the same form is there; True when it was written.

    Two taps at once: the second waits for the first to commit, then writes nothing.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # RETURNING says whether it was written in both databases; a row count does not.
    written = await session.exec(
        insert(Flag)
        .values(**flag.model_dump())
        .on_conflict_do_nothing(index_elements=["form_hash"])
        .returning(col(Flag.id))
    )
    return written.first() is not None


async def flag_of_form(session: AsyncSession, form_hash: str) -> Flag | None:
    """The flag that a form made."""
    return (await session.exec(select(Flag).where(Flag.form_hash == form_hash))).first()


async def flags_of_case(session: AsyncSession, case_id: str, most: int) -> Sequence[Flag]:
    """The newest flags of a case."""
    found = await session.exec(
        select(Flag)
        .where(Flag.case_id == case_id)
        .order_by(col(Flag.at).desc(), col(Flag.id))
        .limit(most)
    )
    return found.all()


async def alerts_of_flags(
    session: AsyncSession, flag_ids: Sequence[str], *, hold: bool = False
) -> dict[str, tuple[Alert, ...]]:
    """The alerts that each flag made, in a fixed order; `hold` keeps them from others until the
    transaction ends, and reads what was said of them until that moment."""
    held: dict[str, list[Alert]] = {one: [] for one in flag_ids}
    if held:
        wanted = select(Alert).where(col(Alert.flag_id).in_(held)).order_by(col(Alert.id))
        rows = await session.exec(wanted.with_for_update() if hold else wanted)
        for alert in rows.all():
            held[alert.flag_id].append(alert)
    return {flag_id: tuple(alerts) for flag_id, alerts in held.items()}


SHARE = 10
"""So many unseen alerts that one worker flagged have room before everybody's others."""
_SOON = case({"now": 0, "today": 1}, value=col(Flag.urgency), else_=2)


async def ids_of_worker(
    session: AsyncSession, worker_id: str, on: date, *, to_do: bool = False
) -> Sequence[str]:
    """Every alert of a worker, by id, in the order in which an inbox has room for them.

    First what asks something still and was not seen, then what asks something and led to no
    contact, then the rest; of these two the newest first. What was not seen goes by how soon it is
    to be known, and by turns between those who flagged: whoever flags without end fills no list,
    for after `SHARE` of theirs the others' come first. `to_do`: what was not seen alone.
    """
    asks = _asks(on)
    unseen = and_(asks, col(Alert.seen_at).is_(None))
    rank = case((unseen, 0), (and_(asks, col(Alert.in_touch_at).is_(None)), 1), else_=2)
    of_worker = (
        select_rows(
            col(Alert.id),
            col(Alert.created_at),
            col(Flag.worker_id).label("by"),
            rank.label("rank"),
            _SOON.label("soon"),
        )
        .join(Flag, col(Flag.id) == col(Alert.flag_id))
        .where(col(Alert.worker_id) == worker_id)
    )
    one = (of_worker.where(unseen) if to_do else of_worker).subquery().c
    newest = one.created_at.desc(), one.id
    turn = func.row_number().over(partition_by=[one.rank, one.by], order_by=[one.soon, *newest])
    first = one.rank == 0
    order = one.rank, *(case((first, each), else_=0) for each in _by_turns(turn, one.soon)), *newest
    return (await session.exec(select(one.id).order_by(*order))).all()


def _by_turns(turn: ColumnElement[int], soon: ColumnElement[int]) -> tuple[ColumnElement[int], ...]:
    return case((turn > SHARE, 1), else_=0), soon, turn


async def hold(session: AsyncSession, alert_ids: Sequence[str]) -> None:
    """Keep these alerts from others until the transaction ends, in the order in which everybody
    takes them: alerts by id, and then their deliveries (`storage.deliveries.hold`)."""
    found = select(Alert.id).where(col(Alert.id).in_(list(alert_ids))).order_by(col(Alert.id))
    await session.exec(found.with_for_update())


async def with_flags(
    session: AsyncSession, alert_ids: Sequence[str]
) -> tuple[tuple[Alert, Flag], ...]:
    """These alerts with their flags, in that order; what is not there is left out."""
    found = await session.exec(
        select(Alert, Flag)
        .join(Flag, col(Flag.id) == col(Alert.flag_id))
        .where(col(Alert.id).in_(list(alert_ids)))
    )
    rows = {alert.id: (alert, flag) for alert, flag in found.all()}
    return tuple(rows[one] for one in alert_ids if one in rows)


def _asks(on: date) -> ColumnElement[bool]:
    """The alert's flag is neither closed nor lapsed on that day."""
    of_flag = select(Review.thing_id).where(
        col(Review.thing_id) == col(Alert.flag_id),
        col(Review.closed_at).is_(None),
        col(Review.due) > on,
    )
    return of_flag.exists()


async def unseen_of_workers(
    session: AsyncSession, worker_ids: Sequence[str], on: date, most: int
) -> Sequence[str]:
    """The alerts that these workers have not seen and that ask something on that day still, by id.

    By turns between flagged cases, for each worker by itself: of every case whose flags came to one
    of them the one to be known soonest comes first, so that no flood stands before another case's.
    """
    found = (
        select_rows(
            col(Alert.id),
            col(Alert.worker_id),
            col(Alert.created_at),
            col(Flag.case_id).label("of"),
            _SOON.label("soon"),
        )
        .join(Flag, col(Flag.id) == col(Alert.flag_id))
        .where(col(Alert.worker_id).in_(list(worker_ids)), col(Alert.seen_at).is_(None), _asks(on))
        .subquery()
    )
    one = found.c
    newest = one.created_at.desc(), one.id
    turn = func.row_number().over(
        partition_by=[one.worker_id, one.of], order_by=[one.soon, *newest]
    )
    order = turn, one.soon, *newest
    return (await session.exec(select(one.id).order_by(*order).limit(most))).all()


async def alert_with_flag(
    session: AsyncSession, alert_id: str, *, hold: bool = False
) -> tuple[Alert, Flag] | None:
    """An alert with its flag; `hold` keeps the alert from others until the transaction ends."""
    query = (
        select(Alert, Flag)
        .join(Flag, col(Flag.id) == col(Alert.flag_id))
        .where(Alert.id == alert_id)
    )
    if hold:
        query = query.with_for_update(of=Alert)
    return (await session.exec(query)).first()


RING = "ring"
"""What `waits` begins with in a row that rings a phone: `services.sharing_rings`."""


def _is_due(now: datetime, rings: bool) -> ColumnElement[bool]:
    """Queued, its time has come and nobody has it in hand; what rings phones, or all else.

    A clock that jumped back delays nothing: what was never tried is due whenever it says, and a
    moment further ahead than any wait is of another clock.
    """
    ahead = now + FURTHEST
    until, due = col(Outbox.claimed_until), col(Outbox.due_at)
    free = or_(until.is_(None), until <= now, until > ahead)
    come = or_(due <= now, due > ahead, col(Outbox.tries) == 0)
    is_ring = and_(col(Outbox.waits).is_not(None), col(Outbox.waits).startswith(f"{RING} "))
    return and_(col(Outbox.state) == QUEUED, come, free, is_ring if rings else not_(is_ring))


async def anything_due(session: AsyncSession, now: datetime, *, rings: bool = False) -> bool:
    """Whether there is anything to claim."""
    found = select(Outbox.id).where(_is_due(now, rings)).limit(1)
    return (await session.exec(found)).first() is not None


async def claim(
    session: AsyncSession,
    name: str,
    now: datetime,
    until: datetime,
    most: int,
    *,
    rings: bool = False,
) -> Sequence[Outbox]:
    """Take up to `most` due rows for the one who claims under `name`, until `until`: those that
    ring phones, or all others.

    Two processes never hold the same row: PostgreSQL skips rows that another holds, SQLite has one
    writer at a time. A claim whose holder died runs out, and the row is taken again.
    """
    due = await session.exec(
        select(Outbox.id)
        .where(_is_due(now, rings))
        .order_by(col(Outbox.due_at), col(Outbox.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = due.all()
    if not ids:
        return ()
    await session.exec(
        update(Outbox)
        .where(col(Outbox.id).in_(ids))
        .values(claim=name, claimed_until=until, tries=col(Outbox.tries) + 1)
        .execution_options(synchronize_session=False)
    )
    taken = await session.exec(
        select(Outbox)
        .where(col(Outbox.id).in_(ids))
        .order_by(col(Outbox.created_at), col(Outbox.id))
        .execution_options(populate_existing=True)
    )
    return taken.all()


async def mark_sent(
    session: AsyncSession, name: str, outbox_ids: Sequence[str], now: datetime
) -> None:
    """What was handed over is sent, if the claim still holds."""
    await session.exec(
        update(Outbox)
        .where(
            col(Outbox.id).in_(list(outbox_ids)),
            col(Outbox.claim) == name,
            col(Outbox.state) == QUEUED,
        )
        .values(state=SENT, sent_at=now, claim=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


async def put_back(session: AsyncSession, name: str, outbox_id: str, due: datetime) -> None:
    """What could not be handed over is due again at `due`."""
    await session.exec(
        update(Outbox)
        .where(col(Outbox.id) == outbox_id, col(Outbox.claim) == name, col(Outbox.state) == QUEUED)
        .values(due_at=due, claim=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


async def waiting(session: AsyncSession) -> int:
    """How many rows are still to be sent."""
    return (
        await session.exec(select(func.count()).select_from(Outbox).where(Outbox.state == QUEUED))
    ).one()
