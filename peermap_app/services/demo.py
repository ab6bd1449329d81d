"""Demonstration workers and cases, plainly made up, made through the services like any other.

Only on one's own machine: their password is known (`settings.demo_allowed`). Telephone numbers are
from the range that Ofcom keeps free for stories, addresses end in `.example` (RFC 2606).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.consent import Decided
from peermap_app.domain.errors import Conflict, NotAllowed
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, cases, drawings, imports, sessions
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import CaseFile, Worker

PASSWORD = "paper-boats-2041"  # noqa: S105 - known on purpose, and refused with PUBLIC_URL
ADDRESS = "127.0.0.1"
DOMAIN = "@demo.example"
"""Of every account that the demonstration makes, and of no other: RFC 2606 keeps it free."""


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One account to try: its role decides what it shows."""

    name: str
    role: Role
    email: str


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What can be signed in to, with one password. `made` is False when it was all there before."""

    sign_ins: tuple[SignInLine, ...]
    password: str
    made: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """An account that the demonstration makes; without a sign-in it stands for a colleague."""

    name: str
    role: Role
    email: str
    team: str
    phone: str
    signs_in: bool = True


WEST, EAST = "Youth Support West", "Family Safeguarding East"
SAM = _Made("Sam O.", Role.PRACTITIONER, "sam@demo.example", WEST, "07700 900118")
PRIYA = _Made("Priya N.", Role.PRACTITIONER, "priya@demo.example", EAST, "07700 900204")
DANA = _Made("Dana R.", Role.SUPERVISOR, "dana@demo.example", WEST, "07700 900301")
LEE = _Made("Lee M.", Role.SUPERVISOR, "lee@demo.example", EAST, "07700 900302", signs_in=False)
ROBIN = _Made("Robin A.", Role.DATA_PROTECTION, "robin@demo.example", WEST, "07700 900401")
ALEX = _Made("Alex T.", Role.ADMINISTRATOR, "alex@demo.example", WEST, "07700 900402")
PEOPLE = (SAM, PRIYA, DANA, LEE, ROBIN, ALEX)


@dataclass(frozen=True, slots=True)
class _Case:
    reference: str
    initials: str
    born: int
    worker: _Made
    supervisor: _Made


READY = _Case("HX-2041", "M", 2010, PRIYA, LEE)
"""Priya's side of the story: a map was kept, and all three answers were Yes."""
CASES = (
    _Case("HX-1187", "K", 2011, SAM, DANA),
    _Case("HX-1204", "T", 2009, SAM, DANA),
    _Case("HX-1950", "BL", 2012, SAM, DANA),
    READY,
    _Case("HX-2077", "E", 2011, PRIYA, LEE),
)


async def demo(house: House) -> DemoReport:
    """Make the demonstration in an empty database; one that was cut short is made whole.

    Raises:
        NotAllowed: "demo_public" with PUBLIC_URL: its password is known to everybody.
        Conflict: "demo_not_empty" when there are cases of somebody's own.
    """
    if not house.settings.demo_allowed:
        raise NotAllowed("demo_public")
    await _refuse_real_cases(house)
    for person in PEOPLE:
        await _account(house, person)
    report = await imports.import_allocations(house, _file(house))
    drawn = await _draw(house)
    made = drawn or report.cases_new > 0
    lines = [SignInLine(one.name, one.role, one.email) for one in PEOPLE if one.signs_in]
    return DemoReport(tuple(lines), PASSWORD, made)


async def demonstrate(house: House, *, if_empty: bool = False) -> DemoReport | None:
    """As `demo`; with `if_empty`, None instead of a refusal when there are cases already."""
    try:
        return await demo(house)
    except Conflict:
        if if_empty:
            return None
        raise


async def _refuse_real_cases(house: House) -> None:
    ours = [house.keys.lookup("reference", case.reference) for case in CASES]
    async with reading(house) as session:
        theirs = await session.exec(
            select(CaseFile.id).where(col(CaseFile.reference_hash).not_in(ours)).limit(1)
        )
        if theirs.first() is not None:
            raise Conflict("demo_not_empty")


def _file(house: House) -> str:
    """The allocations, in the form that a social-care system exports (docs/import.md)."""
    out = io.StringIO()
    lines = csv.writer(out)
    headings = ("case reference", "initials", "year of birth", "worker name", "worker e-mail")
    others = ("worker phone", "team", "supervisor e-mail", "from", "to")
    lines.writerow((*headings, *others))
    since = (house.clock().date() - timedelta(days=30)).isoformat()
    for case in CASES:
        who, boss = case.worker, case.supervisor.email
        young_person = (case.reference, case.initials, case.born)
        lines.writerow((*young_person, who.name, who.email, who.phone, who.team, boss, since, ""))
    return out.getvalue()


async def _account(house: House, person: _Made) -> None:
    """An account, before the import: that would know a supervisor by their address alone."""
    async with reading(house) as session:
        held = (await session.exec(select(Worker.id).where(Worker.email == person.email))).first()
    if held is None:
        await accounts.add_worker(
            house,
            OPERATOR,
            email=person.email,
            name=person.name,
            role=person.role.value,
            team=person.team,
            phone=person.phone,
            password=PASSWORD if person.signs_in else None,
        )


def _friend(
    id: str, initials: str, x: int, y: int, colour: str, **more: object
) -> dict[str, object]:
    base = {"op": "add_person", "id": id, "kind": "friend", "initials": initials, "role": None}
    where = {"x": x, "y": y, "colour": colour, "place": None, "matters": False}
    return {**base, **where, "not_a_name": False, **more}


def _place(id: str, kind: str, label: str, at: tuple[int, int], colour: str) -> dict[str, object]:
    size = {"x": at[0], "y": at[1], "w": 210, "h": 190, "colour": colour, "reason": None}
    return {"op": "add_place", "id": id, "kind": kind, "label": label, **size}


def _tie(id: str, b: str, feeling: str, a: str = "me") -> dict[str, object]:
    return {"op": "add_tie", "id": id, "a": a, "b": b, "feeling": feeling}


EDITS: tuple[dict[str, object], ...] = (
    {
        "id": "demo000000000001",
        "ops": [
            _place("place1", "club", "youth club", (-250, -160), "peach"),
            _place("place2", "park", "skate park", (250, 150), "mint"),
        ],
    },
    {
        "id": "demo000000000002",
        "ops": [
            _friend("person1", "KW", -250, -125, "sun", place="place1", matters=True),
            _friend("person2", "RJ", 150, -120, "sky", matters=True),
            _friend("person3", "TB", 250, 190, "lilac", place="place2"),
            _friend("person4", "DF", -130, 190, "rose"),
        ],
    },
    {
        "id": "demo000000000003",
        "ops": [
            _tie("tieone", "person1", "good"),
            _tie("tietwo", "person2", "good"),
            _tie("tiethree", "person3", "up_and_down"),
            _tie("tiefour", "person4", "tricky"),
            _tie("tiefive", "person2", "good", a="person1"),
        ],
    },
)


async def _draw(house: House) -> bool:
    """Priya and the young person draw and keep a map, on a tablet of their own. True when new."""
    priya = await _seated(house, PRIYA)
    try:
        mine = await cases.my_cases(house, priya)
        case_id = next(line.id for line in mine if line.reference == READY.reference)
        if (await cases.open_case(house, priya, case_id)).map is not None:
            return False
        await _draw_and_keep(house, priya, case_id)
    finally:
        await accounts.sign_out(house, priya)
    return True


async def _seated(house: House, person: _Made) -> Who:
    """Somebody of the demonstration signed in, by whoever sits at the machine: nobody types a

    second factor here, whether or not everybody needs one.
    """
    async with writing(house) as session:
        worker = await stored.worker_by_email(session, person.email)
        assert worker is not None  # just made
        rule = "demonstration"
        begun = await sessions.begin(house, session, worker, None, rule=rule, second=True)
    who = await accounts.who_is(house, begun.signed_in.token, ADDRESS)
    assert who is not None  # just signed in
    return who


async def _draw_and_keep(house: House, priya: Who, case_id: str) -> None:
    offer = await drawings.offer(house, priya, case_id)
    device = await drawings.take(house, offer.link_token, ADDRESS, "Demonstration tablet")
    await drawings.confirm(house, priya, offer.drawing_id)
    tablet = await drawings.tablet_who(house, device, ADDRESS)
    assert tablet is not None  # just confirmed
    await drawings.start(house, tablet)
    await drawings.edit(house, tablet, offer.drawing_id, list(EDITS))
    await drawings.finish(house, tablet)
    noted = {"present": ["worker_only"], "understanding": ["own_words"]}
    turn = (await drawings.worker_view(house, priya, case_id, purpose=Purpose.PLAN_TOGETHER)).turn
    await drawings.note_presence(house, priya, offer.drawing_id, noted, turn)
    for statement in ("keep", "plan", "talk"):
        await drawings.answer(house, tablet, statement, "yes")
    squiggle = [[120, 560, 260, 380, 400, 600, 560, 360, 700, 580, 860, 420]]
    said = await drawings.mark(house, tablet, {"kind": "squiggle", "strokes": squiggle})
    kept = await drawings.keep(house, tablet, said.shown(), purpose=Purpose.PLAN_TOGETHER)
    assert kept is Decided.KEEP
