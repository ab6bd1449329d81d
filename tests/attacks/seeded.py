"""The attacked cases, seeded once in a process: each module's server begins with a copy of them."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peermap_app.settings import Settings
from peermap_app.storage import migrations
from tests.attacks.seed import Target, seed
from tests.servers import NEVER_LOCKED

FRESH = 600.0
"""Seconds for which a copy will do: after 30 minutes a flag that nobody saw goes on to others."""


@dataclass(frozen=True, slots=True)
class _Mould:
    folder: tempfile.TemporaryDirectory[str]
    target: Target
    made: float


_moulds: list[_Mould] = []


async def seeded(environment: Mapping[str, str]) -> Target:
    """Tables and cases for a server that has not started; its var folder may be there, or not.

    Its database is the file that it would make itself. The folder then holds what a server would
    find that stopped after the cases were made: rows, keys, and nothing of another module's.
    """
    if not _moulds or time.monotonic() - _moulds[-1].made > FRESH:
        _moulds.append(await _mould())
    mould, var = _moulds[-1], Path(environment["PEERMAP_VAR"])
    await asyncio.to_thread(
        shutil.copytree, mould.folder.name, var, dirs_exist_ok=True, copy_function=shutil.copy2
    )
    return mould.target


async def _mould() -> _Mould:
    """Made in memory's own rooms and with our own defaults, whatever the servers will run with."""
    folder = tempfile.TemporaryDirectory(prefix="peermap-seeded-")
    own = {"PEERMAP_VAR": folder.name, **NEVER_LOCKED}
    settings = Settings.from_env(own)
    await asyncio.to_thread(migrations.upgrade, settings.database_url)
    return _Mould(folder, await seed(own), time.monotonic())
