"""Me: also e-mail me, or only when nothing else reached me."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app import bootstrap
from peermap_app.settings_mail import Smtp
from peermap_app.state.me import MeState
from tests.services.world import ALEX, SAM, World, recorded, table
from tests.state.worker.open_pages import FakeWire, a_page, call

SMTP = Smtp("127.0.0.1", 9, "peermap@council.example", "none")


@pytest.fixture
def mails(world: World) -> World:
    """The same people in a house that sends mails."""
    world.house = replace(world.house, settings=replace(world.house.settings, smtp=SMTP))
    bootstrap.use_house(world.house)
    return world


async def test_a_worker_chooses_mail_and_takes_it_back(mails: World, wire: FakeWire) -> None:
    """Said in words, twice does nothing, and it stands on the record."""
    me = await a_page(mails, SAM, MeState)
    await call(me, "load")
    assert me.mail == "You get a mail when nothing else has reached you for 15 minutes."
    for _ in range(2):
        await call(me, "also_mail", True)
    assert (me.mail_too, me.mail) == (True, "You get a mail at once, whatever else reaches you.")
    assert len(await table(mails, "mail_choice")) == 1
    await call(me, "also_mail", False)
    assert (me.mail_too, await table(mails, "mail_choice")) == (False, [])
    assert ("choose_mail", "allowed", "practitioner") in await recorded(mails, None)


@pytest.mark.parametrize("said", ["yes", 1, None, [], {"also": True}, "\x00"])
async def test_what_is_neither_yes_nor_no_changes_nothing(
    mails: World, wire: FakeWire, said: object
) -> None:
    """A method of a state is called with anything: one plain sentence, no row."""
    me = await a_page(mails, SAM, MeState)
    await call(me, "also_mail", said)
    assert me.notice != ""
    assert await table(mails, "mail_choice") == []


async def test_who_gets_no_alerts_is_offered_none(mails: World, wire: FakeWire) -> None:
    """An administrator sees nothing of it, and is refused."""
    me = await a_page(mails, ALEX, MeState)
    await call(me, "load")
    assert me.mail == ""
    await call(me, "also_mail", True)
    assert ("choose_mail", "refused", "role_may_not") in await recorded(mails, None)
    assert await table(mails, "mail_choice") == []


async def test_a_house_without_a_mail_server_says_nothing_of_mail(
    world: World, wire: FakeWire
) -> None:
    """Nothing is promised that cannot be kept."""
    me = await a_page(world, SAM, MeState)
    await call(me, "load")
    assert me.mail == ""
