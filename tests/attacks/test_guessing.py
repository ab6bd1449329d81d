"""Guessing over the wire: many tries at once, from several addresses and pages.

What is expected at each door: no more tries are compared than its limit allows, whichever way they
come; after it the true answer is refused as well; nobody is shut out for longer than the time that
is named; each try stands in the access record.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from datetime import UTC, datetime
from itertools import cycle

import httpx
import pytest
import pytest_asyncio

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import CODE_ALPHABET
from peermap_app.domain.factors import step_of
from peermap_app.domain.receipt import TRIES
from peermap_app.services.receipts import Card
from peermap_app.services.turned_away import AND_MORE
from peermap_app.settings import Settings
from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.seed import PASSWORD, a_card, add_people
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.factors import Phone, phone_of
from tests.plain_http import TRUSTS_NOBODY
from tests.refusals import told_by
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADDRESSES = tuple(f"127.0.0.{last}" for last in range(11, 21))
"""Ten machines of this machine's own: a connection may begin at any address of the loopback."""
SECOND = 5
"""Wrong second factors of one account that are looked at (docs/limits.md)."""
LONGEST = 600
"""Seconds that whoever is slowed down waits at most: no try that was refused adds to them."""
Forms = Iterable[dict[str, str]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The server with its cases; who must have a second factor has set one up."""
    server = PeerMapServer(tmp_path_factory.mktemp("guessing") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    CARDS.append(await a_card(server.env, "sam", s.OTHER_CASE))
    await _with_olga(server)
    await asyncio.to_thread(server.start_again)
    try:
        for name in ("dana", "robin", "alex", "olga", "sam"):
            made.cookies[name] = await made.sign_in(name)
        yield made
    finally:
        CARDS.clear()
        await asyncio.to_thread(server.stop)


async def _with_olga(server: PeerMapServer) -> None:
    """A supervisor whom nobody guesses at: her own true codes are tried."""
    house = await build_house(Settings.from_env(server.env))
    try:
        await add_people(house, ("olga", Role.SUPERVISOR, "West"))
    finally:
        await close_house(house)


CARDS: list[Card] = []
"""The card of the young person of Sam's other case, made before the server started."""


@pytest.fixture
def card(stage: Stage) -> Card:
    """A true card; its PIN is `s.PIN`."""
    return CARDS[0]


def at(stage: Stage, address: str, cookie: str = "") -> httpx.AsyncClient:
    """A browser at one of the addresses."""
    port = stage.server.port
    own = {"Cookie": cookie} if cookie else {}
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Host": f"localhost:{port}", "Origin": stage.server.url, **own},
        transport=httpx.AsyncHTTPTransport(local_address=address, verify=TRUSTS_NOBODY),
        timeout=60,
    )


async def guess(
    stage: Stage, path: str, several: Forms, *, cookies: Iterable[str] = ("",)
) -> list[httpx.Response]:
    """All at once, each on a connection of its own; addresses and cookies take turns."""

    async def one(address: str, cookie: str, data: dict[str, str]) -> httpx.Response:
        async with at(stage, address, cookie) as client:
            return await client.post(path, data=data)

    seats = zip(cycle(ADDRESSES), cycle(cookies), several, strict=False)
    return await asyncio.gather(*(one(*seat) for seat in seats))


def counted(answers: Iterable[httpx.Response]) -> Counter[int]:
    """How often each status came; none let anybody in."""
    answers = list(answers)
    for each in answers:
        given = each.headers.get("set-cookie", "")
        assert "peermap_session=" not in given
        assert "page=" not in given
    return Counter(each.status_code for each in answers)


def rows(stage: Stage, sql: str, *given: object) -> list[tuple[str, ...]]:
    """Rows of the server's database."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute(sql, given).fetchall()


def written(stage: Stage, sql: str, *given: object) -> None:
    """Move what a clock of ours would have moved."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(place, timeout=30)) as database, database:
        database.execute(sql, given)


def refused(stage: Stage, action: str, name: str | None = None) -> Counter[str]:
    """Refusals of this action in the record, by rule: a worker's, or everybody's."""
    worker = stage.target.workers[name] if name else "%"
    found = rows(
        stage,
        "SELECT rule, detail FROM access_record WHERE outcome = 'refused' AND action = ? "
        "AND coalesce(worker_id, '') LIKE ?",
        action,
        worker,
    )
    told: Counter[str] = Counter()
    for rule, detail in found:
        told[rule] += told_by(detail)
    return told


# --- what a stranger has: a card that was found, codes, an address of an account ---


@pytest.mark.attack("guessing", tries=41)
@pytest.mark.parametrize("by", ["link", "words"])
async def test_the_pin_of_a_true_card(stage: Stage, tried: Tried, card: Card, by: str) -> None:
    """Forty PINs at once from ten addresses, with the card in hand: five are compared. Then it
    rests, for the true one from an address that never tried too; when it has rested it opens."""
    written(stage, "UPDATE receipt SET tries = 0, paused_until = NULL")
    before = refused(stage, "open_my_map")
    path = card.link.removeprefix(stage.server.url) if by == "link" else "/my-map"
    typed = {} if by == "link" else {"words": card.words}
    pins = random.Random(7).sample(range(10_000_000, 40_000_000), 40)
    answers = counted(await guess(stage, path, [{**typed, "pin": str(pin)} for pin in pins]))
    assert set(answers) <= {422, 429}
    told = refused(stage, "open_my_map") - before
    assert told["wrong_pin"] == TRIES
    assert told.total() == len(pins), "each try is in the record"
    if by == "link":
        assert answers[422] == TRIES
    (right,) = await guess(stage, path, [{**typed, "pin": s.PIN}])
    # By words nothing may tell that there is such a card; by its link it says how long it rests.
    assert right.status_code == (429 if by == "link" else 422)
    assert "set-cookie" not in right.headers
    tried("guessing", len(pins) + 1)
    ((paused,),) = rows(stage, "SELECT paused_until FROM receipt WHERE paused_until IS NOT NULL")
    rests = datetime.fromisoformat(paused).replace(tzinfo=UTC) - datetime.now(UTC)
    assert rests.total_seconds() <= 15 * 60
    written(stage, "UPDATE receipt SET paused_until = ? WHERE paused_until IS NOT NULL", _GONE)
    (opened,) = await guess(stage, path, [{**typed, "pin": s.PIN}])
    assert opened.status_code == 303
    assert opened.headers["set-cookie"].startswith("page=")


_GONE = "2026-01-01 00:00:00.000000"


@pytest.mark.attack("guessing", tries=40)
async def test_the_pin_of_a_card_that_there_is_not(stage: Stage, tried: Tried) -> None:
    """Words that nobody has, forty PINs at once from one address: twenty are looked at."""
    pins = [{"words": "one two three four", "pin": f"{n:04}"} for n in range(40)]
    answers = counted(await _from_one(stage, "/my-map", pins))
    assert set(answers) <= {422, 429}
    assert answers[429] >= 20
    tried("guessing", len(pins))


@pytest.mark.attack("guessing", tries=120)
async def test_codes_of_a_tablet(stage: Stage, tried: Tried) -> None:
    """Sixty at once from one address: ten are looked at at most; sixty from ten addresses: of
    everybody's together thirty; none is let in."""
    signs = str.maketrans("0123456789", CODE_ALPHABET[:10])
    codes = [{"code": f"{n:06}".translate(signs)} for n in range(60)]
    answers = counted(await _from_one(stage, "/join", codes))
    assert set(answers) <= {422, 429}
    assert answers[422] <= 10
    every = answers + counted(await guess(stage, "/join", codes))
    assert set(every) <= {422, 429}
    assert every[422] <= 30
    tried("guessing", 2 * len(codes))


@pytest.mark.attack("guessing", tries=60)
async def test_passwords(stage: Stage, tried: Tried) -> None:
    """Thirty at once for one account, from ten addresses: eight are hashed at most; afterwards the
    true one waits too, as long as was named; an account that there is not answers alike."""
    for email in ("priya@quorum.example", "nobody@quorum.example"):
        several = [{"email": email, "password": f"harbour-lanterns-{n:02}"} for n in range(30)]
        answers = counted(await guess(stage, "/sign-in", several))
        assert set(answers) <= {422, 429}
        assert answers[422] <= 8
        tried("guessing", len(several))
    right = {"email": "priya@quorum.example", "password": PASSWORD}
    await _waits(stage, "/sign-in", right)


async def _from_one(stage: Stage, path: str, several: Forms) -> list[httpx.Response]:
    """All at once from one address that nothing else here uses."""

    async def one(data: dict[str, str]) -> httpx.Response:
        async with at(stage, "127.0.0.41") as client:
            return await client.post(path, data=data)

    return await asyncio.gather(*(one(each) for each in several))


# --- what somebody has who knows a password, or holds an open phone: a second factor ---


async def half(stage: Stage, name: str) -> str:
    """The password was right: the cookie of half a sign-in."""
    given = {"email": f"{name}@quorum.example", "password": PASSWORD}
    async with at(stage, "127.0.0.42") as client:
        answer = await client.post("/sign-in", data=given)
    assert answer.headers["location"] == "/sign-in/code"
    return answer.headers["set-cookie"].partition(";")[0]


def phone(stage: Stage, name: str) -> Phone:
    """The phone and the paper of somebody who has set up an app."""
    found = phone_of(stage.server.url, f"{name}@quorum.example")
    assert found is not None
    return found


def wrong(stage: Stage, name: str, kind: str, several: int) -> list[dict[str, str]]:
    """So many codes that are none, of an app or of the paper."""
    own, chance, found = phone(stage, name), random.Random(kind), set[str]()
    now = step_of(datetime.now(UTC).timestamp())
    true = {own.at(step) for step in range(now - 5, now + 20)}
    true |= {each.replace(" ", "") for each in own.paper}
    signs = 6 if kind == "code" else 12
    while len(found) < several:
        found.add(f"{chance.randrange(10**signs):0{signs}}")
        found -= true
    return [{"code": each} for each in sorted(found)]


async def _waits(stage: Stage, path: str, right: dict[str, str], cookie: str = "") -> None:
    """The true one is refused too, for ten minutes at most; asking again makes it no longer."""
    waits = []
    for _ in range(2):
        (answer,) = await guess(stage, path, [right], cookies=[cookie])
        assert answer.status_code == 429
        assert "set-cookie" not in answer.headers
        waits.append(int(answer.headers["retry-after"]))
    assert LONGEST >= waits[0] >= waits[1] > 0


@pytest.mark.attack("guessing", tries=62)
@pytest.mark.parametrize(("name", "kind"), [("dana", "code"), ("robin", "paper")])
async def test_the_second_step(stage: Stage, tried: Tried, name: str, kind: str) -> None:
    """Who knows the password begins three sign-ins and tries sixty codes at once on them, from ten
    addresses: five are compared. Then the true ones are refused as well, of the app and of the
    paper, and the paper's is not used up by it."""
    before = refused(stage, "sign_in", name)
    halves = [await half(stage, name) for _ in range(3)]
    several = wrong(stage, name, kind, 60)
    answers = counted(await guess(stage, "/sign-in/code", several, cookies=halves))
    assert answers == {422: SECOND, 429: len(several) - SECOND}
    told = refused(stage, "sign_in", name) - before
    assert told["second_wrong"] == SECOND
    # What was only slowed down is a row each, and one that says "and more" after a minute's rows.
    assert told["slow_down"] == len(several) - SECOND or AND_MORE in told
    own = phone(stage, name)
    for code in (own.at(step_of(datetime.now(UTC).timestamp())), own.paper[0]):
        await _waits(stage, "/sign-in/code", {"code": code}, halves[0])
    tried("guessing", len(several) + 2)
    spent = "SELECT id FROM recovery_code WHERE worker_id = ? AND used_at IS NOT NULL"
    assert rows(stage, spent, stage.target.workers[name]) == []


@pytest.mark.attack("guessing", tries=41)
async def test_both_doors_of_a_second_factor_count_together(stage: Stage, tried: Tried) -> None:
    """An open phone and a known password: twenty codes at /confirm, twenty at the second step, all
    at once: five are compared in all, and nobody has shown who they are."""
    account = stage.target.workers["alex"]
    long_ago = "UPDATE session SET proved_at = ? WHERE worker_id = ?"
    written(stage, long_ago, _GONE, account)
    token = await half(stage, "alex")
    several = wrong(stage, "alex", "code", 40)
    answers = await asyncio.gather(
        guess(stage, "/confirm", several[:20], cookies=[stage.cookies["alex"]]),
        guess(stage, "/sign-in/code", several[20:], cookies=[token]),
    )
    assert counted([*answers[0], *answers[1]]) == {422: SECOND, 429: len(several) - SECOND}
    right = {"code": phone(stage, "alex").paper[0]}
    await _waits(stage, "/confirm", right, stage.cookies["alex"])
    tried("guessing", len(several) + 1)
    proved = "SELECT DISTINCT proved_at FROM session WHERE worker_id = ?"
    assert rows(stage, proved, account) == [(_GONE,)]
    async with at(stage, ADDRESSES[0], stage.cookies["alex"]) as client:
        asked = await client.get("/signing-in/app")
    assert asked.headers["location"].startswith("/confirm")


@pytest.mark.attack("guessing", tries=31)
async def test_the_password_of_who_has_no_factor(stage: Stage, tried: Tried) -> None:
    """Sam's phone lies open: thirty passwords at once at /confirm, five are compared at most."""
    several = [{"code": f"harbour-lanterns-{n:02}"} for n in range(30)]
    answers = counted(await guess(stage, "/confirm", several, cookies=[stage.cookies["sam"]]))
    assert set(answers) <= {422, 429}
    assert answers[422] <= SECOND
    await _waits(stage, "/confirm", {"code": PASSWORD}, stage.cookies["sam"])
    tried("guessing", len(several) + 1)


@pytest.mark.attack("races", tries=4)
async def test_one_recovery_code_many_times_at_once(stage: Stage, tried: Tried) -> None:
    """A true code of the paper on four sign-ins at once: it begins one session, and no second."""
    halves = [await half(stage, "olga") for _ in range(4)]
    code = {"code": phone(stage, "olga").paper.pop()}
    answers = await guess(stage, "/sign-in/code", [code] * 4, cookies=halves)
    begun = [each for each in answers if "peermap_session=" in each.headers.get("set-cookie", "")]
    assert len(begun) == 1
    assert sorted(each.status_code for each in answers) == [303, 422, 422, 422]
    tried("races", len(answers))


async def test_each_try_at_confirm_stands_in_the_record(stage: Stage) -> None:
    """The same refusal many times is a row and a count, and a server that stops leaves none out."""
    await asyncio.to_thread(stage.server.stop)
    for name, several in (("alex", 20 + 2), ("sam", 30 + 2)):
        told = refused(stage, "confirm_self", name)
        assert set(told) <= {"second_wrong", "slow_down", "password_wrong", "busy"}
        assert told.total() == several
    step = refused(stage, "sign_in", "alex")["second_wrong"]
    assert step + refused(stage, "confirm_self", "alex")["second_wrong"] == SECOND
