"""What whoever flagged and whoever runs the server see of deliveries, and what goes in the end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.requests import Request

from peermap_app import bootstrap
from peermap_app.api.health import healthz
from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel, Told
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.notify.channels import Gone, Later
from peermap_app.services import alerts, deliveries, delivery_counts, flags
from peermap_app.services.flag_acks import Reached
from peermap_app.services.pruning import prune
from peermap_app.state import flag_words
from peermap_app.words import delivery_lines
from tests.fakes import FakeClock
from tests.notify.test_deliveries import Phones, forward, with_phones
from tests.services.test_flags import flag
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World, choose, table


async def seen_by_priya(world: World, flag_id: str) -> tuple[Reached | None, str]:
    """What Priya's page of her flag knows, and what it says."""
    sheet = await flags.flag_sheet(world.house, world[PRIYA], flag_id, purpose=Purpose.COORDINATE)
    (line,) = sheet.acks
    (ack,) = flag_words.acks(sheet.acks, world.house.clock())
    return line.reached, ack.words


async def flagged(house: House) -> tuple[World, Phones, str, dict]:  # type: ignore[type-arg]
    """A flag that nobody has handed over yet, and Sam's two phones."""
    world, channels, phones = await with_phones(house)
    made = await flag(world)
    return world, phones, made.flag_id, channels


async def test_whoever_flagged_sees_how_far_it_came(house: House) -> None:
    """On its way, sent, arrived, seen: one word for all devices, and none of them named."""
    world, phones, flag_id, channels = await flagged(house)
    assert await seen_by_priya(world, flag_id) == (
        None,
        "has not said that they saw it · told today 10:00",
    )
    await outbox.take(world.house, {Channel.PUSH: phones})
    found, said = await seen_by_priya(world, flag_id)
    assert found == Reached(Told.ON_ITS_WAY, failed=False, stands=True)
    assert said.startswith("on its way")
    await outbox.deliver(world.house, channels)
    found, said = await seen_by_priya(world, flag_id)
    assert (found, said.split(" · ")[0]) == (
        Reached(Told.SENT, failed=False, stands=True),
        "sent, has not opened it yet",
    )
    (alert,) = await table(world, "alert")
    phone = phones.phones[0]
    await deliveries.acknowledge(world.house, world[SAM], [alert["id"]], Channel.PUSH, phone)
    found, said = await seen_by_priya(world, flag_id)
    assert said.split(" · ")[0] == "on their phone or screen, has not opened it yet"
    assert phone not in repr((found, said))
    await alerts.seen(world.house, world[SAM], alert["id"], 0, purpose=Purpose.COORDINATE)
    assert (await seen_by_priya(world, flag_id))[1].startswith("has seen this")


@pytest.mark.parametrize(
    ("gone", "expected"),
    [(1, "sent, has not opened it yet; one way to reach them failed"), (2, "could not be")],
)
async def test_whoever_flagged_sees_that_a_way_failed(
    house: House, gone: int, expected: str
) -> None:
    """One phone of two, or every way there is: then to phone them."""
    world, phones, flag_id, _ = await flagged(house)
    phones.answers = dict.fromkeys(phones.phones[:gone], Gone())
    await outbox.deliver(world.house, {Channel.PUSH: phones})
    assert (await seen_by_priya(world, flag_id))[1].startswith(expected)


@pytest.mark.parametrize("first", [True, False])
async def test_whoever_flagged_sees_that_it_was_dropped(house: House, first: bool) -> None:
    """The agreement ended before it arrived, whether or not it had been sent (rule 4)."""
    world, _, flag_id, channels = await flagged(house)
    if first:
        await outbox.deliver(world.house, channels)
    await choose(world, SAM, KS_CASE, talk="no")
    await outbox.deliver(world.house, channels)
    found, said = await seen_by_priya(world, flag_id)
    assert found == Reached(Told.NOT_TOLD, failed=False, stands=False)
    assert said.startswith("not told: the link with their case does not hold now")


async def test_what_an_operator_sees_is_figures(house: House) -> None:
    """Counts, dead ends and the oldest that waits; no person, no case, no reference."""
    world, phones, _, channels = await flagged(house)
    phones.answers = {phones.phones[0]: Gone("gone"), phones.phones[1]: Later(problem="busy")}
    assert not await delivery_counts.late(world.house)
    await outbox.deliver(world.house, channels)
    forward(world, minutes=6)
    found = await delivery_counts.standing(world.house)
    assert found.counts == [("page", "sent", 1), ("push", "failed", 1), ("push", "queued", 1)]
    assert found.dead_ends == [("push", "gone", 1)]
    assert found.late
    said = "\n".join(delivery_lines.lines(found))
    assert "  push: 1 gone" in said
    assert delivery_lines.LATE in said
    ids = [str(one["id"]) for name in ("worker", "case_file") for one in await table(world, name)]
    assert [word for word in (*ids, "HX-", "sam", "Sam", *phones.phones) if word in said] == []
    phones.answers = {}
    await outbox.deliver(world.house, channels)
    assert not await delivery_counts.late(world.house)
    assert (await delivery_counts.standing(world.house)).oldest is None


async def test_whoever_watches_reads_that_alerts_are_late(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`/healthz`: nobody hands over for five minutes, or a try that is due again is not made; with
    everything handed over it is on time, and it names nothing."""
    world, phones, _, channels = await flagged(house)
    monkeypatch.setattr(bootstrap, "house", lambda: world.house)

    async def said() -> object:
        answer = await healthz(Request({"type": "http"}))
        assert answer.status_code == 200
        return json.loads(bytes(answer.body))

    on_time, late = ({"ok": True, "alerts": each} for each in ("on time", "late"))
    forward(world, minutes=5)
    assert await said() == on_time
    forward(world, seconds=1)
    assert await said() == late
    phones.answers = dict.fromkeys(phones.phones, Later(problem="push_5xx"))
    await outbox.deliver(world.house, channels)
    assert await said() == on_time
    forward(world, minutes=6)
    assert await said() == late
    phones.answers = {}
    await outbox.deliver(world.house, channels)
    assert await said() == on_time


async def test_a_house_without_alerts_says_so(house: House) -> None:
    """Nothing was delivered, nothing waits, nothing is late."""
    assert delivery_lines.lines(await delivery_counts.standing(house)) == [
        delivery_lines.NONE_YET,
        delivery_lines.NO_DEAD_ENDS,
        delivery_lines.NOTHING_WAITS,
    ]


async def test_settled_deliveries_go_and_what_was_not_told_stays(house: House) -> None:
    """After the period, those that arrived or were sent; one that waits stays, and so does what
    the flag's page still says: that somebody was not told."""
    world, phones, flag_id, channels = await flagged(house)
    await outbox.deliver(world.house, channels)
    (alert,) = await table(world, "alert")
    await deliveries.shown(world.house, world[SAM], 1)
    quiet = {
        **channels,
        Channel.PUSH: replace(phones, answers={"a" * 32: Later(timedelta(days=500))}),
    }
    await flag(world, need_to_know="Another.")
    await outbox.deliver(world.house, quiet)
    dropped = await flag(world, need_to_know="A third.")
    await choose(world, SAM, KS_CASE, talk="no")
    await outbox.deliver(world.house, channels)
    for _ in range(6):
        forward(world, minutes=30)
        await outbox.deliver(world.house, channels)
    before = await table(world, "delivery")
    forward(world, days=house.settings.keep_for.asks - 1)
    await prune(world.house)
    assert await table(world, "delivery") == before
    forward(world, days=2)
    await prune(world.house)
    left = await table(world, "delivery")
    assert alert["id"] not in {one["alert_id"] for one in left}
    assert {one["state"] for one in left} <= {"dropped", "queued"}
    found, _ = await seen_by_priya(await world.later(seconds=1), dropped.flag_id)
    assert found == Reached(Told.NOT_TOLD, failed=False, stands=False)
    assert isinstance(world.house.clock, FakeClock)
    assert MS_CASE not in repr(left)
    assert flag_id not in repr(left)
