"""SQL that is compiled once in a process of tests, and not once for each test's own engine.

SQLAlchemy keeps what it compiled with the engine, and compiling is a tenth of what a test of the
services costs. What is kept here is for a kind of database; every engine of ours of one kind
speaks the same dialect.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

MOST = 5000
_KEPT: LRUCache[Hashable, Any] = LRUCache(MOST)


class _OfItsKind:
    """The cache of one engine: its dialect, the first part of each key, stands there by name."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return _KEPT.get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        _KEPT[(key[0].name, *key[1:])] = compiled


def share(engine: AsyncEngine) -> None:
    """Let the engine find what another of its kind compiled."""
    engine.sync_engine._compiled_cache = _OfItsKind()  # type: ignore[assignment]
