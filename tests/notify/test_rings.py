"""What is urgent and waits rings the phones of whoever may decide, until nobody need answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.responses import Response

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.notify import outbox, push_service
from peermap_app.notify.channels import CHANNELS, Way
from peermap_app.notify.web_push import ToPhones
from peermap_app.services import duty, push_sending, web_push
from tests.notify.push_service import Service, serving
from tests.phones import Browser
from tests.services.test_sharings import NO, ask, ready, say, send, withdraw
from tests.services.test_temporary import DANA, NOOR
from tests.services.world import JOS_CASE, KS_CASE, MS_CASE, SAM, World, choose, table

CONFIDENTIAL = (KS_CASE, MS_CASE, "Sam", "s47", "sharing", "urgent")


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with serving() as held:
        yield held


@pytest.fixture
async def near(house: House) -> House:
    """The house, which may push to this machine."""
    push = replace(house.settings.push, hosts=frozenset({"127.0.0.1"}))
    return replace(house, settings=replace(house.settings, push=push))


@pytest.fixture
async def ways(near: House) -> AsyncIterator[dict[Channel, Way]]:
    """Every way; the service of these tests always answers, late on a busy machine."""
    key = web_push.key_of(near).private
    held = ToPhones(push_service.PushService(key, "https://localhost"))
    yield {**CHANNELS, Channel.PUSH: held}
    await held.aclose()


async def with_phones(world: World, service: Service, *names: str) -> dict[str, Browser]:
    """A phone of each of these, asleep by their quiet hours."""
    held = {name: Browser(service.address(name)) for name in names}
    for name, browser in held.items():
        await web_push.add(world.house, world[name], browser.subscription, None, "android_phone")
        await web_push.set_quiet(world.house, world[name], "09:00", "12:00")
    return held


async def test_an_urgent_sharing_rings_whoever_may_decide_and_says_nothing(
    near: House, service: Service, ways: dict[Channel, Way]
) -> None:
    """Dana, at once and through her quiet hours; not its worker, nor who may not decide now; what
    is not urgent rings nobody, and once it rang it rings no more."""
    world = await ready(near)
    phones = await with_phones(world, service, DANA, NOOR, "east", SAM)
    await duty.set_duty(near, world[DANA], {"duty_email": "noor@west.example", "duty_hours": "72"})
    await ask(world, JOS_CASE)
    await outbox.deliver(near, ways)
    assert service.got == []
    await ask(world, urgent="yes")
    for _ in range(2):
        await outbox.deliver(near, ways)
    (got,) = service.got
    assert (got.path, got.headers["urgency"]) == (DANA, "high")
    said = phones[DANA].opened(got.body).decode()
    assert len(said) == 65
    for word in CONFIDENTIAL:
        assert word not in said + repr(got.headers) + got.path
    await push_sending.reached(near, said)  # acknowledged: no delivery of an alert, and no error
    assert {row["state"] for row in await table(world, "outbox")} == {"sent"}


async def test_at_night_it_rings_whoever_is_on_duty_too(
    near: House, service: Service, ways: dict[Channel, Way]
) -> None:
    """Noor has no case of that team, and may decide while it does not work."""
    world = await ready(near)
    await duty.set_duty(near, world[DANA], {"duty_email": "noor@west.example", "duty_hours": "72"})
    night = await world.later(hours=9)
    await with_phones(night, service, DANA, NOOR)
    await ask(night, urgent="yes")
    await outbox.deliver(night.house, ways)
    assert sorted(one.path for one in service.got) == [DANA, NOOR]


@pytest.mark.parametrize("how", ["answered", "sent"])
async def test_a_ring_that_failed_comes_again_while_it_waits(
    near: House, service: Service, ways: dict[Channel, Way], how: str
) -> None:
    """A push service that is away keeps it due; answered, or sent by its worker, nothing rings."""
    world = await ready(near)
    await with_phones(world, service, DANA)
    service.answers[DANA] = Response(status_code=503)
    sharing = await ask(world, urgent="yes")
    await outbox.deliver(near, ways)
    assert len(service.got) == 1
    again = await world.later(seconds=6)
    await outbox.deliver(again.house, ways)
    assert len(service.got) == 2
    if how == "answered":
        await say(again, DANA, sharing, NO)
    then = await again.later(minutes=15)
    if how == "sent":
        await send(then, sharing)
    service.answers.clear()
    await outbox.deliver(then.house, ways)
    assert len(service.got) == 2
    assert {row["state"] for row in await table(then, "outbox")} == {"sent"}
    assert then.house.clock() - near.clock() < timedelta(days=1)


async def test_it_rings_again_once_they_take_a_yes_back_and_for_no_other_answer(
    near: House, service: Service, ways: dict[Channel, Way]
) -> None:
    """K says no as before, plans nothing, keeps another map: phones that rang stay silent."""
    world = await ready(near)
    await with_phones(world, service, DANA)
    await ask(world, urgent="yes")
    await outbox.deliver(near, ways)
    await withdraw(world, SAM, KS_CASE, about="plan")
    await choose(world, SAM, KS_CASE, talk="no")
    await outbox.deliver(near, ways)
    await choose(world, SAM, KS_CASE)
    await outbox.deliver(near, ways)
    assert len(service.got) == 1
    await withdraw(world, SAM, KS_CASE)
    for _ in range(2):
        await outbox.deliver(near, ways)
    assert len(service.got) == 2
