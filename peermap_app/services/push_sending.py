"""What `notify` needs of phones: where one is reached now, and what became of a push to it.

A push carries a reference and nothing else (rule 11): the id of a delivery or of a try, and a code
by which we know that we made it. Whoever shows it may say that one push came, and nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.errors import Invalid
from peermap_app.domain.web_push import Ended, Quiet, parse_address
from peermap_app.services import alert_ways, web_push
from peermap_app.services.admission import well_formed
from peermap_app.services.together import Together
from peermap_app.services.unit import reading, writing
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage import web_push as stored
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.sealing import Keys, same

CODE_SIGNS = 32
"""Of 64 signs of the keyed hash: 128 bits."""
IN_A_DRAWING = timedelta(seconds=60)
"""How soon a phone that a young person draws on is looked at again."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where a push goes, and with what it is sealed for that browser alone."""

    address: str = field(repr=False)
    point: bytes = field(repr=False)
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """Not now: for so long."""

    wait: timedelta


Why = Literal["ended", "key", "address"]


async def where(house: House, phone_id: str, urgency: str | None) -> Outgoing | Held | Why:
    """Where a phone is reached now; or how long it is held back, or why it is reached no more.

    `urgency`: of the flag, "now" passes quiet hours; None: so does a push that its owner asked for.
    """
    phone = await _phones.ask(house, phone_id)
    if phone is None:
        return "ended"
    if phone.drawn_on:
        return Held(IN_A_DRAWING)
    if phone.row.key != web_push.key_of(house).name:
        return "key"
    now, quiet = house.clock(), phone.quiet
    until = quiet.until(now) if quiet and urgency not in (None, "now") else None
    if until is not None:
        return Held(until - now)
    return _outgoing(house, phone.row)


@dataclass(frozen=True, slots=True)
class _Phone:
    """One that takes pushes now. `drawn_on`: by a young person, at this moment."""

    row: PushPhone
    drawn_on: bool
    quiet: Quiet | None


async def _read(house: House, phone_ids: Sequence[str]) -> dict[str, _Phone | None]:
    found: dict[str, _Phone | None] = dict.fromkeys(phone_ids)
    async with reading(house) as session:
        rows = await stored.live(session, phone_ids)
        drawn_on = await stored.drawn_on(session, [row.session_id for row in rows], house.clock())
        quiet = await stored.quiets_of(session, {row.worker_id for row in rows})
    for row in rows:
        found[row.id] = _Phone(row, row.session_id in drawn_on, quiet.get(row.worker_id))
    return found


_phones = Together(_read)


def _outgoing(house: House, phone: PushPhone) -> Outgoing | Why:
    """What was allowed when it was added is asked again: settings may have changed since."""
    held = house.keys.vault(phone.id, phone.wrapped).open(web_push.SEALED, phone.id, phone.sealed)
    try:
        address = parse_address(held["endpoint"], house.settings.push.hosts)
    except Invalid:
        return "address"
    return Outgoing(address, bytes.fromhex(held["p256dh"]), bytes.fromhex(held["auth"]))


async def phones_of(session: AsyncSession, worker_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The phones of each worker that take pushes now; who has none is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for worker_id, phone_id in await stored.live_of(session, worker_ids):
        found[worker_id] = (*found.get(worker_id, ()), phone_id)
    return found


async def noted(house: House, heard: Sequence[tuple[str, bool]]) -> None:
    """(phone, whether its push service took a push) of several, in one turn of the writer's."""
    took = {phone_id for phone_id, taken in heard if taken}
    failures = Counter(phone_id for phone_id, taken in heard if not taken)
    async with writing(house) as session:
        await stored.hold(session, {*took, *failures})
        for more in sorted(set(failures.values())):
            ids = [phone_id for phone_id, times in failures.items() if times == more]
            await stored.note_failures(session, ids, more)
        if took:
            await stored.note_sent(session, took, house.clock())


async def gone(house: House, phone_id: str, address: str) -> None:
    """A push service says that there is no such phone; one that has moved since is not meant."""
    async with writing(house) as session:
        phone = await stored.held(session, phone_id)
        meant = house.keys.lookup("push_address", address)
        if phone is not None and phone.endpoint_hash == meant:
            await stored.end(session, phone, Ended.GONE, house.clock())
    if phone is not None:
        await _tell(house, phone.worker_id)


async def tries_due(house: House) -> tuple[tuple[str, str], ...]:
    """(phone, id of the try) of those that their owners want to try; each is given once."""
    async with reading(house) as session:
        if not await stored.tests_due(session, house.clock()):
            return ()  # looking every second must not keep the writer busy
    async with writing(house) as session:
        return await stored.take_tests(session, house.clock())


def reference(keys: Keys, pushed_id: str) -> str:
    """What a push carries: an id of ours and the code that goes with it; 65 signs, always."""
    return f"{pushed_id}.{_code(keys, pushed_id)}"


def referred(keys: Keys, said: object) -> str | None:
    """The id in a reference that we made; None for anything else."""
    text = said if isinstance(said, str) else ""
    pushed_id, _, code = text.partition(".")
    known = well_formed(pushed_id)
    return known if known and same(code, _code(keys, known)) else None


async def reached(house: House, said: object) -> None:
    """A phone says that a push came. It says it once, and whatever else it says does nothing.

    Of an alert it counts while whoever has that phone may read it: what was handed over before the
    link, the allocation or the account ended has reached nobody who is to act on it.
    """
    pushed_id = referred(house.keys, said)
    if pushed_id is not None:
        await _reached.ask(house, pushed_id)


async def _note_all(house: House, pushed_ids: Sequence[str]) -> dict[str, None]:
    """What several phones say at once; whoever flagged and whose phone it is look again."""
    came, tries = await _counting(house, pushed_ids)
    now = house.clock()
    async with writing(house) as session:
        await deliveries_store.hold(session, col(Delivery.id).in_(pushed_ids))
        await stored.hold(session, {row.device for row in came}, tries)
        workers = {await stored.note_tried(session, test_id, now) or "" for test_id in tries}
        ids = [row.id for row in came]
        new = await deliveries_store.acknowledge_these(session, ids, now) if ids else ()
        phones = {phone_id for _, phone_id in new}
        if phones:
            await stored.note_reached(session, phones, now)
        flaggers = await deliveries_store.flaggers(session, {alert_id for alert_id, _ in new})
    workers |= {row.worker_id for row in came if row.device in phones}
    for worker_id in sorted(workers - {""}):
        await _tell(house, worker_id)
    for flagger, flag_id in sorted(flaggers):
        await house.hints.publish(f"worker:{flagger}", {"kind": "flag", "id": flag_id})
    return dict.fromkeys(pushed_ids)


_reached = Together(_note_all)


async def _counting(house: House, pushed_ids: Sequence[str]) -> tuple[list[Delivery], list[str]]:
    """Those deliveries that came and whose worker may read them at this moment; and the ids of what
    is no delivery, so it may be a try."""
    async with reading(house) as session:
        rows = await deliveries_store.of_ids(session, pushed_ids)
        told = await deliveries_store.with_alerts(session, list({row.alert_id for row in rows}))
        held = await alert_ways.holding(house, session, told)
    came = [row for row in rows if row.alert_id in held and row.channel == Channel.PUSH]
    known = {row.id for row in rows}
    return came, [pushed_id for pushed_id in pushed_ids if pushed_id not in known]


async def _tell(house: House, worker_id: str) -> None:
    """Their open pages look again; nothing depends on it."""
    await house.hints.publish(f"worker:{worker_id}", {"kind": "phones"})


def _code(keys: Keys, pushed_id: str) -> str:
    return keys.lookup("push_reference", pushed_id)[:CODE_SIGNS]
