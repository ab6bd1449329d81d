"""Every sentence of My map stands beside a sign and can be heard (product.md, "Words for young
people"), held against the plain pages that the server renders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from peermap_app import settings
from peermap_app.api import my_map, my_map_signs, my_map_views
from peermap_app.domain.consent import Answer, SettledAnswers, Statement
from peermap_app.domain.errors import Gone, Invalid
from peermap_app.domain.looked import Look, Looker
from peermap_app.domain.peer_map import describe
from peermap_app.domain.withdrawal import By, Change
from peermap_app.services import young_lines
from peermap_app.services.my_map import Contact, MyMap, Picture
from peermap_app.services.withdrawals import ChangeLine
from peermap_app.settings_help import HELP_LINES
from peermap_app.words import young
from peermap_app.words.languages import ENGLISH, Catalogue
from tests.builders import a_map
from tests.house.test_every_sentence import pieces
from tests.pseudo import pseudo_languages

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PAGES = ("my_map_door", "my_map", "mind", "mind_done", "my_map_end", "copy")
UNSEEN = {
    *(f"{page}.page" for page in ("my_map_door", "my_map")),  # the title of the window
    *("my_map.picture", "my_map.change_what"),  # names of a picture and of a link, for a reader
    *("my_map.read", "my_map.stop"),  # the button that reads
    *("mind.title", "copy.title"),  # stands on paper, or names the page
}
EVERY = [(page, key) for page in PAGES for key in young.PAGES[page]]
CLOSE = 2
"""How many elements around a text count as beside it."""
VOID = {"meta", "link", "input", "img", "path", "circle", "rect", "strong"}
"""Elements that hold nothing, and one that is part of its sentence."""


@dataclass
class Element:
    """One element: its class and what is in it."""

    kinds: tuple[str, ...]
    inside: list[Element | str] = field(default_factory=list)

    def has_sign(self) -> bool:
        """Whether a sign or a picture stands in it."""
        return "mp-sign" in self.kinds or any(
            isinstance(each, Element) and each.has_sign() for each in self.inside
        )


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element(())]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        made = Element(tuple((dict(attrs).get("class") or "").split()))
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """A text."""
        if data.strip():
            self.open[-1].inside.append(" ".join(data.split()))


def texts(
    element: Element, around: tuple[Element, ...] = ()
) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """Every text with the elements around it, the innermost last."""
    for each in element.inside:
        if isinstance(each, str):
            yield each, (*around, element)
        else:
            yield from texts(each, (*around, element))


def shown(spoken: Catalogue, *, stands: bool) -> MyMap:
    """A map that stands, or none; one that went, one that is locked, and each kind of change."""
    gone = SettledAnswers(Answer.NO, None, None)
    said = SettledAnswers(Answer.YES, Answer.NO, Answer.NOT_SURE) if stands else gone
    words, code = young.shown(spoken.pages, worker="Sam", number="1"), spoken.code
    fates = (("<svg/>", False), ("", False), ("", True), ("", False)) if stands else ()
    until = {0: (date(2027, 5, 24), False), 3: (date(2026, 11, 20), True)}
    changes = (
        Change(Statement.TALK, Answer.NO, By.YOUNG_PERSON),
        Change(Statement.KEEP, Answer.NO, By.YOUNG_PERSON),
        Change(Statement.PLAN, Answer.NO, By.SAID_ALOUD, date(2026, 11, 23)),
    )
    return MyMap(
        now=said,
        pictures=tuple(
            Picture(
                *(3 - at, NOW, svg, locked, said, words if at else {}, "", code),
                a_map() if svg else None,
                *until.get(at, (None, False)),
            )
            for at, (svg, locked) in enumerate(fates)
        ),
        changes=tuple(ChangeLine(each, NOW, "", None, None) for each in changes),
        contacts=(Contact("Sam", "07700 900123"), Contact("Alex", "")) if stands else (),
        looks=tuple(Look(who, date(2026, 11, 23)) for who in Looker) if stands else (),
    )


def rendered(en: Catalogue) -> Iterator[bytes | memoryview]:
    """Every page of My map in every state that changes its words."""
    lines = settings._help_lines(HELP_LINES)
    for token, refusal, closed in (
        ("", Invalid("words_wrong"), True),
        ("A", None, False),
        ("A", Gone("card_over"), False),
    ):
        yield my_map._door(en, refusal, token=token, closed=closed).body
    for stands in (True, False):
        view = my_map_views.page(shown(en, stands=stands), lines if stands else (), NOW, en)
        yield my_map._page("my_map.html", en, en.pages["my_map"], view=view, pulse="").body
    for statement in Statement:
        for answer in Answer:
            held = shown(en, stands=True)
            said = SettledAnswers(Answer.YES, answer, answer)
            held = MyMap(said, held.pictures, held.changes, held.contacts)
            asked = my_map_views.ask(held, statement, 3, en)
            yield my_map._page("my_mind.html", en, en.pages["mind"], view=asked, pulse="").body
            done = my_map_views.done(statement, answer, 3, NOW, en)
            yield my_map._page(
                "my_mind_done.html", en, en.pages["mind_done"], view=done, pulse=""
            ).body
    take = my_map_views.take(shown(en, stands=True), "3", en)
    yield my_map._page("my_take.html", en, en.pages["copy"], view=take, pulse="").body
    end = my_map_signs.told(en.pages["my_map_end"], my_map_signs.END)
    for ended in (False, True):
        yield my_map._end(en, sentences=end, ended=ended, pulse="").body


def standing(spoken: Catalogue) -> list[tuple[str, tuple[Element, ...]]]:
    """Every text of every page, with what is around it."""
    found = []
    for body in rendered(spoken):
        tree = _Tree()
        tree.feed(bytes(body).decode())
        found += list(texts(tree.open[0]))
    return found


PLACES = standing(ENGLISH)


@pytest.mark.parametrize(
    ("page", "key"), [each for each in EVERY if ".".join(each) not in UNSEEN], ids=str
)
def test_every_sentence_has_a_sign_and_can_be_heard(page: str, key: str) -> None:
    """Each key of each page is shown, stands beside a sign, and is among what is read aloud."""
    for piece in pieces(young.PAGES[page][key]):
        if not any(sign.isalpha() for sign in piece):
            continue
        found = [around for text, around in PLACES if piece in text]
        assert found, f"{page}.{key} is never shown: {piece!r}"
        told = [each for each in found if any("mp-say-it" in one.kinds for one in each)]
        assert told, f"{page}.{key} cannot be heard: {piece!r}"
        assert all(any(one.has_sign() for one in each[-CLOSE:]) for each in told), piece


def test_nothing_is_shown_that_is_not_heard() -> None:
    """Whatever text a page holds is read aloud; but for the title and the button that reads."""
    spoken = {
        text
        for text, around in PLACES
        if not any("mp-say-it" in one.kinds or "mp-read" in one.kinds for one in around)
    }
    assert spoken <= {young.PAGES["my_map"]["page"]}


@pytest.mark.parametrize("spoken", [ENGLISH, *pseudo_languages()], ids=lambda each: each.code)
def test_a_map_is_there_in_words(spoken: Catalogue) -> None:
    """All that the picture shows stands beneath it, in the language of the drawing, to be heard."""
    said = young_lines.alone(a_map(), spoken)
    assert len(said) == len(describe(a_map()))
    there = {text: around for text, around in standing(spoken) if text in said}
    assert there.keys() == set(said)
    for text, around in there.items():
        assert "mp-say-it" in around[-1].kinds, text
        assert around[-2].has_sign(), text


def test_every_sign_is_drawn() -> None:
    """A sign that nobody drew would be a question mark beside a sentence."""
    from peermap_app.api import templates

    source = templates._templates.loader.get_source(templates._templates, "_signs.html")[0]  # type: ignore[union-attr]
    tables = (my_map_signs.SHOWN, my_map_signs.MIND, my_map_signs.TAKE)
    tables = (*tables, my_map_signs.END, my_map_signs.DONE)
    named = {sign for table in tables for signs in table.values() for sign in signs}
    named |= {*my_map_signs.DRAWN.values(), *my_map_signs.ENDED.values()}
    assert [sign for sign in sorted(named) if f'name == "{sign}"' not in source] == []


@pytest.mark.parametrize("other", pseudo_languages(), ids=lambda each: each.code)
def test_nothing_is_left_in_english(other: Catalogue) -> None:
    """Each text of each page comes from the catalogue of the language that is spoken."""
    names = {"English", "Sam", "Alex", "Childline", "Shout", "Missing", "People"}
    names |= {"AK", "JS", "DW", "TM", "skate", "park"}  # what the young person typed
    left = [text for text, _ in standing(other) if set(re.findall(r"[A-Za-z]{2,}", text)) - names]
    assert left == []
