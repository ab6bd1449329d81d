"""Whether choices weigh the same on the screen (rule 4): words and signs alone set them apart."""

from __future__ import annotations

from playwright.async_api import Locator, Page

from tests.browser.people import settled

SIZES = ((390, 844), (1180, 820))
WEIGHT = """(el) => {
  const looks = ["fontFamily", "fontSize", "fontWeight", "fontStyle", "color", "backgroundColor",
    "backgroundImage", "borderTopWidth", "borderTopStyle", "borderTopColor", "borderTopLeftRadius",
    "boxShadow", "opacity", "textDecorationLine", "textTransform", "transform", "animationName"];
  const look = (one) => looks.map((name) => `${name} ${getComputedStyle(one)[name]}`);
  const box = el.getBoundingClientRect(), sign = el.querySelector("svg").getBoundingClientRect();
  const wide = [box.width, box.height, sign.width, sign.height].map((px) => Math.round(px));
  return [`boxes ${wide}`, ...look(el), ...[...el.querySelectorAll("span")].flatMap(look)];
}"""


async def weigh_the_same(page: Page, *choices: Locator) -> None:
    """Box, sign, letters and colours of each are those of the first, on a phone and on a tablet."""
    size = page.viewport_size
    assert size is not None
    for wide, tall in SIZES:
        await page.set_viewport_size({"width": wide, "height": tall})
        await settled(page)
        first, *others = [await each.evaluate(WEIGHT) for each in choices]
        for other in others:
            assert other == first, wide
    await page.set_viewport_size(size)
    await settled(page)
