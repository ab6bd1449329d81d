"""The question before a map lapses, answered; and what an open page shows on the day itself."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import tour_reviews
from tests.browser.people import SAM, draw_and_keep, open_case, sign_in
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

DANA = "dana@demo.example"


async def test_a_map_is_asked_about_kept_lapses_and_is_taken_up(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """My cases and the case say so, one tap opens the question, a reason keeps it; on its day the
    open page loses the picture by itself, My team says so, and it can be taken up again."""
    sam, tablet, dana = [await new_person(kind) for kind in (PHONE, TABLET, PHONE)]
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, tour_reviews.CASE)
    await draw_and_keep(sam, tablet, server, "AB")
    await sign_in(dana, server.url, DANA)
    await dana.goto(f"{server.url}/team")

    async def look(name: str, page: Page) -> None:
        """Dana's own page is told too."""
        if name == "case/again":
            await expect(dana.get_by_text("1 thing to look at again")).to_be_visible(
                timeout=tour_reviews.WITHIN
            )
        if name == "case/lapsed":
            await expect(dana.get_by_text("1 thing lapsed")).to_be_visible()

    await tour_reviews.reviews(server, sam, look, flagger=None)
