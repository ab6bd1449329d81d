"""What the attackers' server has written, read beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.attacks.stage import Stage


def told(stage: Stage, sql: str, *given: str) -> list[tuple[str, ...]]:
    """Rows of the server's database."""
    place = stage.server.var / "peermap.db"
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)) as database:
        return database.execute(sql, given).fetchall()


def id_of(stage: Stage, email: str) -> str:
    """An account's id."""
    return told(stage, "SELECT id FROM worker WHERE email = ?", email)[0][0]
