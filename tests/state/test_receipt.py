"""The offer of a card on the tablet: one step at a time, once, and nothing of it afterwards."""

from __future__ import annotations

from peermap_app.live.identity import DEVICE_COOKIE
from peermap_app.services import my_map
from peermap_app.state.receipt import CardView, ReceiptState
from tests.drawing_builders import World
from tests.state.open_page import Wire, comes_back, open_page, seen
from tests.state.test_tablet import ADDRESS, a_choosing_tablet, a_drawing_tablet

PIN = {"pin": "4711", "again": "4711"}


async def a_kept_tablet(world: World) -> ReceiptState:
    """The same page's state of the card, after the young person kept a map."""
    tablet = await a_choosing_tablet(world)
    for statement in ("keep", "plan", "talk"):
        await tablet.answer(statement, "yes")
    await tablet.tick()
    await tablet.keep(seen(tablet))
    assert tablet.view.ending == "kept"
    return the_card(tablet._cookie(DEVICE_COOKIE))


def the_card(token: str | None) -> ReceiptState:
    return open_page(ReceiptState, cookie=f"{DEVICE_COOKIE}={token}", token="tablet-page")


async def test_yes_a_pin_and_the_card(world: World, wire: Wire) -> None:
    """The card opens My map; put away it is gone, and the offer is not made again."""
    page = await a_kept_tablet(world)
    await page.load()
    assert page.step == ""
    await page.take()
    assert page.step == "pin"
    await page.choose(PIN)
    assert page.step == "card"
    assert page.card.qr.lstrip().startswith("<svg")
    assert page.card.address == "localhost:3000/my-map"
    words = " ".join(page.card.words)
    opened = await my_map.open_card(world.house, ADDRESS, "4711", words=words)
    assert await my_map.here(world.house, opened.token, ADDRESS, present=False) is not None
    await page.done()
    assert (page.step, page.card) == ("over", CardView())
    again = the_card(page._cookie(DEVICE_COOKIE))
    await again.load()
    assert (again.step, again.card) == ("over", CardView())
    await again.take()
    assert again.step == "over"


async def test_not_now(world: World, wire: Wire) -> None:
    """Not now is an answer: whoever holds the tablet next is not asked, and gets no card."""
    page = await a_kept_tablet(world)
    await page.not_now()
    assert page.step == "over"
    await page.choose(PIN)
    assert page.card == CardView()
    assert page.notice == "Your card is made, or you said not now."


async def test_a_pin_that_cannot_be_is_chosen_again(world: World, wire: Wire) -> None:
    """The keypad begins anew with one sentence; what was typed lies in no var."""
    page = await a_kept_tablet(world)
    await page.take()
    earlier = len(wire.sent)  # the turn of a choosing is by chance of any digits
    for sent in ({"pin": "1234", "again": "1234"}, {"pin": "4711", "again": "4712"}, {}, None, [7]):
        before = page.serial
        await page.choose(sent)
        assert (page.step, page.serial) == ("pin", before + 1)
        assert page.notice
    assert "4711" not in repr(page.dict())
    assert "471" not in "".join(str(change) for _, change in wire.sent[earlier:])


async def test_no_card_while_the_drawing_goes_on(world: World, wire: Wire) -> None:
    """A tablet that has kept nothing gets none, whatever it calls."""
    tablet = await a_drawing_tablet(world)
    page = the_card(tablet._cookie(DEVICE_COOKIE))
    await page.load()
    await page.choose(PIN)
    assert (page.step, page.card) == ("", CardView())
    await page.not_now()
    assert page.missing


async def test_nobody_and_another_tablet(world: World, wire: Wire) -> None:
    """Without the tablet's cookie each call leads to the door."""
    await a_kept_tablet(world)
    stranger = the_card("A" * 43)
    for call in (stranger.load, stranger.take, stranger.not_now, stranger.done):
        assert await call() is not None
    assert await stranger.choose(PIN) is not None
    assert stranger.card == CardView()


async def test_a_cut_takes_neither_the_keypad_nor_the_card(world: World, wire: Wire) -> None:
    """A PIN that is half typed, and a card that is still copied down, stay as they were."""
    page = await a_kept_tablet(world)
    await comes_back(page, anew=True)
    await page.load()
    await page.take()
    await comes_back(page)
    await page.load()
    assert page.step == "pin"
    await page.choose(PIN)
    card = page.card
    await comes_back(page)
    await page.load()
    assert (page.step, page.card) == ("card", card)
    assert card.words


async def test_a_page_that_is_opened_anew_shows_no_card(world: World, wire: Wire) -> None:
    """The card is shown once: whoever reloads the tablet is not even sent it."""
    page = await a_kept_tablet(world)
    await comes_back(page, anew=True)
    await page.take()
    await comes_back(page, anew=True)
    await page.load()
    assert page.step == ""
    await page.choose(PIN)
    await comes_back(page, anew=True)
    assert (page.step, page.card) == ("", CardView())
    await page.load()
    assert (page.step, page.card) == ("over", CardView())
