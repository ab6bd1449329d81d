"""Slow-downs after wrong tries, in memory and in Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from peermap_app.domain.errors import Invalid, TooMany
from peermap_app.live.slow import Slowdown
from peermap_app.services import drawings
from tests.drawing_builders import a_world, some_settings


@pytest.fixture(params=["memory", "redis"])
async def slow(request: pytest.FixtureRequest) -> AsyncIterator[Slowdown]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    made = Slowdown(url)
    yield made
    await made.aclose()


async def test_wrong_tries_slow_one_key_down_and_no_other(slow: Slowdown) -> None:
    """After its tries a key waits, with the seconds named; another key does not."""
    for _ in range(10):
        await slow.hit("join_address", "10.0.0.1")
    with pytest.raises(TooMany) as refused:
        await slow.hit("join_address", "10.0.0.1")
    assert refused.value.code == "slow_down"
    assert 1 <= int(str(refused.value.data["seconds"])) <= 600
    await slow.hit("join_address", "10.0.0.2")
    await slow.hit("join_typed", "10.0.0.1")


async def test_getting_it_right_forgets_the_tries(slow: Slowdown) -> None:
    """After `clear` the key has all its tries again."""
    for _ in range(8):
        await slow.hit("sign_in_account", "sam")
    with pytest.raises(TooMany):
        await slow.hit("sign_in_account", "sam")
    await slow.clear("sign_in_account", "sam")
    await slow.hit("sign_in_account", "sam")


async def test_tries_at_once_are_counted_each(slow: Slowdown) -> None:
    """Of fifty tries at the same moment exactly as many pass as are allowed."""
    tries = (slow.hit("join_address", "10.0.0.1") for _ in range(50))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert answers.count(None) == 10
    assert sum(isinstance(answer, TooMany) for answer in answers) == 40


async def test_a_right_try_is_given_back_and_no_other(slow: Slowdown) -> None:
    """Any number of right tries slows nobody, and takes none of the wrong ones away."""
    await slow.give_back("join_address", "10.0.0.1")
    for _ in range(9):
        await slow.hit("join_address", "10.0.0.1")
    for _ in range(20):
        await slow.hit("join_address", "10.0.0.1")
        await slow.give_back("join_address", "10.0.0.1")
    await slow.hit("join_address", "10.0.0.1")
    with pytest.raises(TooMany):
        await slow.hit("join_address", "10.0.0.1")


@pytest.mark.parametrize("raw", ["BBBBBB", "ABC"])
async def test_codes_tried_at_once_are_no_way_around_the_count(
    slow: Slowdown, tmp_path: Path, raw: str
) -> None:
    """Forty tablets' worth of wrong (or malformed) codes from one address at the same moment: ten
    are looked at, the others are told to slow down."""
    world = await a_world(some_settings(tmp_path))
    house = replace(world.house, slow=slow)
    tries = (drawings.take(house, raw, "10.0.0.1", None) for _ in range(40))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, Invalid) for answer in answers) == 10
    assert sum(isinstance(answer, TooMany) for answer in answers) == 30
    await world.house.engine.dispose()
