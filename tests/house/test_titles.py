"""A page's title is the same for everybody: it stands in history lists, on tabs and on shared
screens, where nothing of a case may be (rule 11)."""

from __future__ import annotations

import re

from peermap_app.ui.pages import ROUTES
from tests.house.code import PACKAGE, ROOT

BLOCK = re.compile(r"{% block title %}(.*?){% endblock %}", re.DOTALL)
CONSTANT = re.compile(
    r"(?:PeerMap|{{ (?:words|ways|common|w)\.\w+ }}|{% if sentence %}|{% endif %}| · )+"
)
GIVEN = {"import_faults.html": "{{ title }}"}
"""`TITLES["imports"]`, by `api/import_upload.py`."""
WRITES = re.compile(r"document\.title\s*=(?!=).*")
COVER = ('document.title = say(words, "cover_label");', "document.title = title; };")
"""Show my map: a word of the catalogue, and what stood there before."""


def test_the_title_of_an_app_page_is_a_word_of_ours() -> None:
    """It is built with the page, so it can hold nothing that was read."""
    assert [route.path for route in ROUTES if re.search(r"[{}\d]", route.title)] == []
    assert len(ROUTES) > 40


def test_the_title_of_a_plain_page_is_a_word_of_ours() -> None:
    """No template puts anything into it that came from the database or from what was typed."""
    found = {
        path.name: BLOCK.findall(path.read_text(encoding="utf-8"))
        for path in sorted((PACKAGE / "api" / "templates").glob("*.html"))
    }
    odd = {
        name: title
        for name, titles in found.items()
        for title in titles
        if not CONSTANT.fullmatch(title)
    }
    assert odd == GIVEN
    upload = (PACKAGE / "api" / "import_upload.py").read_text(encoding="utf-8")
    assert 'title=worker_pages.TITLES["imports"],' in upload
    assert sum(map(len, found.values())) > 20


def test_no_script_writes_a_title_but_show_my_map() -> None:
    """Nothing that a page was told comes into its title afterwards."""
    scripts = (*PACKAGE.rglob("*.js*"), *(ROOT / "assets").rglob("*.js"))
    written = [
        line
        for path in sorted(scripts)
        for line in WRITES.findall(path.read_text(encoding="utf-8"))
    ]
    assert written == list(COVER)
