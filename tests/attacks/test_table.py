"""The access table over the wire: each role in each relation, each method that asks of a case.

Whatever the table allows is not refused; whatever it refuses stands in the record with the table's
own reason. `test_doors` holds that a refused page gets nothing; this holds that it is refused for
the right reason, and that nobody is refused what is theirs.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import pytest_asyncio
from sqlmodel import select

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.access import Denied, Relation, may
from peermap_app.domain.cases import Role
from peermap_app.domain.purpose import purpose_of
from peermap_app.services import duty, temporary
from peermap_app.services.unit import Who, reading
from peermap_app.settings import Settings
from peermap_app.storage.tables import Worker
from tests.attacks import confidential as s
from tests.attacks.actions_of import (
    ABOUT_A_CASE,
    BY_WHAT_IS_THEIRS,
    ELSEWHERE,
    MORE_OF_A_CASE,
    OF_NO_CASE,
)
from tests.attacks.seed import Target, a_file, add_people, kits_row, migrate, row, seed
from tests.attacks.stage import Stage
from tests.attacks.surface import Try, full, our_methods, tries
from tests.attacks.wire import Socket
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRACTITIONER, SUPERVISOR = Role.PRACTITIONER, Role.SUPERVISOR
STANDING: dict[str, tuple[Role, Relation]] = {
    "sam": (PRACTITIONER, Relation.ALLOCATED),
    "kit": (PRACTITIONER, Relation.WAS_ALLOCATED),
    "cora": (PRACTITIONER, Relation.COVERS),
    "priya": (PRACTITIONER, Relation.NONE),
    "jo": (PRACTITIONER, Relation.NONE),
    "dana": (SUPERVISOR, Relation.SUPERVISES),
    "noor": (SUPERVISOR, Relation.ON_DUTY),
    "omar": (SUPERVISOR, Relation.NONE),
    "alex": (Role.ADMINISTRATOR, Relation.NONE),
    "robin": (Role.DATA_PROTECTION, Relation.NONE),
}
"""How each stands to Sam's case. Priya's link crosses only from a case of her own: the table's
column "linked" is asked inside a unit on that case, never by naming Sam's."""
REASONS = {"role_may_not", "not_allocated", "allocation_ended", "wrong_purpose", "unknown_case"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The server, with everybody signed in who stands to Sam's case in some way."""
    server = PeerMapServer(tmp_path_factory.mktemp("table") / "var", free_port(), {})
    await asyncio.to_thread(migrate, server.env)
    made = Stage(server, await seed(server.env))
    await _stand(server, made.target)
    ended = server.var / "ended.csv"
    sams = row(s.CASE, s.YOUNG, "sam", phone=s.SAM_PHONE)
    ended.write_text(a_file(sams, kits_row(ends="2026-02-01")))
    await asyncio.to_thread(server.peermap, "import-allocations", str(ended))
    await asyncio.to_thread(server.start_again)
    try:
        for name in STANDING:
            await made.connect(name, await made.sign_in(name))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def _stand(server: PeerMapServer, target: Target) -> None:
    """Dana gives Sam's case to Cora for some hours, and has Noor on duty."""
    house = await build_house(Settings.from_env(server.env))
    try:
        await add_people(
            house,
            ("cora", PRACTITIONER, "West"),
            ("noor", SUPERVISOR, "Night desk"),
            ("omar", SUPERVISOR, "Elsewhere"),
        )
        async with reading(house) as session:
            found = select(Worker.id).where(Worker.email == "dana@quorum.example")
            dana = Who(kind="worker", worker_id=(await session.exec(found)).one())
        given = {"email": "cora@quorum.example", "hours": "24", "why": "Tonight's review."}
        await temporary.give(house, dana, target.case, given)
        on_duty = {"duty_email": "noor@quorum.example", "duty_hours": "12"}
        await duty.set_duty(house, dana, on_duty)
    finally:
        await close_house(house)


def _newest(stage: Stage) -> int:
    with closing(_database(stage)) as database:
        return int(database.execute("SELECT coalesce(max(id), 0) FROM access_record").fetchone()[0])


def _refused_since(stage: Stage, name: str, since: int) -> set[tuple[str, str]]:
    """(action, reason) of what the table refused this worker since."""
    with closing(_database(stage)) as database:
        found = database.execute(
            "SELECT action, rule FROM access_record WHERE outcome = 'refused' AND id > ? "
            "AND worker_id = (SELECT id FROM worker WHERE email = ?)",
            (since, f"{name}@quorum.example"),
        ).fetchall()
    return {(action, rule) for action, rule in found if rule in REASONS}


def _database(stage: Stage) -> sqlite3.Connection:
    place = stage.server.var / "peermap.db"
    return sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)


async def _drive(socket: Socket, several: list[Try]) -> None:
    for each in several:
        await socket.call(full(each.name), each.payload, each.path, each.params)
    await socket.settled()


def _expected(name: str, asked: dict[str, object], relation: Relation) -> set[tuple[str, str]]:
    role = STANDING[name][0]
    answers = {
        action: may(action, role=role, relation=relation, purpose=purpose_of(action))
        for action in asked.values()
    }
    return {
        (action.value, answer.reason)
        for action, answer in answers.items()
        if isinstance(answer, Denied)
    }


async def test_every_method_says_what_it_asks_for(stage: Stage) -> None:
    """A new method fails here until `actions_of` says which row of the table it asks for."""
    known = {*ABOUT_A_CASE, *OF_NO_CASE, *ELSEWHERE}
    # A tablet's are held by TABLET_TABLE, a drawing's own by its drawing (tests/services).
    besides = (*BY_WHAT_IS_THEIRS, "TabletState.", "ReceiptState.", "DrawingState.")
    assert {one for one in our_methods() - known if not one.startswith(besides)} == set()
    assert known - our_methods() == set()


@pytest.mark.parametrize("name", STANDING)
async def test_the_table_over_the_wire(stage: Stage, name: str) -> None:
    """Each method, as this role in this relation: refused exactly where the table refuses it, and
    for the table's own reason."""
    case = stage.target.case
    mine = [
        each
        for each in tries(stage.target)
        if each.name in ABOUT_A_CASE and each.path != f"/cases/{stage.target.other_case}"
    ]
    since = _newest(stage)
    await _drive(stage.sockets[name], mine)
    assert case
    expected = _expected(name, ABOUT_A_CASE | MORE_OF_A_CASE, STANDING[name][1])
    assert _refused_since(stage, name, since) == expected


@pytest.mark.parametrize("name", STANDING)
async def test_lists_over_the_wire(stage: Stage, name: str) -> None:
    """What names no case is asked of whoever stands to none."""
    since = _newest(stage)
    await _drive(
        stage.sockets[name], [each for each in tries(stage.target) if each.name in OF_NO_CASE]
    )
    refused = _refused_since(stage, name, since)
    assert refused == _expected(name, OF_NO_CASE, Relation.NONE)


@pytest.mark.parametrize("name", sorted(set(STANDING) - {"sam", "priya"}))
async def test_what_is_looked_up_among_ones_own(stage: Stage, name: str) -> None:
    """Links and alerts of others are refused like what does not exist, whoever asks."""
    since = _newest(stage)
    asked = [each for each in tries(stage.target) if each.name.startswith(BY_WHAT_IS_THEIRS)]
    await _drive(stage.sockets[name], asked)
    assert {rule for _, rule in _refused_since(stage, name, since)} == {"unknown_case"}
