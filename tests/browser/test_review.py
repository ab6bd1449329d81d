"""The question before a map lapses, answered; and what an open page shows on the day itself."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from peermap_app.words import review_words as w
from peermap_app.words.worker_pages import BACK_TO_CASE
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


async def test_the_question_before_is_not_shown_under_another_ones_address(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """From one question of a case to the next, with the connection gone: it is waited for, and the
    one that was open cannot be answered in its place."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, server.url, SAM)
    case = f"{server.url}/cases/{await open_case(sam, server.url, tour_reviews.CASE)}"
    await draw_and_keep(sam, tablet, server, "AB")
    await sam.goto(f"{case}/flag")
    await sam.locator('[name="kind"][value="missing"]').check()
    await sam.locator('[name="threshold"]').select_option("4")
    await sam.locator('[name="told"][value="yes"]').check()
    await sam.locator('[name="need_to_know"]').fill("Did not return last night.")
    await sam.get_by_role("button", name="Send flag").click()
    await sam.wait_for_url(re.compile("/flags/"))
    for kind in ("map", "flag"):
        tour_reviews.due_in(server, 2, kind)
    await sam.goto(case)
    await sam.get_by_role("link", name=re.compile("still hold")).first.click()
    flag = sam.get_by_role("radio", name=w.END["flag"])
    await expect(flag).to_be_visible()
    await sam.get_by_role("link", name=BACK_TO_CASE).click()
    ask = sam.get_by_role("link", name=re.compile("Is map .* still right")).first
    await expect(ask).to_be_visible()
    await sam.context.set_offline(True)
    await ask.click()
    await sam.wait_for_url(re.compile("/again/map-"))
    await expect(flag).to_be_hidden()
    await expect(sam.get_by_text("Loading")).to_be_visible()
    await sam.context.set_offline(False)
    await expect(sam.get_by_role("radio", name=w.END["map"])).to_be_visible()
    for kind in ("map", "flag"):
        tour_reviews.due_in(server, 100, kind)
