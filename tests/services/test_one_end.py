"""A link with one end under rule 5 and the other by agreement: what a No at either end ends."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.notify.channels import ToPages
from peermap_app.services import alerts, deliveries, flags
from peermap_app.state import flag_words
from peermap_app.state.views import FlagSentView
from peermap_app.storage.tables import new_id
from peermap_app.words import delivery_words as d
from peermap_app.words import worker_pages as p
from tests.builders import a_flag_form
from tests.notify.test_deliveries import Phones
from tests.services import world as w
from tests.services.test_sharings import shared, withdraw
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World, table

FOR = {"purpose": Purpose.COORDINATE}
SIDES = {SAM: KS_CASE, PRIYA: MS_CASE}


async def flagged(world: World, name: str) -> str:
    """They flag their case; the flag's id."""
    who, case_id = world[name], world.case(SIDES[name])
    sent = await flags.flag_case(world.house, who, case_id, new_id(), a_flag_form(), **FOR)
    return sent.flag_id


async def handed_over(world: World, name: str) -> set[str]:
    """To the pages and the two phones of whoever is told; how far each delivery is then."""
    phones = Phones(world.worker_id(name))
    await outbox.deliver(world.house, {Channel.PAGE: ToPages(), Channel.PUSH: phones})
    rows = await table(world, "delivery")
    assert len(rows) == 3
    return {one["state"] for one in rows}


async def page_of(world: World, name: str, flag_id: str) -> FlagSentView:
    """What whoever flagged reads."""
    sheet = await flags.flag_sheet(world.house, world[name], flag_id, **FOR)
    return flag_words.sheet(sheet, world.house.clock())


async def flagged_in_inbox(world: World, name: str) -> int:
    inbox = await alerts.inbox(world.house, world[name], **FOR)
    return [one.kind for one in inbox.items].count("flagged")


@pytest.mark.parametrize(
    ("by", "to", "when"),
    [(SAM, PRIYA, "before"), (SAM, PRIYA, "handed_over"), (PRIYA, SAM, "shown")],
)
async def test_a_no_at_the_end_that_was_agreed_drops_it(
    house: House, by: str, to: str, when: str
) -> None:
    """K's end is under rule 5, M's by agreement, and M says No: whoever flagged, what is not handed
    over goes to nobody, what was opens no more. They read that, no name, and whom to phone now."""
    world, link = await shared(house)
    await w.accept(world, link)
    flag_id = await flagged(world, by)
    if when != "before":
        assert await handed_over(world, to) == {"sent"}
    if when == "shown":
        await deliveries.shown(world.house, world[to], 1)
    assert (await page_of(world, by, flag_id)).not_told == ""
    await withdraw(world, PRIYA, MS_CASE)
    if when == "before":
        assert await handed_over(world, to) == {"dropped"}
    assert await flagged_in_inbox(world, to) == 0
    (alert,) = await table(world, "alert")
    with pytest.raises(NotFound):
        await alerts.open_alert(world.house, world[to], alert["id"], **FOR)
    page = await page_of(world, by, flag_id)
    assert page.not_told == d.NOT_TOLD
    (line,) = page.acks
    assert line.who == p.NO_LONGER_LINKED
    came = when == "shown"
    assert line.words.startswith(
        d.reached("delivered" if came else "not_told", failed=False, stands=False)
    )
    assert d.REACHED["delivered"] not in line.words


async def test_a_no_at_the_end_under_rule_5_stops_nothing(house: House) -> None:
    """K says No once more: K's end never rested on a Yes. It arrives, and is opened."""
    by, to = SAM, PRIYA
    world, link = await shared(house)
    await w.accept(world, link)
    flag_id = await flagged(world, by)
    await withdraw(world, SAM, KS_CASE)
    assert await handed_over(world, to) == {"sent"}
    assert await flagged_in_inbox(world, to) == 1
    (alert,) = await table(world, "alert")
    await alerts.open_alert(world.house, world[to], alert["id"], **FOR)
    assert (await page_of(world, by, flag_id)).not_told == ""
