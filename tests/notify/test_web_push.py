"""Pushes over a real connection: what goes out, to whom, and what becomes of each answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from py_vapid import Vapid02
from sqlalchemy import event
from sqlmodel import select
from starlette.responses import Response

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.web_push import WAITS_MOST
from peermap_app.notify import outbox, push_service
from peermap_app.notify import web_push as way
from peermap_app.notify.channels import CHANNELS, Gone, Later, Sent
from peermap_app.notify.push_service import Answer
from peermap_app.notify.web_push import ToPhones
from peermap_app.services import administration, push_sending, web_push
from peermap_app.services.push_sending import Outgoing
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.tables import Drawing, Worker, new_id
from tests.fakes import FakeClock, FakeHints
from tests.notify.push_service import Service, serving
from tests.phones import Browser
from tests.services.people import People
from tests.services.test_flags import flag
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    choose,
    linked,
    table,
)

CONFIDENTIAL = ("HX-1187", "HX-2041", "missing", "Priya", "Sam", "park", KS_CASE, MS_CASE)


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
async def phones(near: House) -> AsyncIterator[ToPhones]:
    """The way to phones, which waits for two seconds at most: one test sits them out."""
    key = web_push.key_of(near).private
    held = ToPhones(push_service.PushService(key, "https://localhost", seconds=2))
    yield held
    await held.aclose()


async def added(house: House, who: Who, browser: Browser) -> str:
    """The id of this browser as a phone of theirs."""
    await web_push.add(house, who, browser.subscription, None, "android_phone")
    async with reading(house) as session:
        known = select(PushPhone).order_by(PushPhone.created_at)  # type: ignore[arg-type]
        return (await session.exec(known)).all()[-1].id


async def phone(house: House, phone_id: str) -> PushPhone:
    async with reading(house) as session:
        held = await session.get(PushPhone, phone_id)
    assert held is not None
    return held


async def test_what_goes_out_says_nothing_and_is_signed(
    near: House, people: People, service: Service, phones: ToPhones
) -> None:
    """A reference of one length, sealed for that browser; how soon, and that it keeps a day."""
    browser = Browser(service.address("one"))
    phone_id = await added(near, people.sam, browser)
    pushed = new_id()
    assert await phones.push(near, phone_id, pushed, "now") == Sent()
    (got,) = service.got
    said = browser.opened(got.body).decode()
    assert said == push_sending.reference(near.keys, pushed)
    assert (len(said), push_sending.referred(near.keys, said)) == (65, pushed)
    assert (got.headers["urgency"], got.headers["ttl"]) == ("high", "86400")
    assert got.headers["content-encoding"] == "aes128gcm"
    assert set(got.headers) <= {
        *("host", "authorization", "content-encoding", "content-type", "ttl", "urgency"),
        *("accept", "accept-encoding", "user-agent", "content-length"),
    }
    assert Vapid02.verify(got.headers["authorization"])
    assert web_push.key_of(near).public in got.headers["authorization"]
    assert (await phone(near, phone_id)).sent_at == near.clock()


async def test_what_may_wait_is_not_urgent_and_has_the_same_size(
    near: House, people: People, service: Service, phones: ToPhones
) -> None:
    """A push service learns no more than that."""
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    for urgency in ("now", "today", "week"):
        await phones.push(near, phone_id, new_id(), urgency)
    assert [one.headers["urgency"] for one in service.got] == ["high", "normal", "normal"]
    assert len({len(one.body) for one in service.got}) == 1


@dataclass
class Together:
    """A push service that answers when so many ask in one moment, and refuses one of them."""

    refuses: str
    all_here: asyncio.Barrier

    async def post(self, to: Outgoing, said: str, now: datetime, *, urgent: bool) -> Answer:
        await self.all_here.wait()
        return Answer(503 if to.address == self.refuses else 201)

    async def aclose(self) -> None:
        """It holds nothing."""


async def test_many_pushes_at_once_are_noted_together(near: House, people: People) -> None:
    """Each phone's is noted, in fewer turns of the database's writer than there are pushes."""
    browsers = [Browser() for _ in range(5)]
    ids = [await added(near, people.sam, browser) for browser in browsers]
    phones = ToPhones(Together(browsers[-1].address, asyncio.Barrier(len(ids))))
    wrote: list[str] = []

    def wrote_one(*said: object) -> None:
        wrote.append(str(said[2]))

    event.listen(near.engine.sync_engine, "before_cursor_execute", wrote_one)
    await asyncio.gather(*(phones.push(near, each, new_id(), "now") for each in ids))
    rows = [await phone(near, each) for each in ids]
    assert [row.sent_at for row in rows] == [*[near.clock()] * 4, None]
    assert [row.failures for row in rows] == [0, 0, 0, 0, 1]
    assert len([each for each in wrote if each.startswith("UPDATE push_phone")]) < len(ids)


@pytest.mark.parametrize("status", [404, 410])
async def test_a_dead_phone_is_ended(
    near: House,
    people: People,
    service: Service,
    phones: ToPhones,
    hints: FakeHints,
    status: int,
) -> None:
    """It takes nothing from then on, and its owner's page hears of it."""
    phone_id = await added(near, people.sam, Browser(service.address("dead")))
    service.answers["dead"] = Response(status_code=status)
    assert await phones.push(near, phone_id, new_id(), "now") == Gone()
    assert (await phone(near, phone_id)).ended_why == "gone"
    assert await phones.push(near, phone_id, new_id(), "now") == Gone("ended")
    assert len(service.got) == 1
    assert (f"worker:{people.sam.worker_id}", {"kind": "phones"}) in hints.told


async def test_a_phone_that_moved_meanwhile_is_not_ended(
    near: House, people: People, service: Service
) -> None:
    """The service speaks of the address of before."""
    browser = Browser(service.address("before"))
    phone_id = await added(near, people.sam, browser)
    await push_sending.gone(near, phone_id, service.address("elsewhere"))
    assert (await phone(near, phone_id)).ended_at is None


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 503])
async def test_any_other_answer_is_tried_again(
    near: House, people: People, service: Service, phones: ToPhones, status: int
) -> None:
    """One mistake of a service, or of ours, ends nobody's phone."""
    phone_id = await added(near, people.sam, Browser(service.address("busy")))
    service.answers["busy"] = Response(status_code=status, headers={"Retry-After": "120"})
    answer = await phones.push(near, phone_id, new_id(), "now")
    assert answer == Later(timedelta(seconds=120), problem=f"push_{status // 100}xx")
    assert ((await phone(near, phone_id)).failures, (await phone(near, phone_id)).ended_at) == (
        1,
        None,
    )
    service.answers.clear()
    assert await phones.push(near, phone_id, new_id(), "now") == Sent()
    assert (await phone(near, phone_id)).failures == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(
    near: House, people: People, service: Service, phones: ToPhones, status: int
) -> None:
    """Wherever it leads: a push service that was taken over leads to nothing within."""
    phone_id = await added(near, people.sam, Browser(service.address("away")))
    headers = {"Location": service.address("inside")}
    service.answers["away"] = Response(status_code=status, headers=headers)
    assert await phones.push(near, phone_id, new_id(), "now") == Later(problem="push_3xx")
    assert [one.path for one in service.got] == ["away"]


class Names(AbstractResolver):
    """A name server that answers one address for every name."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(
                hostname=host, host=self.address, port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        return None


WITHIN = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "fe80::1", "fd00::7"),
)


@pytest.mark.parametrize("address", WITHIN)
@pytest.mark.attack("spoofed")
async def test_a_name_that_leads_within_is_not_gone_to(
    house: House, people: People, address: str
) -> None:
    """A name server that was taken over answers for a known push service with an address of the
    house: nothing connects there, and the push waits. A host that the operator named may."""
    names = Names(address)
    key = web_push.key_of(house).private
    held = ToPhones(push_service.PushService(key, "https://localhost", seconds=5, names=names))
    phone_id = await added(house, people.sam, Browser())
    assert await held.push(house, phone_id, new_id(), "now") == Later(problem="push_0xx")
    await held.aclose()
    assert names.asked == ["fcm.googleapis.com"]
    with pytest.raises(OSError, match="leads within"):
        await push_service.Outside(names, ()).resolve("push.example.org")
    (found,) = await push_service.Outside(names, ["push.example.org"]).resolve("push.example.org")
    assert found["host"] == address


async def test_of_a_name_its_public_addresses_are_gone_to() -> None:
    """As they were answered."""
    (found,) = await push_service.Outside(Names("8.8.8.8"), ()).resolve("fcm.googleapis.com", 443)
    assert (found["host"], found["port"]) == ("8.8.8.8", 443)


@pytest.mark.parametrize("how", ["slow", "floods", "refuses"])
async def test_a_service_that_hangs_keeps_nobody(
    near: House, people: People, service: Service, phones: ToPhones, how: str
) -> None:
    """Slow, endless, or not there: the others have theirs, and this one comes later."""
    bad = Browser("http://127.0.0.1:1/x" if how == "refuses" else service.address("bad"))
    if how != "refuses":
        getattr(service, how).add("bad")
    hung, well = (
        await added(near, people.sam, bad),
        await added(near, people.priya, Browser(service.address("well"))),
    )
    async with asyncio.timeout(5):
        answers = await asyncio.gather(
            *(phones.push(near, one, new_id(), "now") for one in (hung, well))
        )
    assert answers[1] == Sent()
    # Of an endless answer the first bytes were enough.
    assert answers[0] == (Sent() if how == "floods" else Later(problem="push_0xx"))


async def test_many_go_out_side_by_side(near: House, people: People, service: Service) -> None:
    """Forty pushes, to a service that answers only when twenty wait in one moment."""
    service.together = asyncio.Barrier(20)
    key = web_push.key_of(near).private
    patient = ToPhones(push_service.PushService(key, "https://localhost"))
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    async with asyncio.timeout(20):
        pushes = (patient.push(near, phone_id, new_id(), "now") for _ in range(40))
        assert set(await asyncio.gather(*pushes)) == {Sent()}
    await patient.aclose()
    assert len({one.headers["authorization"] for one in service.got}) == 1


async def test_what_waits_for_a_connection_is_not_given_up(
    near: House, people: People, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second for each push, four that take 0.4 s on one connection: the last has not begun when
    its second would be over, and given up it would go out twice."""
    monkeypatch.setattr(push_service, "TO_ONE", 1)
    service.takes = 0.4
    key = web_push.key_of(near).private
    busy = ToPhones(push_service.PushService(key, "https://localhost", seconds=1))
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    async with asyncio.timeout(20):
        pushes = [busy.push(near, phone_id, new_id(), "now") for _ in range(4)]
        assert set(await asyncio.gather(*pushes)) == {Sent()}
        monkeypatch.setattr(push_service, "FREE_WITHIN", 0.1)
        pushes = [busy.push(near, phone_id, new_id(), "now") for _ in range(3)]
        answers = await asyncio.gather(*pushes)
    await busy.aclose()
    assert answers.count(Sent()) == 1
    assert answers.count(Later(problem="push_0xx")) == 2
    assert len(service.got) == 5, "what found none free was never on its way"


async def test_quiet_hours_hold_back_all_but_now(
    near: House, people: People, service: Service, phones: ToPhones, clock: FakeClock
) -> None:
    """Until they end, which is no failure; what its owner asks for comes at once."""
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    await web_push.set_quiet(near, people.sam, "09:00", "12:00")
    for urgency in ("today", "week", ""):
        assert await phones.push(near, phone_id, new_id(), urgency) == Later(timedelta(hours=2))
    assert service.got == []
    for urgency in ("now", None):
        assert await phones.push(near, phone_id, new_id(), urgency) == Sent()
    clock.forward(hours=2)
    assert await phones.push(near, phone_id, new_id(), "today") == Sent()


async def test_a_phone_that_a_young_person_draws_on_is_silent(
    near: House, people: People, service: Service, phones: ToPhones
) -> None:
    """Handed over: nothing lights up on it until the drawing has ended (rule 11)."""
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    drawing = Drawing(
        case_id=people.case_k,
        worker_id=str(people.sam.worker_id),
        session_id=str(people.sam.session_id),
        handed_over_from=people.sam.session_id,
        phase="drawing",
        created_at=near.clock(),
    )
    async with writing(near) as session:
        session.add(drawing)
    assert isinstance(await phones.push(near, phone_id, new_id(), "now"), Later)
    assert service.got == []
    async with writing(near) as session:
        held = await session.get(Drawing, drawing.id)
        assert held is not None
        held.ended_at = near.clock()
        session.add(held)
    assert await phones.push(near, phone_id, new_id(), "now") == Sent()


async def test_another_key_and_an_address_that_is_allowed_no_more_get_nothing(
    near: House, people: People, service: Service, phones: ToPhones
) -> None:
    """Whatever a row may still say."""
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    other = replace(near.settings.push, key=b"k" * 32)
    turned = replace(near, settings=replace(near.settings, push=other))
    assert await phones.push(turned, phone_id, new_id(), "now") == Gone("key")
    narrow = replace(near.settings.push, hosts=frozenset())
    strict = replace(near, settings=replace(near.settings, push=narrow))
    assert await phones.push(strict, phone_id, new_id(), "now") == Gone("address")
    assert service.got == []


@pytest.mark.parametrize("how", ["closed", "another_role"])
async def test_an_account_that_was_closed_or_has_another_role_gets_nothing_more(
    near: House, people: People, service: Service, phones: ToPhones, how: str
) -> None:
    """Priya's phone takes pushes until an administrator closes her account, or makes her a
    supervisor: then it is none any more, and nothing goes out to where it was."""
    phone_id = await added(near, people.priya, Browser(service.address("one")))
    assert await phones.push(near, phone_id, new_id(), "now") == Sent()
    priya = str(people.priya.worker_id)
    if how == "closed":
        await administration.close_account(near, people.alex, priya)
    else:
        form = {"role": "supervisor", "team": "East"}
        await administration.change_account(near, people.alex, priya, form)
    async with reading(near) as session:
        assert await push_sending.phones_of(session, [priya]) == {}
    held = await phone(near, phone_id)
    assert (held.ended_why, held.endpoint_hash, held.sealed) == ("closed", None, b"")
    assert await phones.push(near, phone_id, new_id(), "now") == Gone("ended")
    assert len(service.got) == 1


async def test_a_phone_that_was_left_alive_hangs_on_an_open_account(
    near: House, people: People, service: Service, phones: ToPhones
) -> None:
    """Whatever its row still says, nothing goes out to who left: the account is asked, too."""
    phone_id = await added(near, people.sam, Browser(service.address("one")))
    async with writing(near) as session:
        sam = await session.get(Worker, people.sam.worker_id)
        assert sam is not None
        sam.active = False
        session.add(sam)
    held = await phone(near, phone_id)
    assert (held.ended_at, held.sealed != b"") == (None, True)
    assert await phones.push(near, phone_id, new_id(), "now") == Gone("ended")
    assert service.got == []


async def test_trying_a_phone_goes_by_the_same_way_and_is_heard_once(
    near: House, people: People, service: Service, phones: ToPhones, hints: FakeHints
) -> None:
    """It goes out once; the phone says that it came; a repeat, or another's word, does nothing."""
    browser = Browser(service.address("one"))
    phone_id = await added(near, people.sam, browser)
    await web_push.try_out(near, people.sam, phone_id)
    assert (await way.try_out(near, phones), await way.try_out(near, phones)) == (1, 0)
    said = browser.opened(service.got[0].body).decode()
    for wrong in (None, "", "x", said[:-1], said.replace(".", ""), f"{new_id()}.{said[33:]}"):
        await push_sending.reached(near, wrong)
    assert (await phone(near, phone_id)).reached_at is None
    hints.told.clear()
    for _ in range(3):
        await push_sending.reached(near, said)
    assert (await phone(near, phone_id)).reached_at == near.clock()
    assert hints.told == [(f"worker:{people.sam.worker_id}", {"kind": "phones"})]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0", 1),
        ("999999999999", WAITS_MOST.total_seconds()),
        (format_datetime(datetime(2026, 11, 24, 10, 5, tzinfo=UTC), usegmt=True), 300),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), 1),
        *(("", None), ("soon", None), ("-5", None), ("٣", None), ("1.5", None)),
    ],
)
def test_how_long_a_service_asks_to_wait(said: str, seconds: float | None) -> None:
    """Seconds or a date, within an hour; what is neither is not guessed at."""
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert push_service.waits({"Retry-After": said}, now) == expected


async def flagged(house: House) -> World:
    """Sam's and Priya's cases are linked."""
    world = await a_world(house)
    await linked(world)
    await outbox.deliver(world.house)
    return world


async def test_an_alert_reaches_the_phone_and_says_nothing_of_it(
    near: House, service: Service, phones: ToPhones
) -> None:
    """From the flag to "delivered", which the flagger's page hears; no word of a case goes out."""
    world = await flagged(near)
    browser = Browser(service.address("sams"))
    await added(world.house, world[SAM], browser)
    await flag(world)
    ways = {**CHANNELS, Channel.PUSH: phones}
    await outbox.deliver(world.house, ways)
    (got,) = service.got
    said = browser.opened(got.body).decode()
    for word in CONFIDENTIAL:
        assert word not in said + repr(got.headers) + got.path
    assert [one["state"] for one in await pushed(world)] == ["sent"]
    for _ in range(2):
        await push_sending.reached(world.house, said)
    (delivered,) = await pushed(world)
    assert (delivered["state"], delivered["due_at"]) == ("delivered", None)
    assert await outbox.deliver(world.house, ways) == 0
    told = [message["kind"] for _, message in world.hints.told]
    assert told.count("flag") == 2  # that it went out, and that it arrived


async def test_a_phone_acknowledges_nothing_that_its_worker_may_not_read_any_more(
    near: House, service: Service, phones: ToPhones
) -> None:
    """It was handed over, then Priya's young person said No: nobody hears that it arrived."""
    world = await flagged(near)
    browser = Browser(service.address("sams"))
    await added(world.house, world[SAM], browser)
    await flag(world)
    await outbox.deliver(world.house, {**CHANNELS, Channel.PUSH: phones})
    said = browser.opened(service.got[0].body).decode()
    await choose(world, PRIYA, MS_CASE, talk="no")
    world.hints.told.clear()
    await push_sending.reached(world.house, said)
    assert [one["state"] for one in await pushed(world)] == ["sent"]
    assert [one["reached_at"] for one in await table(world, "push_phone")] == [None]
    assert world.hints.told == []


async def test_a_push_held_back_comes_at_the_end_of_quiet_hours_if_not_seen(
    near: House, service: Service, phones: ToPhones, clock: FakeClock
) -> None:
    """No failure is counted; it goes out once they end."""
    world = await flagged(near)
    await added(world.house, world[SAM], Browser(service.address("sams")))
    await web_push.set_quiet(world.house, world[SAM], "09:00", "12:00")
    await flag(world, urgency="today")
    ways = {**CHANNELS, Channel.PUSH: phones}
    await outbox.deliver(world.house, ways)
    assert (service.got, [one["tries"] for one in await pushed(world)]) == ([], [0])
    clock.forward(hours=2, seconds=1)
    await outbox.deliver(world.house, ways)
    assert [one.path for one in service.got] == ["sams"]


async def test_a_dead_phone_leaves_the_others(
    near: House, service: Service, phones: ToPhones
) -> None:
    """One delivery has failed, the other was sent."""
    world = await flagged(near)
    for path in ("dead", "well"):
        await added(world.house, world[SAM], Browser(service.address(path)))
    service.answers["dead"] = Response(status_code=410)
    await flag(world)
    await outbox.deliver(world.house, {**CHANNELS, Channel.PUSH: phones})
    assert sorted(one["state"] for one in await pushed(world)) == ["failed", "sent"]


async def pushed(world: World) -> list[dict[str, object]]:
    """The deliveries to phones."""
    rows = await table(world, "delivery")
    return [one for one in rows if one["channel"] == Channel.PUSH.value]
