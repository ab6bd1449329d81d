"""Your map, your say (rules 3 and 4): each way out in real browsers, and what it leaves behind."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from peermap_app.words import young as catalogue
from tests.browser.hand import Hand
from tests.browser.people import (
    SAM,
    answer,
    in_sight,
    offer,
    open_case,
    sign_in,
    squiggle,
    start_drawing,
)
from tests.browser.weight import weigh_the_same
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

DRAWN = "QÞX"
"""Initials that stand nowhere else, so that they can be searched for."""
KEEP, NOTHING = "Keep what I said yes to", "Don’t keep anything"


async def drawing(server: PeerMapServer, new_person: NewPerson) -> tuple[Page, Page, Hand]:
    """Sam's phone and the tablet, with one friend drawn."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    return await draw_again(sam, tablet, server)


async def draw_again(sam: Page, tablet: Page, server: PeerMapServer) -> tuple[Page, Page, Hand]:
    """From the open case: a new drawing with one friend."""
    young = await start_drawing(sam, tablet, server.url, await offer(sam))
    await young.add_friend(DRAWN)
    await young.put_down()
    return sam, tablet, young


async def choose(tablet: Page) -> None:
    """I'm finished, and the screen that follows."""
    await press(tablet, "I’m finished")
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()


async def press(page: Page, words: str) -> None:
    """Tap the button that says so."""
    await page.get_by_role("button", name=words, exact=True).tap()


async def title(page: Page, words: str) -> None:
    """The screen's own heading."""
    await expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


async def weigh(page: Page, *names: str) -> None:
    """These buttons weigh the same."""
    await weigh_the_same(page, *(page.get_by_role("button", name=n, exact=True) for n in names))


COVERED = """() => [0.02, 0.5, 0.98].every((x) => [0.02, 0.5, 0.98].every((y) =>
  document.elementFromPoint(x * innerWidth, y * innerHeight).closest(".pm-cover")))"""


async def bigger_and_back(tablet: Page) -> None:
    """What a Yes is said to fills the screen, and goes back by its button and by Escape."""
    still = tablet.locator(".pm-still")
    small, screen = await still.bounding_box(), tablet.viewport_size
    assert small is not None
    assert screen is not None
    for back in ("Back", "Escape"):
        await press(tablet, "Bigger")
        shown = still.get_by_role("button", name="Back", exact=True)
        await expect(shown).to_be_visible()
        box = await still.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (screen["width"], screen["height"])
        person = await still.locator(".pm-person").first.bounding_box()
        assert person is not None
        assert person["height"] >= 44
        if back == "Escape":
            await tablet.keyboard.press("Escape")
        else:
            await press(tablet, back)
        await expect(still.get_by_role("button", name="Bigger")).to_be_focused()
        assert await still.bounding_box() == small


async def hide_and_show(tablet: Page, words: str) -> None:
    """One tap shows a calm picture over the whole screen, one tap brings this screen back."""
    hide, cover = tablet.get_by_role("button", name="Hide", exact=True), tablet.locator(".pm-cover")
    await hide.tap()
    await expect(cover).to_be_visible()
    assert await tablet.evaluate(COVERED)
    await press(tablet, "Show again")
    await expect(cover).to_have_count(0)
    await title(tablet, words)
    await expect(hide).to_be_focused()


async def nothing_left(tablet: Page, words: str) -> None:
    """Reloading and going back on the tablet show how it ended, and nothing that was drawn."""
    await tablet.reload()
    await title(tablet, words)
    assert DRAWN not in await tablet.content()
    await tablet.go_back()
    await expect(tablet.locator("h1").first).to_be_visible()
    await expect(tablet.locator(".pm-person")).to_have_count(0)
    assert DRAWN not in await tablet.content()


async def test_no_to_keeping_closes_the_rest_and_keeps_nothing(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Nothing is preselected and all weigh the same; No to the first shuts the other two, says why,

    and keeps nothing.
    """
    sam, tablet, young = await drawing(server, new_person)
    await choose(tablet)
    assert await tablet.locator("input[type=radio]:checked").count() == 0
    await expect(tablet.get_by_text("No answer counts as Not sure.")).to_be_visible()
    for statement in ("keep", "plan", "talk"):
        answers = await tablet.locator(f'label:has([name="answer-{statement}"])').all()
        assert len(answers) == 3
        await weigh_the_same(tablet, *answers)
    await weigh(tablet, KEEP, NOTHING)
    await answer(tablet, "plan", "yes")
    await answer(tablet, "keep", "no")
    await expect(tablet.locator('input[name="answer-plan"]:disabled')).to_have_count(3)
    await expect(tablet.locator('input[name="answer-talk"]:disabled')).to_have_count(3)
    why = tablet.get_by_text("You said no to keeping it. So we do not ask this.")
    await expect(why).to_have_count(2)
    await expect(tablet.locator('input[name="answer-plan"]:checked')).to_have_count(0)
    await squiggle(young)
    await press(tablet, KEEP)
    await expect(tablet.locator(".pd-fault")).to_have_count(1)
    await press(tablet, NOTHING)
    await weigh(tablet, "Yes, keep nothing", "No, go back")
    await press(tablet, "Yes, keep nothing")
    await title(tablet, "Nothing was kept")
    await only_declined(sam, server)
    await nothing_left(tablet, "Nothing was kept")


async def only_declined(sam: Page, server: PeerMapServer) -> None:
    """The case shows only that a map was offered and declined."""
    await expect(in_sight(sam, "The case shows only that it was offered")).to_be_visible()
    await open_case(sam, server.url, "HX-1187")
    declined = re.compile("^Keeping a drawing was offered and declined")
    await expect(sam.get_by_text(declined)).to_be_visible()
    await expect(sam.locator(".pm-picture img")).to_have_count(0)
    assert DRAWN not in await sam.content()


async def test_dont_keep_anything_says_what_stays_in_a_memory(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """It asks once, says that the worker has seen it and may remember, and leaves no trace."""
    sam, tablet, _young = await drawing(server, new_person)
    await choose(tablet)
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await press(tablet, NOTHING)
    await expect(tablet.get_by_text("Sam has seen it and may remember.")).to_be_visible()
    await press(tablet, "Yes, keep nothing")
    await title(tablet, "Nothing was kept")
    await expect(tablet.get_by_text("Sam has seen it and may remember.")).to_be_visible()
    await only_declined(sam, server)
    await nothing_left(tablet, "Nothing was kept")


async def test_not_sure_offers_finish_later_on_their_own_yes(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Unanswered is Not sure; the map waits on their own Yes only; carrying on brings it back."""
    sam, tablet, _young = await drawing(server, new_person)
    await choose(tablet)
    await press(tablet, KEEP)
    await title(tablet, "Not sure is fine")
    await weigh(tablet, "Choose again", "Finish later", NOTHING)
    await press(tablet, "Choose again")
    await answer(tablet, "keep", "not_sure")
    await expect(tablet.get_by_text("You can finish later. Or choose again.")).to_be_visible()
    await press(tablet, "Finish later")
    await title(tablet, "Finish later?")
    await weigh(tablet, "Yes, finish later", "No, go back")
    await press(tablet, "No, go back")
    await title(tablet, "Your map, your say")
    await press(tablet, "Finish later")
    await press(tablet, "Yes, finish later")
    await title(tablet, "Your map waits")
    await expect(sam.get_by_role("button", name="Carry on now")).to_be_visible()
    await expect(sam.locator(".pm-person")).to_have_count(0)
    await press(tablet, "Carry on drawing")
    await expect(
        tablet.locator(".pm-board .pm-person").filter(has_text=DRAWN).first
    ).to_be_visible()
    await press(tablet, "I’m finished")
    assert await tablet.locator("input[type=radio]:checked").count() == 0
    await press(tablet, NOTHING)
    await press(tablet, "Yes, keep nothing")
    await title(tablet, "Nothing was kept")


async def test_going_back_thaws_and_keeping_needs_a_mark(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Going back drops the answers; without a mark one sentence refuses; a tick is a mark.

    Yes to the first only: on the case, with no form for a plan and linking not open.
    """
    sam, tablet, young = await drawing(server, new_person)
    anew = tablet.get_by_text(catalogue.CONSENT["anew"])
    await choose(tablet)
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await expect(anew).to_have_count(0)
    await squiggle(young)
    await press(tablet, "Go back and change it")
    await young.person(DRAWN).wait_for()
    await sam.locator(".pm-board .pm-person").first.wait_for()
    await choose(tablet)
    await expect(anew).to_be_visible()
    await answer(tablet, "keep", "no")
    await expect(anew).to_be_hidden()  # all was said again: now it would be false
    await answer(tablet, "keep", "yes")
    await expect(anew).to_be_visible()
    for statement in ("plan", "talk"):
        await answer(tablet, statement, "yes")
    await expect(anew).to_be_hidden()
    await press(tablet, "Go back and change it")
    await young.person(DRAWN).wait_for()
    await choose(tablet)
    await expect(anew).to_be_visible()
    assert await tablet.locator("input[type=radio]:checked").count() == 0
    await expect(tablet.get_by_text("Your mark is there.")).to_have_count(0)
    await answer(tablet, "keep", "yes")
    await answer(tablet, "plan", "not_sure")
    await press(tablet, KEEP)
    await expect(tablet.locator(".pd-fault")).to_have_count(1)
    await press(tablet, "Use a tick instead")
    await expect(tablet.get_by_text("Your tick is there.")).to_be_visible()
    await press(tablet, KEEP)
    await title(tablet, "Your map is in your file")
    await expect(
        tablet.get_by_text("Plan with it: Not sure. So nobody plans with it.")
    ).to_be_visible()
    await expect(tablet.get_by_text(re.compile("^Workers can talk: Not sure."))).to_be_visible()
    await weigh(tablet, "Yes, make a card", "Not now")
    await kept_without_plan_or_link(sam, server)
    await nothing_left(tablet, "Your map is in your file")


async def kept_without_plan_or_link(sam: Page, server: PeerMapServer) -> None:
    """The map is on the case; no plan starts from it and no link rests on it."""
    await open_case(sam, server.url, "HX-1187")
    await expect(sam.locator(".pm-picture img")).to_be_visible()
    await expect(sam.get_by_text("It starts no plan and no step.")).to_be_visible()
    await expect(sam.locator('[name="kind"]:visible')).to_have_count(0)
    await expect(
        sam.get_by_text(re.compile("^Linking is not open: the newest answer"))
    ).to_be_visible()
    await expect(sam.get_by_role("link", name="Ask to link")).to_have_count(0)


async def test_the_workers_page_holds_nothing_while_they_choose(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """While they choose, no element or frame of the worker's page carries the map or an answer."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    frames: list[str] = []
    sam.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))),
    )
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    await draw_again(sam, tablet, server)
    await sam.locator(".pm-board .pm-person").filter(has_text=DRAWN).first.wait_for()
    assert any(DRAWN in frame for frame in frames), "the search would find what is there"
    await choose(tablet)
    await expect(sam.get_by_role("button", name="Note this")).to_be_visible()
    frames.clear()
    for statement, value in (("keep", "not_sure"), ("plan", "no"), ("talk", "yes")):
        await answer(tablet, statement, value)
        await expect(
            tablet.locator(f'[name="answer-{statement}"][value="{value}"]')
        ).to_be_checked()
    await press(tablet, "Use a tick instead")
    await expect(tablet.get_by_text("Your tick is there.")).to_be_visible()
    await sam.get_by_label("Only me").check()
    await sam.get_by_label("In their own words").check()
    await press(sam, "Note this")
    await expect(sam.get_by_text("Noted.")).to_be_visible()
    await expect(sam.locator(".pm-board, .pm-me")).to_have_count(0)
    page = await sam.content()
    for secret in (DRAWN, "not_sure", '"tick"', '"talk"', '"answers"'):
        assert secret not in page
        assert not any(secret in frame for frame in frames), secret
    await end(sam)
    await title(tablet, "This drawing has ended")
    await nothing_left(tablet, "This drawing has ended")


HEARD = """(() => {
  const voice = { name: "local", lang: "en-GB", localService: true };
  window.heard = [];
  const speechSynthesis = {
    getVoices: () => [voice], addEventListener() {}, removeEventListener() {}, cancel() {},
    speak: (words) => { window.heard.push(words.text); setTimeout(() => words.onend(), 1); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speechSynthesis });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()"""
"""A device with one voice of its own, which writes down what it says."""


async def test_four_steps_and_two_asides_all_of_it_read_aloud(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Look again, what it means, choose, mark; who is here and what a Yes leads to are asked on the
    way, block nothing, and every word is heard. Each of the three screens can be hidden."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await tablet.context.add_init_script(HEARD)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    sam, tablet, _young = await draw_again(sam, tablet, server)
    await choose(tablet)
    steps = tablet.locator("h2.pd-step")
    await expect(steps).to_have_text(
        ["1Look again", "2What it means", "3Choose", "4Make your mark"]
    )
    await press(tablet, "Read it to me")
    await tablet.wait_for_function("() => heard.includes('Finish later')")
    heard = " ".join(await tablet.evaluate("heard"))
    for said in (
        "Police cannot use this app.",
        "They do not see this map.",
        "Who is here with you?",
    ):
        assert said in heard
    await bigger_and_back(tablet)
    await hide_and_show(tablet, "Your map, your say")
    await press(tablet, "Hide")
    await tablet.reload()
    await expect(tablet.locator(".pm-cover")).to_be_visible()
    await press(tablet, "Show again")
    await look_at_what_a_yes_leads_to(tablet)
    await say_who_is_here(tablet)
    await answer(tablet, "keep", "yes")
    await press(tablet, "Use a tick instead")
    await expect(tablet.get_by_text("Your tick is there.")).to_be_visible()
    await press(tablet, KEEP)
    await title(tablet, "Your map is in your file")


async def look_at_what_a_yes_leads_to(tablet: Page) -> None:
    """One picture that is so and one that is not; what is closed is not heard; nothing is sent."""
    await press(tablet, "What happens if you say yes?")
    await title(tablet, "What happens if you say yes?")
    sent: list[str] = []
    tablet.on("request", lambda request: sent.append(request.url))
    await tablet.get_by_text("My friends can see it").tap()
    await expect(tablet.get_by_text("No. Your friends do not see it.")).to_be_visible()
    await hide_and_show(tablet, "What happens if you say yes?")
    await tablet.evaluate("window.heard = []")
    await press(tablet, "Read it to me")
    await tablet.wait_for_function("() => heard.includes('Go on and choose')")
    heard = await tablet.evaluate("heard")
    assert "No. Your friends do not see it." in heard
    assert "Yes. They can look at it again." not in heard
    assert sent == []
    await press(tablet, "Go on and choose")
    await title(tablet, "Your map, your say")


async def say_who_is_here(tablet: Page) -> None:
    """Two are here, and they are not sure that it is OK: kind words, and on with it."""
    await tablet.get_by_role("button", name="Who is here with you?").tap()
    await title(tablet, "Who is here with you?")
    for who in ("Just me and my worker", "A friend", "A parent or carer"):
        await press(tablet, who)
        chosen = tablet.get_by_role("button", name=who, exact=True)
        await expect(chosen).to_have_attribute("aria-pressed", "true")
    alone = tablet.get_by_role("button", name="Just me and my worker", exact=True)
    await expect(alone).to_have_attribute("aria-pressed", "false")
    await hide_and_show(tablet, "Who is here with you?")
    await weigh(tablet, "Yes", "No", "Not sure")
    await press(tablet, "Not sure")
    await expect(tablet.get_by_text("You can ask them to step out.")).to_be_visible()
    await press(tablet, "Go on")
    await title(tablet, "Your map, your say")
    await expect(tablet.locator(".pd-step-card").filter(has_text="A friend")).to_be_visible()


async def end(sam: Page) -> None:
    """End this drawing, by the worker."""
    await press(sam, "End this drawing")
    await press(sam, "End it")
    await expect(in_sight(sam, "You ended this drawing")).to_be_visible()


async def test_not_today_ends_it_before_anything_is_drawn(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Not today weighs as much as Start drawing, and ends it on both devices."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    code = await offer(sam)
    await tablet.goto(f"{server.url}/join")
    await tablet.get_by_label("Type the code").fill("AAAAAA")
    await press(tablet, "Join")
    await expect(tablet.get_by_text("Nearly. Look again.")).to_be_visible()
    await expect(tablet.get_by_text("That code does not work.")).to_be_visible()
    await tablet.get_by_label("Type the code").fill(code)
    await press(tablet, "Join")
    await press(sam, "That’s our tablet")
    await weigh(tablet, "Start drawing", "Not today")
    await press(tablet, "Not today")
    await title(tablet, "Not today is fine")
    await expect(in_sight(sam, "Nothing was drawn. You can offer it another day.")).to_be_visible()
    await tablet.go_back()  # the wrong code was a form that was sent: nothing asks to send it again
    await title(tablet, "Join a drawing")
    await expect(tablet.get_by_label("Type the code")).to_have_value("")
