"""Vaults of several cases, read at once."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.sealing import Keys, Vault
from peermap_app.storage.tables import CaseKey


async def vaults_of(
    session: AsyncSession, keys: Keys, case_ids: Collection[str]
) -> dict[str, Vault]:
    """By case; one without a key (any more) is left out."""
    if not case_ids:
        return {}
    rows = await session.exec(select(CaseKey).where(col(CaseKey.case_id).in_(case_ids)))
    return {key.case_id: keys.vault(key.case_id, key.wrapped) for key in rows}
