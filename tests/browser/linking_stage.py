"""What stands on the screens of linked cases, made through the services on a running server.

New cases beside those of the demonstration, so that it disturbs nobody's story: Sam's HX-3101 and
Priya's HX-3102 are linked and worked with; each other case stands for one screen more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.async_api import Page
from sqlmodel import col, select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.domain.purpose import Purpose
from peermap_app.live.identity import SESSION_COOKIE
from peermap_app.services import covers, escalating, flags, held_connections, link_notes
from peermap_app.services.unit import Who, reading
from peermap_app.settings import Settings
from peermap_app.storage.tables import CaseFile, Worker, new_id
from tests.builders import a_flag_form, a_held_form
from tests.fakes import FakeHints
from tests.servers import PeerMapServer
from tests.services import world as w
from tests.services.world import JO, PRIYA, SAM, World
from tests.state.worker.open_pages import signed_in

ASH, DANA, LEE = "ash", "dana", "lee"
CASES = tuple(f"HX-310{number}" for number in range(1, 7))
OURS, THEIRS, BOTH_SAMS, SILENT, TAKEN_OVER, BESIDES = CASES
WEST, EAST = "Youth Support West", "Family Safeguarding East"
FOR = {"purpose": Purpose.COORDINATE}
LATE = 70
"""Minutes since it was flagged that nobody has seen: the supervisor was told as well."""
NOTES = (
    "They meet at the skate park on Fridays.",
    "They meet at the skate park on Fridays. We both ask about the walk home, and tell each other "
    "before either plan changes.",
)
_PEOPLE = {
    SAM: ("Sam O.", "07700 900118", WEST, DANA),
    JO: ("Jo B.", "07700 900119", WEST, DANA),
    PRIYA: ("Priya N.", "07700 900204", EAST, LEE),
    ASH: ("Ash K.", "07700 900205", EAST, LEE),
}


@dataclass
class Stage:
    """The world, and the ids of its links by the screen that each is for."""

    world: World
    held: str = ""
    second: str = ""
    to_accept: str = ""
    to_confirm: str = ""
    late: str = ""
    """The alert that Sam has not seen."""

    async def sign_in(self, page: Page, url: str, name: str) -> None:
        """They are signed in on this page's device; the door has screens of its own."""
        token = await signed_in(self.world, name)
        await page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": url}])

    def together(self, link: str, reference: str = OURS) -> str:
        """The address of Working together."""
        return f"/cases/{self.world.case(reference)}/links/{link}"


@asynccontextmanager
async def linking_stage(server: PeerMapServer) -> AsyncIterator[Stage]:
    """All of it, in about two seconds."""
    house = await build_house(Settings.from_env(server.env))
    try:
        stage = Stage(await _people_and_cases(house))
        await _linked(stage)
        await _waiting(stage)
        await _flagged(stage)
        yield stage
    finally:
        await close_house(house)


async def flagged(world: World, name: str, reference: str, **changed: object) -> str:
    """They flag this case of theirs; the flag's id."""
    case_id, who = world.case(reference), world[name]
    form = await flags.flag_form(world.house, who, case_id, **FOR)
    raw = a_flag_form(**changed)
    sent = await flags.flag_case(world.house, who, case_id, form.form_id, raw, **FOR)
    return sent.flag_id


def _row(reference: str, name: str, initials: str, today: date, *, ends: bool = False) -> str:
    """One row of an allocations file: since a month, or since today of whoever takes over."""
    said, phone, team, boss = _PEOPLE[name]
    new = reference == TAKEN_OVER and name == SAM
    starts = today if new else today - timedelta(days=30)
    until = today.isoformat() if ends else ""
    return (
        f"{reference},{initials},2011,{said},{name}@demo.example,{phone},{team},"
        f"{boss}@demo.example,{starts},{until}"
    )


async def _people_and_cases(house: House) -> World:
    today = house.clock().date()
    owners = zip(CASES, (SAM, PRIYA, SAM, SAM, JO, ASH), "RNVDSE", strict=True)
    rows = [_row(reference, name, initials, today) for reference, name, initials in owners]
    await w.bring_in(house, *rows)
    async with reading(house) as session:
        mails = [f"{name}@demo.example" for name in (*_PEOPLE, DANA, LEE)]
        workers = (await session.exec(select(Worker).where(col(Worker.email).in_(mails)))).all()
        cases = (await session.exec(select(CaseFile))).all()
    known = {house.keys.lookup("reference", one): one for one in CASES}
    ids = {known[one.reference_hash]: one.id for one in cases if one.reference_hash in known}
    people = {
        one.email.partition("@")[0]: await w._signed_in(
            house, Who(kind="worker", worker_id=one.id, role=Role(one.role), name=one.name)
        )
        for one in workers
    }
    return World(house, people, ids, FakeHints())


async def _linked(stage: Stage) -> None:
    """The link that is worked with, and what both sides wrote on it."""
    world = stage.world
    for name, reference in (
        *((SAM, OURS), (PRIYA, THEIRS), (SAM, BOTH_SAMS)),
        *((JO, TAKEN_OVER), (ASH, BESIDES)),
    ):
        await w.choose(world, name, reference)
    stage.held = await _asked(world, SAM, OURS, THEIRS)
    await w.accept(world, stage.held)
    sides = ((SAM, OURS), (PRIYA, THEIRS))
    for number, ((name, reference), text) in enumerate(zip(sides, NOTES, strict=True)):
        raw = {"note": text, "base": str(number)}
        who, case_id = world[name], world.case(reference)
        await link_notes.write_note(world.house, who, case_id, stage.held, raw, **FOR)
    day = world.house.clock().date()
    met = {"met": day.isoformat(), "next": (day + timedelta(days=14)).isoformat()}
    await link_notes.say_met(world.house, world[PRIYA], world.case(THEIRS), stage.held, met, **FOR)
    await _held(stage)


async def _held(stage: Stage) -> None:
    """Two connections that Sam's case already holds."""
    world, day = stage.world, stage.world.house.clock().date()
    for form in (
        a_held_form(source_day=(day - timedelta(days=40)).isoformat(), shown_on=day.isoformat()),
        a_held_form(
            initials="",
            symbol="kite",
            weight="worry",
            nature="opinion",
            known="Said to have been at the arches late at night in the holidays",
            source_day=(day - timedelta(days=9)).isoformat(),
            shown="no",
            not_shown_because="We talk about it on Tuesday, with their aunt there.",
            review=(day + timedelta(days=10)).isoformat(),
        ),
    ):
        await held_connections.save(
            world.house,
            world[SAM],
            world.case(OURS),
            held_connections.NEW,
            form,
            form_id=new_id(),
            **FOR,
        )


async def _asked(world: World, name: str, own: str, other: str) -> str:
    await w.ask(world, other, name=name, own=own)
    return await w.newest_link(world)


async def _waiting(stage: Stage) -> None:
    """One link of each that waits for somebody: a supervisor, an answer, the next worker; and
    nothing waits for Ash, who accepted one."""
    world, today = stage.world, stage.world.house.clock().date()
    stage.second = await _asked(world, SAM, OURS, BOTH_SAMS)
    await w.accept(world, stage.second, SAM)
    await w.accept(world, await _asked(world, SAM, BOTH_SAMS, BESIDES), ASH)
    stage.to_confirm = await _asked(world, PRIYA, THEIRS, TAKEN_OVER)
    await w.accept(world, stage.to_confirm, JO)
    gone, comes = _row(TAKEN_OVER, JO, "S", today, ends=True), _row(TAKEN_OVER, SAM, "S", today)
    await w.bring_in(world.house, gone, comes)
    stage.to_accept = await _asked(world, PRIYA, THEIRS, SILENT)
    await w.ask(world, w.UNKNOWN, own=OURS)


async def _flagged(stage: Stage) -> None:
    """Something good that Sam said; what Priya flagged, which he has not seen; her cover."""
    world = stage.world
    await flagged(
        world,
        SAM,
        OURS,
        kind="good_news",
        urgency="this_week",
        threshold="2",
        need_to_know="They asked for the bike course together.",
    )
    past = await world.later(minutes=-LATE)
    flag_id, sam = await flagged(past, PRIYA, THEIRS), world.worker_id(SAM)
    await escalating.tell_next(world.house)
    rows = [one for one in await w.table(world, "alert") if one["flag_id"] == flag_id]
    (stage.late,) = [str(one["id"]) for one in rows if one["worker_id"] == sam]
    today = world.house.clock().date().isoformat()
    people = {"away": world.worker_id(PRIYA), "by": world.worker_id(ASH)}
    await covers.set_cover(world.house, world[LEE], {**people, "starts": today, "ends": today})
