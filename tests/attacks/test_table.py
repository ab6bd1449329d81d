"""The access table over the wire: every role in every relation, every method and every route.

Each is tried on a session of its own, so that what the access record holds of that session is what
this one try asked for. Whatever the table refuses is refused with the table's own reason, and
nothing besides is asked; whatever it allows is not refused by it; and each row that says "allowed"
names a relation and a purpose in which the table allows it, the linked column too.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import httpx
import pytest
import pytest_asyncio
from sqlmodel import select

from peermap_app.api.routes import ROUTES as OWN_ROUTES
from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.access import Action, Denied, Relation, may
from peermap_app.domain.cases import Role
from peermap_app.domain.purpose import Purpose, purpose_of
from peermap_app.services import covers, duty, flags, sessions, temporary, working_time
from peermap_app.services.unit import Who, reading, writing
from peermap_app.settings import Settings
from peermap_app.storage.tables import Alert, Flag, Worker, new_id
from peermap_app.words.dates import british
from tests.attacks import actions_of as asks
from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.seed import Target, a_file, add_people, kits_row, row
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import REFLEX, Try, filled, full, handlers, our_methods, short, tries
from tests.attacks.wire import ROOT, Socket
from tests.builders import a_flag_form
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRACTITIONER, SUPERVISOR = Role.PRACTITIONER, Role.SUPERVISOR
STANDING: dict[str, tuple[Role, Relation]] = {
    "sam": (PRACTITIONER, Relation.ALLOCATED),
    "kit": (PRACTITIONER, Relation.WAS_ALLOCATED),
    "cora": (PRACTITIONER, Relation.COVERS),
    "vera": (PRACTITIONER, Relation.NONE),
    "priya": (PRACTITIONER, Relation.NONE),
    "jo": (PRACTITIONER, Relation.NONE),
    "dana": (SUPERVISOR, Relation.SUPERVISES),
    "noor": (SUPERVISOR, Relation.ON_DUTY),
    "omar": (SUPERVISOR, Relation.NONE),
    "una": (SUPERVISOR, Relation.ALLOCATED),
    "ugo": (SUPERVISOR, Relation.WAS_ALLOCATED),
    "uma": (SUPERVISOR, Relation.COVERS),
    "alex": (Role.ADMINISTRATOR, Relation.NONE),
    "robin": (Role.DATA_PROTECTION, Relation.NONE),
}
"""How each stands to Sam's case. Vera covers for Sam and has an alert of her own, by which she
stands to neither of its cases: the column "alerted" is asked with that alert alone. Una, Ugo and
Uma supervise another team, which gives them nothing of Sam's. Priya's link crosses only from a case
of her own: the table's column "linked" is asked inside a unit on that case, never by naming
Sam's."""
SUPERVISORS_AT_WORK = (("una", ""), ("ugo", "2026-02-01"))
"""Two who supervise one team and work with a case of another's, and until when, as a file says."""
REASONS = {"role_may_not", "not_allocated", "allocation_ended", "wrong_purpose"}
"""The table's own; any other is what an act itself did not take."""
ACTIONS = {action.value for action in Action}
LATER = 60
"""Events there and back that are waited for what a page's loading leads on to."""
OVER_LINKS = {
    *(Action.SEE_LINK, Action.SEE_FLAG, Action.FLAG_CASE),
    *(Action.SEE_ALERT, Action.ACK_ALERT, Action.LIST_ALERTS, Action.WRITE_TOGETHER),
}
"""What the table's column "linked" is for; the rest of its yeses are lists of one's own."""


SINGLY = (Action.SEE_ALERT.value, Action.ACK_ALERT.value)
"""What the table's column "alerted" is for: one alert, on its two cases."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the access record."""

    action: str
    outcome: str
    rule: str


@dataclass
class Table:
    """The server, and a house on its database that begins sessions at no cost."""

    stage: Stage
    house: House

    async def sit(self, name: str) -> tuple[str, str]:
        """A new session of somebody, with a second factor shown: its cookie and its id."""
        async with writing(self.house) as session:
            wanted = select(Worker).where(Worker.email == f"{name}@quorum.example")
            worker = (await session.exec(wanted)).one()
            begun = await sessions.begin(
                self.house, session, worker, None, rule="password", second=True
            )
        return f"peermap_session={begun.signed_in.token}", begun.signed_in.session_id

    def rows(self, session_id: str) -> list[Row]:
        """What stands in the record of a session, of what the table knows."""
        place = self.stage.server.var / "peermap.db"
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
            found = database.execute(
                "SELECT action, outcome, rule FROM access_record WHERE device = ? ORDER BY id",
                (session_id,),
            ).fetchall()
        return [Row(*each) for each in found if each[0] in ACTIONS]

    async def call(self, name: str, *several: Try, until: Action | None = None) -> list[Row]:
        """Events on a page of their own; what they asked for.

        `until`: what it leads on to by itself, some events later.
        """
        cookie, session_id = await self.sit(name)
        socket = await Socket.open(self.stage.server.url, cookie)
        for each in several:
            wire = each.name if each.name.startswith(ROOT) else full(each.name)
            await socket.call(wire, each.payload, each.path, each.params)
        await socket.settled()
        for _ in range(LATER):
            if until is None or until.value in {one.action for one in self.rows(session_id)}:
                break
            await socket.settled()
        await socket.close()
        return self.rows(session_id)

    async def ask(self, name: str, route: str) -> tuple[httpx.Response, list[Row]]:
        """A request with an empty body, from our own origin; what it asked for."""
        cookie, session_id = await self.sit(name)
        method, _, path = route.partition(" ")
        origin = {"Origin": self.stage.server.url}
        async with self.stage.client(cookie) as client:
            where = filled(path, self.stage.target)
            answer = await client.request(method, where, headers=origin)
        return answer, self.rows(session_id)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def table(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Table]:
    """The server, with everybody who stands to Sam's case in some way."""
    server = PeerMapServer(tmp_path_factory.mktemp("table") / "var", free_port(), {})
    stage = Stage(server, await seeded(server.env))
    house = await build_house(Settings.from_env(server.env))
    await _stand(house, stage.target)
    ended = server.var / "ended.csv"
    sams = row(s.CASE, s.YOUNG, "sam", phone=s.SAM_PHONE)
    unas, ugos = [row(s.CASE, s.YOUNG, name, ends=end) for name, end in SUPERVISORS_AT_WORK]
    ended.write_text(a_file(sams, kits_row(ends="2026-02-01"), unas, ugos))
    await asyncio.to_thread(server.peermap, "import-allocations", str(ended))
    await asyncio.to_thread(server.start_again)
    try:
        yield Table(stage, house)
    finally:
        await asyncio.to_thread(server.stop)
        await close_house(house)


async def _stand(house: House, target: Target) -> None:
    """Dana gives Sam's case to Cora and to Uma for some hours, has Noor on duty, and says that Vera
    covers for Sam, who is away; then Priya flags, on a day on which the team is closed."""
    await add_people(
        house,
        ("cora", PRACTITIONER, "West"),
        ("vera", PRACTITIONER, "West"),
        ("noor", SUPERVISOR, "Night desk"),
        *((name, SUPERVISOR, "Elsewhere") for name in ("omar", "una", "ugo", "uma")),
    )
    dana = Who(kind="worker", worker_id=target.workers["dana"])
    for name in ("cora", "uma"):
        given = {"email": f"{name}@quorum.example", "hours": "24", "why": "Tonight's review."}
        await temporary.give(house, dana, target.case, given)
    on_duty = {"duty_email": "noor@quorum.example", "duty_hours": "12"}
    await duty.set_duty(house, dana, on_duty)
    async with reading(house) as session:
        vera = (await session.exec(select(Worker).where(Worker.name == "Vera Q."))).one()
    today = british(house.clock()).date().isoformat()
    await working_time.close(house, dana, {"closed": today})
    days = {"starts": today, "ends": today}
    await covers.set_cover(house, dana, {"away": target.workers["sam"], "by": vera.id, **days})
    priya = Who(kind="worker", worker_id=target.workers["priya"])
    async with reading(house) as session:
        flag = await session.get(Flag, target.flag_back)
    assert flag is not None
    asked = partial(flags.flag_case, house, priya, flag.case_id, new_id())
    await asked(a_flag_form(urgency="now"), purpose=Purpose.COORDINATE)


# --- what is expected ---


def judged(name: str, action: Action, relation: Relation, rows: list[Row]) -> str:
    """What is wrong with what one try left in the record, "" for nothing.

    Args:
        name: who tried.
        action: what it asks for first.
        relation: how they stand to what it names.
        rows: all that stands in the record of it.
    """
    role = STANDING[name][0]
    answer = may(action, role=role, relation=relation, purpose=purpose_of(action))
    if isinstance(answer, Denied):
        expected = [Row(action.value, "refused", answer.reason)]
        return "" if rows == expected else f"expected {expected}, got {rows}"
    if not any(each.action == action.value for each in rows):
        return f"did not ask {action.value}: {rows}"
    if any(each.action == action.value and each.rule in REASONS for each in rows):
        return f"refused what the table allows: {rows}"
    return consistent(name, rows)


def consistent(name: str, rows: list[Row]) -> str:
    """Whether each row is one that the table would have written for this role; "" when it is."""
    role = STANDING[name][0]
    for each in rows:
        action = Action(each.action)
        if each.outcome == "refused" and each.rule not in REASONS:
            continue
        answers = [
            may(action, role=role, relation=relation, purpose=purpose)
            for relation, purpose in _said(name, action, each.rule)
        ]
        if each.outcome == "allowed" and not any(answers):
            return f"the table does not allow {each}"
        reasons = {answer.reason for answer in answers if isinstance(answer, Denied)}
        if each.outcome == "refused" and each.rule not in reasons:
            return f"the table does not refuse {each}"
    return ""


def _said(name: str, action: Action, rule: str) -> list[tuple[Relation, Purpose | None]]:
    """The relations and purposes that a row of the record says, or leaves open."""
    relation, _, purpose = rule.partition(" ")
    if relation in {each.value for each in Relation}:
        return [(Relation(relation), Purpose(purpose) if purpose else purpose_of(action))]
    own = (STANDING[name][1], Relation.NONE)
    # "also" is one more row of what was asked already: of whichever case the list came to.
    open_to = tuple(Relation) if rule == "also" else own
    return [(each, purpose_of(action)) for each in open_to]


def first_of(each: Try, name: str) -> tuple[Action, Relation] | None:
    """What a method asks for first, and how this worker stands to what it names; None: nothing."""
    role, relation = STANDING[name]
    if each.name in asks.BY_ROLE:
        found = asks.BY_ROLE[each.name].get(role, asks.BY_ROLE[each.name].get(None))
        return (found, Relation.NONE) if found is not None else None
    if each.name.startswith("ReviewState."):
        thing = each.params.get("thing") or each.payload["form"]["thing"]
        return asks.REVIEWS[str(thing).partition("-")[0]], relation
    if each.name in asks.OF_NO_CASE:
        return asks.OF_NO_CASE[each.name], Relation.NONE
    # A second case in `tries` is one of Sam's own too.
    second = each.path.startswith("/cases/") and each.params.get("case_id") not in each.path
    assert not second
    return asks.ABOUT_A_CASE[each.name], relation


# --- nothing is left out ---


async def test_every_method_says_what_it_asks_for(table: Table) -> None:
    """A new method fails here until `actions_of` says which row of the table it asks for."""
    known = (
        *(asks.ABOUT_A_CASE, asks.OF_NO_CASE, asks.AMONG_ONES_OWN),
        *(asks.BY_ROLE, asks.ASKS_NOTHING),
    )
    named = [name for part in known for name in part]
    assert len(named) == len(set(named))
    ours = {each for each in our_methods() if not each.startswith(asks.OF_A_TABLET)}
    assert set(named) == ours
    assert {each.name for each in tries(table.stage.target)} >= ours


async def test_every_route_says_what_it_asks_for(table: Table) -> None:
    """A new route, or a new method of one, fails here until `actions_of` says what it asks for."""
    known = (
        *(asks.ROUTES, asks.ROUTES_OF_A_CASE),
        *(asks.ROUTES_AMONG_ONES_OWN, asks.ROUTES_THAT_ASK_NOTHING),
    )
    named = [name for part in known for name in part]
    assert len(named) == len(set(named))
    own = {
        f"{how} {one.path}" for one in OWN_ROUTES for how in (one.methods or ()) if how != "HEAD"
    }
    assert set(named) == own


# --- the alerted column ---


@pytest.mark.parametrize("name", ["vera", "noor"])
@pytest.mark.attack("others", tries=4)
async def test_the_alerted_column(table: Table, tried: Tried, name: str) -> None:
    """Vera, with the alert that came to her as a cover, and Noor, to whom it came on duty: what the
    table's column says, for a practitioner and for a supervisor, on both cases; and no other method
    of theirs leaves a row of it (`test_every_method`)."""
    stage = table.stage
    async with reading(table.house) as session:
        wanted_name = select(Worker).where(Worker.email == f"{name}@quorum.example")
        told = (await session.exec(wanted_name)).one()
        alert = (await session.exec(select(Alert).where(Alert.worker_id == told.id))).one()
    wanted = {"AlertState.load", "AlertState.seen", "AlertState.in_touch", "AlertsState.load"}
    seen: set[tuple[str, str]] = set()
    for each in tries(replace(stage.target, alert=alert.id)):
        if each.name not in wanted:
            continue
        rows = await table.call(name, each)
        assert rows, each
        assert all(one.outcome == "allowed" for one in rows), (each, rows)
        assert consistent(name, rows) == "", each
        seen |= {(one.action, one.rule) for one in rows if one.rule.startswith("alerted")}
        tried("others")
    assert seen == {
        *((action, rule) for action in SINGLY for rule in ("alerted", "alerted coordinate")),
        (Action.LIST_ALERTS.value, "alerted coordinate"),
    }


# --- the linked column, before anybody ends the link ---


@pytest.mark.attack("others", tries=12)
async def test_the_linked_column(table: Table, tried: Tried) -> None:
    """Sam and Priya, each from a case of their own: exactly what the table's column says crosses,
    for coordinating alone; and once the young person's agreement is gone, nothing does any more."""
    wanted = {
        *("CaseState.load", "FlagState.load", "FlagState.send", "FlagSentState.load"),
        *("AlertState.load", "AlertState.seen", "AlertsState.load"),
        *("TogetherState.load", "TogetherState.write", "TogetherState.say_met"),
    }
    target = table.stage.target
    several = [each for each in tries(target) if each.name in wanted]
    seen: set[tuple[str, str]] = set()
    for each in sorted(several, key=lambda one: one.name):
        rows = await table.call("sam", each)
        assert consistent("sam", rows) == "", each
        seen |= {(one.action, one.rule) for one in rows if one.rule.startswith("linked")}
        tried("others")
    may_cross = {
        action.value
        for action in OVER_LINKS
        if may(action, role=PRACTITIONER, relation=Relation.LINKED, purpose=Purpose.COORDINATE)
    }
    assert seen == {(action, "linked coordinate") for action in may_cross}
    (said,) = [each for each in tries(target) if each.name == "MyMapState.said_aloud"]
    await table.call("sam", said)
    for name in ("sam", "priya"):
        for each in several:
            rows = await table.call(name, each)
            assert [one for one in rows if one.rule.startswith("linked")] == [], (name, each)
            tried("others")
    rows = await table.call("vera", *(each for each in several if each.name == "AlertsState.load"))
    assert [one for one in rows if one.rule.startswith("alerted")] == []


# --- every route, Reflex's own, every method; the last ones do what they may ---


@pytest.mark.parametrize("name", sorted(set(STANDING) - {"priya"}))
@pytest.mark.attack("others", tries=20)
async def test_every_route(table: Table, tried: Tried, name: str) -> None:
    """Each of our own addresses, by each of its methods, the same way; whoever is refused gets no
    file, and what asks for nothing leaves nothing in the record."""
    wrong = {}
    for route, action in asks.ROUTES.items():
        _, rows = await table.ask(name, route)
        wrong[route] = judged(name, action, Relation.NONE, rows)
        tried("others")
    for route, action in asks.ROUTES_OF_A_CASE.items():
        answer, rows = await table.ask(name, route)
        wrong[route] = judged(name, action, STANDING[name][1], rows)
        refused = rows == [] or rows[-1].outcome == "refused"
        assert answer.is_success is not refused, route
        tried("others")
    for route, action in asks.ROUTES_AMONG_ONES_OWN.items():
        _, rows = await table.ask(name, route)
        wrong[route] = _not_there(action, rows)
        tried("others")
    assert {route: fault for route, fault in wrong.items() if fault} == {}


@pytest.mark.parametrize("route", asks.ROUTES_THAT_ASK_NOTHING)
@pytest.mark.attack("others")
async def test_what_asks_for_nothing(table: Table, route: str) -> None:
    """A door, a form without anything in it, a young person's page: of a worker, nothing is asked
    of the table, so nothing of anybody's is read."""
    answer, rows = await table.ask("omar", route)
    assert rows == []
    assert s.found([answer.text], s.EVERYTHING) == set()


@pytest.mark.parametrize("name", STANDING)
@pytest.mark.attack("forged", tries=6)
async def test_reflexs_own_methods_ask_the_table_too(table: Table, tried: Tried, name: str) -> None:
    """With the address of Sam's case: what a page needs to load asks what that page asks, and is
    answered by the table; what nothing needs asks nothing at all."""
    case, (role, relation) = table.stage.target.case, STANDING[name]
    params, path = {"case_id": case}, f"/cases/{case}"
    loading, others = [], []
    for kind, method in sorted(handlers(REFLEX), key=lambda one: short(*one)):
        loads = method in ("on_load_internal", "hydrate_and_load")
        each = Try(f"{kind.get_full_name()}.{method}", {}, params, path)
        (loading if loads else others).append(each)
    assert await table.call(name, *others) == []
    tried("forged", len(others))
    for each in loading:
        rows = await table.call(name, each, until=Action.SEE_CASE)
        tried("forged")
        about = [one for one in rows if one.action == Action.SEE_CASE.value]
        # LiveState.enter stands on the page too, and lists a supervisor's own cases.
        beside = [one for one in rows if one.action == Action.LIST_CASES.value]
        answer = may(Action.SEE_CASE, role=role, relation=relation, purpose=Purpose.COORDINATE)
        if isinstance(answer, Denied):
            assert about == [Row(Action.SEE_CASE.value, "refused", answer.reason)], each
            assert rows in ([*about, *beside], [*beside, *about]), each
        else:
            assert {one.outcome for one in about} == {"allowed"}, each
        assert consistent(name, rows) == "", each


@pytest.mark.parametrize("name", STANDING)
@pytest.mark.attack("others", tries=80)
async def test_every_method(table: Table, tried: Tried, name: str) -> None:
    """As this role in this relation: refused where the table refuses, and for its own reason."""
    wrong = {}
    for each in tries(table.stage.target):
        if each.name.startswith(asks.OF_A_TABLET) or _is_sams_second(table, each, name):
            continue
        rows = await table.call(name, each)
        fault = _fault(name, each, rows)
        if fault:
            wrong[f"{each.name} {each.path}"] = fault
        tried("others")
    assert wrong == {}


def _is_sams_second(table: Table, each: Try, name: str) -> bool:
    """Only Sam stands to Sam's other case as to the first; Priya and Sam own links and alerts, and
    what came to Sam's case came to Una's."""
    owner = each.name in asks.AMONG_ONES_OWN and name in ("sam", "priya", "una")
    of_one_alone = ("kit", "cora", "una", "ugo", "uma")
    other = each.params.get("case_id") == table.stage.target.other_case and name in of_one_alone
    return owner or other


def _fault(name: str, each: Try, rows: list[Row]) -> str:
    if each.name in asks.AMONG_ONES_OWN:
        return _not_there(asks.AMONG_ONES_OWN[each.name], rows)
    first = None if each.name in asks.ASKS_NOTHING else first_of(each, name)
    if first is None:
        return "" if not rows else f"asked, and says that it does not: {rows}"
    return judged(name, *first, rows)


def _not_there(action: Action, rows: list[Row]) -> str:
    fits = [each for each in rows if each.rule in asks.NOT_THERE and each.outcome == "refused"]
    right = len(rows) == len(fits) == 1 and rows[0].action == action.value
    return "" if right else f"expected one {action.value} that is not there, got {rows}"
