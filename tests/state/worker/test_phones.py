"""Alerts on one's phones, as the card on Me has them: several, tried, ended, and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime

from peermap_app.notify.channel import Later, Sent
from peermap_app.notify.push_service import Answer
from peermap_app.notify.web_push import ToPhones, try_out
from peermap_app.services import push_sending, web_push
from peermap_app.services.push_sending import Outgoing
from peermap_app.state.web_push import PhonesState
from peermap_app.storage.tables import new_id
from peermap_app.words import push_words as w
from tests.phones import Browser
from tests.services.world import SAM, World
from tests.state.worker.open_pages import FakeWire, a_page, call, hear, shown


class Took:
    """A push service that takes whatever it is handed."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bool]] = []

    async def post(self, to: Outgoing, said: str, now: datetime, *, urgent: bool) -> Answer:
        self.said.append((said, urgent))
        return Answer(201)

    async def aclose(self) -> None:
        return None


async def two_phones(world: World) -> tuple[PhonesState, str]:
    """Sam's page on one of two phones of his, and the other one's id."""
    page = await a_page(world, SAM, PhonesState)
    house, here = await page._worker()
    for who, kind in ((world[SAM], "iphone"), (here, "android_phone")):
        await web_push.add(house, who, Browser().subscription, None, kind)
    await call(page, "load")
    return page, next(row.id for row in page.view.rows if not row.here)


async def test_several_are_listed_and_this_one_stands_first(world: World, wire: FakeWire) -> None:
    """Each with what it is and when it was reached; no address, no cookie."""
    page, other = await two_phones(world)
    assert [(row.here, row.reached) for row in page.view.rows] == [
        (True, w.NEVER_REACHED),
        (False, w.NEVER_REACHED),
    ]
    assert page.view.here
    assert other in {row.id for row in page.view.rows}
    assert "fcm.googleapis" not in shown(page)


async def test_a_lost_phone_is_ended_from_another(world: World, wire: FakeWire) -> None:
    """It takes nothing from then on; the one in the hand goes on, and the page says so."""
    page, lost = await two_phones(world)
    await call(page, "end", lost)
    assert (page.said, [row.here for row in page.view.rows]) == (w.ENDED_ONE, [True])
    assert await push_sending.where(world.house, lost, "now") == "ended"
    await call(page, "end", lost)  # a second tap
    assert not page.missing


async def test_a_test_goes_by_the_way_of_alerts_and_the_page_hears_of_it(
    world: World, wire: FakeWire
) -> None:
    """The button says that one is on its way; when the phone says that it came, it is there."""
    page, other = await two_phones(world)
    await call(page, "try_out", other)
    assert page.said == w.TRIED
    service = Took()
    assert await try_out(world.house, ToPhones(service)) == 1
    ((said, urgent),) = service.said
    assert urgent
    await push_sending.reached(world.house, said)
    await hear(world, SAM, "phones")
    await call(page, "changed")
    assert [row.reached for row in page.view.rows if row.id == other] == [
        w.REACHED.format(when="just now")
    ]


async def test_in_quiet_hours_only_now_goes_out(world: World, wire: FakeWire) -> None:
    """Typed on the card; today and this week wait for their end, and a test is no alert."""
    page, other = await two_phones(world)
    house = world.house
    hour = house.clock().astimezone(UTC).hour
    await call(page, "set_quiet", {"begins": f"{hour:02}:00", "ends": f"{(hour + 2) % 24:02}:00"})
    assert (page.said, page.view.quiet_from) == (w.QUIET_SAVED, f"{hour:02}:00")
    service = Took()
    way = ToPhones(service)
    for urgency in ("today", "this_week"):
        held = await way.push(house, other, new_id(), urgency)
        assert isinstance(held, Later)
        assert (held.problem, held.wait is not None) == ("", True)
    assert service.said == []
    for urgency in ("now", None):
        assert await way.push(house, other, new_id(), urgency) == Sent()
    await call(page, "set_quiet", {"begins": "", "ends": ""})
    assert await way.push(house, other, new_id(), "today") == Sent()
    await call(page, "set_quiet", {"begins": "22:00", "ends": "x"})
    assert page.problems
