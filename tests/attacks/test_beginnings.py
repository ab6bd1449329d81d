"""An administrator and one supervisor of another team, who want a look at a team's maps together.

Nobody agrees to more than they see themselves (docs/decisions/recovery.md). Over the wire: accounts
at a mailbox of the attacker's, and each way round by which the friend might come to be who agrees.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
import pytest_asyncio

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.settings import Settings
from tests.attacks.rows import id_of, told
from tests.attacks.seed import PASSWORD, add_people
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

MORE = (
    ("sue", Role.SUPERVISOR, "South"),
    ("nell", Role.SUPERVISOR, "East"),
    ("max", Role.PRACTITIONER, "South"),
)
BY_OPERATOR = "Nobody in PeerMap may agree to this"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A server that may send mail, to a port where nobody takes it: no link is ever needed."""
    mail = {
        "PEERMAP_SMTP_HOST": "127.0.0.1",
        "PEERMAP_SMTP_PORT": str(free_port()),
        "PEERMAP_SMTP_SECURITY": "none",
        "PEERMAP_SMTP_FROM": "peermap@council.example",
    }
    server = PeerMapServer(tmp_path_factory.mktemp("beginnings") / "var", free_port(), mail)
    made = Stage(server, await seeded(server.env))
    house = await build_house(Settings.from_env(server.env))
    try:
        await add_people(house, *MORE)
    finally:
        await close_house(house)
    await asyncio.to_thread(server.start_again)
    try:
        for name in ("alex", "sue", "dana", "robin"):
            await made.connect(name, await made.sign_in(name))
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def add(stage: Stage, name: str, role: Role, team: str = "") -> str:
    """The administrator makes an account at a mailbox of the attacker's; its address."""
    email = f"{name}@attacker.example"
    form = {"name": "Sam Q.", "email": email, "phone": "", "role": role.value, "team": team}
    await stage.call("alex", "AccountsState.add", {"form": form})
    assert id_of(stage, email)
    return email


async def change(stage: Stage, email: str, role: Role, team: str) -> None:
    """The administrator gives an account another role and team."""
    form = {"worker_id": id_of(stage, email), "role": role.value, "team": team}
    await stage.call("alex", "AccountState.change", {"form": form})
    assert told(stage, "SELECT role FROM worker WHERE email = ?", email) == [(role.value,)]


async def at_the_door(stage: Stage, path: str, form: Mapping[str, str]) -> httpx.Response:
    """A plain form of the door."""
    async with stage.client() as client:
        return await client.post(path, data=form, headers={"Origin": stage.server.url})


async def agreed(stage: Stage, email: str, *names: str) -> str:
    """Ask for a password at the door, let each of these agree; how far that got, and who did."""
    asked = await at_the_door(stage, "/forgotten", {"email": email, "lost": "password"})
    assert asked.status_code == 200
    wanted = "SELECT id, state FROM recovery_ask WHERE worker_id = ? ORDER BY asked_at DESC LIMIT 1"
    ((ask_id, _),) = told(stage, wanted, id_of(stage, email))
    for name in names:
        await stage.call(name, "RecoveryState.load")
        await stage.call(name, "RecoveryState.agree", {"ask_id": ask_id})
    return told(stage, wanted, id_of(stage, email))[0][1]


async def only_an_operator(stage: Stage, email: str) -> bool:
    """Whether the administrator who asks in a page is told that no page does it."""
    frames = stage.sockets["alex"].frames
    frames.clear()
    given = {"worker_id": id_of(stage, email), "lost": "password"}
    await stage.call("alex", "AccountState.send_link", given)
    return any(BY_OPERATOR in frame for frame in frames)


@pytest.mark.attack("others", tries=4)
@pytest.mark.parametrize(
    ("name", "role", "team", "who"),
    [
        ("ghost", Role.SUPERVISOR, "West", "dana"),
        ("worker", Role.PRACTITIONER, "West", "dana"),
        ("lead", Role.DATA_PROTECTION, "", "robin"),
    ],
)
async def test_who_sees_less_agrees_to_no_first_password(
    stage: Stage, name: str, role: Role, team: str, who: str, tried: object
) -> None:
    """Neither the supervisor of another team nor the administrator, nor whoever looks beyond in
    another way; the one who sees that already does."""
    assert callable(tried)
    email = await add(stage, name, role, team)
    friends = [one for one in ("sue", "alex", "dana", "robin") if one != who]
    assert await agreed(stage, email, *friends) == "waiting"
    tried("others", 3)
    assert await agreed(stage, email, who) == "agreed"
    tried("others")


@pytest.mark.attack("others", tries=3)
async def test_no_administrator_alone_makes_another(stage: Stage, tried: object) -> None:
    """There is no other one who could agree: whoever asks is told that an operator does it."""
    assert callable(tried)
    email = await add(stage, "second", Role.ADMINISTRATOR)
    assert await agreed(stage, email, "sue", "alex") == "waiting"
    tried("others", 2)
    assert await only_an_operator(stage, email)
    tried("others")


@pytest.mark.attack("others", tries=2)
async def test_a_friend_who_works_there_already_and_is_made_to_see_more(
    stage: Stage, tried: object
) -> None:
    """Max of South was begun by whom he should be. Made a supervisor of West he begins anew, and
    his own supervisor's word is none."""
    assert callable(tried)
    email = "max@quorum.example"
    await change(stage, email, Role.SUPERVISOR, "West")
    assert await agreed(stage, email, "sue") == "waiting"
    tried("others")
    signed = await at_the_door(stage, "/sign-in", {"email": email, "password": PASSWORD})
    assert signed.status_code == 422
    tried("others")


@pytest.mark.attack("others", tries=3)
async def test_a_friend_who_is_moved_into_the_team_first(stage: Stage, tried: object) -> None:
    """Nell of East is made a supervisor of West with her page open: she begins anew, so she agrees
    to nothing of West, by that page neither, and her own link is Dana's to agree to."""
    assert callable(tried)
    await stage.connect("nell", await stage.sign_in("nell"))
    await change(stage, "nell@quorum.example", Role.SUPERVISOR, "West")
    email = await add(stage, "moved", Role.SUPERVISOR, "West")
    assert await agreed(stage, email, "nell") == "waiting"
    tried("others")
    assert await agreed(stage, "nell@quorum.example", "sue") == "waiting"
    tried("others")
    given = {"email": "nell@quorum.example", "password": PASSWORD}
    assert (await at_the_door(stage, "/sign-in", given)).status_code == 422
    tried("others")


@pytest.mark.attack("others", tries=4)
async def test_the_teams_only_supervisor_is_closed(stage: Stage, tried: object) -> None:
    """With Dana closed nobody of West agrees, so nobody does; opened again Dana begins anew, and
    there is still nobody: not for the ghost, and not for her."""
    assert callable(tried)
    email = await add(stage, "later", Role.SUPERVISOR, "West")
    dana = {"worker_id": id_of(stage, "dana@quorum.example")}
    await stage.call("alex", "AccountState.close", dana)
    assert await agreed(stage, email, "sue", "dana") == "waiting"
    assert await only_an_operator(stage, email)
    tried("others")
    await stage.call("alex", "AccountState.open_again", dana)
    assert told(stage, "SELECT active FROM worker WHERE id = ?", dana["worker_id"]) == [(1,)]
    for each in (email, "dana@quorum.example"):
        assert await agreed(stage, each, "sue", "dana") == "waiting"
        assert await only_an_operator(stage, each)
        tried("others")
    given = {"email": "dana@quorum.example", "password": PASSWORD}
    assert (await at_the_door(stage, "/sign-in", given)).status_code == 422
    tried("others")
