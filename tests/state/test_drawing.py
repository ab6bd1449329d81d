"""The worker's Draw together: offering, letting the tablet in, and what is never on this page."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import qrcode
from qrcode.image.svg import SvgPathImage
from reflex.istate.data import PageData

from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Invalid
from peermap_app.domain.purpose import Purpose
from peermap_app.live.identity import SESSION_COOKIE
from peermap_app.live.pages import pages
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.state.drawing import DrawingState, offer_view
from peermap_app.state.drawing_views import DrawingView, OfferView
from peermap_app.state.live import LiveState
from tests.drawing_builders import START, World, add_friend, keep_seen, said_yes, sign_in
from tests.state.open_page import Wire, open_page


async def a_page(
    world: World, name: str = "sam", *, case_id: str = "", token: str = "worker-page"
) -> DrawingState:
    """Draw together, open on a worker's phone."""
    cookie = f"{SESSION_COOKIE}={await sign_in(world, name)}"
    page = open_page(DrawingState, cookie=cookie, token=token, case_id=case_id or world.case_id)
    await page.load()
    return page


async def a_tablet_that_asks(world: World, page: DrawingState) -> Who:
    """A tablet that took the code on the page."""
    code = "".join(page.offer.code)
    device = await drawings.take(world.house, code, "10.0.0.9", "ipad")
    tablet = await drawings.tablet_who(world.house, device, "10.0.0.9")
    assert tablet is not None
    await pages.settled()
    return tablet


async def a_drawing_page(world: World) -> tuple[DrawingState, Who]:
    """The page while the young person draws, and their tablet; JS is on the board."""
    page = await a_page(world)
    tablet = await a_tablet_that_asks(world, page)
    await page.that_is_ours()
    await drawings.start(world.house, tablet)
    await drawings.edit(world.house, tablet, tablet.drawing_id, [add_friend("friend1", "JS")])
    await pages.settled()
    return page, tablet


async def test_opening_the_page_offers_a_code(world: World) -> None:
    """Draw together shows a QR code and a typed code at once."""
    page = await a_page(world)
    assert page.view.screen == "offered"
    assert page.offer.qr.startswith("<svg")
    assert [len(half) for half in page.offer.code] == [3, 3]
    assert page.offer.address.endswith("/join")


async def test_the_code_stays_through_a_reload_and_another_page_makes_a_new_one(
    world: World,
) -> None:
    """A page that comes back keeps its code; a page that never saw it makes it worthless."""
    page = await a_page(world)
    code = "".join(page.offer.code)
    await page.load()
    assert "".join(page.offer.code) == code
    await a_page(world, token="another-page")
    with pytest.raises(Invalid, match="code_wrong"):
        await drawings.take(world.house, code, "10.0.0.9", None)


async def test_a_code_that_ran_out_is_replaced_on_opening(world: World) -> None:
    """After ten minutes the page offers a code that works."""
    page = await a_page(world)
    code = page.offer.code
    world.clock.move(minutes=11)
    await page.load()
    assert page.offer.code != code
    await a_tablet_that_asks(world, page)


def test_the_address_is_the_houses_own() -> None:
    """QR code and typed address come from the house's own address and nothing else."""
    join = "https://maps.example/join/" + "t" * 43
    made = drawings.Offer("d" * 32, "t" * 43, "7KD4QM", START + timedelta(minutes=10), join)
    code = qrcode.QRCode(
        border=1, error_correction=qrcode.ERROR_CORRECT_M, image_factory=SvgPathImage
    )
    code.add_data(join)
    assert offer_view(made, "https://maps.example") == OfferView(
        qr=code.make_image().to_string(encoding="unicode"),
        address="maps.example/join",
        code=("7KD", "4QM"),
        spoken="7 K D 4 Q M",
    )


async def test_a_tablet_that_asks_shows_by_itself_and_is_let_in(world: World, wire: Wire) -> None:
    """The page turns when a tablet took the code; That's our tablet opens its page."""
    page = await a_page(world)
    tablet = await a_tablet_that_asks(world, page)
    shown = wire.on(page)["view"]
    assert (shown.screen, shown.device) == ("asked", "iPad")
    await page.that_is_ours()
    assert page.view.screen == "ready"
    assert (await drawings.tablet_view(world.house, tablet)).phase is Phase.READY


async def test_not_ours_turns_it_away_and_shows_a_new_code(world: World) -> None:
    """A tablet that is not ours is unbound, and another code stands there."""
    page = await a_page(world)
    code = page.offer.code
    tablet = await a_tablet_that_asks(world, page)
    await page.not_ours()
    assert page.view.screen == "offered"
    assert page.offer.code != code
    assert not await drawings.tablet_still(world.house, tablet)


async def test_the_board_is_pushed_while_they_draw_and_lies_in_no_state(
    world: World, wire: Wire
) -> None:
    """Both devices draw; the worker's page sees it by pushes, and no var on the server holds it."""
    page, _ = await a_drawing_page(world)
    assert wire.on(page)["incoming"]["n"] == 1
    await page.edits([add_friend("friend2", "AK")])
    assert len(wire.on(page)["answered"]["done"]) == 1
    await page.load()
    assert len(wire.on(page)["snapshot"]["map"]["people"]) == 2
    held = json.dumps(page.dict(), default=str)
    assert '"JS"' not in held
    assert page.snapshot == page.incoming == page.answered == {}


async def test_what_waited_for_a_restarted_server_finds_the_page_again(
    world: World, wire: Wire
) -> None:
    """Edits and taps that come before the page was read again take neither the board away nor
    what was typed; an edit stays unanswered, for the board to send again after its snapshot."""
    page, tablet = await a_drawing_page(world)
    again = open_page(
        DrawingState, cookie=page.router.headers.cookie, token="again", case_id=world.case_id
    )
    await again.edits([add_friend("friend2", "AK")])
    assert not again.missing
    assert "answered" not in wire.on(again)
    await drawings.finish(world.house, tablet)
    await again.note({"present_worker_only": True})
    assert not again.missing
    assert again.view.drawing_id == page.view.drawing_id


async def test_while_they_choose_this_page_holds_nothing_of_it(world: World, wire: Wire) -> None:
    """Only that they are choosing: no board, no answer and no edit reaches the worker's page."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await pages.settled()
    shown = wire.on(page)
    assert shown["view"].screen == "choosing"
    assert shown["snapshot"] == shown["incoming"] == shown["answered"] == {}
    before = len(wire.sent)
    await said_yes(world, tablet, plan="no")
    await page.load()
    await page.ask(0)
    await page.edits([add_friend("friend2", "AK")])
    await pages.settled()
    said = json.dumps([change for _, change in wire.sent[before:]], default=str)
    assert "JS" not in said
    assert not any(word in said for word in ("'yes'", '"yes"', '"no"', "tick"))


async def test_an_edit_hint_that_comes_late_does_not_deafen_the_page(
    world: World, wire: Wire
) -> None:
    """A hint of an edit that is read after they finished shows choosing, and the page hears on."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await world.house.hints.publish(f"drawing:{tablet.drawing_id}", {"kind": "edits", "n": 9})
    await pages.settled()
    assert wire.on(page)["view"].screen == "choosing"
    await drawings.go_back(world.house, tablet)
    await pages.settled()
    assert wire.on(page)["view"].screen == "drawing"
    assert wire.on(page)["snapshot"]["n"] == 1


async def test_who_was_there_is_noted_with_both_questions_answered(
    world: World, wire: Wire
) -> None:
    """A note without the second answer is refused beside it; with both it is noted."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await pages.settled()
    ticked = {"present_friend": "on", "turn": wire.on(page)["view"].turn}
    await page.note(ticked)
    assert "understanding" in page.problems
    assert not page.view.noted
    await page.note({**ticked, "understanding_own_words": "on", "extra": "x"})
    assert page.problems == {}
    assert (page.view.noted, page.view.present) == (True, ("friend",))


async def test_a_form_of_the_choosing_before_notes_nothing(world: World, wire: Wire) -> None:
    """They went back and choose again while the worker ticked: the page says so, and the form that
    it shows is the new one."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await pages.settled()
    before = wire.on(page)["view"].turn
    ticked = {"present_friend": "on", "understanding_own_words": "on"}
    await drawings.go_back(world.house, tablet)
    await drawings.finish(world.house, tablet)
    await pages.settled()
    for old in (before, "", None):
        await page.note({**ticked, "turn": old})
        assert page.notice != ""
    await page.note(ticked)
    assert page.notice != ""
    assert wire.on(page)["view"].turn not in (before, "")
    assert not wire.on(page)["view"].noted


async def test_what_was_put_by_is_carried_on_from_here(world: World) -> None:
    """Finish later leaves Carry on; carrying on shows the board again."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await drawings.later(world.house, tablet)
    await page.load()
    assert page.view.screen == "later"
    await page.carry_on()
    assert page.view.screen == "drawing"


async def test_ending_says_first_what_goes_and_then_ends(world: World, wire: Wire) -> None:
    """End this drawing asks; End it leaves nothing, and a new drawing can be offered."""
    page, _ = await a_drawing_page(world)
    await page.ask_end(True)
    assert page.asks_end
    await page.end()
    assert (page.view.screen, page.view.ending) == ("over", "ended_by_worker")
    assert wire.on(page)["snapshot"] == {}
    await page.load()
    assert page.view.screen == "over"
    await page.again()
    assert page.view.screen == "offered"


async def test_kept_leads_on_and_leaving_begins_afresh(world: World, wire: Wire) -> None:
    """After keeping, this page says so by itself; once it was left, the next visit offers anew."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    await pages.settled()
    assert (wire.on(page)["view"].screen, wire.on(page)["view"].ending) == ("over", "kept")
    await page.left()
    assert page.view == DrawingView()
    await page.load()
    assert page.view.screen == "offered"


async def test_a_visit_from_another_page_begins_afresh_though_leaving_went_unheard(
    world: World,
) -> None:
    """A reconnect still says that the map is kept; who comes back from the case is offered anew."""
    page, tablet = await a_drawing_page(world)
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    live, here = await page.get_state(LiveState), f"/cases/{world.case_id}/draw"
    page.rx_router_page = PageData(params={"case_id": world.case_id}, raw_path=here)
    live._opened = here
    await page.load()
    assert (page.view.screen, page.view.ending) == ("over", "kept")
    live._opened = f"/cases/{world.case_id}"
    await page.load()
    assert (page.view.screen, page.view.ending) == ("offered", "")


async def test_another_tablet_goes_on_where_the_first_was(world: World) -> None:
    """A new code unbinds the flat tablet; the board is still there for the next one."""
    page, tablet = await a_drawing_page(world)
    await page.new_code()
    assert page.view.screen == "offered"
    assert not await drawings.tablet_still(world.house, tablet)
    other = await a_tablet_that_asks(world, page)
    await page.that_is_ours()
    assert page.view.screen == "drawing"
    snapshot = await drawings.snapshot(
        world.house, other, other.drawing_id, purpose=Purpose.PLAN_TOGETHER
    )
    assert snapshot.number == 1


@pytest.mark.parametrize("name", ["priya", "kim"])
async def test_a_worker_without_the_case_sees_the_missing_page(world: World, name: str) -> None:
    """Somebody else's case, and a drawing on it, look like nothing there, whatever is called."""
    page, _ = await a_drawing_page(world)
    stranger = await a_page(world, name, case_id=world.case_id, token="stranger")
    assert stranger.missing
    assert stranger.view == DrawingView()
    for call, given in (
        ("edits", ([add_friend("friend2", "AK")],)),
        ("ask", (0,)),
        ("end", ()),
        ("that_is_ours", ()),
        ("new_code", ()),
        ("carry_on", ()),
        ("note", ({"present_friend": "on", "understanding_pictures": "on"},)),
        ("seed", ({"n": 1, "map": {}},)),
    ):
        stranger.view = DrawingView(
            case_id=world.case_id, drawing_id=page.view.drawing_id, screen="drawing"
        )
        await getattr(stranger, call)(*given)
        assert stranger.missing, call
        assert stranger.view == DrawingView(), call
    await page.load()
    assert page.view.screen == "drawing"


async def test_without_a_session_there_is_only_the_door(world: World) -> None:
    """A page whose cookie is nobody's is sent to sign in."""
    for name in ("load", "left", "again", "new_code", "end", "carry_on"):
        page = open_page(DrawingState, cookie="", case_id=world.case_id)
        assert "/sign-in" in str(await getattr(page, name)())
