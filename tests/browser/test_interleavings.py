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
from tests.browser.together import Together
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

STORMS, SEED = 20, 2026
EDITS = 3  # in a storm
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
    """One edit on either device: mostly somebody is moved, at times somebody or ink is new."""
    hand = drawing.chance.choice((drawing.young, drawing.other))
    what = drawing.chance.random()
    await hand.see_all()
    if what < 0.15 and len(drawing.people) < MOST_PEOPLE:
        await drawing.add(hand)
    elif what < 0.4 and drawing.strokes < MOST_STROKES:
        await drawing.young.see_all()
        await drawing.ink()
    else:
        await move(drawing, hand, everywhere)


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
