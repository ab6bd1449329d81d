"""/my-map over the real wire, behind the guard: the door, the page, two pages in step."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlmodel import col, select

from peermap_app.domain.cases import Role
from peermap_app.domain.purpose import Purpose
from peermap_app.live import identity
from peermap_app.services import accounts, drawings, receipts, team
from peermap_app.services.receipts import Card
from peermap_app.services.unit import OPERATOR, Who, writing
from peermap_app.storage.tables import AccessRecord, Worker
from peermap_app.words import my_map as w
from peermap_app.words import young
from peermap_app.words.young_copy import COPY
from tests.api.wire import Wire, serving
from tests.drawing_builders import (
    a_drawing,
    add_friend,
    keep_seen,
    said_yes,
    sign_in,
    signed_in,
)
from tests.plain_http import TRUSTS_NOBODY

pytestmark = pytest.mark.asyncio(loop_scope="module")

PIN = "4711"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def wire(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    """A server of this module's own."""
    folder: Path = tmp_path_factory.mktemp("my-map")
    async with serving(folder) as made:
        yield made


async def a_card(wire: Wire) -> tuple[Card, Who]:
    """A map that was kept with three times Yes, and the card that was taken after it."""
    house = wire.world.house
    tablet, drawing_id = await a_drawing(wire.world)
    await drawings.edit(house, tablet, drawing_id, [add_friend(f"f{drawing_id[:8]}", "JS")])
    await drawings.finish(house, tablet)
    await said_yes(wire.world, tablet)
    await keep_seen(house, tablet)
    await house.slow.clear("receipt_address", "127.0.0.1")
    return await receipts.make(house, tablet, PIN, PIN), tablet


def client(wire: Wire, **cookies: str) -> httpx.AsyncClient:
    """A browser: it sends our own origin with each form."""
    return httpx.AsyncClient(
        base_url=wire.url,
        cookies=cookies,
        headers={"Origin": wire.url},
        verify=TRUSTS_NOBODY,
    )


def path_of(card: Card) -> str:
    return "/my-map/" + card.link.rpartition("/")[2]


def words_of(page: str) -> str:
    """What a page says, without its elements: each sentence stands beside a sign of its own."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@asynccontextmanager
async def opened(wire: Wire, card: Card) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the PIN opened My map."""
    async with client(wire) as browser:
        answer = await browser.post(path_of(card), data={"pin": PIN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/my-map")
        yield browser


async def test_the_door_says_nothing(wire: Wire) -> None:
    """Opening a link spends nothing; a true one, a false one and an ended one look the same."""
    ended, _ = await a_card(wire)
    async with opened(wire, ended) as browser:
        await browser.post("/my-map/end")
    card, _ = await a_card(wire)
    links = (path_of(card), path_of(ended), "/my-map/" + "A" * 43)
    async with client(wire) as browser:
        pages = [(await browser.get(path)) for path in links]
        assert {page.status_code for page in pages} == {200}
        assert len({page.text for page in pages}) == 1
        for page in (*pages, await browser.get("/my-map")):
            assert f"<title>{w.DOOR['page']}</title>" in page.text
            assert "/icons/page.svg" in page.text
            for telling in ("PeerMap", "manifest", "register-sw", "worker", "map.svg"):
                assert telling not in re.sub(r"/my-map|peermap\.css", "", page.text)
            assert page.headers["cache-control"] == "no-store"
    async with opened(wire, card) as browser:
        assert (await browser.get("/my-map/still")).status_code == 200


async def test_what_does_not_open_is_not_said_to_be_nearly_right(wire: Wire) -> None:
    """A wrong PIN can be looked at again; a card that rests cannot now; one that is over, or never
    was, asks for no PIN any more."""
    card, _ = await a_card(wire)
    async with client(wire) as browser:
        said = [await browser.post(path_of(card), data={"pin": "9999"}) for _ in range(6)]
        over = [
            await browser.post("/my-map/" + sign * 43, data={"pin": PIN}) for sign in ("A", "B")
        ]
    assert w.DOOR["problem"] in words_of(said[0].text)
    rests = words_of(said[-1].text)
    assert w.DOOR["shut"] in rests
    assert w.DOOR["problem"] not in rests
    assert 'name="pin"' in said[-1].text
    assert len({page.text for page in over}) == 1
    assert (w.DOOR["shut"] in words_of(over[0].text), 'name="pin"' in over[0].text) == (True, False)


async def test_what_stands_on_the_page(wire: Wire) -> None:
    """Answers, picture, words, a first name, help lines; nothing of the case."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        page = (await browser.get("/my-map")).text
    for said in (w.MY_MAP["said"], w.MY_MAP["keep"], w.MY_MAP["talk"], "Call Sam", "Childline"):
        assert said in page
    assert young.CONSENT["keep_more"] in words_of(page)
    told = young.fill(young.START["must_tell"], worker="Sam")
    for said in (told, "Sam sees it while you draw.", young.START["nothing_kept"]):
        assert said in words_of(page)
    assert "data:image/svg+xml;base64," in page
    for hidden in ("CIN-", "Okoro", "example.org", wire.world.case_id, "PeerMap"):
        assert hidden not in page


async def test_the_page_says_that_a_manager_looked(wire: Wire) -> None:
    """A supervisor read the map for a reason: the page says so, on its day, with nobody's name."""
    card, _ = await a_card(wire)
    house, case_id = wire.world.house, wire.world.case_id
    await accounts.add_worker(
        house,
        OPERATOR,
        email="dana@example.org",
        name="Dana Fell",
        role=Role.SUPERVISOR.value,
        team="Family support east",
    )
    async with writing(house) as session:
        found = await session.exec(select(Worker).where(Worker.email == "dana@example.org"))
        dana = await signed_in(house, session, found.one())
    versions = (await team.team_case(house, dana, case_id, purpose=Purpose.PLAN_TOGETHER)).versions
    assert w.MY_MAP["looked_manager"].partition(": ")[2] not in await looked_at(wire, card)
    why = {"why": "Asked to by Sam."}
    newest = str(versions[0][0])
    await team.look_at_map(house, dana, case_id, newest, why, purpose=Purpose.PLAN_TOGETHER)
    said = await looked_at(wire, card)
    assert w.MY_MAP["looked_manager"].partition(": ")[2] in said
    assert w.MY_MAP["looked_nobody"] not in said
    assert "Dana" not in said


async def looked_at(wire: Wire, card: Card) -> str:
    """What My map says."""
    async with opened(wire, card) as browser:
        return words_of((await browser.get("/my-map")).text)


async def test_its_cookie_is_its_own(wire: Wire) -> None:
    """HttpOnly, Strict, sent to My map alone; it opens no page, no drawing and no socket."""
    card, _ = await a_card(wire)
    async with client(wire) as browser:
        answer = await browser.post(path_of(card), data={"pin": PIN})
        given = answer.headers["set-cookie"].lower()
        token = answer.cookies[identity.PAGE_COOKIE]
    for part in ("httponly", "samesite=strict", "path=/my-map", "max-age=3600"):
        assert part in given
    for name in (identity.PAGE_COOKIE, identity.SESSION_COOKIE, identity.DEVICE_COOKIE):
        async with client(wire) as other:
            other.headers["Cookie"] = f"{name}={token}"
            for path, door in (("/cases", "/sign-in"), ("/me", "/sign-in"), ("/draw", "/join")):
                page = await other.get(path)
                assert (page.status_code, page.headers["location"]) == (303, door)
        assert await wire.socket(cookie=f"{name}={token}") == "403"


@pytest.mark.attack("sessions")
async def test_nobody_else_s_cookie_opens_it(wire: Wire) -> None:
    """A worker's session and a tablet's device see the door, and beside a worker nothing opens."""
    card, _ = await a_card(wire)
    session = await sign_in(wire.world)
    async with opened(wire, card) as browser:
        page_token = browser.cookies[identity.PAGE_COOKIE]
    cookies = (
        f"{identity.SESSION_COOKIE}={session}",
        f"{identity.PAGE_COOKIE}={session}",
        f"{identity.DEVICE_COOKIE}={'A' * 43}",
        f"{identity.SESSION_COOKIE}={session}; {identity.PAGE_COOKIE}={page_token}",
        f"{identity.PAGE_COOKIE}={page_token}; {identity.PAGE_COOKIE}={page_token}",
    )
    for cookie in cookies:
        async with client(wire) as other:
            other.headers["Cookie"] = cookie
            assert w.DOOR["words"] in (await other.get("/my-map")).text
            assert (await other.get("/my-map/still")).status_code == 401
            change = await other.post("/my-map/mind/talk", data={"answer": "yes"})
            assert (change.status_code, change.headers["location"]) == (303, "/my-map")
    async with client(wire) as worker:
        worker.headers["Cookie"] = f"{identity.SESSION_COOKIE}={session}"
        answer = await worker.post(path_of(card), data={"pin": PIN})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_the_door_answers_all_wrong_words_alike(wire: Wire) -> None:
    """Status, headers and page are the same for words of no card, of no shape and of a card that
    rests, and for a wrong PIN: but for the words themselves, which stand in their field again."""
    card, _ = await a_card(wire)
    seen = set()
    async with client(wire) as browser:
        for words in (*([card.words] * 7), "apple apple apple apple", "apple", "7 7 7 7"):
            answer = await browser.post("/my-map", data={"words": words, "pin": "5822"})
            kept = {name: value for name, value in answer.headers.items() if name != "date"}
            kept.pop("content-length")
            page = answer.text.replace(f'value="{words}"', "")
            seen.add((answer.status_code, repr(sorted(kept.items())), page))
    ((status, headers, page),) = seen
    assert status == 422
    assert "retry-after" not in headers
    assert "After five tries, wait a while" in page


async def test_two_pages_of_one_card_keep_step(wire: Wire) -> None:
    """What is changed on one is known to the other when it next asks; after the end both close."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as one, opened(wire, card) as two:
        before = (await two.get("/my-map/still")).json()["pulse"]
        assert f'data-pulse="{before}"' in (await two.get("/my-map")).text
        asked = await one.get("/my-map/mind/talk")
        assert w.MIND["talk_told"] in asked.text
        done = await one.post("/my-map/mind/talk", data={"answer": "no"})
        assert w.MIND_DONE["title"] in done.text
        assert w.MIND_DONE["talk_ended"] in words_of(done.text)
        assert "they may still have to tell" in w.MIND_DONE["talk_ended"]  # rule 5
        assert w.MIND_DONE["keep_ended"] not in done.text
        assert (await two.get("/my-map/still")).json()["pulse"] != before
        page = (await two.get("/my-map")).text
        assert "I changed “Our workers can talk together” to No." in page
        assert w.MY_MAP["talk_ended"] in page
        assert w.MY_MAP["talk_ended"] not in asked.text
        assert w.END["lead"] in (await one.get("/my-map/end")).text
        ended = await one.post("/my-map/end")
        assert w.END["ended"] in ended.text
        assert ended.headers["clear-site-data"] == '"cache"'
        assert (await two.get("/my-map/still")).status_code == 401
        assert w.DOOR["words"] in (await two.get("/my-map")).text
        assert (await two.post(path_of(card), data={"pin": PIN})).status_code == 410


async def test_taking_the_map_back(wire: Wire) -> None:
    """It says first what goes; then the picture is gone from the page, and a second tap is none."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        page = (await browser.get("/my-map")).text
        to = re.findall(r'href="(/my-map/mind/keep-\d+)"', page)[0]
        assert w.MIND["keep_gone"] in words_of((await browser.get(to)).text)
        assert (await browser.post(to, data={"answer": "yes"})).status_code == 303
        done = await browser.post(to, data={"answer": "no"})
        assert "is out of your file now" in done.text
        assert (await browser.post(to, data={"answer": "no"})).status_code == 303
        assert to not in (await browser.get("/my-map")).text


async def rows(wire: Wire) -> list[tuple[str, str, str, str]]:
    """(action, who, outcome, detail) of the case's record, oldest first."""
    async with wire.world.house.make_session() as session:
        mine = select(AccessRecord).where(AccessRecord.chain == wire.world.case_id)
        found = (await session.exec(mine.order_by(col(AccessRecord.id)))).all()
    return [(one.action, one.who_kind, one.outcome, one.detail) for one in found]


async def test_a_copy_to_take(wire: Wire) -> None:
    """After "Is it safe to take this?": a picture and a page, each on the record, initials only,

    with a name that says nothing, and kept by nothing on the way.
    """
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        page = (await browser.get("/my-map")).text
        to = re.findall(r'href="(/my-map/take/\d+)"', page)[0]
        asked = words_of((await browser.get(to)).text)
        for said in (COPY["question"], COPY["who_finds"], COPY["not_now"], w.MY_MAP["take_phone"]):
            assert said in asked
        before = len(await rows(wire))
        for form, kind, begins in (
            ("pdf", "application/pdf", b"%PDF-"),
            ("png", "image/png", b"\x89PNG"),
        ):
            assert f'href="{to}/{form}"' in (await browser.get(to)).text
            taken = await browser.get(f"{to}/{form}")
            assert (taken.status_code, taken.headers["content-type"]) == (200, kind)
            assert taken.content.startswith(begins)
            assert taken.headers["content-disposition"] == f'attachment; filename="picture.{form}"'
            assert taken.headers["cache-control"] == "no-store"
            assert "sandbox" in taken.headers["content-security-policy"]
            for hidden in (b"CIN-", b"Okoro", b"PeerMap", wire.world.case_id.encode()):
                assert hidden not in taken.content
        new = [row for row in (await rows(wire))[before:] if row[0] == "take_copy"]
        assert new == [("take_copy", "young_person", "allowed", form) for form in ("pdf", "png")]
    again = await browser_without(wire, f"{to}/pdf")
    assert (again.status_code, again.headers["location"]) == (303, "/my-map")


async def browser_without(wire: Wire, path: str) -> httpx.Response:
    """Asked for in a browser in which nothing is open."""
    async with client(wire) as browser:
        return await browser.get(path)


@pytest.mark.parametrize(
    "path",
    [
        *("0/pdf", "99999/png", "x/pdf", "1;/pdf", "%00/png", "-1/pdf", "%EF%BC%91/pdf"),
        *("{own}/svg", "{own}/PDF", "{own}/pdf%00", "{own}/..", "{own}/"),
    ],
)
@pytest.mark.attack("spoofed")
async def test_a_copy_that_is_none(wire: Wire, path: str) -> None:
    """Whatever the address holds, no file comes: it leads back to what stands."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        page = (await browser.get("/my-map")).text
        own = re.findall(r'href="/my-map/take/(\d+)"', page)[0]
        answer = await browser.get(f"/my-map/take/{path.format(own=own)}")
        assert answer.status_code in (200, 303, 307, 404)
        assert "content-disposition" not in answer.headers


async def test_what_went_is_not_taken(wire: Wire) -> None:
    """After it was taken back neither the question nor the file comes; the refusal is recorded."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        page = (await browser.get("/my-map")).text
        own = re.findall(r'href="/my-map/take/(\d+)"', page)[0]
        await browser.post(f"/my-map/mind/keep-{own}", data={"answer": "no"})
        for path in (own, f"{own}/pdf", f"{own}/png"):
            answer = await browser.get(f"/my-map/take/{path}")
            assert (answer.status_code, answer.headers["location"]) == (303, "/my-map")
        told = [row[:3] for row in await rows(wire) if row[0] == "take_copy"][-2:]
        assert told == [("take_copy", "young_person", "refused")] * 2
        assert f"/my-map/take/{own}" not in (await browser.get("/my-map")).text


async def test_who_takes_no_copy(wire: Wire) -> None:
    """Not a worker's session, not beside one, not a tablet, not after the card ended."""
    card, _ = await a_card(wire)
    session = await sign_in(wire.world)
    async with opened(wire, card) as browser:
        page_token = browser.cookies[identity.PAGE_COOKIE]
        page = (await browser.get("/my-map")).text
        path = re.findall(r'href="(/my-map/take/\d+)"', page)[0] + "/pdf"
        for cookie in (
            f"{identity.SESSION_COOKIE}={session}",
            f"{identity.SESSION_COOKIE}={session}; {identity.PAGE_COOKIE}={page_token}",
            f"{identity.DEVICE_COOKIE}={page_token}",
        ):
            async with client(wire) as other:
                other.headers["Cookie"] = cookie
                answer = await other.get(path)
                assert (answer.status_code, answer.headers["location"]) == (303, "/my-map")
        await browser.post("/my-map/end")
    async with client(wire, **{identity.PAGE_COOKIE: page_token}) as browser:
        assert (await browser.get(path)).status_code == 303


async def test_a_line_to_text_is_not_called(wire: Wire) -> None:
    """Shout answers texts alone; the others are called, 999 with them."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        page = (await browser.get("/my-map")).text
    for to in ("sms:85258", "tel:08001111", "tel:116000", "tel:999"):
        assert f'href="{to}"' in page
    assert "tel:85258" not in page
    assert page.index("tel:999") < page.index("tel:08001111"), "danger comes first"


@pytest.mark.parametrize(
    "what", ["keep", "keep-0", "keep-99999", "keep--1", "keep-1;", "all", "..%2f", "TALK", "%00"]
)
@pytest.mark.attack("spoofed")
async def test_addresses_that_are_none(wire: Wire, what: str) -> None:
    """Whatever stands in the address of a change leads back to what stands, and changes nothing."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        before = (await browser.get("/my-map/still")).json()
        for data in ({"answer": "no"}, {"answer": "perhaps"}, {}):
            answer = await browser.post(f"/my-map/mind/{what}", data=data)
            assert answer.status_code in (303, 404, 405, 410)
        assert (await browser.get(f"/my-map/mind/{what}")).status_code in (200, 303, 404)
        assert (await browser.get("/my-map/still")).json() == before


@pytest.mark.attack("cross-site")
async def test_a_foreign_page_posts_nothing(wire: Wire) -> None:
    """A form from another site is refused at the door, with the cookie and without."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        browser.headers["Origin"] = "http://elsewhere.example"
        for path in (path_of(card), "/my-map", "/my-map/mind/talk", "/my-map/end"):
            answer = await browser.post(path, data={"answer": "no", "pin": PIN})
            assert answer.status_code == 403


async def test_ending_it_twice_at_once_ends_it(wire: Wire) -> None:
    """A double tap on End, in as many pages as there are: each is told that it is over, or stands
    at the door; none fails."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        answers = await asyncio.gather(*(browser.post("/my-map/end") for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {200, 303}
    assert 200 in {answer.status_code for answer in answers}


async def test_closing_forgets_it_here(wire: Wire) -> None:
    """Close takes the cookie and what the browser held; the card opens it again."""
    card, _ = await a_card(wire)
    async with opened(wire, card) as browser:
        answer = await browser.post("/my-map/close")
        assert answer.headers["clear-site-data"] == '"cache"'
        door = (await browser.get(answer.headers["location"])).text
        assert w.DOOR["words"] in door
        assert w.DOOR["closed"] in door
        assert w.DOOR["closed"] not in (await browser.get("/my-map")).text
    async with opened(wire, card) as browser:
        assert (await browser.get("/my-map/still")).status_code == 200


@pytest.mark.attack("guessing")
async def test_wrong_tries_over_the_wire(wire: Wire) -> None:
    """Five wrong PINs, and the right one must wait; the answer says how long."""
    card, _ = await a_card(wire)
    async with client(wire) as browser:
        for _ in range(5):
            answer = await browser.post(path_of(card), data={"pin": "5822"})
            assert answer.status_code == 422
        answer = await browser.post(path_of(card), data={"pin": PIN})
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 800
        assert "15 minutes" in answer.text
    await wire.world.house.slow.clear("receipt_address", "127.0.0.1")
