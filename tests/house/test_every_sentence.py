"""Every sentence on a young person's tablet stands beside a picture or a sign, and can be heard
(product.md, "Words for young people"): held against what the page itself renders.

The board's own words are judged as they are shown, in `tests/browser/test_languages.py`, and the
pictures that it names at the end of this file; before that come the screens around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from peermap_app.ui.components.icons import _SHAPES as ICONS
from peermap_app.ui.pages import tablet
from peermap_app.ui.speaking import spoken_in
from peermap_app.words import languages, young
from tests.house.code import PACKAGE

SCREENS = (
    *("wait", "start", "consent", "steps", "what_if", "here", "not_sure", "dont_keep"),
    *("finish_later", "later", "kept", "not_kept", "not_today", "ended", "card"),
    *("again", "handed"),
)
"""The pages of the catalogue that the tablet shows outside the board."""
MARK = ("mark", "mark_label", "mark_again", "mark_done", "tick_done")
PIN = (
    "pin_title",
    "pin_lead",
    "again_title",
    "again_lead",
    "pin_pad",
    "pin_typed",
    "pin_rub",
    "pin_easy",
)
TOUCH = [("common", each) for each in ("offline", "lost_tap", "held_tap", "slow_tap")]
"""Told over every screen while the connection is gone."""
EVERY = [*TOUCH, *((page, key) for page in SCREENS for key in young.PAGES[page])]
ELSEWHERE = {
    *(f"consent.{key}" for key in MARK),
    *(f"card.{key}" for key in (*PIN, "pin_next", "pin_make")),
    *("card.card_qr", "card.card_words"),  # names of a picture and of a list, for a screen reader
    "again.before_label",  # the name of a picture
    "handed.back_to_work",  # the worker's link, after the young person has gone
}
"""Words that a component of our own shows: given to it as props, read in its source below."""
PICTURES = re.compile(r"\bpm-(?:icon|art)\b|\bpd-(?:hero|aa|step-number)\b")
CLOSE = 4
"""How many elements around a text count as beside it."""
ASSETS = PACKAGE.parent / "assets"
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
HIDES = re.compile(r"display:\s*none|visibility:\s*hidden|opacity:\s*0\s*[;}]|opacity:\s*0$")

Element = Mapping[str, Any]
_PAGE = spoken_in(languages.ENGLISH, tablet.page)


@dataclass(frozen=True)
class Place:
    """Where a text stands: the elements around it, the innermost last."""

    text: str
    around: tuple[Element, ...]

    @property
    def pictured(self) -> bool:
        """Whether a picture or a sign stands beside it."""
        at = max(0, len(self.around) - CLOSE)
        outer = [frozenset(_classes(each)) for each in self.around]
        return any(_has_picture(e, tuple(outer[: at + i])) for i, e in enumerate(self.around[at:]))

    def heard(self, read: set[str]) -> bool:
        """Whether a button that reads aloud finds it."""
        return any(read & set(_classes(each)) for each in self.around)


def _prop(element: Element, name: str) -> str:
    props = element.get("props") or ()
    return next((each[len(name) + 1 :] for each in props if each.startswith(f"{name}:")), "")


def _classes(element: Element) -> list[str]:
    return re.findall(r"[\w-]+", _prop(element, "className"))


def _children(element: Element) -> Iterator[Element]:
    yield from element.get("children") or ()
    for key in ("true_value", "false_value", "default"):
        if isinstance(element.get(key), Mapping):
            yield element[key]
    for case in element.get("match_cases") or ():
        yield from (part for part in case if isinstance(part, Mapping))


def _has_picture(element: Element, outer: tuple[frozenset[str], ...] = ()) -> bool:
    """Whether it is, or holds, a picture that the style never hides; `outer`: what is around it."""
    own = frozenset(_classes(element))
    if PICTURES.search(_prop(element, "className")):
        return not any(_fits(rule, (*outer, own)) for rule in hidden_rules())
    return any(_has_picture(each, (*outer, own)) for each in _children(element))


@cache
def hidden_rules() -> tuple[tuple[frozenset[str], ...], ...]:
    """What of the young person's pages a style hides, always or at times: the classes of each part
    of its selector, such as ({"pd-answer"}, {"pm-icon"})."""
    found = []
    for path in sorted(ASSETS.glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        hiding = [selector for selector, body in RULE.findall(text) if HIDES.search(body.strip())]
        for each in (part for selector in hiding for part in selector.split(",")):
            plain = re.sub(r":[\w-]+(?:\([^)]*\))?", "", each)
            parts = [frozenset(re.findall(r"\.([\w-]+)", one)) for one in plain.split()]
            found.append(tuple(one for one in parts if one))
    return tuple(each for each in found if each)


def _fits(rule: tuple[frozenset[str], ...], path: tuple[frozenset[str], ...]) -> bool:
    """Whether a selector's parts stand in this order in the path, the last of them at its end."""
    *around, own = rule
    if not own <= path[-1]:
        return False
    rest = iter(path[:-1])
    return all(any(part <= each for each in rest) for part in around)


def walk(element: Element, around: tuple[Element, ...] = ()) -> Iterator[Place | Element]:
    """Every element of the page and every text, with what stands around it."""
    yield element
    for said in re.findall(r'"(?:[^"\\]|\\.)*"', element.get("contents") or ""):
        yield Place(json.loads(said), around)
    # A fragment or a condition is no element of the page: nothing stands beside it.
    real = (element,) if element.get("props") else ()
    for each in _children(element):
        yield from walk(each, (*around, *real))


@cache
def page() -> tuple[tuple[Place, ...], frozenset[str]]:
    """What the tablet's page says where, and the classes that its buttons read aloud."""
    met = list(walk(_PAGE().render()))
    read = " ".join(_prop(each, "from") for each in met if isinstance(each, Mapping))
    return (
        tuple(each for each in met if isinstance(each, Place)),
        frozenset(re.findall(r"\.([\w-]+-it)\b", read)),
    )


def pieces(sentence: str) -> list[str]:
    """A sentence as the page may cut it: at the gap for a name, and between sentences."""
    cut = re.split(r"\{\w+\}|(?<=[.?!])\s+", sentence)
    return [each.strip() for each in cut if len(each.strip()) > 1]


def standing(piece: str) -> list[Place]:
    """Every place where a piece stands to be seen; a legend for screen readers says it again."""
    return [
        each
        for each in page()[0]
        if piece in pieces(each.text) and not any("pm-unseen" in _classes(e) for e in each.around)
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    [each for each in EVERY if ".".join(each) not in ELSEWHERE],
    ids=str,
)
def test_every_sentence_has_a_picture_and_can_be_heard(name: str, key: str) -> None:
    """Each key of each screen is shown, stands beside a picture or a sign, and is read aloud."""
    read = set(page()[1])
    for piece in pieces(young.PAGES[name][key]):
        found = standing(piece)
        assert found, f"{name}.{key} is never shown: {piece!r}"
        for place in found:
            assert place.pictured, f"{name}.{key} stands beside no picture: {piece!r}"
            assert place.heard(read), f"{name}.{key} cannot be heard: {piece!r}"


def test_the_box_for_the_mark_says_its_words_aloud() -> None:
    """The words of the mark's box are given to it, and it shows them where they are read."""
    given = {
        _prop(each, prop).strip('"')
        for each in walk(_PAGE().render())
        if isinstance(each, Mapping) and each.get("name") == "Mark"
        for prop in ("box", "label", "done", "clear", "tick")
    }
    assert given == {young.CONSENT[key] for key in MARK}
    source = (PACKAGE / "ui" / "mark" / "mark.jsx").read_text(encoding="utf-8")
    said = re.findall(r'<span className="pd-say-it">\{([^}]*)\}', source)
    assert said == ["tickShows ? tick : drawn.length > 0 ? done : label", "clear"]


def test_the_keypad_shows_its_words_where_they_are_read() -> None:
    """What the keypad is given it shows beside a sign of its own, each where it is read aloud."""
    source = (PACKAGE / "ui" / "pin" / "pin.jsx").read_text(encoding="utf-8")
    said = re.findall(r'className="pd-say-it">\{([^}]*)\}', source)
    assert said == [
        "again ? words.again_title : words.pin_title",
        "again ? words.again_lead : words.pin_lead",
        "said",
        "again ? words.pin_make : words.pin_next",
        "again ? words.go_back : words.not_now",
    ]
    assert source.count("{LOCK}") == source.count("{TICK}") == source.count("{SPEECH}") == 1
    assert "{again ? BACK : CLOCK}" in source
    assert "words.pin_easy" in source


def test_the_answers_have_a_sign_of_their_own_each() -> None:
    """Yes, No and Not sure stand beside three signs that no style hides, each another shape and
    none of them a face: before and after choosing, for the statements and for who is here."""
    met = [each for each in walk(_PAGE().render()) if isinstance(each, Mapping)]
    groups = [each for each in met if "pd-answers" in _classes(each)]
    assert len(groups) == 4
    wanted = [ICONS[f"say_{value}"] for value in ("yes", "no", "not_sure")]
    assert len(set(wanted)) == 3
    for group in groups:
        said = [each for each in _children(group) if {"pd-answer", "pd-button"} & {*_classes(each)}]
        assert [_drawn_in(each) for each in said] == wanted
        assert all(_has_picture(each, (frozenset({"pd-answers"}),)) for each in said)


def _drawn_in(element: Element) -> str:
    """The shape of the first sign in an element."""
    props = " ".join(
        str(prop)
        for each in walk(element)
        if isinstance(each, Mapping)
        for prop in each.get("props") or ()
    )
    return next(
        (shape for shape in ICONS.values() if json.dumps(shape)[1:-1] in props), "no sign of ours"
    )


def test_a_sign_that_a_style_hides_is_none() -> None:
    """A sign that shows only once it is chosen stands beside nothing."""
    sign = {"name": "span", "props": ['className:"pm-icon pd-picked"'], "children": []}
    pick = {"name": "p", "props": ['className:"pd-pick"'], "children": [sign]}
    assert _has_picture(pick) is False
    assert _has_picture({**pick, "props": ['className:"pd-told"']}) is True


def test_faults_and_notices_are_heard_beside_a_sign() -> None:
    """What is refused on the tablet is read aloud too, and is not told by its colour alone."""
    met = [each for each in walk(_PAGE().render()) if isinstance(each, Mapping)]
    told = [each for each in met if {"pd-fault", "pd-notice", "pd-why-not"} & set(_classes(each))]
    assert len(told) >= 6
    for each in told:
        inside = list(walk(each))
        assert _has_picture(each)
        assert any("pd-say-it" in _classes(part) for part in inside if isinstance(part, Mapping))


def test_the_lint_sees_what_lacks_a_picture() -> None:
    """A bare sentence is found out; one beside a sign that is read aloud is not."""
    bare = {"name": "p", "props": ['className:"pd-lead"'], "children": [{"contents": '"Hello."'}]}
    sign = {"name": "span", "props": ['className:"pm-icon"'], "children": []}
    good = {**bare, "props": ['className:"pd-say-it"'], "children": [sign, *bare["children"]]}  # type: ignore[misc]
    (lost,) = (each for each in walk(bare) if isinstance(each, Place))
    (told,) = (each for each in walk(good) if isinstance(each, Place))
    assert (lost.pictured, lost.heard({"pd-say-it"})) == (False, False)
    assert (told.pictured, told.heard({"pd-say-it"})) == (True, True)


CANVAS = PACKAGE / "ui" / "canvas"


def _canvas(name: str) -> str:
    return (CANVAS / name).read_text(encoding="utf-8")


def _signs(name: str) -> list[str]:
    """The pictures of a list of prompts, in their order."""
    (listed,) = re.findall(r"const SIGNS = \[([^\]]*)\]", _canvas(name))
    return re.findall(r'"(\w+)"', listed)


def _drawn() -> dict[str, str]:
    """The board's pictures: name -> path."""
    return dict(re.findall(r'^  (\w+): "([^"]+)",$', _canvas("icons.jsx"), re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "key"), [("strip.jsx", "question"), ("practice_top.jsx", "practice")]
)
def test_each_prompt_of_the_board_has_its_own_picture(name: str, key: str) -> None:
    """Every question, and every thing to try, stands beside a picture that no other has."""
    prompts = [each for each in young.BOARD if re.fullmatch(rf"{key}_\d", each)]
    signs, drawn = _signs(name), _drawn()
    assert len(signs) == len(prompts) >= 5
    assert len({drawn[each] for each in signs}) == len(signs)


def test_the_board_draws_each_picture_that_it_names() -> None:
    """A name that nobody drew would quietly show a star."""
    drawn, named = set(_drawn()), set()
    for path in CANVAS.glob("*.jsx"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:icon|sign|Icon name)="(\w+)"', text))
    for source, name in (("entry.jsx", "ROLES"), ("board.jsx", "HINTED")):
        (listed,) = re.findall(rf"const {name} = \{{(.*?)\}}", _canvas(source), re.DOTALL)
        named |= set(re.findall(r': "(\w+)"', listed))
    (places,) = re.findall(r"const PLACE_KINDS = \{(.*?)\}", _canvas("entry.jsx"), re.DOTALL)
    named |= set(re.findall(r"(\w+): ", places))
    assert len(named) > 30
    assert sorted(named - drawn) == []
