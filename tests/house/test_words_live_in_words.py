"""Every sentence that a person reads comes from `words/`: what is written elsewhere is never
measured, never versioned, and never translated."""

import ast
import re
from collections import Counter

import pytest

from tests.house.code import PACKAGE, modules

LOOKS_SAID = re.compile(r"[A-Z][a-z’']*(?:[ ,]+[a-zA-Z’'“”]+)+[.?!…]?")
"""Begins like a sentence or a label and has more than one word."""

NOT_WORDS_OF_A_PAGE = {
    "peermap_app.services.demo",  # made-up people and teams: data, as an import would bring it
    "peermap_app.api.guard",  # one-line answers at the door, before any page: for programs
}


def said_in(tree: ast.Module) -> list[tuple[int, str]]:
    """Strings of a module that look as if somebody reads them; docstrings are for us."""
    ours: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            ours.add(id(node.value))
        if isinstance(node, ast.Raise | ast.Assert):  # messages for whoever runs the server
            ours |= {id(inner) for inner in ast.walk(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in ours
        and LOOKS_SAID.fullmatch(node.value.strip())
    ]


@pytest.mark.parametrize("layer", ["ui", "state", "services", "domain", "notify", "live", "api"])
def test_nothing_is_said_outside_words(layer: str) -> None:
    """No module of a layer holds a sentence or a label of its own."""
    said = [
        f"{name}:{line} {text!r}"
        for name, tree in modules(PACKAGE / layer)
        if name not in NOT_WORDS_OF_A_PAGE
        for line, text in said_in(tree)
    ]
    assert said == []


def test_no_template_says_anything_itself() -> None:
    """The plain pages' templates hold places for words, and no words."""
    for path in sorted((PACKAGE / "api" / "templates").glob("[!_]*.html")):  # _art is a drawing
        text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", " ", path.read_text(), flags=re.S)
        said = set(re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]+)*", text)) - {"PeerMap"}
        assert said == set(), path.name


def test_the_canvas_says_nothing_itself() -> None:
    """The canvas's own sources hold no text between tags and no label of their own."""
    for path in sorted((PACKAGE / "ui").rglob("*.jsx")):
        text = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert re.findall(r">\s*[A-Z][a-z]+ [a-z]+[^<{}();=]*<", text) == [], path.name
        assert re.findall(r'(?:aria-label|title|placeholder)="[A-Z][^"]*"', text) == [], path.name


def test_the_lint_sees_what_is_said() -> None:
    """A label in a page's code is found; a docstring and a class name are not."""
    tree = ast.parse('"""This is for us."""\nlabel = "Draw together"\nname = "pm-card wide"\n')
    assert said_in(tree) == [(2, "Draw together")]


def words_of(tree: ast.Module) -> list[str]:
    """The names that a module of words gives to what it says, in order."""
    given: list[ast.expr] = []
    for node in tree.body:
        if isinstance(node, ast.Assign):
            given += node.targets
        if isinstance(node, ast.AnnAssign):
            given.append(node.target)
    return [each.id for one in given for each in ast.walk(one) if isinstance(each, ast.Name)]


def test_no_words_take_the_name_of_others() -> None:
    """The later ones would stand where the earlier ones were meant."""
    twice = [
        f"{name}: {word}"
        for name, tree in modules(PACKAGE / "words")
        for word, count in Counter(words_of(tree)).items()
        if count > 1
    ]
    assert twice == []


def test_no_words_are_left_over() -> None:
    """What nothing names any more is said to nobody."""
    places = (*PACKAGE.rglob("*"), *(PACKAGE.parent / "scripts").rglob("*.py"))
    code = [path for path in places if path.suffix in (".py", ".html")]
    named = Counter(re.findall(r"\w+", "\n".join(path.read_text() for path in code)))
    left = [
        f"{name}: {word}"
        for name, tree in modules(PACKAGE / "words")
        for word in words_of(tree)
        if named[word] < 2
    ]
    assert left == []
