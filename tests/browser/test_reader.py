"""A whole drawing and the saying yes by somebody who hears the pages and sees nothing of them.

Every control is found by its role and name in the accessibility tree and pressed by key. At each
screen: one first heading, no level left out, one main part, no control without a name, nothing that
Tab reaches and a reader does not; and where the focus comes to lie.
"""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from peermap_app.words import young
from tests.browser.people import SAM, offer, open_case, sign_in
from tests.browser.reader import Reader, outline, reader_on
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer

SAID = young.BOARD


async def test_a_drawing_and_a_yes_by_ear(server: PeerMapServer, new_person: NewPerson) -> None:
    """Join, hide, draw, undo, list, questions, finish, understand, choose, mark, keep, card."""
    sam, tablet = await new_person(PHONE), await new_person(LAPTOP)
    reader = await reader_on(tablet)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    await joined(reader, sam, server.url, await offer(sam))
    await practised(reader)
    await reader.press("button", "Start drawing")
    await reader.lands("heading", SAID["question_1"])
    await people_drawn(reader)
    await place_drawn(reader)
    await lines_drawn(reader)
    await undone(reader)
    await from_the_list(reader)
    await asked(reader)
    await hidden(reader)
    await eased(reader)
    await reader.press("button", "I’m finished")
    await reader.lands("heading", "Your map, your say")
    await said(reader)
    await kept(reader)


async def joined(reader: Reader, sam: Page, url: str, code: str) -> None:
    """The door, the waiting and the first page."""
    await reader.page.goto(f"{url}/join")
    assert outline(await reader.screen("Join a drawing")) == ["1 Join a drawing"]
    field = await reader.find("textbox", "Type the code")
    assert field.description == young.JOIN["code_hint"]
    await reader.press("textbox", "Type the code", "2")
    await reader.page.keyboard.press("Enter")
    await reader.state("textbox", "Type the code", invalid="true")
    await reader.lands("textbox", "Type the code")
    await reader.page.keyboard.press("Control+a")
    await reader.page.keyboard.type(code)
    await reader.press("button", "Join")
    await reader.screen("Nearly there")
    await sam.get_by_role("button", name="That’s our tablet").click()
    await reader.lands("heading", "This is your map")
    assert outline(await reader.screen("This is your map")) == ["1 This is your map"]


async def practised(reader: Reader) -> None:
    """Trying it first, and back: the focus goes in and comes out."""
    await reader.press("button", "Try it first")
    await reader.lands("heading", SAID["practice_1"])
    await reader.screen(SAID["practice_1"])
    await reader.press("button", SAID["practice_back"])
    await reader.lands("button", "Try it first")


async def people_drawn(reader: Reader) -> None:
    """Two friends, one of them good and important; a name is asked about."""
    keys = reader.page.keyboard
    await reader.screen(SAID["question_1"])
    await reader.state("button", "Add a person", among=SAID["tools"], expanded=False)
    await reader.press("button", "Add a person", among=SAID["tools"])
    field = await reader.lands("textbox", "Initials")
    assert SAID["initials_hint"] in field.description
    await keys.type("sam")
    await reader.hears("Is that a name? Use initials.")
    await reader.state("textbox", "Initials", invalid="true")
    await keys.press("Control+a")
    await keys.type("js")
    await keys.press("Enter")
    await reader.hears("JS is on the map.")
    await reader.lands("heading", "JS")
    nodes = await reader.screen(SAID["question_1"])
    assert outline(nodes)[:2] == [f"1 {SAID['question_1']}", "2 JS"]
    assert "JS" in [each.name for each in nodes if each.role == "complementary"]
    await reader.press("button", "good", "Space")
    await reader.hears("JS and ME: good.")
    await reader.state("button", "good", pressed="true")
    await reader.press("button", SAID["matters"], "Space")
    await reader.hears("JS: Really matters.")
    await reader.state("button", SAID["matters"], pressed="true")
    await keys.press("Escape")
    at = await reader.lands("button", re.compile("^JS"))
    assert "good" in at.name
    assert "Really matters" in at.name
    await reader.press("button", "Add a person")
    await keys.type("ak")
    await keys.press("Enter")
    await reader.hears("AK is on the map.")
    await reader.lands("heading", "AK")
    await reader.press("button", "Close")
    await reader.lands("button", re.compile("^AK"))


async def place_drawn(reader: Reader) -> None:
    """A place, how it is there, and a friend put into it."""
    await reader.press("button", "Add a place")
    await reader.lands("button", "home")
    await reader.press("button", "school")
    await reader.hears("school is on the map.")
    await reader.lands("heading", "school")
    await reader.press("button", "by day", "Space")
    await reader.state("button", "by day", pressed="true")
    await reader.hears("school: by day.")
    await reader.press("button", "Close")
    await reader.lands("button", re.compile("school"))
    await reader.press("button", re.compile("^JS"))
    await reader.lands("heading", "JS")
    await reader.state("button", SAID["put_in_place"], expanded=False)
    await reader.press("button", SAID["put_in_place"], "Space")
    await reader.state("button", SAID["put_in_place"], expanded=True)
    await reader.press("button", "school", "Space")
    await reader.hears("JS: In school.")
    await reader.state("button", "school", pressed="true")


async def lines_drawn(reader: Reader) -> None:
    """Joined from the card; and by the tool, which says what to do at each step."""
    await reader.press("button", SAID["join_someone"], "Space")
    await reader.press("button", "AK", "Space")
    await reader.hears("JS and AK are joined.")
    await reader.page.keyboard.press("Escape")
    await reader.lands("button", re.compile("^JS"))
    await reader.press("button", "Join two people")
    await reader.hears(SAID["hint_join"])
    await reader.state("button", "Join two people", pressed="true")
    await reader.press("button", re.compile("^AK"))
    await reader.hears("AK. Now tap the other.")
    await reader.press("button", SAID["me_label"])
    await reader.hears("AK and ME are joined.", SAID["hint_join"])
    await reader.page.keyboard.press("Escape")
    await reader.state("button", "Join two people", pressed="false")


async def undone(reader: Reader) -> None:
    """Two steps back and two forth: each says what it did, the same words twice too."""
    await reader.press("button", "Undo what I did")
    await reader.hears("Undone. AK and ME are not joined now.")
    await reader.press("button", "Undo what I did")
    await reader.hears("Undone. JS and AK are not joined now.")
    await reader.press("button", "Do it again")
    await reader.hears("Done again. JS and AK are joined.")
    await reader.press("button", "Do it again")
    await reader.hears("Done again. AK and ME are joined.")


async def from_the_list(reader: Reader) -> None:
    """The list twin: its headings, moving somebody, taking somebody off, and out again."""
    await reader.press("button", SAID["tool_list_label"])
    await reader.lands("heading", SAID["list_title"])
    levels = outline(await reader.screen(SAID["question_1"]))
    assert levels[1:] == [
        f"2 {SAID['list_title']}",
        *(f"3 {SAID[f'list_{part}']}" for part in ("people", "places", "lines", "stickers")),
        f"3 {SAID['list_drawings']}",
    ]
    await reader.press("button", "Move AK further")
    await reader.hears("AK: close.")
    await reader.press("button", "Take AK and ME off my map")
    await reader.hears("AK and ME are not joined now.")
    await reader.lands("heading", SAID["list_title"])
    await reader.page.keyboard.press("Escape")
    await reader.lands("button", SAID["tool_list_label"])
    await reader.state("button", SAID["tool_list_label"], expanded=False)


async def asked(reader: Reader) -> None:
    """The questions: each is said as it comes, and its first move leads on."""
    await reader.press("button", "Next question")
    await reader.hears(SAID["question_2"])
    await reader.find("image", "Question 2 of 7")
    await reader.press("button", "Next question")
    await reader.hears(SAID["question_3"])
    await reader.press("button", SAID["first_3"])
    await reader.hears(SAID["hint_matter"])
    await reader.press("button", re.compile("^AK"))
    await reader.hears("AK: Really matters.")
    await reader.press("button", SAID["done"])
    await reader.press("button", "Question before")
    await reader.hears(SAID["question_2"])


async def hidden(reader: Reader) -> None:
    """Behind the calm picture nothing of the map is read; back again, the focus is where it was."""
    await reader.press("button", "Hide the map")
    await reader.lands("button", "Show again")
    buttons = [each.name for each in await reader.tree() if each.role == "button"]
    assert buttons == ["Show again"]
    told = " ".join(f"{each.name} {each.description}" for each in await reader.tree())
    assert not re.search("map|draw", told + await reader.page.title(), re.IGNORECASE)
    await reader.page.keyboard.press("Enter")
    await reader.lands("button", "Hide the map")


async def eased(reader: Reader) -> None:
    """Comfort is a dialog of switches; Escape gives the focus back."""
    await reader.press("button", SAID["comfort_label"])
    await reader.find("dialog", young.COMFORT["title"])
    await reader.press("switch", young.COMFORT["spaced"], "Space")
    await reader.state("switch", young.COMFORT["spaced"], checked="true")
    await reader.screen(SAID["question_2"])
    await reader.page.keyboard.press("Escape")
    await reader.lands("button", SAID["comfort_label"])


async def said(reader: Reader) -> None:
    """Your map, your say: the steps as headings, the two asides, the answers as named groups."""
    assert outline(await reader.screen("Your map, your say")) == [
        "1 Your map, your say",
        *(f"2 {young.STEPS[step]}" for step in ("look", "know", "choose")),
        *(f"3 {young.CONSENT[each]}" for each in ("keep", "plan", "talk")),
        f"2 {young.STEPS['mark']}",
    ]
    still = await reader.find("image", SAID["still_label"])
    assert still.name
    told = [each.name for each in await reader.tree() if each.role == "StaticText"]
    assert "school, a place: by day · JS" in told
    assert f"JS and AK: {SAID['line']}" in told
    await reader.press("button", "What happens if you say yes?")
    await reader.lands("heading", "What happens if you say yes?")
    await reader.screen("What happens if you say yes?")
    await reader.press("DisclosureTriangle", young.WHAT_IF["friends"], "Space")
    await reader.state("DisclosureTriangle", young.WHAT_IF["friends"], expanded=True)
    await reader.press("button", young.WHAT_IF["go_on"])
    await reader.lands("heading", "Your map, your say")
    await reader.press("button", re.compile("^Who is here with you"))
    await reader.lands("heading", "Who is here with you?")
    await reader.press("button", "A friend", "Space")
    await reader.state("button", "A friend", pressed="true")
    await reader.hears(young.HERE["fine"])
    await reader.screen("Who is here with you?")
    await reader.press("button", "Yes", "Space")
    await reader.state("button", "Yes", pressed="true")
    await reader.press("button", young.HERE["go_on"])
    await reader.lands("heading", "Your map, your say")


async def chose(reader: Reader, statement: str, answer: str) -> None:
    """One answer of one question, found as an answer of that question."""
    question = young.CONSENT[statement]
    nodes = [each for each in await reader.tree() if each.role == "radio" and each.name == answer]
    (radio,) = [each for each in nodes if f"group {question}" in each.under]
    assert radio.states["checked"] == "false"
    await reader.go(radio)
    await reader.page.keyboard.press("Space")
    chosen = f'input[name="answer-{statement}"]:checked'
    await expect(reader.page.locator(chosen)).to_have_count(1)


async def kept(reader: Reader) -> None:
    """Every answer and what it closes is told; a fault is told; a tick; kept; and the card."""
    await chose(reader, "keep", "No")
    await reader.hears(young.CONSENT["closed"])
    shut = [e for e in await reader.tree() if e.role == "radio" and e.states.get("disabled")]
    assert len(shut) == 6
    await chose(reader, "keep", "Not sure")
    await reader.hears(young.NOT_SURE["later_offer"])
    for statement in ("keep", "plan", "talk"):
        await chose(reader, statement, "Yes")
    await reader.press("button", "Keep what I said yes to")
    await reader.hears("mark")
    await reader.press("button", "Use a tick instead", "Space")
    await reader.hears(young.CONSENT["tick_done"])
    await reader.press("button", young.CONSENT["squiggle"], "Space")
    await reader.press("button", "Use a tick instead", "Space")
    await reader.hears(young.CONSENT["tick_done"])
    await reader.press("button", "Keep what I said yes to")
    await reader.lands("heading", "Your map is in your file")
    assert outline(await reader.screen("Your map is in your file")) == [
        "1 Your map is in your file",
        f"2 {young.PAGES['card']['safe_title']}",
    ]
    card = young.PAGES["card"]
    await reader.press("button", card["safe_yes"])
    await reader.lands("heading", card["pin_title"])
    for key in "2468":
        await reader.press("button", key)
    await reader.hears(card["pin_typed"].replace("{n}", "4"))
    await reader.press("button", card["pin_next"])
    await reader.lands("heading", card["again_title"])
    await reader.page.keyboard.type("2468")
    await reader.press("button", card["pin_make"])
    await reader.lands("heading", card["card_title"])
    await reader.screen("Your map is in your file")
    await reader.find("image", card["card_qr"])
    await reader.press("button", card["card_done"])
    await reader.lands("heading", "Your map is in your file")
