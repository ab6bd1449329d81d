"""The cases that are attacked, made through the services before the server starts.

Sam works with two cases; the first is also Kit's, until Kit's allocation ends. It is linked with
Priya's case, and Mel has asked to link with it. Jo works elsewhere; Dana supervises Sam's team.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    accounts,
    alerts,
    drawings,
    flags,
    held_connections,
    imports,
    links,
    maps,
    plans,
    receipts,
)
from peermap_app.services.held_connections import NEW
from peermap_app.services.receipts import Card
from peermap_app.services.unit import OPERATOR, Who, reading
from peermap_app.settings import Settings
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.tables import CaseFile, Link, Worker, new_id
from tests.attacks import confidential as s
from tests.builders import a_flag_form, a_held_form, a_sharing_form, a_step_form

PASSWORD = "harbour-lanterns-58"
ADDRESS = "127.0.0.1"
WORKERS = ("sam", "kit", "priya", "mel", "jo")
OTHERS = {
    "dana": Role.SUPERVISOR,
    "alex": Role.ADMINISTRATOR,
    "robin": Role.DATA_PROTECTION,
}
HEADINGS = (
    "case reference,initials,year of birth,worker name,worker e-mail,worker phone,team,"
    "supervisor e-mail,from,to"
)


@dataclass(frozen=True, slots=True)
class Target:
    """Ids of what is attacked; all of them true, as if an attacker had seen them once."""

    workers: Mapping[str, str]
    case: str
    other_case: str
    foreign_case: str
    version: str
    consent: str
    kept_map: str
    held: str
    link: str
    asked_link: str
    flag: str
    flag_back: str
    alert: str
    review: str


def row(reference: str, initials: str, name: str, *, ends: str = "", phone: str = "") -> str:
    """One line of an allocations file; `ends` is a day, empty while it lasts."""
    team = {"priya": "East", "jo": "South", "mel": "North"}.get(name, "West")
    who = f"{name.title()} Q.,{name}@quorum.example,{phone},{team}"
    return f"{reference},{initials},2011,{who},dana@quorum.example,2026-01-05,{ends}"


def a_file(*rows: str) -> str:
    """The text of an allocations file."""
    return "\n".join((HEADINGS, *rows)) + "\n"


def kits_row(ends: str = "") -> str:
    """Kit on Sam's case, until this day."""
    return row(s.CASE, s.YOUNG, "kit", ends=ends)


async def seed(environment: Mapping[str, str]) -> Target:
    """Make everything in the database that this environment names."""
    settings = Settings.from_env(environment)
    house = await build_house(settings)
    try:
        return await _Seeding(house).all()
    finally:
        await close_house(house)


async def a_card(environment: Mapping[str, str], name: str, reference: str) -> Card:
    """One more map is drawn and kept, and its young person takes a card, with `s.PIN`."""
    house = await build_house(Settings.from_env(environment))
    try:
        seeding = _Seeding(house)
        case_id = (await seeding.cases())[reference]
        tablet = await seeding.draw_and_keep(await seeding.signed_in(name), case_id)
        return await receipts.make(house, tablet, s.PIN, s.PIN)
    finally:
        await close_house(house)


async def add_people(house: House, *people: tuple[str, Role, str]) -> None:
    """Accounts of more people, each (name, role, team), with everybody's password."""
    for name, role, team in people:
        await accounts.add_worker(
            house,
            OPERATOR,
            email=f"{name}@quorum.example",
            name=f"{name.title()} Q.",
            role=role.value,
            team=team,
            password=PASSWORD,
        )


class _Seeding:
    def __init__(self, house: House) -> None:
        self.house = house
        self.review = (house.clock().date() + timedelta(days=28)).isoformat()

    async def all(self) -> Target:
        await self._people()
        sam, priya, mel = [await self.signed_in(name) for name in ("sam", "priya", "mel")]
        cases = await self.cases()
        case, linked = cases[s.CASE], cases[s.LINKED_CASE]
        for who, one in ((sam, case), (priya, linked), (mel, cases[s.ASKING_CASE])):
            await self.draw_and_keep(who, one)
        step = a_step_form(text=s.STEP, review=self.review)
        await plans.say_next_step(self.house, sam, case, step, purpose=Purpose.PLAN_TOGETHER)
        await self._ask(sam, case, s.LINKED_CASE, s.WHY)
        link = (await self._rows(Link))[0]
        back = a_sharing_form(review=self.review, why=s.WHY_BACK)
        await links.answer_link(self.house, priya, link, True, back, purpose=Purpose.COORDINATE)
        await self._ask(mel, cases[s.ASKING_CASE], s.CASE, "We would like to speak")
        asked = next(each for each in await self._rows(Link) if each != link)
        flag = await self._flag(sam, case, s.FLAG_OUT)
        back_flag = await self._flag(priya, linked, s.FLAG_IN)
        inbox = (await alerts.inbox(self.house, sam, purpose=Purpose.COORDINATE)).items
        newest = await maps.kept_map(self.house, sam, case, "1", purpose=Purpose.PLAN_TOGETHER)
        workers = await self._workers()
        return Target(
            workers=workers,
            case=case,
            other_case=cases[s.OTHER_CASE],
            foreign_case=cases[s.FOREIGN_CASE],
            version="1",
            consent=newest.consent_id,
            kept_map=newest.kept_map_id,
            held=await self._held(sam, case),
            link=link,
            asked_link=asked,
            flag=flag,
            flag_back=back_flag,
            alert=next(line.id for line in inbox if line.kind == "flagged"),
            review=self.review,
        )

    async def _people(self) -> None:
        await add_people(self.house, *((name, role, "West") for name, role in OTHERS.items()))
        given = a_file(
            row(s.CASE, s.YOUNG, "sam", phone=s.SAM_PHONE),
            row(s.OTHER_CASE, s.OTHER_YOUNG, "sam", phone=s.SAM_PHONE),
            kits_row(),
            row(s.LINKED_CASE, s.LINKED_YOUNG, "priya", phone=s.PRIYA_PHONE),
            row(s.ASKING_CASE, s.ASKING_YOUNG, "mel"),
            row(s.FOREIGN_CASE, "E", "jo"),
        )
        await imports.import_allocations(self.house, given)
        for name in WORKERS:
            email = f"{name}@quorum.example"
            await accounts.reset_password(self.house, OPERATOR, email=email, password=PASSWORD)

    async def signed_in(self, name: str) -> Who:
        """A session of one of the workers."""
        email = f"{name}@quorum.example"
        signed = await accounts.sign_in(self.house, email, PASSWORD, ADDRESS)
        who = await accounts.who_is(self.house, signed.token, ADDRESS)
        assert who is not None
        return who

    async def cases(self) -> dict[str, str]:
        """The id of each case by its reference."""
        references = (s.CASE, s.OTHER_CASE, s.LINKED_CASE, s.ASKING_CASE, s.FOREIGN_CASE)
        known = {self.house.keys.lookup("reference", each): each for each in references}
        async with reading(self.house) as session:
            rows = (await session.exec(select(CaseFile))).all()
        return {known[each.reference_hash]: each.id for each in rows}

    async def _workers(self) -> dict[str, str]:
        async with reading(self.house) as session:
            rows = (await session.exec(select(Worker))).all()
        return {each.email.partition("@")[0]: each.id for each in rows}

    async def _rows(self, kind: type[Link] | type[HeldConnection]) -> list[str]:
        async with reading(self.house) as session:
            return list((await session.exec(select(kind.id))).all())

    async def draw_and_keep(self, who: Who, case_id: str) -> Who:
        """A map of one friend and one place, kept; the tablet that it was drawn on."""
        house = self.house
        offer = await drawings.offer(house, who, case_id)
        device = await drawings.take(house, offer.link_token, ADDRESS, "A tablet")
        await drawings.confirm(house, who, offer.drawing_id)
        tablet = await drawings.tablet_who(house, device, ADDRESS)
        assert tablet is not None
        await drawings.start(house, tablet)
        await drawings.edit(house, tablet, offer.drawing_id, edits(s.FRIEND, s.PLACE))
        await drawings.finish(house, tablet)
        for statement in ("keep", "plan", "talk"):
            await drawings.answer(house, tablet, statement, "yes")
        said = await drawings.mark(house, tablet, {"kind": "tick"})
        await drawings.keep(house, tablet, said.shown(), purpose=Purpose.PLAN_TOGETHER)
        return tablet

    async def _ask(self, who: Who, case_id: str, reference: str, why: str) -> None:
        form = a_sharing_form(reference=reference, review=self.review, why=why)
        await links.ask_link(self.house, who, case_id, form, purpose=Purpose.COORDINATE)

    async def _held(self, who: Who, case_id: str) -> str:
        """What the case's own record holds of one connection."""
        today, coordinate = self.house.clock().date().isoformat(), Purpose.COORDINATE
        form = a_held_form(known=s.HELD, source_day=today, shown_on=today)
        await held_connections.save(
            self.house, who, case_id, NEW, form, form_id=new_id(), purpose=coordinate
        )
        (held,) = await self._rows(HeldConnection)
        return held

    async def _flag(self, who: Who, case_id: str, words: str) -> str:
        form = await flags.flag_form(self.house, who, case_id, purpose=Purpose.COORDINATE)
        given = a_flag_form(need_to_know=words)
        sent = await flags.flag_case(
            self.house, who, case_id, form.form_id, given, purpose=Purpose.COORDINATE
        )
        return sent.flag_id


def edits(initials: str, label: str, serial: str = "1") -> list[dict[str, Any]]:
    """A friend and a place, as a board sends them."""
    place = {
        "op": "add_place",
        "id": f"place{serial}",
        "kind": "park",
        "label": label,
        "x": 200,
        "y": 100,
        "w": 200,
        "h": 160,
        "colour": "mint",
        "reason": None,
    }
    friend = {
        "op": "add_person",
        "id": f"person{serial}",
        "kind": "friend",
        "initials": initials,
        "role": None,
        "x": -140,
        "y": -50,
        "colour": "sky",
        "place": None,
        "matters": False,
        "not_a_name": True,
    }
    return [{"id": f"attackedit{serial:0>6}", "ops": [place, friend]}]
