"""One-time codes and recovery codes: making them, and finding out whether one is right.

A right one is used up in the caller's transaction, in one statement: of two that come at once, one
counts. Secrets lie sealed under a key of the factor's own, which the master key wraps.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid
from peermap_app.domain.factors import (
    RECOVERY_CODES,
    RECOVERY_SIGNS,
    FactorKind,
    is_recovery,
    step_of,
    steps_taken,
)
from peermap_app.storage import factors as stored
from peermap_app.storage.factor_tables import Factor
from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import new_id

SEALED = "factor"


def new_factor(
    keys: Keys, worker_id: str, kind: FactorKind, held: dict[str, object], now: datetime
) -> Factor:
    """A factor that is not confirmed yet, with what it holds sealed."""
    factor_id = new_id()
    wrapped = keys.new_case_key(factor_id)
    return Factor(
        id=factor_id,
        worker_id=worker_id,
        kind=kind.value,
        wrapped=wrapped,
        sealed=keys.vault(factor_id, wrapped).seal(SEALED, factor_id, held),
        created_at=now,
    )


def opened(keys: Keys, factor: Factor) -> dict[str, str]:
    """What a factor holds."""
    held = keys.vault(factor.id, factor.wrapped).open(SEALED, factor.id, factor.sealed)
    return {str(name): str(value) for name, value in held.items()}


def rename(keys: Keys, factor: Factor, name: str) -> None:
    """Seal another name beside what a factor holds."""
    held: dict[str, object] = {**opened(keys, factor), "name": name}
    factor.sealed = keys.vault(factor.id, factor.wrapped).seal(SEALED, factor.id, held)


def new_secret() -> str:
    """160 random bits as an app takes them (RFC 4226, 4)."""
    return pyotp.random_base32()


async def spend_code(
    house: House, session: AsyncSession, factor: Factor, typed: str, now: datetime
) -> None:
    """Use up a code of an app.

    Raises:
        Invalid: "second_used" when it was right and was used before, "second_wrong" otherwise.
    """
    totp = pyotp.TOTP(opened(house.keys, factor)["secret"])
    step = step_of(now.timestamp())
    right = [each for each in steps_taken(step, None) if same(totp.generate_otp(each), typed)]
    if not right:
        raise Invalid("second_wrong", field="code")
    fresh = [each for each in right if each in steps_taken(step, factor.last_step)]
    if not fresh or not await stored.spend_step(session, factor.id, fresh[0], now):
        raise Invalid("second_used", field="code")


async def spend(
    house: House, session: AsyncSession, worker_id: str, typed: str, now: datetime
) -> str:
    """Use up what was typed for a second factor (`parse_typed` gave it). Gives the record's rule.

    Raises Invalid "second_wrong" or "second_used".
    """
    if is_recovery(typed):
        hashed = recovery_hash(house.keys, worker_id, typed)
        if not await stored.spend_recovery(session, worker_id, hashed, now):
            raise Invalid("second_wrong", field="code")
        return "recovery_code"
    apps = await stored.of_kind(session, worker_id, FactorKind.CODE)
    if not apps:
        raise Invalid("second_wrong", field="code")
    await spend_code(house, session, apps[0], typed, now)
    return "one_time_code"


async def new_recovery_codes(
    house: House, session: AsyncSession, worker_id: str, now: datetime
) -> tuple[str, ...]:
    """Ten fresh recovery codes, as they are shown once; those of before are none any more."""
    fresh: set[str] = set()
    while len(fresh) < RECOVERY_CODES:
        fresh.add(f"{secrets.randbelow(10**RECOVERY_SIGNS):0{RECOVERY_SIGNS}d}")
    hashes = [recovery_hash(house.keys, worker_id, code) for code in fresh]
    await stored.new_recovery(session, worker_id, hashes, now)
    return tuple(f"{code[:4]} {code[4:8]} {code[8:]}" for code in fresh)


def recovery_hash(keys: Keys, worker_id: str, typed: str) -> str:
    """How a recovery code is found again; without the lookup key nobody can try them all."""
    return keys.lookup("recovery_code", f"{worker_id}|{typed}")
