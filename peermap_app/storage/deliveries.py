"""Queries on what is delivered: claimed by name for a while, moved forward, counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.deliveries import ARRIVED, Channel, State, before
from peermap_app.storage.bulk import batched
from peermap_app.storage.deliver_tables import AlertCount, Delivery, MailChoice
from peermap_app.storage.tables import Alert, Flag, Worker

FURTHEST = timedelta(minutes=20)
"""Nothing that failed waits, and nothing is in hand, for longer (`domain.deliveries.WAITS`)."""
FURTHEST_QUIET = timedelta(hours=25)
"""Nor anything else, quiet hours counted."""
_AT_ONCE = 500
"""Rows in one INSERT: each has a dozen values, and databases limit how many one may carry."""


async def next_number(session: AsyncSession, worker_id: str) -> int:
    """One more alert of a worker; who counts holds the row, so no two alerts have one number."""
    insert = _insert(session)
    counted = await session.exec(
        insert(AlertCount)
        .values(worker_id=worker_id, number=1)
        .on_conflict_do_update(index_elements=["worker_id"], set_={"number": AlertCount.number + 1})
        .returning(col(AlertCount.number))
    )
    return int(counted.scalar_one())


async def newest(session: AsyncSession, worker_id: str) -> int:
    """The number of a worker's newest alert; 0 when none was counted yet."""
    found = select(AlertCount.number).where(AlertCount.worker_id == worker_id)
    return (await session.exec(found)).first() or 0


async def add_once(session: AsyncSession, rows: Sequence[Delivery]) -> frozenset[str]:
    """Write deliveries that are not there yet; gives the ids of those that were written."""
    written: set[str] = set()
    insert = _insert(session)
    for start in range(0, len(rows), _AT_ONCE):
        done = await session.exec(
            insert(Delivery)
            .values([row.model_dump() for row in rows[start : start + _AT_ONCE]])
            .on_conflict_do_nothing(index_elements=["alert_id", "worker_id", "channel", "device"])
            .returning(col(Delivery.id))
        )
        written.update(done.scalars())
    return frozenset(written)


async def has_any(session: AsyncSession, alert_ids: Sequence[str]) -> frozenset[str]:
    """Those of these alerts that have deliveries."""
    found = select(Delivery.alert_id).where(col(Delivery.alert_id).in_(alert_ids)).distinct()
    return frozenset((await session.exec(found)).all())


async def of_alerts(
    session: AsyncSession, alert_ids: Sequence[str]
) -> dict[str, tuple[Delivery, ...]]:
    """All deliveries of these alerts."""
    found: dict[str, list[Delivery]] = {one: [] for one in alert_ids}
    for part in batched(alert_ids):
        wanted = select(Delivery).where(col(Delivery.alert_id).in_(part))
        for row in (await session.exec(wanted.execution_options(populate_existing=True))).all():
            found[row.alert_id].append(row)
    return {alert_id: tuple(rows) for alert_id, rows in found.items()}


async def with_alerts(
    session: AsyncSession, alert_ids: Sequence[str]
) -> Sequence[tuple[Alert, Flag, Worker]]:
    """These alerts, each with its flag and whom it is for."""
    found: list[tuple[Alert, Flag, Worker]] = []
    for part in batched(alert_ids):
        wanted = (
            select(Alert, Flag, Worker)
            .join(Flag, col(Flag.id) == col(Alert.flag_id))
            .join(Worker, col(Worker.id) == col(Alert.worker_id))
            .where(col(Alert.id).in_(part))
        )
        found.extend((await session.exec(wanted)).all())
    return found


async def of_ids(session: AsyncSession, ids: Sequence[str]) -> Sequence[Delivery]:
    """Those deliveries."""
    found: list[Delivery] = []
    for part in batched(ids):
        found.extend((await session.exec(select(Delivery).where(col(Delivery.id).in_(part)))).all())
    return found


async def chose_mail(session: AsyncSession, worker_ids: Collection[str]) -> frozenset[str]:
    """Those of these workers who said: also e-mail me."""
    found: set[str] = set()
    for part in batched(list(worker_ids)):
        wanted = select(MailChoice.worker_id).where(col(MailChoice.worker_id).in_(part))
        found.update((await session.exec(wanted)).all())
    return frozenset(found)


async def set_mail(session: AsyncSession, worker_id: str, *, also: bool, now: datetime) -> None:
    """Note that a worker is e-mailed too, or not any more; the same again changes nothing."""
    if also:
        once = _insert(session)(MailChoice).values(worker_id=worker_id, at=now)
        await session.exec(once.on_conflict_do_nothing(index_elements=["worker_id"]))
    else:
        gone = delete(MailChoice).where(col(MailChoice.worker_id) == worker_id)
        await session.exec(gone)


def _is_due(channel: Channel, now: datetime) -> ColumnElement[bool]:
    """Its time has come and nobody has it in hand.

    A clock that jumped back delays nothing for long: what was to go at once and was never tried is
    due, and a moment further ahead than any wait of its kind is of another clock.
    """
    until, due = col(Delivery.claimed_until), col(Delivery.due_at)
    free = or_(until.is_(None), until <= now, until > now + FURTHEST)
    at_once = and_(col(Delivery.tries) == 0, due <= col(Delivery.created_at))
    again = or_(col(Delivery.problem) != "", col(Delivery.channel) == Channel.PAGE.value)
    come = or_(due <= now, at_once, and_(again, due > now + FURTHEST), due > now + FURTHEST_QUIET)
    # What is settled has no such moment, and is never walked through.
    return and_(col(Delivery.channel) == channel.value, due.is_not(None), come, free)


async def anything_due(session: AsyncSession, channel: Channel, now: datetime) -> bool:
    """Whether there is anything to claim."""
    found = select(Delivery.id).where(_is_due(channel, now)).limit(1)
    return (await session.exec(found)).first() is not None


async def claim(
    session: AsyncSession, channel: Channel, name: str, *, now: datetime, until: datetime, most: int
) -> Sequence[Delivery]:
    """Take up to `most` due deliveries of a channel, as `storage.alerts.claim` takes rows."""
    due = await session.exec(
        select(Delivery.id)
        .where(_is_due(channel, now))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = due.all()
    if not ids:
        return ()
    await session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(ids))
        .values(claim=name, claimed_until=until, tries=col(Delivery.tries) + 1)
        .execution_options(synchronize_session=False)
    )
    taken = await session.exec(
        select(Delivery)
        .where(col(Delivery.id).in_(ids))
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .execution_options(populate_existing=True)
    )
    return taken.all()


async def hold(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """Keep these deliveries from others until the transaction ends, always in one order: two that
    each have some of them, and want the other's, would wait until the database ends one of them.

    Alerts are held before their deliveries, in the order of their ids too. SQLite has one writer.
    """
    if session.get_bind().dialect.name == "postgresql":
        found = select(Delivery.id).where(*which).order_by(col(Delivery.id))
        (await session.exec(found.with_for_update())).all()


async def settle(
    session: AsyncSession,
    name: str,
    ids: Sequence[str],
    step: State,
    *,
    now: datetime,
    due: datetime | None,
    problem: str = "",
    uncounted: bool = False,
) -> None:
    """Say what became of deliveries in hand, where the claim still holds.

    A page may have acknowledged one before we say that it was sent: then it stays where it is, and
    there is nothing more to do for it. `uncounted`: this was no try. Whoever settles several, one
    group after the other, holds all of them first.
    """
    values: dict[str, object] = {"state": step.value, "due_at": due, "problem": problem}
    if step is State.SENT:
        values["sent_at"] = now
    if uncounted:
        values["tries"] = col(Delivery.tries) - 1
    # A second handing over of what was sent moves nothing, and is due again all the same.
    open_to = [state.value for state in (*before(step), step)]
    free: dict[str, object] = {"claim": None, "claimed_until": None}
    ours = col(Delivery.id).in_(list(ids)), col(Delivery.claim) == name
    await _set(session, (*ours, col(Delivery.state).in_(open_to)), **values, **free)
    await _set(session, ours, due_at=None, **free)


async def acknowledge(
    session: AsyncSession,
    worker_id: str,
    alert_ids: Sequence[str],
    *,
    channel: Channel,
    device: str,
    now: datetime,
) -> frozenset[str]:
    """They arrived by this way; gives those alerts of which that is new."""
    which = (
        col(Delivery.worker_id) == worker_id,
        col(Delivery.alert_id).in_(list(alert_ids)),
        col(Delivery.channel) == channel.value,
        col(Delivery.device) == device,
        col(Delivery.state).in_([state.value for state in before(State.DELIVERED)]),
    )
    await hold(session, *which)
    done = await session.exec(
        update(Delivery)
        .where(*which)
        .values(state=State.DELIVERED.value, delivered_at=now, due_at=None, problem="")
        .returning(col(Delivery.alert_id))
        .execution_options(synchronize_session=False)
    )
    return frozenset(done.scalars())


async def acknowledge_these(
    session: AsyncSession, ids: Sequence[str], now: datetime
) -> tuple[tuple[str, str], ...]:
    """They arrived, each by its own way; gives (alert, device) of those of which that is new.

    Whoever asks has held them (`hold`).
    """
    done = await session.exec(
        update(Delivery)
        .where(
            col(Delivery.id).in_(list(ids)),
            col(Delivery.state).in_([state.value for state in before(State.DELIVERED)]),
        )
        .values(state=State.DELIVERED.value, delivered_at=now, due_at=None, problem="")
        .returning(col(Delivery.alert_id), col(Delivery.device))
        .execution_options(synchronize_session=False)
    )
    return tuple((alert_id, device) for alert_id, device in done.all())


async def not_arrived(
    session: AsyncSession, alert_ids: Sequence[str], channel: Channel, device: str
) -> Sequence[str]:
    """Those of these alerts that have not arrived by this way."""
    found = select(Delivery.alert_id).where(
        col(Delivery.alert_id).in_(alert_ids),
        col(Delivery.channel) == channel.value,
        col(Delivery.device) == device,
        col(Delivery.state).in_([state.value for state in before(State.DELIVERED)]),
    )
    return (await session.exec(found)).all()


async def unacknowledged(session: AsyncSession, worker_id: str, up_to: int) -> frozenset[str]:
    """Those alerts of a worker, of this number or before, of which no page said that it came."""
    found = select(Delivery.alert_id).where(
        Delivery.worker_id == worker_id,
        Delivery.channel == Channel.PAGE.value,
        col(Delivery.number) <= up_to,
        col(Delivery.state).in_([state.value for state in before(State.DELIVERED)]),
    )
    return frozenset((await session.exec(found)).all())


async def dropped_unseen(session: AsyncSession, case_ids: Sequence[str]) -> Sequence[str]:
    """The alerts of flags of these cases that nobody has seen and of which nothing arrived, but a
    delivery was dropped: what they rested on did not hold at that moment."""
    dropped = select(Delivery.alert_id).where(Delivery.state == State.DROPPED.value)
    came = [state.value for state in ARRIVED]
    arrived = select(Delivery.alert_id).where(col(Delivery.state).in_(came))
    found = (
        select(Alert.id)
        .join(Flag, col(Flag.id) == col(Alert.flag_id))
        .where(
            col(Flag.case_id).in_(list(case_ids)),
            col(Alert.seen_at).is_(None),
            col(Alert.id).in_(dropped),
            col(Alert.id).not_in(arrived),
        )
    )
    return (await session.exec(found.order_by(col(Alert.created_at), col(Alert.id)))).all()


async def said(session: AsyncSession, alert_id: str, step: State) -> None:
    """The person has seen the alert, or was in touch: what arrived or was sent goes on to that, and
    what waits is not needed any more."""
    of_alert = col(Delivery.alert_id) == alert_id
    await hold(session, of_alert)
    went = State.SENT, *(one for one in before(step) if one in (State.DELIVERED, State.SEEN))
    await _set(
        session,
        (of_alert, col(Delivery.state).in_([one.value for one in went])),
        state=step.value,
        due_at=None,
    )
    waits = of_alert, col(Delivery.state) == State.QUEUED.value
    await _set(session, waits, state=State.SPARED.value, due_at=None)


async def forget(session: AsyncSession, alert_ids: Sequence[str]) -> None:
    """Forget how these alerts were delivered, so that they are once more, by every way."""
    for part in batched(sorted(alert_ids)):
        await hold(session, col(Delivery.alert_id).in_(part))
        await session.exec(
            delete(Delivery)
            .where(col(Delivery.alert_id).in_(part))
            .execution_options(synchronize_session=False)
        )


async def flaggers(session: AsyncSession, alert_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
    """(worker, flag) of whoever flagged what these alerts tell of."""
    found = (
        select(Flag.worker_id, Flag.id)
        .join(Alert, col(Alert.flag_id) == col(Flag.id))
        .where(col(Alert.id).in_(list(alert_ids)))
    )
    return frozenset((worker, flag) for worker, flag in (await session.exec(found)).all())


async def _set(
    session: AsyncSession, where: Sequence[ColumnElement[bool]], **values: object
) -> None:
    await session.exec(
        update(Delivery).where(*where).values(**values).execution_options(synchronize_session=False)
    )


def _insert(session: AsyncSession) -> type[postgresql.Insert] | type[sqlite.Insert]:
    dialect = session.get_bind().dialect.name
    return postgresql.insert if dialect == "postgresql" else sqlite.insert  # type: ignore[return-value]
