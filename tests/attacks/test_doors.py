"""Every remote method of every state and every address, driven by those who may not.

A real server, raw websockets, true ids of somebody else's case. What is expected, of each attacker:
nothing confidential comes back, nothing in the database changes, and each refusal is recorded.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import product

import pytest
import pytest_asyncio

from peermap_app.live.slow import RATES
from peermap_app.services.turned_away import AND_MORE
from tests.attacks import confidential as s
from tests.attacks.counted import KEPT, Tried
from tests.attacks.malformed import NOISE, wrong_types
from tests.attacks.seed import PASSWORD, a_file, kits_row, row
from tests.attacks.seeded import seeded
from tests.attacks.stage import Rows, Stage, set_up
from tests.attacks.surface import (
    LOADING,
    SETTING,
    Try,
    addresses,
    full,
    our_methods,
    reflex_methods,
    reflexes,
    tries,
)
from tests.attacks.wire import ROOT, Closed, Socket
from tests.builders import a_flag_form
from tests.log_lines import strangers
from tests.servers import PeerMapServer, free_port
from tests.workers import WHOLE

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORKERS = ("jo", "dana", "alex", "robin", "priya", "kit")
TABLETS = ("another tablet", "ended tablet", "orphaned tablet")
HIDDEN: dict[str, frozenset[str]] = {
    "priya": s.OF_THE_CASE | s.OF_OTHER_LINKS,
    "robin": s.EVERYTHING - s.IN_THE_RECORD,
    "alex": s.EVERYTHING - s.ADDRESSES,
}
"""What each attacker must not see: everything, but for the linked worker (rule 6), and for the data
protection lead, whom the access record tells who asked about which case; an administrator knows
the accounts."""
MAY: dict[str, tuple[str, ...]] = {"robin": ("hold", "outbox"), "alex": ("flag_kind",)}
"""Tables that an attacker writes to by right: what is due is that lead's to hold, and their own
list is woken by it; the kinds of flags are the administrator's."""
COUNT: list[Callable[[], None]] = []
"""Counts one try of the test that runs, in its family."""
MOST_ROWS = int(RATES["turned_away"].split()[0])
"""Rows of one asker in a minute, for what no unit records; after them stands "and more"."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The server with its cases, everybody connected, and Kit's allocation ended meanwhile."""
    server = PeerMapServer(tmp_path_factory.mktemp("attacked") / "var", free_port(), {})
    made = Stage(server, await seeded(server.env))
    await asyncio.to_thread(server.start_again)
    try:
        await set_up(made)
        await _open_what_kit_may(made)
        await _end_kits_allocation(made)
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


@pytest.fixture(autouse=True)
def _counting(request: pytest.FixtureRequest, tried: Tried) -> Iterator[None]:
    """What is driven counts as tries of the family that the test is marked with."""
    mark = request.node.get_closest_marker(KEPT)
    COUNT.append(partial(tried, mark.args[0]) if mark else lambda: None)
    yield
    COUNT.pop()


async def _open_what_kit_may(stage: Stage) -> None:
    """Kit's page has read all of the case while that was right: what was shown then may be known
    to Kit, but must not come from the server again."""
    kit = stage.sockets["kit"]
    for each in tries(stage.target):
        if each.name.endswith(".load") and not each.name.startswith(("TabletS", "DrawingS")):
            await kit.call(full(each.name), each.payload, each.path, each.params)
            await kit.settled()
    assert s.found(kit.frames, s.EVERYTHING) >= {
        *(s.CASE, s.YOUNG, s.PLACE, s.FRIEND, s.STEP, s.FLAG_OUT, s.LIVE_PLACE)
    }


async def _end_kits_allocation(stage: Stage) -> None:
    for socket in stage.sockets.values():
        await socket.settled()
        socket.frames.clear()  # all that was sent while it was theirs
    today = datetime.now(UTC).date().isoformat()
    file = stage.server.var / "allocations.csv"
    sams = row(s.CASE, s.YOUNG, "sam", phone=s.SAM_PHONE)
    file.write_text(a_file(sams, kits_row(ends=today)))
    await asyncio.to_thread(stage.server.peermap, "import-allocations", str(file))


async def drive(socket: Socket, several: list[Try]) -> set[str]:
    """Send them all, one after the other; what was found in the answers. The frames stay."""
    sent = size = 0
    for each in several:
        name = each.name if each.name.startswith(ROOT) else full(each.name)
        await socket.call(name, each.payload, each.path, each.params)
        COUNT[-1]()
        sent, size = sent + 1, size + len(repr(each.payload))
        # What comes too fast waits at the door (api/gate_bytes.py), and an answer behind it.
        if sent % 20 == 0 or size > 500_000:
            await socket.settled()
            size = 0
    await socket.settled()
    return s.found(socket.frames, s.EVERYTHING)


def changed(before: Rows, after: Rows) -> set[tuple[str, str]]:
    """(table, key) of each row that is new, gone or different."""
    return {key for key, _ in before.items() ^ after.items()}


# --- the true paths, so that a silent search or a dead server is not taken for safety ---


async def test_who_may_does_see_it(stage: Stage) -> None:
    """Sam's page and Sam's tablet show what every other test here must not find."""
    sam, tablet = stage.sockets["sam"], stage.sockets["sams tablet"]
    await stage.call("sam", "DrawingState.load", case_id=stage.target.case)
    for name in ("CaseState.load", "KeptMapState.load", "AlertState.load"):
        each = next(one for one in tries(stage.target) if one.name == name)
        await sam.call(full(each.name), each.payload, each.path, each.params)
        await sam.settled()
    await stage.call("sams tablet", "TabletState.load")
    assert s.found(sam.frames, s.EVERYTHING) >= s.OF_THE_CASE - {s.WHY} | {s.FLAG_IN, s.PRIYA_AT}
    assert s.found(tablet.frames, s.EVERYTHING) == {s.LIVE_FRIEND, s.LIVE_PLACE}


async def _only_case(priya: Socket) -> str:
    await priya.call(full("CasesState.load"), path="/cases")
    state = (await priya.settled())[full("CasesState.load").rpartition(".")[0]]
    return str(state["rows_rx_state_"][0]["id"])


# --- everything is driven ---


async def test_nothing_is_left_out(stage: Stage) -> None:
    """Every public method of every state is named in `surface.tries`, every one of Reflex's own in
    `surface`: a new one fails here until somebody says how it is attacked."""
    assert our_methods() == {each.name for each in tries(stage.target)}
    assert reflex_methods() == set(SETTING + LOADING)
    assert full("CaseState.load").startswith(ROOT)


# --- the attackers ---


@pytest.mark.attack("left open")
async def test_what_a_page_still_holds_goes_with_the_right_to_see_it(stage: Stage) -> None:
    """Kit's page read the case while that was right, and was refused nothing since. It asks for all
    of its state: no frame since the end has anything of the case. Hydrating forgets what was read
    before it sends (state/held.py), so this shows what comes, and not what the server's state held.
    That it is reset by the ending: `Holds`, tests/state/worker/test_team.py."""
    COUNT[-1]()
    kit = stage.sockets["kit"]
    await kit.settled()
    assert s.found(kit.frames, s.EVERYTHING) == set()


@pytest.mark.attack("left open")
async def test_a_page_that_is_open_hears_nothing_more(stage: Stage) -> None:
    """A new flag reaches Sam's open page at once; Kit's, open on the same case, and everybody
    else's hear nothing of it."""
    COUNT[-1]()
    sam, priya = stage.sockets["sam"], stage.sockets["priya"]
    await sam.call(full("AlertsState.load"), path="/alerts")
    await sam.settled()
    form = {
        "case_id": await _only_case(priya),
        "form_id": "f" * 32,
        **a_flag_form(need_to_know=s.FLAG_LATER),
        f"tell_{stage.target.link}": "on",
    }
    await priya.call(full("FlagState.send"), {"form": form})
    await sam.until('"todo_rx_state_"')
    for name in ("kit", "jo", "dana", "alex", "robin", *TABLETS):
        await stage.sockets[name].call(full("LiveState.enter"))
        await stage.sockets[name].settled()
        assert s.found(stage.sockets[name].frames, {s.FLAG_LATER}) == set(), name


@pytest.mark.parametrize("name", WORKERS)
@pytest.mark.attack("others", tries=50)
async def test_a_worker_who_may_not(stage: Stage, name: str) -> None:
    """Another team's, a supervisor, an administrator, the data protection lead, the linked worker
    and one whose allocation ended: nothing of the case comes back, nothing changes, each refusal
    stands in the record."""
    socket, several = stage.sockets[name], tries(stage.target)
    if name == "dana":  # Sam's supervisor: the case is hers to give for some hours (test_table)
        several = [each for each in several if not each.name.startswith(("Team", "Duty"))]
    socket.frames.clear()
    before, refused = stage.rows(choices_of=name), stage.refusals(name)
    seen = await drive(socket, several)
    assert seen & HIDDEN.get(name, s.EVERYTHING) == set()
    moved = changed(before, stage.rows(choices_of=name))
    assert {key for key in moved if key[0] not in MAY.get(name, ())} == set()
    # Priya may read what Sam asked of her: that is her own side of the link.
    # The same thing asked again within a minute is counted, and that count written after it.
    least = len({each.name for each in several if each.asks}) - (name == "priya")
    assert stage.refusals(name) - refused >= least


@pytest.mark.parametrize("name", TABLETS)
@pytest.mark.attack("others", tries=50)
async def test_a_tablet_of_another_drawing(stage: Stage, name: str) -> None:
    """The tablet of another drawing, of one that ended, and of one whose worker lost the case:
    none gets at Sam's drawing or at any case, and what it called as if it were a worker stands in
    the record."""
    socket = stage.sockets[name]
    socket.frames.clear()
    own = {stage.drawings[name], stage.target.foreign_case}
    before, refused = stage.rows(own), stage.turned_away(name)
    seen = await drive(socket, tries(stage.target))
    assert seen == set()
    assert changed(before, stage.rows(own)) == set()
    told = stage.turned_away(name) - refused
    assert told.total() >= MOST_ROWS
    assert {("CaseState.load", "no_session"), ("FlagState.load", "no_session")} <= set(told)


@pytest.mark.parametrize("name", ["jo", "alex", "priya", "kit", "another tablet"])
@pytest.mark.attack("forged", tries=50)
async def test_reflexs_own_methods(stage: Stage, name: str) -> None:
    """Setting vars, hydrating and loading with a spoofed address give and change nothing; what was
    stopped stands in the record."""
    try:
        socket = await Socket.open(stage.server.url, stage.cookies[name])
    except Closed:
        assert name == "another tablet"  # its own drawing has ended by now
        return
    before, refused = stage.rows(), stage.turned_away(name)
    several = reflexes(stage.target)
    hidden = HIDDEN.get(name, s.EVERYTHING)
    assert await drive(socket, several) & hidden - {s.STEP} == set()
    held = await socket.settled()
    drawing = held[full("DrawingState.load").rpartition(".")[0]]
    assert drawing["view_rx_state_"]["drawing_id"] != stage.target.link
    assert changed(before, stage.rows()) == set()
    why = {rule for _, rule in stage.turned_away(name) - refused}
    # Who was refused more than a minute's rows a moment ago has "and more" already.
    assert why & {"not_callable", AND_MORE} or AND_MORE in {rule for _, rule in refused}
    await socket.close()


@pytest.mark.attack("sessions", tries=3)
async def test_nobody(stage: Stage) -> None:
    """Without a cookie, or with one that the database does not know, no socket opens; each try
    stands in the record."""
    refused = stage.turned_away("nobody")
    for cookie in ("", f"peermap_session={'A' * 43}", f"peermap_device={'A' * 43}"):
        with pytest.raises(Closed, match="403"):
            await Socket.open(stage.server.url, cookie)
        COUNT[-1]()
    await asyncio.sleep(1)  # an answer does not wait for its row
    assert stage.turned_away("nobody") - refused == Counter({("socket", "nobody"): 3})


@pytest.mark.attack("sessions", tries=100)
async def test_who_signed_out_with_the_socket_still_open(stage: Stage) -> None:
    """A second session of Sam's own reads the case and is signed out elsewhere: the socket that
    stays open gets nothing more, from no method, and what it called stands in the record."""
    cookie = await stage.sign_in("sam")
    socket = await stage.connect("signed out", cookie)
    load = next(each for each in tries(stage.target) if each.name == "CaseState.load")
    await drive(socket, [load])
    async with stage.client(cookie) as client:
        await client.post("/sign-out", headers={"Origin": stage.server.url})
    socket.frames.clear()
    before, refused = stage.rows(), stage.turned_away("sam")
    assert await drive(socket, tries(stage.target)) == set()
    assert await drive(socket, reflexes(stage.target)) - {s.STEP} == set()
    assert changed(before, stage.rows()) == set()
    told = stage.turned_away("sam") - refused
    assert told.total() >= MOST_ROWS
    # The first methods that are called; what comes after a minute's rows is counted in one.
    assert ("CaseState.load", "no_session") in told


# --- every address ---


METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
FORMS = {
    "/sign-in": {422, 429},
    "/sign-in/code": {303},
    "/sign-in/set-up": {303},
    "/sign-in/passkey/ask": {200, 429},
    "/signing-in": {200, 303, 405, 422},
    "/confirm": {200, 303, 405, 422, 429},
    "/sign-out": {303},
    "/here": {204, 401},
    "/lock": {200, 401},
    "/unlock": {204, 303},
    "/join": {403, 410, 422, 429},
    "/my-map": {303, 403, 410, 422, 429},
}
"""What our own forms answer to an empty one from our own pages; a worker may not join, and in a
worker's browser no card opens. A second step without the first leads back to the door; one's own
ways of signing in are one's own to change."""
TAKEN = (".pdf", ".png")
BY_THE_GUARD = (403, "Refused.")


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        *product(("nobody", "jo", "alex", "robin", "kit", "orphaned tablet"), [False]),
        # What stops these reads the Origin and not who asks: with a session, with none, a tablet.
        *product(("nobody", "jo", "orphaned tablet"), [True]),
    ],
)
@pytest.mark.attack("spoofed", tries=100)
async def test_every_address(stage: Stage, name: str, *, foreign: bool) -> None:
    """No address gives anything of the case, by no method, and none fails: behind the Origin check
    neither. A foreign Origin reaches no form of ours, our own reaches each."""
    # A session of its own: our own Origin does sign out, and later tests need the first one.
    worker = name in stage.target.workers
    cookie = await stage.sign_in(name) if worker else stage.cookies.get(name, "")
    origin = "http://elsewhere.example" if foreign else stage.server.url
    before = stage.rows(ways_of=name)
    bodies, forms = [], dict[str, tuple[int, str]]()
    async with stage.client(cookie) as client:
        for path in sorted(addresses(stage.target), key="/sign-out".__eq__):
            for method in METHODS:
                answer = await client.request(method, path, headers={"Origin": origin})
                bodies.append(f"{answer.headers} {answer.text}")
                COUNT[-1]()
                assert answer.status_code < 500, (method, path)
                # What is inside a PDF cannot be searched like this: nobody here gets one at all.
                assert not (answer.is_success and path.endswith(TAKEN)), (method, path)
                if method == "POST" and any(f"{path}/".startswith(f"{form}/") for form in FORMS):
                    forms[path] = (answer.status_code, answer.text)
    assert s.found(bodies, s.EVERYTHING) == set()
    assert changed(before, stage.rows(ways_of=name)) == set()
    assert {form.split("/")[1] for form in FORMS} <= {form.split("/")[1] for form in forms}
    for path, (status, text) in forms.items():
        assert ((status, text) == BY_THE_GUARD) is foreign, path
        assert foreign or status in FORMS.get(path, FORMS["/" + path.split("/")[1]]), path


# --- what has no shape ---


@pytest.mark.parametrize(("name", "share"), [("sam", 2), ("jo", 5), ("sams tablet", 5)])
@pytest.mark.attack("malformed", tries=800)
async def test_every_argument_of_every_type(stage: Stage, name: str, share: int) -> None:
    """By whoever may half of it, a fifth by a worker and by a tablet who may not; with WHOLE each
    by all. Null bytes, lone surrogates, deep nests, numbers for words and words for numbers, in
    every argument of every method: a refusal, nothing written, and the page still answers."""
    own = {stage.drawings.get(name, "")}
    before = stage.rows(own, choices_of=name)
    for several in wrong_types(tries(stage.target), 1 if os.environ.get(WHOLE) else share):
        if not await _all_at_once(stage, name, several):
            for each in several:
                await _all_at_once(stage, name, [each])
    assert changed(before, stage.rows(own, choices_of=name)) == set()
    await _still_answers(stage)


async def _all_at_once(stage: Stage, name: str, several: list[Try]) -> bool:
    """On one new page. False when that page's socket ended: what it sent cannot be sent back to
    it (half a sign of UTF-16), which harms nobody but itself."""
    socket = await Socket.open(stage.server.url, stage.cookies[name])
    try:
        await drive(socket, several)
    except Closed:
        return False
    finally:
        await socket.close()
    return True


@pytest.mark.parametrize("noise", NOISE, ids=range(len(NOISE)))
@pytest.mark.attack("malformed")
async def test_frames_that_are_none(stage: Stage, noise: str | bytes) -> None:
    """Two megabytes, broken JSON, a nest of ten thousand lists, binary without a packet, frames of
    other protocols: at most that socket ends; the server answers everybody else."""
    before = stage.rows()
    socket = await Socket.open(stage.server.url, stage.cookies["jo"])
    try:
        await socket.raw(noise)
        async with asyncio.timeout(2):
            await socket.settled()
    except (Closed, TimeoutError):
        pass  # that socket may end, or wait for the rest of what it announced
    await socket.close()
    COUNT[-1]()
    assert changed(before, stage.rows()) == set()
    await _still_answers(stage)


async def _still_answers(stage: Stage) -> None:
    async with stage.client() as client:
        assert (await client.get("/healthz")).status_code == 200
    await stage.sockets["alex"].settled()


# --- afterwards ---


async def test_the_drawing_is_as_it_was(stage: Stage) -> None:
    """After all of it, Sam's tablet and Sam's page show the same two things on the board."""
    tablet = stage.sockets["sams tablet"]
    tablet.frames.clear()
    await stage.call("sams tablet", "TabletState.load")
    assert s.found(tablet.frames, s.EVERYTHING) == {s.LIVE_FRIEND, s.LIVE_PLACE}
    assert "a bench" not in "".join(tablet.frames)


@pytest.mark.attack("stolen")
async def test_the_log_says_nothing_of_anybody(stage: Stage) -> None:
    """What was typed, whose case it was, cookies, codes and the PIN: the log holds none of it. It
    did write, and each line is a word and safe fields (peermap_app/logs.py)."""
    COUNT[-1]()
    log = stage.server.log()
    assert "event=started" in log
    assert "event=event_refused" in log
    assert "event=library" in log
    assert strangers(log) == []
    assert s.found([log], s.EVERYTHING) == set()
    typed = ("quorum.example", PASSWORD, "marker", s.PIN, "Sam Q.", *stage.codes)
    cookies = [each.partition("=")[2] for each in stage.cookies.values()]
    ids = (*stage.target.workers.values(), *stage.drawings.values(), stage.target.case)
    assert [each for each in (*typed, *cookies, *ids) if each in log] == []


async def test_a_server_that_stops_leaves_no_refusal_out(stage: Stage) -> None:
    """The same thing, refused seven times in a moment, is a row and waits to be counted; stopping
    the server writes the count (rule 10)."""
    load = next(each for each in tries(stage.target) if each.name == "CaseState.load")
    await drive(stage.sockets["jo"], [load] * 7)
    waiting = stage.refusals("jo")
    for socket in stage.sockets.values():
        await socket.close()
    await asyncio.to_thread(stage.server.stop)
    assert stage.refusals("jo") >= waiting + 6
