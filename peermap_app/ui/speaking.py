"""The words of the page that is being built: a young person's page is built once a language.

    from peermap_app.ui.speaking import w
    def _waiting(): return message("wait", w.WAIT["title"])

`w.WAIT["title"]` is `wait.title` in the language of the page under `speaking(...)`. Read at the
top of a module, where no page is being built, it fails: it would be one language's for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import reflex as rx

from peermap_app.words.languages import ENGLISH, Catalogue

_now: ContextVar[Catalogue] = ContextVar("the language of the page that is being built")


class _Said(Mapping[str, str]):
    """One page's words, looked up when they are asked for."""

    def __init__(self, page: str) -> None:
        self._page = page

    def __getitem__(self, key: str) -> str:
        return _now.get().pages[self._page][key]

    def __iter__(self) -> Iterator[str]:
        return iter(_now.get().pages[self._page])

    def __len__(self) -> int:
        return len(_now.get().pages[self._page])


class _Words:
    """`w.START` is the page `start`; `w.language` the catalogue that is spoken now."""

    def __getattr__(self, name: str) -> _Said:
        if not name.isupper() or name.lower() not in ENGLISH.pages:
            raise AttributeError(name)
        return _Said(name.lower())

    @property
    def language(self) -> Catalogue:
        """The language of the page that is being built."""
        return _now.get()


w = _Words()


@contextmanager
def speaking(language: Catalogue) -> Iterator[None]:
    """Within it, `w` speaks this language."""
    before = _now.set(language)
    try:
        yield
    finally:
        _now.reset(before)


def spoken_in(language: Catalogue, page: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """The page, built in a language."""

    def built() -> rx.Component:
        with speaking(language):
            return page()

    return built


def address(path: str, language: Catalogue) -> str:
    """Where a page stands in a language: English without more, others below it ("/draw/cy")."""
    return path if language.code == ENGLISH.code else f"{path}/{language.code}"
