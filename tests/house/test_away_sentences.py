"""The young person's page without a connection: a sign beside each line, all of it heard, and it
asks for nothing that the service worker does not keep."""

from __future__ import annotations

import re

import pytest

from peermap_app.api import templates
from peermap_app.words import young
from peermap_app.words.languages import ENGLISH, Catalogue
from tests.house.code import PACKAGE
from tests.house.test_my_map_sentences import _Tree, texts
from tests.pseudo import pseudo_languages

SERVICE_WORKER = PACKAGE.parent / "assets" / "sw.js"


def rendered(spoken: Catalogue) -> str:
    """The page as it is served."""
    words, common = spoken.pages["away"], spoken.pages["common"]
    body = templates.page("away.html", words=words, common=common, spoken=spoken).body
    return bytes(body).decode()


@pytest.mark.parametrize("spoken", [ENGLISH, *pseudo_languages()], ids=lambda each: each.code)
def test_each_line_has_a_sign_and_is_heard(spoken: Catalogue) -> None:
    """Each sentence stands beside a sign, where the button that reads finds it."""
    tree = _Tree()
    tree.feed(rendered(spoken))
    found = dict(texts(tree.open[0]))
    for key in young.AWAY:
        around = found[spoken.pages["away"][key]]
        assert any("pd-say-it" in each.kinds for each in around), key
        assert any(each.has_sign() for each in around[-2:]), key


def test_it_shows_no_map() -> None:
    """The map may have been hidden when the page was loaded: no picture of one stands there."""
    assert ">ME<" not in rendered(ENGLISH)
    assert "pd-door-art" not in rendered(ENGLISH)


def test_it_needs_nothing_that_is_not_kept() -> None:
    """Every style, script, font and picture that it names is in the list of the service worker."""
    kept = set(re.findall(r'"(/[\w./-]+)"', SERVICE_WORKER.read_text(encoding="utf-8")))
    named = set(re.findall(r'(?:href|src)="(/[^"]+)"', rendered(ENGLISH)))
    assert len(named) >= 7
    assert named - kept == set()
