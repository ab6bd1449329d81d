"""One young person's record as one sealed file, with nothing of another young person's in it.

What came over a link, the other side of one, and readings that came over one are left out whole:
that there is another young person may not be seen from here (rule 10). Initials that the young
person drew are theirs.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import TooMany
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.subject_access import SubjectAsk, parse_subject_ask
from peermap_app.services import exports, maps, sealed_bundle, step_up, subject_record
from peermap_app.services.answers import newest_answers
from peermap_app.services.exports import Export
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage import record_reading
from peermap_app.words import held_words as w

MOST_RECORDS = 5
"""Whole records that one data protection lead makes within a day."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The sealed file, and what opens it: shown once, kept nowhere."""

    file: Export
    passphrase: str = field(repr=False)


async def may_make(house: House, who: Who) -> None:
    """Whether the asker has this page at all, and showed just now who they are.

    Raises NotAllowed "not_allowed" for every other role; Conflict "confirm_first".
    """
    purpose = Purpose.PLAN_TOGETHER
    async with unit(house, who, Action.SUBJECT_ACCESS, purpose=purpose, reason="page"):
        pass


async def make(house: House, who: Who, raw: Mapping[str, object]) -> Bundle:
    """Everything that is held of the young person of one case, open or closed.

    Raises:
        NotAllowed: for every other role, whatever was typed.
        Problems: as `parse_subject_ask`.
        NotFound: no such case, or one that was erased.
        Conflict: "confirm_first": one proof makes one record.
        TooMany: "records_full": five within a day.
    """
    await may_make(house, who)
    ask = parse_subject_ask(raw)
    case_id = await _case_of(house, ask)
    async with unit(
        house,
        who,
        Action.SUBJECT_ACCESS,
        case_id,
        purpose=Purpose.PLAN_TOGETHER,
        reason=ask.asked_by.value,
    ) as u:
        await _room(u)
        await step_up.spend(u.session, who)
        record = await subject_record.record(u)
        opened, newest = await _maps(u), await newest_answers(u, u.held.id)
        now = u.now
    files = {"record.json": json.dumps(record, ensure_ascii=False, indent=1).encode()}
    for one in opened:
        sheet = await maps.drawn(one)
        made = await exports.record_of(sheet, newest, who.name, now)
        files[w.MAP_FILE.format(version=sheet.version)] = made.body
    passphrase = sealed_bundle.new_passphrase()
    content = sealed_bundle.zipped(files, now)
    page = await asyncio.to_thread(sealed_bundle.sealed, content, passphrase)
    return Bundle(Export(page, "text/html", w.FILE), passphrase)


async def _room(u: Unit) -> None:
    """Held with the asker's account, so that many at once are counted one by one."""
    await accounts_store.held(u.session, u.who.worker_id)
    since = u.now - timedelta(days=1)
    made = await record_reading.whole_records(u.session, since, worker_id=u.who.worker_id)
    if len(made) >= MOST_RECORDS:
        raise TooMany("records_full", most=MOST_RECORDS)


async def _case_of(house: House, ask: SubjectAsk) -> str:
    """The case of a reference, or "", which is refused and recorded like any case that is not."""
    async with reading(house) as session:
        wanted = house.keys.lookup("reference", ask.reference)
        return await cases_store.id_of_reference(session, wanted) or ""


async def _maps(u: Unit) -> list[maps.OpenedMap]:
    """Every picture that is still held, locked copies too, newest first."""
    rows = await maps_store.ever_kept(u.session, u.held.id)
    return [
        await maps.opened(u, u.held.vault, *pair, newest=at == 0)
        for at, pair in enumerate(rows)
        if pair[0].sealed is not None
    ]
