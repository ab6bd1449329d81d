"""What assets/sw.js answers and keeps, in node between a pretended network and pretended caches."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from peermap_app.api import woken
from peermap_app.words import push_words
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


def told(kind: str, *pages: str, **more: object) -> dict[str, Any]:
    """What the service worker does when it hears of a push, a tap on it, or a new address."""
    asked = json.dumps({"kind": kind, "pages": pages, **more})
    command = [_node(), str(HERE / "service_worker_push.mjs"), str(SERVICE_WORKER), asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


REFERENCE = f"{'a' * 32}.{'b' * 32}"


@pytest.mark.parametrize("pages", [(), ("/alerts",), ("/cases/c/flag", "/me"), ("/sign-in",)])
def test_a_push_shows_one_plain_sentence_and_says_that_it_came(pages: tuple[str, ...]) -> None:
    """The words are those of `words`; without a session too, and once more after a cut."""
    found = told("push", *pages, data=REFERENCE, fails=1)
    assert found["shown"] == [[push_words.WAITS, "", "peermap-waits", False]]
    assert found["sent"] == [["POST", "/reached", f"d={REFERENCE}", "omit"]]
    assert found["badge"] == 1


def test_a_push_without_anything_shows_the_same() -> None:
    """Whatever is sent, no other words are there to show."""
    assert told("push")["shown"] == [[push_words.WAITS, "", "peermap-waits", False]]
    assert told("push", data="Sam is missing")["shown"][0][0] == push_words.WAITS


def test_while_they_draw_together_it_is_a_dot_without_words() -> None:
    """Silent, on the worker's own device (rule 11)."""
    found = told("push", "/cases/c/draw", "/alerts", data=REFERENCE)
    assert found["shown"] == [["•", "", "peermap-waits", True]]


@pytest.mark.parametrize("page", ["/draw", "/draw/cy", "/join", "/join/x", "/my-map"])
def test_a_young_persons_device_shows_none(page: str) -> None:
    """And does not say that one came: nobody has seen it."""
    found = told("push", page, data=REFERENCE)
    assert (found["shown"], found["sent"], found["badge"]) == ([], [], 0)


@pytest.mark.parametrize(
    ("pages", "led"),
    [
        (("/cases", "/alerts/a"), "/alerts/a"),
        (("/cases/c/flag", "/alerts"), "/alerts"),
        (("/me", "/cases"), "/cases"),
        (("/flags/f",), "/flags/f"),
    ],
)
def test_a_tap_on_it_leads_a_page_on_that_is_only_read(pages: tuple[str, ...], led: str) -> None:
    """To what waits now, and not to the alert that was open before; alerts first."""
    found = told("notificationclick", *pages)
    assert (found["focused"], found["led"], found["opened"]) == ([led], [[led, woken.WAITING]], [])


@pytest.mark.parametrize("page", ["/cases/c/flag", "/cases/c", "/links/l/without", "/me"])
def test_a_tap_on_it_takes_nothing_half_typed_away(page: str) -> None:
    """That page comes to the front as it is."""
    found = told("notificationclick", page)
    assert (found["focused"], found["led"], found["opened"]) == ([page], [], [])


def test_a_tap_without_a_connection_leaves_what_is_shown() -> None:
    """The inbox says when it was last fresh; an offline page in its place would say nothing."""
    found = told("notificationclick", "/alerts", fails=1)
    assert (found["focused"], found["led"], found["opened"]) == (["/alerts"], [], [])


def test_a_tap_with_nothing_open_leads_to_what_waits() -> None:
    """Through the door if need be; a page of a young person's is left alone."""
    for pages in ((), ("/draw",), ("/cases/c/draw",), ("/sign-in", "/unlock")):
        found = told("notificationclick", *pages)
        assert (found["focused"], found["led"]) == ([], [])
        assert found["opened"] == [woken.WAITING]


def test_a_new_address_is_told_by_the_browser_itself() -> None:
    """The one that it was given, or one that it asks for with the same key."""
    for moved, endpoint in (("known", "new"), ("unknown", "fresh")):
        (sent,) = told("pushsubscriptionchange", moved=moved)["sent"]
        assert sent[:2] == ["POST", "/phone-renew"]
        assert json.loads(parse_qs(sent[2])["subscription"][0]) == {"endpoint": endpoint}
        assert sent[3] == "same-origin"
