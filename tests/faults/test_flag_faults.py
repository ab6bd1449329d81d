"""A seeded share of `make soak`: flags, withdrawals, pushes and mails while things break."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.breaking import ALONE, TWO
from tests.faults.ledger import Ledger
from tests.faults.street import a_street

SEED = 2911
FLAGS = 12
AT_MOST = 300.0
"""Seconds for one database on a machine that is busy with all else: nothing hangs for ever; how
long it took is said."""
SHARE = {
    False: (
        *("killed before a push", "clock jumped", "disk full"),
        *("push service slow", "phone given away", "mail refused"),
    ),
    True: (
        *("process killed", "deployed", "database killed", "Redis killed", "writes refused"),
        *("push service refusing", "killed after a push"),
    ),
}
"""Each kind of fault once, on the one database or the other; `make soak` has all of them on both,
at random."""


def test_each_kind_has_its_share() -> None:
    """No kind is left to the soak alone; the server is killed in the middle of a delivery here, and
    of whatever goes on there."""
    assert {*SHARE[False], *SHARE[True]} == {*ALONE, *TWO} - {"server killed"}


@pytest.mark.parametrize("two", [False, True], ids=["sqlite", "postgresql"])
async def test_no_flag_is_lost_or_doubled(
    pages: None, tmp_path: Path, two: bool, say: Callable[[str], None]
) -> None:
    """Every flag is shown once to whoever has the linked case, on the page that stood open too, and
    is on each of their phones and in their mailbox; what was accepted stands; and from the answer
    to a withdrawal on neither side sees or gets anything."""
    chance, kinds = random.Random(SEED), TWO if two else ALONE
    faults = [(name, kinds[name]) for name in SHARE[two]]
    chance.shuffle(faults)
    began = time.monotonic()
    async with a_street(tmp_path, 2, two=two) as street:
        async with asyncio.timeout(AT_MOST):
            account = await Ledger(street, chance).run(FLAGS, faults)
        pushes = sum(len(phone.got) for phone in street.by_id.values())
    assert account.faultless, account
    assert len(account.sent) >= FLAGS
    assert sum(account.faults.values()) == len(faults)
    assert account.ends > 0
    assert account.accepts == account.ends
    say(
        f"flags while things break: {len(account.sent)} sent, {account.ends} withdrawals, {pushes} "
        f"pushes, {len(faults)} faults in {time.monotonic() - began:.0f} s: none lost, none "
        "doubled, none to who lost access"
    )
