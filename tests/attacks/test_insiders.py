"""An administrator, alone or with one friend, who wants to see what is not theirs to give.

Over the wire, as they would: by changing an account, by a file, and by what was open before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.settings import Settings
from peermap_app.words import operators, whom_words
from tests.attacks import confidential as s
from tests.attacks.rows import id_of, told
from tests.attacks.seed import PASSWORD, a_file, add_people
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

TODAY = datetime.now(UTC).date().isoformat()

MORE = (
    ("sue", Role.SUPERVISOR, "South"),
    ("nell", Role.SUPERVISOR, "East"),
    ("erin", Role.SUPERVISOR, "East"),
    ("ned", Role.SUPERVISOR, "East"),
    ("wim", Role.SUPERVISOR, "West"),
    ("max", Role.PRACTITIONER, "North"),
    ("ida", Role.PRACTITIONER, "North"),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The server with its cases and some more people; the administrator is signed in."""
    server = PeerMapServer(tmp_path_factory.mktemp("insiders") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    house = await build_house(Settings.from_env(server.env))
    try:
        await add_people(house, *MORE)
    finally:
        await close_house(house)
    await asyncio.to_thread(server.start_again)
    try:
        await made.connect("alex", await made.sign_in("alex"))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def change(stage: Stage, name: str, role: Role, team: str) -> None:
    """The administrator gives an account this role and team."""
    form = {"worker_id": id_of(stage, f"{name}@quorum.example"), "role": role.value, "team": team}
    await stage.call("alex", "AccountState.change", {"form": form})
    held = told(
        stage,
        "SELECT role FROM worker WHERE email = ? AND coalesce(team_id, '') = "
        "coalesce((SELECT id FROM team WHERE name = ?), '')",
        f"{name}@quorum.example",
        team,
    )
    assert held == [(role.value,)]


async def at_the_door(stage: Stage, name: str) -> httpx.Response:
    """Try the password that was this account's."""
    given = {"email": f"{name}@quorum.example", "password": PASSWORD}
    async with stage.client() as client:
        return await client.post("/sign-in", data=given, headers={"Origin": stage.server.url})


async def look(stage: Stage, name: str) -> set[str]:
    """Open Sam's map from My team, for a reason; what came of it."""
    case, path = stage.target.case, f"/team/{stage.target.case}/look"
    socket = stage.sockets[name]
    await stage.call(name, "LiveState.enter")
    await socket.call(full("TeamLookState.load"), {}, path, {"case_id": case})
    form = {"case_id": case, "version": "1", "why": "A review."}
    await socket.call(full("TeamLookState.look"), {"form": form}, path, {"case_id": case})
    await socket.settled()
    seen = s.found(socket.frames, s.EVERYTHING)
    socket.frames.clear()
    return seen


async def bring_in(stage: Stage, row: str) -> str:
    """The administrator sends a file; the id of what waits."""
    async with stage.client(stage.cookies["alex"]) as client:
        sent = await client.post(
            "/imports/file",
            files={"file": ("a.csv", a_file(row).encode())},
            headers={"Origin": stage.server.url},
        )
        assert sent.status_code == 303
    return told(stage, "SELECT id FROM waiting_import WHERE state = 'waiting'")[0][0]


def asked(stage: Stage, import_id: str) -> set[str]:
    """The teams that must agree to it."""
    teams = "SELECT name FROM import_agreement a JOIN team t ON t.id = a.team_id"
    return {name for (name,) in told(stage, f"{teams} WHERE import_id = ?", import_id)}


@pytest.mark.attack("others", tries=3)
@pytest.mark.parametrize(
    ("name", "role", "team"),
    [
        ("max", Role.SUPERVISOR, "West"),
        ("nell", Role.SUPERVISOR, "West"),
        ("ida", Role.DATA_PROTECTION, ""),
    ],
)
async def test_an_administrator_alone_makes_nobody_who_sees_more(
    stage: Stage, name: str, role: Role, team: str, tried: object
) -> None:
    """A friend of theirs who works elsewhere is made a supervisor, one of another team, or the data
    protection lead: the password of before opens it no more, nor half a sign-in that was begun with
    it, nor the session that was open; a second person has to agree to a link first."""
    assert callable(tried)
    await stage.connect(name, await stage.sign_in(name))
    async with stage.client() as client:
        half = {"email": f"{name}@quorum.example", "password": PASSWORD}
        await client.post("/sign-in", data=half, headers={"Origin": stage.server.url})
        await change(stage, name, role, team)
        again = await client.get("/sign-in/set-up")
        assert (again.status_code, again.headers["location"]) == (303, "/sign-in")
    tried("others")
    assert (await at_the_door(stage, name)).status_code == 422
    tried("others")
    assert await look(stage, name) == set()
    tried("others")


@pytest.mark.attack("others", tries=2)
@pytest.mark.parametrize("name", ["wim", "kit"])
async def test_who_left_does_not_come_back_by_an_administrator_alone(
    stage: Stage, name: str, tried: object
) -> None:
    """Closed and opened again, a supervisor's account and a practitioner's: neither the password
    and the phone of before, nor half a sign-in, nor the session that was open brings them in."""
    assert callable(tried)
    await stage.connect(name, await stage.sign_in(name))
    given = {"worker_id": id_of(stage, f"{name}@quorum.example")}
    await stage.call("alex", "AccountState.close", given)
    await stage.call("alex", "AccountState.open_again", given)
    held = told(stage, "SELECT active, password_hash FROM worker WHERE id = ?", given["worker_id"])
    assert held == [(1, None)]
    assert told(stage, "SELECT id FROM factor WHERE worker_id = ?", given["worker_id"]) == []
    assert (await at_the_door(stage, name)).status_code == 422
    tried("others")
    async with stage.client(stage.cookies[name]) as client:
        assert (await client.get("/cases")).headers["location"].startswith("/sign-in")
    tried("others")


@pytest.mark.attack("others")
async def test_one_team_makes_no_supervisor_of_another(stage: Stage) -> None:
    """A file names Sam, of West, as the supervisor of a case of South: South's supervisor alone
    would make Sam read every map of West, so West's has to agree as well."""
    row = f"{s.FOREIGN_CASE},E,2011,Jo Q.,jo@quorum.example,,South,sam@quorum.example,2026-01-05,"
    import_id = await bring_in(stage, row)
    assert asked(stage, import_id) == {"South", "West"}
    await stage.connect("sue", await stage.sign_in("sue"))
    await stage.call("sue", "ImportsState.agree", {"import_id": import_id})
    assert told(stage, "SELECT role FROM worker WHERE email = 'sam@quorum.example'") == [
        ("practitioner",)
    ]
    assert told(stage, "SELECT state FROM waiting_import WHERE id = ?", import_id) == [("waiting",)]


def supervisor_of(stage: Stage) -> str:
    """Who supervises Sam's first case, by name."""
    sql = "SELECT email FROM case_file c JOIN worker w ON w.id = c.supervisor_id WHERE c.id = ?"
    return told(stage, sql, stage.target.case)[0][0].partition("@")[0]


@pytest.mark.attack("others", tries=3)
async def test_a_file_hides_nothing_of_what_it_changes(stage: Stage, tried: object) -> None:
    """A case of West goes to a supervisor of East, and another number stands for Sam, in a row that
    is otherwise as it was: West reads both, before and after; East is asked too, and not by whoever
    would read the map; and Sam is told of the number."""
    assert callable(tried)
    row = (
        f"{s.CASE},{s.YOUNG},2011,Sam Q.,{s.SAM_AT},07700 900999,West,"
        "erin@quorum.example,2026-01-05,"
    )
    import_id = await bring_in(stage, row)
    assert asked(stage, import_id) == {"East", "West"}
    for name in ("dana", "erin", "ned", "sam"):
        await stage.connect(name, await stage.sign_in(name))
    shown = stage.sockets["dana"]
    shown.frames.clear()
    await stage.call("dana", "ImportsState.load")
    await shown.settled()
    expected = {"dana@quorum.example", "erin@quorum.example", s.SAM_PHONE, "07700 900999"}
    assert s.found(shown.frames, expected) == expected
    await stage.call("dana", "ImportsState.agree", {"import_id": import_id})
    assert supervisor_of(stage) == "dana"
    tried("others")
    await stage.call("erin", "ImportsState.agree", {"import_id": import_id})
    assert supervisor_of(stage) == "dana"
    tried("others")
    assert await look(stage, "erin") == set()
    tried("others")
    await stage.call("ned", "ImportsState.agree", {"import_id": import_id})
    assert supervisor_of(stage) == "erin"
    await stage.call("sam", "CasesState.load")
    assert s.found(stage.sockets["sam"].frames, {"07700 900999"})


@pytest.mark.attack("others")
async def test_two_of_one_name_are_told_apart(stage: Stage) -> None:
    """A second "Kit Q." of another mailbox is asked for: whoever agrees reads the address, that two
    have the name, and that nobody can sign in by this one yet; a cover for them says so too."""
    new = {"name": "Kit Q", "email": "kit@attacker.example", "phone": ""}
    form = {**new, "role": Role.PRACTITIONER.value, "team": "West"}
    await stage.call("alex", "AccountsState.add", {"form": form})
    asks = {"reference": s.OTHER_CASE, "email": new["email"], "starts": TODAY, "ends": ""}
    await stage.call("alex", "AllocationsState.ask", {"form": asks})
    (ghost,) = told(stage, "SELECT id FROM worker WHERE email = ?", new["email"])[0]
    away = {"away": id_of(stage, "kit@quorum.example"), "by": ghost, "starts": TODAY, "ends": TODAY}
    await stage.call("alex", "CoversState.save", {"form": away})
    await stage.connect("dana", await stage.sign_in("dana"))
    shown = stage.sockets["dana"]
    for page in ("AgreeState", "CoversState"):
        shown.frames.clear()
        await stage.call("dana", f"{page}.load")
        expected = {new["email"], whom_words.ALIKE.format(name="Kit Q")}
        expected.add(whom_words.NEW.format(name="Kit Q"))
        assert s.found(shown.frames, expected) == expected


@pytest.mark.attack("others", tries=2)
async def test_no_account_only_looks_like_another(stage: Stage, tried: object) -> None:
    """A letter of another alphabet in an address is refused in the page and in a file."""
    assert callable(tried)
    alike = "k\u0456t@quorum.example"
    form = {"name": "Kit Q.", "email": alike, "phone": ""}
    form |= {"role": Role.PRACTITIONER.value, "team": "West"}
    await stage.call("alex", "AccountsState.add", {"form": form})
    tried("others")
    row = (
        f"{s.OTHER_CASE},{s.OTHER_YOUNG},2011,Kit Q.,{alike},,West,dana@quorum.example,2026-01-05,"
    )
    async with stage.client(stage.cookies["alex"]) as client:
        sent = await client.post(
            "/imports/file",
            files={"file": ("a.csv", a_file(row).encode())},
            headers={"Origin": stage.server.url},
        )
    assert operators.ROWS["email_ascii"] in sent.text
    tried("others")
    assert told(stage, "SELECT id FROM worker WHERE email = ?", alike) == []
