"""Script in an allocations file: whom it names stands in the offices' pages as text alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from peermap_app.words import import_words as files
from tests.attacks.counted import Tried
from tests.browser.people import SAM, sign_in
from tests.browser.tour_offices import ALEX, DANA, ROBIN, opened
from tests.browser.violations import listen
from tests.conftest import NewPerson
from tests.servers import PeerMapServer
from tests.services.world import HEADINGS

MARKS = (
    "<script>planted()</script>",
    '"><img src=x onerror=planted()>',
    "'><svg onload=planted()>",
    "</textarea><script>planted()</script>",
    "{{constructor.constructor('planted()')()}}",
    "${planted()}",
)
PLANTED = """() => [window.wasPlanted === true,
  document.querySelectorAll("body [onerror], body [onload], body img[src='x']").length,
  [...document.scripts].filter((one) => one.textContent.includes("planted(")).length]"""
PAGES = {
    ALEX: ("/imports", "/accounts", "/teams", "/allocations", "/waiting", "/covers"),
    DANA: ("/agree", "/waiting", "/team", "/covers"),
    ROBIN: ("/record",),
    SAM: ("/cases", "/me"),
}


def a_file(team: str = "") -> str:
    """Sam's name and new workers', of marks that something might run; new teams' where so said."""
    rows = [HEADINGS]
    for number, mark in enumerate(MARKS):
        quoted = mark.replace('"', '""')
        email = f"marks{number}@demo.example" if number else SAM
        of = f"{team} {quoted}" if team and number else "Youth Support West"
        rows.append(
            f'HX-19{number:02},R,2012,"Sam {quoted}",{email},07700 900118,"{of}",{DANA},2026-01-05,'
        )
    return "\n".join(rows) + "\n"


async def runs_nothing(page: Page, where: str) -> None:
    """Nothing that the file brought became an element, and nothing ran."""
    assert await page.evaluate(PLANTED) == [False, 0, 0], where


@pytest.mark.attack("script", tries=14)
async def test_it_is_text_wherever_it_is_shown(
    server: PeerMapServer, new_person: NewPerson, tried: Tried
) -> None:
    """First in the preview that waits for its agreement, then brought in, by each role's pages."""
    told: list[str] = []
    alex = await _person(new_person, told)
    await sign_in(alex, server.url, ALEX)
    await opened(alex, server.url, "/imports")
    await alex.locator('input[type="file"]').set_input_files(
        {"name": "allocations.csv", "mimeType": "text/csv", "buffer": a_file().encode()}
    )
    await alex.get_by_role("button", name=files.SEND).click()
    await expect(alex.get_by_text("HX-1901: a new case")).to_be_visible()
    await runs_nothing(alex, "the preview")
    tried("script")
    path = server.var / "marks.csv"
    path.write_text(a_file("West"))
    server.peermap("import-allocations", str(path))
    shown = ""
    for who, paths in PAGES.items():
        page = alex if who == ALEX else await _person(new_person, told)
        if who != ALEX:
            await sign_in(page, server.url, who)
        for at in paths:
            await opened(page, server.url, at)
            await runs_nothing(page, f"{who} at {at}")
            shown += await page.locator("body").inner_text()
            tried("script")
    assert [mark for mark in MARKS if mark not in shown] == []
    assert told == []


async def _person(new_person: NewPerson, told: list[str]) -> Page:
    page = await new_person()
    await listen(page.context, told)
    await page.add_init_script("window.planted = () => { window.wasPlanted = true; };")
    return page
