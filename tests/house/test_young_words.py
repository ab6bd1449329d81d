"""Words for young people (product.md, quality.md): short, plain, fixed where they are fixed.

The readability figure is Flesch-Kincaid by `textstat`, which brings its dictionary along.
"""

import hashlib
import json
import re
from collections.abc import Callable

import pytest
import textstat

from peermap_app.words import errors, young
from tests.house.code import PACKAGE

MOST_WORDS = 15
HIGHEST_GRADE = 4.0
PARTS = {
    "worker": "Anna",
    "who": "Jo",
    "a": "Jo",
    "b": "Al",
    "place": "the park",
    "found": "a full name",
    "wait": "one minute",
    "most": "20",
    "left": "two",
    "at": "1",
    "of": "7",
    "n": "2",
    "ink": "blue",
    "number": "2",
    "sticker": "star",
    "day": "2 May",
    "answer": "Yes",
    "what": "Keep my map",
    "where": "close",
}
PAGES = {**young.PAGES, "refusals": errors.YOUNG}
EVERY = [(page, key) for page, said in PAGES.items() for key in said]


def shown(page: str, key: str) -> str:
    """A sentence as it is shown, its parts filled in."""
    return young.fill(PAGES[page][key], **PARTS)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a label without a full stop is one of its own."""
    return [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part]


def page_text(page: str) -> str:
    """All of a page, each label ended like a sentence, as a voice would read it."""
    lines = (shown(page, key) for key in PAGES[page])
    text = " ".join(line if line[-1] in ".?!" else f"{line}." for line in lines)
    # As it is said aloud: figures as a word; a code's letters and our own name are no words.
    text = re.sub(r"\b\d+\b", "two", text).replace("’", "'").replace("7KD 4QM", "this")
    return text.replace(" · PeerMap", "")


def grade(page: str) -> float:
    """The Flesch-Kincaid grade of a page; a word that is in no dictionary is none to use."""
    try:
        return float(textstat.flesch_kincaid_grade(page_text(page)))
    except KeyError as unknown:
        raise AssertionError(f"{page}: {unknown} is in no dictionary; use a plainer word") from None


@pytest.mark.parametrize(("page", "key"), EVERY, ids=[".".join(item) for item in EVERY])
def test_a_sentence_is_short(page: str, key: str) -> None:
    """Every sentence for a young person has at most 15 words and no part left open."""
    text = shown(page, key)
    assert "{" not in text
    for sentence in sentences(text):
        assert len(sentence.split()) <= MOST_WORDS, sentence


def test_every_page_reads_at_grade_four(say: Callable[[str], None]) -> None:
    """The whole text of each page has a Flesch-Kincaid grade of at most 4."""
    grades = {page: grade(page) for page in PAGES}
    worst = sorted(grades.items(), key=lambda item: -item[1])
    say("reading grade: " + ", ".join(f"{page} {found:.1f}" for page, found in worst))
    assert {page: found for page, found in grades.items() if found > HIGHEST_GRADE} == {}


def test_the_measure_knows_hard_words() -> None:
    """The grade of an official sentence is far above four, so the measure measures."""
    official = (
        "Practitioners may disclose proportionate information regarding associated individuals "
        "to partner organisations where safeguarding considerations necessitate intervention."
    )
    assert textstat.flesch_kincaid_grade(official) > 12


def test_the_fixed_sentences_stand() -> None:
    """Two sentences are fixed, word for word, and stand where the young person chooses."""
    assert young.POLICE == "Police cannot use this app. A court can make us share."
    assert young.WHO_SEES == (
        "Workers on your case, their manager and our records checker can see it."
    )
    assert set(young.FIXED) <= set(young.CONSENT.values())


def test_what_rule_4_says_on_screen() -> None:
    """Rules 3 and 4: each of these is said before or right after the young person chooses."""
    said = " ".join(" ".join(page.values()) for page in young.PAGES.values())
    for sentence in (
        "Nothing is kept unless you say yes at the end.",
        "No answer counts as Not sure.",
        "If a big decision used it, a locked copy stays.",
        "You can change your mind. Some things can’t be undone.",
        "Mine and my friends’. They will know we are friends. They can warn each other. "
        "They do not see this map.",
        "{worker} sees it while you draw.",
        "They will tell you first if they can.",
        "{worker} has seen it and may remember.",
        "Nobody will ask you about it again.",
        "Changes so far: {number}.",
        "It stays still while you choose.",
        "You get the same help if you say no.",
        "Skip anything. Stop when you like.",
        "To change it, tell {worker}.",
    ):
        assert sentence in said, sentence
    assert "has seen it and may remember" in young.NOT_KEPT["remember"]


def test_the_questions_come_in_order() -> None:
    """The three questions lead, then four for who wants them, good before tricky."""
    assert [young.BOARD[key] for key in young.BOARD if re.fullmatch(r"question_\d", key)] == [
        "Who do you like spending time with?",
        "Where do you spend time together?",
        "Who really matters to you?",
        "What is good about it?",
        "What is tricky?",
        "Who would you go to if something was wrong?",
        "Is there anyone who isn’t joined up with anyone?",
    ]


@pytest.mark.parametrize(
    "promise", ["secret", "private", "confidential", "nobody else", "only you"]
)
def test_secrecy_is_never_promised(promise: str) -> None:
    """No page for a young person promises secrecy."""
    for page in PAGES:
        assert promise not in page_text(page).lower()


def test_the_cover_names_nothing() -> None:
    """Whoever comes in sees, or hears read out, no map, drawing or worker on the calm picture."""
    cover = (PACKAGE / "ui" / "canvas" / "cover.jsx").read_text(encoding="utf-8")
    keys = set(re.findall(r'say\(words, "(\w+)"\)', cover))
    assert {"show_again", "cover_label"} <= keys
    told = " ".join(young.BOARD[key] for key in keys)
    assert not re.search(r"map|draw|worker|case|friend|hid", told, re.IGNORECASE)


FORBIDDEN = (
    "nominal",
    "associate",
    "associates",
    "subject",
    "target",
    "network analysis",
    "gang",
    "suspect",
    "absconded",
    "absconder",
    "offender",
    "perpetrator",
    "known to police",
)


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "words").rglob("*.py")), ids=lambda path: path.name
)
def test_forbidden_words_are_absent(path: object) -> None:
    """The words that turn a young person into a file are nowhere in what anybody reads."""
    assert hasattr(path, "read_text")
    text = path.read_text(encoding="utf-8").lower()
    found = [word for word in FORBIDDEN if re.search(rf"\b{word}\b", text)]
    assert found == []


def used_by_the_canvas() -> tuple[set[str], set[str]]:
    """Word keys in the canvas's own sources: whole ones, and how those put together begin."""
    whole: set[str] = set()
    begun: set[str] = set()
    for path in sorted((PACKAGE / "ui" / "canvas").glob("*.js*")):
        text = path.read_text(encoding="utf-8")
        whole |= set(re.findall(r'say\([\w.]*words, "(\w+)"', text))
        begun |= set(re.findall(r"say\([\w.]*words, `(\w+)\$\{", text))
        whole |= set(re.findall(r'word="(\w+)"', text))
    return whole, begun


def test_the_canvas_has_every_word_that_it_asks_for() -> None:
    """Each key that the canvas says is in BOARD; a missing one would show its own name."""
    whole, begun = used_by_the_canvas()
    assert len(whole) > 60
    assert sorted(whole - set(young.BOARD)) == []
    assert [part for part in begun if not any(key.startswith(part) for key in young.BOARD)] == []


SHOWN = {"en-2026-11-29-1": "a5f0c43faad9522e"}
"""Wording version -> digest of the words before drawing and of Your map, your say."""


def test_the_version_stands_for_the_words() -> None:
    """Consent points at the words that were shown: other words need another version."""
    shown = [young.PAGES[page] for page in young.ASKED_WITH]
    words = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    assert SHOWN[young.VERSION] == hashlib.sha256(words.encode()).hexdigest()[:16]
    assert young.LANGUAGE == "en"
