"""The wrapped keys of cases move into a store of their own: see `storage.key_store`."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa
from alembic import context, op

from peermap_app.storage.key_store import SCHEMA, TABLE

revision: str = "20261129_D1"
down_revision: str | None = "20261129_8_record_seals"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Move the keys. In SQLite they are safe in their new file before the old table goes."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_case_key_case_id", "case_key", type_="foreignkey")
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        op.execute(f"ALTER TABLE case_key SET SCHEMA {SCHEMA}")
        return
    held = op.get_bind().execute(sa.text("SELECT case_id, wrapped FROM case_key")).all()
    with closing(sqlite3.connect(context.config.attributes["keys_file"])) as keys:
        keys.execute("PRAGMA journal_mode = WAL")
        keys.execute("PRAGMA synchronous = FULL")
        with keys:
            keys.execute(TABLE)
            keys.executemany(
                "INSERT OR REPLACE INTO case_key (case_id, wrapped) VALUES (?, ?)",
                [tuple(row) for row in held],
            )
    op.drop_table("case_key")
