"""The tablet's page after a cut, a restart or a reload: what counts then, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from peermap_app import bootstrap
from peermap_app.live.identity import DEVICE_COOKIE
from peermap_app.live.pages import pages
from peermap_app.services import drawings
from peermap_app.state.drawing_views import SayView
from peermap_app.state.tablet import TabletState
from peermap_app.storage.tables import AccessRecord
from tests.drawing_builders import World
from tests.state.open_page import Wire, comes_back, open_page, seen
from tests.state.test_tablet import SQUIGGLE, a_choosing_tablet


async def test_a_tap_before_the_copy_is_done_after_it(world: World, wire: Wire) -> None:
    """A server that just restarted has no picture: what was tapped then counts once it has it.

    Keep does not beside a page that is just being filled again: what would be kept stood not on it.
    """
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.make_mark(SQUIGGLE)
    shown = wire.on(tablet)
    copy = {key: shown["snapshot"][key] for key in ("n", "map", "done")}
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.load()
    await tablet.answer("plan", "no")
    await tablet.keep(seen(tablet))
    assert tablet.notice
    await tablet.seed({**copy, "carry": shown["carry"]})
    assert (tablet.view.ending, tablet.say.plan, list(tablet.problems)) == ("", "no", ["keep"])
    await tablet.keep(seen(tablet))
    assert tablet.view.ending == "kept"


@pytest.mark.parametrize(
    ("then", "kept"),
    [
        ("seed", True),
        ("keep", True),
        ("answer", False),
        ("ask_dont_keep", False),
        ("late", False),
        ("anew", False),
        ("another turn", False),
    ],
)
async def test_one_keep_right_after_a_restart_is_enough(
    world: World, wire: Wire, then: str, kept: bool
) -> None:
    """Tapped beside all that was said, before the server has the picture again, it counts once it
    has it. Not after another tap, nor when nobody may look any more: late, reloaded, gone back."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.make_mark(SQUIGGLE)
    stood, shown = seen(tablet), wire.on(tablet)
    copy = {key: shown["snapshot"][key] for key in ("n", "map", "done")}
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.keep(stood)
    assert "lost touch" in tablet.notice
    await tablet.load()
    if then == "keep":
        await tablet.keep(stood)
    if then == "answer":
        await tablet.answer("plan", "no")
    if then == "ask_dont_keep":
        await tablet.ask_dont_keep()
    if then == "late":
        world.clock.move(seconds=11)
    if then == "anew":
        await comes_back(tablet, anew=True)
        await tablet.load()
    carry = shown["carry"]
    if then == "another turn":
        second = open_page(TabletState, cookie=tablet.router.headers.cookie, token="page-2")
        await second.load()
        await second.go_back()
        await second.seed(copy)
        await second.finished()
    await tablet.seed({**copy, "carry": carry})
    assert (tablet.view.ending == "kept") is kept
    assert tablet.say.keep == "yes" if kept else not tablet._taps


async def test_nothing_that_a_page_never_showed_waits_with_keep(world: World) -> None:
    """What is sent beside it is held for a moment: no more than a page shows."""
    tablet = await a_choosing_tablet(world)
    await world.restarted()
    bootstrap.use_house(world.house)
    for odd in ("x" * 5000, {"keep": "x" * 5000}, [1], None, 7):
        await tablet.keep(odd)
        assert [tap[2] for tap in tablet._taps] == [{}]


async def test_what_was_tapped_unseen_is_shown_and_not_kept(world: World) -> None:
    """Answers that a dead network held back arrive together with the Keep after them (rule 4)."""
    tablet = await a_choosing_tablet(world)
    blank = seen(tablet)
    for statement in ("keep", "plan", "talk"):
        await tablet.answer(statement, "yes")
    await tablet.tick()
    await tablet.keep(blank)
    assert (tablet.view.screen, list(tablet.problems)) == ("choosing", ["keep"])
    assert (tablet.say.keep, tablet.say.talk, tablet.say.mark) == ("yes", "yes", "tick")
    await tablet.keep(seen(tablet))
    assert tablet.view.ending == "kept"


async def test_a_mark_told_late_is_none_in_the_next_choosing(world: World, wire: Wire) -> None:
    """A box tells its squiggle again by itself: after a second page began another choosing of the
    same picture it is not made there, and Keep beside no mark keeps nothing."""
    first = await a_choosing_tablet(world)
    second = open_page(TabletState, cookie=first.router.headers.cookie, token="page-2")
    turn = wire.on(first)["carry"]["turn"]
    await second.load()
    await second.go_back()
    await second.finished()
    await first.make_mark(SQUIGGLE | {"turn": turn})
    assert first.notice != ""
    await second.answer("keep", "yes")
    await second.keep(seen(second))
    assert (second.view.screen, list(second.problems)) == ("choosing", ["mark"])
    for now in (wire.on(second)["carry"]["turn"], ""):
        await second.make_mark({"kind": "none", "turn": now})
        await second.make_mark(SQUIGGLE | {"turn": now})
        assert (second.say.mark, second.notice) == ("squiggle", "")
    for odd in (7, ["x"], {"turn": ""}):
        await second.make_mark(SQUIGGLE | {"turn": odd})
        assert second.notice != ""
    await second.keep(seen(second))
    assert second.view.ending == "kept"


@pytest.mark.parametrize(
    ("stood_there", "told", "kept"),
    [("squiggle", SQUIGGLE, True), ("squiggle", {"kind": "none"}, False), ("", SQUIGGLE, False)],
)
async def test_a_keep_waits_for_the_mark_that_stood_beside_it(
    world: World, wire: Wire, stood_there: str, told: dict[str, Any], kept: bool
) -> None:
    """The server died before it had heard of the mark: the box tells it after the board's copy, and
    one Keep is enough. Not where the box was empty, or is rubbed out before a new one."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    stood, shown = seen(tablet) | {"mark": stood_there}, wire.on(tablet)
    copy = {key: shown["snapshot"][key] for key in ("n", "map", "done")}
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.load()
    await tablet.keep(stood)
    await tablet.seed({**copy, "carry": shown["carry"]})
    assert (tablet.view.ending, "mark" in tablet.problems) == ("", not stood_there)
    turn = {"turn": shown["carry"]["turn"]}
    await tablet.make_mark(told | turn)
    assert (tablet.view.ending == "kept") is kept
    await tablet.make_mark(SQUIGGLE | turn)
    assert (tablet.view.ending == "kept") is kept


@pytest.mark.parametrize("leave", ["go_back", "dont_keep", "later"])
async def test_what_waits_is_forgotten_with_its_choosing(world: World, leave: str) -> None:
    """Going back, keeping nothing or putting it by leaves no answer in the state (rule 3)."""
    tablet = await a_choosing_tablet(world)
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.answer("keep", "no")
    assert tablet._taps
    await getattr(tablet, leave)()
    assert (tablet.view.screen != "choosing", list(tablet._taps)) == (True, [])


async def test_a_refused_keep_reads_once(world: World) -> None:
    """What the page is shown then is one reading with one row of the record, beside the refusal;
    opening the page while they choose is one as well (rule 10)."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    before = await record(world)
    await tablet.keep({})
    assert list(tablet.problems) == ["keep"]
    refused, read = (await record(world))[len(before) :]
    assert refused == ("keep_map", "refused", "said_unseen")
    assert read[:2] == ("see_drawing", "allowed")
    await tablet.load()
    assert (await record(world))[len(before) :] == [refused, read, read]


async def record(world: World) -> list[tuple[str, str, str]]:
    """(action, outcome, rule) of the case's rows, oldest first."""
    async with world.house.make_session() as session:
        mine = select(AccessRecord).where(AccessRecord.chain == world.case_id)
        rows = (await session.exec(mine.order_by(col(AccessRecord.number)))).all()
    return [(row.action, row.outcome, row.rule) for row in rows]


async def test_answers_and_mark_come_back_after_a_reload_and_a_restart(
    world: World, wire: Wire
) -> None:
    """Each tap is in the room at once; after a restart the page's own copy brings it back."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.make_mark(SQUIGGLE)
    said, shown = tablet.say, wire.on(tablet)
    copy = {"n": 1, "map": shown["snapshot"]["map"], "carry": shown["carry"]}
    await tablet.load()
    assert tablet.say == said
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.load()
    assert wire.on(tablet)["snapshot"]["lost"] is True
    await tablet.seed(copy)
    await pages.settled()
    assert wire.on(tablet)["say"] == said


async def test_who_is_here_waits_for_the_copy_too(world: World, wire: Wire) -> None:
    """Tapped right after a restart, it counts once the server has the board's copy."""
    tablet = await a_choosing_tablet(world)
    shown = wire.on(tablet)
    copy = {key: shown["snapshot"][key] for key in ("n", "map", "done")}
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.load()
    await tablet.say_here("friend")
    await tablet.say_fine("not_sure")
    await tablet.seed({**copy, "carry": shown["carry"]})
    assert (tablet.say.here, tablet.say.fine, tablet.notice) == (("friend",), "not_sure", "")


async def test_what_waits_for_a_copy_waits_into_no_other_choosing(world: World, wire: Wire) -> None:
    """A Yes that was tapped right after a restart is no answer about the picture drawn since."""
    tablet = await a_choosing_tablet(world)
    drawing_id = (await tablet._tablet())[1].drawing_id
    before = wire.on(tablet)["snapshot"]
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.load()
    await tablet.answer("keep", "yes")
    await tablet.go_back()
    copy = {key: before[key] for key in ("n", "map", "done")}
    assert await drawings.seed(world.house, world.sam, drawing_id, copy)
    await tablet.finished()
    assert tablet.view.screen == "choosing"
    shown = wire.on(tablet)
    await world.restarted()
    bootstrap.use_house(world.house)
    await tablet.seed({**copy, "carry": shown["carry"]})
    await pages.settled()
    assert wire.on(tablet)["say"].keep == tablet.say.keep == ""


async def test_a_tap_that_waits_is_its_own_choosings_though_another_page_began_the_next(
    world: World, wire: Wire
) -> None:
    """A second page of the same tablet goes back and begins another choosing of the same picture:
    what waits in the first page says nothing there, and what is tapped there does."""
    first = await a_choosing_tablet(world)
    second = open_page(TabletState, cookie=first.router.headers.cookie, token="page-2")
    shown = wire.on(first)
    copy = {key: shown["snapshot"][key] for key in ("n", "map", "done")}
    await world.restarted()
    bootstrap.use_house(world.house)
    await first.answer("keep", "yes")
    await first.say_here("friend")
    await first.tick()
    assert "lost touch" in first.notice
    await second.load()
    await second.go_back()
    await second.seed(copy)
    await second.finished()
    assert (second.view.screen, second.notice) == ("choosing", "")
    await first.seed(copy)
    await second.load()
    assert second.say == SayView(picture=copy["n"])
    await second.answer("plan", "no")
    assert (second.say.keep, second.say.plan) == ("", "no")


@pytest.mark.parametrize("ask", ["ask_what_if", "ask_here", "ask_dont_keep", "ask_later"])
async def test_a_cut_answers_no_question(world: World, ask: str) -> None:
    """A page that comes back after a cut stands at the question that it stood at, until its drawing
    is at another phase."""
    tablet = await a_choosing_tablet(world)
    await getattr(tablet, ask)()
    asked = tablet.view.screen
    await tablet.load()
    assert tablet.view.screen == asked != "choosing"
    await tablet.go_back()
    await tablet.load()
    assert tablet.view.screen == "drawing"


async def test_what_was_said_stays_in_sight_over_a_cut(world: World) -> None:
    """Kept, and still being read: a cut takes none of it away."""
    tablet = await a_choosing_tablet(world)
    await comes_back(tablet, anew=True)
    await tablet.load()
    await tablet.answer("keep", "yes")
    await tablet.answer("talk", "no")
    await tablet.tick()
    await tablet.keep(seen(tablet))
    await comes_back(tablet)
    await tablet.load()
    assert (tablet.view.ending, tablet.say.keep, tablet.say.talk) == ("kept", "yes", "no")


async def test_what_was_said_on_another_page_of_the_tablet_stays_too(world: World) -> None:
    """It is on this page by a push alone, and Keep is tapped here."""
    tablet = await a_choosing_tablet(world)
    await comes_back(tablet, anew=True)
    await tablet.load()
    other = open_page(
        TabletState, cookie=f"{DEVICE_COOKIE}={tablet._cookie(DEVICE_COOKIE)}", token="other-tab"
    )
    await other.load()
    await other.answer("keep", "yes")
    await other.answer("plan", "no")
    await other.tick()
    assert tablet.say.keep == ""
    await tablet.keep(seen(other))
    await comes_back(tablet)
    await tablet.load()
    assert (tablet.view.ending, tablet.say.keep, tablet.say.plan) == ("kept", "yes", "no")
