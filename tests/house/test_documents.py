"""The pages for reviewers name files and tests that are there."""

import re

import pytest

from tests.house.code import ROOT

PAGES = (
    "README.md",
    "SECURITY.md",
    *(f"docs/{name}.md" for name in ("access", "asvs", "data-protection", "import", "limits")),
    *(f"docs/{name}.md" for name in ("operating", "security")),
)
FILE = re.compile(r"`((?:peermap_app|tests|docs|scripts|assets|bench)/[\w./-]+?)(?:::(\w+))?`")
LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    """A file that was renamed takes the claim that rested on it along."""
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = []
    for path, test in FILE.findall(text):
        place = ROOT / path
        if not place.exists():
            missing.append(path)
        elif test and not re.search(rf"def {test}\b", place.read_text(encoding="utf-8")):
            missing.append(f"{path}::{test}")
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page: str) -> None:
    """No link of a page for reviewers leads nowhere."""
    place = ROOT / page
    links = LINK.findall(place.read_text(encoding="utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []
