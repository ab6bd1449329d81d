"""Whether a tablet is in touch: in one process, across two over Redis, and when it is told."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from peermap_app.live.lines import (
    BACK_SECONDS,
    GRACE_SECONDS,
    LAPSES_SECONDS,
    MemoryLines,
    RedisLines,
    Watch,
)

ONE, OTHER = "a" * 32, "b" * 32


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    """It stands still until it is moved."""
    return Seconds()


async def test_a_tablet_is_in_touch_while_any_of_its_pages_is_open() -> None:
    """Two pages of one tablet: the last that closes counts. A worker's page is no tablet's."""
    lines = MemoryLines()
    with lines.held(ONE), lines.held(None):
        with lines.held(ONE):
            assert await lines.in_touch([ONE, OTHER]) == {ONE}
        assert await lines.in_touch([ONE]) == {ONE}
    assert await lines.in_touch([ONE, OTHER]) == frozenset()


async def test_another_process_knows_it_and_forgets_it_by_itself(redis_url: str) -> None:
    """What one process said lapses: nothing of it is left, though that process was killed."""
    here, there = RedisLines(redis_url), RedisLines(redis_url)
    redis = Redis.from_url(redis_url)
    with here.held(ONE):
        await there.say()
        assert await there.in_touch([ONE]) == frozenset()
        await here.say()
        assert await there.in_touch([OTHER, ONE]) == {ONE}
    (name,) = await redis.keys("peermap:line:*")
    assert 0 < await redis.pttl(name) <= LAPSES_SECONDS * 1000
    await redis.pexpire(name, 0)
    assert await there.in_touch([ONE]) == frozenset()
    for each in (here, there, redis):
        await each.aclose()


def test_a_blink_says_nothing(seconds: Seconds) -> None:
    """Away for less than the grace, and there again: no word of it."""
    watch = Watch(seconds)
    assert watch.look([ONE], [ONE]) == frozenset()
    for missed in (0, GRACE_SECONDS - 1):
        seconds.at += missed
        assert watch.look([ONE], []) == frozenset()
    assert watch.look([ONE], [ONE]) == frozenset()
    seconds.at += GRACE_SECONDS - 1
    assert watch.look([ONE], []) == frozenset()
    assert watch.said(ONE) == ""


def test_away_is_said_once_and_back_for_a_moment(seconds: Seconds) -> None:
    """Each change is one piece of news, for this drawing alone."""
    watch = Watch(seconds)
    watch.look([ONE, OTHER], [OTHER])
    seconds.at += GRACE_SECONDS
    assert watch.look([ONE, OTHER], [OTHER]) == {ONE}
    assert (watch.said(ONE), watch.said(OTHER)) == ("away", "")
    assert watch.look([ONE, OTHER], [OTHER]) == frozenset()
    assert watch.look([ONE, OTHER], [ONE, OTHER]) == {ONE}
    assert watch.said(ONE) == "back"
    seconds.at += BACK_SECONDS
    assert watch.look([ONE, OTHER], [ONE, OTHER]) == {ONE}
    assert watch.said(ONE) == ""


def test_nothing_is_remembered_of_a_drawing_that_nobody_watches(seconds: Seconds) -> None:
    """Its worker left the page: whoever opens it later begins with a whole grace."""
    watch = Watch(seconds)
    watch.look([ONE], [])
    seconds.at += GRACE_SECONDS
    watch.look([ONE], [])
    watch.look([], [])
    assert watch.said(ONE) == ""
    assert watch.look([ONE], []) == frozenset()
    assert vars(watch)["_missed"] == {ONE: seconds.at}
