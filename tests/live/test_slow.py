"""Slow-downs after wrong tries, in memory and in Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from peermap_app.domain.errors import TooMany
from peermap_app.live.slow import Slowdown


@pytest.fixture(params=["memory", "redis"])
async def slow(request: pytest.FixtureRequest) -> AsyncIterator[Slowdown]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    made = Slowdown(url)
    yield made
    await made.aclose()


async def test_wrong_tries_slow_one_key_down_and_no_other(slow: Slowdown) -> None:
    """After its tries a key waits, with the seconds named; another key does not."""
    for _ in range(10):
        await slow.check("join_address", "10.0.0.1")
        await slow.hit("join_address", "10.0.0.1")
    with pytest.raises(TooMany) as refused:
        await slow.check("join_address", "10.0.0.1")
    assert refused.value.code == "slow_down"
    assert 1 <= int(str(refused.value.data["seconds"])) <= 600
    await slow.check("join_address", "10.0.0.2")
    await slow.check("join_typed", "10.0.0.1")


async def test_getting_it_right_forgets_the_tries(slow: Slowdown) -> None:
    """After `clear` the key has all its tries again."""
    for _ in range(8):
        await slow.hit("sign_in_account", "sam")
    with pytest.raises(TooMany):
        await slow.check("sign_in_account", "sam")
    await slow.clear("sign_in_account", "sam")
    await slow.check("sign_in_account", "sam")
