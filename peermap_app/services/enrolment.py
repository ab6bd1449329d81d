"""Setting up a code app: its secret, the code that an app scans, and the first code that proves it.

Used by the half sign-in of who must have a factor and has none, and by whoever is signed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyotp
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Gone
from peermap_app.domain.factors import FactorKind
from peermap_app.services import factor_proofs
from peermap_app.storage import factors as stored
from peermap_app.storage.tables import Worker

ISSUER = "PeerMap"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an app needs: an address to scan, or the same secret to type in."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


async def begin(house: House, session: AsyncSession, worker: Worker, begun_by: str) -> SetUp:
    """The secret of a new app. The same one again for whoever began it, until it is confirmed.

    Nobody else sees it: neither another session of the same worker nor one that comes later.
    """
    factor = await stored.begun(session, worker.id, begun_by)
    if factor is None:
        await stored.forget_unconfirmed(session, worker.id)
        held: dict[str, object] = {"secret": factor_proofs.new_secret()}
        now = house.clock()
        factor = factor_proofs.new_factor(house.keys, worker.id, FactorKind.CODE, held, now)
        factor.begun_by = begun_by
        session.add(factor)
        await session.flush()
    secret = factor_proofs.opened(house.keys, factor)["secret"]
    address = pyotp.TOTP(secret).provisioning_uri(name=worker.email, issuer_name=ISSUER)
    return SetUp(address, secret)


async def confirm(
    house: House, session: AsyncSession, worker_id: str, begun_by: str, typed: str
) -> tuple[str, ...]:
    """The first code of a new app; the app of before is none any more.

    Gives fresh recovery codes when there was no factor before, none otherwise.

    Raises:
        Gone: "half_over" when nothing was begun here.
        Invalid: "second_wrong", "second_used".
    """
    factor = await stored.begun(session, worker_id, begun_by)
    if factor is None:
        raise Gone("half_over")
    now = house.clock()
    first = not await stored.has_any(session, worker_id)
    await factor_proofs.spend_code(house, session, factor, typed, now)
    older = await stored.of_kind(session, worker_id, FactorKind.CODE)
    await stored.forget(session, worker_id, [one.id for one in older])
    factor.confirmed_at, factor.begun_by = now, None
    session.add(factor)
    await session.flush()
    if not first:
        return ()
    return await factor_proofs.new_recovery_codes(house, session, worker_id, now)
