"""Choosing where the network comes and goes: nothing counts that was not on the screen (rule 4)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from peermap_app.words import errors, young
from tests.browser.network import blink
from tests.browser.people import answer, resize, squiggle
from tests.browser.together import Together
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer

STATEMENTS = ("keep", "plan", "talk")


@pytest_asyncio.fixture(loop_scope="session")
async def choosing(server: PeerMapServer, new_person: NewPerson) -> AsyncIterator[Together]:
    """A young person with one friend drawn, on a tablet the size of a phone, about to choose."""
    drawing = await Together.begin(server, new_person, 21)
    await drawing.tablet.set_viewport_size(PHONE["viewport"])
    await drawing.add(drawing.young)
    await drawing.in_step()
    await drawing.tablet.get_by_role("button", name="I’m finished").tap()
    title = drawing.tablet.get_by_role("heading", name="Your map, your say")
    await expect(title).to_be_visible()
    yield drawing
    await drawing.end()


def line(tablet: Page, name: str) -> Locator:
    """A sentence over everything, such as "offline"."""
    return tablet.locator(f".pm-{name}")


async def tap(tablet: Page, statement: str, value: str) -> None:
    """Tap an answer, whether or not it counts."""
    await tablet.locator(f'label:has(input[name="answer-{statement}"][value="{value}"])').tap()


async def tap_all(tablet: Page) -> None:
    """Yes three times, a tick, and Keep, one right after the other."""
    for statement in STATEMENTS:
        await tap(tablet, statement, "yes")
    await tablet.get_by_role("button", name=young.CONSENT["tick"]).tap()
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()


async def said(tablet: Page) -> list[str]:
    """Which answers are shown as given."""
    return list(
        await tablet.locator('input[name^="answer-"]:checked').evaluate_all(
            "all => all.map((one) => `${one.name} ${one.value}`)"
        )
    )


async def keeps(drawing: Together) -> None:
    """Keep, tapped now, keeps."""
    tablet = drawing.tablet
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_visible()
    drawing.over = True


async def test_nothing_is_tapped_without_a_connection(choosing: Together) -> None:
    """It says so where the finger is, nothing waits to be sent, and later all can be said."""
    tablet = choosing.tablet
    choosing.network.cut()
    await expect(line(tablet, "offline")).to_have_text(young.COMMON["no_connection"])
    await tablet.get_by_role("button", name="Keep what I said yes to").scroll_into_view_if_needed()
    await expect(line(tablet, "offline")).to_be_in_viewport(ratio=1)
    await tap_all(tablet)
    assert await said(tablet) == []
    await expect(line(tablet, "held")).to_be_in_viewport(ratio=1)
    await expect(line(tablet, "held")).to_have_text(young.COMMON["held_tap"])
    await expect(line(tablet, "offline")).to_be_hidden()
    choosing.network.heal()
    await expect(line(tablet, "held")).to_be_hidden()
    await expect(line(tablet, "offline")).to_have_count(0)
    await answer(tablet, "keep", "yes")
    assert await said(tablet) == ["answer-keep yes"]
    await tablet.get_by_role("button", name=young.CONSENT["tick"]).tap()
    await expect(tablet.locator(".pd-mark-tick")).to_be_visible()
    await keeps(choosing)


async def test_a_connection_that_fails_again_is_none(choosing: Together) -> None:
    """The line drops once more between its first byte and the page's own word: still held."""
    tablet, whole = choosing.tablet, asyncio.Event()
    failed = asyncio.Event()
    closings: list[asyncio.Future[None]] = []

    def half(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(route.send)
        route.on_message(lambda said: server.send(said) if whole.is_set() else drop(route))

    def drop(route: WebSocketRoute) -> None:
        failed.set()
        closings.append(asyncio.ensure_future(route.close()))

    await tablet.route_web_socket(lambda _: True, half)
    whole.set()
    await tablet.reload()
    await expect(tablet.locator(".pm-still .pm-person")).to_have_count(1)
    whole.clear()
    choosing.network.cut()
    choosing.network.heal()
    for _ in range(2):
        failed.clear()
        await asyncio.wait_for(failed.wait(), 30)
    await tap(tablet, "keep", "yes")
    await expect(line(tablet, "held")).to_be_visible()
    whole.set()
    await expect(line(tablet, "held")).to_be_hidden()
    await expect(line(tablet, "offline")).to_have_count(0)
    await answer(tablet, "plan", "no")
    assert await said(tablet) == ["answer-plan no"]
    await asyncio.gather(*closings)


async def test_what_comes_late_is_seen_before_it_is_kept(choosing: Together) -> None:
    """A wall between two rooms: the taps arrive together, with the Keep that came after them."""
    tablet = choosing.tablet
    choosing.network.hold()
    await tap_all(tablet)
    await expect(line(tablet, "slow")).to_be_in_viewport(ratio=1)
    await expect(line(tablet, "slow")).to_have_text(young.COMMON["slow_tap"])
    assert await said(tablet) == []
    choosing.network.release()
    told = tablet.locator(".pd-in-the-way")
    await expect(told).to_have_text(errors.YOUNG["said_unseen"])
    await expect(told).to_be_in_viewport()
    await expect(line(tablet, "slow")).to_be_hidden()
    assert await said(tablet) == [f"answer-{each} yes" for each in STATEMENTS]
    await keeps(choosing)


async def test_the_line_lies_over_no_answer(choosing: Together) -> None:
    """On a phone it takes a part of the strip that is Hide's anyway, however narrow it is; on a
    tablet lying down it leaves the ways beside the title alone."""
    tablet = choosing.tablet
    hide = tablet.get_by_role("button", name="Hide", exact=True)
    choosing.network.hold()
    await tap(tablet, "keep", "yes")
    slow, bar = line(tablet, "slow"), tablet.locator(".pd-touch")
    await expect(slow).to_be_visible()
    for size in ((390, 844), (320, 568)):
        await resize(choosing.young, size)
        await expect(hide).to_be_in_viewport(ratio=1)
        strip, said_in = await hide.bounding_box(), await bar.bounding_box()
        assert strip
        assert said_in
        assert said_in["y"] >= strip["y"] - 1
        assert said_in["x"] + said_in["width"] <= strip["x"] + 1
        assert strip["x"] + strip["width"] >= size[0] - 1
    await resize(choosing.young, (1180, 820))
    said_in = await bar.bounding_box()
    assert said_in
    for each in await tablet.locator(".pd-say button:visible, .pd-answer").all():
        box = await each.bounding_box()
        assert box
        beside = box["x"] >= said_in["x"] + said_in["width"]
        assert beside or box["y"] >= said_in["y"] + said_in["height"]
    choosing.network.release()
    await expect(slow).to_be_hidden()


async def test_a_mark_is_told_in_no_other_choosing(choosing: Together) -> None:
    """The server's word on a squiggle got lost: after Go back the box is empty and silent."""
    tablet, deaf = choosing.tablet, asyncio.Event()

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(server.send)
        server.on_message(
            lambda said: None if deaf.is_set() and "mark_strokes" in str(said) else route.send(said)
        )

    await tablet.route_web_socket(lambda _: True, between)
    await tablet.reload()
    await expect(tablet.locator(".pm-still .pm-person")).to_have_count(1)
    deaf.set()
    await squiggle(choosing.young)
    await answer(tablet, "keep", "yes")
    deaf.clear()
    await tablet.get_by_role("button", name="Go back and change it").tap()
    await tablet.get_by_role("button", name="I’m finished").tap()
    await expect(tablet.locator(".pd-mark-label")).to_have_text(young.CONSENT["mark"])
    await answer(tablet, "keep", "yes")
    await expect(tablet.locator(".pd-mark-pad path[d^=M]")).to_have_count(0)
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    await expect(tablet.locator(".pd-in-the-way")).to_have_text(errors.YOUNG["mark_needed"])


async def test_a_mark_that_is_there_is_not_called_lost(choosing: Together) -> None:
    """The server has the squiggle, and a cut takes its word on it: nothing is tapped again."""
    tablet, deaf, came = choosing.tablet, asyncio.Event(), asyncio.Event()

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(server.send)
        server.on_message(lambda said: keep(str(said)) if deaf.is_set() else route.send(said))

    def keep(said: str) -> None:
        if "notice_rx_state_" in said:  # its own word on the tap, after the push
            came.set()

    await tablet.route_web_socket(lambda _: True, between)
    await tablet.reload()
    await expect(tablet.locator(".pm-still .pm-person")).to_have_count(1)
    await answer(tablet, "keep", "yes")
    deaf.set()
    await squiggle(choosing.young)
    await asyncio.wait_for(came.wait(), 20)
    deaf.clear()
    await blink(tablet, choosing.network)
    await expect(tablet.locator(".pd-mark-label")).to_have_text(young.CONSENT["mark_done"])
    await expect(line(tablet, "lost")).to_be_hidden()
    await keeps(choosing)


async def test_an_answer_that_is_lost_is_told_beside_a_mark_that_comes_again(
    choosing: Together,
) -> None:
    """The box tells its squiggle again by itself: the word on the answer stays."""
    tablet = choosing.tablet
    choosing.network.hold()
    await tap(tablet, "keep", "yes")
    await squiggle(choosing.young)
    await blink(tablet, choosing.network)
    await expect(line(tablet, "lost")).to_be_visible()
    assert await said(tablet) == []
    await answer(tablet, "keep", "yes")
    await expect(line(tablet, "lost")).to_be_hidden()
    await keeps(choosing)
