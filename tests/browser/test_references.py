"""A case reference stays whole: a line does not end at its hyphen."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.people import SAM, open_case, settled, sign_in
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

CASE = "HX-1187"
NARROW = {"viewport": {"width": 320, "height": 640}}
LINES = """([where, words, room]) => {
  const el = [...document.querySelectorAll(where)].find((each) => each.textContent.includes(words));
  const walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT), range = document.createRange();
  const part = (from, to) => {
    const tops = new Set();
    let before = 0, node;
    walk.currentNode = el;
    while ((node = walk.nextNode())) {
      for (let at = Math.max(from, before); at < Math.min(to, before + node.length); at++) {
        range.setStart(node, at - before);
        range.setEnd(node, at - before + 1);
        for (const box of range.getClientRects()) if (box.width) tops.add(Math.round(box.bottom));
      }
      before += node.length;
    }
    return tops.size;
  };
  el.style.flex = "none";
  el.style.width = room;
  const at = el.textContent.indexOf(words);
  return [part(at, at + words.length), part(0, el.textContent.length)];
}"""
"""Over how many lines a reference goes, and all that stands around it, where there is `room`."""


async def lines(page: Page, where: str, room: str) -> list[int]:
    await settled(page)
    found: list[int] = await page.evaluate(LINES, [where, CASE, room])
    return found


async def test_a_reference_goes_to_the_next_line_as_a_whole(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """In a heading of a phone of 320 px, where its first half alone has room beside the word before
    it; one that is longer than the whole line is still seen, on two."""
    sam = await new_person(NARROW)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, CASE)
    await sam.get_by_role("link", name=re.compile("Flag")).first.click()
    await expect(sam.get_by_role("heading", level=1, name=f"Flag {CASE}")).to_be_visible()
    assert await lines(sam, "h1", "max-content") == [1, 1]
    assert await lines(sam, "h1", "4.8em") == [1, 2]
    await sam.evaluate("document.querySelector('h1 .pm-ref').style.display = 'inline'")
    assert await lines(sam, "h1", "4.8em") == [2, 2]  # as any other word with a hyphen
    await sam.evaluate("document.querySelector('h1 .pm-ref').style.display = ''")
    assert await lines(sam, "h1", "2.6em") == [2, 3]
