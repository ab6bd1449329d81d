"""Every young person's page in two made-up languages: nothing in English, nothing cut, heard too.

`tests/pseudo.py` says what the languages are. The stories run against a PeerMap that offers them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from peermap_app.words.languages import Catalogue
from tests.browser import tour, tour_drawing, tour_my_map
from tests.browser.axe import findings
from tests.browser.conftest import CUT
from tests.browser.network import Network
from tests.browser.people import PRIYA, SAM, open_case, settled, sign_in
from tests.browser.read_aloud import BARE, HEARD, VOICES
from tests.browser.said import asked_for, in_language, said
from tests.conftest import PHONE, TABLET, NewPerson
from tests.pseudo import pseudo_languages, tree_with
from tests.servers import PeerMapServer

SIZES = ((390, 844), (1180, 820))
AXE_AT = {"ltr": 390, "rtl": 1180}
"""Every screen meets axe at both sizes in English (test_axe.py): here at each in one language."""
OURS = {
    *("Aa", "Sam", "Priya", "PeerMap", "JS", "DW", "SAM", "FX", "OW"),
    *("Childline", "Shout", "Missing", "People"),
}
"""Letters that are the same in every language: workers’ first names, our own, initials, a sign,
and what help lines are called."""
READ = """() => {
  const seen = (el) => el.checkVisibility({ visibilityProperty: true });
  const names = ["aria-label", "alt", "title", "placeholder", "aria-description"];
  const menus = ".pd-language, .pd-languages, .mp-others", card = ".pd-receipt-words, .pd-address";
  const found = [document.title];
  for (const el of document.body.querySelectorAll("*")) {
    if (el.closest(`script, style, noscript, svg:not(.pm-svg), ${menus}, ${card}`)) continue;
    if (!seen(el)) continue;
    for (const name of names) if (el.getAttribute(name)) found.push(el.getAttribute(name));
    for (const node of el.childNodes)
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) found.push(node.data.trim());
  }
  return found;
}"""
"""All that a page says to the eye or to a screen reader, but for the names of languages."""
HELD = """(direction) => [...document.querySelectorAll("main, h1, p, button, label, li")]
  .filter((el) => el.checkVisibility() && getComputedStyle(el).direction !== direction)
  .map((el) => el.outerHTML.slice(0, 80))"""
"""What does not run in the language's direction."""


@dataclass
class Seen:
    """What was wrong on the way."""

    direction: str
    names: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    voices: set[str] = field(default_factory=set)
    bare: list[str] = field(default_factory=list)
    folder: Path | None = None

    async def look(self, name: str, page: Page) -> None:
        """Judge a young person's screen; a worker's is in English and judged elsewhere."""
        if not name.startswith(("tablet/", "canvas/", "practice", "join", "my-map/")):
            return
        self.names.append(name)
        own = page.viewport_size
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            await settled(page)
            await self._judge(f"{name} at {width}", page)
            if width == AXE_AT[self.direction]:
                self.axe += [f"{name} at {width}: {each}" for each in await findings(page)]
        if own:
            await page.set_viewport_size(own)
            await settled(page)
        await self._hear(name, page)

    async def _hear(self, name: str, page: Page) -> None:
        heard = await page.evaluate(HEARD)
        self.unheard += [f"{name}: {each}" for each in heard["unheard"]]
        self.voices |= set(heard["voices"])
        self.bare += [f"{name}: {each}" for each in await page.evaluate(BARE)]

    async def _judge(self, where: str, page: Page) -> None:
        texts = await page.evaluate(READ)
        plain = [(text, set(re.findall(r"[A-Za-z]{2,}", text)) - OURS) for text in texts]
        self.english += [f"{where}: {text!r}" for text, english in plain if english]
        self.cuts += [f"{where}: {cut}" for cut in await page.evaluate(CUT)]
        self.turned += [f"{where}: {each}" for each in await page.evaluate(HELD, self.direction)]
        if self.folder is not None:
            await page.screenshot(path=self.folder / f"{where.replace('/', '-')}.png")


@pytest.fixture(scope="session")
def tree(pages: None) -> Path:
    """A tree that offers both languages, built once."""
    return tree_with(*pseudo_languages())


@pytest_asyncio.fixture(
    scope="session", loop_scope="session", params=pseudo_languages(), ids=lambda each: each.code
)
async def seen(
    request: pytest.FixtureRequest,
    tree: Path,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Seen]:
    """Every young person's screen in one of the languages, once."""
    language: Catalogue = request.param
    judged, contexts = Seen(language.direction), []
    server = PeerMapServer.start(tmp_path_factory.mktemp(language.code) / "var", root=tree)

    async def new_person(device: dict[str, Any] = PHONE) -> Page:
        contexts.append(await browser.new_context(**device))
        return await contexts[-1].new_page()

    try:
        with in_language(language):
            await young_screens(server, new_person, judged)
        yield judged
    finally:
        for context in contexts:
            await context.close()
        server.stop()


async def young_screens(server: PeerMapServer, new_person: NewPerson, judged: Seen) -> None:
    """The tour's own steps, told in the language of the story."""
    network = await Network.open()
    sam, tablet = await new_person(PHONE), await new_person({**TABLET, "proxy": network.proxy})
    await tablet.add_init_script(VOICES)
    await tablet.goto(f"{server.url}/away{asked_for()}")
    await judged.look("tablet/away", tablet)
    await tablet.goto(f"{server.url}/join{asked_for()}")
    await judged.look("join", tablet)
    await tablet.get_by_label(said("Type the code")).fill("222222")
    await tablet.get_by_role("button", name=said("Join")).click()
    await expect(tablet.get_by_text(said("Nearly. Look again."))).to_be_visible()
    await judged.look("join/error", tablet)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    young = await tour_drawing.before(sam, tablet, server.url, judged.look)
    await tour_drawing.cut_off(tablet, network, "canvas/cut-off", judged.look)
    await tour_drawing.canvas(sam, young, judged.look)
    await tour_drawing.choosing(sam, young, judged.look)
    address = await tour_my_map.card_taken(young.page, judged.look)
    await tour._not_kept(sam, tablet, server.url, judged.look)
    await tour_my_map.drawn_again(sam, tablet, server.url, judged.look)
    await tour_drawing.cut_off(tablet, network, "tablet/cut-off", judged.look)
    await network.close()
    phone, other = await new_person(PHONE), await new_person(PHONE)
    for each in (phone, other):
        await each.add_init_script(VOICES)
    await tour_my_map.my_map(phone, other, f"{server.url}", address, judged.look)
    priya = await new_person(PHONE)
    await priya.add_init_script(VOICES)
    await sign_in(priya, server.url, PRIYA)
    await tour_my_map.handed_over(priya, server.url, judged.look)


async def test_nothing_is_left_in_english(seen: Seen) -> None:
    """Every word on every screen comes from the catalogue of the language that was chosen."""
    assert len(seen.names) >= 61
    assert seen.english == []


async def test_longer_words_fit(seen: Seen) -> None:
    """At 390 and 1180 px nothing is cut off, in words that are 40 % longer."""
    assert seen.cuts == []


async def test_all_of_it_runs_in_its_direction(seen: Seen) -> None:
    """Right to left from the heading to the last button, where the language is written so."""
    assert seen.turned == []


async def test_every_sentence_can_be_heard(seen: Seen) -> None:
    """Each heading and sentence is read by a button, in a voice of its language on the device."""
    assert seen.unheard == []
    assert seen.voices == {"ar-SA" if seen.direction == "rtl" else "en_US"}


async def test_every_choice_has_a_picture(seen: Seen) -> None:
    """No button, answer or listed sentence stands without one."""
    assert seen.bare == []


async def test_axe_finds_nothing(seen: Seen) -> None:
    """Language, direction and longer words leave every screen accessible."""
    assert seen.axe == []
