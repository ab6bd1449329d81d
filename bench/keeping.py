"""Keeping a map, on a database of its own: `python -m bench.keeping VAR` prints JSON.

Sam's young person draws the full board and keeps it, twenty times, through the services; opening
the case with its picture counts too. Then Sam's and Priya's cases are linked, for the flags.
"""

import asyncio
import json
import os
import sys
import time
from datetime import timedelta

from bench.full_board import full_board
from bench.numbers import percentile
from bench.story import CASE, LINKED, PRIYA, SAM, board_edits
from peermap_app import bootstrap
from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, alerts, cases, drawings, links
from peermap_app.services.demo import ADDRESS, PASSWORD
from peermap_app.services.unit import Who
from peermap_app.settings import Settings

KEEPS = 20


async def main(var: str) -> None:
    """Measure, link, print."""
    house = await bootstrap.build_house(Settings.from_env(os.environ | {"PEERMAP_VAR": var}))
    try:
        sam, priya = await _signed_in(house, SAM), await _signed_in(house, PRIYA)
        case_id = await _case(house, sam, CASE)
        keeps, opens = [], []
        for _ in range(KEEPS):
            tablet, shown = await _chosen(house, sam, case_id)
            begun = time.perf_counter()
            await drawings.keep(house, tablet, shown, purpose=Purpose.PLAN_TOGETHER)
            keeps.append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            await cases.open_case(house, sam, case_id)
            opens.append(1000 * (time.perf_counter() - begun))
        await _link(house, sam, priya, case_id)
    finally:
        await bootstrap.close_house(house)
    both = [keep + opened for keep, opened in zip(keeps, opens, strict=True)]
    print(json.dumps({"keep_ms": percentile(both, 95), "open_case_ms": percentile(opens, 95)}))


async def _signed_in(house: House, email: str) -> Who:
    signed = await accounts.sign_in(house, email, PASSWORD, ADDRESS)
    who = await accounts.who_is(house, signed.token, ADDRESS)
    assert who is not None  # just signed in
    return who


async def _case(house: House, who: Who, reference: str) -> str:
    mine = await cases.my_cases(house, who)
    return next(line.id for line in mine if line.reference == reference)


async def _chosen(house: House, sam: Who, case_id: str) -> tuple[Who, object]:
    """A full board, finished, with three times Yes and a mark: only Keep is left to press.

    With the tablet comes what its page shows.
    """
    offer = await drawings.offer(house, sam, case_id)
    device = await drawings.take(house, offer.link_token, ADDRESS, "tablet")
    await drawings.confirm(house, sam, offer.drawing_id)
    tablet = await drawings.tablet_who(house, device, ADDRESS)
    assert tablet is not None  # just confirmed
    await drawings.start(house, tablet)
    await drawings.edit(house, tablet, offer.drawing_id, board_edits(full_board()))
    await drawings.finish(house, tablet)
    for statement in ("keep", "plan", "talk"):
        await drawings.answer(house, tablet, statement, "yes")
    said = await drawings.mark(house, tablet, {"kind": "tick"})
    return tablet, said.shown()


async def _link(house: House, sam: Who, priya: Who, case_id: str) -> None:
    """Both sides agree, each with a sharing record of its own."""
    review = (house.clock().date() + timedelta(days=60)).isoformat()
    form = {
        "reference": LINKED,
        "why": "Both plans must fit together.",
        "consent": "Yes, on the tablet.",
        "privacy": "That they are friends, no more.",
        "proportionality": "One worker learns it.",
        "threshold": "3",
        "review": review,
    }
    await links.ask_link(house, sam, case_id, form, purpose=Purpose.COORDINATE)
    inbox = await alerts.inbox(house, priya, purpose=Purpose.COORDINATE)
    asked = next(line for line in inbox.items if line.kind == "link_asked")
    await links.answer_link(house, priya, asked.id, True, form, purpose=Purpose.COORDINATE)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
