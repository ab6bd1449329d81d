"""The whole way behind https, as in earnest: cookies that are the host's own, sockets, a tablet."""

from __future__ import annotations

import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from peermap_app.settings import new_key
from tests.browser.people import offer, open_case, sign_in, start_drawing
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import ROOT, PeerMapServer, free_port

JO, JOS_PASSWORD = "jo.bright@council.example", "three herons on a barge"
OWN = {"ignore_https_errors": True, "service_workers": "block"}
"""Nobody installed the authority of the test's certificate on this browser: it takes a page all the
same, and no service worker."""


class Earnest(PeerMapServer):
    """PeerMap with PUBLIC_URL, on a certificate of its own."""

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def _answers(self) -> bool:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2, context=trusting) as said:
                return bool(said.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture(scope="module")
def earnest(pages: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Earnest]:
    """A server for others, with the sample's cases and Jo's password."""
    port = free_port()
    keys = {"PEERMAP_MASTER_KEY": new_key(), "PEERMAP_LOOKUP_KEY": new_key()}
    url = {"PUBLIC_URL": f"https://localhost:{port}"}
    var: Path = tmp_path_factory.mktemp("earnest") / "var"
    var.mkdir()
    server = Earnest(var, port, keys | url)
    server.peermap("migrate")
    server.peermap("import-allocations", str(ROOT / "docs" / "sample-allocations.csv"))
    server.peermap("reset-password", JO, given=f"{JOS_PASSWORD}\n")
    server.start_again(prepare=True)
    yield server
    server.stop()


async def test_a_worker_and_a_tablet_draw_behind_https(
    earnest: Earnest, new_person: NewPerson
) -> None:
    """Signing in, a case, a tablet's code and its board, by cookies that no neighbour can set."""
    worker = await new_person(PHONE, **OWN)
    await sign_in(worker, earnest.url, JO, JOS_PASSWORD)
    await open_case(worker, earnest.url, "EX-1001")
    code = await offer(worker)
    tablet = await new_person(TABLET, **OWN)
    await start_drawing(worker, tablet, earnest.url, code)
    await expect(tablet.locator(".pm-me").first).to_be_visible()
    for page, name in ((worker, "__Host-peermap_session"), (tablet, "__Host-peermap_device")):
        held = {each["name"]: each for each in await page.context.cookies()}
        assert set(held) == {name}
        assert held[name]["secure"]
        assert held[name]["httpOnly"]
        assert held[name]["sameSite"] == "Strict"


async def test_signing_out_leaves_no_cookie(earnest: Earnest, new_person: NewPerson) -> None:
    """The cookie that was given is the one that is taken away, and pages lead to the door."""
    worker = await new_person(PHONE, **OWN)
    await sign_in(worker, earnest.url, JO, JOS_PASSWORD)
    await worker.goto(f"{earnest.url}/me")
    await worker.get_by_role("button", name="Sign out", exact=True).click()
    await worker.wait_for_url(re.compile("/sign-in$"))
    assert await worker.context.cookies() == []
    await worker.goto(f"{earnest.url}/cases")
    await worker.wait_for_url(re.compile("/sign-in"))
