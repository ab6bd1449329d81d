"""What every page shares: who is asking is read from the cookie, and refusals end as sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import reflex as rx
from reflex.event import Event
from sqlmodel import col, select

from peermap_app import bootstrap
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problems, TooMany
from peermap_app.live import push
from peermap_app.live.pages import pages
from peermap_app.services import accounts, drawings, idle_lock, turned_away
from peermap_app.services.unit import reading
from peermap_app.state import gate as gates
from peermap_app.state.gate import BURST, Gate
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.live import LiveState
from peermap_app.storage.tables import AccessRecord
from peermap_app.words import errors as words
from tests.drawing_builders import World, a_tablet, a_world, sign_in, some_settings

TOKEN = "0d9c2d5e-9d2b-4c8c-8d1c-6f1e1c9a7b11"


class LedgerState(Page, rx.State):
    """A screen that holds something confidential."""

    initials: str = ""

    @rx.event
    @guarded
    async def load(self) -> None:
        _, who = await self._worker()
        self._fresh()
        self.initials = who.name

    @rx.event
    @guarded
    async def canvas(self) -> None:
        _, who = await self._tablet()
        self.initials = who.drawing_id or ""

    @rx.event
    @guarded
    async def fails(self, how: Any) -> None:
        raise how

    @rx.event
    @guarded
    async def slow(self, go_on: Any) -> None:
        await go_on.wait()
        self.initials = "to its end"

    @rx.event
    def forgotten(self) -> None:
        """Not guarded: nobody may call it."""
        self.initials = "called"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = await a_world(some_settings(tmp_path))
    bootstrap.use_house(made.house)
    yield made
    await bootstrap.close_house(made.house)


def opened(
    cookie: str = "", *, token: str = TOKEN, address: str = "127.0.0.1"
) -> tuple[rx.State, LedgerState]:
    """A page's state as Reflex makes it for a websocket with these cookies."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    said = {
        "token": token,
        "ip": address,
        "sid": "sid",
        "headers": {"cookie": cookie},
        "query": {"case_id": "7"},
        "pathname": "/",
    }
    root._update_router_vars(said, {})
    page = root.get_substate([LedgerState.get_name()])
    assert isinstance(page, LedgerState)
    return root, page


async def run(page: LedgerState, name: str, *args: Any) -> Any:
    return await LedgerState.event_handlers[name].fn(page, *args)


async def test_the_cookie_says_who_is_asking(world: World) -> None:
    """A worker's cookie opens worker pages, a tablet's the canvas, and neither the other's."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "load")
    assert page.initials == "Sam Okoro"
    led = await run(page, "canvas")
    assert (page.initials, led.args[0][1]._var_value) == ("", "/join")


async def test_a_session_that_ended_shows_nothing_and_leads_to_the_door(world: World) -> None:
    """The next event after the end clears the page and redirects."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "load")
    world.clock.move(hours=1)
    led = await run(page, "load")
    assert page.initials == ""
    assert led.args[0][1]._var_value == "/sign-in"


async def test_what_began_ends_though_the_page_is_left(world: World) -> None:
    """Reflex cancels the handlers of a page that is left: what began is done, then it stops."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    go_on = asyncio.Event()
    handler = asyncio.ensure_future(run(page, "slow", go_on))
    for _ in range(3):
        await asyncio.sleep(0)
        handler.cancel()
    await asyncio.sleep(0)
    assert not handler.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await handler
    assert page.initials == "to its end"


@pytest.mark.parametrize("refusal", [NotFound("not_found"), NotAllowed("not_allowed")])
async def test_not_found_and_not_allowed_look_the_same(world: World, refusal: Exception) -> None:
    """Both clear what was shown and show the one page for both; the page hears no more hints."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "load")
    await run(page, "fails", refusal)
    shown = (page.initials, page.missing, page.notice, page.problems)
    assert shown == ("", True, "", {})
    assert pages.of(f"worker:{world.sam.worker_id}") == frozenset()


async def test_each_fault_stands_beside_its_field(world: World) -> None:
    """Several faults of a form give one sentence each, by field, and what was shown stays."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "load")
    faults = (Invalid("missing", field="why"), Invalid("review_past", field="review"))
    await run(page, "fails", Problems(faults))
    assert page.problems == {
        "why": words.sentence(faults[0]),
        "review": words.sentence(faults[1]),
    }
    assert page.notice == words.sentence(Problems(faults))
    assert page.initials == "Sam Okoro"


@pytest.mark.parametrize(
    "refusal", [Conflict("board_still"), TooMany("slow_down", seconds=40), Invalid("bad_edit")]
)
async def test_a_refusal_is_one_plain_sentence(world: World, refusal: Any) -> None:
    """Anything else that is refused is a notice, and goes with the next event."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "fails", refusal)
    assert page.notice == words.sentence(refusal)
    await run(page, "load")
    assert page.notice == ""


async def test_the_unexpected_says_nothing_of_itself(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """An error nobody expected is one kind sentence on the page, and no data in the log."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "fails", ValueError("JS is at the skate park"))
    assert page.notice == words.sentence(Invalid("something_wrong"))
    assert "skate" not in caplog.text
    assert "ValueError" in caplog.text


async def test_what_still_runs_while_the_server_stops_is_no_fault(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Its house was given back: nothing is logged, and nothing said to a page that loses its
    socket. A process that never had one has a mistake in it."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await bootstrap.close_house(world.house)
    await run(page, "load")
    assert (caplog.text, page.notice) == ("", "")
    bootstrap._gone.clear()
    await run(page, "load")
    assert "RuntimeError" in caplog.text
    bootstrap.use_house(world.house)


async def test_a_page_that_could_not_be_read_is_told_to_ask_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it opens or comes back, each time with another number; not for an act, nor a refusal."""
    told: list[push.Delta] = []

    async def to_page(token: str, delta: push.Delta) -> bool:
        told.append(delta)
        return token == TOKEN

    async def away(*_: object, **__: object) -> None:
        raise OSError("the database")

    monkeypatch.setattr(push, "to_page", to_page)
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "fails", ValueError("an act"))
    await run(page, "fails", Conflict("board_still"))
    assert told == []
    monkeypatch.setattr(accounts, "who_is", away)
    await run(page, "load")
    await run(page, "load")
    numbers = [next(iter(next(iter(delta.values())).values())) for delta in told]
    assert len(set(numbers)) == 2
    assert all(numbers)


async def test_a_tablets_cookie_opens_its_drawing(world: World) -> None:
    """The tablet is who its cookie says, whatever the page sends."""
    tablet, drawing_id = await a_tablet(world)
    assert tablet.device is not None
    _, page = opened("peermap_device=" + "A" * 43)
    await run(page, "canvas")
    assert page.initials == ""
    assert drawing_id == tablet.drawing_id


# --- the gate ---


def called(name: str) -> Event:
    return Event(name=name, payload={})


NAME = LedgerState.get_full_name()


@pytest.mark.parametrize(
    "name",
    [
        f"{NAME}.forgotten",
        f"{NAME}.setvar",
        f"{NAME}.set_initials",
        f"{NAME}._worker",
        f"{NAME}._fresh",
        f"{NAME}.reset",
        f"{NAME}.nothing",
        "reflex___state____state.setvar",
        "reflex___state____state.nobody.load",
        "reflex___state____update_vars_internal_state.update_vars_internal",
        "load",
        "",
        ".",
    ],
)
async def test_what_was_not_made_to_be_called_is_not(world: World, name: str) -> None:
    """Reflex's own setters, helpers and unguarded methods are stopped before they run."""
    root, _ = opened()
    answer = await Gate().preprocess(None, root, called(name))  # type: ignore[arg-type]
    assert answer is not None
    assert answer.delta == {}


@pytest.mark.parametrize("name", [f"{NAME}.load", "reflex___state____state.hydrate_and_load"])
async def test_what_a_page_needs_passes(world: World, name: str) -> None:
    """Guarded handlers and loading run."""
    root, _ = opened()
    assert await Gate().preprocess(None, root, called(name)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("away", ["behind", "who_is"])
async def test_a_page_that_comes_back_while_the_database_is_away_is_told_to_ask_again(
    world: World, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    """Before any handler of ours runs: nothing that the server holds is sent, nor emptied."""
    root, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "load")
    root._clean()

    async def raises(*_: object, **__: object) -> None:
        raise OSError("the database")

    monkeypatch.setattr(*{"behind": (idle_lock, away), "who_is": (accounts, away)}[away], raises)
    event = called("reflex___state____state.hydrate_and_load")
    answer = await Gate().preprocess(None, root, event)  # type: ignore[arg-type]
    assert answer is not None
    (state, told), *more = answer.delta.items()
    assert (state, list(told), more) == (LiveState.get_full_name(), ["unread_rx_state_"], [])
    assert told["unread_rx_state_"] > 0
    assert page.initials == "Sam Okoro"


async def test_a_flood_is_held_back(world: World) -> None:
    """One page can send a burst and then only so many a second; the others are not slowed."""
    root, _ = opened()
    gate = Gate()
    passed = [
        await gate.preprocess(None, root, called(f"{NAME}.load")) is None  # type: ignore[arg-type]
        for _ in range(3 * BURST)
    ]
    assert all(passed[: BURST - 1])
    assert sum(passed) < 2 * BURST


async def test_an_address_has_its_own_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many pages of one address together send no more than that address may; another's goes on."""
    monkeypatch.setattr(gates, "OF_AN_ADDRESS", 40)
    monkeypatch.setattr(gates, "OF_AN_ADDRESS_PER_SECOND", 0.0)
    gate, passed = Gate(), 0
    for number in range(6):
        root, _ = opened(token=f"page {number}")
        for _ in range(10):
            answer = await gate.preprocess(None, root, called(f"{NAME}.load"))  # type: ignore[arg-type]
            passed += answer is None
    assert passed == 40
    root, _ = opened(token="elsewhere", address="10.9.8.7")
    assert await gate.preprocess(None, root, called(f"{NAME}.load")) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"too_large": True}, "too_large"),
        ({"unreadable": True}, "unreadable"),
        ({"marker": "marker"}, "page_is_old"),
    ],
)
async def test_what_is_not_read_is_a_sentence_on_the_page(
    world: World, payload: dict[str, Any], code: str
) -> None:
    """The mark in place of the arguments, or arguments that the method does not have, set the
    notice and nothing else, and run nothing; they open no method that may not be called."""
    root, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "load")
    root._clean()
    event = Event(name=f"{NAME}.load", payload=payload)
    answer = await Gate().preprocess(None, root, event)  # type: ignore[arg-type]
    assert answer is not None
    told = answer.delta[LedgerState.get_full_name()]
    said = words.sentence(Invalid(code))
    assert told == {"notice_rx_state_": said, "problems_rx_state_": {}}
    assert page.initials == "Sam Okoro"
    event = replace(event, name=f"{NAME}.forgotten")
    answer = await Gate().preprocess(None, root, event)  # type: ignore[arg-type]
    assert answer is not None
    assert answer.delta == {}


@pytest.mark.attack("malformed", tries=2)
@pytest.mark.parametrize(
    "payload",
    [{}, {"how": 1, "more": 2}, {"self": 1, "how": 2}, {"more": 2}, [], None, "how"],
    ids=range(7),
)
async def test_arguments_that_a_method_does_not_have_are_refused(
    world: World, payload: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """One too many, one too few, none of any shape: a row each, under our own name, and nothing
    that nobody expected. Reflex's own methods too."""
    root, page = opened(f"peermap_session={await sign_in(world)}")
    event = Event(name=f"{NAME}.fails", payload=payload)
    for each in (event, replace(event, name=f"{rx.State.get_full_name()}.set_is_hydrated")):
        answer = await Gate().preprocess(None, root, each)  # type: ignore[arg-type]
        assert answer is not None
    assert page.notice == words.sentence(Invalid("page_is_old"))
    asked = [(where, why) for _, where, why, _ in await rows_of(world)]
    assert asked == [
        ("LedgerState.fails", "other_arguments"),
        ("State.set_is_hydrated", "other_arguments"),
    ]
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []


# --- the record of what was turned away ---


async def rows_of(world: World) -> list[tuple[str, str, str, str | None]]:
    """(who, what was called, why, worker) of each refusal that no unit recorded."""
    await turned_away.settled()
    async with reading(world.house) as session:
        found = select(AccessRecord).where(AccessRecord.action == "turned_away")
        rows = (await session.exec(found.order_by(col(AccessRecord.id)))).all()
    return [(row.who_kind, row.detail, row.rule, row.worker_id) for row in rows]


async def test_a_handler_called_without_its_cookie_is_recorded(world: World) -> None:
    """An ended session, a worker at a tablet's handler and nobody: one row each, by the handler's
    name, with whose session it was."""
    sam = world.sam.worker_id
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "canvas")
    world.clock.move(hours=1)
    await run(page, "load")
    _, stranger = opened("peermap_session=" + "A" * 43)
    await run(stranger, "load")
    assert await rows_of(world) == [
        ("worker", "LedgerState.canvas", "no_device", sam),
        ("worker", "LedgerState.load", "no_session", sam),
        ("nobody", "LedgerState.load", "no_session", None),
    ]


async def test_a_tablet_at_a_workers_handler_is_recorded(world: World) -> None:
    """As the tablet that it is."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    token = await drawings.take(world.house, made.code, "10.0.0.9", "ipad")
    _, page = opened(f"peermap_device={token}")
    await run(page, "load")
    assert await rows_of(world) == [("tablet", "LedgerState.load", "no_session", None)]


async def test_what_a_unit_refused_is_recorded_once(world: World) -> None:
    """A refusal that is not about who is there has its row from the unit, and none from here."""
    _, page = opened(f"peermap_session={await sign_in(world)}")
    await run(page, "fails", NotAllowed("signed_out"))
    await run(page, "fails", NotFound("not_found"))
    assert await rows_of(world) == []


async def test_what_the_gate_stops_is_recorded_by_our_own_names(world: World) -> None:
    """Reflex's setter under the state's name; a method that there is not, as unknown."""
    root, _ = opened(f"peermap_session={await sign_in(world)}")
    gate, sam = Gate(), world.sam.worker_id
    for name in (f"{NAME}.setvar", f"{NAME}.marker", "marker.marker"):
        await gate.preprocess(None, root, called(name))  # type: ignore[arg-type]
    assert await rows_of(world) == [
        ("worker", "LedgerState.setvar", "not_callable", sam),
        ("worker", "unknown", "not_callable", sam),
        ("worker", "unknown", "not_callable", sam),
    ]


async def test_a_flood_of_events_is_one_row(world: World) -> None:
    """What is dropped costs no row each."""
    root, _ = opened(f"peermap_session={await sign_in(world)}")
    gate = Gate()
    for _ in range(3 * BURST):
        await gate.preprocess(None, root, called(f"{NAME}.load"))  # type: ignore[arg-type]
    assert await rows_of(world) == [
        ("worker", "LedgerState.load", "flood", world.sam.worker_id),
    ]
