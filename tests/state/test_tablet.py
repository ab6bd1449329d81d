"""The tablet's page: each screen from the drawing's phase, each tap one rule of rule 3 or 4."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from peermap_app.domain.drawing import Phase
from peermap_app.live.identity import DEVICE_COOKIE, SESSION_COOKIE
from peermap_app.live.pages import pages
from peermap_app.services import drawings
from peermap_app.state.drawing_views import SayView, TabletView
from peermap_app.state.tablet import TabletState
from peermap_app.ui.components.illustrations import HERO
from tests.drawing_builders import World, add_friend, sign_in
from tests.state.open_page import Wire, comes_back, open_page, seen

ADDRESS = "127.0.0.1"
SQUIGGLE = {"kind": "squiggle", "strokes": [[10, 20, 30, 40], [50, 60]]}


async def a_joined_tablet(world: World) -> tuple[TabletState, str]:
    """The page of a tablet that took Sam's offer; Sam has not let it in yet."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    token = await drawings.take(world.house, made.code, ADDRESS, "ipad")
    tablet = open_page(TabletState, cookie=f"{DEVICE_COOKIE}={token}", token="tablet-page")
    await tablet.load()
    return tablet, made.drawing_id


async def a_drawing_tablet(world: World) -> TabletState:
    """The page of a tablet on which drawing began and JS was drawn."""
    tablet, drawing_id = await a_joined_tablet(world)
    await drawings.confirm(world.house, world.sam, drawing_id)
    await tablet.start()
    await tablet.edits([add_friend("friend1", "JS")])
    return tablet


async def a_choosing_tablet(world: World) -> TabletState:
    """The page of a tablet on which the young person chooses."""
    tablet = await a_drawing_tablet(world)
    await tablet.finished()
    return tablet


async def phase_of(world: World, tablet: TabletState) -> Phase:
    who = await drawings.tablet_who(world.house, tablet._cookie(DEVICE_COOKIE), ADDRESS)
    assert who is not None
    return (await drawings.tablet_view(world.house, who)).phase


async def test_nothing_shows_before_the_worker_says_yes(world: World, wire: Wire) -> None:
    """A tablet that took the code waits; when it is let in, the page turns by itself."""
    tablet, drawing_id = await a_joined_tablet(world)
    assert tablet.view.screen == "waiting"
    assert wire.on(tablet)["snapshot"] == {}
    await drawings.confirm(world.house, world.sam, drawing_id)
    await pages.settled()
    assert wire.on(tablet)["view"] == TabletView(
        screen="ready", worker="Sam", mark=tablet.view.mark
    )


async def test_a_tablet_that_is_turned_away_is_led_to_the_door(world: World, wire: Wire) -> None:
    """Not ours: the open page goes to /join and hears no more."""
    _, drawing_id = await a_joined_tablet(world)
    await drawings.turn_away(world.house, world.sam, drawing_id)
    await pages.settled()
    assert wire.led == [("tablet-page", "/join")]


async def test_without_the_device_cookie_there_is_only_the_door(world: World) -> None:
    """A page without the cookie is reset and sent to /join, whatever it asks."""
    for name, *more in (("load",), ("start",), ("keep", {}), ("go_back",)):
        page = open_page(TabletState, cookie="peermap_device=somebody-elses-device-token")
        answer = await getattr(page, name)(*more)
        assert "/join" in str(answer)
        assert page.view == TabletView()


async def test_the_picture_lies_in_no_state_on_the_server(world: World, wire: Wire) -> None:
    """What is drawn reaches the page by pushes; the state's own vars hold nothing of it."""
    tablet = await a_choosing_tablet(world)
    await tablet.make_mark(SQUIGGLE)
    await tablet.load()
    held = json.dumps(tablet.dict(), default=str)
    assert "JS" not in held
    assert tablet.snapshot == tablet.incoming == tablet.carry == {}
    assert tablet.mark_strokes == []
    assert wire.on(tablet)["snapshot"]["map"]["people"][0]["initials"] == "JS"
    assert wire.on(tablet)["mark_strokes"] == SQUIGGLE["strokes"]


async def test_an_edit_is_answered_and_reaches_the_page_by_its_number(
    world: World, wire: Wire
) -> None:
    """The page that drew hears that its edit was taken, and every page hears its number."""
    tablet = await a_drawing_tablet(world)
    await pages.settled()
    shown = wire.on(tablet)
    assert shown["incoming"]["n"] == 1
    assert shown["answered"]["done"] == [shown["incoming"]["edits"][0]["edit"]["id"]]


async def test_a_gap_is_filled(world: World, wire: Wire) -> None:
    """A page that lacks edits gets those; one that knows a number that never was, the whole."""
    tablet = await a_drawing_tablet(world)
    await tablet.ask(0)
    assert [each["n"] for each in wire.on(tablet)["incoming"]["edits"]] == [1]
    await tablet.ask(99)
    assert wire.on(tablet)["snapshot"]["n"] == 1


async def test_nothing_is_preselected(world: World) -> None:
    """Your map, your say begins with no answer and no mark, and names the version."""
    tablet = await a_choosing_tablet(world)
    assert tablet.view.screen == "choosing"
    assert tablet.say == SayView(picture=1)


async def test_no_to_keeping_closes_the_other_two(world: World) -> None:
    """After No, the others cannot be answered, and what was said to them no longer shows."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("plan", "yes")
    await tablet.answer("keep", "no")
    assert (tablet.say.keep, tablet.say.plan, tablet.say.closed) == ("no", "", True)
    await tablet.answer("talk", "yes")
    assert tablet.say.talk == ""
    assert tablet.notice != ""


async def test_keeping_with_no_says_what_to_tap(world: World) -> None:
    """Keep after No to keeping keeps nothing and says so beside the button."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "no")
    await tablet.tick()
    await tablet.keep(seen(tablet))
    assert "keep" in tablet.problems
    assert await phase_of(world, tablet) is Phase.CHOOSING


async def test_not_sure_offers_finish_later(world: World) -> None:
    """Keep with Not sure, or with nothing answered, keeps nothing and offers Finish later."""
    tablet = await a_choosing_tablet(world)
    await tablet.keep(seen(tablet))
    assert tablet.view.screen == "not_sure"
    assert await phase_of(world, tablet) is Phase.CHOOSING
    await tablet.choose_again()
    assert tablet.view.screen == "choosing"


async def test_a_mark_is_needed_and_a_tick_will_do(world: World, wire: Wire) -> None:
    """Without a mark nothing is kept and it is said beside the mark; a tick is as good."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.keep(seen(tablet))
    assert "mark" in tablet.problems
    await tablet.make_mark(SQUIGGLE)
    assert tablet.say.mark == "squiggle"
    await tablet.make_mark({"kind": "none"})
    assert tablet.say.mark == ""
    await tablet.tick()
    assert tablet.say.mark == "tick"
    assert wire.on(tablet)["mark_strokes"] == []
    await tablet.tick()
    assert tablet.say.mark == ""


async def test_kept_says_what_was_said_once_and_a_reload_shows_nothing(
    world: World, wire: Wire
) -> None:
    """Right after keeping the answers stand there; after a reload nothing but that it is over."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.answer("plan", "no")
    await tablet.tick()
    await tablet.keep(seen(tablet))
    await pages.settled()
    assert (tablet.view.screen, tablet.view.ending) == ("over", "kept")
    assert (tablet.say.keep, tablet.say.plan) == ("yes", "no")
    shown = wire.on(tablet)
    gone = [shown[name] for name in ("snapshot", "incoming", "answered", "carry", "mark_strokes")]
    assert not any(gone)
    await comes_back(tablet, anew=True)
    assert tablet.say == SayView()
    await tablet.load()
    assert tablet.view.screen == "over"
    assert tablet.say == SayView()


async def test_dont_keep_asks_once_and_leaves_nothing(world: World, wire: Wire) -> None:
    """Don't keep anything asks first; then the page holds nothing and the room is gone."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.ask_dont_keep()
    assert tablet.view.screen == "dont_keep"
    assert await phase_of(world, tablet) is Phase.CHOOSING
    await tablet.dont_keep()
    assert (tablet.view.screen, tablet.view.ending) == ("over", "not_kept")
    assert tablet.say == SayView()
    assert not wire.on(tablet)["snapshot"]


async def test_finish_later_asks_the_young_persons_own_yes(world: World) -> None:
    """Finish later changes nothing until they say Yes; then it waits, and they may carry on."""
    tablet = await a_choosing_tablet(world)
    await tablet.ask_later()
    assert tablet.view.screen == "finish_later"
    assert await phase_of(world, tablet) is Phase.CHOOSING
    await tablet.later()
    assert tablet.view.screen == "later"
    await tablet.carry_on()
    assert tablet.view.screen == "drawing"


async def test_going_back_thaws_and_forgets_what_was_said(world: World, wire: Wire) -> None:
    """Go back and change it: edits are taken again, and the next asking begins with nothing."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.go_back()
    assert tablet.view.screen == "drawing"
    await tablet.edits([add_friend("friend2", "AK")])
    assert len(wire.on(tablet)["answered"]["done"]) == 1
    await tablet.finished()
    assert tablet.say == SayView(picture=2, anew=True)


async def test_that_it_must_be_said_anew_is_told_where_something_was_said(world: World) -> None:
    """Once, with every tap after it, and for good; never where nothing had been said."""
    tablet = await a_choosing_tablet(world)
    await tablet.go_back()
    await tablet.finished()
    assert not tablet.say.anew
    await tablet.make_mark(SQUIGGLE)
    assert not tablet.say.anew
    for _ in range(2):
        await tablet.go_back()
        await tablet.finished()
        await tablet.load()
        assert tablet.say.anew
    await tablet.answer("keep", "yes")
    assert (tablet.say.keep, tablet.say.anew) == ("yes", True)


async def test_the_board_stands_still_while_choosing(world: World) -> None:
    """An edit that comes while they choose is refused in one sentence."""
    tablet = await a_choosing_tablet(world)
    await tablet.edits([add_friend("friend2", "AK")])
    assert tablet.notice == "The map stays still while you choose."


async def test_who_is_here_is_asked_and_blocks_nothing(world: World) -> None:
    """Two are here and it is not OK: the page shows it, and the young person still chooses."""
    tablet = await a_choosing_tablet(world)
    await tablet.ask_here()
    assert tablet.view.screen == "here"
    await tablet.say_fine("yes")
    assert tablet.notice != ""
    for who in ("worker_only", "friend", "parent_or_carer"):
        await tablet.say_here(who)
    await tablet.say_fine("no")
    assert (tablet.say.here, tablet.say.others, tablet.say.fine) == (
        ("parent_or_carer", "friend"),
        True,
        "no",
    )
    assert tablet.view.screen == "here"
    await tablet.choose_again()
    await tablet.answer("keep", "yes")
    await tablet.tick()
    await tablet.keep(seen(tablet))
    assert tablet.view.ending == "kept"


async def test_what_a_yes_leads_to_can_be_looked_at_and_left(world: World) -> None:
    """The pictures are a screen of their own: only the way there and back reaches the server."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    said = tablet.say
    await tablet.ask_what_if()
    assert tablet.view.screen == "what_if"
    await tablet.choose_again()
    assert (tablet.view.screen, tablet.say) == ("choosing", said)


@pytest.mark.parametrize("way", ["ask_here", "ask_what_if"])
async def test_the_asides_belong_to_the_choosing(world: World, way: str) -> None:
    """While drawing there is nothing to choose, and no way to these screens."""
    tablet = await a_drawing_tablet(world)
    await getattr(tablet, way)()
    assert tablet.view.screen == "drawing"


async def test_not_today_ends_it(world: World) -> None:
    """Not today, from the page before drawing, ends it with nothing drawn."""
    tablet, drawing_id = await a_joined_tablet(world)
    await drawings.confirm(world.house, world.sam, drawing_id)
    await tablet.not_today()
    assert (tablet.view.screen, tablet.view.ending) == ("over", "not_today")


async def test_the_worker_ends_it_on_the_tablet_at_once(world: World, wire: Wire) -> None:
    """End this drawing clears the tablet's page without a tap on it."""
    tablet, drawing_id = await a_joined_tablet(world)
    await drawings.confirm(world.house, world.sam, drawing_id)
    await tablet.start()
    await drawings.end(world.house, world.sam, drawing_id)
    await pages.settled()
    shown = wire.on(tablet)
    assert asdict(shown["view"]) == {
        "screen": "over",
        "worker": "Sam",
        "ending": "ended_by_worker",
        "handed": False,
        "starts_from": "",
        "mark": shown["view"].mark,
        "language": "en",
    }
    assert shown["snapshot"] == {}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("answer", ("keep", "maybe")),
        ("answer", ("everything", "yes")),
        ("answer", (None, ["yes"])),
        ("say_here", ("everybody",)),
        ("say_here", ({"here": 1},)),
        ("say_fine", ("yes",)),
        ("make_mark", ({"kind": "squiggle", "strokes": []},)),
        ("make_mark", ({"kind": "squiggle", "strokes": [[1, 2, 3]]},)),
        ("make_mark", ("x" * 5000,)),
        ("edits", ("not edits",)),
        ("edits", ([{"id": "x"}] * 500,)),
        ("ask", ("one",)),
        ("start", ()),
        ("not_today", ()),
        ("carry_on", ()),
    ],
)
async def test_what_is_odd_changes_nothing(
    world: World, name: str, given: tuple[object, ...]
) -> None:
    """Malformed, unknown and mistimed calls end as one sentence; the answers stay."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    said = tablet.say
    await getattr(tablet, name)(*given)
    assert tablet.notice != ""
    assert tablet.notice != "Something went wrong. Nothing was lost. Try again."
    await tablet.load()
    assert (tablet.view.screen, tablet.say) == ("choosing", said)


@pytest.mark.parametrize("copy", [{"n": -1, "map": {}}, []])
async def test_a_copy_that_nobody_waits_for_is_not_even_read(world: World, copy: object) -> None:
    """A room that was not lost takes none, whatever it is; nothing is said of it."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    said = tablet.say
    await tablet.seed(copy)  # type: ignore[arg-type]
    assert tablet.notice == ""
    await tablet.load()
    assert (tablet.view.screen, tablet.say) == ("choosing", said)


def test_the_doors_show_the_same_picture() -> None:
    """The picture in the plain pages' template is the one on the tablet's first page."""
    template = Path("peermap_app/api/templates/_art.html").read_text()
    drawn = template.partition("-#}")[2]
    assert "".join(drawn.split()) == "".join(HERO.split())


async def test_nothing_is_answered_in_a_browser_with_a_workers_session(world: World) -> None:
    """Rule 4: with both cookies in one browser the page of the drawing is nobody's there."""
    tablet = await a_choosing_tablet(world)
    session = f"{SESSION_COOKIE}={await sign_in(world)}"
    both = open_page(TabletState, cookie=f"{tablet.router.headers.cookie}; {session}", token="both")
    await both.answer("keep", "yes")
    await both.tick()
    await both.keep(seen(both))
    assert both.say == SayView()
    assert await phase_of(world, tablet) is Phase.CHOOSING
    await tablet.load()
    assert tablet.say == SayView(picture=1)
