"""Twenty storms over one drawing: tablet, phone and server hold the same map after each of them.

In a storm both draw while each one's messages are late, lost, doubled and overtaken, both ways and
by chance with a fixed seed. One server and two pages for all of them: what one storm broke would
show in the next.
"""

from __future__ import annotations

import math
import random
from collections import Counter

from tests.browser.hand import Hand
from tests.browser.network import Unsteady
from tests.browser.said import said
from tests.browser.together import Together
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

STORMS, SEED = 20, 2026
EDITS = 3  # in a storm
CHANGED_SINCE = said("That changed since. There is nothing to undo.")
NEAR, FAR, TRIES = 10, 30, 9  # px from where a drag ended, px of a drag, drags
MOST_PEOPLE, MOST_STROKES = 16, 50  # well under what a board holds: nothing may be refused


async def test_after_twenty_storms_all_three_hold_the_same(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Whatever the network does to the messages of both, each edit counts, and counts once."""
    drawing = await Together.begin(server, new_person, SEED)
    for hand in (drawing.young, drawing.other, drawing.young):
        await drawing.add(hand)
    wires = []
    for number, page in enumerate((drawing.tablet, drawing.worker)):
        wires.append(Unsteady(random.Random(SEED + number)))
        await page.route_web_socket(lambda _: True, wires[-1].between)
        await page.reload()
    await drawing.in_step()
    everywhere = tuple(drawing.people)
    for _ in range(STORMS):
        for wire in wires:
            wire.steady = False
        for _ in range(EDITS):
            await anything(drawing, everywhere)
        for wire in wires:
            wire.calm()
        for hand in (drawing.young, drawing.other):
            await surely(drawing, hand, everywhere)
        await drawing.in_step()
    fates = sum((wire.seen for wire in wires), Counter[str]())
    assert min(fates[fate] for fate in ("sent", "doubled", "late", "lost")) >= STORMS // 4
    await drawing.end()


async def anything(drawing: Together, everywhere: tuple[str, ...]) -> None:
    """One edit on either device: somebody is moved, or something is new, joined or taken back."""
    hand = drawing.chance.choice((drawing.young, drawing.other))
    what = drawing.chance.random()
    await hand.see_all()
    if what < 0.1 and len(drawing.people) < MOST_PEOPLE:
        await drawing.add(hand)
    elif what < 0.25 and drawing.strokes < MOST_STROKES:
        await drawing.young.see_all()
        await drawing.ink()
    elif what < 0.45:
        await join(drawing, hand, everywhere)
    elif what < 0.55:
        await stick(drawing, hand)
    elif what < 0.7:
        await back_and_forth(hand)
    else:
        await move(drawing, hand, everywhere)


async def join(drawing: Together, hand: Hand, everywhere: tuple[str, ...]) -> None:
    """Tap two with the Join tool and say how it is; the other device may move them meanwhile."""
    await hand.turn("join", True)
    for name in drawing.chance.sample(everywhere, 2):
        await hand.tap(await hand.middle(hand.person(name)))
    feelings = hand.page.locator(".pm-panel .pm-feel")
    if await feelings.count():
        await hand.tap_on(feelings.nth(drawing.chance.randrange(await feelings.count())))
    await hand.put_down()
    await hand.turn("join", False)


async def stick(drawing: Together, hand: Hand) -> None:
    """Put a sticker somewhere near ME."""
    await hand.turn("sticker", True)
    stickers = hand.page.locator(".pm-tray button")
    await hand.tap_on(stickers.nth(drawing.chance.randrange(await stickers.count())))
    dx, dy = (drawing.chance.randint(-110, 110) for _ in range(2))
    await hand.tap(await hand.beside_me(dx, dy))
    await hand.put_down()
    await hand.turn("sticker", False)


async def back_and_forth(hand: Hand) -> None:
    """Undo, and Redo of what that took away: what was drawn is still there."""
    undo, redo = (hand.page.locator(f'[data-tool="tool_{word}"]') for word in ("undo", "redo"))
    can = [await tool.get_attribute("aria-disabled") == "false" for tool in (undo, redo)]
    changed = hand.page.get_by_text(CHANGED_SINCE).first
    if can != [True, False] or await changed.is_visible():
        return  # nothing to take back, a step forward that is not of this one, or it said so before
    can_redo = hand.page.locator('[data-tool="tool_redo"][aria-disabled="false"]')
    # However slow the page is, it says one of the two: what was taken back must come again.
    await hand.tap_on(undo)
    await can_redo.or_(changed).first.wait_for()
    if await can_redo.count():
        await hand.tap_on(redo)
        await can_redo.wait_for(state="detached")


async def move(drawing: Together, hand: Hand, everywhere: tuple[str, ...]) -> bool:
    """Drag one of those whom both have: others may still be on their way to this page.

    Whether it came to lie there: the other device may have taken them from under the finger.
    """
    who = hand.person(drawing.chance.choice(everywhere))
    to = start = await hand.middle(who)
    while math.dist(start, to) < FAR:  # less would be a tap, which opens a card
        dx, dy = (drawing.chance.randint(-110, 110) for _ in range(2))
        to = await hand.beside_me(dx, dy)
    await hand.drag_to(who, to)
    return math.dist(await hand.middle(who), to) < NEAR


async def surely(drawing: Together, hand: Hand, everywhere: tuple[str, ...]) -> None:
    """One edit that is made: only the next push shows a page that it lost the last one."""
    for _ in range(TRIES):
        await hand.see_all()
        if await move(drawing, hand, everywhere):
            return
    raise AssertionError(f"{TRIES} drags on {hand.page.url} moved nobody to where they ended")
