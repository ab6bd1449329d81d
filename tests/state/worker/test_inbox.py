"""The inbox and an alert, as pages: live, one worker's own, and gone with the right to see them."""

from __future__ import annotations

from reflex.istate.data import RouterData
from sqlmodel import select

from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, flag_changes, sharings, tray
from peermap_app.services.unit import reading
from peermap_app.state.alert import AlertState
from peermap_app.state.alerts import AlertsState
from peermap_app.state.flag_sent import FlagSentState
from peermap_app.state.live import LiveState
from peermap_app.storage.tables import SignInSession, new_id
from peermap_app.words import errors
from tests.builders import a_sharing_form
from tests.fakes import FakeClock
from tests.services.test_flags import flag
from tests.services.test_temporary import DANA
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    World,
    ask,
    bring_in,
    choose,
    linked,
    review,
    row,
)
from tests.state.worker.open_pages import FakeWire, a_page, address, call, hear, shown


async def the_alert(world: World) -> str:
    """The id of Sam's newest alert."""
    return (await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).items[0].id


async def test_an_open_inbox_shows_a_flag_without_a_reload(world: World, wire: FakeWire) -> None:
    """A hint makes the open page read its inbox again, and the card and the badge are pushed."""
    await linked(world)
    page = await a_page(world, SAM, AlertsState)
    await call(page, "load")
    badge = await a_page(world, SAM, LiveState)
    await call(badge, "enter")
    assert (page.rows, page.todo, badge.badge) == ([], 0, 0)
    await flag(world)
    await hear(world, SAM, "alert")
    pushed = wire.set_on("page-1", AlertsState)
    assert [row.title for row in pushed["rows"]] == [f"{MS_CASE} · went missing"]
    assert [row.tag for row in pushed["rows"]] == ["Linked case flagged · now"]
    assert (pushed["todo"], pushed["rows"][0].about) == (
        1,
        f"linked with your {KS_CASE} · just now",
    )
    assert wire.set_on("page-1", LiveState) == {"badge": 1, "dot": True, "newest": 0}


async def test_a_page_opened_later_shows_it_too(world: World, wire: FakeWire) -> None:
    """Nothing depends on a push: a phone that was closed shows the alert on opening."""
    await linked(world)
    await flag(world)
    page = await a_page(world, SAM, AlertsState)
    await call(page, "load")
    (row,) = page.rows
    assert (row.kind, row.open, page.ready) == ("flag", True, True)


async def test_an_ask_shows_the_colleague_and_no_reference(world: World, wire: FakeWire) -> None:
    """Rule 8: the asked worker's card names colleague and team, and only their own case."""
    await choose(world, SAM, KS_CASE)
    await ask(world)
    page = await a_page(world, PRIYA, AlertsState)
    await call(page, "load")
    (row,) = page.rows
    assert row.title == f"Sam S. would like to link with your {MS_CASE}"
    assert row.href.startswith("/links/")
    assert KS_CASE not in shown(page)


async def test_an_alert_says_what_it_must_and_how_to_talk(world: World, wire: FakeWire) -> None:
    """The sheet is in words; the addresses of Call and Email hold nothing of the case (rule 11)."""
    await linked(world)
    await flag(world)
    page = await a_page(world, SAM, AlertState, alert_id=await the_alert(world))
    await call(page, "load")
    view = page.view
    assert view.title == f"{MS_CASE} is linked with your {KS_CASE}"
    assert (view.call, view.email) == ("tel:07700900123", "mailto:priya@west.example")
    facts = {pair.term: pair.detail for pair in view.facts}
    assert facts["How soon"] == "Now"
    assert facts["Threshold"] == "Level 4 · acute"
    assert facts["Young person told"] == "Yes, by Priya"


async def test_seen_and_in_touch_reach_the_flagger_s_open_page(
    world: World, wire: FakeWire
) -> None:
    """Both presses are said on the alert's page and pushed to who flagged."""
    await linked(world)
    sheet = await flag(world)
    flagger = await a_page(world, PRIYA, FlagSentState, page="page-2", flag_id=sheet.flag_id)
    await call(flagger, "load")
    alert_id = await the_alert(world)
    page = await a_page(world, SAM, AlertState, alert_id=alert_id)
    await call(page, "load")
    await call(page, "seen", alert_id, 0)
    await hear(world, PRIYA, "flag")
    (ack,) = wire.set_on("page-2", FlagSentState)["view"].acks
    assert ack.words.startswith("has seen this")
    await call(page, "in_touch", alert_id, 0)
    await hear(world, PRIYA, "flag")
    (ack,) = wire.set_on("page-2", FlagSentState)["view"].acks
    assert ack.words.startswith("has been in touch")
    assert page.view.in_touch.startswith("You have been in touch")


async def test_a_notification_leads_to_the_one_alert_that_waits(
    world: World, wire: FakeWire
) -> None:
    """It names none (rule 11): to the only one that was not seen, else to all of them; whoever
    gets no alerts goes the same way."""
    await linked(world)

    async def led(name: str) -> str:
        page = await a_page(world, name, AlertState, alert_id="waiting")
        return address(await call(page, "load")).strip(chr(34))

    assert await led(SAM) == "/alerts"
    await flag(world)
    first = await the_alert(world)
    assert await led(SAM) == f"/alerts/{first}"
    assert [await led(name) for name in (PRIYA, JO, ADE, ALEX)] == ["/alerts"] * 4
    await flag(world)
    assert await led(SAM) == "/alerts"
    await alerts.seen(world.house, world[SAM], first, 0, purpose=Purpose.COORDINATE)
    both = await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)
    (other,) = [line.id for line in both.items if line.todo]
    assert await led(SAM) == f"/alerts/{other}"


async def test_a_notification_leads_a_supervisor_to_what_they_decide(
    world: World, wire: FakeWire
) -> None:
    """What rang was an urgent sharing that waits: no alert does, and the inbox says nothing of it.
    With nothing to decide, and to whoever decides nothing, it is the inbox."""

    async def led(name: str) -> str:
        page = await a_page(world, name, AlertState, alert_id="waiting")
        return address(await call(page, "load")).strip(chr(34))

    before = await tray.count(world.house, world[DANA])
    assert (before, await led(DANA)) == (0, "/alerts")
    await choose(world, SAM, KS_CASE, talk="no")
    form = a_sharing_form(reference=MS_CASE, review=review(world), urgent="yes", position="refused")
    case_id, record = world.case(KS_CASE), {**form, "lawful": "s47"}
    await sharings.ask_without(world.house, world[SAM], case_id, record, purpose=Purpose.COORDINATE)
    assert [await led(name) for name in (DANA, SAM)] == ["/waiting", "/alerts"]


async def test_what_changed_meanwhile_is_shown_and_not_seen(world: World, wire: FakeWire) -> None:
    """A press on what the page showed says so in a sentence, shows what it says now, and counts for
    nothing; the next press is of that."""
    await linked(world)
    sheet = await flag(world)
    alert_id = await the_alert(world)
    page = await a_page(world, SAM, AlertState, alert_id=alert_id)
    await call(page, "load")
    assert page.view.number == 0
    said = {"what": "update", "text": "They are home again", "known": "0"}
    await flag_changes.change_flag(
        world.house, world[PRIYA], sheet.flag_id, new_id(), said, purpose=Purpose.COORDINATE
    )
    for step in ("seen", "in_touch"):
        await call(page, step, alert_id, 0)
        assert page.notice == errors.SENTENCES["alert_changed"]
        assert (page.view.number, page.view.seen, page.view.in_touch) == (1, "", "")
        assert "They are home again" in shown(page)
    await call(page, "seen", alert_id, 1)
    assert (page.notice, page.view.seen != "") == ("", True)


async def test_an_alert_of_somebody_else_is_not_there(world: World, wire: FakeWire) -> None:
    """Jo, Ade and Alex see "not found" and nothing of the alert, whatever they call."""
    await linked(world)
    await flag(world)
    alert_id = await the_alert(world)
    for name in (JO, ADE, ALEX):
        page = await a_page(world, name, AlertState, alert_id=alert_id)
        for handler, arguments in (
            ("load", ()),
            ("seen", (alert_id, 0)),
            ("in_touch", (alert_id, 0)),
        ):
            await call(page, handler, *arguments)
            assert page.missing
            assert KS_CASE not in shown(page)
            assert MS_CASE not in shown(page)


async def test_a_newer_no_takes_the_open_alert_away(world: World, wire: FakeWire) -> None:
    """When the link no longer holds, the next press shows "not found" and empties the page."""
    await linked(world)
    await flag(world)
    alert_id = await the_alert(world)
    page = await a_page(world, SAM, AlertState, alert_id=alert_id)
    await call(page, "load")
    await choose(world, PRIYA, MS_CASE, talk="no")
    await call(page, "seen", alert_id, 0)
    assert page.missing
    assert MS_CASE not in shown(page)


async def test_who_has_no_cases_to_work_with_is_led_to_what_waits_for_them(
    world: World, wire: FakeWire
) -> None:
    """An administrator who signs in gets their name and their own list, no empty tabs."""
    page = await a_page(world, ALEX, AlertsState)
    assert address(await call(page, "load")) == '"/waiting"'
    bar = await a_page(world, ALEX, LiveState)
    await call(bar, "enter")
    assert (bar.name, bar.works) == ("Alex A.", False)


async def test_nobody_is_led_to_the_door(world: World, wire: FakeWire) -> None:
    """Without a session each handler leads to sign-in and leaves nothing on the page."""
    for state, handler in ((AlertsState, "load"), (LiveState, "enter"), (AlertState, "load")):
        page = await a_page(world, None, state)
        assert address(await call(page, handler)) == '"/sign-in"'
        assert SAMS_OTHER not in shown(page)


async def test_a_tab_that_does_not_exist_is_all(world: World, wire: FakeWire) -> None:
    """Whatever is sent as a tab, the page shows one of its three."""
    page = await a_page(world, SAM, AlertsState)
    for sent, held in (("todo", "todo"), ("seen", "seen"), ("<script>", "all")):
        await call(page, "choose_tab", sent)
        assert page.tab == held


async def test_a_page_that_reconnects_keeps_no_session(world: World, wire: FakeWire) -> None:
    """Opening a page is somebody being there; the same page loading again by itself is not, nor
    after a restart of the server, which knows of no page."""
    page = await a_page(world, SAM, LiveState)
    start = world.house.clock()
    async with reading(world.house) as session:
        (mine,) = [
            one.id
            for one in (await session.exec(select(SignInSession))).all()
            if one.token_hash == world.house.keys.lookup("session", page_token_of(page))
        ]

    async def seen_after(minutes: int) -> int:
        clock = world.house.clock
        assert isinstance(clock, FakeClock)
        clock.forward(minutes=minutes)
        await call(page, "enter")
        async with reading(world.house) as session:
            held = await session.get(SignInSession, mine)
            assert held is not None
            return int((held.seen_at - start).total_seconds() / 60)

    page._opened_anew()
    assert await seen_after(10) == 10
    assert await seen_after(5) == 10
    page._opened = ""
    assert await seen_after(5) == 10
    cookie = page.router.headers.cookie
    page.router = RouterData.from_router_data(
        {"headers": {"cookie": cookie}, "token": "page-1", "query": {}, "asPath": "/cases"}
    )
    assert await seen_after(5) == 25
    assert page.parent_state is not None
    inbox = page.parent_state.get_substate(AlertsState.get_full_name().split("."))
    await call(inbox, "load")
    assert await seen_after(5) == 25


def page_token_of(page: LiveState) -> str:
    """What the session cookie of a page holds."""
    return page.router.headers.cookie.partition("=")[2]


async def test_a_supervisor_without_cases_reads_what_came_to_them(
    world: World, wire: FakeWire
) -> None:
    """From the front door they are led to what waits, until an alert comes in others' place; then
    the inbox is the first page, and the bar counts it."""
    await linked(world)
    page = await a_page(world, "dana", AlertsState)
    assert address(await call(page, "load")) == '"/waiting"'
    await bring_in(world.house, row(KS_CASE, SAM, ends=world.house.clock().date().isoformat()))
    await flag(world)
    assert await call(page, "load") is None
    (shown_row,) = page.rows
    assert "because nobody is allocated" in shown_row.about
    bar = await a_page(world, "dana", LiveState)
    await call(bar, "enter")
    assert (bar.works, bar.agrees, bar.badge) == (False, True, 1)
