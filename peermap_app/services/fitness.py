"""Whether a database may be served, and whether its store of keys is its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from peermap_app.bootstrap import House
from peermap_app.services.demo import DOMAIN
from peermap_app.services.unit import reading
from peermap_app.storage import key_store
from peermap_app.storage.ending_tables import Erasure
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.record_anchor import RecordAnchor
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import CaseFile, CaseKey, Worker

_STORE = {CaseKey.__tablename__, OwnKey.__tablename__, RecordAnchor.__tablename__}


@dataclass(frozen=True, slots=True)
class KeysFound:
    """How the two stores fit together: after an older copy of one came back, they do not.

    Attributes:
        bare: cases that nobody erased and that have no key: nobody can open or list them.
        lone: keys of cases that are not there.
        keys: keys of cases, of all kinds.
    """

    bare: int = 0
    lone: int = 0
    keys: int = 0


async def has_store(house: House) -> bool:
    """Whether there is a store of keys, as of this version; true while nothing is in it yet."""
    tables = await _tables(house)
    return CaseFile.__tablename__ not in tables or tables >= _STORE


async def check_keys(house: House) -> KeysFound:
    """Count what has no counterpart in the other store. Whoever calls it has found the stores."""
    if Erasure.__tablename__ not in await _tables(house):
        return KeysFound()  # of before, or nothing is in it yet: `peermap migrate` comes first
    erased = select(Erasure.case_id).where(
        col(Erasure.case_id).is_not(None), Erasure.kind == "case"
    )
    bare = (
        select(func.count())
        .select_from(CaseFile)
        .where(col(CaseFile.id).not_in(select(CaseKey.case_id)))
        .where(col(CaseFile.id).not_in(erased))
    )
    keys = select(func.count()).select_from(CaseKey)
    lone = keys.where(col(CaseKey.case_id).not_in(select(CaseFile.id)))
    async with reading(house) as session:
        return KeysFound(
            bare=(await session.exec(bare)).one(),
            lone=(await session.exec(lone)).one(),
            keys=(await session.exec(keys)).one(),
        )


async def why_unfit(house: House, *, for_others: bool) -> str | None:
    """A code of `words.operators.UNFIT`, or None.

    "no_store": there is no store of keys. "no_keys": cases have no key, so the store is not theirs.
    With PUBLIC_URL (`for_others`) one such case is enough, and more is asked. "demo_accounts":
    somebody can sign in with the password that everybody knows. "other_keys": a case of this
    database does not open with these keys, or is not found by them.
    """
    if not await has_store(house):
        return "no_store"
    found = await check_keys(house)
    if found.bare and (for_others or not found.keys):
        return "no_keys"
    return await _unfit_for_others(house) if for_others else None


async def _unfit_for_others(house: House) -> str | None:
    if Erasure.__tablename__ not in await _tables(house):
        return None
    async with reading(house) as session:
        known = await session.exec(
            select(Worker.id).where(
                col(Worker.email).endswith(DOMAIN), col(Worker.password_hash).is_not(None)
            )
        )
        if known.first() is not None:
            return "demo_accounts"
        case = select(CaseFile, CaseKey.wrapped).where(CaseKey.case_id == CaseFile.id).limit(1)
        found = (await session.exec(case)).first()
    return "other_keys" if found is not None and not _opens(house, *found) else None


async def _tables(house: House) -> frozenset[str]:
    async with house.engine.connect() as connection:
        return await connection.run_sync(key_store.tables)


def _opens(house: House, case: CaseFile, wrapped: bytes) -> bool:
    try:
        held = house.keys.vault(case.id, wrapped).open("case_file", case.id, case.sealed)
    except SealBroken:
        return False
    return house.keys.lookup("reference", held["reference"]) == case.reference_hash
