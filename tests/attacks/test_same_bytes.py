"""A reference, an account or a card that is there, and one that is not: the same bytes come back.

Over the wire, each try on a page of its own that was opened in the same way, so that nothing but
the answer could differ. The work is compared in tests/services/test_same_work.py, the times by
`make soak`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlmodel import select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.services import accounts, drawings, imports, retention, sessions
from peermap_app.services.drawing_offers import OFFER_LASTS
from peermap_app.services.receipts import Card
from peermap_app.services.unit import Who, writing
from peermap_app.settings import Settings
from peermap_app.storage.tables import CaseFile, Worker
from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.no_mail import NO_MAIL
from tests.attacks.seed import Target, a_card, a_file, add_people, row
from tests.attacks.seeded import seeded
from tests.attacks.stage import Stage
from tests.attacks.surface import full
from tests.attacks.wire import ROOT, SPACE, Socket
from tests.builders import a_sharing_form
from tests.servers import PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
GONE = "JNP-7001"
UNKNOWN = "JNP-3002"
"""As long as FOREIGN_CASE, and nobody's."""
WHY = "The plan is reviewed tonight."
CARDS: list[Card] = []
ERASED: list[str] = []
"""The id of a case that was."""
SPENT: dict[str, tuple[str, str]] = {}
"""What became of a drawing -> the code and the link by which it was offered."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The server with its cases, a card, and somebody whose account was closed."""
    server = PeerMapServer(tmp_path_factory.mktemp("bytes") / "var", free_port(), NO_MAIL)
    made = Stage(server, await seeded(server.env))
    CARDS.append(await a_card(server.env, "sam", s.OTHER_CASE))
    await _leave(server)
    await _begin_and_end(server, made.target)
    await asyncio.to_thread(server.start_again)
    try:
        for name in ("sam", "mel", "dana", "noor"):
            made.cookies[name] = await made.sign_in(name)
        yield made
    finally:
        for each in (CARDS, ERASED, SPENT):
            each.clear()
        await asyncio.to_thread(server.stop)


async def _leave(server: PeerMapServer) -> None:
    """Lou has left: an account that is closed. Noor supervises a team without cases."""
    house = await build_house(Settings.from_env(server.env))
    try:
        people = ("lou", Role.PRACTITIONER, "West"), ("noor", Role.SUPERVISOR, "Night desk")
        await add_people(house, *people)
        async with writing(house) as session:
            found = await session.exec(select(Worker).where(Worker.email == "lou@quorum.example"))
            lou = found.one()
            lou.active = False
            session.add(lou)
    finally:
        await close_house(house)


async def _begin_and_end(server: PeerMapServer, target: Target) -> None:
    """Drawings that were offered: one that a tablet took, one a while ago, one that ended; and a
    case that was erased."""
    house = await build_house(Settings.from_env(server.env))
    try:
        now = house.clock()
        for what, name, case_id, moment in (
            ("taken", "sam", target.case, now),
            ("too old", "sam", target.other_case, now - OFFER_LASTS),
            ("ended", "jo", target.foreign_case, now),
        ):
            then = replace(house, clock=partial(_of, moment))
            who = await _signed_in(then, name)
            offered = await drawings.offer(then, who, case_id)
            SPENT[what] = (offered.code, offered.link_token)
            if what == "taken":
                await drawings.take(house, offered.code, "192.0.2.1", None)
            elif what == "ended":
                await drawings.end(house, who, offered.drawing_id)
        ERASED.append(await _an_erased_case(house))
    finally:
        await close_house(house)


def _of(moment: datetime) -> datetime:
    return moment


async def _signed_in(house: House, name: str) -> Who:
    async with writing(house) as session:
        found = await session.exec(select(Worker).where(Worker.email == f"{name}@quorum.example"))
        begun = await sessions.begin(
            house, session, found.one(), None, rule="password", second=True
        )
    who = await accounts.who_is(house, begun.signed_in.token, "127.0.0.1")
    assert who is not None
    return who


async def _an_erased_case(house: House) -> str:
    """One more of Jo's, closed longer ago than its papers are kept."""
    await imports.import_allocations(house, a_file(row(GONE, "E", "jo")))
    async with writing(house) as session:
        known_as = house.keys.lookup("reference", GONE)
        found = await session.exec(select(CaseFile).where(CaseFile.reference_hash == known_as))
        case = found.one()
        case.closed_at = house.clock() - timedelta(days=366)
        session.add(case)
        case_id = case.id
    assert await retention.erase(house, await _signed_in(house, "robin"), [f"case-{case_id}"]) == 1
    return case_id


# --- pages ---


@dataclass(frozen=True)
class Page:
    """A page with a form: how it is opened, and what sends it."""

    path: str
    load: str
    send: str
    params: Mapping[str, str] = field(default_factory=dict)


async def answered(stage: Stage, name: str, page: Page, form: dict[str, Any]) -> list[str]:
    """Every frame that came back for one form, with nothing but chance taken out of it."""
    socket = await Socket.open(stage.server.url, stage.cookies[name])
    try:
        await socket.settled()
        await socket.call(full(page.load), {}, page.path, dict(page.params))
        await socket.settled()
        socket.frames.clear()
        await socket.call(full(page.send), {"form": form}, page.path, dict(page.params))
        await socket.settled()
        return [_without_chance(frame, form) for frame in socket.frames if frame != "2"]
    finally:
        await socket.close()


_TOKEN = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def _without_chance(frame: str, form: Mapping[str, Any]) -> str:
    """A frame without the page's own token, what the socket itself says, and what was typed."""
    text = _TOKEN.sub("T" * 36, frame)
    for typed in (form.get("reference"), form.get("email"), form.get("duty_email")):
        if isinstance(typed, str) and typed:
            text = text.replace(typed, "W" * len(typed))
    packet = json.loads(text.removeprefix(f"42{SPACE},"))
    told = json.loads(packet[1]) if isinstance(packet[1], str) else packet[1]
    of_root = told.get("delta", {}).get(ROOT, {}) if isinstance(told, dict) else {}
    for name in [each for each in of_root if each.startswith("rx_router")]:
        del of_root[name]  # the page's address, its token and the headers of its own connection
    return json.dumps([packet[0], told], sort_keys=True)


async def alike(
    stage: Stage, tried: Tried, name: str, page: Page, *forms: dict[str, Any]
) -> list[str]:
    """The same answer to each of these forms, which is given."""
    answers = []
    for form in forms:
        answers.append(await answered(stage, name, page, form))
        tried("guessing")
    assert answers[0], "nothing came back"
    for other in answers[1:]:
        assert other == answers[0]
    return answers[0]


@pytest.mark.attack("guessing", tries=2)
async def test_asking_for_a_link(stage: Stage, tried: Tried) -> None:
    """Sam asks for a case that Jo has, and for one that nobody has; the page of the case that
    follows shows both asks in the same words."""
    case = {"case_id": stage.target.case}
    path = f"/cases/{stage.target.case}"
    page = Page(f"{path}/link", "LinkAskState.load", "LinkAskState.ask", case)
    more = {**case, **a_sharing_form(review=stage.target.review, why="Both plans must fit.")}
    asked = [{**more, "reference": each} for each in (s.FOREIGN_CASE, UNKNOWN)]
    told = await alike(stage, tried, "sam", page, *asked)
    assert f'"{path}"' in "".join(told) or path in "".join(told)
    socket = await Socket.open(stage.server.url, stage.cookies["sam"])
    await socket.settled()
    await socket.call(full("CaseState.load"), {}, path, case)
    state = (await socket.settled())[full("CaseState.load").rpartition(".")[0]]
    await socket.close()
    lines = _lines(state, (s.FOREIGN_CASE, UNKNOWN))
    assert len(lines) == 2
    assert len({re.sub(r"[0-9a-f]{32}", "ID", line) for line in lines}) == 1, lines


def _lines(held: Any, references: tuple[str, ...]) -> list[str]:
    """The innermost things of a state that name one of these references, without it."""
    if isinstance(held, dict):
        inside = [line for each in held.values() for line in _lines(each, references)]
        whole = json.dumps(held, sort_keys=True)
        named = [each for each in references if each in whole]
        if len(named) == 1 and len(inside) <= whole.count(named[0]):
            return [whole.replace(named[0], "REFERENCE")]
        return inside
    if isinstance(held, list):
        return [line for each in held for line in _lines(each, references)]
    return [""] if isinstance(held, str) and any(each in held for each in references) else []


@pytest.mark.attack("guessing", tries=4)
@pytest.mark.parametrize("name", ["mel", "dana"])
async def test_opening_a_case_by_its_id(stage: Stage, tried: Tried, name: str) -> None:
    """One that another worker has, one that was erased, one that never was, and what is no id."""
    answers = []
    for case_id in (stage.target.other_case, ERASED[0], "0" * 32, "no-such-" * 4):
        socket = await Socket.open(stage.server.url, stage.cookies[name])
        await socket.settled()
        socket.frames.clear()
        at = {"case_id": case_id}
        await socket.call(full("CaseState.load"), {}, f"/cases/{case_id}", at)
        told = (await socket.settled())[full("CaseState.load").rpartition(".")[0]]
        await socket.close()
        assert told["missing_rx_state_"]
        frames = [_without_chance(each, {"reference": case_id}) for each in socket.frames]
        answers.append([each for each in frames if "CaseState" in each or "case_state" in each])
        tried("guessing")
    assert answers[0]
    assert answers[0] == answers[1] == answers[2] == answers[3]


@pytest.mark.attack("guessing", tries=2)
async def test_asking_for_a_case_for_some_hours(stage: Stage, tried: Tried) -> None:
    """Mel asks for a case that another team has, and for one that nobody has."""
    page = Page("/ask", "TemporaryAskState.load", "TemporaryAskState.ask")
    forms = [{"reference": each, "why": WHY} for each in (s.FOREIGN_CASE, UNKNOWN)]
    await alike(stage, tried, "mel", page, *forms)


@pytest.mark.attack("guessing", tries=4)
async def test_giving_a_case_on_duty(stage: Stage, tried: Tried) -> None:
    """Noor is on duty for no team: a case that is not of hers, one that nobody has; Dana's own
    team: naming who is on duty, an account that was closed and none at all."""
    page = Page("/duty", "DutyState.load", "DutyState.give")
    given = {"email": "mel@quorum.example", "hours": "8", "why": WHY}
    forms = [{**given, "reference": each} for each in (s.FOREIGN_CASE, UNKNOWN)]
    await alike(stage, tried, "noor", page, *forms)
    duty = Page("/duty", "DutyState.load", "DutyState.set_duty")
    named = [{"duty_email": f"{each}@quorum.example", "duty_hours": "8"} for each in ("lou", "lox")]
    await alike(stage, tried, "dana", duty, *named)


@pytest.mark.attack("guessing", tries=4)
async def test_giving_a_case_of_ones_team(stage: Stage, tried: Tried) -> None:
    """Dana gives Sam's case to a closed account, to an administrator, and to nobody's."""
    case = {"case_id": stage.target.case}
    page = Page(f"/team/{stage.target.case}/give", "TeamGiveState.load", "TeamGiveState.give", case)
    forms = [
        {**case, "email": f"{each}@quorum.example", "hours": "8", "why": WHY}
        for each in ("lou", "alex", "lox", "alox")
    ]
    await alike(stage, tried, "dana", page, forms[0], forms[2])
    await alike(stage, tried, "dana", page, forms[1], forms[3])


# --- doors ---


def _plain(answer: httpx.Response, *typed: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, without the moment and what was typed."""
    told = {name: value for name, value in answer.headers.items() if name != "date"}
    page = answer.text
    for each in typed:
        page = page.replace(each, "TYPED")
    return answer.status_code, told, page


async def posted(stage: Stage, path: str, data: dict[str, str]) -> httpx.Response:
    """One form of somebody who is not here."""
    async with stage.client() as client:
        return await client.post(path, data=data, headers={"Origin": stage.server.url})


@pytest.mark.attack("guessing", tries=3)
async def test_signing_in(stage: Stage, tried: Tried) -> None:
    """A wrong password, an account that was closed, and one that there is not."""
    answers = []
    for name in ("mel", "lou", "nob"):
        email = f"{name}@quorum.example"
        given = {"email": email, "password": "not-the-password-58"}
        answers.append(_plain(await posted(stage, "/sign-in", given), email))
        tried("guessing")
    assert answers[0][0] == 422
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.attack("guessing", tries=3)
@pytest.mark.parametrize("lost", ["password", "factor"])
async def test_who_cannot_sign_in(stage: Stage, tried: Tried, lost: str) -> None:
    """A link is asked for: for an account, for one that was closed, for one that there is not."""
    answers = []
    for name in ("sam", "lou", "nob"):
        email = f"{name}@quorum.example"
        answers.append(_plain(await posted(stage, "/forgotten", {"email": email, "lost": lost})))
        tried("guessing")
    assert answers[0][0] == 200
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.attack("guessing", tries=8)
async def test_joining_a_drawing(stage: Stage, tried: Tried) -> None:
    """A code, and a link, that nobody ever had; that another tablet took; that is too old; of a
    drawing that its worker ended."""
    codes, links = [], []
    for code, link in (("BCDFGH", "A" * 43), *(SPENT[each] for each in sorted(SPENT))):
        codes.append(_plain(await posted(stage, "/join", {"code": code}), code))
        links.append(_plain(await posted(stage, f"/join/{link}", {}), link))
        tried("guessing", 2)
    assert (codes[0][0], links[0][0]) == (422, 410)
    for answers in (codes, links):
        assert len(answers) == 4
        assert answers == answers[:1] * 4


@pytest.mark.attack("guessing", tries=4)
async def test_the_words_of_a_card(stage: Stage, tried: Tried) -> None:
    """A true card's words with a wrong PIN, words that no card has, and words of no shape; and a
    true PIN for the card of nobody."""
    true = CARDS[0].words
    nobodys = true[:-1] + ("b" if true.endswith("a") else "a")
    answers = []
    for words, pin in (
        (true, "90210733"),
        (nobodys, "90210733"),
        (nobodys, s.PIN),
        (true.replace(" ", "x"), "90210733"),
    ):
        answer = await posted(stage, "/my-map", {"words": words, "pin": pin})
        answers.append(_plain(answer, words))
        tried("guessing")
    assert answers[0][0] == 422
    assert answers[0] == answers[1] == answers[2] == answers[3]
