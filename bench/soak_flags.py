"""The flags of `make soak`: SOAK_FLAGS (200) while whatever can break does, again and again.

Two processes on PostgreSQL and Redis; then a quarter as many on SQLite (SOAK_FLAGS_SQLITE). Links
end and are made anew among them, by My map and by the pages; everybody who is told has two phones
and chose mails. What is counted is what a person sees: a flag that was said to be sent and is not
in the inbox, on each phone or in the mailbox, one that is there twice, one that reaches somebody
whose link has ended, one that the open page did not show by itself.
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
ON_SQLITE = int(os.environ.get("SOAK_FLAGS_SQLITE", str(FLAGS // 4)))
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
    for name, flags, two in (("PostgreSQL", FLAGS, True), ("SQLite", ON_SQLITE, False)):
        account = await _soaked(seed, flags, two=two)
        sent, ends, broke = len(account.sent), account.ends, account.faults.total()
        say(f"{sent} flags and {ends} withdrawals on {name}: {dict(account.faults)}")
        for what, found in (
            ("lost", account.lost),
            ("doubled", account.doubled),
            ("delivered to somebody who lost access", account.to_others),
            ("not shown on the open page by itself", account.late),
            ("sent to a phone that is gone, again and again", account.not_ended),
        ):
            for each in found:
                say(f"  {what.upper()} (seed {seed}): {each}")
            said = f"alerts {what}, {sent} flags, {ends} withdrawals, {broke} faults, {name}"
            held.append(Row(said, "alerts", "lower", float(len(found)), 0, 0))
    return held
