"""A file beside one of our modules, handed to the pages by `rx.asset` at a fiftieth of its cost.

To learn which module asks, Reflex has `inspect.stack` look up the source of every frame that led
there: in the depth of our imports a tenth of a second for each of sixty files, more than half of
what a start took. It reads the file's name and the frame alone, and those are at hand.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import reflex as rx
from reflex.assets import AssetPathStr


def shared_file(name: str) -> AssetPathStr:
    """The file of this name beside the calling module."""
    with _no_sources_read():
        return rx.asset(name, shared=True, _stack_level=2)


@contextmanager
def _no_sources_read() -> Iterator[None]:
    """While modules are imported, which one thread does."""
    whole = inspect.stack
    inspect.stack = _stack
    try:
        yield
    finally:
        inspect.stack = whole


def _stack(context: int = 0) -> list[inspect.FrameInfo]:
    found, frame = [], sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        found.append(
            inspect.FrameInfo(frame, code.co_filename, frame.f_lineno, code.co_name, None, None)
        )
        frame = frame.f_back  # type: ignore[assignment]
    return found
