"""Linked cases: working together and its end, who is whom, what is held, what waits for somebody.

The cases are their own (tests/browser/linking_stage.py): in the walk it stands anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from peermap_app.words import finding_words as finding
from peermap_app.words import held_connection_words as held
from peermap_app.words import link_words as w
from peermap_app.words import second_words as second
from peermap_app.words import sharing_words as sharing
from peermap_app.words import tray_words as tray
from peermap_app.words import worker_pages as pages
from tests.browser import tour_alerts
from tests.browser.linking_stage import (
    ASH,
    BOTH_SAMS,
    DANA,
    NOTES,
    OURS,
    SILENT,
    TAKEN_OVER,
    THEIRS,
    Stage,
    linking_stage,
)
from tests.conftest import NewPerson
from tests.servers import PeerMapServer
from tests.services.world import SAM

Look = Callable[[str, Page], Awaitable[None]]


async def linking(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """Sam's screens and those of Dana, who supervises him."""
    async with linking_stage(server) as stage:
        sam, dana, ash = [await new_person() for _ in range(3)]
        for page, name in ((sam, SAM), (dana, DANA), (ash, ASH)):
            await stage.sign_in(page, server.url, name)
        await tour_alerts.alerts(stage, sam, ash, server.url, look)
        await _case(stage, sam, server.url, look)
        await _held(stage, sam, server.url, look)
        await _found(stage, sam, dana, server.url, look)
        await _second(stage, dana, server.url, look)
        await _answers(stage, sam, server.url, look)
        await _whom(stage, sam, server.url, look)
        await _together(stage, sam, server.url, look)
        await tour_alerts.phones(stage, sam, server.url, look)


async def at(page: Page, url: str, path: str, title: str) -> None:
    """There, once the page has read what it shows."""
    await page.goto(f"{url}{path}")
    await expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    await expect(page.locator(".pm-loading")).to_have_count(0)


async def _refused(page: Page, press: str) -> None:
    await page.get_by_role("button", name=press, exact=True).click()
    await expect(page.locator("[aria-invalid=true], .pm-wrong").first).to_be_visible()


async def _case(stage: Stage, sam: Page, url: str, look: Look) -> None:
    """Links in each of their states; an ask is opened to be taken back, and is."""
    await at(sam, url, f"/cases/{stage.world.case(OURS)}", OURS)
    await expect(sam.get_by_text(f"{THEIRS} · Priya N.")).to_be_visible()
    await sam.locator("summary").filter(has_text=w.TAKE_BACK).click()
    await look("case/take-back", sam)
    await sam.get_by_role("button", name=w.TAKE_BACK_NOW).click()
    await expect(sam.get_by_text(w.TAKEN_BACK)).to_be_visible()
    await look("case/taken-back-ask", sam)


async def _held(stage: Stage, sam: Page, url: str, look: Look) -> None:
    await at(sam, url, f"/cases/{stage.world.case(OURS)}/held/new", f"{held.TITLE} {OURS}")
    await look("held-connection", sam)
    await _refused(sam, held.SAVE)
    await look("held-connection/refused", sam)
    await at(sam, url, f"/cases/{stage.world.case(OURS)}", OURS)
    await sam.locator("#held").get_by_role("link", name="Kite").click()
    await sam.locator("summary").filter(has_text=held.TAKE_AWAY).click()
    await expect(sam.get_by_role("button", name=held.TAKE_AWAY_NOW)).to_be_visible()
    await look("held-connection/there", sam)


async def _found(stage: Stage, sam: Page, dana: Page, url: str, look: Look) -> None:
    """A colleague is looked for: asked, waited for, written in, and ready on the case."""
    case = f"/cases/{stage.world.case(BOTH_SAMS)}"
    await at(sam, url, f"{case}/colleague", finding.TITLE)
    await look("finding", sam)
    await _refused(sam, finding.ASK)
    await look("finding/refused", sam)
    await sam.locator('[name="helps"]').fill("In year 10 at the school by the park.")
    await sam.get_by_role("button", name=finding.ASK).click()
    await expect(sam.get_by_text(finding.WAITS)).to_be_visible()
    await look("case/looked-for", sam)
    await at(dana, url, "/waiting", "Waiting for you")
    await dana.get_by_role("link", name=re.compile("does not know a friend’s worker")).click()
    await expect(dana.get_by_text(finding.FOUND, exact=True)).to_be_visible()
    await look("finding/answer", dana)
    await _refused(dana, finding.SAVE)
    await look("finding/answer-refused", dana)
    await dana.locator('[name="found"][value="yes"]').check()
    await dana.locator('[name="reference"]').fill("HX-7001")
    await dana.get_by_role("button", name=finding.SAVE).click()
    await expect(dana.get_by_text(finding.ANSWER_SAID)).to_be_visible()
    await expect(sam.get_by_text("Dana R. found out: HX-7001")).to_be_visible()
    await look("case/found-out", sam)


async def _second(stage: Stage, dana: Page, url: str, look: Look) -> None:
    """One worker has both cases: refused without an answer, and agreed to."""
    await at(dana, url, f"/agree/links/{stage.second}", second.TITLE)
    await look("link/second", dana)
    await _refused(dana, second.SAVE)
    await look("link/second-refused", dana)
    await dana.locator('[name="agree"][value="yes"]').check()
    await dana.locator('[name="why"]').fill("He tells both families of the other.")
    await dana.get_by_role("button", name=second.SAVE).click()
    await expect(dana.get_by_text(second.SAID[True])).to_be_visible()
    await look("waiting/answered", dana)
    await dana.go_back()
    await expect(dana.get_by_role("heading", level=1, name=tray.TITLE)).to_be_visible()
    await at(dana, url, f"/agree/links/{stage.second}", second.TITLE)
    await expect(dana.get_by_text(tray.GONE)).to_be_visible()
    await look("link/second-over", dana)


async def _answers(stage: Stage, sam: Page, url: str, look: Look) -> None:
    """A case without a Yes is asked to link; a link waits for the next worker of a case."""
    await at(sam, url, f"/links/{stage.to_accept}", pages.LINK_ASKED_FOR)
    await look("link/answer-no-yes", sam)
    await sam.get_by_role("link", name=sharing.TO_WITHOUT).click()
    await expect(sam.get_by_role("button", name=sharing.SEND_ON)).to_be_visible()
    await expect(sam.get_by_text(SILENT).first).to_be_visible()
    await look("sharing/accept", sam)
    await _refused(sam, sharing.SEND_ON)
    await look("sharing/accept-refused", sam)
    to = stage.together(stage.to_confirm, TAKEN_OVER)
    await at(sam, url, to, w.TITLE)
    await expect(sam.get_by_role("button", name=w.CONFIRM)).to_be_visible()
    await look("together/to-confirm", sam)


async def _whom(stage: Stage, sam: Page, url: str, look: Look) -> None:
    await at(sam, url, f"{stage.together(stage.held)}/whom", w.WHOM)
    await look("whom", sam)
    await sam.get_by_label(w.WHOM_LABEL).select_option(index=1)
    await sam.get_by_role("button", name=w.WHOM_SAVE).click()
    await expect(sam.get_by_text(w.WHOM_SAVED)).to_be_visible()
    await look("whom/saved", sam)


async def _together(stage: Stage, sam: Page, url: str, look: Look) -> None:
    """What crosses it; a name in the note; its end, which needs a reason."""
    await at(sam, url, stage.together(stage.held), w.TITLE)
    await expect(sam.get_by_text(NOTES[1])).to_be_visible()
    for reached in ("07700 900204", "priya@demo.example", "Family Safeguarding East"):
        await expect(sam.get_by_text(reached).first).to_be_visible()
    await expect(sam.get_by_role("heading", name=w.FLAGS)).to_be_visible()
    await sam.locator("summary").filter(has_text=w.NOTE_OLDER).click()
    await look("together", sam)
    await sam.locator('[name="note"]').fill("Jordan Smith walks them home. Ring 07700 900123.")
    await sam.get_by_role("button", name=w.NOTE_SAVE).click()
    await expect(sam.locator(".pm-warning")).to_be_visible()
    await look("together/warned", sam)
    await sam.locator('[name="note"]').fill("They walk home together on Fridays.")
    saves = sam.get_by_role("button", name=w.NOTE_SAVE)
    await saves.click()
    await expect(saves.locator("xpath=following-sibling::*")).to_have_text(w.NOTE_SAVED)
    await look("together/saved", sam)
    await sam.get_by_role("link", name=w.END, exact=True).click()
    await expect(sam.get_by_role("button", name=w.END)).to_be_visible()
    await look("together/end", sam)
    await _refused(sam, w.END)
    await look("together/end-refused", sam)
    await sam.locator('[name="why"]').fill("They do not meet any more.")
    await sam.get_by_role("button", name=w.END).click()
    await expect(sam.get_by_text(w.STANDS["ended"])).to_be_visible()
    await look("together/ended", sam)
