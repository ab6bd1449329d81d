"""A seeded share of `make soak`: flags while processes, database and Redis are killed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.breaking import ALONE, TWO
from tests.faults.ledger import Ledger
from tests.faults.street import a_street

SEED = 2911
FLAGS = 24


@pytest.mark.parametrize("two", [False, True], ids=["sqlite", "postgresql"])
async def test_no_flag_is_lost_or_doubled(
    pages: None, tmp_path: Path, two: bool, say: Callable[[str], None]
) -> None:
    """Each fault once, somewhere among the flags: every one of them is shown once to whoever has
    the linked case, on the page that stood open too, and to nobody whose link has ended."""
    chance = random.Random(SEED)
    faults = list((TWO if two else ALONE).items())
    chance.shuffle(faults)
    async with a_street(tmp_path, 3, two=two) as street:
        account = await Ledger(street, chance).run(FLAGS, faults)
    assert account.faultless, account
    assert len(account.sent) == FLAGS
    assert sum(account.faults.values()) == len(faults)
    assert account.ends > 0
    say(f"flags while things break: {FLAGS} sent, {len(faults)} faults, none lost, none doubled")
