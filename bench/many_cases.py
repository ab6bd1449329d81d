"""Ten thousand cases on a database of their own: `python -m bench.many_cases VAR` prints JSON.

They are imported; one of their workers opens cases, with a stopwatch around the access check that
each event passes; then the master key is replaced. PEERMAP_DATABASE_URL picks another database.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bench.numbers import percentile
from peermap_app import bootstrap
from peermap_app.bootstrap import House
from peermap_app.services import accounts, cases, unit
from peermap_app.services.admission import AllocatedCase, Asked
from peermap_app.services.demo import ADDRESS
from peermap_app.services.imports import import_allocations
from peermap_app.services.rotation import rotate_key
from peermap_app.services.unit import OPERATOR
from peermap_app.settings import Settings
from peermap_app.storage import migrations

CASES, OF_EACH, OPENS = 10_000, 20, 200
EMAIL, PASSWORD = "worker0@bench.example", secrets.token_urlsafe(24)


async def main(var: str) -> None:
    """Measure, print."""
    settings = Settings.from_env(os.environ | {"PEERMAP_VAR": var})
    await asyncio.to_thread(migrations.upgrade, settings.database_url)
    house = await bootstrap.build_house(settings)
    try:
        begun = time.perf_counter()
        await import_allocations(house, _file())
        found = {"import_s": time.perf_counter() - begun}
        found |= await _opened(house)
    finally:
        await bootstrap.close_house(house)
    found["rotate_s"] = await _rotated(settings)
    print(json.dumps(found))


def _file() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield (
        "case reference,initials,year of birth,worker name,worker e-mail,worker phone,team,"
        "supervisor e-mail,from,to"
    )
    for number in range(CASES):
        worker = number // OF_EACH
        yield (
            f"BN-{number:05},K,2011,Worker {worker},worker{worker}@bench.example,,"
            f"Team {worker // 8},lead{worker // 8}@bench.example,2026-01-12,"
        )


async def _opened(house: House) -> dict[str, float]:
    """Ms of opening a case, and of that in the access check: p95 over its worker's own cases."""
    await accounts.reset_password(house, OPERATOR, email=EMAIL, password=PASSWORD)
    signed = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None  # just signed in
    mine = await cases.my_cases(house, who)
    opens, checks = [], _Stopwatch()
    for number in range(OPENS):
        begun = time.perf_counter()
        await cases.open_case(house, who, mine[number % len(mine)].id)
        opens.append(1000 * (time.perf_counter() - begun))
    checks.stop()
    return {"open_many_ms": percentile(opens, 95), "check_ms": percentile(checks.taken, 95)}


class _Stopwatch:
    """Times each access check, where `unit` calls it, until it is stopped."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self._admit = unit.admit
        unit.admit = self._timed

    async def _timed(self, asked: Asked, *more: Any) -> AllocatedCase | None:
        begun = time.perf_counter()
        try:
            return await self._admit(asked, *more)
        finally:
            self.taken.append(1000 * (time.perf_counter() - begun))

    def stop(self) -> None:
        unit.admit = self._admit


async def _rotated(settings: Settings) -> float:
    """Seconds until another master key wraps every key."""
    fresh = secrets.token_bytes(32)
    house = await bootstrap.build_house(
        replace(settings, master_key=fresh, master_key_before=settings.master_key)
    )
    try:
        begun = time.perf_counter()
        done = await rotate_key(house, OPERATOR)
        assert done.anew == CASES
        return time.perf_counter() - begun
    finally:
        await bootstrap.close_house(house)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
