"""What goes wrong while they draw, one thing at a time: nothing is lost and nothing is doubled.

After each fault the tablet, the worker's page and the room hold the same map, and in it exactly
what was drawn. Which friends are drawn and where they are dragged is chance with a fixed seed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    WebSocket,
    WebSocketRoute,
    expect,
)

from bench.story import TABLET_STATE
from peermap_app.words import young
from tests.browser.network import TurnedRound
from tests.browser.people import answer, squiggle
from tests.browser.together import Together
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer

Begin = Callable[[int], Awaitable[Together]]


@pytest_asyncio.fixture(loop_scope="session")
async def begin(server: PeerMapServer, new_person: NewPerson) -> AsyncIterator[Begin]:
    """Begins a drawing with this seed; ends it after the test, so that the case is free again."""
    begun: list[Together] = []

    async def one(seed: int) -> Together:
        begun.append(await Together.begin(server, new_person, seed))
        return begun[-1]

    yield one
    for drawing in begun:
        await drawing.end()


MINUTE = 60.0


@dataclass
class Away:
    """A drawing whose tablet has no network since `cut`, a moment of the event loop's clock."""

    drawing: Together
    cut: float


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def away(
    pages: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Away]:
    """Its minute runs beside the other faults, on a server of its own that none of them touches."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def new_person(device: dict[str, Any] = PHONE, **more: Any) -> Page:
        contexts.append(await browser.new_context(**device, **more))
        contexts[-1].on("weberror", lambda event: errors.append(str(event.error)))
        return await contexts[-1].new_page()

    server = await asyncio.to_thread(PeerMapServer.start, tmp_path_factory.mktemp("away") / "var")
    try:
        drawing = await Together.begin(server, new_person, 9)
        await drawing.add(drawing.young)
        await drawing.in_step()
        drawing.network.cut()
        cut = asyncio.get_running_loop().time()
        await drawing.add(drawing.young)
        await drawing.add(drawing.other)
        await drawing.ink()
        yield Away(drawing, cut)
        await drawing.network.close()
    finally:
        for context in contexts:
            await context.close()
        server.stop()
    assert errors == []


async def test_the_network_goes_away(away: Away) -> None:
    """Both could go on drawing, and the tablet says that it is cut off."""
    await expect(away.drawing.tablet.locator(".pm-offline").first).to_be_visible()


async def test_the_server_is_killed_and_comes_back(begin: Begin) -> None:
    """What was drawn before, on either device, and what is drawn while it is down: all of it."""
    drawing = await begin(1)
    await drawing.add(drawing.young)
    await drawing.add(drawing.other)
    await drawing.ink()
    await drawing.in_step()
    drawing.server.kill()
    await expect(drawing.tablet.locator(".pm-offline").first).to_be_visible()
    await drawing.add(drawing.young)
    await drawing.move(drawing.young)
    await drawing.add(drawing.other)
    await asyncio.to_thread(drawing.server.start_again)
    await drawing.in_step()
    await drawing.add(drawing.other)
    await drawing.add(drawing.young)
    await drawing.in_step()


async def test_the_tablet_is_reloaded_as_soon_as_something_was_drawn(begin: Begin) -> None:
    """A reload, on the tablet and then on the phone, shows what was drawn; undo starts afresh."""
    drawing = await begin(2)
    await drawing.add(drawing.young)
    await drawing.ink()
    await drawing.in_step()
    undo = drawing.tablet.locator('[data-tool="tool_undo"]')
    await expect(undo).to_have_attribute("aria-disabled", "false")
    await drawing.tablet.reload()
    await drawing.add(drawing.other)
    await drawing.in_step()
    await expect(undo).to_have_attribute("aria-disabled", "true")
    await drawing.worker.reload()
    await drawing.move(drawing.young)
    await drawing.add(drawing.young)
    await drawing.in_step()


async def test_the_network_is_cut_while_both_draw(begin: Begin) -> None:
    """Both go on drawing while the tablet is cut off; then each has what the other drew."""
    drawing = await begin(3)
    await drawing.add(drawing.young)
    await drawing.add(drawing.other)
    await drawing.in_step()
    drawing.network.cut()
    await drawing.tablet.context.set_offline(True)
    await drawing.add(drawing.young)
    await drawing.move(drawing.young)
    await drawing.add(drawing.other)
    await drawing.ink()
    await drawing.move(drawing.other)
    await expect(drawing.tablet.locator(".pm-offline").first).to_have_text(young.COMMON["offline"])
    await drawing.network.refused.wait()
    drawing.network.heal()
    await drawing.tablet.context.set_offline(False)
    await drawing.in_step()


async def test_the_last_word_before_and_after_a_cut_stands(begin: Begin) -> None:
    """What was said into a dying connection does not overtake what was said after it."""
    drawing = await begin(11)
    await drawing.add(drawing.young)
    await drawing.in_step()
    who = drawing.people[0]
    drawing.network.hold()
    card = await drawing.young.select(who)
    await drawing.young.tap_on(card.locator('[data-feeling="good"]'))
    await drawing.young.put_down()
    await drawing.add(drawing.young)
    drawing.network.cut()
    await expect(drawing.tablet.locator(".pm-offline").first).to_be_visible()
    newer = drawing.people[1]
    for name, what in ((who, '[data-feeling="tricky"]'), (newer, '[data-do="matters"]')):
        card = await drawing.young.select(name)
        await drawing.young.tap_on(card.locator(what))
        await drawing.young.put_down()
    drawing.network.heal()
    await drawing.in_step()
    room = await drawing.room()
    assert [tie["feeling"] for tie in room["ties"]] == ["tricky"]
    assert {each["initials"]: each["matters"] for each in room["people"]}[newer]


async def test_finished_waits_for_what_was_drawn(begin: Begin) -> None:
    """I'm finished, tapped while cut off, asks about the picture with everything in it."""
    drawing = await begin(12)
    await drawing.add(drawing.young)
    await drawing.in_step()
    drawing.network.hold()
    await drawing.add(drawing.young)
    await drawing.tablet.get_by_role("button", name="I’m finished").tap()
    said = drawing.tablet.locator("[data-told]")
    heard = drawing.tablet.locator(".pm-all > [role=status].pm-only-read")
    for each in (said, heard):
        await expect(each).to_have_text(young.BOARD["sending"])
    drawing.network.cut()
    for each in (said, heard):  # that nothing is on its way is not hidden behind it
        await expect(each).to_have_text(young.BOARD["finish_waits"])
    drawing.network.heal()
    await expect(drawing.tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await expect(drawing.tablet.locator(".pm-still .pm-person")).to_have_count(2)
    await drawing.tablet.get_by_role("button", name=young.CONSENT["change_it"]).tap()
    await expect(said).to_have_count(0)
    for word in ("sending", "finish_waits"):
        await expect(heard).not_to_contain_text(young.BOARD[word])


async def test_the_network_holds_everything_and_then_loses_it(begin: Begin) -> None:
    """What was on its way, unanswered, when the connection broke is sent again, and counts once."""
    drawing = await begin(4)
    await drawing.add(drawing.other)
    await drawing.in_step()
    drawing.network.hold()
    await drawing.add(drawing.young)
    await drawing.add(drawing.other)
    drawing.network.release()
    await drawing.in_step()
    drawing.network.hold()
    await drawing.add(drawing.young)
    await drawing.move(drawing.young)
    drawing.network.cut()
    await drawing.add(drawing.other)
    drawing.network.heal()
    await drawing.in_step()


async def test_the_tablet_sleeps_and_wakes(begin: Begin) -> None:
    """Asleep while the phone draws, its connection gone meanwhile; awake it has everything."""
    drawing = await begin(5)
    await drawing.add(drawing.young)
    await drawing.in_step()
    session = await drawing.tablet.context.new_cdp_session(drawing.tablet)
    await session.send("Page.setWebLifecycleState", {"state": "frozen"})
    await drawing.add(drawing.other)
    drawing.network.cut()
    await drawing.add(drawing.other)
    drawing.network.heal()
    await session.send("Page.setWebLifecycleState", {"state": "active"})
    await drawing.in_step()
    await drawing.add(drawing.young)
    await drawing.in_step()


async def test_messages_come_twice_and_out_of_order(begin: Begin) -> None:
    """Every message of the tablet's board sent again by another page with its cookie, the newest
    first and then all once more: the map stays as it was, and both devices go on."""
    drawing = await begin(6)
    sent: list[list[object]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.extend(edits_in(frame)))

    drawing.tablet.on("websocket", listen)
    await drawing.tablet.reload()
    for _ in range(3):
        await drawing.add(drawing.young)
    await drawing.move(drawing.young)
    await drawing.in_step()
    assert len(sent) >= 4
    async with drawing.second_page() as page:
        for edits in (*reversed(sent), *sent):
            await page.send(f"{TABLET_STATE}.edits", edits=edits)
            answered = await page.until("tablet_state", "answered")
            assert answered["refused"] == []
    await drawing.in_step()
    await drawing.add(drawing.other)
    await drawing.in_step()


async def test_the_wire_turns_messages_round_and_doubles_them(begin: Begin) -> None:
    """The tablet's edits reach the server, and the server's pushes the tablet, two by two in the
    wrong order and each twice."""
    drawing = await begin(7)
    ways: list[TurnedRound] = []

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        ways.extend(
            (TurnedRound(".edits", server.send), TurnedRound("incoming_rx_state_", route.send))
        )
        route.on_message(ways[-2].on)
        server.on_message(ways[-1].on)

    await drawing.tablet.route_web_socket(lambda _: True, between)
    await drawing.tablet.reload()
    for _ in range(2):
        await drawing.add(drawing.young)
    for _ in range(4):
        await drawing.add(drawing.other)
    await drawing.shows_all(drawing.worker)
    for way in ways:
        way.let_go()
    await drawing.in_step()


async def test_the_server_is_killed_while_they_choose(begin: Begin) -> None:
    """Picture, answers and mark come back; kept, nothing of it is on the tablet any more."""
    drawing = await begin(8)
    tablet = drawing.tablet
    await drawing.add(drawing.young)
    await drawing.add(drawing.other)
    await drawing.in_step()
    await choose(drawing)
    drawing.server.kill()
    await expect(tablet.locator(".pm-offline").first).to_have_text(young.COMMON["no_connection"])
    await asyncio.to_thread(drawing.server.start_again)
    await expect(tablet.locator(".pm-offline")).to_have_count(0)
    await expect(tablet.locator(".pm-still .pm-person")).to_have_count(2)
    for statement, value in (("keep", "yes"), ("plan", "no"), ("talk", "not_sure")):
        chosen = tablet.locator(f'input[name="answer-{statement}"][value="{value}"]')
        await expect(chosen).to_be_checked()
    # One tap beside what was said is enough, though the server may not have the picture again yet.
    said = tablet.locator(":has(input[name=answer-keep][value=yes]:checked)")
    await said.get_by_role("button", name="Keep what I said yes to").first.tap()
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_visible()
    await nothing_left(drawing)
    drawing.over = True


async def test_not_kept_leaves_nothing_on_the_tablet(begin: Begin) -> None:
    """After Don't keep anything, reload and Back show nothing of the picture (rule 3)."""
    drawing = await begin(9)
    await drawing.add(drawing.young)
    await drawing.ink()
    await drawing.in_step()
    await choose(drawing)
    await drawing.tablet.get_by_role("button", name="Don’t keep anything").tap()
    await drawing.tablet.get_by_role("button", name=young.DONT_KEEP["yes"]).tap()
    await expect(
        drawing.tablet.get_by_role("heading", name=young.NOT_KEPT["title"])
    ).to_be_visible()
    await nothing_left(drawing)
    drawing.over = True


async def test_the_network_is_back_after_a_minute(away: Away) -> None:
    """Long enough for every connection to be given up on both sides: nothing drawn is lost."""
    drawing, loop = away.drawing, asyncio.get_running_loop()
    await expect(drawing.tablet.locator(".pm-offline").first).to_be_visible()
    over = loop.create_future()
    loop.call_at(away.cut + MINUTE, over.set_result, None)
    await over  # the fault is the time itself
    drawing.network.heal()
    await drawing.in_step()
    await nobody_covers_anybody(drawing)
    await drawing.add(drawing.other)
    await drawing.in_step()


async def nobody_covers_anybody(drawing: Together) -> None:
    """Who was added on both devices meanwhile stands apart: nobody is missing from the picture."""
    spots = await drawing.tablet.evaluate(
        """() => [...document.querySelectorAll(".pm-board .pm-person > circle:first-child")]
             .map((one) => `${one.getAttribute("cx")} ${one.getAttribute("cy")}`)"""
    )
    assert len(set(spots)) == len(spots) >= 3


async def choose(drawing: Together) -> None:
    """I'm finished, three different answers, and a mark by finger."""
    tablet = drawing.tablet
    await tablet.get_by_role("button", name="I’m finished").tap()
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    for statement, value in (("keep", "yes"), ("plan", "no"), ("talk", "not_sure")):
        await answer(tablet, statement, value)
        chosen = tablet.locator(f'input[name="answer-{statement}"][value="{value}"]')
        await expect(chosen).to_be_checked()
    await squiggle(drawing.young)


async def nothing_left(drawing: Together) -> None:
    """Nobody and nothing drawn is in the page, now, after a reload, and after Back."""
    tablet = drawing.tablet
    await no_picture(drawing)
    await tablet.reload()
    await no_picture(drawing)
    await tablet.goto(f"{drawing.server.url}/join")
    await tablet.go_back()
    await no_picture(drawing)


async def no_picture(drawing: Together) -> None:
    """The page says how it ended; no initials of anybody, no line, are in it."""
    await expect(drawing.tablet.locator("h1").first).to_be_visible()
    await expect(drawing.tablet.locator(".pm-person, .pm-stroke, .pm-tie")).to_have_count(0)
    held = await drawing.tablet.content()
    assert [who for who in drawing.people if f">{who}<" in held] == []


def edits_in(frame: str | bytes) -> list[list[object]]:
    """The edits that a frame of the tablet's page carries."""
    text = frame if isinstance(frame, str) else frame.decode()
    if not text.startswith("42") or ".edits" not in text:
        return []
    _, event = json.loads(text[text.index("[") :])
    return [event["payload"]["edits"]]
