"""Hints reach the pages that may hear them, in this process and across processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from redis.asyncio import Redis

from peermap_app.domain.errors import Conflict, Gone, NotFound, Refusal
from peermap_app.live import pages as pages_module
from peermap_app.live import push
from peermap_app.live.bus import CHANNEL, MemoryBus, RedisBus
from peermap_app.live.pages import ANEW, Message, OnHint, Pages, is_of
from tests import servers


class AnApp:
    """What `push` needs of Reflex: which pages are connected, and what was sent to them."""

    def __init__(self) -> None:
        self.event_namespace = self
        self.token_to_sid: dict[str, str] = {}
        self.sent: list[tuple[str, Any]] = []

    async def emit_update(self, update: Any, token: str) -> None:
        self.sent.append((token, update))

    def open(self, token: str) -> None:
        self.token_to_sid[token] = f"sid-{token}"


@pytest.fixture
def app() -> Iterator[AnApp]:
    made = AnApp()
    push.use_app(made)  # type: ignore[arg-type]
    yield made
    push.use_app(None)


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


def saying(value: object) -> Any:
    async def on_hint(message: Message) -> push.Delta:
        return {"state": {"seen": value, "incoming": {"n": message.get("n")}}}

    return on_hint


async def test_a_hint_reaches_only_its_audience(app: AnApp) -> None:
    """A page hears what it entered for and nothing else, as vars of its state."""
    pages = Pages()
    for token, audience in (("a", "drawing:1"), ("b", "drawing:2")):
        app.open(token)
        pages.enter(token, [audience], saying(token), still=yes, door="/join")
    await MemoryBus(pages).publish("drawing:1", {"kind": "edits", "n": 7})
    await pages.settled()
    assert [(token, update.delta) for token, update in app.sent] == [
        ("a", {"state": {"seen_rx_state_": "a", "incoming_rx_state_": {"n": 7}}})
    ]


async def test_what_was_told_while_a_page_read_is_told_once_it_hears(
    app: AnApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its reading and its entering a hint found nobody: it comes then, and none before."""
    monkeypatch.setattr(pages_module, "MISSED_AFTER", 0.0)
    pages, loop, told = Pages(), asyncio.get_running_loop(), asyncio.Event()
    heard: list[object] = []

    async def hears(message: Message) -> push.Delta | None:
        heard.append(message.get("kind"))
        told.set()
        return None

    app.open("a")
    pages.deliver("worker:1", {"kind": "old"})
    await asyncio.sleep(0.001)
    began = loop.time()
    pages.deliver("worker:1", {"kind": "flag"})
    pages.deliver("worker:2", {"kind": "another's"})
    pages.enter("a", ["worker:1"], hears, still=yes, door="/sign-in", since=began)
    await asyncio.wait_for(told.wait(), 10)
    await pages.settled()
    assert heard == ["flag"]


@pytest.mark.parametrize("slots", [("page", "badge"), ("badge", "page")])
async def test_the_page_is_told_before_the_bar_around_it(
    app: AnApp, slots: tuple[str, str]
) -> None:
    """Both hear of one alert: what is before somebody's eyes does not wait for its number."""
    pages, order = Pages(), list[str]()

    def reads(slot: str) -> OnHint:
        async def on_hint(message: Message) -> push.Delta | None:
            order.append(f"{slot} begins")
            await asyncio.sleep(0)
            order.append(f"{slot} ends")
            return None

        return on_hint

    app.open("a")
    for slot in slots:
        pages.enter("a", ["worker:1"], reads(slot), still=yes, door="/sign-in", slot=slot)
    pages.deliver("worker:1", {"kind": "alert", "n": 1})
    await pages.settled()
    assert order == ["page begins", "page ends", "badge begins", "badge ends"]


async def test_a_page_that_cannot_be_read_does_not_keep_the_bar_waiting(
    app: AnApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its reading hangs: after a moment the number comes all the same."""
    monkeypatch.setattr(pages_module, "PAGE_FIRST", 0.01)
    pages, told, never = Pages(), asyncio.Event(), asyncio.Event()

    async def hangs(message: Message) -> push.Delta | None:
        await never.wait()
        return None

    async def tells(message: Message) -> push.Delta | None:
        told.set()
        return None

    app.open("a")
    pages.enter("a", ["worker:1"], hangs, still=yes, door="/sign-in")
    pages.enter("a", ["worker:1"], tells, still=yes, door="/sign-in", slot="badge")
    pages.deliver("worker:1", {"kind": "alert", "n": 1})
    await asyncio.wait_for(told.wait(), 10)
    never.set()
    await pages.settled()


async def test_hints_that_wait_become_one(app: AnApp) -> None:
    """Many hints at once cost a page one reading: the newest counts."""
    pages = Pages()
    app.open("a")
    pages.enter("a", ["drawing:1"], saying(1), still=yes, door="/join")
    for number in range(50):
        pages.deliver("drawing:1", {"kind": "edits", "n": number})
    await pages.settled()
    assert [update.delta["state"]["incoming_rx_state_"]["n"] for _, update in app.sent] == [49]


async def test_nothing_is_read_for_a_page_that_is_closed(app: AnApp) -> None:
    """Rule 10: a read for nobody would stand in the record as if the worker had looked."""
    pages, read = Pages(), []

    async def on_hint(message: Message) -> None:
        read.append(message)

    app.open("a")
    pages.enter("a", ["worker:1"], on_hint, still=yes, door="/sign-in")
    app.token_to_sid.clear()
    pages.deliver("worker:1", {"kind": "alert"})
    await pages.settled()
    assert read == []
    assert pages.of("worker:1") == frozenset()


async def test_a_page_whose_session_ended_is_led_to_the_door(app: AnApp) -> None:
    """It is told nothing more, and is sent away."""
    pages = Pages()
    app.open("a")
    pages.enter("a", ["worker:1"], saying(1), still=no, door="/sign-in")
    pages.deliver("worker:1", {"kind": "alert"})
    await pages.settled()
    (token, update), *more = app.sent
    assert (token, more, update.delta) == ("a", [], {})
    assert update.events[0].name == "_redirect"
    assert pages.of("worker:1") == frozenset()


async def test_a_page_that_may_not_see_it_any_more_hears_nothing(app: AnApp) -> None:
    """A refusal while reading ends the page's hints; the others still get theirs."""
    pages = Pages()

    async def refused(_: Message) -> Mapping[str, Mapping[str, Any]]:
        raise NotFound("not_found")

    for token, on_hint in (("a", refused), ("b", saying(1))):
        app.open(token)
        pages.enter(token, ["drawing:1"], on_hint, still=yes, door="/join")
    pages.deliver("drawing:1", {"kind": "edits"})
    await pages.settled()
    assert [token for token, _ in app.sent] == ["b"]
    assert pages.of("drawing:1") == {"b"}


async def test_what_has_ended_meanwhile_takes_no_pages_hearing(app: AnApp) -> None:
    """It ended between two readings: the page's right stands, and the next hint reaches it."""
    pages = Pages()
    ended: list[Refusal] = [Gone("drawing_over"), Conflict("not_now")]

    async def read(_: Message) -> Mapping[str, Mapping[str, Any]] | None:
        if ended:
            raise ended.pop()
        return {"state": {"n": 1}}

    app.open("a")
    pages.enter("a", ["drawing:1"], read, still=yes, door="/join")
    for kind in ("edits", "beat", "phase"):
        pages.deliver("drawing:1", {"kind": kind})
        await pages.settled()
    assert [token for token, _ in app.sent] == ["a"]


async def test_trouble_of_one_page_is_not_the_others(
    app: AnApp, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected error is logged without its message, and the other pages are served."""
    pages = Pages()

    async def broken(_: Message) -> Mapping[str, Mapping[str, Any]]:
        raise ValueError("JS lives at the skate park")

    for token, on_hint in (("a", broken), ("b", saying(1))):
        app.open(token)
        pages.enter(token, ["drawing:1"], on_hint, still=yes, door="/join")
    pages.deliver("drawing:1", {"kind": "edits"})
    await pages.settled()
    assert [token for token, _ in app.sent] == ["b"]
    assert "ValueError" in caplog.text
    assert "skate" not in caplog.text


async def test_what_could_not_be_read_is_told_again(
    app: AnApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away for three readings: the page is told all the same, and told once."""
    monkeypatch.setattr(pages_module, "AGAIN", (0.01, 0.02))
    pages, told, tries = Pages(), asyncio.Event(), 0

    async def read(_: Message) -> Mapping[str, Mapping[str, Any]]:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise ConnectionError("no database")
        told.set()
        return {"inbox": {"rows": tries}}

    app.open("a")
    pages.enter("a", ["worker:1"], read, still=yes, door="/sign-in")
    pages.deliver("worker:1", {"kind": "alert"})
    await asyncio.wait_for(told.wait(), 20)
    await pages.settled()
    assert [token for token, _ in app.sent] == ["a"]


async def test_a_page_that_can_never_be_read_is_left(
    app: AnApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried so often and no more, and what comes later is tried anew."""
    monkeypatch.setattr(pages_module, "AGAIN", (0.001,))
    monkeypatch.setattr(pages_module, "MOST_AGAIN", 3)
    pages, tries, over = Pages(), 0, asyncio.Event()

    async def broken(_: Message) -> Mapping[str, Mapping[str, Any]]:
        nonlocal tries
        tries += 1
        if tries == 4:
            over.set()
        raise ValueError("a fault of our own")

    app.open("a")
    pages.enter("a", ["worker:1"], broken, still=yes, door="/sign-in")
    pages.deliver("worker:1", {"kind": "alert"})
    await asyncio.wait_for(over.wait(), 20)
    await pages.settled()
    pages.deliver("worker:1", {"kind": "alert"})
    await pages.settled()
    assert tries == 5


async def test_once_redis_is_back_every_page_looks_again(app: AnApp) -> None:
    """What was published while this process did not listen is lost; the page reads all the same."""
    redis, there, heard = servers.Redis.start(), Pages(), asyncio.Queue[str]()

    async def on_hint(message: Message) -> None:
        heard.put_nowait(str(message["kind"]))

    app.open("a")
    there.enter("a", ["worker:1"], on_hint, still=yes, door="/sign-in")
    bus = RedisBus(redis.url, there)
    task = asyncio.create_task(bus.run())
    first = await asyncio.wait_for(heard.get(), 20)
    redis.kill()
    redis.start_again()
    again = await asyncio.wait_for(heard.get(), 20)
    await there.settled()
    assert (first, again, heard.qsize()) == (ANEW, ANEW, 0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await bus.aclose()
    redis.stop()


async def test_what_its_own_handler_told_a_page_is_not_read_again(app: AnApp) -> None:
    """Its own edit's hint wakes the others alone; a later one wakes it, and one after a loss."""
    pages = Pages()
    for token in ("a", "b"):
        app.open(token)
        pages.enter(token, ["drawing:1"], saying(token), still=yes, door="/join")
    assert pages.told("a", 7)
    assert not pages.told("nobody", 7)
    bus = MemoryBus(pages)

    async def heard(**message: object) -> list[str]:
        app.sent.clear()
        await bus.publish("drawing:1", message)
        await pages.settled()
        return sorted(token for token, _ in app.sent)

    assert await heard(kind="edits", n=7) == ["b"]
    assert await heard(kind="edits", n=8) == ["a", "b"]
    assert await heard(kind="phase", n=7) == ["a", "b"]
    assert await heard(kind="snapshot") == ["a", "b"]
    assert await heard(kind="edits", n=2) == ["a", "b"]


async def test_an_older_hint_does_not_hide_a_newer_one(app: AnApp) -> None:
    """Two processes drew at once and their hints came in the wrong order while the page was busy:
    that it was told of the older by itself is no reason to leave out the newer."""
    pages = Pages()
    app.open("a")
    pages.enter("a", ["drawing:1"], saying("a"), still=yes, door="/join")
    pages.deliver("drawing:1", {"kind": "edits", "n": 8})
    pages.deliver("drawing:1", {"kind": "edits", "n": 7})
    assert pages.told("a", 7)
    await pages.settled()
    assert [token for token, _ in app.sent] == ["a"]


async def test_a_number_that_no_room_has_hides_no_edit(app: AnApp) -> None:
    """Whoever can write into Redis names a number far ahead: what is drawn next is told still."""
    pages = Pages()
    room = 8

    async def on_hint(message: Message) -> push.Delta:
        return {"state": {"incoming": {"n": room}}}

    app.open("a")
    pages.enter("a", ["drawing:1"], on_hint, still=yes, door="/join")
    pages.deliver("drawing:1", {"kind": "edits", "n": 10**18})
    await pages.settled()
    assert not pages.told("a", room - 1)
    pages.deliver("drawing:1", {"kind": "edits", "n": room})
    await pages.settled()
    assert len(app.sent) == 1  # that much it knows
    room = 9
    pages.deliver("drawing:1", {"kind": "edits", "n": room})
    await pages.settled()
    assert [update.delta["state"]["incoming_rx_state_"]["n"] for _, update in app.sent] == [8, 9]
    assert pages.told("a", 10)


async def test_what_was_told_later_is_not_followed_by_what_came_before(app: AnApp) -> None:
    """A hint of the other's edit overtook the page's own handler: on the page the last push of two
    counts, so an older one must not come behind it."""
    pages = Pages()
    app.open("a")
    pages.enter("a", ["drawing:1"], saying("a"), still=yes, door="/join")
    pages.deliver("drawing:1", {"kind": "edits", "n": 8})
    await pages.settled()
    assert not pages.told("a", 7)
    assert pages.told("a", 9)
    pages.deliver("drawing:1", {"kind": "snapshot"})  # after a loss numbers may begin again
    await pages.settled()
    assert pages.told("a", 2)


async def test_entering_again_replaces_and_slots_stay_apart(app: AnApp) -> None:
    """A page that loads another screen hears only of that; the badge's slot stays."""
    pages = Pages()
    app.open("a")
    pages.enter("a", ["worker:1"], saying("badge"), still=yes, door="/", slot="badge")
    pages.enter("a", ["drawing:1"], saying("old"), still=yes, door="/")
    pages.enter("a", ["drawing:2"], saying("new"), still=yes, door="/")
    assert pages.of("drawing:1") == frozenset()
    assert pages.of("drawing:2") == pages.of("worker:1") == {"a"}
    pages.leave("a")
    assert pages.of("worker:1") == frozenset()


async def test_pages_that_are_gone_are_forgotten(app: AnApp) -> None:
    """Closed pages do not pile up: entering sweeps them out."""
    pages = Pages()
    for number in range(5):
        app.open(f"t{number}")
        pages.enter(f"t{number}", ["worker:1"], saying(1), still=yes, door="/")
    app.token_to_sid.clear()
    app.open("new")
    pages.enter("new", ["worker:1"], saying(1), still=yes, door="/")
    assert pages.of("worker:1") == {"new"}


@pytest.mark.parametrize("word", ["5", "null", "[1]", "[" * 100_000, b"\xff", "{}"])
async def test_no_word_of_a_stranger_ends_the_listening(
    app: AnApp, redis_url: str, word: str | bytes
) -> None:
    """Whoever can write to Redis publishes what is no hint: the next one is heard as ever."""
    there, arrived = Pages(), asyncio.Event()

    async def on_hint(message: Message) -> None:
        if message == {"kind": "session"}:
            arrived.set()

    app.open("a")
    there.enter("a", ["worker:1"], on_hint, still=yes, door="/sign-in")
    bus = RedisBus(redis_url, there)
    task = asyncio.create_task(bus.run())
    await bus.listening.wait()
    async with Redis.from_url(redis_url) as stranger:
        await stranger.publish(CHANNEL, word)
    await bus.publish("worker:1", {"kind": "session"})
    await asyncio.wait(
        {task, asyncio.create_task(arrived.wait())}, timeout=20, return_when="FIRST_COMPLETED"
    )
    assert arrived.is_set()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await bus.aclose()


async def test_a_hint_crosses_two_processes(app: AnApp, redis_url: str) -> None:
    """What one process publishes reaches a page of another through Redis."""
    here, there = Pages(), Pages()
    arrived = asyncio.Event()

    async def on_hint(message: Message) -> None:
        assert message == {"kind": "edits", "n": 3}
        arrived.set()

    app.open("a")
    there.enter("a", ["drawing:1"], on_hint, still=yes, door="/join")
    ours, theirs = RedisBus(redis_url, here), RedisBus(redis_url, there)
    task = asyncio.create_task(theirs.run())
    await theirs.listening.wait()
    await ours.publish("drawing:1", {"kind": "edits", "n": 3})
    await asyncio.wait_for(arrived.wait(), 20)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await ours.aclose()
    await theirs.aclose()


async def test_after_a_loss_each_page_reads_once(app: AnApp) -> None:
    """One hint for whatever a page hears of, so a page that hears of much does not read it five
    times, and one that hears of little reads as well."""
    read: list[str] = []

    def of(name: str, *kinds: str) -> OnHint:
        async def on_hint(message: Message) -> None:
            if not kinds or is_of(message, *kinds):
                read.append(name)

        return on_hint

    pages = Pages()
    for name, kinds in (("a", ()), ("b", ("case", "link")), ("c", ("waits",))):
        app.open(name)
        pages.enter(name, ["worker:1"], of(name, *kinds), still=yes, door="/sign-in")
    pages.catch_up()
    await pages.settled()
    assert sorted(read) == ["a", "b", "c"]
    pages.deliver("worker:1", {"kind": "link"})
    await pages.settled()
    assert sorted(read) == ["a", "a", "b", "b", "c"]
