"""Of `make soak`: whether the time of a refusal tells what was wrong with it, over 500 tries each.

Hit and miss take turns, so that whatever else the machine does weighs on both; what is compared are
the middles of each. A figure is how far apart they are, in hundredths of the quicker one. The work
itself is compared, statement by statement, in `make test` (test_same_work, test_my_map_work,
test_links): this finds what no statement shows.

SOAK_TIMES (500) is how many tries each door gets.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from statistics import median

from bench.figures import Row
from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.errors import Refusal
from peermap_app.services import accounts, drawings, my_map, receipts
from peermap_app.settings import Settings
from tests import moulds
from tests.fakes import FakeSlow
from tests.services.people import a_worker
from tests.services.world import KS_CASE, SAM, a_world, choose

TRIES = int(os.environ.get("SOAK_TIMES", "500"))
MOST_APART = 5.0
"""Hundredths: less than one try differs from the next by."""
ADDRESS, EMAIL, PIN = "192.0.2.7", "known@west.example", "47110815"
Try = Callable[[], Awaitable[object]]


async def rows() -> list[Row]:
    """One line for each door."""
    with tempfile.TemporaryDirectory(prefix="peermap-times-") as place:
        settings = Settings.from_env({"PEERMAP_VAR": place})
        moulds.fill(settings.database_url)
        house = replace(await build_house(settings), slow=FakeSlow())
        try:
            return await _measured(house)
        finally:
            await close_house(house)


async def _measured(house: House) -> list[Row]:
    from peermap_app.services import passwords

    held = await passwords.hashed("the-harbour-lanterns-58")
    await a_worker(house, name="Known", email=EMAIL, password_hash=held)
    world = await a_world(house)
    card = await receipts.make(house, await choose(world, SAM, KS_CASE), PIN, PIN)
    made = await drawings.offer(house, world[SAM], world.case(KS_CASE))
    await drawings.take(house, made.code, ADDRESS, None)
    doors: dict[str, tuple[Try, Try]] = {
        "sign-in: a wrong password, no such account": (
            lambda: accounts.sign_in(house, EMAIL, "not-the-password-58", ADDRESS),
            lambda: accounts.sign_in(house, "nobody@west.example", "not-the-password-58", ADDRESS),
        ),
        "My map: a wrong PIN, no such words": (
            lambda: my_map.open_card(house, ADDRESS, "90210733", words=card.words),
            lambda: my_map.open_card(house, ADDRESS, "90210733", words="apple apple apple apple"),
        ),
        "join: a code that is spent, no such code": (
            lambda: drawings.take(house, made.code, ADDRESS, None),
            lambda: drawings.take(house, "HJKLMN", ADDRESS, None),
        ),
    }
    return [await _row(name, *pair) for name, pair in doors.items()]


async def _row(name: str, hit: Try, miss: Try) -> Row:
    took: tuple[list[float], list[float]] = ([], [])
    for at in range(TRIES):
        kinds = (0, 1) if at % 2 else (1, 0)
        for kind in kinds:
            began = time.perf_counter()
            with contextlib.suppress(Refusal):
                await (hit, miss)[kind]()
            took[kind].append(time.perf_counter() - began)
    one, two = median(took[0]), median(took[1])
    apart = abs(one - two) / min(one, two) * 100
    return Row(f"time of {name}: apart ({TRIES})", "%", "lower", round(apart, 2), MOST_APART, 1.0)
