"""The main job to its end by "End this link": flagged, pushed, seen, in touch, and ended on a page.

That the story ends by a withdrawal is seen in browsers (tests/browser/test_story.py); here the
pages are the real states, and what they were sent is read.
"""

from __future__ import annotations

import pytest

from peermap_app.domain.deliveries import Channel
from peermap_app.domain.purpose import Purpose
from peermap_app.live.pages import pages
from peermap_app.notify import outbox
from peermap_app.notify.channels import ToPages
from peermap_app.services import alerts
from peermap_app.state.alert import AlertState
from peermap_app.state.alerts import AlertsState
from peermap_app.state.case import CaseState
from peermap_app.state.flag import FlagState
from peermap_app.state.flag_sent import FlagSentState
from peermap_app.state.live import LiveState
from peermap_app.state.together import TogetherState
from peermap_app.state.views import AlertView
from peermap_app.words import worker_pages as w
from tests.notify.test_deliveries import Phones
from tests.services.test_flags import flag
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    accept,
    ask,
    newest_link,
    table,
)
from tests.services.world import choose as choosing
from tests.state.worker.open_pages import FakeWire, a_page, call, shown
from tests.state.worker.test_changed_mind import my_map_of

WHY = "Nothing is left to do together."
SIDES = ((SAM, KS_CASE), (PRIYA, MS_CASE))


@pytest.mark.parametrize("by", [SAM, PRIYA])
async def test_the_story_ends_by_end_this_link(world: World, wire: FakeWire, by: str) -> None:
    """Asked, accepted, flagged, on a phone, seen, in touch; then either side ends it on its page.
    From then on neither side's open pages show anything of the other, what was flagged and not yet
    delivered reaches nobody, and whoever flagged reads that."""
    world, _ = await my_map_of(world)  # K's three times Yes; hints reach the open pages
    await choosing(world, PRIYA, MS_CASE)
    await ask(world)
    link = await newest_link(world)
    await accept(world, link)
    phones = Phones(world.worker_id(SAM))
    ways = {Channel.PAGE: ToPages(), Channel.PUSH: phones}
    sent = await flag(world)
    await outbox.deliver(world.house, ways)
    assert {one.device for one in phones.got} == set(phones.phones)
    (line,) = (await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).items
    alert = await a_page(world, SAM, AlertState, page="alert", alert_id=line.id)
    await call(alert, "load")
    for step in ("seen", "in_touch"):
        await call(alert, step, line.id, 0)
        assert alert.notice == ""
    flagged = await a_page(world, PRIYA, FlagSentState, page="flagged", flag_id=sent.flag_id)
    await call(flagged, "load")
    assert w.ACKS["in_touch"] in shown(flagged)
    later = await flag(world)  # nobody has handed it over yet
    for name, case in SIDES:
        of = {"case_id": world.case(case)}
        for state, parts in ((CaseState, of), (FlagState, of), (AlertsState, {})):
            page = await a_page(world, name, state, page=f"{name} {state.__name__}", **parts)
            await call(page, "load")
        bar = await a_page(world, name, LiveState, page=f"{name} bar")
        await call(bar, "enter")
        both = await a_page(world, name, TogetherState, page=f"{name} together", link_id=link, **of)
        await call(both, "load")
        assert both.view.holds
        if name == by:
            acting = both
    wire.sent.clear()
    form = {"case_id": world.case(dict(SIDES)[by]), "link_id": link, "why": WHY}
    await call(acting, "end", form)
    await pages.settled()
    assert (acting.notice, acting.view.holds) == ("", False)
    for (name, _), (_, theirs) in zip(SIDES, reversed(SIDES), strict=True):
        case = wire.set_on(f"{name} CaseState", CaseState)["view"]
        assert [row.title.endswith("Ended") for row in case.links] == [True]
        assert wire.set_on(f"{name} FlagState", FlagState)["view"].told == []
        together = wire.set_on(f"{name} together", TogetherState)["view"]
        assert (together.holds, together.may_write, bool(together.stands)) == (False, False, True)
        for view in (case.flags, together):  # the line of the link says which one it was
            assert theirs not in repr(view)
        assert (WHY in repr((case, together))) is (name == by)
    assert wire.set_on(f"{SAM} AlertsState", AlertsState)["rows"] == []
    assert wire.set_on(f"{SAM} bar", LiveState)["badge"] == 0
    gone = wire.set_on("alert", AlertState)
    assert (gone["view"], gone["missing"]) == (AlertView(), True)
    (told,) = wire.set_on("flagged", FlagSentState)["view"].acks
    assert told.who == w.NO_LONGER_LINKED
    phones.got.clear()
    await outbox.deliver(world.house, ways)
    assert phones.got == []
    rows = [one for one in await table(world, "delivery") if one["state"] == "dropped"]
    assert {one["channel"] for one in rows} == {"page", "push"}
    page = await a_page(world, PRIYA, FlagSentState, page="later", flag_id=later.flag_id)
    await call(page, "load")
    assert [one.words.split(":")[0] for one in page.view.acks] == ["not told"]
