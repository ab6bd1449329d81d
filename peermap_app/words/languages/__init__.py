"""The languages of young people's pages: English, and one more file here for each other one.

A file beside this one (`cy.py` for Welsh; `scripts/new_language.py` writes it) holds the same ids
with other words, and who signed them off. It is offered to nobody before a named speaker signed
these very words, for this very English (product.md, "Words for young people"): a sentence that is
changed afterwards, on either side, takes the language away again until it is signed anew.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from peermap_app.words import dates, errors, young

Pages = Mapping[str, Mapping[str, str]]
"""Page -> key -> words; the id of a sentence is both, such as `start.title`."""

_PART = re.compile(r"\{\w+\}")
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every word of a young person's pages in one language.

    `code` is a BCP 47 tag, `name` what its speakers call it, `direction` "ltr" or "rtl"; `version`
    is kept with every consent; `translates` is the English version that it says in other words.
    """

    code: str
    name: str
    direction: str
    version: str
    translates: str
    signed_off_by: str
    signed_words: str
    pages: Pages

    def refusal(self, refused: errors.Refused) -> str:
        """One plain sentence for a refusal, in this language."""
        if self.code == young.LANGUAGE:
            return errors.sentence(refused)
        return errors.sentence(refused, self.pages["refusals"], self.pages["parts"])

    @property
    def digest(self) -> str:
        """What stands for these very words when somebody signs them."""
        said = json.dumps([self.translates, self.pages], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


ENGLISH = Catalogue(
    code=young.LANGUAGE,
    name="English",
    direction="ltr",
    version=young.VERSION,
    translates=young.VERSION,
    signed_off_by="",
    signed_words="",
    pages={**young.PAGES, "refusals": errors.YOUNG, "parts": {**errors.PARTS, **dates.PARTS}},
)
"""The catalogue that the others translate; nobody signs it off as a translation."""


@cache
def offered() -> tuple[Catalogue, ...]:
    """English, and every other language that is whole and signed off."""
    return ENGLISH, *(each for each in files() if signed(each) and not faults(each))


def catalogue(code: object) -> Catalogue:
    """The catalogue of a language that is offered; English for anything else."""
    return next((each for each in offered() if each.code == code), ENGLISH)


def signed(each: Catalogue) -> bool:
    """Whether a named speaker signed these very words."""
    return bool(each.signed_off_by.strip()) and each.signed_words == each.digest


def faults(each: Catalogue) -> list[str]:
    """What keeps a catalogue from being used, each as one line for whoever works on its file."""
    english, own = _flat(ENGLISH.pages), _flat(each.pages)
    wrong = [f"{missing} has no words" for missing in english if not own.get(missing, "").strip()]
    wrong += [f"{left} is no id of ours" for left in own if left not in english]
    wrong += [
        f"{known} has other {{parts}} than in English"
        for known in english.keys() & own.keys()
        if own[known].strip() and parts(own[known]) != parts(english[known])
    ]
    if each.translates != ENGLISH.version:
        wrong.append(f"it translates {each.translates}, and English is {ENGLISH.version}")
    if each.direction not in ("ltr", "rtl"):
        wrong.append("its direction is neither ltr nor rtl")
    if not _CODE.fullmatch(each.code) or not each.name or not each.version.startswith(each.code):
        wrong.append("it has no code, no name, or a version that does not begin with its code")
    return sorted(wrong)


def parts(text: str) -> list[str]:
    """The {parts} of a sentence that are filled in, such as {worker}."""
    return sorted(set(_PART.findall(text)))


@cache
def files() -> tuple[Catalogue, ...]:
    """Every language that has a file here, offered or not."""
    found = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(_read(importlib.import_module(f"{__name__}.{name}")) for name in found)


def _read(file: Any) -> Catalogue:
    pages: dict[str, dict[str, str]] = {}
    for name, text in file.WORDS.items():
        page, _, key = name.partition(".")
        pages.setdefault(page, {})[key] = text
    return Catalogue(
        code=file.CODE,
        name=file.NAME,
        direction=file.DIRECTION,
        version=file.VERSION,
        translates=file.TRANSLATES,
        signed_off_by=file.SIGNED_OFF_BY,
        signed_words=file.SIGNED_WORDS,
        pages=pages,
    )


def _flat(pages: Pages) -> dict[str, str]:
    return {f"{page}.{key}": text for page, said in pages.items() for key, text in said.items()}
