"""The flags of `make soak`: SOAK_FLAGS (200) while whatever can break does, again and again.

Two processes on PostgreSQL and Redis; then a quarter as many on SQLite. What is counted is what a
person sees: a flag that was said to be sent and is not in the inbox, one that is there twice, one
that somebody sees whose link has ended, one that the open page did not show by itself.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.figures import Row
from tests.faults.breaking import ALONE, TWO
from tests.faults.ledger import Account, Ledger
from tests.faults.street import a_street

FLAGS = int(os.environ.get("SOAK_FLAGS", "200"))
FLAGS_A_FAULT = 8
PAIRS = 6


async def _soaked(seed: int, flags: int, *, two: bool) -> Account:
    chance, kinds = random.Random(seed), TWO if two else ALONE
    faults = [chance.choice(list(kinds.items())) for _ in range(max(1, flags // FLAGS_A_FAULT))]
    with tempfile.TemporaryDirectory(prefix="peermap-soak-") as place:
        async with a_street(Path(place), PAIRS, two=two) as street:
            return await Ledger(street, chance).run(flags, faults)


async def rows(seed: int, say: Callable[[str], None]) -> list[Row]:
    """The lines of var/soak.json."""
    held: list[Row] = []
    for name, flags, two in (("PostgreSQL", FLAGS, True), ("SQLite", FLAGS // 4, False)):
        account = await _soaked(seed, flags, two=two)
        say(f"{len(account.sent)} flags on {name}: {dict(account.faults)}")
        for what, found in (
            ("lost", account.lost),
            ("doubled", account.doubled),
            ("shown to somebody who lost access", account.to_others),
            ("not shown on the open page by itself", account.late),
        ):
            for each in found:
                say(f"  {what.upper()} (seed {seed}): {each}")
            said = (
                f"alerts {what}, {len(account.sent)} flags, {account.faults.total()} faults, {name}"
            )
            held.append(Row(said, "alerts", "lower", float(len(found)), 0, 0))
    return held
