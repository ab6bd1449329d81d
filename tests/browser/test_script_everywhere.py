"""Script in the texts that people write: on the screens that show most of them it stands as text.

The texts are written through the services before the server starts; each says into which field it
was typed, and each page here names those that are read on it. What a text would run sets a mark and
is told by the browser, which forbids it (Content-Security-Policy); an element that it became would
be found in the page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page

from peermap_app.bootstrap import House, build_house, close_house, utc_now
from peermap_app.services import my_map
from peermap_app.services.unit import writing
from peermap_app.settings import Settings
from peermap_app.storage.tables import SignInSession, new_id
from tests import moulds
from tests.attacks.counted import Tried
from tests.browser.violations import listen
from tests.conftest import LAPTOP, NewPerson
from tests.fakes import FakeHints
from tests.servers import PeerMapServer, free_port
from tests.services.endings import DANA, ROBIN
from tests.services.planted import FOURTH, LABEL, PIN, Planted, planted
from tests.services.world import (
    ALEX,
    JO,
    JOS_CASE,
    KS_CASE,
    SAM,
    SAMS_OTHER,
    table,
)

YOUNG = "young"
EVERYBODY = (SAM, JO, DANA, ALEX, ROBIN)
"""Who is signed in; K has the card of My map."""
BEFORE = timedelta(minutes=31)
"""The texts were written so long ago: half an hour passes as they are."""
A_PAGE = 60_000
"""Milliseconds: what a page may take where other tests have the processor."""
THERE = """(wanted) => {
  const words = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const inside = walk.currentNode.parentElement.closest("script, style");
    if (!inside) words.push(walk.currentNode.data);
  }
  for (const field of document.querySelectorAll("input, textarea")) words.push(field.value);
  const read = words.join("\\n");
  return wanted.every((one) => read.includes(one));
}"""
"""Whether each of these is read on the page, as text or in a field."""
RUNS = """() => [window.ran === true,
  document.querySelectorAll(
    "[onerror], [onload], img[src='x'], img[src*='onerror'], [href*='onerror']").length,
  [...document.scripts].filter((one) => one.textContent.includes("onerror=p(")).length]"""
"""Whether something ran, and how many elements and scripts a text became."""


@dataclass
class Served:
    """The server, what was written, and everybody's cookie."""

    server: PeerMapServer
    made: Planted
    cookies: dict[str, str] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """Everything is written, then the server starts."""
    var = tmp_path_factory.mktemp("script") / "var"
    server = PeerMapServer(var, free_port(), {"PEERMAP_AGREES_ALONE_FROM": "16"})
    moulds.keys_into(var)
    settings = Settings.from_env(server.env)
    moulds.fill(settings.database_url)
    begun = utc_now() - BEFORE
    house = await build_house(settings, clock=lambda: begun, hints=FakeHints())
    try:
        held = Served(server, await planted(house))
        for name in EVERYBODY:
            held.cookies[name] = await _session(house, held.made, name)
        assert held.made.card is not None
        card = await my_map.open_card(held.made.house, "127.0.0.1", PIN, words=held.made.card.words)
        held.cookies[YOUNG] = card.token
        sams = held.made.world.worker_id(SAM)
        (held.made.ids["alert"],) = [
            each["id"]
            for each in await table(held.made.world, "alert")
            if each["worker_id"] == sams
        ]
    finally:
        await close_house(house)
    server.start_again()
    yield held
    server.stop()


async def _session(house: House, made: Planted, name: str) -> str:
    """They are signed in with their second factor; the cookie's value."""
    token, now = new_id() * 2, utc_now()
    async with writing(house) as session:
        session.add(
            SignInSession(
                token_hash=house.keys.lookup("session", token),
                worker_id=made.world.worker_id(name),
                created_at=now,
                seen_at=now,
                touched_at=now,
                expires_at=now + timedelta(hours=8),
                second=True,
                proved_at=now,
            )
        )
    return token


def _pages(made: Planted) -> list[tuple[str, str, str]]:
    """Whose page, its address, and the fields whose texts are read on it; "name" is anybody's."""
    ids, world = made.ids, made.world
    k, t, rest, e = (f"/cases/{world.case(one)}" for one in (KS_CASE, SAMS_OTHER, FOURTH, JOS_CASE))
    return [
        (SAM, k, "ended.why, found.why, held.known, held.not_shown_because, look.why, step.text"),
        (SAM, t, "looked for.helps, no step.because"),
        (SAM, f"{k}/maps/1", "agreed.agreed_because"),
        (SAM, f"{k}/link", _all_of("half ask")),
        (SAM, f"{k}/links/{ids['link']}", "asking.why, link note.note"),
        (SAM, f"/links/{ids['asked link']}/without", _all_of("half accept_without")),
        (SAM, f"{rest}/sharings/{ids['answering sharing']}", _all_of("accepted")),
        (SAM, f"{k}/flag", "half a flag.left_out, half a flag.need_to_know, kind"),
        (SAM, f"/flags/{ids['silent flag of sam']}", "flag.left_out, withdraw.why"),
        (SAM, f"/alerts/{ids['alert']}", "correct.text, correct.why, update.text, kind"),
        (SAM, "/signing-in", "passkey"),
        (JO, f"{e}/sharings/{ids['refused sharing']}", "refused.why, sharing.answer_why"),
        (DANA, f"/team/{world.case(KS_CASE)}", "given.why, temporary ask.why"),
        (ALEX, "/accounts", "name"),
        (ALEX, "/flag-kinds", "kind"),
        (ROBIN, "/due", "hold.reason"),
        (YOUNG, "/my-map", "name"),
    ]


def _all_of(form: str) -> str:
    texts = ("why", "consent", "privacy", "proportionality", "not_told_because")
    return ", ".join(f"{form}.{text}" for text in texts)


@pytest.mark.attack("script", tries=17)
async def test_it_is_text_where_it_is_shown(
    served: Served, new_person: NewPerson, tried: Tried
) -> None:
    """Every named text is read there, no script ran, and no element of one is in the page."""
    told: list[str] = []
    people: dict[str, Page] = {}
    for name, path, fields in _pages(served.made):
        if name not in people:
            people[name] = await _person(served, new_person, name, told)
        page = people[name]
        await page.goto(f"{served.server.url}{path}", timeout=A_PAGE)
        wanted = [LABEL if each == "name" else f"{LABEL} {each}" for each in fields.split(", ")]
        await page.wait_for_function(THERE, arg=wanted, timeout=A_PAGE)
        assert await page.evaluate(RUNS) == [False, 0, 0], (name, path)
        tried("script")
    assert told == []


async def _person(served: Served, new_person: NewPerson, name: str, told: list[str]) -> Page:
    page = await new_person(LAPTOP)
    await listen(page.context, told)
    await page.add_init_script("window.p = () => { window.ran = true; };")
    called = "page" if name == YOUNG else "peermap_session"
    cookie = {"name": called, "value": served.cookies[name], "url": served.server.url}
    await page.context.add_cookies([{**cookie, "httpOnly": True}])  # type: ignore[typeddict-item]
    return page
