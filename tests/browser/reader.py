"""A screen reader's view of a page: Chromium's accessibility tree, and what live regions say.

    reader = await reader_on(page)             # before the page is opened
    await reader.press("button", "Add a person")
    await reader.hears("JS is on the map.")
    reader.outline(await reader.tree())        # ["1 This is your map", …]

Whoever uses it finds a thing by its role and its name and acts on it by focus and keyboard; nothing
is found by its look, its class or its place.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession, Error, Page, expect

WITHIN = 20.0  # seconds; a busy machine paints late

HEARD = """(() => {
  const REGIONS = '[role="status"], [role="alert"], [aria-live="polite"], [aria-live="assertive"]';
  window.aloud = [];
  const said = (node) => {
    const at = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const region = at?.closest(REGIONS);
    if (!region || region.closest("[inert], [aria-hidden=true]")) return;
    if (!region.checkVisibility({ visibilityProperty: true })) return;
    const text = region.textContent.replace(/\\s+/g, " ").trim();
    if (text) window.aloud.push(text);
  };
  new MutationObserver((all) => {
    for (const at of new Set(all.flatMap((each) => [...each.addedNodes, each.target]))) said(at);
  }).observe(document, { childList: true, subtree: true, characterData: true });
})()"""
"""Writes down in `aloud` what live regions of the page say when they change."""

SAID = """(words) => {
  let at = 0;
  return words.every((one) => {
    at = window.aloud.findIndex((text, n) => n >= at && text.includes(one));
    return at >= 0;
  });
}"""

UNREACHED = """() => {
  const keys = 'a[href], button, input, select, textarea, summary, [tabindex]';
  return [...document.querySelectorAll(keys)]
    .filter((el) => el.tabIndex >= 0 && !el.disabled && !el.closest("[inert], :disabled"))
    .filter((el) => el.checkVisibility({ visibilityProperty: true }))
    .filter((el) => el.closest("[aria-hidden=true]"))
    .map((el) => el.outerHTML.slice(0, 90));
}"""
"""What Tab reaches and a screen reader does not know of."""

FOCUSED = """() => {
  const at = document.activeElement;
  return !at || at === document.body ? "" : at.outerHTML.slice(0, 120);
}"""
LANDMARKS = {"main", "complementary", "navigation", "banner", "contentinfo", "region", "form"}


@dataclass(frozen=True)
class Node:
    """One thing of the tree: `states` as a reader tells them, such as {"pressed": "true"}."""

    role: str
    name: str
    states: dict[str, Any]
    description: str
    backend: int
    under: tuple[str, ...]
    """The roles and names of the landmarks and groups around it, the outermost first."""

    @property
    def place(self) -> str:
        """Where it is, in one line."""
        return " > ".join(self.under)

    @property
    def focused(self) -> bool:
        """Whether the keyboard is here."""
        return bool(self.states.get("focused"))


@dataclass
class Reader:
    """Somebody who hears one page; make it with `await reader_on(page)` before it is opened."""

    page: Page
    _cdp: CDPSession = field(repr=False)

    async def tree(self) -> list[Node]:
        """Everything that is read, in reading order."""
        answer = await self._cdp.send("Accessibility.getFullAXTree", {})
        return list(_in_order(answer["nodes"]))

    async def find(self, role: str, name: str | re.Pattern[str], among: str = "") -> Node:
        """The one thing of this role and name, once there is one; `among`: the group it is in."""

        def one(nodes: list[Node]) -> Node | None:
            found = [each for each in nodes if _is(each, role, name) and among in each.place]
            return found[0] if len(found) == 1 else None

        found = await self._once(one)
        if found is None:
            there = [each.name for each in await self.tree() if each.role == role]
            raise AssertionError(f"not one {role} {name!r} among {there}")
        return found

    async def _once(self, look: Callable[[list[Node]], Node | None]) -> Node | None:
        """What `look` finds, a frame later as often as it takes; None after so many seconds."""
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            with contextlib.suppress(Error):  # the page is leaving for the next
                found = look(await self.tree())
                if found is not None:
                    return found
                await self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return None

    async def press(
        self, role: str, name: str | re.Pattern[str], key: str = "Enter", *, among: str = ""
    ) -> None:
        """Go to it and press a key; the focus must truly come there."""
        await self.go(await self.find(role, name, among))
        await self.lands(role, name)
        await self.page.keyboard.press(key)

    async def go(self, node: Node) -> None:
        """Put the keyboard there, as a reader's own cursor does."""
        await self._cdp.send("DOM.focus", {"backendNodeId": node.backend})

    async def lands(self, role: str, name: str | re.Pattern[str]) -> Node:
        """Wait until the focus is on this; what has it."""

        def there(nodes: list[Node]) -> Node | None:
            at = [each for each in nodes if each.focused and each.role != "RootWebArea"]
            return at[-1] if at and _is(at[-1], role, name) else None

        found = await self._once(there)
        if found is None:
            has = await self.page.evaluate(FOCUSED)
            raise AssertionError(f"the focus is on {has!r}, not on {role} {name!r}")
        return found

    async def hears(self, *words: str) -> None:
        """Wait until each of these was said since the last time, in this order; begin anew."""
        try:
            await self.page.wait_for_function(SAID, arg=list(words), timeout=WITHIN * 1000)
        except Error:
            told = await self.page.evaluate("window.aloud")
            raise AssertionError(f"not heard: {words}; heard: {told}") from None
        await self.page.evaluate("window.aloud.length = 0")

    async def state(
        self, role: str, name: str | re.Pattern[str], *, among: str = "", **states: Any
    ) -> None:
        """Wait until it is told with these states: pressed="true", checked="true", expanded=…"""

        def so(nodes: list[Node]) -> Node | None:
            found = [each for each in nodes if _is(each, role, name) and among in each.place]
            told = len(found) == 1 and states.items() <= found[0].states.items()
            return found[0] if told else None

        if await self._once(so) is None:
            told = [each.states for each in await self.tree() if _is(each, role, name)]
            raise AssertionError(f"{role} {name!r} is told as {told}, not {states}")

    async def screen(self, title: str) -> list[Node]:
        """The screen of this first heading, sound in all that every screen must be."""
        heading = self.page.get_by_role("heading", level=1, name=title, exact=True)
        await expect(heading).to_be_visible()
        nodes = await self.tree()
        assert faults(nodes) == [], title
        assert await self.page.evaluate(UNREACHED) == [], title
        return nodes


def faults(nodes: list[Node]) -> list[str]:
    """What no screen may have: two first headings, a level that is jumped, a nameless control."""
    found = []
    levels = [int(each.states.get("level", 0)) for each in nodes if each.role == "heading"]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} first headings")
    if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        found.append(f"a level is left out: {levels}")
    mains = [each for each in nodes if each.role == "main"]
    if len(mains) != 1:
        found.append(f"{len(mains)} main landmarks")
    for each in nodes:
        if each.states.get("focusable") and not each.name and each.role != "RootWebArea":
            found.append(f"{each.role} without a name under {each.under}")
    named = [(e.role, e.name) for e in nodes if e.role in LANDMARKS and e.role != "main"]
    found += [f"two of {each}" for each in set(named) if named.count(each) > 1]
    return found


def outline(nodes: list[Node]) -> list[str]:
    """The headings, each with its level, in the order in which they are read."""
    return [f"{e.states.get('level')} {e.name}" for e in nodes if e.role == "heading"]


async def reader_on(page: Page) -> Reader:
    """A reader of this page and of what it opens."""
    await page.add_init_script(HEARD)
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Accessibility.enable")
    await cdp.send("DOM.enable")
    return Reader(page, cdp)


def _is(node: Node, role: str, name: str | re.Pattern[str]) -> bool:
    if node.role != role:
        return False
    return node.name == name if isinstance(name, str) else bool(name.search(node.name))


def _in_order(flat: list[dict[str, Any]]) -> Iterator[Node]:
    by_id = {each["nodeId"]: each for each in flat}

    def walk(raw: dict[str, Any], under: tuple[str, ...]) -> Iterator[Node]:
        role = raw.get("role", {}).get("value", "")
        name = raw.get("name", {}).get("value", "")
        if not raw.get("ignored"):
            states = {p["name"]: p["value"].get("value") for p in raw.get("properties", ())}
            told = raw.get("description", {}).get("value", "")
            yield Node(role, name, states, told, raw.get("backendDOMNodeId", 0), under)
            if role in LANDMARKS or role in ("group", "toolbar", "radiogroup", "dialog", "list"):
                under = (*under, f"{role} {name}".strip())
        for child in raw.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child], under)

    yield from walk(flat[0], ())
