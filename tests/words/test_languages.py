"""Another language is offered once it is whole and a named speaker signed these very words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app.domain.errors import Conflict, Invalid, TooMany
from peermap_app.domain.screening import screen_text
from peermap_app.words import errors, languages, young
from peermap_app.words.languages import ENGLISH, Catalogue, faults, signed
from tests.pseudo import longer, pseudo_languages

OTHER, RIGHT_TO_LEFT = pseudo_languages()


def changed(page: str, key: str, text: str | None) -> Catalogue:
    """OTHER with one sentence changed, or taken out."""
    pages = {name: dict(said) for name, said in OTHER.pages.items()}
    if text is None:
        del pages[page][key]
    else:
        pages[page][key] = text
    return replace(OTHER, pages=pages)


NOT_WHOLE = changed("start", "title", None)


@pytest.fixture
def offering(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """OTHER is offered beside English."""
    monkeypatch.setattr(languages, "offered", lambda: (ENGLISH, OTHER))
    return OTHER


def test_what_is_offered_today() -> None:
    """English, and every file that is whole and signed off; each file that is there can be read."""
    names = [each.code for each in languages.offered()]
    assert names == ["en", *(each.code for each in languages.files() if signed(each))]
    for each in languages.files():
        assert not signed(each) or faults(each) == [], each.code


@pytest.mark.parametrize(
    "kept_back",
    [
        replace(OTHER, signed_off_by=""),
        changed("consent", "keep", "[Ķééṕ ťĥíś ḿáṕ ƒóŕ éṽéŕ?]"),
        replace(NOT_WHOLE, signed_words=NOT_WHOLE.digest),
    ],
    ids=["unsigned", "changed since", "not whole"],
)
def test_nobody_is_offered_what_nobody_signed(
    monkeypatch: pytest.MonkeyPatch, kept_back: Catalogue
) -> None:
    """A file beside the others that is unsigned, changed since, or not whole is shown to nobody."""
    monkeypatch.setattr(languages, "files", lambda: (kept_back, RIGHT_TO_LEFT))
    assert languages.offered.__wrapped__() == (ENGLISH, RIGHT_TO_LEFT)


def test_a_whole_language_has_no_faults() -> None:
    """The made-up languages that the tests use are whole and signed."""
    for each in (OTHER, RIGHT_TO_LEFT):
        assert faults(each) == []
        assert signed(each)


@pytest.mark.parametrize("by", ["", "  "])
def test_without_a_name_it_is_signed_by_nobody(by: str) -> None:
    """An empty "signed off by" keeps a language from everybody."""
    assert not signed(replace(OTHER, signed_off_by=by))


def test_a_word_that_changed_after_signing_is_not_signed() -> None:
    """What was signed is these words: one other word and the language is offered no more."""
    assert not signed(changed("consent", "keep", "[Ķééṕ ťĥíś ḿáṕ ƒóŕ éṽéŕ?]"))
    assert not signed(replace(OTHER, translates="en-2020-01-01"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (changed("start", "title", None), "start.title has no words"),
        (changed("start", "title", " "), "start.title has no words"),
        (changed("start", "sees", "[Áńńá śééś íť.]"), "start.sees has other {parts}"),
        (changed("start", "new", "[ńéŵ]"), "start.new is no id of ours"),
        (replace(OTHER, translates="en-2020-01-01"), "it translates en-2020-01-01"),
        (replace(OTHER, direction="up"), "its direction"),
        (replace(OTHER, code="Welsh"), "it has no code"),
        (replace(OTHER, version="2026-11-24"), "it has no code"),
    ],
)
def test_each_fault_is_named(wrong: Catalogue, said: str) -> None:
    """Whoever works on a file reads what keeps it from being used."""
    assert [each for each in faults(wrong) if each.startswith(said)] != []


def test_a_language_that_nobody_signed_is_english(offering: Catalogue) -> None:
    """A code that is not offered, or no code at all, is answered in English."""
    assert languages.catalogue("en-XA") is offering
    for raw in ("cy", "", None, 7, ["en-XA"], "EN-XA", "../en_xa"):
        assert languages.catalogue(raw) is ENGLISH


def test_refusals_are_said_in_the_language() -> None:
    """A refusal's sentence, what was found and how long to wait come from the same catalogue."""
    said = OTHER.pages["refusals"]
    assert OTHER.refusal(Conflict("gone")) == said["gone"]
    assert OTHER.refusal(Conflict("never_heard_of")) == said["something_wrong"]
    waits = OTHER.refusal(TooMany("slow_down", seconds=20))
    assert OTHER.pages["parts"]["wait_seconds"].format(n=20) in waits
    found = screen_text("Sam Jones, 07700 900123, kid@example.org")
    screened = OTHER.refusal(Invalid("place_label_screened", found=found))
    for kind in ("found_name", "found_phone", "found_email"):
        assert OTHER.pages["parts"][kind] in screened
    assert ENGLISH.refusal(Conflict("gone")) == errors.YOUNG["gone"]


def test_parts_survive_being_made_longer() -> None:
    """A made-up sentence is 40 % longer than the English one, and fills in the same parts."""
    for page in young.PAGES.values():
        for text in page.values():
            assert languages.parts(longer(text)) == languages.parts(text)
            if text.isascii() and text.isalpha():
                assert len(longer(text)) >= 1.4 * len(text)
