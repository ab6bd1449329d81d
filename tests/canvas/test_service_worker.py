"""What assets/sw.js answers and keeps, in node between a pretended network and pretended caches."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.canvas.conftest import _node

HERE = Path(__file__).parent
SERVICE_WORKER = HERE.parents[1] / "assets" / "sw.js"


def after(*visits: dict[str, object]) -> dict[str, Any]:
    """What was shown at each visit, and which paths the caches hold after all of them."""
    command = [_node(), str(HERE / "service_worker.mjs"), str(SERVICE_WORKER), json.dumps(visits)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("path", ["/icons/icon.svg", "/icons/icon-192.png", "/fonts/new.woff2"])
def test_a_changed_icon_arrives(path: str) -> None:
    """Names of icons and fonts say nothing of their content: the held one is shown at once, and the
    new one on the next visit; without a connection the newest that was seen stays."""
    found = after(
        {"path": path, "body": "first"},
        {"path": path, "body": "second"},
        {"path": path, "body": "third"},
        {"path": path, "body": "", "down": True},
    )
    assert found["shown"] == [f"{body} {path}" for body in ("first", "first", "second", "third")]


def test_a_built_file_is_fetched_once() -> None:
    """Its name carries a digest of its content, so that it never changes."""
    path = "/assets/page-4f3a.js"
    found = after({"path": path, "body": "first"}, {"path": path, "body": "second"})
    assert found["shown"] == [f"first {path}", f"first {path}"]


SHELL = {
    *("/offline.html", "/peermap.css", "/fonts/atkinson-next-latin.woff2", "/icons/icon.svg"),
    *("/away", "/young.css", "/door.css", "/devices.css", "/hear.js", "/away.js"),
}


@pytest.mark.parametrize("path", ["/draw", "/draw/", "/join", "/join/4f3a_B-", "/join?a=b"])
def test_a_young_persons_page_is_theirs_without_a_connection(path: str) -> None:
    """What a tablet loads while it is cut off is the young person's own page; a worker gets theirs.

    My map has no page of ours in its place: nothing there may name what it is.
    """
    cut: dict[str, object] = {"body": "", "mode": "navigate", "down": True}
    found = after(
        {"path": path, "body": "a drawing", "mode": "navigate"},
        *(
            {"path": each, "body": "", "mode": "navigate", "down": True}
            for each in (path, "/cases")
        ),
    )
    assert found["shown"][1:] == [
        "first /away" if path.startswith("/draw") else "a drawing /away",
        "first /offline.html",
    ]
    assert set(found["held"]) == SHELL
    assert after({**cut, "path": "/my-map"})["failed"]


@pytest.mark.parametrize("path", ["/draw/cy", "/join?language=cy", "/join/4f3a?language=cy"])
def test_it_speaks_the_language_of_the_page(path: str) -> None:
    """In another language it is kept once that language was met; until then it is English."""
    visit = {"path": path, "body": "cut", "mode": "navigate"}
    assert after({**visit, "down": True})["shown"] == ["first /away"]
    found = after({**visit, "body": "met"}, {**visit, "down": True})
    assert found["shown"][1] == "met /away?language=cy"
    assert set(found["held"]) == {*SHELL, "/away?language=cy"}


def test_nothing_of_a_case_is_kept() -> None:
    """Pages, pictures and answers of a case go through untouched (rules 3 and 11)."""
    paths = ("/case/4f3a", "/api/map.svg", "/_event", "/icons/../case/1.png", "/join/abc.png")
    found = after(
        *({"path": path, "body": "a case", "mode": "navigate"} for path in paths),
        *({"path": path, "body": "a case"} for path in paths),
    )
    assert set(found["held"]) == SHELL
