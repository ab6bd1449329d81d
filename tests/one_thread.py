"""SQLite asked in the thread of the test, where nothing of it does several things at once.

The driver gives each connection a thread, and each statement goes there and back: twice a change of
threads and a turn of the loop, five hundred times in a test of the services. That was a third of
its processor time, and on a busy machine most of its waiting. Here the statement runs where it is
asked for, still after a turn of the loop, so that tasks take turns at the same places; a writer who
must wait for another waits outside SQLite, which would hold the whole process.

True threads have: every server, tests/storage, and each test that by itself or by a function of
ours that it calls begins tasks, gathers or cancels: what races there races as in a server.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import pytest
from aiosqlite import core

from peermap_app.storage import engine

AT_ONCE = frozenset({"gather", "create_task", "TaskGroup", "cancel"})
"""Who names one of these does several things at once."""
STATEMENTS = frozenset({"execute", "executemany", "commit", "rollback"})
"""Of the driver: others may come between two of these. What they found is fetched at once."""
_PATIENCE = engine.BUSY_MS / 1000
_PAUSE = 0.002
_TRUE_INIT, _TRUE_EXECUTE = core.Connection.__init__, core.Connection._execute


class _Here:
    """In the place of a connection's thread and of the queue to it."""

    daemon = True

    def start(self) -> None:
        """There is nothing to start."""

    def put_nowait(self, wanted: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        """Do it now."""
        future, function = wanted
        try:
            made = function()
        except BaseException as error:
            if future is None:
                raise
            future.set_exception(error)
            return
        if future is not None:
            future.set_result(made)


def _init(self: core.Connection, *given: Any, **named: Any) -> None:
    _TRUE_INIT(self, *given, **named)
    self._thread = self._tx = _Here()  # type: ignore[assignment]


async def _execute(
    self: core.Connection, function: Callable[..., Any], *given: Any, **named: Any
) -> Any:
    if not isinstance(self._tx, _Here):
        return await _TRUE_EXECUTE(self, function, *given, **named)
    if not self._running or not self._connection:
        raise ValueError("Connection closed")
    if getattr(function, "__name__", "") in STATEMENTS:
        await asyncio.sleep(0)
    began = time.monotonic()
    while True:
        try:
            return function(*given, **named)
        except sqlite3.OperationalError as error:
            waits = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            if not waits or time.monotonic() - began > _PATIENCE:
                raise
        await asyncio.sleep(_PAUSE)


@pytest.fixture(autouse=True)
def one_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of every test whose conftest imports this; what does several things at once has threads."""
    yield from _here(not does_several_at_once(request.function))


@pytest.fixture(scope="module", autouse=True)
def one_thread_of_a_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """The same, where tests of a module share a house: threads if any of them wants them."""
    tests = [each for name, each in vars(request.module).items() if name.startswith("test_")]
    yield from _here(not any(map(does_several_at_once, tests)))


def _here(here: bool) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.Connection, "__init__", _init if here else _TRUE_INIT)
        patch.setattr(core.Connection, "_execute", _execute)
        patch.setattr(engine, "BUSY_MS", 0 if here else int(_PATIENCE * 1000))
        yield


@cache
def does_several_at_once(test: FunctionType) -> bool:
    """Whether it, or a function of tests/ that it names, begins tasks."""
    return _names(test, set())


def _names(function: FunctionType, seen: set[FunctionType]) -> bool:
    seen.add(function)
    named = set(_said(function.__code__))
    if named & AT_ONCE:
        return True
    ours = [found for name in named for found in _of_ours(function.__globals__.get(name))]
    return any(_names(each, seen) for each in ours if each not in seen)


def _said(code: CodeType) -> Iterator[str]:
    """Every name in it and in the functions that it holds."""
    yield from code.co_names
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield from _said(held)


def _of_ours(found: object) -> Iterator[FunctionType]:
    """The function, or those of the class, when it is one of tests/."""
    if not str(getattr(found, "__module__", "")).startswith("tests."):
        return
    if isinstance(found, type):
        for each in vars(found).values():
            yield from _of_ours(getattr(each, "__func__", each))
    plain = getattr(found, "__wrapped__", found)
    if isinstance(plain, FunctionType):
        yield plain
