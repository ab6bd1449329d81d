"""What a person reads on a young person's page, in the language of the story that is told.

with in_language(catalogue): ...   # the story; without it, English
page.get_by_role("button", name=said("Start drawing"))
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from peermap_app.words.languages import ENGLISH, Catalogue

_now: ContextVar[Catalogue] = ContextVar("the language of the story", default=ENGLISH)


@contextmanager
def in_language(language: Catalogue) -> Iterator[None]:
    """The story within is told in this language."""
    before = _now.set(language)
    try:
        yield
    finally:
        _now.reset(before)


def said(english: str) -> str:
    """The words that stand for these English ones on the page."""
    for page, words in ENGLISH.pages.items():
        for key, text in words.items():
            if text == english:
                return _now.get().pages[page][key]
    raise AssertionError(f"no page says {english!r}")


def asked_for() -> str:
    """How the address of the page for joining asks for the language."""
    language = _now.get()
    return "" if language is ENGLISH else f"?language={language.code}"
