"""Whether a database may be served to others: checked once, before a start with PUBLIC_URL."""

from __future__ import annotations

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.services.demo import DOMAIN
from peermap_app.services.unit import reading
from peermap_app.storage import key_store
from peermap_app.storage.ending_tables import Erasure
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import CaseFile, CaseKey, Worker


async def why_unfit(house: House) -> str | None:
    """A code of `words.operators.UNFIT`, or None.

    "no_keys": cases have no key, so the store of keys is not theirs (an old one, or an empty one).
    "demo_accounts": somebody can sign in with the password that everybody knows. "other_keys": a
    case of this database does not open with these keys, or is not found by them.
    """
    async with house.engine.connect() as connection:
        tables = await connection.run_sync(key_store.tables)
    if CaseFile.__tablename__ not in tables:
        return None  # nothing is in it yet
    if CaseKey.__tablename__ not in tables:
        return "no_keys"
    if Erasure.__tablename__ not in tables:
        return None  # of before; `peermap migrate` comes first
    async with reading(house) as session:
        known = await session.exec(
            select(Worker.id).where(
                col(Worker.email).endswith(DOMAIN), col(Worker.password_hash).is_not(None)
            )
        )
        if known.first() is not None:
            return "demo_accounts"
        erased = select(Erasure.case_id).where(col(Erasure.case_id).is_not(None))
        bare = (
            select(CaseFile.id)
            .where(col(CaseFile.id).not_in(select(CaseKey.case_id)))
            .where(col(CaseFile.id).not_in(erased.where(Erasure.kind == "case")))
            .limit(1)
        )
        if (await session.exec(bare)).first() is not None:
            return "no_keys"
        case = select(CaseFile, CaseKey.wrapped).where(CaseKey.case_id == CaseFile.id).limit(1)
        found = (await session.exec(case)).first()
    return "other_keys" if found is not None and not _opens(house, *found) else None


def _opens(house: House, case: CaseFile, wrapped: bytes) -> bool:
    try:
        held = house.keys.vault(case.id, wrapped).open("case_file", case.id, case.sealed)
    except SealBroken:
        return False
    return house.keys.lookup("reference", held["reference"]) == case.reference_hash
