"""Young people's pages can be said in another language: no word is fixed, none is dead."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from peermap_app.words import young
from tests.house.code import PACKAGE, imports, modules

WORKERS_PAGES = {"peermap_app.ui.pages.drawing", "peermap_app.ui.pages.take_map"}
"""Pages on a worker's device, whose language is English, that hold words for young people too."""
BY_OTHER_NAMES = {"copy", "my_map_door", "my_map_end"}
"""Pages of the catalogue that are read from their own module, which calls them otherwise."""


def test_young_pages_take_their_words_from_the_language_that_is_spoken() -> None:
    """No page of theirs reads words.young by itself: what it said would stay English in all."""
    fixed = [
        str(item)
        for item in imports()
        if item.by.startswith("peermap_app.ui") and item.of.startswith("peermap_app.words.young")
        if item.by not in WORKERS_PAGES
    ]
    assert fixed == []


def written_keys() -> tuple[set[str], list[re.Pattern[str]]]:
    """Keys as pages and canvas write them: whole ones, and patterns of those put together."""
    whole: set[str] = set()
    built: set[str] = set()
    for layer in ("ui", "state", "api"):
        for _, tree in modules(PACKAGE / layer):
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    whole.add(node.value)
                if isinstance(node, ast.JoinedStr):
                    pieces = (p.value if isinstance(p, ast.Constant) else "\0" for p in node.values)
                    built.add("".join(map(str, pieces)))
    for path in sorted((PACKAGE / "ui").rglob("*.js*")):
        keys, begun = keys_of_script(path)
        whole |= keys
        built |= begun
    for path in sorted((PACKAGE / "api" / "templates").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        whole |= set(re.findall(r"\b(?:w(?:ords)?|common)\.(\w+)", text))
        whole |= {
            key
            for loop in re.findall(r"in \(([^)]*)\)", text)
            for key in re.findall(r'"(\w+)"', loop)
        }
    return whole, patterns(built)


def keys_of_script(path: Path) -> tuple[set[str], set[str]]:
    """Keys as a script writes them: whole ones, and those put together, their gaps as "\\0"."""
    text = path.read_text(encoding="utf-8")
    whole = {*re.findall(r"""["'](\w+)["']""", text), *re.findall(r"\bwords\??\.(\w+)", text)}
    return whole, {re.sub(r"\$\{[^}]*\}", "\0", each) for each in re.findall(r"`([^`\n]*)`", text)}


def patterns(built: set[str]) -> list[re.Pattern[str]]:
    """Those put together that a key can be."""
    fit = [each for each in built if re.fullmatch(r"[a-z]+_\0(?:_\w+)?|\0_[a-z_]+", each)]
    return [re.compile(re.escape(each).replace("\0", r"\w+")) for each in fit]


def board_keys() -> tuple[set[str], list[re.Pattern[str]]]:
    """Keys of the board's own words: as the canvas writes them, or a page by `BOARD["…"]`."""
    scripts = [keys_of_script(path) for path in sorted((PACKAGE / "ui" / "canvas").glob("*.js*"))]
    whole = set().union(*(keys for keys, _ in scripts))
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        whole |= set(re.findall(r'BOARD\["(\w+)"\]', path.read_text(encoding="utf-8")))
    return whole, patterns(set().union(*(begun for _, begun in scripts)))


def test_no_word_is_dead() -> None:
    """Each key of a young person's page is written by some page: what nobody shows goes.

    As far as reading the sources can tell: `${word}_label` counts for every key that ends so. The
    board's words are judged by the canvas alone: pages have keys of the same name.
    """
    everywhere, board = written_keys(), board_keys()
    dead = [
        f"{page}.{key}"
        for page, said in young.PAGES.items()
        for whole, built in [board if page == "board" else everywhere]
        for key in said
        if key not in whole and not any(each.fullmatch(key) for each in built)
    ]
    dead += [page for page in young.PAGES if not says(page) and page not in BY_OTHER_NAMES]
    assert dead == []


def says(page: str) -> bool:
    """Whether any page reads the words of this one: `w.START[…]`, or `pages["join"]`."""
    pattern = re.compile(rf'\bw\.{page.upper()}\b|pages\["{page}"\]')
    read = (*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "api").rglob("*.py"))
    return any(pattern.search(path.read_text(encoding="utf-8")) for path in read)
