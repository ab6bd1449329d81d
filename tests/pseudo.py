"""Two languages that nobody speaks, made from English, and a PeerMap that offers them.

`en-XA` is English with accents, 40 % longer; `ar-XB` the same in Arabic letters, right to left
(the names are Unicode's own for such languages). What a page shows in plain English letters under
either was written into the page and looked up nowhere. The PeerMap is a copy of the tree with two
more files in `words/languages`, signed off: the way in which a real language is added.
"""

from __future__ import annotations

import math
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from peermap_app.words.languages import Catalogue
from scripts.new_language import translated, written
from tests.servers import ROOT, build_pages

COPY = ROOT / ".pseudo"
_TREE = ("peermap_app", "assets", "scripts", "reflex.lock", "rxconfig.py", ".npmrc")
_TREE_FILES = ("requirements.lock", "pyproject.toml")
_PART = re.compile(r"(\{\w+\})")

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTS = str.maketrans(_LATIN, "áƀćďéƒǵĥíĵķĺḿńóṕɋŕśťúṽŵẋýžÁƁĆĎÉƑǴĤÍĴĶĹḾŃÓṔɊŔŚŤÚṼŴẊÝŽ")
_ARABIC = str.maketrans(_LATIN + ",?", "ابجدهفغحيزكلمنوپقرستعطضخىظ" * 2 + "،؟")


def longer(text: str) -> str:
    """The text with longer words, 40 % longer as a whole; its {parts} stay."""
    words = text.split(" ")
    more = math.ceil(len(_PART.sub("", text)) * 0.4)
    able = [i for i, word in enumerate(words) if re.search("[A-Za-z]", _PART.sub("", word))]
    for n in range(more if able else 0):
        i = able[n % len(able)]
        words[i] = re.sub(r"(\{\w+\}|[A-Za-z])(?=[^A-Za-z{}]*$)", r"\1e", words[i], count=1)
    return " ".join(words)


def said_as(letters: dict[int, str | int | None]) -> Callable[[str], str]:
    """A way to say an English sentence: longer, in other letters, between brackets."""

    def say(text: str) -> str:
        pieces = [
            each if _PART.fullmatch(each) else each.translate(letters)
            for each in _PART.split(longer(text))
        ]
        return f"[{''.join(pieces)}]"

    return say


def pseudo_languages() -> tuple[Catalogue, ...]:
    """The two, signed off by nobody who exists."""
    by = "A test, 24 November 2026"
    return (
        translated("en-XA", "Éńǵĺíśĥ", "ltr", said_as(_ACCENTS), signed_off_by=by),
        translated("ar-XB", "هنغليسح", "rtl", said_as(_ARABIC), signed_off_by=by),
    )


def tree_with(*languages: Catalogue) -> Path:
    """A copy of the tree with these languages, its pages built; gives its folder."""
    COPY.mkdir(exist_ok=True)
    for name in (*_TREE, *_TREE_FILES):
        there = COPY / name
        if there.is_dir():
            shutil.rmtree(there)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, there, ignore=_not_source)
        else:
            shutil.copy2(ROOT / name, there)
    for each in languages:
        file = COPY / "peermap_app/words/languages" / f"{each.code.replace('-', '_').lower()}.py"
        file.write_text(written(each), encoding="utf-8")
    packages = COPY / ".web" / "node_modules"
    if not packages.exists():
        # Linked, file by file: npm may change its own folder and not the other one.
        shutil.copytree(ROOT / ".web/node_modules", packages, symlinks=True, copy_function=os.link)
    build_pages(COPY)
    return COPY


def _not_source(folder: str, names: list[str]) -> set[str]:
    made = {"__pycache__"} | ({"external"} if Path(folder).name == "assets" else set())
    return made & set(names)
