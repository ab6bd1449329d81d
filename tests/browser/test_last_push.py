"""The very last push is lost on the wire and nobody does anything more: the page catches up."""

from __future__ import annotations

from playwright.async_api import Page, WebSocketRoute, expect

from peermap_app.live import keeper
from peermap_app.words import draw_together as w
from tests.browser.board import on
from tests.browser.together import Begin

LATE = (2 * keeper.ROUNDS_A_BEAT * keeper.LINES_SECONDS + 10) * 1000
"""Milliseconds: two beats, and what a busy machine takes."""


class LosesOne:
    """A page's websocket that loses the next push with `what` in it; all else passes."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.loses = False
        self.lost: list[str] = []

    async def between(self, page: Page) -> None:
        """From the next load of the page everything goes through here."""
        await page.route_web_socket(lambda _: True, self._route)
        await page.reload()

    def _route(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(server.send)

        def passes(message: str | bytes) -> None:
            if self.loses and self._what in str(message):
                self.loses = False
                self.lost.append(str(message))
            else:
                route.send(message)

        server.on_message(passes)


async def test_a_watching_page_that_lost_the_last_edit_catches_up(begin: Begin) -> None:
    """Who was drawn last comes to the worker's board though nobody draws any more."""
    drawing = await begin()
    wire = LosesOne('incoming_rx_state_":{')
    await wire.between(drawing.worker)
    await drawing.add(drawing.young)
    await drawing.in_step()
    wire.loses = True
    await drawing.add(drawing.young)
    await expect(on(drawing.worker, "person")).to_have_count(2, timeout=LATE)
    assert len(wire.lost) == 1
    await drawing.in_step()


async def test_a_page_that_lost_the_word_that_they_choose_puts_the_board_away(
    begin: Begin,
) -> None:
    """I'm finished, unheard by the worker's page: its board goes all the same (rule 4)."""
    drawing = await begin()
    wire = LosesOne('"screen":"choosing"')
    await wire.between(drawing.worker)
    await drawing.add(drawing.young)
    await drawing.in_step()
    wire.loses = True
    await drawing.tablet.get_by_role("button", name="I’m finished").tap()
    again = drawing.worker.get_by_text(w.LIVE_AGAIN.partition("{")[0])
    await expect(again).to_be_visible(timeout=LATE)
    await expect(on(drawing.worker, "person")).to_have_count(0)
    assert len(wire.lost) == 1
