"""Sam's and Priya's cases of a running server are linked, through the services, in this process.

In a browser that takes half a minute, and test_story.py does it there. What is flagged here is on
an open page once the server next looks, within two seconds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, expect
from sqlmodel import col, select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.services.unit import Who, reading
from peermap_app.settings import Settings
from peermap_app.storage.tables import CaseFile, Worker
from tests.browser import people
from tests.fakes import FakeHints
from tests.servers import PeerMapServer
from tests.services import world as w

SEEN_BY_NOW = 20_000
"""Milliseconds: the server's next look, and what a busy machine takes."""


@asynccontextmanager
async def linked_pair(server: PeerMapServer) -> AsyncIterator[w.World]:
    """The two of this server; `tests.services.test_flags.flag` flags Priya's case."""
    house = await build_house(Settings.from_env(server.env))
    try:
        found = await the_pair(house)
        await w._link(found)  # not put down: a server runs on this database
        yield found
    finally:
        await close_house(house)


async def the_pair(house: House) -> w.World:
    """The two workers and their cases of the demonstration."""
    async with reading(house) as session:
        mails = (people.SAM, people.PRIYA)
        workers = (await session.exec(select(Worker).where(col(Worker.email).in_(mails)))).all()
        cases = (await session.exec(select(CaseFile))).all()
    held = {house.keys.lookup("reference", one): one for one in (w.KS_CASE, w.MS_CASE)}
    ids = {held[case.reference_hash]: case.id for case in cases if case.reference_hash in held}
    seated = {}
    for worker in workers:
        who = Who(kind="worker", worker_id=worker.id, role=Role(worker.role), name=worker.name)
        seated[worker.email.partition("@")[0]] = await w._signed_in(house, who)
    return w.World(house, seated, ids, FakeHints())


async def found_case(found: w.World, reference: str) -> None:
    """Another case of the demonstration is one of that world's."""
    known = found.house.keys.lookup("reference", reference)
    async with reading(found.house) as session:
        wanted = select(CaseFile.id).where(CaseFile.reference_hash == known)
        found.cases[reference] = (await session.exec(wanted)).one()


def alerts_of(page: Page) -> Locator:
    """The cards of an open inbox."""
    return page.locator(".pm-list > .pm-linkcard")


async def at_the_inbox(page: Page, url: str) -> None:
    """Until it shows what it read."""
    await page.goto(f"{url}/alerts")
    await expect(page.locator("h1")).to_have_text("Alerts")
    await expect(page.locator(".pm-loading")).to_have_count(0)
