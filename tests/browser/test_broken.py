"""A young person's page whose own code failed: their words, with signs, heard, and a way on."""

from __future__ import annotations

from playwright.async_api import expect

from peermap_app.words import worker_pages, young
from tests.browser.axe import findings
from tests.browser.read_aloud import BARE, HEARD, VOICES
from tests.browser.together import Begin

THROWS = """() => {
  const entries = Object.entries;
  Object.entries = (of) => {
    if (of && "coral" in of) throw new Error("a pen that JS drew with");
    return entries(of);
  };
}"""
"""The pens can not be shown from now on: the board throws while it is drawn."""
WORDS = [young.COMMON[key] for key in ("broken", "broken_not_you", "broken_on", "broken_again")]


async def test_a_board_that_throws_says_so_in_young_words(begin: Begin) -> None:
    """Nothing of the error and no worker's word; one tap, and the drawing is there again."""
    drawing = await begin((1180, 820))
    page = drawing.tablet
    await page.add_init_script(VOICES)
    await drawing.add(drawing.young)
    await drawing.in_step()
    await page.reload()
    await page.locator(".pm-board .pm-person").first.wait_for()
    await page.evaluate(THROWS)
    await drawing.young.tool("draw")
    await expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[0])
    shown = await page.inner_text("body")
    assert [each for each in WORDS if each not in shown] == []
    for never in (worker_pages.BROKEN, worker_pages.BROKEN_WHY, "a pen", drawing.people[0]):
        assert never not in shown
    assert await page.evaluate(BARE) == []
    assert await page.locator(".pd-screen :is(h1, p, a):not(:has(svg))").count() == 0
    assert await page.evaluate(HEARD) == {"unheard": [], "voices": ["en_US"]}
    assert await findings(page) == []
    await page.get_by_role("link", name=WORDS[3]).tap()
    await page.locator(".pm-board .pm-person").first.wait_for()
    await drawing.in_step()
