"""How Sam signs in, and what the access record says of it."""

from __future__ import annotations

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.services import accounts
from peermap_app.services.unit import Who, reading
from peermap_app.storage.tables import AccessRecord

PASSWORD = "paper boats in June"
ADDRESS = "192.0.2.7"
EMAIL = "sam@west.example"


async def all_rows(house: House) -> list[tuple[str, str, str, str | None]]:
    async with reading(house) as session:
        found = await session.exec(select(AccessRecord).order_by(col(AccessRecord.id)))
        return [(r.action, r.outcome, r.rule, r.worker_id) for r in found]


async def signed_in(house: House) -> Who:
    signed = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None
    return who
