"""Script in every text that a person can write and that is kept, written through the services.

Each text says which field it was typed into, so that whoever reads it anywhere can tell. It also
holds a phone number: screening asks about that (rule 2), and the reason for going on is kept too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.map_read import label_of
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    accounts,
    agreed,
    factors,
    finding,
    finding_answer,
    flag_changes,
    flag_drafts,
    flag_kinds,
    flags,
    held_connections,
    imports,
    link_agreed,
    link_life,
    link_notes,
    links,
    plans,
    receipts,
    retention,
    review_answers,
    sharing_second,
    sharing_writing,
    sharings,
    team,
    temporary,
    waiting,
    waiting_imports,
)
from peermap_app.services.unit import OPERATOR, Who, reading
from peermap_app.storage.tables import CaseFile, Worker, new_id
from tests.builders import (
    a_flag_form,
    a_held_form,
    a_map,
    a_place,
    a_sharing_form,
    a_step_form,
)
from tests.fakes import FakeHints
from tests.services import world as w
from tests.services.endings import DANA, NADIA, ROBIN, a_card
from tests.services.test_races import a_passkey
from tests.services.world import ADE, ALEX, JO, JOS_CASE, KS_CASE, MS_CASE, PRIYA, SAM, SAMS_OTHER

LABEL = "<img/src=x/onerror=p()>"
"""An element where it is not taken for text. As long as a place's label may be, and one word: the
first of a name is shown alone."""
MARK = f'">{LABEL}'
"""It ends what a careless page puts it into first."""
THIRD, FOURTH, OLU, PIN = "HX-1191", "HX-1192", "olu", "270519"
WEST, EAST, SOUTH = f"West {MARK}", f"East {MARK}", f"South {MARK}"
COORDINATE, PLAN = {"purpose": Purpose.COORDINATE}, {"purpose": Purpose.PLAN_TOGETHER}
REFERENCES = (KS_CASE, SAMS_OTHER, THIRD, FOURTH, MS_CASE, JOS_CASE)
_SHARED = ("why", "consent", "privacy", "proportionality", "not_told_because")


def typed(into: str) -> str:
    """What is typed into one field."""
    return f"{MARK} {into}; ring 07700 900123"


def form(of: str, *texts: str, **more: object) -> dict[str, Any]:
    """Some texts of a form, and why they say what screening found in them."""
    written = {name: typed(f"{of}.{name}") for name in texts}
    return {**written, "screened_reason": f"{MARK} {of}.screened_reason", **more}


def row(reference: str, name: str, initials: str, in_team: str) -> str:
    """A line of an allocations file."""
    called, where = (each.replace('"', '""') for each in (f"{MARK}{name.title()}", in_team))
    return (
        f'{reference},{initials},2011,"{called}",{name}@west.example,07700 900123,"{where}",'
        "dana@west.example,2026-01-05,"
    )


@dataclass
class Planted:
    """The people and their cases, and what was written. `world`: theirs, some minutes later."""

    world: w.World
    card: receipts.Card | None = None
    ids: dict[str, str] = field(default_factory=dict)
    """By the name of a part of an address, and whose it is: "link", "flag of priya"."""

    known: set[str] = field(default_factory=set)
    """The links that there are."""

    @property
    def house(self) -> House:
        """Theirs."""
        return self.world.house

    async def new_link(self, key: str) -> str:
        """Keep the id of the link that was asked for since."""
        (new,) = {each["id"] for each in await w.table(self.world, "link")} - self.known
        self.known.add(new)
        self.ids[key] = new
        return new

    def of(self, name: str, reference: str) -> tuple[House, Who, str]:
        """What most services begin with."""
        return self.world.house, self.world[name], self.world.case(reference)

    def sharing(self, of: str, **more: object) -> dict[str, Any]:
        """A sharing record whose every text is marked."""
        written = form(of, *_SHARED, told="no", review=w.review(self.world))
        return a_sharing_form(**{**written, **more})

    def without(self, of: str, **more: object) -> dict[str, Any]:
        """The same without agreement."""
        lawful = {"position": "refused", "lawful": "s47", "urgent": "no"}
        return self.sharing(of, **{**lawful, **more})


async def planted(house: House) -> Planted:
    """All of it. The house's clock goes on by half an hour on the way; everybody signs in anew."""
    assert label_of(LABEL, None, False) == LABEL
    made = Planted(await _people(house))
    await _offices(made)
    await _maps(made)
    await _held(made)
    await _linked(made)
    await _flagged(made)
    await _looked_for(made)
    await _given(made)
    await _both_sams(made)
    await _without_agreement(made)
    await _half_written(made)
    return made


async def _people(house: House) -> w.World:
    """Sam with four cases, Priya and Jo with one; who supervises, administers and checks."""
    lines = (
        row(KS_CASE, SAM, "K", WEST),
        row(SAMS_OTHER, SAM, "T", WEST),
        row(THIRD, SAM, "N", WEST),
        row(FOURTH, SAM, "L", WEST),
        row(MS_CASE, PRIYA, "M", EAST),
        row(JOS_CASE, JO, "E", SOUTH),
    )
    await imports.import_allocations(house, "\n".join((w.HEADINGS, *lines)) + "\n")
    for name, role, in_team in (
        (ADE, Role.PRACTITIONER, WEST),
        (ALEX, Role.ADMINISTRATOR, WEST),
        (ROBIN, Role.DATA_PROTECTION, WEST),
        (NADIA, Role.SUPERVISOR, WEST),
        (OLU, Role.SUPERVISOR, EAST),
    ):
        called = f"{MARK}{name.title()}"
        email = f"{name}@west.example"
        await accounts.add_worker(
            house, OPERATOR, email=email, name=called, role=role.value, team=in_team
        )
    async with reading(house) as session:
        workers = (await session.exec(select(Worker))).all()
        cases = {each.reference_hash: each.id for each in (await session.exec(select(CaseFile)))}
    people = {
        worker.email.partition("@")[0]: await w._signed_in(
            house, Who("worker", worker_id=worker.id, role=Role(worker.role), name=worker.name)
        )
        for worker in workers
    }
    ids = {each: cases[house.keys.lookup("reference", each)] for each in REFERENCES}
    return w.World(house, people, ids, FakeHints())


async def _offices(made: Planted) -> None:
    """What an administrator, a records checker and somebody who names a passkey type."""
    house, people = made.house, made.world
    kind = {"words": f"{MARK} kind", "urgency": "today", "good": "no"}
    made.ids["kind"] = await flag_kinds.save(house, people[ALEX], flag_kinds.NEW, kind)
    named = {"reference": KS_CASE, "email": "priya@west.example", "starts": "2026-12-01"}
    named["starts"] = w.review(people)
    await waiting.ask_allocation(house, people[ALEX], named)
    file = "\n".join((w.HEADINGS, row("HX-4100", "new", "Q", WEST))) + "\n"
    await waiting_imports.ask_import(house, people[ALEX], file.encode())
    hold = {"reference": MS_CASE, "review": w.review(people), "reason": typed("hold.reason")}
    await retention.hold(house, people[ROBIN], hold)
    factor = await a_passkey(house, people[SAM])
    await factors.rename(house, people[SAM], factor, f"{MARK} passkey")


async def _maps(made: Planted) -> None:
    """A place on each map, what happens next, and why nobody else was asked; a card for K."""
    drawn = a_map(places=[a_place(label=LABEL)])
    for name, reference, talk in (
        (SAM, KS_CASE, "yes"),
        (SAM, SAMS_OTHER, "yes"),
        (SAM, THIRD, "yes"),
        (SAM, FOURTH, "no"),
        (PRIYA, MS_CASE, "yes"),
        (JO, JOS_CASE, "no"),
    ):
        tablet = await w.choose(made.world, name, reference, talk=talk, drawn=drawn)
        if reference == KS_CASE:
            made.card = await a_card(made.world, tablet)
        if talk == "yes":
            said = form("agreed", "agreed_because", agreed_who="not_asked")
            await agreed.say_who_agreed(*made.of(name, reference), said)
    step = a_step_form(**form("step", "text", review=w.review(made.world)))
    await plans.say_next_step(*made.of(SAM, KS_CASE), step, **PLAN)
    none = form("no step", "because", kind="none")
    await plans.say_next_step(*made.of(SAM, SAMS_OTHER), none, **PLAN)


async def _held(made: Planted) -> None:
    """What is held already of K, corrected once, and looked at again."""
    review = w.review(made.world)
    for of, held_id in (("held before", held_connections.NEW), ("held", "")):
        texts = form(of, "known", "not_shown_because", shown="no", review=review)
        await held_connections.save(
            *made.of(SAM, KS_CASE),
            held_id or made.ids["held"],
            a_held_form(**texts),
            form_id=new_id(),
            **COORDINATE,
        )
        made.ids["held"] = (await w.table(made.world, "held_connection"))[0]["id"]
    again = form("review", "why", answer="keep", until=review)
    thing = f"held-{made.ids['held']}"
    await review_answers.answer_review(*made.of(SAM, KS_CASE), thing, again, **COORDINATE)


async def _linked(made: Planted) -> None:
    """K's case and M's, with what both sides write; M's asks for another one of Sam's."""
    ask = made.sharing("asking", reference=MS_CASE)
    await links.ask_link(*made.of(SAM, KS_CASE), ask, **COORDINATE)
    link = await made.new_link("link")
    house, priya = made.house, made.world[PRIYA]
    await links.answer_link(house, priya, link, True, made.sharing("answering"), **COORDINATE)
    note = form("link note", "note", base="0")
    await link_notes.write_note(*made.of(SAM, KS_CASE), link, note, **COORDINATE)
    ask = made.sharing("asking again", reference=SAMS_OTHER)
    await links.ask_link(*made.of(PRIYA, MS_CASE), ask, **COORDINATE)
    await made.new_link("asked link")


async def _flagged(made: Planted) -> None:
    """Flags from both sides; what became of them; and one that was told to nobody."""
    for name, reference, left in ((SAM, KS_CASE, ()), (PRIYA, MS_CASE, ()), (SAM, KS_CASE, (1,))):
        flag = await _flag(made, name, reference, left_out=bool(left))
        made.ids[f"{'silent ' * len(left)}flag of {name}"] = flag
    for name, flag, changes in (
        (PRIYA, "flag of priya", ("update", "correct")),
        (SAM, "silent flag of sam", ("withdraw",)),
    ):
        for number, what in enumerate(changes):
            change = form(what, "text", "why", what=what, known=str(number))
            await flag_changes.change_flag(
                made.house, made.world[name], made.ids[flag], new_id(), change, **COORDINATE
            )


async def _flag(made: Planted, name: str, reference: str, *, left_out: bool) -> str:
    begun = await flags.flag_form(*made.of(name, reference), **COORDINATE)
    of = f"flag of {name}"
    texts = form(of, "need_to_know", "not_told_because", told="no", kind=made.ids["kind"])
    if left_out:
        texts["left_out"] = {made.ids["link"]: typed("flag.left_out")}
    sent = await flags.flag_case(
        *made.of(name, reference), begun.form_id, a_flag_form(**texts), **COORDINATE
    )
    return sent.flag_id


async def _looked_for(made: Planted) -> None:
    """A colleague who was not found, and one who is still looked for."""
    for key, reference in (("not found", KS_CASE), ("looked for", SAMS_OTHER)):
        helps = form(key, "helps")
        made.ids[key] = await finding.ask_to_find(*made.of(SAM, reference), helps, **COORDINATE)
    said = form("found", "why", found="no")
    ask = made.ids["not found"]
    await finding_answer.answer_finding(made.house, made.world[DANA], ask, said, **COORDINATE)


async def _given(made: Planted) -> None:
    """K's case is given to Ade for some hours, Jo asks for it, and Dana looks at the map."""
    house, dana, case = made.of(DANA, KS_CASE)
    given = form("given", "why", email="ade@west.example", hours="4")
    await temporary.give(house, dana, case, given)
    ask = form("temporary ask", "why", reference=KS_CASE)
    await temporary.ask(house, made.world[JO], ask)
    made.ids["temporary ask"] = (await w.table(made.world, "temporary_ask"))[0]["id"]
    await team.look_at_map(house, dana, case, "1", form("look", "why"), **PLAN)


async def _both_sams(made: Planted) -> None:
    """Where Sam has both cases a supervisor agrees: to one, which Sam ends; the other waits."""
    for reference, key in ((SAMS_OTHER, "ended link"), (THIRD, "waiting link")):
        ask = made.sharing("own", reference=reference)
        await links.ask_link(*made.of(SAM, KS_CASE), ask, **COORDINATE)
        link = await made.new_link(key)
        answer = made.sharing("own answer")
        await links.answer_link(made.house, made.world[SAM], link, True, answer, **COORDINATE)
    link, yes = made.ids["ended link"], {"agree": "yes", "why": typed("second.why")}
    await link_agreed.answer_second(made.house, made.world[DANA], link, yes, **COORDINATE)
    end = form("ended", "why")
    await link_life.end_link(*made.of(SAM, KS_CASE), link, end, **COORDINATE)


async def _without_agreement(made: Planted) -> None:
    """Jo shares without it: Dana refuses one, one is sent by Jo's reason, and Sam accepts that."""
    jo = made.of(JO, JOS_CASE)
    refused = made.without("refused", reference=w.UNKNOWN)
    sharing = await sharings.ask_without(*jo, refused, **COORDINATE)
    said = {"agree": "no", "why": typed("sharing.answer_why")}
    await sharing_second.answer_sharing(made.house, made.world[DANA], sharing, said, **COORDINATE)
    made.ids["refused sharing"] = sharing
    urgent = made.without("urgent", reference=FOURTH, urgent="yes")
    made.ids["sharing"] = sharing = await sharings.ask_without(*jo, urgent, **COORDINATE)
    made.world = await made.world.later(minutes=30)
    now = {"send_why": typed("sharing.send_why")}
    await sharings.send_now(*made.of(JO, JOS_CASE), sharing, now, **COORDINATE)
    link = await made.new_link("sent link")
    accept = made.without("accepted")
    _, made.ids["answering sharing"] = await sharings.accept_without(
        made.house, made.world[SAM], link, accept, **COORDINATE
    )


async def _half_written(made: Planted) -> None:
    """A flag, and a sharing record on each of the four forms."""
    flag = form("half a flag", "need_to_know", "not_told_because")
    flag[f"left_out_{made.ids['link']}"] = typed("half a flag.left_out")
    await flag_drafts.keep(*made.of(SAM, KS_CASE), new_id(), flag, **COORDINATE)
    for on in sharing_writing.Written:
        about = made.world.case(KS_CASE)
        if on in sharing_writing.ACCEPTS:
            about = made.ids["asked link"]
        half = form(f"half {on}", *_SHARED, reference=MARK)
        await sharing_writing.keep(
            made.house, made.world[SAM], (on, about), new_id(), half, **COORDINATE
        )
