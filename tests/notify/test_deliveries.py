"""Deliveries by each channel: none lost, none doubled, and none to whom it no longer holds for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.deliveries import LOOKS, WAITS, Channel
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import deliveries, outbox
from peermap_app.notify.channels import Gone, Later, Registry, Sent, ToPages, Way
from peermap_app.services import alerts, handing_over
from peermap_app.services.handing_over import InHand
from peermap_app.storage.tables import Outbox
from tests.fakes import FakeClock
from tests.notify.test_outbox import numbered, quiet
from tests.services.test_flags import flag
from tests.services.world import KS_CASE, PRIYA, SAM, World, choose, table


@dataclass
class Phones:
    """A channel as Web Push is one: Sam has two phones, and each answers as it was told to."""

    sam: str
    phones: Sequence[str] = ("a" * 32, "b" * 32)
    at_once: int = 50
    says_nothing = False
    claim_lasts: timedelta = timedelta(seconds=60)
    hands: int = 2
    silent: frozenset[str] = frozenset()
    answers: dict[str, Sent | Gone | Later] = field(default_factory=dict)
    got: list[InHand] = field(default_factory=list)
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event = field(default_factory=asyncio.Event)

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[str]]:
        """Sam's two."""
        return {self.sam: self.phones} if self.sam in worker_ids else {}

    async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
        """Remember it."""
        if delivery.device in self.silent:
            self.held.set()
            await asyncio.Event().wait()
        self.got.append(delivery)
        self.taken.set()
        return self.answers.get(delivery.device, Sent())


async def with_phones(house: House) -> tuple[World, dict[Channel, Way], Phones]:
    """Linked cases, nothing waits, and Sam's two phones beside open pages; time can be moved."""
    world = await quiet(house)
    world.house = replace(world.house, clock=FakeClock(house.clock()))
    phones = Phones(world.worker_id(SAM))
    return world, {Channel.PAGE: ToPages(), Channel.PUSH: phones}, phones


def forward(world: World, **by: float) -> None:
    """Move that world's time."""
    clock = world.house.clock
    assert isinstance(clock, FakeClock)
    clock.forward(**by)


async def rows(world: World) -> dict[tuple[str, str], Mapping[str, object]]:
    """Every delivery, by channel and device."""
    return {(one["channel"], one["device"]): one for one in await table(world, "delivery")}


async def states(world: World) -> dict[tuple[str, str], str]:
    """How far each is, by channel and the first sign of its device."""
    return {
        (to, device[:1]): str(one["state"]) for (to, device), one in (await rows(world)).items()
    }


async def test_an_alert_goes_to_pages_and_to_each_phone_once(house: House) -> None:
    """One delivery for open pages, one for each phone; another look finds nothing to do."""
    world, channels, phones = await with_phones(house)
    await flag(world)
    assert await outbox.deliver(world.house, channels) == 3
    assert await outbox.deliver(world.house, channels) == 0
    assert world.told(SAM) == numbered(1)
    assert sorted(one.device for one in phones.got) == sorted(phones.phones)
    assert await states(world) == {
        ("page", ""): "sent",
        ("push", "a"): "sent",
        ("push", "b"): "sent",
    }


async def test_what_is_handed_over_says_nothing_of_a_case(house: House) -> None:
    """Ids, a number, a moment, and how soon: no reference, no initials, no kind (rule 11)."""
    world, channels, phones = await with_phones(house)
    await flag(world, need_to_know="Left the Kingsway flat.")
    await outbox.deliver(world.house, channels)
    said = repr(phones.got) + repr(world.hints.told) + repr(await table(world, "delivery"))
    for word in ("HX-", "Kingsway", "missing", KS_CASE):
        assert word not in said
    assert {one.urgency for one in phones.got} == {"now"}


async def test_a_second_row_of_one_alert_wakes_pages_and_delivers_nothing_anew(
    house: House,
) -> None:
    """Whoever changes a flag writes another row for its alert: pages look, phones stay quiet."""
    world, channels, phones = await with_phones(house)
    await flag(world)
    await outbox.deliver(world.house, channels)
    (alert,) = await table(world, "alert")
    async with world.house.make_session() as session:
        now = world.house.clock()
        session.add(Outbox(alert_id=alert["id"], created_at=now, due_at=now))
        await session.commit()
    assert await outbox.deliver(world.house, channels) == 1
    assert world.told(SAM) == [*numbered(1), {"kind": "alert"}]
    assert len(phones.got) == 2


async def test_a_phone_that_does_not_answer_keeps_nothing_from_others(house: House) -> None:
    """A push service holds the first push for ever: what comes after it goes out beside it."""
    world, channels, phones = await with_phones(house)
    phones.phones, phones.silent = ("a" * 32,), frozenset({"a" * 32})
    await flag(world)
    stop = asyncio.Event()
    running = asyncio.create_task(outbox.run(world.house, stop, channels))
    try:
        await asyncio.wait_for(phones.held.wait(), timeout=20)
        phones.phones = ("b" * 32,)
        await flag(world, need_to_know="Another thing.")
        await asyncio.wait_for(phones.taken.wait(), timeout=20)
    finally:
        running.cancel()
    assert [one.device[:1] for one in phones.got] == ["b"]


async def test_whoever_flagged_sees_that_a_phone_took_it(house: House) -> None:
    """The page of the flag is told once it went out to a phone; not for pages, as it is sent."""
    world, channels, _ = await with_phones(house)
    sheet = await flag(world)
    world.hints.told.clear()
    await outbox.deliver(world.house, {Channel.PAGE: ToPages()})
    assert world.told(PRIYA) == []
    await flag(world, need_to_know="Another thing.")
    world.hints.told.clear()
    await outbox.deliver(world.house, channels)
    (told,) = [one for one in world.told(PRIYA) if one["kind"] == "flag"]
    assert told["id"] != sheet.flag_id


async def test_two_processes_hand_over_each_delivery_once(house: House) -> None:
    """Two houses over one database deliver while flags are made: each phone hears each once."""
    world, channels, phones = await with_phones(house)
    other = await build_house(
        house.settings,
        clock=world.house.clock,
        rooms=house.rooms,
        hints=world.hints,
        slow=house.slow,
    )
    try:
        rounds = [outbox.deliver(one, channels) for one in (world.house, other) for _ in range(3)]
        flags = [flag(world, need_to_know=f"Number {number}.") for number in range(5)]
        await asyncio.gather(*flags, *rounds)
        await asyncio.gather(*(outbox.deliver(one, channels) for one in (world.house, other)))
    finally:
        await close_house(other)
    heard = sorted((one.number, one.device) for one in phones.got)
    assert heard == [(number, phone) for number in range(1, 6) for phone in phones.phones]
    assert sorted(int(str(one["n"])) for one in world.told(SAM)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("channel", [Channel.PAGE, Channel.PUSH])
async def test_a_death_between_claiming_and_settling_loses_none(
    house: House, channel: Channel
) -> None:
    """Cancelled with a delivery in hand: nobody has it until the claim runs out, then another."""
    world, channels, phones = await with_phones(house)
    phones.phones = phones.phones[:1]
    hangs = asyncio.Event()

    class Hanging(ToPages):
        async def devices(
            self, house: House, session: AsyncSession, worker_ids: Sequence[str]
        ) -> Mapping[str, Sequence[str]]:
            return await channels[channel].devices(house, session, worker_ids)

        async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
            hangs.set()
            await asyncio.Event().wait()
            return Sent()

    await flag(world)
    dying = asyncio.create_task(outbox.deliver(world.house, {**channels, channel: Hanging()}))
    await asyncio.wait_for(hangs.wait(), 10)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await outbox.deliver(world.house, channels)
    waits = (await rows(world))[channel.value, phones.phones[0] if channel == "push" else ""]
    assert waits["state"] == "queued"
    forward(world, seconds=61)
    await outbox.deliver(world.house, channels)
    assert len(phones.got) == 1
    assert set((await states(world)).values()) == {"sent"}
    assert {"kind": "alert", "n": 1} in world.told(SAM)


async def test_who_settles_late_does_not_undo_what_another_said(house: House) -> None:
    """A claim that ran out says nothing any more."""
    world, channels, _ = await with_phones(house)
    await flag(world)
    await outbox.take(world.house, channels)
    (old, _) = await handing_over.claim(world.house, Channel.PUSH, "slow", timedelta(seconds=9), 9)
    forward(world, seconds=10)
    new, _ = await handing_over.claim(world.house, Channel.PUSH, "quick", timedelta(seconds=9), 9)
    assert (new.id, old.tries, new.tries) == (old.id, 1, 2)
    done = handing_over.Settled(new.id, new.alert_id, deliveries.State.SENT)
    await handing_over.settle(world.house, "quick", [done])
    failed = handing_over.Settled(new.id, new.alert_id, deliveries.State.FAILED, problem="late")
    await handing_over.settle(world.house, "slow", [failed])
    (row,) = [one for one in await table(world, "delivery") if one["id"] == new.id]
    assert (row["state"], row["problem"]) == ("sent", "")


async def test_a_phone_that_is_gone_is_a_dead_end_and_whoever_flagged_hears(house: House) -> None:
    """Never tried again; the other phone has it; the flag's page is woken."""
    world, channels, phones = await with_phones(house)
    first, second = phones.phones
    phones.answers = {first: Gone("gone")}
    await flag(world)
    await outbox.deliver(world.house, channels)
    forward(world, hours=2)
    await outbox.deliver(world.house, channels)
    tried = [one.device for one in phones.got]
    assert sorted(tried) == [first, second]
    held = (await rows(world))["push", first]
    assert (held["state"], held["problem"], held["due_at"]) == ("failed", "gone", None)
    (flagged,) = await table(world, "flag")
    assert {"kind": "flag", "id": flagged["id"]} in world.told(PRIYA)


async def test_what_fails_is_tried_again_and_given_up_at_last(house: House) -> None:
    """Growing waits, as the other side asks, until a day is over: then it is a dead end."""
    world, channels, phones = await with_phones(house)
    phones.phones = phones.phones[:1]
    (phone,) = phones.phones
    phones.answers = {phone: Later(problem="busy")}
    await flag(world)
    await outbox.deliver(world.house, channels)
    for wait in WAITS:
        forward(world, seconds=wait - 1)
        assert len(phones.got) == (tries := len(phones.got))
        await outbox.deliver(world.house, channels)
        assert len(phones.got) == tries
        forward(world, seconds=1)
        await outbox.deliver(world.house, channels)
        assert len(phones.got) == tries + 1
    phones.answers = {phone: Later(timedelta(hours=23, minutes=50), "busy")}
    for _ in range(2):
        forward(world, hours=24)
        await outbox.deliver(world.house, channels)
    assert (await rows(world))["push", phone]["state"] == "failed"


async def test_quiet_hours_are_no_failure(house: House) -> None:
    """Not to be yet: it waits as long as it was asked to, no try is counted, and then it goes."""
    world, channels, phones = await with_phones(house)
    phones.phones = phones.phones[:1]
    (phone,) = phones.phones
    phones.answers = {phone: Later(timedelta(hours=30))}
    await flag(world)
    await outbox.deliver(world.house, channels)
    forward(world, hours=30)
    phones.answers = {}
    await outbox.deliver(world.house, channels)
    held = (await rows(world))["push", phone]
    assert (held["state"], held["tries"], held["problem"]) == ("sent", 1, "")


async def test_pages_that_acknowledge_nothing_are_told_again_and_then_left(house: House) -> None:
    """A hint that was lost: four more, each later, all with the same number; then the inbox."""
    world, channels, _ = await with_phones(house)
    await flag(world)
    await outbox.deliver(world.house, channels)
    for wait in LOOKS:
        forward(world, seconds=wait)
        await outbox.deliver(world.house, channels)
    forward(world, hours=5)
    await outbox.deliver(world.house, channels)
    assert world.told(SAM) == numbered(*[1] * (1 + len(LOOKS)))


async def test_what_no_longer_holds_is_dropped(house: House) -> None:
    """The agreement ended before a phone was reached: nothing goes out, and it is not tried again;
    whoever flagged is woken (rule 4)."""
    world, channels, phones = await with_phones(house)
    await flag(world)
    await choose(world, SAM, KS_CASE, talk="no")
    world.hints.told.clear()
    assert await outbox.deliver(world.house, channels) == 0
    assert phones.got == []
    assert set((await states(world)).values()) == {"dropped"}
    told = [one for one in world.told(SAM) if "n" in one]
    assert told == []
    (flagged,) = await table(world, "flag")
    assert {"kind": "flag", "id": flagged["id"]} in world.told(PRIYA)


async def test_what_was_seen_already_is_not_pushed(house: House) -> None:
    """Sam saw it on a page before the phones' turn came: they stay quiet."""
    world, channels, phones = await with_phones(house)
    await flag(world)
    await outbox.take(world.house, channels)
    (alert,) = await table(world, "alert")
    await alerts.seen(world.house, world[SAM], alert["id"], 0, purpose=Purpose.COORDINATE)
    forward(world, seconds=LOOKS[0])
    assert await outbox.deliver(world.house, channels) == 0
    assert phones.got == []
    assert await states(world) == {
        ("page", ""): "seen",
        ("push", "a"): "spared",
        ("push", "b"): "spared",
    }
    await alerts.in_touch(world.house, world[SAM], alert["id"], 0, purpose=Purpose.COORDINATE)
    assert (await states(world))["page", ""] == "in_touch"


async def test_a_slow_channel_keeps_nothing_from_pages(house: House) -> None:
    """Each channel has its own loop: a phone's server that hangs is nobody's but that channel's."""
    world, _, phones = await with_phones(house)
    hanging, told = asyncio.Event(), asyncio.Event()

    class Hangs(ToPages):
        async def devices(
            self, house: House, session: AsyncSession, worker_ids: Sequence[str]
        ) -> Mapping[str, Sequence[str]]:
            return await phones.devices(house, session, worker_ids)

        async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
            hanging.set()
            await told.wait()
            return Sent()

    class Tells(ToPages):
        async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
            if delivery.number == 2:
                told.set()
            return Sent()

    stop = asyncio.Event()
    both: dict[Channel, Way] = {Channel.PUSH: Hangs(), Channel.PAGE: Tells()}
    running = asyncio.create_task(outbox.run(world.house, stop, both))
    await flag(world)
    await asyncio.wait_for(hanging.wait(), 10)
    await flag(world, need_to_know="Another.")
    await asyncio.wait_for(told.wait(), 10)
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_every_way_of_the_house_says_whom_it_reaches(house: House) -> None:
    """The registry asks each channel; each worker has at least their pages."""
    world = await quiet(house)
    sam = world.worker_id(SAM)
    async with house.make_session() as session:
        reached = await Registry(outbox.CHANNELS).devices(world.house, session, [sam])
    assert (Channel.PAGE, "") in reached[sam]
