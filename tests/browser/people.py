"""What workers and a young person do in more than one story, through the doors that they use."""

from __future__ import annotations

import re
import sqlite3
from base64 import b64decode
from contextlib import closing
from datetime import UTC, datetime, timedelta

import zxingcpp
from playwright.async_api import Locator, Page, expect

from peermap_app.words.recovery import SHOW_FIRST
from peermap_app.words.signing_in import CONFIRM_GO
from tests.browser.hand import Hand, hand_on
from tests.browser.said import asked_for, said
from tests.factors import Phone, keep, phone_of
from tests.servers import PeerMapServer

PASSWORD = "paper-boats-2041"
SAM, PRIYA = "sam@demo.example", "priya@demo.example"


async def sign_in(page: Page, url: str, email: str, password: str = PASSWORD) -> None:
    """Sign in at the door and land on the first page."""
    await page.goto(f"{url}/sign-in")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(re.compile(r"/((alerts|waiting)?/?|sign-in/(code|set-up))$"))
    if "/sign-in/" in page.url:
        await _second_step(page, url, email)
        await page.wait_for_url(re.compile(r"/(alerts|waiting)?/?$"))


def shown_a_while_ago(server: PeerMapServer, email: str) -> None:
    """They have not shown who they are for six minutes: no test waits for that."""
    then = (datetime.now(UTC) - timedelta(minutes=6)).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(server.var / "peermap.db", timeout=30)) as database, database:
        theirs = "worker_id = (SELECT id FROM worker WHERE email = ?)"
        database.execute(f"UPDATE session SET proved_at = ? WHERE {theirs}", (then, email))


async def show_first(page: Page, server: PeerMapServer, email: str, path: str) -> None:
    """Follow the link beside what was refused, type the app's code, and land where it was."""
    await page.get_by_role("link", name=SHOW_FIRST).first.click()
    await page.wait_for_url(f"**/confirm?then={path}")
    phone = phone_of(server.url, email)
    assert phone is not None
    for _ in range(4):  # on a busy machine half a minute may pass over a code
        await page.get_by_label("Code", exact=True).fill(phone.code())
        async with page.expect_navigation():
            await page.get_by_role("button", name=CONFIRM_GO).click()
        if "/confirm" not in page.url:
            break
    await page.wait_for_url(re.compile(f"{path}/?$"))


async def _second_step(page: Page, url: str, email: str) -> None:
    """Type the app's code; whoever must have an app and has none sets it up."""
    phone = phone_of(url, email)
    if phone is not None:
        await page.get_by_label("Code").fill(phone.code())
        async with page.expect_navigation():
            await page.get_by_role("button", name="Sign in").click()
        assert "/sign-in/" not in page.url, await page.locator("main").inner_text()
        return
    secret = await page.locator(".pf-key").text_content()
    phone = keep(url, email, Phone((secret or "").replace(" ", "")))
    await page.get_by_label("Code", exact=True).fill(phone.code())
    await page.get_by_role("button", name="Turn on codes").click()
    await page.locator(".pf-codes li").first.wait_for()
    phone.paper.extend(await page.locator(".pf-codes li").all_text_contents())
    await page.get_by_role("link", name="Go on").click()


def in_sight(page: Page, words: str) -> Locator:
    """These words where they are seen: a line for whoever only hears the page may say them too."""
    return page.get_by_text(words).and_(page.locator(":not(.pm-unseen)"))


async def open_case(page: Page, url: str, reference: str) -> str:
    """Open one of one's own cases from My cases; its id."""
    await page.goto(f"{url}/cases")
    await page.get_by_role("link", name=re.compile(reference)).click()
    await expect(page.get_by_role("heading", level=1, name=reference)).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[-1]


async def offer(page: Page) -> str:
    """From an open case: Draw together; the typed code that the screen shows."""
    await page.get_by_role("link", name="Draw together").click()
    code = page.locator(".pd-code")
    await expect(code).to_be_visible()
    return "".join(await code.locator("[aria-hidden=true]").all_inner_texts())


async def join_by_code(tablet: Page, url: str, code: str) -> None:
    """Type the code at /join."""
    await tablet.goto(f"{url}/join{asked_for()}")
    await tablet.get_by_label(said("Type the code")).fill(code.lower())
    await tablet.get_by_role("button", name=said("Join")).click()
    await tablet.wait_for_url(re.compile(r"/draw(/[\w-]+)?/?$"))


DARK = 90
"""Of 255: a camera in a badly lit room tells it from white."""
_GREY = """async () => {
  const image = new Image();
  const shown = document.querySelector(".pd-qr"), code = shown.querySelector("svg").cloneNode(true);
  code.querySelector("path").style.fill = getComputedStyle(shown.querySelector("path")).fill;
  const svg = new XMLSerializer().serializeToString(code);
  image.src = "data:image/svg+xml;base64," + btoa(svg);
  await image.decode();
  const side = 420, board = document.createElement("canvas"), pen = board.getContext("2d");
  board.width = board.height = side;
  pen.fillStyle = getComputedStyle(shown).backgroundColor;
  pen.fillRect(0, 0, side, side);
  pen.drawImage(image, 20, 20, side - 40, side - 40);
  const { data } = pen.getImageData(0, 0, side, side);
  let grey = "";
  for (let i = 0; i < data.length; i += 4) grey += String.fromCharCode(data[i]);
  return [side, btoa(grey)];
}"""


async def read_qr(worker: Page) -> str:
    """What a camera reads from the code on a page, in the colours that it has there: an address."""
    side, grey = await worker.evaluate(_GREY)
    shades = b64decode(grey)
    assert min(shades) < DARK, "nothing on it is dark: a camera sees an empty square"
    picture = memoryview(shades).cast("B", (side, side))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return str(found[0].text)


async def start_drawing(worker: Page, tablet: Page, url: str, code: str) -> Hand:
    """The tablet joins, the worker says it is theirs, the young person starts; their hand."""
    await join_by_code(tablet, url, code)
    await worker.get_by_role("button", name="That’s our tablet").click()
    await tablet.get_by_role("button", name=said("Start drawing")).click()
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    return await hand_on(tablet)


async def answer(tablet: Page, statement: str, value: str) -> None:
    """Tap Yes, No or Not sure for keep, plan or talk, and see that it counts."""
    chosen = tablet.locator(f'input[name="answer-{statement}"][value="{value}"]')
    await tablet.locator("label").filter(has=chosen).tap()
    await expect(chosen).to_be_checked()


async def keep_all(tablet: Page, hand: Hand) -> None:
    """From the board: finished, three times Yes, a mark by finger, keep."""
    await tablet.get_by_role("button", name=said("I’m finished")).tap()
    await expect(tablet.get_by_role("heading", name=said("Your map, your say"))).to_be_visible()
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await squiggle(hand)
    await tablet.get_by_role("button", name=said("Keep what I said yes to")).tap()


async def squiggle(hand: Hand) -> None:
    """Make one's mark by finger."""
    pad = hand.page.locator(".pd-mark-pad")
    await pad.scroll_into_view_if_needed()
    x, y = await hand.centre(pad)
    await hand.path([(x - 80 + 10 * i, y + (18 if i % 2 else -18)) for i in range(17)])
    await expect(hand.page.get_by_text(said("Your mark is there."))).to_be_attached()


async def fill_sharing(page: Page, review: str) -> None:
    """One side of the sharing record: why, the four parts, and a review date (yyyy-mm-dd)."""
    for name, words in (
        ("why", "They draw comics together."),
        ("consent", "Said yes today, in their own words."),
        ("privacy", "They learn that the two are friends. Nothing else."),
        ("proportionality", "So the two plans pull the same way."),
    ):
        await page.locator(f'[name="{name}"]').fill(words)
    await page.locator('[name="threshold"]').select_option("3")
    await page.locator('[name="lawful"]').select_option("agreement")
    await page.locator('[name="told"][value="yes"]').check()
    await page.locator('[name="review"]').fill(review)


async def settled(page: Page) -> None:
    """Wait until the page has painted what it knows: two frames, and no motion under way."""
    await page.evaluate(
        """async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          await frame();
          await frame();
          await Promise.allSettled(document.getAnimations().map((each) => each.finished));
        }"""
    )


async def resize(hand: Hand, size: tuple[int, int]) -> None:
    """Another screen, or the same one turned."""
    await hand.page.set_viewport_size({"width": size[0], "height": size[1]})
    await settled(hand.page)


def soon() -> str:
    """A review date (yyyy-mm-dd) within every limit."""
    return (datetime.now(UTC) + timedelta(days=20)).date().isoformat()


async def draw_and_keep(worker: Page, tablet: Page, server: PeerMapServer, initials: str) -> None:
    """The short way to a kept map on the case that is open on the worker's page."""
    hand = await start_drawing(worker, tablet, server.url, await offer(worker))
    await hand.add_friend(initials)
    await keep_all(tablet, hand)
    kept = tablet.get_by_role("heading", name=said("Your map is in your file"))
    await expect(kept).to_be_visible()
