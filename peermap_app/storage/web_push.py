"""Queries on a worker's phones: who has which, and ending them with what they hung on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.web_push import Ended, Quiet
from peermap_app.storage.bulk import batched
from peermap_app.storage.push_tables import PushPhone, QuietHours
from peermap_app.storage.tables import Drawing, SignInSession, Worker

_LIVE = col(PushPhone.ended_at).is_(None)
_COMES_BACK = _LIVE | (col(PushPhone.ended_why) == Ended.GONE.value)
"""One that its push service gave up too: its browser may say where it is reached now, so what ends
a phone must end that."""


async def of_worker(session: AsyncSession, worker_id: str) -> tuple[PushPhone, ...]:
    """A worker's phones that take pushes, the oldest first."""
    found = select(PushPhone).where(PushPhone.worker_id == worker_id, _LIVE)
    by = col(PushPhone.created_at), col(PushPhone.id)
    return tuple((await session.exec(found.order_by(*by))).all())


async def live_of(session: AsyncSession, worker_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(worker, phone) of those of these workers that take pushes."""
    found: list[tuple[str, str]] = []
    for part in batched(worker_ids):
        wanted = select(PushPhone.worker_id, PushPhone.id).where(
            col(PushPhone.worker_id).in_(part), _LIVE
        )
        found.extend((await session.exec(wanted.order_by(col(PushPhone.created_at)))).all())
    return found


async def of_browser(session: AsyncSession, phone_hash: str) -> tuple[PushPhone, ...]:
    """What was ever added on the browser with this cookie, the newest first; held."""
    found = select(PushPhone).where(PushPhone.phone_hash == phone_hash)
    by = col(PushPhone.created_at).desc(), col(PushPhone.id)
    return tuple((await session.exec(found.order_by(*by).with_for_update())).all())


async def at_address(session: AsyncSession, endpoint_hash: str) -> PushPhone | None:
    """The live phone at this address, held."""
    found = select(PushPhone).where(PushPhone.endpoint_hash == endpoint_hash).with_for_update()
    return (await session.exec(found)).first()


async def held(session: AsyncSession, phone_id: str) -> PushPhone | None:
    """A phone, as it is now, held until the transaction ends."""
    found = select(PushPhone).where(PushPhone.id == phone_id).with_for_update()
    return (await session.exec(found.execution_options(populate_existing=True))).first()


async def end(session: AsyncSession, phone: PushPhone, why: Ended, now: datetime) -> None:
    """It takes no pushes any more, and where it was to be reached is forgotten.

    One that its push service gave up is over for good; what was over for good stays as it is.
    """
    await _end(session, why, now, PushPhone.id == phone.id)


async def end_of_sessions(
    session: AsyncSession, session_ids: Collection[str], why: Ended, now: datetime
) -> None:
    """Those that were last signed in by these sign-ins."""
    await _end(session, why, now, col(PushPhone.session_id).in_(tuple(session_ids)))


async def end_of_worker(
    session: AsyncSession, worker_id: str, why: Ended, now: datetime, *, but: str | None = None
) -> None:
    """Every phone of a worker, `but` the one that is signed in by this sign-in."""
    others = col(PushPhone.session_id).is_distinct_from(but) if but else col(PushPhone.id) != ""
    await _end(session, why, now, PushPhone.worker_id == worker_id, others)


async def carry_over(session: AsyncSession, from_id: str, to_id: str) -> None:
    """Phones of one sign-in hang on the one that followed it in the same browser."""
    theirs = update(PushPhone).where(PushPhone.session_id == from_id, _COMES_BACK)  # type: ignore[arg-type]
    await session.exec(theirs.values(session_id=to_id))


async def _end(
    session: AsyncSession, why: Ended, now: datetime, *which: ColumnElement[bool] | bool
) -> None:
    gone = {"endpoint_hash": None, "sealed": b"", "test_id": None, "test_due_at": None}
    await session.exec(
        update(PushPhone)
        .where(*which, _COMES_BACK)  # type: ignore[arg-type]
        .values(ended_at=now, ended_why=why.value, **gone)
    )


async def tests_due(session: AsyncSession, now: datetime) -> Sequence[str]:
    """Phones that are to be tried now."""
    found = select(PushPhone.id).where(_LIVE, col(PushPhone.test_due_at) <= now)
    return (await session.exec(found.order_by(col(PushPhone.test_due_at)).limit(50))).all()


async def take_tests(session: AsyncSession, now: datetime) -> tuple[tuple[str, str], ...]:
    """(phone, try) of those that are due, and are due no longer: two that ask get others."""
    due = tuple(await tests_due(session, now))
    taken = await session.exec(
        update(PushPhone)
        .where(col(PushPhone.id).in_(due), col(PushPhone.test_due_at) <= now)
        .values(test_due_at=None)
        .returning(col(PushPhone.id), col(PushPhone.test_id))
    )
    return tuple((phone_id, test_id) for phone_id, test_id in taken.all() if test_id)


async def note_tried(session: AsyncSession, test_id: str, now: datetime) -> str | None:
    """The push that tries a phone came; whose phone, the first time alone."""
    done = await session.exec(
        update(PushPhone)
        .where(PushPhone.test_id == test_id, _LIVE)  # type: ignore[arg-type]
        .values(test_id=None, reached_at=now)
        .returning(col(PushPhone.worker_id))
    )
    found = done.first()
    return None if found is None else str(found[0])


async def hold(
    session: AsyncSession, phone_ids: Collection[str], tries: Collection[str] = ()
) -> None:
    """Keep these phones, and those of these tries, from others until the transaction ends, in the
    order of their ids: after the deliveries to them (`storage.deliveries.hold`)."""
    theirs = col(PushPhone.id).in_(list(phone_ids)) | col(PushPhone.test_id).in_(list(tries))
    if session.get_bind().dialect.name == "postgresql":
        found = select(PushPhone.id).where(theirs).order_by(col(PushPhone.id))
        (await session.exec(found.with_for_update())).all()


async def note_reached(session: AsyncSession, phone_ids: Collection[str], now: datetime) -> None:
    """A push came to each of these."""
    theirs = update(PushPhone).where(col(PushPhone.id).in_(list(phone_ids)), _LIVE)
    await session.exec(theirs.values(reached_at=now))


async def note_sent(session: AsyncSession, phone_ids: Collection[str], now: datetime) -> None:
    """Push services took one for each of these."""
    theirs = update(PushPhone).where(col(PushPhone.id).in_(list(phone_ids)), _LIVE)
    await session.exec(theirs.values(sent_at=now, failures=0))


async def note_failures(session: AsyncSession, phone_ids: Collection[str], more: int) -> None:
    """So many more of each that no push service took."""
    theirs = update(PushPhone).where(col(PushPhone.id).in_(list(phone_ids)), _LIVE)
    await session.exec(theirs.values(failures=PushPhone.failures + more))


async def live(session: AsyncSession, phone_ids: Sequence[str]) -> tuple[PushPhone, ...]:
    """Those of these phones that take pushes, of workers whose account is open."""
    found: list[PushPhone] = []
    for part in batched(phone_ids):
        theirs = (
            select(PushPhone)
            .join(Worker, col(Worker.id) == col(PushPhone.worker_id))
            .where(col(PushPhone.id).in_(part), _LIVE, col(Worker.active).is_(True))
        )
        found += (await session.exec(theirs)).all()
    return tuple(found)


async def drawn_on(
    session: AsyncSession, session_ids: Iterable[str | None], now: datetime
) -> frozenset[str]:
    """The sign-ins whose device was handed over to a young person, who draws on it now."""
    found = (
        select(Drawing.handed_over_from)
        .join(SignInSession, col(SignInSession.id) == col(Drawing.handed_over_from))
        .where(
            col(Drawing.handed_over_from).in_([one for one in session_ids if one]),
            col(Drawing.ended_at).is_(None),
            SignInSession.expires_at > now,
        )
    )
    return frozenset(one for one in (await session.exec(found)).all() if one)


async def quiet_of(session: AsyncSession, worker_id: str) -> Quiet | None:
    """The quiet hours of a worker."""
    return (await quiets_of(session, (worker_id,))).get(worker_id)


async def quiets_of(session: AsyncSession, worker_ids: Collection[str]) -> dict[str, Quiet]:
    """The quiet hours of each worker who has some."""
    found = await session.exec(
        select(QuietHours).where(col(QuietHours.worker_id).in_(list(worker_ids)))
    )
    return {row.worker_id: Quiet(row.begins, row.ends) for row in found.all()}


async def set_quiet(session: AsyncSession, worker_id: str, quiet: Quiet | None) -> None:
    """Other quiet hours, or none. The caller holds the account."""
    await session.exec(delete(QuietHours).where(col(QuietHours.worker_id) == worker_id))
    if quiet is not None:
        session.add(QuietHours(worker_id=worker_id, begins=quiet.begins, ends=quiet.ends))


async def under_another_key(session: AsyncSession, name: str) -> int:
    """How many live phones were added under another key than this one."""
    counted = select(func.count()).select_from(PushPhone).where(_LIVE, PushPhone.key != name)
    return int((await session.exec(counted)).one())


async def forget(session: AsyncSession, before: datetime) -> int:
    """Take away what ended before; how many that were."""
    done = await session.exec(delete(PushPhone).where(col(PushPhone.ended_at) < before))
    return int(done.rowcount)


async def forget_all(session: AsyncSession, worker_ids: Sequence[str]) -> None:
    """Phones and quiet hours of who left go with their name."""
    for table in (PushPhone, QuietHours):
        await session.exec(delete(table).where(col(table.worker_id).in_(worker_ids)))
