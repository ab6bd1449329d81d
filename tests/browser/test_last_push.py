"""The very last push is lost on the wire and nobody does anything more: the page catches up."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from peermap_app.live import keeper
from peermap_app.words import draw_together as w
from peermap_app.words import young
from tests.browser.board import on
from tests.browser.together import Begin

LATE = (2 * keeper.ROUNDS_A_BEAT * keeper.LINES_SECONDS + 10) * 1000
"""Milliseconds: two beats, and what a busy machine takes."""

QUESTION = {
    "dont_keep": (young.CONSENT["dont_keep_button"], young.DONT_KEEP["title"]),
    "what_if": (young.WHAT_IF["title"], young.WHAT_IF["title"]),
}
"""The button that leads to a question, and the question's heading."""


class LosesOne:
    """A page's websocket that loses the next push with `what` in it; all else passes.

    `each`: it loses every one, for the end of a drawing that the keeper tells again, but no answer.
    """

    def __init__(self, what: str, *, each: bool = False) -> None:
        self.what, self._each = what, each
        self.loses = False
        self.lost: list[str] = []

    async def between(self, page: Page) -> None:
        """From the next load of the page everything goes through here."""
        await page.route_web_socket(lambda _: True, self._route)
        await page.reload()

    def _is_it(self, message: str) -> bool:
        # An answer to what the page asked sets its notice too.
        return self.what in message and not (self._each and '"notice_rx_state_"' in message)

    def _route(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        route.on_message(server.send)

        def passes(message: str | bytes) -> None:
            if self.loses and self._is_it(str(message)):
                self.loses = self._each
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


@pytest.mark.parametrize("question", ["dont_keep", "what_if"])
async def test_a_question_does_not_outlast_an_end_that_the_tablet_did_not_hear(
    begin: Begin, question: str
) -> None:
    """The worker ends it while a question stands there: the picture and what was said go (rule 3).

    A late beat takes nothing from the screen of the end.
    """
    drawing = await begin()
    tablet = drawing.tablet
    await drawing.add(drawing.young)
    await drawing.in_step()
    wire = LosesOne('"view_rx_state_":{"screen":"over"', each=True)
    await wire.between(tablet)
    await tablet.get_by_role("button", name="I’m finished").tap()
    way, title = QUESTION[question]
    await tablet.get_by_role("button", name=way).tap()
    await expect(tablet.get_by_role("heading", name=title)).to_be_visible()
    wire.loses = True
    await drawing.worker.get_by_role("button", name=w.END).tap()
    await drawing.worker.get_by_role("button", name=w.END_YES).tap()
    drawing.over = True
    await expect(tablet.get_by_role("heading", name=title)).to_have_count(0, timeout=LATE)
    await expect(tablet.locator('[data-phase="over"]')).to_be_visible()
    await expect(tablet.locator(".pm-board [data-id]")).to_have_count(0)
    assert wire.lost != []
